"""Radio: the time on air of published vectors, the path, ADR, what gateways report."""

import csv
from pathlib import Path

import numpy as np
import pytest

from simulators.radio import (
    MAX_POWER,
    MIN_POWER,
    REQUIRED_SNR,
    Coverage,
    Mast,
    adapt,
    path_loss,
    reported,
    time_on_air,
)

with Path(__file__).with_name("toa_vectors.tsv").open() as _file:
    VECTORS = list(csv.DictReader(_file, delimiter="\t"))

MAST = Mast("0247570000000001", "Tour", "amiens-metropole", 49.9, 2.3, 40.0)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: "-".join(row.values()))
def test_time_on_air_of_the_published_vectors(row: dict[str, str]) -> None:
    seconds = time_on_air(
        int(row["sf"]),
        int(row["payload_bytes"]),
        bandwidth=int(row["bw_hz"]),
        code_rate=int(row["cr"]),
        preamble=int(row["preamble"]),
        crc=row["crc"] == "1",
        implicit_header=row["implicit_header"] == "1",
        low_data_rate=row["ldro"] == "1",
    )
    # The vectors are rounded to ten microseconds.
    assert seconds == pytest.approx(float(row["toa_s"]), abs=1e-5)


@pytest.mark.parametrize(
    ("spreading_factor", "milliseconds"),
    [(7, 56.576), (8, 102.912), (9, 185.344), (10, 370.688), (11, 741.376), (12, 1318.912)],
)
def test_low_data_rate_optimisation_is_on_where_symbols_are_long(spreading_factor: int, milliseconds: float) -> None:
    assert time_on_air(spreading_factor, 20) * 1000 == pytest.approx(milliseconds)


def test_loss_grows_with_distance_and_with_houses_and_falls_with_height() -> None:
    kilometres = np.array([0.1, 1.0, 5.0, 20.0])
    low, high = np.full(4, 20.0), np.full(4, 80.0)
    assert (np.diff(path_loss(kilometres, low, True)) > 0).all()
    assert (path_loss(kilometres, low, True) > path_loss(kilometres, low, False)).all()
    assert (path_loss(kilometres, low, True) > path_loss(kilometres, high, True)).all()


def test_loss_of_a_worked_example() -> None:
    # Hata, urban, small city, 868 MHz, 40 m, 1 km: 69.55 + 76.87 - 22.14 = 124.28 dB; suburban: 9.85 dB less.
    assert path_loss(np.array([1.0]), np.array([40.0]), True)[0] == pytest.approx(114.4, abs=0.1)


def test_the_spreading_factor_grows_with_distance() -> None:
    coverage = Coverage([MAST])
    factors = [
        np.mean([coverage.links(49.9 + north / 111.2, 2.3 + n / 1000, False, 8.0).spreading_factor for n in range(20)])
        for north in (0.3, 4.0, 8.0, 16.0)
    ]
    assert factors == sorted(factors)
    assert factors[0] == 7
    assert factors[-1] > 10


@pytest.mark.parametrize(
    ("snr", "spreading_factor", "power"),
    [(-25, 12, 14), (-7.1, 12, 14), (-7, 11, 14), (5, 7, 14), (11, 7, 10), (90, 7, 2)],
)
def test_adr_raises_the_data_rate_and_then_lowers_the_power(snr: float, spreading_factor: int, power: float) -> None:
    assert adapt(snr) == (spreading_factor, power)
    assert MIN_POWER <= power <= MAX_POWER


def test_the_remotest_device_is_placed_where_it_can_just_be_heard() -> None:
    links = Coverage([MAST]).links(51.5, 2.3, True, 30.0)
    assert links.spreading_factor == 12
    assert links.snr.max() >= REQUIRED_SNR[12]


def test_reports_of_a_gateway_stay_within_what_hardware_says() -> None:
    rssi, snr = reported(np.linspace(-25, 60, 200))
    assert rssi.min() > -125
    assert snr.max() < 15
    assert (np.diff(rssi) > 0).all()
    assert (np.diff(snr) > 0).all()
