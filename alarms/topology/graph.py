"""The network as a graph: which sites reach the core, which have one path only, what a failure cuts off.

Links are undirected and may close rings, so a site is reached as long as one way to a core remains. Feeds are
what a site needs to run: of each of its groups one feed at least (any of a group, all groups).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

import networkx as nx

from telemetry.errors import NotFoundError

_ROOT = ""
"""A point behind all cores: two ways to two cores are two ways to it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place of the network: its code in the plans, its site in the registry, and whether all data ends there."""

    code: str
    site: str
    name: str
    core: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two nodes, by their codes; its length in metres where that is known."""

    a: str
    b: str
    length_m: float | None = None

    @property
    def name(self) -> str:
        """As people write it, and as `samara topology impact` takes it: `HAM-CRO`."""
        return f"{self.a}-{self.b}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A power feed of a node; feeds of the same group stand in for each other."""

    name: str
    node: str
    group: str


class Topology:
    """Nodes, links and feeds, immutable: a file that changes makes another one."""

    def __init__(self, nodes: Iterable[Node] = (), links: Iterable[Link] = (), feeds: Iterable[Feed] = ()) -> None:
        self.nodes = tuple(nodes)
        self.links = tuple(links)
        self.feeds = tuple(feeds)
        self._cores = [node.code for node in self.nodes if node.core]
        self._sites = {node.site: node for node in self.nodes if node.site}
        self._graph = self._connected()
        self._dominators = nx.immediate_dominators(self._graph.to_directed(), _ROOT)

    def _connected(self) -> "nx.Graph[str]":
        graph: nx.Graph[str] = nx.Graph()
        graph.add_node(_ROOT)
        graph.add_nodes_from(node.code for node in self.nodes)
        graph.add_edges_from((link.a, link.b) for link in self.links)
        graph.add_edges_from((_ROOT, core) for core in self._cores)
        return graph

    def at(self, site: str) -> Node | None:
        """The node of a site of the registry, None where the topology has none."""
        return self._sites.get(site)

    def node(self, name: str) -> Node:
        """The node of this code or site; raises `NotFoundError`."""
        for node in self.nodes:
            if name in (node.code, node.site):
                return node
        raise NotFoundError(f"no site {name!r:.60} in the topology; `samara topology list` names them")

    def impact(self, name: str) -> list[Node]:
        """The other nodes that lose every core, or their power, when this site, link or feed fails.

        Raises `NotFoundError` for a name that is none of them.
        """
        if any(name == feed.name for feed in self.feeds):
            dark = self._dark({name})
            return [node for node in self.nodes if node.code in dark or node in self._cut_off(dark)]
        for link in self.links:
            if name in (link.name, f"{link.b}-{link.a}"):
                return self._cut_off(links=[link])
        failed = self.node(name)
        return [node for node in self._cut_off({failed.code}) if node != failed]

    def single_path(self) -> list[Node]:
        """The nodes that one failure of a link or of another node cuts off: no two disjoint ways lead to a core."""
        # The only core is not taken for a failure: no way could avoid it.
        root = self._cores[0] if len(self._cores) == 1 else _ROOT
        blocks = cast("Iterable[set[str]]", nx.biconnected_components(self._graph))
        # Two nodes of a block of three or more are joined by two ways that share nothing (Menger).
        safe = set().union(*(block for block in blocks if root in block and len(block) > 2))
        return [node for node in self.nodes if not node.core and node.code not in safe]

    def upstream(self, code: str) -> list[str]:
        """The codes of the nodes that all ways from this one to a core pass, the nearest first."""
        passed = []
        while code := self._dominators.get(code) or _ROOT:
            passed.append(code)
        return [code for code in passed if code not in self._cores]

    def ways(self, code: str) -> list[list[Node]]:
        """As many ways to a core as share no node between, the shortest first; none for a core itself."""
        if code in self._cores or not nx.has_path(self._graph, code, _ROOT):
            return []
        by_code = {node.code: node for node in self.nodes}
        # With one core, ways end there: all of them would pass it, and count as one.
        end = self._cores[0] if len(self._cores) == 1 else _ROOT
        ways = nx.node_disjoint_paths(self._graph, code, end)
        return sorted(([by_code[step] for step in way if step != _ROOT] for way in ways), key=len)

    def last_link(self, code: str) -> Link | None:
        """The only link of a node that hangs on one; None for others."""
        links = [link for link in self.links if code in (link.a, link.b)]
        return links[0] if len(links) == 1 else None

    def _dark(self, failed: Collection[str]) -> set[str]:
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        for feed in self.feeds:
            groups[feed.node, feed.group].add(feed.name)
        return {node for (node, _), names in groups.items() if names <= set(failed)}

    def _cut_off(self, codes: Collection[str] = (), links: Iterable[Link] = ()) -> list[Node]:
        """The nodes that reach no core without these nodes (cut off themselves) and these links."""
        graph = self._graph.copy()
        graph.remove_nodes_from(codes)
        graph.remove_edges_from((link.a, link.b) for link in links)
        reached = nx.node_connected_component(graph, _ROOT)
        return [node for node in self.nodes if not node.core and node.code not in reached]
