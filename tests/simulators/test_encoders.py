"""Encoders against the decoders, which share no line with them: what goes in comes out."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import simulators
from decoders.registry import builtin
from simulators.encoders import Frame, adeunis, axioma, bosch, dragino, elsys, milesight
from telemetry.uplink import Uplink

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
Facts = dict[tuple[str, str], float]

CASES: list[tuple[str, Frame, Facts]] = [
    (
        "Milesight EM300-TH",
        milesight.em300_th(92, -12.34, 50.4),
        {("battery_level", "main"): 92, ("air_temperature", "main"): -12.3, ("relative_humidity", "main"): 50.5},
    ),
    (
        "Milesight EM300-MCS",
        milesight.em300_mcs(50, 20.0, 40.0, True),
        {("door_open", "main"): 1, ("air_temperature", "main"): 20.0},
    ),
    ("Milesight EM300-MCS", milesight.em300_mcs(50, 20.0, 40.0, False), {("door_open", "main"): 0}),
    ("Milesight EM300-SLD", milesight.em300_leak(50, 20.0, 40.0, True), {("water_leak", "main"): 1}),
    ("Milesight EM300-ZLD", milesight.em300_leak(50, 20.0, 40.0, False), {("water_leak", "main"): 0}),
    (
        "Milesight EM300-DI",
        milesight.em300_di(50, 11.0, 88.0, 3_820_629.9),
        {("pulse_count", "main"): 3_820_629, ("relative_humidity", "main"): 88},
    ),
    (
        "Milesight EM500-CO2",
        milesight.em500_co2(99, 20.0, 40.0, 1234.4, 1013.26),
        {("co2", "main"): 1234, ("atmospheric_pressure", "main"): 1013.3},
    ),
    ("Milesight EM500-UDL", milesight.em500_udl(80, 3.456), {("distance", "main"): 3.456}),
    ("Milesight EM500-SWL", milesight.em500_swl(80, 1.23), {("water_level", "main"): 1.23}),
    (
        "Milesight EM500-SMTC",
        milesight.em500_smtc(80, -1.5, 24.5, 310.0),
        {("soil_temperature", "main"): -1.5, ("soil_moisture", "main"): 24.5, ("soil_conductivity", "main"): 310},
    ),
    (
        "Milesight AM307",
        milesight.am307(70, 21.0, 45.0, True, 3, 987.0, 1.25, 1001.2),
        {
            ("co2", "main"): 987,
            ("motion", "main"): 1,
            ("light_level", "main"): 3,
            ("tvoc_index", "main"): 1.25,
            ("atmospheric_pressure", "main"): 1001.2,
        },
    ),
    (
        "Milesight AM319",
        milesight.am319(70, 21.0, 45.0, False, 3, 987.0, 1.25, 1001.2, 0.03, 12.0, 18.0),
        {("pm2_5", "main"): 12, ("pm10", "main"): 18, ("formaldehyde", "main"): 30, ("motion", "main"): 0},
    ),
    ("Milesight WS301", milesight.ws301(70, True), {("door_open", "main"): 1, ("tamper", "main"): 0}),
    (
        "Milesight WS302",
        milesight.ws302(70, 51.2, 55.5, 71.9),
        {
            ("sound_level", "main"): 51.2,
            ("sound_level_equivalent", "main"): 55.5,
            ("sound_level_max", "main"): 71.9,
        },
    ),
    (
        "Milesight CT101",
        milesight.ct10x(443_724.45, 12.34),
        {("charge", "main"): 443_724.45, ("current", "main"): 12.34},
    ),
    (
        "Milesight VS121",
        milesight.vs121(4, 7, 3),
        {
            ("people_count", "main"): 4,
            ("people_count", "in"): 7,
            ("people_count", "out"): 3,
            ("occupancy", "region_1"): 1,
        },
    ),
    (
        "Dragino LHT65N",
        dragino.lht65n(3.062, -2.34, 88.6, 57.81),
        {
            ("battery_voltage", "main"): 3.062,
            ("air_temperature", "main"): -2.34,
            ("relative_humidity", "main"): 88.6,
            ("air_temperature", "probe"): 57.81,
        },
    ),
    ("Dragino LDDS75", dragino.ldds75(3.4, 1.234), {("battery_voltage", "main"): 3.4, ("distance", "main"): 1.234}),
    (
        "Dragino LDS02",
        dragino.lds02(2.952, True, 70_000.0, 9.0),
        {("door_open", "main"): 1, ("door_open_count", "main"): 70_000, ("door_open_duration", "main"): 540},
    ),
    (
        "Dragino LSE01",
        dragino.lse01(3.6, 24.59, -1.25, 216.0),
        {("soil_moisture", "main"): 24.59, ("soil_temperature", "main"): -1.25, ("soil_conductivity", "main"): 216},
    ),
    (
        "Elsys ERS",
        elsys.ers(22.6, 41.0, 39.0, 6.0, 3.588),
        {("air_temperature", "main"): 22.6, ("illuminance", "main"): 39, ("battery_voltage", "main"): 3.588},
    ),
    (
        "Elsys ERS-CO2",
        elsys.ers_co2(-2.5, 41.0, 39.0, 6.0, 3.588, 776.0),
        {("air_temperature", "main"): -2.5, ("co2", "main"): 776},
    ),
    (
        "Adeunis Temp",
        adeunis.temp(5, 43.5, -10.0),
        {("air_temperature", "main"): 43.5, ("air_temperature", "2"): -10.0},
    ),
    ("Adeunis Pulse", adeunis.pulse(9, 382_063.7, 12.0), {("pulse_count", "a"): 382_063, ("pulse_count", "b"): 12}),
    (
        "Adeunis Comfort CO2",
        adeunis.comfort_co2(7, 43.5, 62.0, 420.0),
        {("air_temperature", "main"): 43.5, ("relative_humidity", "main"): 62, ("co2", "main"): 420},
    ),
    ("Bosch TPS110", bosch.tps110(True, True, 5.0), {("parking_occupied", "main"): 1}),
    (
        "Bosch TPS110",
        bosch.tps110(False, False, -5.4),
        {("parking_occupied", "main"): 0, ("device_temperature", "main"): -5},
    ),
]


def read(profile: str, frame: Frame) -> list[tuple[str, str, datetime | None, float]]:
    decoder = builtin().for_profile(profile)
    assert decoder is not None, f"no decoder for {profile}"
    readings = decoder.read(Uplink("0253414d00000001", NOW, *frame))
    return [(one.quantity.key, one.channel, one.time, one.value) for one in readings]


@pytest.mark.parametrize(("profile", "frame", "facts"), CASES, ids=lambda case: case if isinstance(case, str) else "")
def test_what_is_encoded_is_decoded(profile: str, frame: Frame, facts: Facts) -> None:
    decoded = {(key, channel): value for key, channel, _, value in read(profile, frame)}
    assert {place: decoded.get(place) for place in facts} == {place: pytest.approx(v) for place, v in facts.items()}


def test_an_axioma_log_comes_back_hour_by_hour() -> None:
    hourly = [103.445 + 0.01 * hour for hour in range(16)]
    oldest = datetime(2026, 11, 20, 17, tzinfo=UTC)
    frame = axioma.w1(NOW.timestamp(), 103.7, oldest.timestamp(), hourly)
    volumes = {time or NOW: value for key, _, time, value in read("Axioma W1", frame) if key == "water_volume"}
    assert volumes[NOW] == pytest.approx(103.7)
    for hour, volume in enumerate(hourly):
        assert volumes[oldest + timedelta(hours=hour)] == pytest.approx(volume, abs=0.0011)


PUBLISHED: list[tuple[Frame, int, str]] = [
    # Examples of the vendors' own documents and repositories.
    (milesight.em300_th(92, 30.8, 50.5), 85, "01755c03673401046865"),
    (milesight.ws301(92, True), 85, "01755c030001040000"),
    (milesight.em500_swl(92, 0.02), 85, "01755c03770200"),
    (elsys.ers_co2(22.6, 41, 39, 6, 3.588, 776), 5, "0100e202290400270506070e04060308"),
    (adeunis.comfort_co2(4, 43.5, 62, 420), 1, "6a8001b33e01a4"),
    (bosch.tps110(True, True, 0), 1, "01"),
    (dragino.lht65n(3.062, 28.29, 88.6, 27.81), 2, "cbf60b0d0376010add7fff"),
]


@pytest.mark.parametrize(("frame", "f_port", "payload"), PUBLISHED)
def test_frames_are_those_of_the_vendors_examples(frame: Frame, f_port: int, payload: str) -> None:
    assert frame == (f_port, bytes.fromhex(payload))


def test_simulators_do_not_import_decoders() -> None:
    folder = Path(simulators.__file__).parent
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not any(name.split(".")[0] in {"decoders", "storage", "ingest"} for name in names), file
