from pathlib import Path

import pytest

from alarms.topology.files import example, read_topology
from alarms.topology.graph import Feed, Link, Node, Topology
from telemetry.errors import ConfigError, NotFoundError

CORE = Node("DC", "datacenter", "Datacenter", core=True)


def topology(links: str, feeds: tuple[Feed, ...] = (), cores: tuple[str, ...] = ("DC",)) -> Topology:
    """`DC-A A-B` as a topology."""
    pairs = [pair.split("-") for pair in links.split()]
    codes = sorted({code for pair in pairs for code in pair})
    nodes = [Node(code, f"nro-{code.lower()}", f"NRO {code}", code in cores) for code in codes]
    return Topology(nodes, [Link(a, b) for a, b in pairs], feeds)


def codes(nodes: list[Node]) -> str:
    return " ".join(node.code for node in nodes)


@pytest.mark.parametrize(
    ("links", "failed", "lost"),
    [
        pytest.param("DC-A A-B B-C", "A", "B C", id="a site cuts off all behind it, itself aside"),
        pytest.param("DC-A A-B B-C", "A-B", "B C", id="a link cuts off its far side"),
        pytest.param("DC-A A-B B-C", "B-A", "B C", id="a link has two names"),
        pytest.param("DC-A DC-B A-B", "DC-A", "", id="a ring survives one link"),
        pytest.param("DC-A DC-B A-B", "A", "", id="a ring survives one site"),
        pytest.param("DC-A DC-B A-B B-C", "B", "C", id="a spur of a ring does not"),
        pytest.param("DC-A A-B", "DC", "A B", id="without a core nobody is reached"),
        pytest.param("DC-A A-B", "nro-a", "B", id="a site has its name in the registry too"),
    ],
)
def test_impact(links: str, failed: str, lost: str) -> None:
    assert codes(topology(links).impact(failed)) == lost


def test_one_core_of_two_may_fail() -> None:
    assert codes(topology("DC-A A-DD", cores=("DC", "DD")).impact("DC")) == ""


@pytest.mark.parametrize(
    ("links", "single"),
    [
        ("DC-A A-B", "A B"),
        ("DC-A DC-B A-B", ""),
        ("DC-A DC-B A-B B-C", "C"),
        ("DC-A A-B A-C B-C", "A B C"),
    ],
    ids=["a chain", "a ring through the core", "a spur", "a ring behind one site"],
)
def test_single_path(links: str, single: str) -> None:
    assert codes(topology(links).single_path()) == single


def test_two_ways_to_two_cores_are_two_ways() -> None:
    assert topology("DC-A A-DD", cores=("DC", "DD")).single_path() == []


def test_upstream_is_what_all_ways_pass_the_nearest_first() -> None:
    chained = topology("DC-A A-B B-C C-D B-D")
    assert chained.upstream("D") == ["B", "A"]
    assert topology("DC-A DC-B A-B").upstream("A") == []


def test_a_feed_of_a_pair_may_fail_the_last_of_a_group_may_not() -> None:
    feeds = (Feed("voie A", "A", "48 V"), Feed("voie B", "A", "48 V"), Feed("ventilation", "A", "air"))
    powered = topology("DC-A A-B", feeds)
    assert codes(powered.impact("voie A")) == ""
    assert codes(powered.impact("ventilation")) == "A B"


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError, match="samara topology list"):
        topology("DC-A").impact("nowhere")


def test_the_example_is_the_link_table_of_the_department() -> None:
    shipped = example()
    assert len([link for link in shipped.links if link.length_m]) == 14
    assert codes(shipped.impact("ROI")) == "COB FIN"
    assert "VIG" not in codes(shipped.single_path()).split()
    assert "CAY" in codes(shipped.single_path()).split()


GOOD = {"nodes.csv": "code,site,name,role\nDC,dc,Datacenter,core\nA,nro-a,,\n", "links.csv": "a,b,length_m\nDC,A,\n"}


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("nodes.csv", "code,site,name,role\nA,nro-a,,\nDC,,,\n", "no node has the role core"),
        ("nodes.csv", "code,site,name,role\nDC,dc,,core\nA,x,,\nA,y,,\n", "'A' stands 2 times"),
        ("nodes.csv", "code,site,name,role\nDC,dc,,king\nA,x,,\n", "nodes.csv:2: role 'king'"),
        ("nodes.csv", "code,name\nDC,dc\n", "nodes.csv:1: lacks the column role, site"),
        ("nodes.csv", "", "lacks the column"),
        ("links.csv", "a,b,length_m\nDC,B,\n", "links.csv:2: 'B' is no code"),
        ("links.csv", "a,b,length_m\nA,A,\n", "links.csv:2: links 'A' to itself"),
        ("links.csv", "a,b,length_m\nDC,A,far\n", "links.csv:2: length_m 'far'"),
        ("feeds.csv", "name,node,group\n,Z,1\n", "feeds.csv:2: has no name"),
        ("links.csv", 'a,b,length_m\n"DC,A', "cannot be read"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path, file: str, text: str, problem: str) -> None:
    for name, content in {**GOOD, file: text}.items():
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=problem):
        read_topology(tmp_path)


def test_a_missing_table_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"(?s)nodes.csv: cannot be read.*links.csv: is missing"):
        read_topology(tmp_path)
