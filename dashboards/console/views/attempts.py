"""What decoders make of an uplink: the readings of each, or why there are none."""

from collections.abc import Sequence
from typing import Final

from dashboards.console.trying import Attempt
from dashboards.console.views.markup import tag, words
from decoders.contract import Decoder
from telemetry.i18n import Translator
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.words import value_text

MOST_SHOWN: Final = 12


class Attempts:
    """A list that is shown anew after each try."""

    def __init__(self, say: Translator) -> None:
        self._say = say
        self._list = tag("div", "attempts", aria_live="polite")

    def clear(self) -> None:
        """Show nothing."""
        self._list.clear()

    def show(self, tried: Sequence[Attempt]) -> None:
        """Show one attempt whole; of several those that read the payload, and how many refuse it."""
        self._list.clear()
        readable = [one for one in tried if one.plausible] if len(tried) > 1 else tried
        with self._list:
            if len(tried) > 1:
                words("p", self._tally(len(readable), len(tried)), "second")
            for one in readable[:MOST_SHOWN]:
                self._show_one(one)

    def _tally(self, readable: int, tried: int) -> str:
        return self._say(
            "{count} of {total} decoders read plausible values in it, the most telling first.",
            count=self._say.number(readable),
            total=self._say.number(tried),
        )

    def _show_one(self, one: Attempt) -> None:
        with tag("article", "attempt"):
            words("h3", one.decoder.id)
            words("p", described(one.decoder, self._say), "second")
            if one.reason:
                words("p", one.reason, "problem")
            elif not one.readings:
                words("p", self._say("The frame is understood and carries no value."), "empty")
            with tag("dl", "facts"):
                for reading in one.readings:
                    with tag("div"):
                        words("dt", reading_name(reading, self._say))
                        words("dd", reading_text(reading, self._say))


def described(decoder: Decoder, say: Translator) -> str:
    """Whose format a decoder reads, by which document, and whether that was verified."""
    verified = say("not verified: {reason}", reason=decoder.unverified) if decoder.unverified else say("verified")
    return f"{decoder.vendor} {', '.join(decoder.models[:4])} · {decoder.spec} · {verified}"


def reading_name(reading: Reading, say: Translator) -> str:
    """The quantity of a reading, and its channel when it is not the only one."""
    name = reading.quantity.label(say.language)
    return name if reading.channel == MAIN_CHANNEL else f"{name} ({reading.channel})"


def reading_text(reading: Reading, say: Translator) -> str:
    """The value of a reading; what lies outside the physical range is marked."""
    text = value_text(reading.quantity, reading.value, say)
    return text if reading.quantity.is_plausible(reading.value) else f"⚠ {text}"


def summary_of(one: Attempt, say: Translator) -> str:
    """What a decoder makes of an uplink in a line."""
    if one.reason:
        return one.reason
    parts = (f"{reading_name(reading, say)} {reading_text(reading, say)}" for reading in one.readings)
    return " · ".join(parts) or say("The frame is understood and carries no value.")
