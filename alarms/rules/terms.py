"""Logic in rule files: `all`, `any` and `not` over tests of points."""

from collections.abc import Iterator
from itertools import count

from alarms.detectors.logic import Criterion, Every, Term, disjunction, negation
from alarms.rules.nodes import Fields, Node
from alarms.rules.places import where_of
from alarms.rules.values import NUMBER, flag, number

CONNECTIVES = ("all", "any", "not")
_CRITERION = ("quantity", "channel", "type", "tag", "is", "above", "below")


def read_term(fields: Fields) -> Term:
    """The term of a rule: its only connective."""
    return _connected(fields, count())


def _connected(fields: Fields, roles: Iterator[int]) -> Term:
    named = [key for key in CONNECTIVES if key in fields]
    if len(named) != 1:
        fields.problems.refuse(fields.node, "one of `all`, `any` and `not` expected")
        return Every(())
    connective, node = named[0], fields.table[named[0]]
    if connective == "not":
        return negation(_term(fields, node, roles))
    if not node.items:
        fields.refuse(connective, "a list expected; begin each term with `- `")
    terms = tuple(_term(fields, item, roles) for item in node.items or ())
    return Every(terms) if connective == "all" else disjunction(terms)


def _term(outer: Fields, node: Node, roles: Iterator[int]) -> Term:
    if node.table is not None and any(key in node.table for key in CONNECTIVES):
        return _connected(Fields(outer.problems, node, CONNECTIVES), roles)
    fields = Fields(outer.problems, node, _CRITERION)
    criterion = Criterion(
        next(roles),
        where_of(fields),
        fields.read("is", flag, "true or false", None),
        fields.read("above", number, NUMBER, None),
        fields.read("below", number, NUMBER, None),
    )
    tests = (criterion.state, criterion.above, criterion.below)
    if not criterion.where.quantity or all(test is None for test in tests):
        outer.problems.refuse(node, "a test has a `quantity`, and `is`, `above` or `below`")
    return criterion
