"""What a decoder is: a plain constant that says whom it serves and a pure function that does it."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telemetry.errors import DecodeError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.uplink import Uplink

Result = list[Reading] | DecodeError
"""What an uplink of several says, or why it says nothing."""

LONGEST_PAYLOAD = 1024
"""Bytes. LoRaWAN carries 242 and NB-IoT variants of the same sensors little more; a longer one is no sensor's."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """One payload format: `decode` turns an uplink into readings, in canonical units, or raises `DecodeError`.

    `spec` names the vendor's document; `aliases` are the public device repositories' `vendor/codec` names;
    `f_ports` is None when the format does not depend on the port. `id` is the module's name, given by the
    registry. `unverified` says why no published frame or document confirms the format yet; such a decoder serves a
    device only when somebody names it, never by a device profile. `decode_many` decodes several uplinks in one go,
    for a decoder that waits for another process: a result or an error for each.
    """

    vendor: str
    models: tuple[str, ...]
    spec: str
    emits: frozenset[Quantity]
    decode: Callable[[Uplink], list[Reading]]
    f_ports: frozenset[int] | None = None
    aliases: tuple[str, ...] = ()
    unverified: str = ""
    id: str = ""
    decode_many: Callable[[Sequence[Uplink]], Sequence[Result]] | None = None

    def read(self, uplink: Uplink) -> list[Reading]:
        """Decode one uplink: what every caller uses.

        A frame that carries no value (a greeting, an answer to a command) gives an empty list. Raises
        `DecodeError`, its text beginning with the decoder's id, for a port that is not the format's, a payload
        that is empty, oversized or of the wrong length, and whatever `decode` refuses.
        """
        if complaint := self._complaint(uplink):
            raise DecodeError(f"{self.id}: {complaint}")
        try:
            return self.decode(uplink)
        except DecodeError as error:
            raise DecodeError(f"{self.id}: {error}") from error
        except (IndexError, OverflowError, struct.error) as error:
            raise DecodeError(f"{self.id}: payload of {len(uplink.payload)} bytes does not fit the format") from error

    def read_many(self, uplinks: Sequence[Uplink]) -> list[Result]:
        """Decode several uplinks: in the place of each, what `read` would give or raise."""
        if self.decode_many is None:
            return [self._result(uplink) for uplink in uplinks]
        complaints = [self._complaint(uplink) for uplink in uplinks]
        decoded = iter(self.decode_many([up for up, bad in zip(uplinks, complaints, strict=True) if not bad]))
        results = [DecodeError(bad) if bad else next(decoded) for bad in complaints]
        return [DecodeError(f"{self.id}: {one}") if isinstance(one, DecodeError) else one for one in results]

    def _result(self, uplink: Uplink) -> Result:
        try:
            return self.read(uplink)
        except DecodeError as error:
            return error

    def _complaint(self, uplink: Uplink) -> str:
        if self.f_ports is not None and uplink.f_port not in self.f_ports:
            ports = ", ".join(map(str, sorted(self.f_ports)))
            return f"f_port {uplink.f_port} carries no data; expected {ports}"
        if not 0 < len(uplink.payload) <= LONGEST_PAYLOAD:
            return f"payload of {len(uplink.payload)} bytes; expected 1 to {LONGEST_PAYLOAD}"
        return ""
