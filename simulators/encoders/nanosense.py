"""nanosense EP5000, indoor air: fields of bits, the highest first; the first byte says which sensors are fitted."""

from collections.abc import Sequence

from simulators.encoders import Frame

# Light, organic compounds, CO2, sound, particles, climate; neither formaldehyde nor ozone.
_FITTED = 0b1001_1111
# Bytes whose meaning is not told, as in the published example.
_BEFORE_BATTERY, _BEHIND_BATTERY, _END = 0x55330000, 0x000A, 0x20


def ep5000(
    battery: int,
    climate: Sequence[float],
    dust: Sequence[float],
    sound: Sequence[float],
    is_occupied: bool,
    gases: Sequence[float],
    pressure: float,
    light: Sequence[float],
    indices: Sequence[float],
    demands: Sequence[float],
) -> Frame:
    """Frame of all fields.

    Temperature and humidity; PM10, 2.5 and 1; mean and peak in dB; CO2 and organic compounds; hPa; lux, kelvins and
    flicker; six indices of air quality, three demands, in %.
    """
    temperature, humidity = climate
    co2, tvoc = gases
    lux, kelvins, flicker = light
    fields = [
        (8, _FITTED), (32, _BEFORE_BATTERY), (8, battery), (16, _BEHIND_BATTERY),
        (8, humidity * 2), (9, temperature * 10), *((9, value) for value in dust),
        *((7, value - 17) for value in sound),
        (1, is_occupied), (13, co2), (16, tvoc), (16, 0), (16, 0), (8, 0), (8, 0), (8, 0),
        (14, pressure * 10), (10, lux / 4), (8, kelvins / 23), (8, flicker * 2),
        *((8, value) for value in (*indices, *demands)), (8, _END),
    ]  # fmt: skip
    text = "".join(f"{min(max(0, round(value)), (1 << width) - 1):0{width}b}" for width, value in fields)
    return 1, int(text, 2).to_bytes(len(text) // 8)
