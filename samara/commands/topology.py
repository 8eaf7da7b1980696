"""`samara topology`: what hangs on what, and what a failure cuts off."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from alarms.topology.graph import Node
from samara import wiring
from samara.context import settings_of

app = typer.Typer(help="Sites, the links that collect their data, the feeds that power them.", no_args_is_help=True)


@app.command("list")
def list_nodes(context: typer.Context) -> None:
    """Name all sites of the topology, and which hang on one path only."""
    topology = wiring.open_topology(settings_of(context))
    single = topology.single_path()
    table = Table("code", "site", "name", "paths")
    for node in topology.nodes:
        table.add_row(node.code, node.site, node.name, "core" if node.core else "1" if node in single else "2 or more")
    Console().print(table)


@app.command()
def single(context: typer.Context) -> None:
    """Name the sites that one failure of a link or of another site cuts off."""
    _tell(wiring.open_topology(settings_of(context)).single_path(), "Every site has two disjoint paths.")


@app.command()
def impact(
    context: typer.Context, name: Annotated[str, typer.Argument(help="A site, a link such as HAM-CRO, or a feed.")]
) -> None:
    """Name the other sites that its failure cuts off."""
    _tell(wiring.open_topology(settings_of(context)).impact(name), f"The failure of {name} cuts off no other site.")


def _tell(nodes: Iterable[Node], none: str) -> None:
    lines = [f"{node.code}\t{node.site}\t{node.name}" for node in nodes]
    typer.echo("\n".join(lines) or none)
