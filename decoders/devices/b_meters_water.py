"""B METERS water meters: the IWM-LR3 and IWM-LR4 pulse modules, and the HYDRODIGIT."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    DEVICE_FAULT,
    LOW_BATTERY,
    MAGNETIC_TAMPER,
    TAMPER,
    THRESHOLD_ALARM,
    WATER_BACKFLOW,
    WATER_BURST,
    WATER_LEAK,
    WATER_TEMPERATURE,
    WATER_VOLUME,
    WATER_VOLUME_REVERSE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Absolute counter (forward less reverse), reverse counter, index K, medium, unit, alarms.
_PULSE = Struct("<xIIxxBB")
# Litres, decalitres, hectolitres, cubic metres; the device repository's example writes 13 and 44 as decimals.
_DIVISORS = {0x13: 1000, 0x14: 100, 0x15: 10, 0x16: 1, 0x0D: 1000, 0x0E: 100}
_PULSE_ALARMS = (
    Reading(MAGNETIC_TAMPER, 0),
    Reading(TAMPER, 0, "removal"),
    Reading(TAMPER, 0, "sensor"),
    Reading(WATER_LEAK, 0),
    Reading(WATER_BACKFLOW, 0),
    Reading(LOW_BATTERY, 0),
)

# The low 24 bits of both counters, between them a byte of their high 4 bits; then alarms.
_DIGITAL_SIZE = 9
_DIGITAL_ALARMS = (
    Reading(WATER_LEAK, 0),
    Reading(DEVICE_FAULT, 0, "installation"),
    Reading(THRESHOLD_ALARM, 0, "flow"),
    Reading(WATER_BURST, 0),
    Reading(WATER_BACKFLOW, 0),
    Reading(LOW_BATTERY, 0),
)
_TEMPERATURE = Struct(">h")


def _pulse(payload: bytes) -> list[Reading]:
    absolute, reverse, unit, alarms = _PULSE.unpack_from(payload)
    divisor = _DIVISORS.get(unit)
    if divisor is None:
        raise DecodeError(f"unit {unit:#04x}; expected 13 to 16")
    return [
        Reading(WATER_VOLUME, absolute / divisor),
        Reading(WATER_VOLUME_REVERSE, reverse / divisor),
        *_states(_PULSE_ALARMS, alarms),
        *_temperature(payload[_PULSE.size :]),
    ]


def _digital(payload: bytes) -> list[Reading]:
    absolute = int.from_bytes(payload[1:4], "little") | payload[4] >> 4 << 24
    reverse = int.from_bytes(payload[5:8], "little") | (payload[4] & 0xF) << 24
    return [
        Reading(WATER_VOLUME, absolute / 1000),
        Reading(WATER_VOLUME_REVERSE, reverse / 1000),
        *_states(_DIGITAL_ALARMS, payload[_DIGITAL_SIZE - 1]),
        *_temperature(payload[_DIGITAL_SIZE:]),
    ]


def _states(alarms: tuple[Reading, ...], bits: int) -> list[Reading]:
    return [alarm._replace(value=float(bits >> n & 1)) for n, alarm in enumerate(alarms)]


def _temperature(rest: bytes) -> list[Reading]:
    """The temperature, if the owner enabled it."""
    return [Reading(WATER_TEMPERATURE, _TEMPERATURE.unpack(rest)[0] / 10)] if rest else []


_APPLICATIONS = {0x44: _pulse, 0x2C: _pulse, 0x45: _digital}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a report; its first byte, the application, says which meter it is."""
    read = _APPLICATIONS.get(uplink.payload[0])
    if read is None:
        raise DecodeError(f"application {uplink.payload[0]:#04x}; expected 44 or 45")
    return read(uplink.payload)


DECODER = Decoder(
    vendor="B METERS",
    models=("IWM-LR3", "IWM-LR4", "HYDRODIGIT"),
    spec="IWM-LR3 - IWM-LR4 User Manual v1.0, Protocol; HYDRODIGIT User Manual v1.4.3, Payload LoRaWAN",
    f_ports=frozenset({1}),
    emits=frozenset(
        {WATER_TEMPERATURE, WATER_VOLUME, WATER_VOLUME_REVERSE}
        | {alarm.quantity for alarm in (*_PULSE_ALARMS, *_DIGITAL_ALARMS)}
    ),
    decode=decode,
    aliases=("b-meters/iwmlr3", "b-meters/iwm-lr3", "b-meters/hydrodigit"),
)
