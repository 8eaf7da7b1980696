"""What every audit log must do."""

import pytest

from telemetry.audit import GENESIS, AuditEvent, verify
from telemetry.errors import RejectedError
from telemetry.ports import AuditLog


def event(number: int = 1, action: str = "downlink.request", target: str = "24e124136b502217") -> AuditEvent:
    return AuditEvent(1_795_000_000_000 + number, "odile", "poste-7", action, target, {"f_port": 85, "n": number})


class AuditLogContract:
    """Subclasses give the fixture `audit`: an empty one."""

    @pytest.fixture
    def audit(self) -> AuditLog:
        raise NotImplementedError

    def test_what_goes_in_comes_out_chained(self, audit: AuditLog) -> None:
        first, second = audit.append(event(1)), audit.append(event(2))
        assert (first.seq, second.seq) == (1, 2)
        assert (first.event, second.event) == (event(1), event(2))
        assert len({GENESIS, first.hash, second.hash}) == 3
        assert list(audit.entries()) == [first, second]
        assert verify(audit.entries()) == second

    def test_the_newest_come_first_in_pages(self, audit: AuditLog) -> None:
        for number in range(1, 6):
            audit.append(event(number))
        assert [entry.seq for entry in audit.list(limit=2)] == [5, 4]
        assert [entry.seq for entry in audit.list(before=4, limit=2)] == [3, 2]
        assert audit.list(before=1) == []

    def test_lists_of_an_action_and_of_a_target(self, audit: AuditLog) -> None:
        for number, (action, target) in enumerate([("login", "odile"), ("downlink.request", "a"), ("login", "a")]):
            audit.append(event(number, action, target))
        assert [entry.seq for entry in audit.list(action="login")] == [3, 1]
        assert [entry.seq for entry in audit.list(target="a")] == [3, 2]
        assert audit.list(action="logout") == []

    def test_nothing_in_nothing_out(self, audit: AuditLog) -> None:
        assert list(audit.entries()) == audit.list() == []
        assert verify(audit.entries()) is None

    def test_hostile_texts_are_made_storable_before_they_are_hashed(self, audit: AuditLog) -> None:
        hostile = event()._replace(actor="a\0b\ud800", detail={"texte": "é\0\ud800", "list": [1, None, 2.5]})
        entry = audit.append(hostile)
        assert entry.event.actor == "a\N{REPLACEMENT CHARACTER}b?"
        assert verify(audit.entries()) == entry == audit.list()[0]

    @pytest.mark.parametrize("detail", [{"value": float("nan")}, {"bytes": b"\x00"}, {"set": {1}}])
    def test_what_is_no_json_is_refused_and_not_kept(self, audit: AuditLog, detail: dict[str, object]) -> None:
        with pytest.raises(RejectedError, match="plain JSON"):
            audit.append(event()._replace(detail=detail))
        assert list(audit.entries()) == []
