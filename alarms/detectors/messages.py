"""What the messages of a device say beside their values: that they cannot be decoded, that the radio is weak."""

from collections.abc import Mapping
from dataclasses import dataclass

from alarms.detectors.watch import Watch
from alarms.rules.rule import NO_LEVELS, Address, Levels, Rule, Scope
from telemetry.alarm import Verdict
from telemetry.record import Record
from telemetry.uplink import Uplink

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class DecodeFailures:
    """Uplinks that no decoder understands; the rule's `samples` say how many of the last ones."""

    scope = Scope.DEVICE

    def watch(self, rule: Rule, address: Address) -> "DecodeWatch":
        """A memory for one device."""
        return DecodeWatch(rule, address)


class DecodeWatch(Watch):
    """Remembers why the last one failed."""

    __slots__ = ("_reason",)

    def __init__(self, rule: Rule, address: Address) -> None:
        super().__init__(rule, address)
        self._reason = ""

    def heed(self, record: Record) -> list[Verdict] | None:
        """Take a message."""
        if not isinstance(record.event, Uplink) or (record.error is None and self.quiet):
            return None
        self._reason = (record.error or "")[:_LONGEST_REASON]
        failed = record.error is not None
        return self.judge(record.time_ms, float(failed), self.rule.severity if failed else 0, 0.0)

    def detail(self) -> Mapping[str, str]:
        return {"error": self._reason} if self._reason else {}


@dataclass(frozen=True, slots=True)
class Radio:
    """The best reception of an uplink: RSSI in dBm and SNR in dB below, spreading factor above their limits.

    A device at SF12 has no reserve left (LoRaWAN regional parameters, EU863-870: DR0 is the lowest data rate).
    """

    rssi: Levels = NO_LEVELS
    snr: Levels = NO_LEVELS
    spreading_factor: Levels = NO_LEVELS
    scope = Scope.DEVICE

    def watch(self, rule: Rule, address: Address) -> "RadioWatch":
        """A memory for one device."""
        return RadioWatch(rule, address, self)


class RadioWatch(Watch):
    """Takes the worst of the three."""

    __slots__ = ("_radio", "_worst")

    def __init__(self, rule: Rule, address: Address, radio: Radio) -> None:
        super().__init__(rule, address)
        self._radio = radio
        self._worst = ""

    def heed(self, record: Record) -> list[Verdict] | None:
        """Take a message."""
        uplink = record.event
        if not isinstance(uplink, Uplink) or uplink.best_reception is None:
            return None
        best, radio, factor = uplink.best_reception, self._radio, uplink.spreading_factor
        found = [(0, 0.0, 0.0, "")]
        if best.rssi is not None:
            found.append((*radio.rssi.below(best.rssi), best.rssi, "rssi"))
        if best.snr is not None:
            found.append((*radio.snr.below(best.snr), best.snr, "snr"))
        if factor is not None:
            found.append((*radio.spreading_factor.above(factor), factor, "spreading_factor"))
        level, limit, value, self._worst = max(found, key=lambda one: one[0])
        return self.judge(record.time_ms, value, level, limit) if level or not self.quiet else None

    def detail(self) -> Mapping[str, str]:
        return {"measure": self._worst} if self._worst else {}
