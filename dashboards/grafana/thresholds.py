"""From which value on a person should look, with the text that says so.

What a rule of the packs watches is drawn with that rule's figures: `watched`. The table below has the rest. A
quantity means different things in different places (27 °C is normal in a street and too hot in front of a rack):
hence the names.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alarms.detectors.change import Rate
from alarms.detectors.counters import Consumption
from alarms.detectors.messages import Radio
from alarms.detectors.series import Limit, State
from alarms.rules.reader import load, shipped
from alarms.rules.rule import NO_LEVELS, Detector, Levels
from telemetry.alarm import Severity
from telemetry.i18n import mark
from telemetry.series import HOUR_MS


class Level(StrEnum):
    """What a value asks of a person; the colour is ISA-101's manner: grey is normal, colour wants somebody."""

    NORMAL = "text"
    WARNING = "#5794f2"
    MINOR = "#eab839"
    MAJOR = "#ef843c"
    CRITICAL = "#e24d42"


@dataclass(frozen=True, slots=True)
class Scale:
    """Levels in ascending order: `base` below the first step, then each step's level from its value on.

    Values are in the quantity's unit. `source` says where they come from, in the words of the catalogue of messages
    or of the `rule` that has them.
    """

    base: Level
    steps: tuple[tuple[float, Level], ...]
    source: str
    rule: str = ""


_PACKS: Final = load(shipped())


def watched(rule: str, factor: float = 1) -> Scale:
    """The limits of a rule of the packs, times `factor` where the panel has another unit; rates are by the hour."""
    said = _PACKS[rule]
    high, low, unit = _limits(said.detector, said.severity)
    below = [(limit, _level(rank)) for rank, limit in reversed(low.steps)]
    kinder = [*(level for _, level in below[1:]), Level.NORMAL]
    steps = [(limit, level) for (limit, _), level in zip(below, kinder, strict=False)]
    steps += [(limit, _level(rank)) for rank, limit in high.steps]
    source = said.source.in_language("fr") or said.title.in_language("fr")
    base = below[0][1] if below else Level.NORMAL
    return Scale(base, tuple((round(limit * unit * factor, 6), level) for limit, level in steps), source, rule)


def told(rule: str) -> Level:
    """How grave a state is at first, after the rule of the packs that watches it."""
    said = _PACKS[rule]
    after = said.detector.after.steps if isinstance(said.detector, State) else ()
    return _level(after[0][0] if after else said.severity)


def _limits(detector: Detector, severity: Severity) -> tuple[Levels, Levels, float]:
    """What is too high and too low, and by what it is multiplied for the panel's unit."""
    match detector:
        case Limit():
            return detector.high, detector.low, 1
        case Rate():
            return detector.rise, NO_LEVELS, HOUR_MS / detector.per_ms
        case Consumption():
            return Levels(((int(severity), detector.lasting_ms),)), NO_LEVELS, 1 / HOUR_MS
        case Radio():
            return NO_LEVELS, detector.rssi, 1
        case _:
            raise TypeError(detector)


def _level(rank: int) -> Level:
    return Level[Severity(rank).name]


N, W, M, C = Level.NORMAL, Level.WARNING, Level.MAJOR, Level.CRITICAL

PLAIN: Final = Scale(N, (), "")
"""Nothing to watch."""
FAULT: Final = Scale(N, ((1, M),), mark("a state that should be 0"))
CRITICAL_STATE: Final = Scale(N, ((1, C),), mark("a state that is an emergency"))

RACK_INLET: Final = watched("dc.inlet_temperature")
RACK_DEW_POINT: Final = watched("dc.dew_point")
RACK_HUMIDITY: Final = watched("dc.humidity")
RACK_RISE: Final = watched("dc.temperature_rise")
SHELTER: Final = watched("nro.temperature")
SHELTER_HUMIDITY: Final = watched("nro.humidity")
MINUS_48: Final = watched("nro.dc_voltage")
UPS: Final = watched("dc.ups.load")
UPS_BATTERY: Final = Scale(C, ((30, M), (60, W), (90, N)), mark("proposal"))
AUTONOMY: Final = watched("dc.ups.autonomy")
SHELTER_AUTONOMY: Final = watched("nro.ups_autonomy")
SUPPLY: Final = watched("dc.supply_temperature")
RETURN: Final = watched("dc.return_temperature")
FUEL: Final = watched("dc.fuel")

CO2_INDOORS: Final = watched("city.co2")
FROST_INDOORS: Final = watched("city.frost_building")
FROST_OUTDOORS: Final = watched("city.frost_outdoor")
NO2_HOUR: Final = Scale(N, ((200, W), (400, C)), mark("information 200, alert 400 µg/m³ over an hour"))
O3_HOUR: Final = Scale(N, ((180, W), (240, C)), mark("information 180, alert 240 µg/m³ over an hour"))
SO2_HOUR: Final = Scale(N, ((300, W), (500, C)), mark("information 300, alert 500 µg/m³ over an hour"))
PM10_DAY: Final = Scale(N, ((50, W), (80, C)), mark("information 50, alert 80 µg/m³ over 24 h"))
PM2_5_YEAR: Final = Scale(N, ((10, W), (25, M)), mark("annual limits: EU 2024/2881 10, EU 2008/50 25 µg/m³"))
NOISE: Final = Scale(N, ((62, W), (68, M)), mark("arrêté du 04/04/2006, roads: Ln 62, Lden 68 dB(A)"))

FROST: Final = Scale(C, ((0, M), (3, N)), mark("proposal: a meter is in danger below 3 °C"))
CONTINUOUS_FLOW: Final = watched("city.water_continuous")
FULL_CAR_PARK: Final = Scale(N, ((95, W),), mark("a car park above 95 % is full for who looks for a space"))
WASTE: Final = watched("city.bin_full")
WASTE_FIRE: Final = watched("city.bin_hot")
RIVER_RISE: Final = watched("city.river_rise", 100)
POWER_FACTOR: Final = Scale(W, ((0.93, N),), mark("tan φ 0.4, above which reactive energy is billed"))
PUE: Final = Scale(N, ((1.5, W), (2.0, M)), mark("proposal; EN 50600-4-2"))

CONSUMPTION: Final = Scale(N, ((2, M),), mark("CGCT L2224-12-4 III bis: twice the mean of three years"))
VIGILANCE: Final = Scale(N, ((1, W), (2, M), (3, C)), mark("colours of Vigicrues: yellow, orange, red"))
SPARE: Final = Scale(C, ((0, M), (1, N)), mark("Tier III: none to spare is redundancy lost"))
DUTY: Final = Scale(N, ((0.8, W), (1, M)), mark("ETSI EN 300 220-2: 1 % of the time in the band of LoRaWAN"))
BATTERY_DAYS: Final = watched("city.battery_lifetime")
BATTERY: Final = watched("city.battery")
RSSI: Final = watched("city.weak_radio")
LOSS: Final = Scale(N, ((5, W), (20, M)), mark("proposal: % of frames that no gateway heard"))
LAG: Final = Scale(N, ((1_000, W), (50_000, C)), mark("`/ready` says not ready above 50 000"))
QUARANTINE: Final = Scale(N, ((1, W), (1_000, M)), mark("whatever is refused wants somebody"))

ALARM_SEVERITY: Final = Scale(
    N, tuple((int(one), _level(one)) for one in Severity), mark("ITU-T X.733: warning, minor, major, critical")
)
ALARMS_TEN_MINUTES: Final = Scale(
    N, ((2, W), (10, C)), mark("EEMUA 191: 1 in ten minutes is the target, 10 is a flood")
)
ALARMS_HOUR: Final = Scale(N, ((6, W), (12, M)), mark("ISA-18.2: 6 an hour acceptable, 12 the most that is manageable"))
ALARMS_DAY: Final = Scale(
    N, ((150, W), (300, M)), mark("ISA-18.2: 150 a day acceptable, 300 the most that is manageable")
)
FLOOD_TIME: Final = Scale(N, ((1, M),), mark("EEMUA 191: less than 1 % of the time in flood"))
