"""The way through the air: path loss, ADR, what each gateway hears, time on air (EU868, LoRa at 125 kHz)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

import numpy as np

from simulators.noise import Floats, Ints, derive, normal

MAX_POWER = 14.0  # dBm of a device; the EU868 limit is 16 EIRP
MIN_POWER = 2.0  # dBm; ADR takes steps of 2 dB
REQUIRED_SNR = {7: -7.5, 8: -10.0, 9: -12.5, 10: -15.0, 11: -17.5, 12: -20.0}
CHANNELS = (868_100_000, 868_300_000, 868_500_000, 867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000)
BANDWIDTH = 125_000  # Hz
DUTY_CYCLE = 0.01
NOISE_FLOOR = -174.0 + 10 * log10(BANDWIDTH) + 6.0  # dBm: thermal noise in that bandwidth, and a gateway's noise figure
GATEWAY_GAIN = 5.0  # dBi, less its cable
FADING = 2.5  # dB from one frame to the next
SHADOWING = 7.0  # dB from one place to the next
ADR_MARGIN = 10.0  # dB, ChirpStack's installation margin
TOWN = 2000  # inhabitants from which a place is built up


@dataclass(frozen=True, slots=True)
class Mast:
    """A gateway's antenna: WGS 84 degrees, metres above ground."""

    gateway_id: str
    name: str
    tenant: str
    latitude: float
    longitude: float
    height: float


@dataclass(frozen=True, slots=True)
class Links:
    """How one device is heard: the gateways in reach, the mean SNR at each in dB, and what ADR made of it."""

    gateways: tuple[int, ...]
    snr: Floats
    spreading_factor: int

    def heard(self, key: int, frames: Ints) -> Floats:
        """The SNR of each frame (row) at each gateway (column), with fading."""
        index = frames[:, None] * 64 + np.array(self.gateways)
        return self.snr + FADING * normal(key, index)


class Coverage:
    """How the gateways cover the territory."""

    def __init__(self, masts: Sequence[Mast]) -> None:
        self.masts = tuple(masts)
        self._latitude = np.array([mast.latitude for mast in masts])
        self._longitude = np.array([mast.longitude for mast in masts])
        self._height = np.array([mast.height for mast in masts])

    def links(self, latitude: float, longitude: float, built_up: bool, obstacle: float) -> Links:
        """Plan one device's links; `obstacle` is the loss in dB of the walls or the lid around it.

        The four best gateways are kept. Installers check coverage before they leave: a place too deaf is moved
        until the best gateway hears it just well enough.
        """
        loss = path_loss(self.distances(latitude, longitude), self._height, built_up)
        place = derive("shadow", f"{latitude:.5f}", f"{longitude:.5f}")
        shadow = SHADOWING * np.clip(normal(place, np.arange(len(self.masts))), -2.0, 2.0)
        snr = MAX_POWER + GATEWAY_GAIN - obstacle - loss + shadow - NOISE_FLOOR
        snr += max(0.0, REQUIRED_SNR[12] + 2.5 - float(snr.max()))
        spreading_factor, power = adapt(float(snr.max()))
        snr -= MAX_POWER - power
        # Fading lifts no frame by more than 6 dB, save one in a hundred.
        reach = [int(n) for n in np.argsort(-snr)[:4] if snr[n] > REQUIRED_SNR[spreading_factor] - 6.0]
        return Links(tuple(reach), snr[reach], spreading_factor)

    def distances(self, latitude: float, longitude: float) -> Floats:
        """Kilometres to each gateway, on a plane: exact to a few metres within a département."""
        north = (latitude - self._latitude) * 111.2
        east = (longitude - self._longitude) * 111.2 * np.cos(np.radians(latitude))
        return np.asarray(np.hypot(north, east))


def path_loss(kilometres: Floats, height: Floats, built_up: bool) -> Floats:
    """Loss in dB at 868 MHz from a device 1.5 m high to antennas of `height` metres.

    Source: Hata, "Empirical formula for propagation loss in land mobile radio services", IEEE Trans. Veh.
    Technol. 29(3), 1980: the urban formula of a small city, less its suburban correction where it is built up;
    in the country, less three quarters of its open-area correction, since the Somme has hedges, hollows and villages.
    """
    f = log10(868.0)
    decade = np.log10(np.maximum(kilometres, 0.05))
    urban = 69.55 + 26.16 * f - 13.82 * np.log10(height) + (44.9 - 6.55 * np.log10(height)) * decade
    suburban = 2.0 * log10(868.0 / 28.0) ** 2 + 5.4
    open_area = 4.78 * f**2 - 18.33 * f + 40.94
    return np.asarray(urban - (suburban if built_up else 0.75 * open_area))


def adapt(snr: float) -> tuple[int, float]:
    """The spreading factor and power in dBm that ADR settles on for a device heard at full power with this SNR.

    Source: ChirpStack's default algorithm: one step of 3 dB for each data rate, then for each 2 dB of power.
    """
    steps = max(0, int((snr - REQUIRED_SNR[12] - ADR_MARGIN) / 3.0))
    faster = min(steps, 5)
    return 12 - faster, max(MIN_POWER, MAX_POWER - 2.0 * (steps - faster))


def reported(snr: Floats) -> tuple[Floats, Floats]:
    """The RSSI in dBm and SNR in dB that a gateway reports for a frame of this true SNR.

    The RSSI is that of signal and noise together; a demodulator sees no SNR much above 10 dB.
    """
    rssi = NOISE_FLOOR + 10.0 * np.log10(1.0 + 10.0 ** (snr / 10.0))
    return rssi, np.where(snr > 9.0, 9.0 + (snr - 9.0) / 10.0, snr)


def time_on_air(
    spreading_factor: int,
    size: int,
    *,
    bandwidth: int = BANDWIDTH,
    code_rate: int = 1,
    preamble: int = 8,
    crc: bool = True,
    implicit_header: bool = False,
    low_data_rate: bool | None = None,
) -> float:
    """Seconds that a LoRa frame of `size` bytes (PHY payload) lasts; `code_rate` 1 is 4/5.

    Source: Semtech AN1200.13, and SX1276 data sheet §4.1.1.7; low-data-rate optimisation from 16 ms a symbol.
    """
    symbol = float(2**spreading_factor) / bandwidth
    optimised = symbol > 0.016 if low_data_rate is None else low_data_rate
    bits = 8 * size - 4 * spreading_factor + 28 + 16 * crc - 20 * implicit_header
    blocks = ceil(bits / (4 * (spreading_factor - 2 * optimised)))
    return (preamble + 4.25 + 8 + max(blocks * (code_rate + 4), 0)) * symbol
