"""Nexelec: a product byte, a message byte, then values packed bit by bit, the highest first (technical guides)."""

from simulators.encoders import Frame

_PORT = 56

_NO_VOC = (1 << 14) - 1


def _packed(head: int, *fields: tuple[float, int]) -> bytes:
    """A head of 16 bits, then each value in its number of bits; what is left of the last byte is zero."""
    number, size = head, 16
    for value, width in fields:
        number, size = number << width | round(value), size + width
    spare = -size % 8
    return (number << spare).to_bytes((size + spare) // 8)


def rise_plus(temperature: float, humidity: float, co2: float, light: float, noise: float, peak: float) -> Frame:
    """Rise+ (0xBA), periodic data: tenths of °C above -30, tenths of %, ppm, fives of lux, dB; no VOC sensor."""
    climate = (round(10 * temperature) + 300, 10), (10 * humidity, 10), (co2, 14), (_NO_VOC, 14)
    room = (min(light, 5000) / 5, 10), (0, 1), (noise, 7), (peak, 7), (0, 7)
    # Three indices of 3 bits and a source of 4, excellent; an air index and a presence, both zero.
    return _PORT, _packed(0xBA01, *climate, *room, (0, 3 + 4 + 3 + 3), (0, 9), (0, 1))


def insafe_origin(frame: int, temperature: float, humidity: float) -> Frame:
    """Insafe Origin, real-time data: indices of air quality (very good), tenths of °C, halves of %, a frame index."""
    return _PORT, _packed(0xA205, (0, 16), (10 * temperature, 9), (2 * humidity, 8), (frame % 8, 3))
