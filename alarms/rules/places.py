"""The selectors of a rule file: where a rule, or a term of its logic, applies."""

from alarms.rules.nodes import Fields, Node, Problems, suggestion
from alarms.rules.where import EVERYWHERE, Where
from telemetry.quantity import CATALOGUE

SELECTORS = ("domain", "tenant", "site", "site_kind", "type", "device", "quantity", "channel", "tag")


def read_where(problems: Problems, node: Node | None) -> Where:
    """The selectors of a rule."""
    if node is None:
        return EVERYWHERE
    return where_of(Fields(problems, node, SELECTORS))


def where_of(fields: Fields) -> Where:
    """The selectors among the keys of a mapping."""
    simple = {key: fields.several(key, _pattern, "a name, with * for any") for key in SELECTORS if key != "tag"}
    for quantity in simple["quantity"]:
        if not any(character in quantity for character in "*?[") and quantity not in CATALOGUE:
            fields.refuse("quantity", f"no quantity {quantity:.60}; {suggestion(quantity, CATALOGUE)}")
    tags = Fields(fields.problems, fields.table["tag"]) if "tag" in fields else None
    wanted = {key: tags.several(key, _pattern, "a value, with * for any") for key in tags.table} if tags else {}
    return Where(**simple, tag=wanted)


def _pattern(text: str) -> str:
    if not text or len(text) > 200:
        raise ValueError(text)
    return text
