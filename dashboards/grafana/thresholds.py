"""From which value on a person should look, with the text that says so.

One table for panels; the rule packs of the alarms watch the same figures. A quantity means different
things in different places (27 °C is normal in a street and too hot in front of a rack), hence the names.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from telemetry.i18n import mark


class Level(StrEnum):
    """What a value asks of a person; the colour is ISA-101's manner: grey is normal, colour wants somebody."""

    NORMAL = "text"
    WARNING = "#eab839"
    MAJOR = "#ef843c"
    CRITICAL = "#e24d42"


@dataclass(frozen=True, slots=True)
class Scale:
    """Levels in ascending order: `base` below the first step, then each step's level from its value on.

    Values are in the quantity's unit. `source` says where they come from, in the words of the catalogue of messages.
    """

    base: Level
    steps: tuple[tuple[float, Level], ...]
    source: str


N, W, M, C = Level.NORMAL, Level.WARNING, Level.MAJOR, Level.CRITICAL

PLAIN: Final = Scale(N, (), "")
"""Nothing to watch."""
FAULT: Final = Scale(N, ((1, M),), mark("a state that should be 0"))
CRITICAL_STATE: Final = Scale(N, ((1, C),), mark("a state that is an emergency"))

RACK_INLET: Final = Scale(
    M,
    ((15, W), (18, N), (27, W), (30, M), (32, C)),
    mark("ASHRAE TC 9.9 2021: recommended 18-27 °C, class A1 15-32 °C"),
)
RACK_DEW_POINT: Final = Scale(
    M, ((-12, W), (-9, N), (15, W), (17, M)), mark("ASHRAE TC 9.9 2021: recommended -9 to 15 °C, class A1 -12 to 17 °C")
)
RACK_HUMIDITY: Final = Scale(
    W, ((8, N), (70, W), (80, M)), mark("ASHRAE TC 9.9 2021: recommended up to 70 %, A1 8-80 %")
)
RACK_RISE: Final = Scale(N, ((5, W), (20, C)), mark("ASHRAE TC 9.9 2021: 5 °C/h with tapes, 20 °C/h without"))
SHELTER: Final = Scale(W, ((5, N), (30, W), (35, M), (40, C)), mark("EN 300 019-1-3 class 3.1: 5 to 40 °C; steps ours"))
MINUS_48: Final = Scale(C, ((44, M), (47, W), (52, N), (57, C)), mark("EN 300 132-2: 40.5-57 V in service; steps ours"))
UPS: Final = Scale(N, ((80, W), (100, C)), mark("proposal: four fifths of what it can bear"))
UPS_BATTERY: Final = Scale(C, ((30, M), (60, W), (90, N)), mark("proposal"))
AUTONOMY: Final = Scale(C, ((10, M), (20, W), (30, N)), mark("proposal: minutes left for an intervention"))

CO2_INDOORS: Final = Scale(N, ((800, W), (1500, M)), mark("arrêté du 27/12/2022, art. 4: 800 and 1500 ppm"))
NO2_HOUR: Final = Scale(N, ((200, W), (400, C)), mark("information 200, alert 400 µg/m³ over an hour"))
O3_HOUR: Final = Scale(N, ((180, W), (240, C)), mark("information 180, alert 240 µg/m³ over an hour"))
SO2_HOUR: Final = Scale(N, ((300, W), (500, C)), mark("information 300, alert 500 µg/m³ over an hour"))
PM10_DAY: Final = Scale(N, ((50, W), (80, C)), mark("information 50, alert 80 µg/m³ over 24 h"))
PM2_5_YEAR: Final = Scale(N, ((10, W), (25, M)), mark("annual limits: EU 2024/2881 10, EU 2008/50 25 µg/m³"))
NOISE: Final = Scale(N, ((62, W), (68, M)), mark("arrêté du 04/04/2006, roads: Ln 62, Lden 68 dB(A)"))

FROST: Final = Scale(C, ((0, M), (3, N)), mark("proposal: a meter is in danger below 3 °C"))
CONTINUOUS_FLOW: Final = Scale(N, ((24, M),), mark("a flow that never stops in 24 h is a leak to look for"))
FULL_CAR_PARK: Final = Scale(N, ((95, W),), mark("a car park above 95 % is full for who looks for a space"))
WASTE: Final = Scale(N, ((75, W), (90, M)), mark("round at 75 %, urgent at 90 %"))
WASTE_FIRE: Final = Scale(N, ((60, C),), mark("proposal: a container does not warm to 60 °C by itself"))
RIVER_RISE: Final = Scale(N, ((10, W), (30, M)), mark("proposal, in cm/h; the site's own levels are in its rules"))
POWER_FACTOR: Final = Scale(W, ((0.93, N),), mark("tan φ 0.4, above which reactive energy is billed"))
PUE: Final = Scale(N, ((1.5, W), (2.0, M)), mark("proposal; EN 50600-4-2"))

CONSUMPTION: Final = Scale(N, ((2, M),), mark("CGCT L2224-12-4 III bis: twice the mean of three years"))
VIGILANCE: Final = Scale(N, ((1, W), (2, M), (3, C)), mark("colours of Vigicrues: yellow, orange, red"))
SPARE: Final = Scale(C, ((0, M), (1, N)), mark("Tier III: none to spare is redundancy lost"))
DUTY: Final = Scale(N, ((0.8, W), (1, M)), mark("ETSI EN 300 220-2: 1 % of the time in the band of LoRaWAN"))
BATTERY_DAYS: Final = Scale(M, ((30, W), (90, N)), mark("proposal: time left to plan a visit"))
BATTERY: Final = Scale(M, ((10, W), (20, N)), mark("proposal: time left to plan a visit"))
RSSI: Final = Scale(W, ((-115, N),), mark("LoRa at SF12 is heard down to about -120 dBm near its noise floor"))
LOSS: Final = Scale(N, ((5, W), (20, M)), mark("proposal: % of frames that no gateway heard"))
LAG: Final = Scale(N, ((1_000, W), (50_000, C)), mark("`/ready` says not ready above 50 000"))
QUARANTINE: Final = Scale(N, ((1, W), (1_000, M)), mark("whatever is refused wants somebody"))

ALARM_SEVERITY: Final = Scale(N, ((1, W), (2, W), (3, M), (4, C)), mark("ITU-T X.733: warning, minor, major, critical"))
ALARMS_TEN_MINUTES: Final = Scale(
    N, ((2, W), (10, C)), mark("EEMUA 191: 1 in ten minutes is the target, 10 is a flood")
)
ALARMS_HOUR: Final = Scale(N, ((6, W), (12, M)), mark("ISA-18.2: 6 an hour acceptable, 12 the most that is manageable"))
ALARMS_DAY: Final = Scale(
    N, ((150, W), (300, M)), mark("ISA-18.2: 150 a day acceptable, 300 the most that is manageable")
)
FLOOD_TIME: Final = Scale(N, ((1, M),), mark("EEMUA 191: less than 1 % of the time in flood"))
