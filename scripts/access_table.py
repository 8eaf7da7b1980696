"""Write the tables of `docs/access.md`: what each role may do, what each route needs, what is never public.

They stand between comments that name them; `--check` writes nothing and fails when they are not what the code says.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from api.app import create_app
from api.services import Services
from telemetry.access import MEANINGS, PERMISSIONS, SCOPES, Permission, Role, why_never_public
from telemetry.device import Domain
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics
from telemetry.quantity import CATALOGUE

PAGE = Path(__file__).parents[1] / "docs" / "access.md"


def main() -> None:
    """Write the tables, or check them."""
    held = PAGE.read_text(encoding="utf-8")
    text = with_tables(held)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif text != held:
        sys.exit("docs/access.md is not current: run scripts/access_table.py")


def with_tables(text: str) -> str:
    """The page with its tables as they should be."""
    for name, lines in (("roles", roles()), ("routes", routes()), ("never public", never_public())):
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        table = "\n".join(lines)
        text, found = between.subn(lambda match, table=table: f"{match[1]}\n{table}\n\n{match[2]}", text)
        if found != 1:
            sys.exit(f"docs/access.md needs the comments <!-- {name} --> and <!-- end of {name} -->, once")
    return text


def roles() -> Iterator[str]:
    """The role matrix."""
    yield f"| permission | for | {' | '.join(role.replace('_', ' ') for role in Role)} | key |"
    yield f"| --- | --- |{' :-: |' * (len(Role) + 1)}"
    for permission in Permission:
        marks = ["✓" if permission in PERMISSIONS[role] else "" for role in Role]
        marks.append("✓" if permission in SCOPES or permission in PERMISSIONS[Role.PUBLIC] else "")
        yield f"| `{permission}` | {MEANINGS[permission]} | {' | '.join(marks)} |"


def routes() -> Iterator[str]:
    """Which permission each route of the API needs."""
    parts = MemoryRegistry(), MemoryStore(), MemoryQuarantine(), MemoryLiveFeed(), Metrics()
    needed = defaultdict[str, list[str]](list)
    for path, operations in create_app(Services(*parts, {}, "0")).openapi()["paths"].items():
        for method, operation in operations.items():
            needed[operation["x-permission"]].append(f"`{method.upper()} {path}`")
    yield "| permission | routes |"
    yield "| --- | --- |"
    for permission in Permission:
        yield f"| `{permission}` | {', '.join(needed[permission]) or 'none yet'} |"


def never_public() -> Iterator[str]:
    """Which quantities no setting can open, by reason; those of a whole trade are named by it."""
    everywhere = defaultdict[str, list[str]](list)
    for key, quantity in CATALOGUE.items():
        why = why_never_public(Domain.OTHER, quantity)
        if why:
            everywhere[why].append(f"`{key}`")
    yield "| why | in any trade |"
    yield "| --- | --- |"
    for why, keys in everywhere.items():
        yield f"| {why} | {', '.join(keys)} |"
    for domain in Domain:
        open_ones = [key for key, quantity in CATALOGUE.items() if why_never_public(domain, quantity) is None]
        if domain is Domain.VIDEO or len(open_ones) < len(CATALOGUE) // 2:
            allowed = ", ".join(f"`{key}`" for key in open_ones)
            yield ""
            yield f"In the trade `{domain}`, {f'only these can be opened: {allowed}' if allowed else 'nothing'}."


if __name__ == "__main__":
    main()
