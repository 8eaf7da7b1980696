"""The shapes of what is pushed, and of the answer: for the OpenAPI document; `ingest.sources.push` reads the bodies."""

from typing import Annotated

from msgspec import Meta, Struct

from api.schemas import QuantityKey, Value
from telemetry.quantity import CATALOGUE


class PushedReading(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A value to be taken."""

    dev_eui: Annotated[str, Meta(pattern="^[0-9A-Fa-f]{16}$", description="EUI-64 of the device.")]
    quantity: Annotated[QuantityKey, Meta(extra_json_schema={"enum": sorted(CATALOGUE)})]
    value: Value
    channel: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")] = "main"
    time: (
        Annotated[
            str,
            Meta(
                description="When it was measured, from 2015 on, with an offset; when it came, unless given.",
                extra_json_schema={"format": "date-time"},
            ),
        ]
        | None
    ) = None


class Pushed(Struct, forbid_unknown_fields=True):
    """Readings to be taken."""

    readings: Annotated[list[PushedReading], Meta(min_length=1)]


class Taken(Struct):
    """What was taken; it is on disk, and is stored within seconds."""

    readings: Annotated[int, Meta(description="How many values.")]
    devices: Annotated[int, Meta(description="Of how many devices.")]
    registered: Annotated[tuple[str, ...], Meta(description="Devices that nobody knew before.")]
