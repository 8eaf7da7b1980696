"""The published sequences of alarm states, each by its name, on a fake clock."""

from collections.abc import Callable

import pytest

from alarms import actions
from alarms.actions import Act
from alarms.life import EXPIRED, RE_ALARM, elapse, judge, next_change
from alarms.stages import Handling
from telemetry.alarm import Alarm, Happening, Quality, Severity, Source, State, Transition, Verdict
from telemetry.errors import ConflictError, QueryError

SOURCE = Source("dc.level_high", "somme-numerique", "dc-amiens", "lic101", "main", "water_level")
LATCHED = Handling(latched=True)
WARNING, MINOR, MAJOR, CRITICAL = Severity
A, B, C, D = State.NORMAL, State.UNACKNOWLEDGED, State.ACKNOWLEDGED, State.RETURNED
E, F, G = State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE
H = Happening


class Desk:
    """One source, its open alarms and everything that has happened; each step takes a second."""

    def __init__(self, handling: Handling = Handling()) -> None:  # noqa: B008 - a plain value
        self.handling = handling
        self.now = 0
        self.history: list[Transition] = []
        self.alarms: dict[str, Alarm] = {}

    @property
    def held(self) -> list[Alarm]:
        return [alarm for alarm in self.alarms.values() if alarm.open]

    @property
    def alarm(self) -> Alarm:
        return list(self.alarms.values())[-1]

    @property
    def state(self) -> State:
        return self.alarm.state if self.alarms else A

    def _keep(self, transitions: list[Transition]) -> list[Happening]:
        for told in transitions:
            before = self.alarms.get(told.alarm.id)
            assert told.alarm.revision == (before.revision + 1 if before else 1)
            self.alarms[told.alarm.id] = told.alarm
        self.history += transitions
        return [told.happening for told in transitions]

    def judge(self, holds: bool | None, severity: Severity = MAJOR, **fields: object) -> list[Happening]:
        self.now += 1000
        verdict = Verdict(SOURCE, holds, severity, self.now, self.now, **fields)  # type: ignore[arg-type]
        return self._keep(judge(self.held, verdict, self.handling, self.now + 5))

    def bad(self, severity: Severity = MAJOR, **fields: object) -> list[Happening]:
        return self.judge(True, severity, **fields)

    def good(self, **fields: object) -> list[Happening]:
        return self.judge(False, **fields)

    def wait(self, seconds: float) -> list[Happening]:
        self.now += int(seconds * 1000)
        return self._keep([told for alarm in self.held for told in elapse(alarm, self.handling, self.now)])

    def act(self, action: Callable[..., Transition], *args: object, comment: str = "vu", **kwargs: object) -> Alarm:
        self.now += 1000
        self._keep([action(self.alarm, Act("odile", self.now, comment), *args, **kwargs)])
        return self.alarm

    def acknowledge(self, seconds: float | None = None) -> Alarm:
        until = None if seconds is None else self.now + 1000 + int(seconds * 1000)
        return self.act(actions.acknowledge, until)

    def shelve(self, seconds: float, **options: bool) -> Alarm:
        return self.act(actions.shelve, self.handling, self.now + 1000 + int(seconds * 1000), **options)


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestIsa182:
    """ISA-18.2 §5.6, figure of the alarm states: every arrow between A and G."""

    def test_a_to_b_occurs(self, desk: Desk) -> None:
        assert desk.bad() == [H.RAISED]
        assert desk.state is B

    def test_b_to_c_acknowledged(self, desk: Desk) -> None:
        desk.bad()
        assert desk.acknowledge().acknowledged_by == "odile"
        assert desk.state is C

    def test_c_to_a_returns(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        assert desk.good() == [H.CLEARED]
        assert desk.state is A
        assert desk.held == []

    def test_b_to_d_returns_unacknowledged(self, desk: Desk) -> None:
        desk.bad()
        desk.good()
        assert desk.state is D
        assert desk.held

    def test_d_to_a_acknowledged(self, desk: Desk) -> None:
        desk.bad()
        desk.good()
        desk.acknowledge()
        assert desk.state is A
        assert desk.held == []

    def test_d_to_b_occurs_again_on_a_branch_of_its_own(self, desk: Desk) -> None:
        desk.bad()
        desk.good()
        assert desk.bad() == [H.RAISED]
        assert [(alarm.state, alarm.branch) for alarm in desk.held] == [(D, 0), (B, 1)]

    def test_c_to_b_grows_worse(self, desk: Desk) -> None:
        desk.bad(MINOR)
        desk.acknowledge()
        assert desk.bad(CRITICAL) == [H.ESCALATED]
        assert desk.state is B

    def test_c_to_b_unacknowledged_by_the_operator(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        desk.act(actions.unacknowledge)
        assert desk.state is B

    def test_c_to_b_by_the_re_alarm_timer(self) -> None:
        desk = Desk(Handling(re_alarm_ms=60_000))
        desk.bad()
        desk.acknowledge()
        assert desk.wait(59.9) == []
        assert desk.wait(0.1) == [H.UNACKNOWLEDGED]
        assert (desk.state, desk.history[-1].comment) == (B, RE_ALARM)

    @pytest.mark.parametrize("prepare", ["bad", "bad acknowledge", "bad good"])
    def test_any_to_e_and_back(self, desk: Desk, prepare: str) -> None:
        for step in prepare.split():
            getattr(desk, step)()
        before = desk.state
        desk.shelve(600)
        assert desk.state is E
        assert desk.wait(600) == [H.UNSHELVED]
        assert desk.state is before

    def test_any_to_f_and_back_to_b(self, desk: Desk) -> None:
        desk.bad()
        assert desk.bad(suppressed_by="topology:nro-80021") == [H.SUPPRESSED]
        assert desk.state is F
        assert desk.bad() == [H.UNSUPPRESSED]
        assert desk.state is B

    def test_f_to_a_when_it_has_returned_to_normal_unseen(self, desk: Desk) -> None:
        desk.bad(suppressed_by="topology:nro-80021")
        assert desk.state is F
        assert desk.good() == [H.CLEARED]
        assert desk.state is A
        assert desk.held == []

    def test_f_to_d_when_people_had_seen_it(self, desk: Desk) -> None:
        desk.bad()
        desk.bad(suppressed_by="topology:nro-80021")
        desk.good()
        assert desk.state is D

    def test_any_to_g_and_back(self, desk: Desk) -> None:
        desk.bad()
        desk.act(actions.remove_from_service, desk.handling, comment="onduleur en maintenance")
        assert (desk.state, desk.alarm.out_of_service) == (G, "onduleur en maintenance")
        desk.act(actions.return_to_service)
        assert desk.state is B

    @pytest.mark.parametrize("aside", [E, G])
    def test_e_and_g_to_a_when_it_has_returned_to_normal(self, desk: Desk, aside: State) -> None:
        desk.bad()
        if aside is E:
            desk.shelve(600)
        else:
            desk.act(actions.remove_from_service, desk.handling)
        desk.good()
        assert desk.state is aside
        desk.act(actions.unshelve if aside is E else actions.return_to_service)
        assert desk.state is A
        assert desk.held == []


class TestAlerta:
    """The five scenarios of alerta's tests/test_isa_18_2.py."""

    def test_ack_active_alarm(self, desk: Desk) -> None:
        states = []
        for step in (
            lambda: desk.bad(MAJOR),
            desk.acknowledge,
            lambda: desk.bad(CRITICAL),
            desk.acknowledge,
            desk.good,
        ):
            step()
            states.append(desk.state)
        assert states == [B, C, B, C, A]

    def test_rtn_before_ack(self, desk: Desk) -> None:
        desk.bad(MAJOR)
        desk.good()
        assert desk.state is D
        desk.bad(MINOR)
        assert desk.state is B
        assert desk.bad(MINOR) == []
        desk.good()
        assert [alarm.state for alarm in desk.held] == [D, D]
        desk.acknowledge()
        assert desk.state is A

    def test_operator_unack(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        desk.act(actions.unacknowledge)
        assert desk.state is B
        desk.acknowledge()
        assert desk.state is C

    def test_operator_shelve_and_the_earlier_acknowledgement_is_not_forgotten(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        desk.shelve(3600)
        assert desk.state is E
        desk.act(actions.unshelve)
        assert desk.state is C, "alerta says UNACK here, and its users are paged twice"
        desk.shelve(3600)
        desk.good()
        assert desk.state is E
        desk.act(actions.unshelve)
        assert desk.state is A

    def test_out_of_service(self, desk: Desk) -> None:
        desk.bad(MAJOR)
        desk.acknowledge()
        desk.act(actions.remove_from_service, desk.handling)
        assert desk.state is G
        assert desk.bad(WARNING) == [H.EASED]
        assert desk.state is G
        desk.act(actions.return_to_service)
        assert desk.state is C
        desk.good()
        assert desk.state is A


def severities(desk: Desk, steps: str) -> list[tuple[Severity, State]]:
    """Steps of Phoebus: severities by their letter, `k` for ack, `o` for OK; what is shown after each."""
    levels = {"w": WARNING, "m": MINOR, "M": MAJOR, "C": CRITICAL}
    shown = []
    for step in steps:
        if step == "k":
            desk.acknowledge()
        elif step == "o":
            desk.good()
        else:
            desk.bad(levels[step])
        shown.append((desk.alarm.severity, desk.state))
    return shown


PHOEBUS = {
    # name: (latched, steps, what is shown after each)
    "testLatchedAnnunciatedAlarmAckOK": (
        True,
        "mmMMkmo",
        [(MINOR, B), (MINOR, B), (MAJOR, B), (MAJOR, B), (MAJOR, C), (MAJOR, C), (MAJOR, C)],
    ),
    "testLatchedAnnunciatedAlarmOKAck": (
        True,
        "mMmok",
        [(MINOR, B), (MAJOR, B), (MAJOR, B), (MAJOR, B), (MAJOR, C)],
    ),
    "testLatchedAnnunciatedMajMinMajAckMinOK": (
        True,
        "MmMkmo",
        [(MAJOR, B), (MAJOR, B), (MAJOR, B), (MAJOR, C), (MAJOR, C), (MAJOR, C)],
    ),
    "testLatchedAnnunciatedAckToLowerSeverity": (
        # Phoebus forgets the worst at the acknowledgement; here the worst stays until the reset.
        True,
        "MmkMm",
        [(MAJOR, B), (MAJOR, B), (MAJOR, C), (MAJOR, C), (MAJOR, C)],
    ),
    "testUnlatchedAnnunciatedAlarmAckOK": (
        False,
        "mMkmo",
        [(MINOR, B), (MAJOR, B), (MAJOR, C), (MINOR, C), (MINOR, A)],
    ),
    "testUnlatchedAnnunciatedAlarmOKAck": (
        # Phoebus drops what nobody has acknowledged; here it stays as returned.
        False,
        "mMmok",
        [(MINOR, B), (MAJOR, B), (MINOR, B), (MINOR, D), (MINOR, A)],
    ),
    "testUnlatchedAnnunciatedMajMinMajAckMinOK": (
        False,
        "MmMkmo",
        [(MAJOR, B), (MINOR, B), (MAJOR, B), (MAJOR, C), (MINOR, C), (MINOR, A)],
    ),
    "testUnlatchedAnnunciatedMajMinAckMajAckMinOK": (
        False,
        "MmkMkmo",
        [(MAJOR, B), (MINOR, B), (MINOR, C), (MAJOR, B), (MAJOR, C), (MINOR, C), (MINOR, A)],
    ),
    "testGlobalEscalation": (True, "mMo", [(MINOR, B), (MAJOR, B), (MAJOR, B)]),
}


class TestPhoebus:
    """The sequences of Phoebus' AlarmLogicUnitTest that are of life; delay and count are the evaluator's."""

    @pytest.mark.parametrize("name", PHOEBUS)
    def test_sequence(self, name: str) -> None:
        latched, steps, expected = PHOEBUS[name]
        assert severities(Desk(Handling(latched=latched)), steps) == expected

    def test_what_was_acknowledged_may_come_back_to_it_in_silence(self, desk: Desk) -> None:
        severities(desk, "Mkm")
        assert desk.bad(MAJOR) == [H.ESCALATED]
        assert desk.state is C, "testUnlatchedAnnunciatedMajMinMajAckMinOK: remember that MAJOR was acknowledged"
        desk.bad(CRITICAL)
        assert desk.state is B

    def test_latched_stays_until_reset(self) -> None:
        desk = Desk(LATCHED)
        desk.bad()
        desk.acknowledge()
        with pytest.raises(ConflictError, match="not latched"):
            desk.act(actions.reset)
        desk.good()
        assert (desk.state, desk.alarm.latched) == (C, True)
        assert desk.act(actions.reset).open is False
        assert desk.state is A

    def test_latched_and_bad_again_is_the_same_alarm_unacknowledged(self) -> None:
        desk = Desk(LATCHED)
        severities(desk, "Cko")
        assert desk.bad(MINOR) == [H.RAISED]
        assert (desk.alarm.severity, desk.state, len(desk.alarms)) == (CRITICAL, B, 1)
        with pytest.raises(ConflictError, match="still holds"):
            desk.act(actions.reset)

    def test_latched_annunciated_alarm_undefined(self) -> None:
        # An unknown value is a quality here, not a severity: it hides no alarm behind it (Phoebus #1928).
        desk = Desk(LATCHED)
        desk.bad()
        desk.acknowledge()
        assert desk.judge(None) == [H.QUALITY]
        assert (desk.alarm.quality, desk.state) == (Quality.UNKNOWN, C)
        assert desk.bad(CRITICAL) == [H.ESCALATED]
        assert (desk.alarm.quality, desk.state) == (Quality.GOOD, B)

    def test_shades_of_invalid(self, desk: Desk) -> None:
        assert desk.judge(None) == []
        desk.bad()
        assert desk.judge(None, quality=Quality.STALE) == [H.QUALITY]
        assert desk.judge(None, quality=Quality.STALE) == []
        assert desk.judge(None) == [H.QUALITY]

    def test_disabled_latched_annunciated_alarm_ack_ok(self, desk: Desk) -> None:
        desk.bad(MINOR)
        desk.act(actions.remove_from_service, desk.handling)
        assert desk.state is G
        desk.bad(MAJOR)
        assert desk.state is G
        desk.act(actions.return_to_service)
        assert (desk.alarm.severity, desk.state) == (MAJOR, B)

    def test_maintenance_mode(self, desk: Desk) -> None:
        desk.bad(MINOR, suppressed_by="maintenance:essai")
        assert desk.state is F
        assert not desk.alarm.announced
        assert desk.bad(MINOR) == [H.UNSUPPRESSED]
        assert (desk.state, desk.alarm.announced) == (B, True)


class TestAcknowledgement:
    def test_it_expires(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge(seconds=600)
        assert next_change(desk.alarm, desk.handling) == desk.now + 600_000
        assert desk.wait(599.9) == []
        assert desk.wait(0.1) == [H.UNACKNOWLEDGED]
        assert (desk.state, desk.history[-1].comment) == (B, EXPIRED)

    def test_it_does_not_expire_once_it_has_cleared(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge(seconds=600)
        desk.good()
        assert desk.wait(601) == []
        assert desk.state is A

    def test_until_clear_is_for_this_occurrence_only(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        assert desk.wait(30 * 86_400) == []
        desk.good()
        desk.bad()
        assert desk.state is B

    def test_one_that_is_given_an_end_is_not_cut_short_by_the_re_alarm_timer(self) -> None:
        desk = Desk(Handling(re_alarm_ms=60_000))
        desk.bad()
        desk.acknowledge(seconds=3600)
        assert desk.wait(3599) == []

    def test_twice_is_refused_and_says_by_whom(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        with pytest.raises(ConflictError, match="by odile"):
            desk.acknowledge()

    @pytest.mark.parametrize("seconds", [-5, -1, 32 * 86_400])
    def test_its_end_is_to_come_and_not_far(self, desk: Desk, seconds: float) -> None:
        desk.bad()
        with pytest.raises(QueryError):
            desk.acknowledge(seconds)

    def test_confirmation_comes_after_it(self, desk: Desk) -> None:
        desk.bad()
        with pytest.raises(ConflictError, match="acknowledge it first"):
            desk.act(actions.confirm)
        desk.acknowledge()
        assert desk.act(actions.confirm).confirmed
        desk.bad(CRITICAL)
        assert not desk.alarm.confirmed


class TestShelving:
    def test_it_says_who_why_and_until_when(self, desk: Desk) -> None:
        desk.bad()
        shelved = desk.shelve(600).shelved
        assert shelved is not None
        assert (shelved.by, shelved.why, shelved.until_ms) == ("odile", "vu", desk.now + 600_000)

    def test_one_shot_ends_with_the_next_clear(self, desk: Desk) -> None:
        desk.bad()
        desk.shelve(3600, one_shot=True)
        assert desk.good() == [H.CLEARED, H.UNSHELVED]
        desk.bad()
        assert desk.state is B

    def test_what_comes_back_on_the_shelf_is_the_same_alarm_and_is_told_when_it_ends(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        desk.shelve(3600)
        desk.good()
        assert desk.bad() == [H.RAISED]
        assert (desk.state, len(desk.alarms)) == (E, 1)
        desk.wait(3600)
        assert desk.state is B, "the acknowledgement was of the occurrence before"

    def test_an_alarm_of_the_fire_system_is_never_set_aside(self) -> None:
        desk = Desk(Handling(never_shelve=True))
        desk.bad()
        with pytest.raises(ConflictError, match="never shelved"):
            desk.shelve(60)
        with pytest.raises(ConflictError, match="never set aside"):
            desk.act(actions.remove_from_service, desk.handling)

    @pytest.mark.parametrize("seconds", [-2, -1, 3601])
    def test_it_is_always_timed_and_bounded(self, seconds: float) -> None:
        desk = Desk(Handling(longest_shelving_ms=3_600_000))
        desk.bad()
        with pytest.raises(QueryError):
            desk.shelve(seconds)

    def test_it_needs_a_reason(self, desk: Desk) -> None:
        desk.bad()
        with pytest.raises(ConflictError, match="say why"):
            desk.act(actions.shelve, desk.handling, desk.now + 60_000, comment="")

    def test_what_is_over_is_not_shelved(self, desk: Desk) -> None:
        desk.bad()
        desk.acknowledge()
        desk.good()
        with pytest.raises(ConflictError, match="is over"):
            desk.shelve(60)


class TestVerdicts:
    def test_what_is_not_live_neither_raises_nor_clears(self, desk: Desk) -> None:
        assert desk.bad(live=False) == []
        desk.bad()
        assert desk.good(live=False) == []

    def test_a_clear_of_nothing_is_nothing(self, desk: Desk) -> None:
        assert desk.good() == []

    def test_what_is_known_is_not_said_again(self, desk: Desk) -> None:
        desk.bad()
        assert desk.bad(value=4.5) == []

    def test_suppressed_and_unknown_at_once(self, desk: Desk) -> None:
        desk.bad()
        assert desk.judge(None, suppressed_by="topology:nro") == [H.SUPPRESSED, H.QUALITY]
        assert desk.bad() == [H.UNSUPPRESSED, H.QUALITY]

    def test_a_drill_is_marked(self, desk: Desk) -> None:
        desk.bad(exercise=True, group="dc-amiens", first_out=True)
        assert (desk.alarm.exercise, desk.alarm.group, desk.alarm.first_out) == (True, "dc-amiens", True)

    def test_an_older_branch_stays_until_somebody_acknowledges_it(self, desk: Desk) -> None:
        desk.bad(CRITICAL)
        desk.good()
        desk.bad(MINOR)
        desk.acknowledge()
        desk.good()
        assert [(alarm.severity, alarm.state) for alarm in desk.held] == [(CRITICAL, D)]

    def test_a_name_that_a_closed_alarm_has_is_not_given_again(self) -> None:
        verdict = Verdict(SOURCE, True, MAJOR, 1000, 1000)
        [first] = judge([], verdict, Handling(), 1000)
        [second] = judge([], verdict, Handling(), 1000, taken={first.alarm.id})
        assert second.alarm.id != first.alarm.id

    def test_a_comment_changes_nothing_else(self, desk: Desk) -> None:
        desk.bad()
        before = desk.state
        desk.act(actions.comment, comment="le technicien est en route")
        assert (desk.state, desk.history[-1].comment) == (before, "le technicien est en route")
        with pytest.raises(ConflictError):
            desk.act(actions.comment, comment="")


class TestWarnings:
    def test_what_was_a_warning_all_its_life_needs_nobody_when_it_is_over(self) -> None:
        desk = Desk()
        for _ in range(20):
            desk.bad(WARNING)
            desk.good()
        assert desk.held == []

    def test_what_was_worse_before_does(self) -> None:
        desk = Desk()
        desk.bad(MAJOR)
        desk.bad(WARNING)
        desk.good()
        assert desk.state is D
        assert desk.alarm.worst is MAJOR

    def test_nor_does_a_warning_that_grew_vanish(self) -> None:
        desk = Desk()
        desk.bad(WARNING)
        desk.bad(CRITICAL)
        desk.good()
        assert desk.state is D
