from alarms.groups import Groups
from telemetry.alarm import Severity, Source, Verdict

MINUTE = 60_000


def verdict(rule: str, minute: float, *, holds: bool | None = True, site: str = "nro") -> Verdict:
    time_ms = int(minute * MINUTE)
    return Verdict(Source(rule, "amiens", site), holds, Severity.MAJOR, time_ms, time_ms)


def groups_of(groups: Groups, *verdicts: Verdict) -> list[tuple[str, bool]]:
    return [(stamped.group, stamped.first_out) for stamped in map(groups.stamp, verdicts)]


def test_what_comes_in_one_go_is_one_group_with_its_first() -> None:
    found = groups_of(Groups(), verdict("mains", 0), verdict("ups", 1), verdict("hot", 9), verdict("mains", 10))
    assert found == [("nro@0", True), ("nro@0", False), ("nro@0", False), ("nro@0", True)]


def test_another_site_and_another_time_are_other_groups() -> None:
    found = groups_of(Groups(), verdict("mains", 0), verdict("mains", 0, site="school"), verdict("door", 11))
    assert found == [("nro@0", True), ("school@0", True), (f"nro@{11 * MINUTE:x}", True)]


def test_what_ends_is_told_with_its_group_and_a_group_that_is_over_takes_no_more() -> None:
    groups = Groups()
    found = groups_of(groups, verdict("mains", 0), verdict("mains", 1, holds=False), verdict("hot", 2))
    assert found == [("nro@0", True), ("nro@0", True), (f"nro@{2 * MINUTE:x}", True)]
    assert groups_of(groups, verdict("calm", 3, holds=False), verdict("calm", 3, holds=None)) == [("", False)] * 2


def test_groups_are_taken_up_again_from_what_was_said() -> None:
    before, after = Groups(), Groups()
    said = [before.stamp(verdict("mains", 0)), before.stamp(verdict("ups", 1))]
    for one in reversed(said):
        after.recall(one)
    assert groups_of(after, verdict("mains", 2), verdict("hot", 3)) == [("nro@0", True), ("nro@0", False)]
