"""The models of the fleet: what each senses, how often it speaks, in which format, and where it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulators import buildings, senses, streets
from simulators.encoders import Frame, adeunis, axioma, bosch, dragino, elsys, milesight
from simulators.noise import Flags, Floats
from simulators.senses import Columns, Look
from simulators.spot import Spot

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Instrument:
    """One model with one use. `sense` gives a column for each argument of `encode`, a row for each look.

    `state`, where there is one, makes it a device that speaks when the state changes, and every `heartbeat` looks.
    """

    profile: str
    period: float
    encode: Callable[..., Frame]
    sense: Callable[[Spot, Look], Columns]
    state: Callable[[Spot, Floats], Flags] | None = None
    heartbeat: int = 1
    label: str = ""


def _cut_short(*values: Any) -> Frame:
    """A device whose firmware is broken: the frame ends inside a value."""
    port, payload = milesight.em300_th(*values)
    return port, payload[:-4]


# ruff: noqa: E501 - a table reads better with one instrument a line.
# fmt: off
OUTDOOR = Instrument("Milesight EM300-TH", 10 * MINUTE, milesight.em300_th, senses.outdoor, label="Abri météo")
AISLE = Instrument("Milesight EM300-TH", 10 * MINUTE, milesight.em300_th, senses.machine_room, label="Température")
RACK_DOOR = Instrument("Milesight EM300-MCS", 10 * MINUTE, milesight.em300_mcs, senses.machine_room_door, senses.rarely_opened, 3, "Porte")
ROPE = Instrument("Milesight EM300-ZLD", 10 * MINUTE, milesight.em300_leak, senses.machine_room_leak, buildings.is_leaking, 3, "Détection d'eau")
SPOT_LEAK = Instrument("Milesight EM300-SLD", 10 * MINUTE, milesight.em300_leak, senses.machine_room_leak, buildings.is_leaking, 6, "Détection d'eau")
DOOR = Instrument("Milesight WS301", 10 * MINUTE, milesight.ws301, senses.door, senses.rarely_opened, 36, "Porte")
LOAD = Instrument("Milesight CT101", 10 * MINUTE, milesight.ct10x, senses.machines, label="Courant")
LAMPS = Instrument("Milesight CT101", 20 * MINUTE, milesight.ct10x, senses.lamps, label="Départ lampes")
CLASSROOM_ELSYS = Instrument("Elsys ERS-CO2", 10 * MINUTE, elsys.ers_co2, senses.classroom, label="Salle de classe")
CLASSROOM_AM307 = Instrument("Milesight AM307", 10 * MINUTE, milesight.am307, senses.ambience, label="Salle de classe")
CLASSROOM_EM500 = Instrument("Milesight EM500-CO2", 10 * MINUTE, milesight.em500_co2, senses.classroom_weather, label="Salle de classe")
CLASSROOM_ADEUNIS = Instrument("Adeunis Comfort CO2", 10 * MINUTE, adeunis.comfort_co2, senses.classroom_comfort, label="Salle de classe")
OFFICE = Instrument("Milesight AM319", 15 * MINUTE, milesight.am319, senses.office_air, label="Accueil")
ROOM = Instrument("Elsys ERS", 15 * MINUTE, elsys.ers, senses.room, label="Salle")
PEOPLE = Instrument("Milesight VS121", 15 * MINUTE, milesight.vs121, senses.people, label="Comptage")
HALL_DOOR = Instrument("Dragino LDS02", 10 * MINUTE, dragino.lds02, senses.hall_door, senses.often_opened, 36, "Porte")
HOT_WATER = Instrument("Dragino LHT65N", 20 * MINUTE, dragino.lht65n, senses.hot_water, label="Eau chaude sanitaire")
HEATING = Instrument("Adeunis Temp", 20 * MINUTE, adeunis.temp, senses.heating, label="Chauffage")
SOUND = Instrument("Milesight WS302", 10 * MINUTE, milesight.ws302, senses.sound, label="Sonomètre")
SPACE = Instrument("Bosch TPS110", 10 * MINUTE, bosch.tps110, senses.parking, streets.space_is_taken, 36, "Place")
WASTE = Instrument("Dragino LDDS75", 60 * MINUTE, dragino.ldds75, senses.waste, label="Conteneur")
RIVER_ABOVE = Instrument("Milesight EM500-UDL", 10 * MINUTE, milesight.em500_udl, senses.river_from_above, label="Limnimètre à ultrasons")
RIVER_IN = Instrument("Milesight EM500-SWL", 10 * MINUTE, milesight.em500_swl, senses.river, label="Sonde immergée")
SOIL_MILESIGHT = Instrument("Milesight EM500-SMTC", 30 * MINUTE, milesight.em500_smtc, senses.soil_milesight, label="Sonde de sol")
SOIL_DRAGINO = Instrument("Dragino LSE01", 20 * MINUTE, dragino.lse01, senses.soil_dragino, label="Sonde de sol")
METER_LOG = Instrument("Axioma W1", 480 * MINUTE, axioma.w1, senses.meter_log, label="Compteur d'eau")
METER_PULSES = Instrument("Adeunis Pulse", 30 * MINUTE, adeunis.pulse, senses.meter_pulses, label="Compteurs eau et gaz")
METER_DI = Instrument("Milesight EM300-DI", 15 * MINUTE, milesight.em300_di, senses.meter_pulses_climate, label="Compteur d'eau")
BROKEN = Instrument("Milesight EM300-TH", 60 * MINUTE, _cut_short, senses.machine_room, label="Température (capteur en panne)")
UNKNOWN_MODEL = Instrument("Capteur d'essai", 60 * MINUTE, lambda *_values: (66, b"\x00\x01\x02\x03"), senses.outdoor)
# fmt: on

FITTINGS: dict[str, tuple[tuple[Instrument, ...], ...]] = {
    "datacenter": ((AISLE, AISLE, AISLE, AISLE, ROPE, SPOT_LEAK, DOOR, LOAD, LOAD),),
    "nro": ((AISLE, RACK_DOOR, LOAD), (AISLE, DOOR, SPOT_LEAK)),
    "school": (
        (CLASSROOM_ELSYS, CLASSROOM_ELSYS, CLASSROOM_AM307),
        (CLASSROOM_EM500, CLASSROOM_ADEUNIS, CLASSROOM_EM500),
        (CLASSROOM_ADEUNIS, CLASSROOM_AM307),
    ),
    "water_meter": ((METER_LOG, METER_DI), (METER_LOG,), (METER_PULSES,), (METER_DI,)),
    "car_park": ((SPACE,) * 5,),
    "river_gauge": ((RIVER_ABOVE,), (RIVER_IN,)),
    "waste_point": ((WASTE, WASTE),),
    "lighting_cabinet": ((LAMPS, DOOR),),
    "town_hall": ((OFFICE, PEOPLE), (OFFICE, HALL_DOOR)),
    "sports_hall": ((HOT_WATER, HEATING, HALL_DOOR), (HOT_WATER, ROOM)),
    "sports_ground": ((SOIL_MILESIGHT,), (SOIL_DRAGINO,)),
    "weather_station": ((OUTDOOR,),),
    "street": ((SOUND,),),
}
"""For each kind of site, the alternatives of what is fitted on it, taken in turn."""
