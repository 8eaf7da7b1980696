"""What every quarantine must do."""

import pytest

from telemetry.errors import NotFoundError
from telemetry.ports import Quarantine
from telemetry.record import QuarantineEntry


def entry(seq: int, reason: str = "not JSON", dev_eui: str = "", tenant: str = "") -> QuarantineEntry:
    return QuarantineEntry(
        seq, "chirpstack", "application/1/event/up", b"\x00\xff{", 1_795_000_000_000, reason, dev_eui, tenant, "elsys"
    )


class QuarantineContract:
    """Subclasses give the fixture `quarantine`: an empty one."""

    @pytest.fixture
    def quarantine(self) -> Quarantine:
        raise NotImplementedError

    def test_what_goes_in_comes_out_to_the_byte(self, quarantine: Quarantine) -> None:
        kept = entry(2**40, dev_eui="24e124136b502217", tenant="vimeu")._replace(payload=bytes(range(256)) * 400)
        quarantine.put([kept])
        assert quarantine.get(2**40) == kept
        assert quarantine.list() == [kept]

    def test_the_same_seq_again_replaces_its_reason(self, quarantine: Quarantine) -> None:
        quarantine.put([entry(1), entry(2), entry(2, "twice in one batch")])
        quarantine.put([entry(1, "no such decoder")])
        assert [held.reason for held in quarantine.list()] == ["twice in one batch", "no such decoder"]
        assert quarantine.count() == 2

    def test_the_newest_come_first_in_pages(self, quarantine: Quarantine) -> None:
        quarantine.put([entry(seq) for seq in (3, 1, 5, 2, 4)])
        first = quarantine.list(limit=2)
        assert [held.seq for held in first] == [5, 4]
        assert [held.seq for held in quarantine.list(before=first[-1].seq, limit=2)] == [3, 2]
        assert quarantine.list(before=1) == []

    def test_lists_of_a_tenant_and_of_a_device(self, quarantine: Quarantine) -> None:
        quarantine.put([entry(1, tenant="vimeu", dev_eui="a"), entry(2, tenant="vimeu", dev_eui="b"), entry(3)])
        assert [held.seq for held in quarantine.list(tenant="vimeu")] == [2, 1]
        assert [held.seq for held in quarantine.list(dev_eui="a")] == [1]
        assert [held.seq for held in quarantine.list(tenant="")] == [3]
        assert quarantine.list(tenant="vimeu", dev_eui="c") == []

    def test_released_entries_are_forgotten(self, quarantine: Quarantine) -> None:
        quarantine.put([entry(seq) for seq in range(1, 6)])
        quarantine.release([1, 3, 99])
        quarantine.release([])
        assert [held.seq for held in quarantine.list()] == [5, 4, 2]
        assert quarantine.count() == 3

    def test_old_entries_are_pruned(self, quarantine: Quarantine) -> None:
        quarantine.put([entry(seq)._replace(received_ms=seq * 1000) for seq in range(1, 6)])
        assert quarantine.prune(3000) == 2
        assert [held.seq for held in quarantine.list()] == [5, 4, 3]

    def test_an_unknown_entry_is_an_error(self, quarantine: Quarantine) -> None:
        with pytest.raises(NotFoundError, match="no quarantine entry 7"):
            quarantine.get(7)

    def test_nothing_in_nothing_out(self, quarantine: Quarantine) -> None:
        quarantine.put([])
        assert quarantine.list() == []
        assert quarantine.count() == 0
