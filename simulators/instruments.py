"""The models of the fleet: what each senses, how often it speaks, in which format, and where it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulators import buildings, streets
from simulators.encoders import (
    Frame,
    adeunis,
    arad,
    atim,
    axioma,
    b_meters,
    bosch,
    browan,
    decentlab,
    dingtek,
    dragino,
    elsys,
    enless,
    ewattch,
    fludia,
    keller,
    mbus,
    mclimate,
    milesight,
    nanosense,
    netvox,
    nexelec,
    nwave,
    sensecap,
    sensing_labs,
    talkpool,
    tektelic,
    tekzitel,
    terabee,
    tinovi,
    watteco,
)
from simulators.noise import Flags, Floats
from simulators.senses import Columns, Look, meters, outdoors, rooms
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
OUTDOOR = Instrument("Milesight EM300-TH", 10 * MINUTE, milesight.em300_th, outdoors.outdoor, label="Abri météo")
AISLE = Instrument("Milesight EM300-TH", 10 * MINUTE, milesight.em300_th, rooms.machine_room, label="Température")
RACK_DOOR = Instrument("Milesight EM300-MCS", 10 * MINUTE, milesight.em300_mcs, rooms.machine_room_door, rooms.rarely_opened, 3, "Porte")
ROPE = Instrument("Milesight EM300-ZLD", 10 * MINUTE, milesight.em300_leak, rooms.machine_room_leak, buildings.is_leaking, 3, "Détection d'eau")
SPOT_LEAK = Instrument("Milesight EM300-SLD", 10 * MINUTE, milesight.em300_leak, rooms.machine_room_leak, buildings.is_leaking, 6, "Détection d'eau")
DOOR = Instrument("Milesight WS301", 10 * MINUTE, milesight.ws301, rooms.door, rooms.rarely_opened, 36, "Porte")
LOAD = Instrument("Milesight CT101", 10 * MINUTE, milesight.ct10x, meters.machines, label="Courant")
LAMPS = Instrument("Milesight CT101", 20 * MINUTE, milesight.ct10x, meters.lamps, label="Départ lampes")
CLASSROOM_ELSYS = Instrument("Elsys ERS-CO2", 10 * MINUTE, elsys.ers_co2, rooms.classroom, label="Salle de classe")
CLASSROOM_AM307 = Instrument("Milesight AM307", 10 * MINUTE, milesight.am307, rooms.ambience, label="Salle de classe")
CLASSROOM_EM500 = Instrument("Milesight EM500-CO2", 10 * MINUTE, milesight.em500_co2, rooms.classroom_weather, label="Salle de classe")
CLASSROOM_ADEUNIS = Instrument("Adeunis Comfort CO2", 10 * MINUTE, adeunis.comfort_co2, rooms.classroom_comfort, label="Salle de classe")
OFFICE = Instrument("Milesight AM319", 15 * MINUTE, milesight.am319, rooms.office_air, label="Accueil")
ROOM = Instrument("Elsys ERS", 15 * MINUTE, elsys.ers, rooms.room, label="Salle")
PEOPLE = Instrument("Milesight VS121", 15 * MINUTE, milesight.vs121, rooms.people, label="Comptage")
HALL_DOOR = Instrument("Dragino LDS02", 10 * MINUTE, dragino.lds02, rooms.hall_door, rooms.often_opened, 36, "Porte")
HOT_WATER = Instrument("Dragino LHT65N", 20 * MINUTE, dragino.lht65n, meters.hot_water, label="Eau chaude sanitaire")
HEATING = Instrument("Adeunis Temp", 20 * MINUTE, adeunis.temp, meters.heating, label="Chauffage")
SOUND = Instrument("Milesight WS302", 10 * MINUTE, milesight.ws302, outdoors.sound, label="Sonomètre")
SPACE = Instrument("Bosch TPS110", 10 * MINUTE, bosch.tps110, outdoors.parking, streets.space_is_taken, 36, "Place")
WASTE = Instrument("Dragino LDDS75", 60 * MINUTE, dragino.ldds75, outdoors.waste, label="Conteneur")
RIVER_ABOVE = Instrument("Milesight EM500-UDL", 10 * MINUTE, milesight.em500_udl, outdoors.river_from_above, label="Limnimètre à ultrasons")
RIVER_IN = Instrument("Milesight EM500-SWL", 10 * MINUTE, milesight.em500_swl, outdoors.river, label="Sonde immergée")
SOIL_MILESIGHT = Instrument("Milesight EM500-SMTC", 30 * MINUTE, milesight.em500_smtc, outdoors.soil_milesight, label="Sonde de sol")
SOIL_DRAGINO = Instrument("Dragino LSE01", 20 * MINUTE, dragino.lse01, outdoors.soil_dragino, label="Sonde de sol")
METER_LOG = Instrument("Axioma W1", 480 * MINUTE, axioma.w1, meters.meter_log, label="Compteur d'eau")
METER_PULSES = Instrument("Adeunis Pulse", 30 * MINUTE, adeunis.pulse, meters.meter_pulses, label="Compteurs eau et gaz")
METER_DI = Instrument("Milesight EM300-DI", 15 * MINUTE, milesight.em300_di, meters.meter_pulses_climate, label="Compteur d'eau")
AISLE_WATTECO = Instrument("Watteco TH", 10 * MINUTE, watteco.th, rooms.machine_room_in_turn, label="Température")
AISLE_TALKPOOL = Instrument("Talkpool OY1110", 10 * MINUTE, talkpool.oy1110, rooms.machine_room_climate, label="Température")
CABINET = Instrument("Watteco Clos'O", 10 * MINUTE, watteco.closo, rooms.contact, rooms.rarely_opened, 36, "Coffret")
PHASES = Instrument("Netvox R718N3", 10 * MINUTE, netvox.r718n3, meters.phases, label="Départ triphasé")
CLASSROOM_NEXELEC = Instrument("Nexelec Rise Plus", 10 * MINUTE, nexelec.rise_plus, rooms.classroom_noise, label="Salle de classe")
CLASSROOM_MCLIMATE = Instrument("MClimate CO2 Display", 10 * MINUTE, mclimate.co2_display, rooms.classroom_display, label="Salle de classe")
DORMITORY = Instrument("Nexelec Insafe Origin", 60 * MINUTE, nexelec.insafe_origin, rooms.climate_in_turn, label="Détecteur de fumée")
THERMOSTAT = Instrument("MClimate Wireless Thermostat", 15 * MINUTE, mclimate.thermostat, rooms.thermostat, label="Thermostat")
ROOM_TEKTELIC = Instrument("Tektelic Smart Room Sensor", 15 * MINUTE, tektelic.smart_room, rooms.climate_and_voltage, label="Salle")
ROOM_BROWAN = Instrument("Browan TBHH100", 30 * MINUTE, browan.tbhh100, rooms.climate_and_voltage, label="Salle")
HOT_WATER_PIPE = Instrument("Enless TX TEMP INS 600-031", 20 * MINUTE, enless.temp_ins, meters.hot_water_pipe, label="Eau chaude sanitaire")
HEAT_METER = Instrument("Elvaco CMi4140", 60 * MINUTE, mbus.cmi4140, meters.heat_meter, label="Compteur de chaleur")
LINKY = Instrument("Adeunis TIC CBE/Linky mono", 10 * MINUTE, adeunis.tic_linky_mono, meters.linky, label="Linky")
LOAD_CURVE = Instrument("Fludia FM432e", 120 * MINUTE, fludia.fm432e, meters.load_curve, label="Courbe de charge")
CLAMPS = Instrument("Ewattch Squid Pro", 10 * MINUTE, ewattch.squid_pro, meters.clamps, label="Tableau électrique")
SPACE_NWAVE = Instrument("Nwave NPS405", 10 * MINUTE, nwave.nps405, outdoors.parking_lasting, streets.space_is_taken, 36, "Place")
WASTE_DINGTEK = Instrument("Dingtek DF702", 60 * MINUTE, dingtek.df702, outdoors.waste_and_fire, label="Conteneur")
WASTE_TERABEE = Instrument("Terabee LoRa Level Monitoring XL", 60 * MINUTE, terabee.level_xl, outdoors.waste_share, label="Conteneur")
RIVER_DECENTLAB = Instrument("Decentlab DL-MBX", 10 * MINUTE, decentlab.mbx, outdoors.river_decentlab, label="Limnimètre à ultrasons")
RIVER_KELLER = Instrument("Keller ADT1", 15 * MINUTE, keller.adt1, outdoors.river_keller, label="Sonde immergée")
SOIL_SENSECAP = Instrument("SenseCAP S2105", 30 * MINUTE, sensecap.soil, outdoors.soil, label="Sonde de sol")
STATION = Instrument("Decentlab DL-ATM41", 10 * MINUTE, decentlab.atm41, outdoors.weather_station, label="Station météo")
STREET_AIR_NETVOX = Instrument("Netvox RA0716", 15 * MINUTE, netvox.ra0716, outdoors.air_particles, label="Particules")
STREET_AIR_ADEUNIS = Instrument("Adeunis Breath", 10 * MINUTE, adeunis.breath, outdoors.air_pollution, label="Qualité de l'air")
METER_WATTECO = Instrument("Watteco Pulse Sens'O", 15 * MINUTE, watteco.pulse_senso, meters.meter_pulses, label="Compteurs eau et gaz")
METER_KAMSTRUP = Instrument("Kamstrup flowIQ 2200", 720 * MINUTE, mbus.flow_iq, meters.meter_midnight, label="Compteur d'eau")
METER_ARAD = Instrument("Arad Sonata", 480 * MINUTE, arad.sonata, meters.meter_hours, label="Compteur d'eau")
METER_B_METERS = Instrument("B METERS HYDRODIGIT", 120 * MINUTE, b_meters.hydrodigit, meters.meter_flows, label="Compteur d'eau")
METER_DIEHL = Instrument("Diehl IZAR RC i LoRaWAN", 240 * MINUTE, mbus.izar, meters.meter_due, label="Compteur d'eau")
METER_SENSING_LABS = Instrument("Sensing Labs SenlabM", 60 * MINUTE, sensing_labs.pul_lab, meters.meter_battery, label="Compteur d'eau")
HOT_WATER_SENSING_LABS = Instrument("Sensing Labs SenlabT", 30 * MINUTE, sensing_labs.tem_lab, meters.hot_water_battery, label="Eau chaude sanitaire")
ROOM_ATIM = Instrument("ATIM ACW-TH", 60 * MINUTE, atim.acw_th, rooms.climate_of_the_hour, label="Salle")
CLASSROOM_NANOSENSE = Instrument("nanosense EP5000", 10 * MINUTE, nanosense.ep5000, rooms.classroom_air, label="Salle de classe")
SPACE_TEKZITEL = Instrument("Tekzitel TekziPark", 10 * MINUTE, tekzitel.tekzipark, outdoors.parking_numbered, streets.space_is_taken, 36, "Place")
SOIL_TINOVI = Instrument("Tinovi PM-IO-5-SM", 30 * MINUTE, tinovi.soil, outdoors.soil_permittivity, label="Sonde de sol")
BROKEN = Instrument("Milesight EM300-TH", 60 * MINUTE, _cut_short, rooms.machine_room, label="Température (capteur en panne)")
UNKNOWN_MODEL = Instrument("Capteur d'essai", 60 * MINUTE, lambda *_values: (66, b"\x00\x01\x02\x03"), outdoors.outdoor)
# fmt: on

FITTINGS: dict[str, tuple[tuple[Instrument, ...], ...]] = {
    "datacenter": ((AISLE, AISLE, AISLE, AISLE_WATTECO, ROPE, SPOT_LEAK, DOOR, LOAD, PHASES),),
    "nro": ((AISLE, RACK_DOOR, LOAD), (AISLE_TALKPOOL, CABINET, PHASES), (AISLE, DOOR, SPOT_LEAK)),
    "school": (
        (CLASSROOM_ELSYS, CLASSROOM_ELSYS, CLASSROOM_AM307),
        (CLASSROOM_EM500, CLASSROOM_ADEUNIS, CLASSROOM_EM500),
        (CLASSROOM_NEXELEC, CLASSROOM_MCLIMATE, DORMITORY),
        (CLASSROOM_ADEUNIS, CLASSROOM_AM307),
        (CLASSROOM_NANOSENSE, CLASSROOM_NANOSENSE, ROOM_ATIM),
    ),
    "water_meter": (
        (METER_LOG, METER_DI), (METER_WATTECO,), (METER_KAMSTRUP,), (METER_LOG,), (METER_PULSES,), (METER_DI,),
        (METER_ARAD,), (METER_B_METERS,), (METER_DIEHL,), (METER_SENSING_LABS,),
    ),
    "car_park": ((SPACE,) * 5, (SPACE_NWAVE,) * 5, (SPACE_TEKZITEL,) * 5),
    "river_gauge": ((RIVER_ABOVE,), (RIVER_IN,), (RIVER_DECENTLAB,), (RIVER_KELLER,)),
    "waste_point": ((WASTE, WASTE), (WASTE_DINGTEK, WASTE_TERABEE)),
    "lighting_cabinet": ((LAMPS, DOOR),),
    "town_hall": ((OFFICE, PEOPLE), (OFFICE, THERMOSTAT, ROOM_TEKTELIC), (OFFICE, HALL_DOOR)),
    "sports_hall": (
        (HOT_WATER, HEATING, HALL_DOOR), (HOT_WATER_PIPE, ROOM_BROWAN), (HOT_WATER, ROOM),
        (HOT_WATER_SENSING_LABS, ROOM_ATIM),
    ),
    "sports_ground": ((SOIL_MILESIGHT,), (SOIL_DRAGINO,), (SOIL_SENSECAP,), (SOIL_TINOVI,)),
    "weather_station": ((OUTDOOR,), (STATION,)),
    "street": ((SOUND,),),
    "air_station": ((STREET_AIR_NETVOX,), (STREET_AIR_ADEUNIS,)),
    "delivery_point": ((LINKY,), (LOAD_CURVE,), (CLAMPS,), (HEAT_METER,)),
    "bus_depot": ((CLAMPS,),),
    "camera": ((CABINET,),),
}  # fmt: skip
"""For each kind of site, the alternatives of what is fitted on it, taken in turn."""
