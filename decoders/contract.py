"""What a decoder is: a plain constant that says whom it serves and a pure function that does it."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from telemetry.errors import DecodeError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.uplink import Uplink

LONGEST_PAYLOAD = 1024
"""Bytes. LoRaWAN carries 242 and NB-IoT variants of the same sensors little more; a longer one is no sensor's."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """One payload format: `decode` turns an uplink into readings, in canonical units, or raises `DecodeError`.

    `spec` names the vendor's document; `aliases` are the public device repositories' `vendor/codec` names;
    `f_ports` is None when the format does not depend on the port. `id` is the module's name, given by the
    registry. `unverified` says why no published frame or document confirms the format yet; such a decoder serves a
    device only when somebody names it, never by a device profile.
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

    def read(self, uplink: Uplink) -> list[Reading]:
        """Decode one uplink: what every caller uses.

        A frame that carries no value (a greeting, an answer to a command) gives an empty list. Raises
        `DecodeError`, its text beginning with the decoder's id, for a port that is not the format's, a payload
        that is empty, oversized or of the wrong length, and whatever `decode` refuses.
        """
        if self.f_ports is not None and uplink.f_port not in self.f_ports:
            ports = ", ".join(map(str, sorted(self.f_ports)))
            raise DecodeError(f"{self.id}: f_port {uplink.f_port} carries no data; expected {ports}")
        if not 0 < len(uplink.payload) <= LONGEST_PAYLOAD:
            raise DecodeError(f"{self.id}: payload of {len(uplink.payload)} bytes; expected 1 to {LONGEST_PAYLOAD}")
        try:
            return self.decode(uplink)
        except DecodeError as error:
            raise DecodeError(f"{self.id}: {error}") from error
        except (IndexError, OverflowError, struct.error) as error:
            raise DecodeError(f"{self.id}: payload of {len(uplink.payload)} bytes does not fit the format") from error
