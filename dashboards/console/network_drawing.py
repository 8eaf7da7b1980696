"""The place of a site in the network as a small drawing: its ways to the core, and what hangs on it; pure."""

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from alarms.topology.graph import Node, Topology
from telemetry.i18n import Translator

_STEP, _LINE, _LEFT, _TOP = 96, 72, 46, 10
_MOST_BEHIND: Final = 6
_DISC: Final = '<circle cx="{x}" cy="{y}" r="9"/>'
_CROSS: Final = '<path d="M{a} {b}l12 12m0-12l-12 12"/>'


def drawing(topology: Topology, node: Node, is_down: Callable[[Node], bool], say: Translator) -> str:
    """An SVG: core on the left, the site in the middle, on the right what its failure cuts off.

    Nodes for which `is_down` says so are crossed out, beside their colour. Names are escaped.
    """
    ways = topology.ways(node.code) or [[node]]
    behind = topology.impact(node.code) if not node.core else []
    shown = behind[:_MOST_BEHIND]
    centre = max(len(way) for way in ways) - 1
    height = _TOP + _LINE * max(len(ways), len(shown), 1)
    width = _LEFT * 2 + _STEP * (centre + (1 if shown else 0))
    x, y = _LEFT + centre * _STEP, height / 2 + 4
    parts: list[str] = []
    for row, way in enumerate(ways):
        parts += _way(way, (x, y), _level(row, len(ways), height), is_down)
    for row, other in enumerate(shown):
        level = _level(row, len(shown), height)
        parts += [_link((x, y), (x + _STEP, level)), _node(other, x + _STEP, level, is_down(other))]
    parts.append(_node(node, x, y, is_down(node), "here"))
    label = escape(say("Ways of {name} to the core of the network", name=node.name))
    opening = f'<svg class="network" role="img" aria-label="{label}" viewBox="0 0 {width} {height}" width="{width}">'
    return f"{opening}{''.join(parts)}</svg>"


def _level(row: int, rows: int, height: float) -> float:
    return height / 2 + 4 + (row - (rows - 1) / 2) * _LINE


def _way(way: Sequence[Node], here: tuple[float, float], level: float, is_down: Callable[[Node], bool]) -> list[str]:
    """The links of one way first, so that its nodes lie above them; all ways end at the same core."""
    places = [here]
    for step in range(1, len(way)):
        last = step == len(way) - 1
        places.append((_LEFT if last else here[0] - step * _STEP, here[1] if last else level))
    links = [_link(a, b) for a, b in pairwise(places)]
    nodes = [_node(node, *place, is_down(node)) for node, place in zip(way[1:], places[1:], strict=True)]
    return links + nodes


def _link(a: tuple[float, float], b: tuple[float, float]) -> str:
    return f'<line x1="{a[0]}" y1="{a[1]}" x2="{b[0]}" y2="{b[1]}"/>'


def _node(node: Node, x: float, y: float, down: bool, kind: str = "") -> str:
    sign = _CROSS.format(a=x - 6, b=y - 6) if down else ""
    classes = " ".join(filter(None, ("node", kind, "core" if node.core else "", "down" if down else "")))
    name = escape(node.name)
    body = f'<title>{name}</title>{_DISC.format(x=x, y=y)}{sign}<text x="{x}" y="{y - 15}">{escape(node.code)}</text>'
    return f'<g class="{classes}">{body}</g>'
