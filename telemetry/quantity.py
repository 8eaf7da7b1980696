"""The closed catalogue of what Samara measures: one canonical unit and one physical range per quantity.

Decoders convert to these units; a value outside the range is kept and marked suspect. Units are UCUM
(unitsofmeasure.org), definitions are QUDT quantity kinds. A state is 1 (true) or 0.
"""

from dataclasses import dataclass
from enum import StrEnum

from telemetry.errors import ConfigError, NotFoundError

_QUDT = "http://qudt.org/vocab/quantitykind/"


class Kind(StrEnum):
    """How values of a quantity combine over time: averaged, grown, or true and false."""

    GAUGE = "gauge"
    COUNTER = "counter"
    STATE = "state"


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """One entry of the catalogue. Compared by identity: there is one object per key."""

    key: str
    unit: str
    kind: Kind
    low: float
    high: float
    french: str
    english: str
    definition: str

    def is_plausible(self, value: float) -> bool:
        """Whether a value lies in the physical range; NaN and infinities do not."""
        return self.low <= value <= self.high

    def label(self, language: str) -> str:
        """The name that people read, in French unless `language` is `en`."""
        return self.english if language == "en" else self.french

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return quantity, (self.key,)


CATALOGUE: dict[str, Quantity] = {}


def quantity(key: str) -> Quantity:
    """Return the quantity of this key, or raise `NotFoundError`."""
    try:
        return CATALOGUE[key]
    except KeyError:
        raise NotFoundError(f"no quantity {key!r:.60}; `samara quantities` lists them") from None


def _gauge(key: str, unit: str, low: float, high: float, french: str, english: str, kind: str) -> Quantity:
    return _define(key, unit, Kind.GAUGE, low, high, french, english, kind)


def _counter(key: str, unit: str, french: str, english: str, kind: str) -> Quantity:
    # Meters count up from zero; 10^15 is beyond any register of the field (64-bit Wh meters included).
    return _define(key, unit, Kind.COUNTER, 0, 1e15, french, english, kind)


def _state(key: str, french: str, english: str) -> Quantity:
    return _define(key, "1", Kind.STATE, 0, 1, french, english, "Dimensionless")


def _define(
    key: str, unit: str, kind: Kind, low: float, high: float, french: str, english: str, concept: str
) -> Quantity:
    if key in CATALOGUE:
        raise ConfigError(f"quantity {key} is defined twice; keep one line of the catalogue")
    CATALOGUE[key] = Quantity(key, unit, kind, low, high, french, english, _QUDT + concept)
    return CATALOGUE[key]


# ruff: noqa: E501 - a table reads better with one quantity a line.
# fmt: off
# Air and climate.
AIR_TEMPERATURE = _gauge("air_temperature", "Cel", -60, 90, "Température de l'air", "Air temperature", "Temperature")
RELATIVE_HUMIDITY = _gauge("relative_humidity", "%", 0, 100, "Humidité relative", "Relative humidity", "RelativeHumidity")
DEW_POINT = _gauge("dew_point", "Cel", -80, 60, "Point de rosée", "Dew point", "DewPointTemperature")
ATMOSPHERIC_PRESSURE = _gauge("atmospheric_pressure", "hPa", 300, 1100, "Pression atmosphérique", "Atmospheric pressure", "AtmosphericPressure")
VAPOUR_PRESSURE = _gauge("vapour_pressure", "kPa", 0, 50, "Pression de vapeur", "Vapour pressure", "VaporPressure")
VAPOUR_PRESSURE_DEFICIT = _gauge("vapour_pressure_deficit", "kPa", 0, 50, "Déficit de pression de vapeur", "Vapour pressure deficit", "VaporPressure")
CO2 = _gauge("co2", "[ppm]", 0, 40000, "CO₂", "CO₂", "MoleFraction")
TVOC = _gauge("tvoc", "[ppb]", 0, 65535, "Composés organiques volatils", "Volatile organic compounds", "MoleFraction")
TVOC_MASS = _gauge("tvoc_mass", "ug/m3", 0, 100000, "Composés organiques volatils (masse)", "Volatile organic compounds (mass)", "MassConcentration")
TVOC_INDEX = _gauge("tvoc_index", "1", 0, 500, "Indice COV", "VOC index", "Dimensionless")
AIR_QUALITY_INDEX = _gauge("air_quality_index", "1", 0, 500, "Indice de qualité de l'air du capteur", "Sensor's air quality index", "Dimensionless")
FORMALDEHYDE = _gauge("formaldehyde", "ug/m3", 0, 10000, "Formaldéhyde", "Formaldehyde", "MassConcentration")
BENZENE = _gauge("benzene", "ug/m3", 0, 10000, "Benzène", "Benzene", "MassConcentration")
PM1 = _gauge("pm1", "ug/m3", 0, 5000, "Particules PM1", "PM1 particles", "MassConcentration")
PM2_5 = _gauge("pm2_5", "ug/m3", 0, 5000, "Particules PM2,5", "PM2.5 particles", "MassConcentration")
PM4 = _gauge("pm4", "ug/m3", 0, 5000, "Particules PM4", "PM4 particles", "MassConcentration")
PM10 = _gauge("pm10", "ug/m3", 0, 5000, "Particules PM10", "PM10 particles", "MassConcentration")
PARTICLE_COUNT = _gauge("particle_count", "/cm3", 0, 1e6, "Nombre de particules", "Particle count", "NumberDensity")
NO2 = _gauge("no2", "ug/m3", 0, 5000, "Dioxyde d'azote", "Nitrogen dioxide", "MassConcentration")
NO = _gauge("no", "ug/m3", 0, 5000, "Monoxyde d'azote", "Nitric oxide", "MassConcentration")
O3 = _gauge("o3", "ug/m3", 0, 5000, "Ozone", "Ozone", "MassConcentration")
SO2 = _gauge("so2", "ug/m3", 0, 10000, "Dioxyde de soufre", "Sulphur dioxide", "MassConcentration")
CO = _gauge("co", "mg/m3", 0, 2000, "Monoxyde de carbone", "Carbon monoxide", "MassConcentration")
NH3 = _gauge("nh3", "[ppm]", 0, 1000, "Ammoniac", "Ammonia", "MoleFraction")
H2S = _gauge("h2s", "[ppm]", 0, 2000, "Sulfure d'hydrogène", "Hydrogen sulphide", "MoleFraction")
CH4 = _gauge("ch4", "[ppm]", 0, 1e6, "Méthane", "Methane", "MoleFraction")
O2 = _gauge("o2", "%", 0, 100, "Oxygène", "Oxygen", "MoleFraction")
GAS_CONCENTRATION = _gauge("gas_concentration", "[ppm]", 0, 1e6, "Concentration de gaz", "Gas concentration", "MoleFraction")
DIFFERENTIAL_PRESSURE = _gauge("differential_pressure", "Pa", -100000, 100000, "Pression différentielle", "Differential pressure", "Pressure")
AIR_VELOCITY = _gauge("air_velocity", "m/s", 0, 100, "Vitesse d'air", "Air velocity", "Speed")
PRESSURE = _gauge("pressure", "kPa", -200, 100000, "Pression", "Pressure", "Pressure")
# Light and sound.
ILLUMINANCE = _gauge("illuminance", "lx", 0, 250000, "Éclairement", "Illuminance", "Illuminance")
RELATIVE_LIGHT = _gauge("relative_light", "%", 0, 100, "Luminosité relative", "Relative light", "Dimensionless")
LIGHT_LEVEL = _gauge("light_level", "1", 0, 65535, "Niveau de lumière (brut)", "Light level (raw)", "Dimensionless")
DAYLIGHT = _state("daylight", "Lumière présente", "Light present")
INFRARED_LIGHT = _gauge("infrared_light", "1", 0, 65535, "Lumière infrarouge (brut)", "Infrared light (raw)", "Dimensionless")
COLOUR_TEMPERATURE = _gauge("colour_temperature", "K", 0, 20000, "Température de couleur", "Colour temperature", "Temperature")
LIGHT_FLICKER = _gauge("light_flicker", "%", 0, 100, "Papillotement de la lumière", "Light flicker", "Dimensionless")
UV_INDEX = _gauge("uv_index", "1", 0, 25, "Indice UV", "UV index", "Dimensionless")
SOUND_LEVEL = _gauge("sound_level", "dB[A]", 0, 150, "Niveau sonore", "Sound level", "SoundPressureLevel")
SOUND_LEVEL_EQUIVALENT = _gauge("sound_level_equivalent", "dB[A]", 0, 150, "Niveau sonore équivalent (LAeq)", "Equivalent sound level (LAeq)", "SoundPressureLevel")
SOUND_LEVEL_MAX = _gauge("sound_level_max", "dB[A]", 0, 150, "Niveau sonore maximal", "Maximum sound level", "SoundPressureLevel")
SOUND_LEVEL_MIN = _gauge("sound_level_min", "dB[A]", 0, 150, "Niveau sonore minimal", "Minimum sound level", "SoundPressureLevel")
# Weather.
RAIN = _gauge("rain", "mm", 0, 1000, "Pluie sur la période", "Rain over the period", "Length")
RAIN_TOTAL = _counter("rain_total", "mm", "Cumul de pluie", "Cumulative rain", "Length")
RAIN_INTENSITY = _gauge("rain_intensity", "mm/h", 0, 1000, "Intensité de pluie", "Rain intensity", "Speed")
WIND_SPEED = _gauge("wind_speed", "m/s", 0, 120, "Vitesse du vent", "Wind speed", "Speed")
WIND_GUST = _gauge("wind_gust", "m/s", 0, 120, "Rafale de vent", "Wind gust", "Speed")
WIND_COMPONENT = _gauge("wind_component", "m/s", -120, 120, "Composante du vent", "Wind component", "Speed")
WIND_DIRECTION = _gauge("wind_direction", "deg", 0, 360, "Direction du vent", "Wind direction", "PlaneAngle")
SOLAR_IRRADIANCE = _gauge("solar_irradiance", "W/m2", 0, 2000, "Rayonnement solaire", "Solar irradiance", "Irradiance")
ALBEDO = _gauge("albedo", "1", 0, 1, "Albédo", "Albedo", "Dimensionless")
PAR = _gauge("par", "umol/m2/s", 0, 4000, "Rayonnement photosynthétique", "Photosynthetically active radiation", "PhotosyntheticPhotonFluxDensity")
LIGHTNING_STRIKES = _gauge("lightning_strikes", "1", 0, 65535, "Impacts de foudre", "Lightning strikes", "Count")
LIGHTNING_DISTANCE = _gauge("lightning_distance", "km", 0, 100, "Distance de la foudre", "Lightning distance", "Distance")
PRECIPITATION = _state("precipitation", "Pluie ou neige", "Rain or snow")
# Soil and plants.
SOIL_MOISTURE = _gauge("soil_moisture", "%", 0, 100, "Humidité du sol", "Soil moisture", "VolumeFraction")
SOIL_MOISTURE_INDEX = _gauge("soil_moisture_index", "1", -10, 100, "Indice d'humidité du sol (brut)", "Soil moisture index (raw)", "Dimensionless")
SOIL_TEMPERATURE = _gauge("soil_temperature", "Cel", -60, 90, "Température du sol", "Soil temperature", "Temperature")
SOIL_CONDUCTIVITY = _gauge("soil_conductivity", "uS/cm", 0, 100000, "Conductivité du sol", "Soil conductivity", "Conductivity")
SOIL_SALINITY = _gauge("soil_salinity", "1", 0, 65535, "Salinité du sol (indice)", "Soil salinity (index)", "Dimensionless")
SOIL_WATER_POTENTIAL = _gauge("soil_water_potential", "kPa", -100000, 100, "Potentiel hydrique du sol", "Soil water potential", "Pressure")
SOIL_PERMITTIVITY = _gauge("soil_permittivity", "1", 0, 100, "Permittivité du sol", "Soil permittivity", "Dimensionless")
SOIL_PH = _gauge("soil_ph", "[pH]", 0, 14, "pH du sol", "Soil pH", "Acidity")
LEAF_WETNESS = _gauge("leaf_wetness", "%", 0, 100, "Humectation des feuilles", "Leaf wetness", "Dimensionless")
SAP_FLOW = _gauge("sap_flow", "L/h", -50, 1000, "Débit de sève", "Sap flow", "VolumeFlowRate")
HEAT_VELOCITY = _gauge("heat_velocity", "cm/h", -50, 1000, "Vitesse de chaleur dans le bois", "Heat velocity in wood", "Speed")
SOIL_NITROGEN = _gauge("soil_nitrogen", "mg/kg", 0, 10000, "Azote du sol", "Soil nitrogen", "MassFraction")
SOIL_PHOSPHORUS = _gauge("soil_phosphorus", "mg/kg", 0, 10000, "Phosphore du sol", "Soil phosphorus", "MassFraction")
SOIL_POTASSIUM = _gauge("soil_potassium", "mg/kg", 0, 10000, "Potassium du sol", "Soil potassium", "MassFraction")
# Water networks, rivers and levels.
WATER_VOLUME = _counter("water_volume", "m3", "Index d'eau", "Water meter index", "Volume")
WATER_VOLUME_REVERSE = _counter("water_volume_reverse", "m3", "Volume en retour", "Reverse volume", "Volume")
WATER_FLOW = _gauge("water_flow", "m3/h", -10000, 10000, "Débit d'eau", "Water flow", "VolumeFlowRate")
WATER_TEMPERATURE = _gauge("water_temperature", "Cel", -20, 200, "Température de l'eau", "Water temperature", "Temperature")
WATER_PRESSURE = _gauge("water_pressure", "bar", -1, 100, "Pression d'eau", "Water pressure", "Pressure")
WATER_LEVEL = _gauge("water_level", "m", -100, 1000, "Hauteur d'eau", "Water level", "Height")
WATER_CONDUCTIVITY = _gauge("water_conductivity", "uS/cm", 0, 200000, "Conductivité de l'eau", "Water conductivity", "Conductivity")
WATER_PH = _gauge("water_ph", "[pH]", 0, 14, "pH de l'eau", "Water pH", "Acidity")
WATER_TURBIDITY = _gauge("water_turbidity", "[NTU]", 0, 10000, "Turbidité de l'eau", "Water turbidity", "Turbidity")
SUSPENDED_SOLIDS = _gauge("suspended_solids", "mg/L", 0, 1e6, "Matières en suspension", "Suspended solids", "MassConcentration")
SLUDGE_BLANKET = _gauge("sludge_blanket", "%", 0, 100, "Voile de boue", "Sludge blanket", "Dimensionless")
DISSOLVED_OXYGEN = _gauge("dissolved_oxygen", "mg/L", 0, 50, "Oxygène dissous", "Dissolved oxygen", "MassConcentration")
DISSOLVED_OXYGEN_SATURATION = _gauge("dissolved_oxygen_saturation", "%", 0, 300, "Saturation en oxygène dissous", "Dissolved oxygen saturation", "Dimensionless")
REDOX_POTENTIAL = _gauge("redox_potential", "mV", -2000, 2000, "Potentiel d'oxydoréduction", "Redox potential", "ElectricPotential")
WATER_CONTACT = _state("water_contact", "Présence d'eau", "Water present")
DISTANCE = _gauge("distance", "m", 0, 1000, "Distance", "Distance", "Distance")
FILL_LEVEL = _gauge("fill_level", "%", 0, 100, "Taux de remplissage", "Fill level", "Dimensionless")
SNOW_DEPTH = _gauge("snow_depth", "m", 0, 20, "Hauteur de neige", "Snow depth", "Height")
LIQUID_VOLUME = _gauge("liquid_volume", "m3", 0, 1e6, "Volume en cuve", "Tank volume", "Volume")
WATER_DRAWN = _gauge("water_drawn", "m3", 0, 100000, "Eau consommée sur la période", "Water drawn over the period", "Volume")
# Gas, heat and cold.
GAS_VOLUME = _counter("gas_volume", "m3", "Index de gaz", "Gas meter index", "Volume")
THERMAL_ENERGY = _counter("thermal_energy", "W.h", "Énergie thermique (chaud)", "Heat energy", "ThermalEnergy")
COOLING_ENERGY = _counter("cooling_energy", "W.h", "Énergie thermique (froid)", "Cooling energy", "ThermalEnergy")
THERMAL_POWER = _gauge("thermal_power", "W", -1e9, 1e9, "Puissance thermique", "Thermal power", "ThermalPower")
FLUID_VOLUME = _counter("fluid_volume", "m3", "Volume du fluide caloporteur", "Heat carrier volume", "Volume")
SUPPLY_TEMPERATURE = _gauge("supply_temperature", "Cel", -60, 300, "Température de départ", "Supply temperature", "Temperature")
RETURN_TEMPERATURE = _gauge("return_temperature", "Cel", -60, 300, "Température de retour", "Return temperature", "Temperature")
TEMPERATURE_DIFFERENCE = _gauge("temperature_difference", "K", -300, 300, "Écart de température", "Temperature difference", "TemperatureDifference")
SURFACE_TEMPERATURE = _gauge("surface_temperature", "Cel", -100, 1000, "Température de surface", "Surface temperature", "Temperature")
PROBE_TEMPERATURE = _gauge("probe_temperature", "Cel", -200, 1000, "Température de sonde", "Probe temperature", "Temperature")
BLACK_GLOBE_TEMPERATURE = _gauge("black_globe_temperature", "Cel", -60, 150, "Température de globe noir", "Black globe temperature", "Temperature")
TEMPERATURE_SETPOINT = _gauge("temperature_setpoint", "Cel", -60, 100, "Consigne de température", "Temperature set point", "Temperature")
VALVE_OPENING = _gauge("valve_opening", "%", 0, 100, "Ouverture de vanne", "Valve opening", "Dimensionless")
VALVE_OPEN = _state("valve_open", "Vanne ouverte", "Valve open")
CONTROL_DEMAND = _gauge("control_demand", "%", 0, 100, "Demande de régulation", "Control demand", "Dimensionless")
PILOT_WIRE_ORDER = _gauge("pilot_wire_order", "1", 0, 255, "Ordre du fil pilote", "Pilot wire order", "Dimensionless")
# Electricity.
ACTIVE_POWER = _gauge("active_power", "W", -1e9, 1e9, "Puissance active", "Active power", "ActivePower")
REACTIVE_POWER = _gauge("reactive_power", "var", -1e9, 1e9, "Puissance réactive", "Reactive power", "ReactivePower")
APPARENT_POWER = _gauge("apparent_power", "V.A", 0, 1e9, "Puissance apparente", "Apparent power", "ApparentPower")
POWER_FACTOR = _gauge("power_factor", "1", -1, 1, "Facteur de puissance", "Power factor", "PowerFactor")
PHASE_ANGLE = _gauge("phase_angle", "deg", -360, 360, "Déphasage tension-courant", "Phase angle between voltage and current", "PlaneAngle")
ACTIVE_ENERGY = _counter("active_energy", "W.h", "Énergie active soutirée", "Active energy imported", "Energy")
ACTIVE_ENERGY_EXPORTED = _counter("active_energy_exported", "W.h", "Énergie active injectée", "Active energy exported", "Energy")
REACTIVE_ENERGY = _counter("reactive_energy", "var.h", "Énergie réactive", "Reactive energy", "Energy")
REACTIVE_ENERGY_EXPORTED = _counter("reactive_energy_exported", "var.h", "Énergie réactive capacitive ou injectée", "Reactive energy exported", "Energy")
APPARENT_ENERGY = _counter("apparent_energy", "V.A.h", "Énergie apparente", "Apparent energy", "Energy")
VOLTAGE = _gauge("voltage", "V", -100000, 100000, "Tension", "Voltage", "Voltage")
CURRENT = _gauge("current", "A", -100000, 100000, "Courant", "Current", "ElectricCurrent")
FREQUENCY = _gauge("frequency", "Hz", 0, 1e6, "Fréquence", "Frequency", "Frequency")
CHARGE = _counter("charge", "A.h", "Charge électrique cumulée", "Cumulative charge", "ElectricCharge")
RESISTANCE = _gauge("resistance", "Ohm", 0, 1e9, "Résistance", "Resistance", "Resistance")
CURRENT_LOOP = _gauge("current_loop", "mA", 0, 30, "Boucle 4-20 mA", "4-20 mA loop", "ElectricCurrent")
MAINS_FAILURE = _state("mains_failure", "Coupure secteur", "Mains failure")
OVERVOLTAGE_COUNT = _counter("overvoltage_count", "1", "Nombre de surtensions", "Over-voltage count", "Count")
VOLTAGE_SAG_COUNT = _counter("voltage_sag_count", "1", "Nombre de creux de tension", "Voltage sag count", "Count")
BROWNOUT_COUNT = _counter("brownout_count", "1", "Nombre de sous-tensions prolongées", "Brownout count", "Count")
EXTERNAL_POWER = _state("external_power", "Alimentation externe", "External power")
# Pulses and contacts.
PULSE_COUNT = _counter("pulse_count", "1", "Nombre d'impulsions", "Pulse count", "Count")
PULSES = _gauge("pulses", "1", 0, 1e9, "Impulsions sur la période", "Pulses over the period", "Count")
DIGITAL_INPUT = _state("digital_input", "Entrée tout-ou-rien", "Digital input")
DIGITAL_OUTPUT = _state("digital_output", "Sortie tout-ou-rien", "Digital output")
ANALOG_INPUT = _gauge("analog_input", "1", -1e12, 1e12, "Entrée analogique", "Analogue input", "Dimensionless")
ANALOG_OUTPUT = _gauge("analog_output", "1", -1e12, 1e12, "Sortie analogique", "Analogue output", "Dimensionless")
MODBUS_REGISTER = _gauge("modbus_register", "1", 0, 65535, "Registre Modbus (brut)", "Modbus register (raw)", "Dimensionless")
RELAY_CLOSED = _state("relay_closed", "Relais fermé", "Relay closed")
BUTTON_PRESSED = _state("button_pressed", "Bouton appuyé", "Button pressed")
ACTUATION_COUNT = _counter("actuation_count", "1", "Nombre de manœuvres", "Actuation count", "Count")
# Presence, parking, people and traffic.
PARKING_OCCUPIED = _state("parking_occupied", "Place occupée", "Parking space occupied")
PARKING_STATE_DURATION = _gauge("parking_state_duration", "s", 0, 1e8, "Durée de l'état précédent de la place", "Duration of the space's previous state", "Time")
PARKING_FREE = _gauge("parking_free", "1", 0, 100000, "Places libres", "Free parking spaces", "Count")
MOTION = _state("motion", "Mouvement", "Motion")
MOTION_COUNT = _counter("motion_count", "1", "Nombre de mouvements", "Motion count", "Count")
MOTION_DURATION = _gauge("motion_duration", "s", 0, 1e8, "Durée du mouvement", "Motion duration", "Time")
TIME_SINCE_EVENT = _gauge("time_since_event", "s", 0, 1e8, "Temps depuis le dernier événement", "Time since the last event", "Time")
ACTIVITY_LEVEL = _gauge("activity_level", "1", 0, 65535, "Niveau d'activité", "Activity level", "Dimensionless")
OCCUPANCY = _state("occupancy", "Occupation", "Occupancy")
OCCUPANCY_RATE = _gauge("occupancy_rate", "%", 0, 100, "Taux d'occupation", "Occupancy rate", "Dimensionless")
DESK_OCCUPIED = _state("desk_occupied", "Poste occupé", "Desk occupied")
PEOPLE_COUNT = _gauge("people_count", "1", 0, 100000, "Nombre de personnes", "People count", "Count")
PEOPLE_IN = _counter("people_in", "1", "Entrées cumulées", "People in, cumulative", "Count")
PEOPLE_OUT = _counter("people_out", "1", "Sorties cumulées", "People out, cumulative", "Count")
DWELL_TIME = _gauge("dwell_time", "s", 0, 1e6, "Temps de présence", "Dwell time", "Time")
PASSENGER_COUNT = _gauge("passenger_count", "1", 0, 500, "Passagers à bord", "Passengers on board", "Count")
VEHICLE_COUNT = _counter("vehicle_count", "1", "Nombre de véhicules", "Vehicle count", "Count")
SPEED = _gauge("speed", "km/h", 0, 1000, "Vitesse", "Speed", "Speed")
HEADING = _gauge("heading", "deg", 0, 360, "Cap", "Heading", "PlaneAngle")
SCHEDULE_DEVIATION = _gauge("schedule_deviation", "s", -86400, 86400, "Écart à l'horaire", "Schedule deviation", "Time")
LATITUDE = _gauge("latitude", "deg", -90, 90, "Latitude", "Latitude", "Latitude")
LONGITUDE = _gauge("longitude", "deg", -180, 180, "Longitude", "Longitude", "Longitude")
ALTITUDE = _gauge("altitude", "m", -500, 20000, "Altitude", "Altitude", "Height")
POSITION_ACCURACY = _gauge("position_accuracy", "m", 0, 100000, "Précision de position", "Position accuracy", "Distance")
STEP_COUNT = _counter("step_count", "1", "Nombre de pas", "Step count", "Count")
# Safety, security and openings.
DOOR_OPEN = _state("door_open", "Porte ouverte", "Door open")
DOOR_OPEN_COUNT = _counter("door_open_count", "1", "Nombre d'ouvertures", "Opening count", "Count")
DOOR_OPEN_DURATION = _gauge("door_open_duration", "s", 0, 1e8, "Durée d'ouverture", "Opening duration", "Time")
WATER_LEAK = _state("water_leak", "Fuite d'eau", "Water leak")
LEAK_COUNT = _counter("leak_count", "1", "Nombre de fuites", "Leak count", "Count")
LEAK_DURATION = _gauge("leak_duration", "s", 0, 1e8, "Durée de fuite", "Leak duration", "Time")
LEAK_NOISE = _gauge("leak_noise", "1", 0, 65535, "Bruit de fuite (brut)", "Leak noise (raw)", "Dimensionless")
WATER_BURST = _state("water_burst", "Rupture de canalisation", "Burst pipe")
WATER_BACKFLOW = _state("water_backflow", "Retour d'eau", "Back-flow")
METER_DRY = _state("meter_dry", "Compteur à sec", "Meter dry")
SMOKE = _state("smoke", "Fumée", "Smoke")
HEAT_ALARM = _state("heat_alarm", "Alarme thermique", "Heat alarm")
GAS_ALARM = _state("gas_alarm", "Alarme gaz", "Gas alarm")
FIRE_ALARM = _state("fire_alarm", "Alarme incendie", "Fire alarm")
FIRE_PREALARM = _state("fire_prealarm", "Préalarme incendie", "Fire pre-alarm")
FIRE_PANEL_FAULT = _state("fire_panel_fault", "Dérangement de la centrale incendie", "Fire panel fault")
FIRE_ZONE_DISABLED = _state("fire_zone_disabled", "Zone incendie hors service", "Fire zone disabled")
GAS_RELEASE = _state("gas_release", "Émission de gaz extincteur", "Extinguishing gas release")
CYLINDER_PRESSURE_LOW = _state("cylinder_pressure_low", "Pression basse de bouteille d'extinction", "Extinguisher cylinder pressure low")
SMOKE_OBSCURATION = _gauge("smoke_obscuration", "%/m", 0, 100, "Obscurcissement par la fumée", "Smoke obscuration", "Dimensionless")
DOOR_FORCED = _state("door_forced", "Porte forcée", "Door forced")
INTRUSION = _state("intrusion", "Intrusion", "Intrusion")
TAMPER = _state("tamper", "Sabotage", "Tamper")
MAGNETIC_TAMPER = _state("magnetic_tamper", "Fraude magnétique", "Magnetic tamper")
FREEZE_ALARM = _state("freeze_alarm", "Alarme de gel", "Freeze alarm")
THRESHOLD_ALARM = _state("threshold_alarm", "Seuil du capteur franchi", "Sensor threshold crossed")
LOW_BATTERY = _state("low_battery", "Batterie faible", "Low battery")
DEVICE_FAULT = _state("device_fault", "Défaut du capteur", "Device fault")
GLASS_BREAK = _state("glass_break", "Bris de vitre", "Glass break")
FALL = _state("fall", "Chute", "Fall")
SOS = _state("sos", "Appel d'urgence", "Emergency call")
# Movement of things.
ACCELERATION = _gauge("acceleration", "m/s2", -5000, 5000, "Accélération", "Acceleration", "Acceleration")
VIBRATION_VELOCITY = _gauge("vibration_velocity", "mm/s", 0, 5000, "Vitesse de vibration", "Vibration velocity", "Speed")
VIBRATION_DISPLACEMENT = _gauge("vibration_displacement", "um", 0, 100000, "Amplitude de vibration", "Vibration displacement", "Distance")
VIBRATION = _state("vibration", "Vibration détectée", "Vibration detected")
ANGULAR_VELOCITY = _gauge("angular_velocity", "deg/s", -5000, 5000, "Vitesse angulaire", "Angular velocity", "AngularVelocity")
TILT = _gauge("tilt", "deg", -360, 360, "Inclinaison", "Tilt", "PlaneAngle")
TILTED = _state("tilted", "Basculé", "Tilted")
MAGNETIC_FIELD = _gauge("magnetic_field", "uT", -100000, 100000, "Champ magnétique", "Magnetic field", "MagneticFluxDensity")
WEIGHT = _gauge("weight", "kg", -1000, 1e6, "Masse", "Weight", "Mass")
ROTATION_SPEED = _gauge("rotation_speed", "/min", 0, 1e6, "Vitesse de rotation", "Rotation speed", "AngularVelocity")
LENGTH = _gauge("length", "m", -1000, 1000, "Longueur", "Length", "Length")
STRAIN = _gauge("strain", "um/m", -100000, 100000, "Déformation", "Strain", "Dimensionless")
# Lighting.
LAMP_ON = _state("lamp_on", "Lampe allumée", "Lamp on")
DIMMING_LEVEL = _gauge("dimming_level", "%", 0, 100, "Niveau de gradation", "Dimming level", "Dimensionless")
LAMP_FAULT = _state("lamp_fault", "Défaut de lampe", "Lamp fault")
OPERATING_TIME = _counter("operating_time", "h", "Durée de fonctionnement", "Operating time", "Time")
# Datacenter and NRO equipment.
UPS_ON_BATTERY = _state("ups_on_battery", "Onduleur sur batterie", "UPS on battery")
UPS_LOAD = _gauge("ups_load", "%", 0, 200, "Charge de l'onduleur", "UPS load", "Dimensionless")
BATTERY_AUTONOMY = _gauge("battery_autonomy", "min", 0, 100000, "Autonomie sur batterie", "Battery autonomy", "Time")
DC_VOLTAGE = _gauge("dc_voltage", "V", -1000, 1000, "Tension continue", "DC voltage", "Voltage")
RECTIFIER_FAULT = _state("rectifier_fault", "Défaut redresseur", "Rectifier fault")
GENSET_RUNNING = _state("genset_running", "Groupe électrogène en marche", "Generator running")
FUEL_LEVEL = _gauge("fuel_level", "%", 0, 100, "Niveau de carburant", "Fuel level", "Dimensionless")
COOLING_FAULT = _state("cooling_fault", "Défaut de climatisation", "Cooling fault")
COMPRESSOR_RUNNING = _state("compressor_running", "Compresseur en marche", "Compressor running")
FAN_SPEED = _gauge("fan_speed", "%", 0, 100, "Vitesse de ventilateur", "Fan speed", "Dimensionless")
IT_ENERGY = _counter("it_energy", "W.h", "Énergie informatique", "IT energy", "Energy")
OPTICAL_POWER = _gauge("optical_power", "dBm", -80, 30, "Puissance optique", "Optical power", "Power")
BREAKER_TRIPPED = _state("breaker_tripped", "Disjoncteur déclenché", "Breaker tripped")
BREAKER_LOAD = _gauge("breaker_load", "%", 0, 200, "Charge du départ", "Breaker load", "Dimensionless")
CURRENT_IMBALANCE = _gauge("current_imbalance", "%", 0, 100, "Déséquilibre des phases", "Current imbalance", "Dimensionless")
RESIDUAL_CURRENT = _gauge("residual_current", "mA", 0, 100000, "Courant différentiel résiduel", "Residual current", "ElectricCurrent")
UPS_ALARM = _state("ups_alarm", "Alarme de l'onduleur", "UPS alarm")
GENSET_FAULT = _state("genset_fault", "Défaut du groupe électrogène", "Generator fault")
GENSET_NOT_IN_AUTO = _state("genset_not_in_auto", "Groupe électrogène hors automatique", "Generator not in automatic")
TRANSFER_FAULT = _state("transfer_fault", "Défaut d'inverseur de source", "Transfer switch fault")
FAN_FAULT = _state("fan_fault", "Défaut de ventilateur", "Fan fault")
FILTER_CLOGGED = _state("filter_clogged", "Filtre encrassé", "Filter clogged")
LOAD_DISCONNECTED = _state("load_disconnected", "Délestage (LVD ouvert)", "Load disconnected (LVD open)")
SURGE_PROTECTOR_FAULT = _state("surge_protector_fault", "Défaut de parafoudre", "Surge protector fault")
LEAK_CABLE_FAULT = _state("leak_cable_fault", "Défaut du câble de détection d'eau", "Leak cable fault")
FEED_ON_B = _state("feed_on_b", "Alimentation sur voie B", "Feed on path B")
# Video protection and network equipment.
VIDEO_LOSS = _state("video_loss", "Perte vidéo", "Video loss")
STORAGE_FAULT = _state("storage_fault", "Défaut d'enregistrement", "Storage fault")
LINK_UP = _state("link_up", "Liaison active", "Link up")
CPU_LOAD = _gauge("cpu_load", "%", 0, 100, "Charge processeur", "CPU load", "Dimensionless")
UPTIME = _gauge("uptime", "s", 0, 1e10, "Temps depuis démarrage", "Uptime", "Time")
# The device itself.
BATTERY_VOLTAGE = _gauge("battery_voltage", "V", 0, 60, "Tension de batterie", "Battery voltage", "Voltage")
BATTERY_LEVEL = _gauge("battery_level", "%", 0, 100, "Niveau de batterie", "Battery level", "Dimensionless")
BATTERY_LIFETIME = _gauge("battery_lifetime", "d", 0, 10000, "Autonomie restante de la pile", "Remaining battery lifetime", "Time")
DEVICE_TEMPERATURE = _gauge("device_temperature", "Cel", -60, 150, "Température interne", "Device temperature", "Temperature")
LINK_MARGIN = _gauge("link_margin", "dB", -32, 63, "Marge radio", "Link margin", "Dimensionless")
DOWNLINK_RSSI = _gauge("downlink_rssi", "dBm", -150, 30, "Niveau reçu par le capteur", "Downlink signal level", "Dimensionless")
DOWNLINK_SNR = _gauge("downlink_snr", "dB", -40, 40, "Rapport signal-bruit reçu par le capteur", "Downlink signal-to-noise ratio", "Dimensionless")
# Indicators: derived from readings by `indicators/`, never decoded.
_MEASURED = frozenset(CATALOGUE)
WATER_DAY_VOLUME = _gauge("water_day_volume", "m3", 0, 1e7, "Volume d'eau du jour", "Water volume of the day", "Volume")
WATER_NIGHT_FLOW = _gauge("water_night_flow", "L/h", 0, 1e8, "Débit minimal de nuit", "Night minimum flow", "VolumeFlowRate")
WATER_CONTINUOUS_FLOW = _gauge("water_continuous_flow", "h", 0, 100000, "Durée d'écoulement continu", "Continuous flow time", "Time")
WATER_LEAK_SUSPECTED = _state("water_leak_suspected", "Suspicion de fuite", "Leak suspected")
WATER_CONSUMPTION_RATIO = _gauge("water_consumption_ratio", "1", 0, 1e6, "Consommation rapportée aux trois années passées", "Consumption over that of the past three years", "DimensionlessRatio")
WATER_BACKWARD_VOLUME = _gauge("water_backward_volume", "m3", 0, 1e7, "Volume d'eau en retour du jour", "Back-flow volume of the day", "Volume")
DISTRICT_BALANCE = _gauge("district_balance", "m3", -1e7, 1e7, "Bilan du secteur d'eau", "District water balance", "Volume")
DISTRICT_EFFICIENCY = _gauge("district_efficiency", "%", 0, 120, "Rendement du secteur d'eau", "District water efficiency", "DimensionlessRatio")
PARKING_OCCUPANCY = _gauge("parking_occupancy", "%", 0, 100, "Taux d'occupation du parc de stationnement", "Car park occupancy", "DimensionlessRatio")
PARKING_TURNOVER = _gauge("parking_turnover", "1", 0, 1000, "Rotation par place et par jour", "Vehicles per space and day", "Count")
PARKING_DWELL = _gauge("parking_dwell", "min", 0, 1e6, "Durée moyenne de stationnement", "Mean parking time", "Time")
PARKING_STUCK = _state("parking_stuck", "Capteur de place figé", "Parking sensor stuck")
PARKING_STUCK_SPACES = _gauge("parking_stuck_spaces", "1", 0, 100000, "Capteurs de place figés", "Parking sensors stuck", "Count")
PM10_INDEX = _gauge("pm10_index", "1", 1, 6, "Sous-indice PM10 (indicatif)", "PM10 sub-index (indicative)", "Dimensionless")
PM2_5_INDEX = _gauge("pm2_5_index", "1", 1, 6, "Sous-indice PM2,5 (indicatif)", "PM2.5 sub-index (indicative)", "Dimensionless")
NO2_INDEX = _gauge("no2_index", "1", 1, 6, "Sous-indice NO₂ (indicatif)", "NO₂ sub-index (indicative)", "Dimensionless")
O3_INDEX = _gauge("o3_index", "1", 1, 6, "Sous-indice O₃ (indicatif)", "O₃ sub-index (indicative)", "Dimensionless")
SO2_INDEX = _gauge("so2_index", "1", 1, 6, "Sous-indice SO₂ (indicatif)", "SO₂ sub-index (indicative)", "Dimensionless")
PM10_DAY = _gauge("pm10_day", "ug/m3", 0, 5000, "PM10, moyenne du jour", "PM10, mean of the day", "MassConcentration")
PM2_5_DAY = _gauge("pm2_5_day", "ug/m3", 0, 5000, "PM2,5, moyenne du jour", "PM2.5, mean of the day", "MassConcentration")
NO2_DAY = _gauge("no2_day", "ug/m3", 0, 5000, "NO₂, moyenne du jour", "NO₂, mean of the day", "MassConcentration")
SO2_DAY = _gauge("so2_day", "ug/m3", 0, 10000, "SO₂, moyenne du jour", "SO₂, mean of the day", "MassConcentration")
PM10_YEAR = _gauge("pm10_year", "ug/m3", 0, 5000, "PM10, moyenne sur un an", "PM10, mean of a year", "MassConcentration")
PM2_5_YEAR = _gauge("pm2_5_year", "ug/m3", 0, 5000, "PM2,5, moyenne sur un an", "PM2.5, mean of a year", "MassConcentration")
NO2_YEAR = _gauge("no2_year", "ug/m3", 0, 5000, "NO₂, moyenne sur un an", "NO₂, mean of a year", "MassConcentration")
SO2_YEAR = _gauge("so2_year", "ug/m3", 0, 10000, "SO₂, moyenne sur un an", "SO₂, mean of a year", "MassConcentration")
PM10_DAYS_ABOVE = _gauge("pm10_days_above", "d", 0, 366, "PM10, jours au-dessus de 50 µg/m³ sur un an", "PM10, days above 50 µg/m³ in a year", "Time")
PM2_5_DAYS_ABOVE = _gauge("pm2_5_days_above", "d", 0, 366, "PM2,5, jours au-dessus de 25 µg/m³ sur un an", "PM2.5, days above 25 µg/m³ in a year", "Time")
NO2_HOURS_ABOVE = _gauge("no2_hours_above", "h", 0, 25, "NO₂, heures au-dessus de 200 µg/m³ du jour", "NO₂, hours above 200 µg/m³ of the day", "Time")
CO2_HOURS_ABOVE_800 = _gauge("co2_hours_above_800", "h", 0, 25, "CO₂, heures d'occupation au-dessus de 800 ppm", "CO₂, occupied hours above 800 ppm", "Time")
CO2_HOURS_ABOVE_1500 = _gauge("co2_hours_above_1500", "h", 0, 25, "CO₂, heures d'occupation au-dessus de 1500 ppm", "CO₂, occupied hours above 1500 ppm", "Time")
ICONE = _gauge("icone", "1", 0, 5, "Indice de confinement ICONE", "ICONE stuffiness index", "Dimensionless")
NOISE_HOUR = _gauge("noise_hour", "dB[A]", 0, 150, "Bruit, LAeq de l'heure", "Noise, LAeq of the hour", "SoundPressureLevel")
NOISE_L10 = _gauge("noise_l10", "dB[A]", 0, 150, "Bruit, L10 de l'heure", "Noise, L10 of the hour", "SoundPressureLevel")
NOISE_L90 = _gauge("noise_l90", "dB[A]", 0, 150, "Bruit, L90 de l'heure", "Noise, L90 of the hour", "SoundPressureLevel")
NOISE_DAY = _gauge("noise_day", "dB[A]", 0, 150, "Bruit de jour Ld (6 h-18 h)", "Day noise level Ld (06-18 h)", "SoundPressureLevel")
NOISE_EVENING = _gauge("noise_evening", "dB[A]", 0, 150, "Bruit de soirée Le (18 h-22 h)", "Evening noise level Le (18-22 h)", "SoundPressureLevel")
NOISE_NIGHT = _gauge("noise_night", "dB[A]", 0, 150, "Bruit de nuit Ln (22 h-6 h)", "Night noise level Ln (22-06 h)", "SoundPressureLevel")
NOISE_LDEN = _gauge("noise_lden", "dB[A]", 0, 150, "Bruit Lden du jour (indicatif)", "Noise level Lden of the day (indicative)", "SoundPressureLevel")
LOAD_POWER = _gauge("load_power", "W", 0, 1e9, "Courbe de charge", "Load curve", "ActivePower")
DAY_ENERGY = _gauge("day_energy", "W.h", 0, 1e12, "Énergie active du jour", "Active energy of the day", "Energy")
NIGHT_BASE_POWER = _gauge("night_base_power", "W", 0, 1e9, "Talon de consommation nocturne", "Night base power", "ActivePower")
MEAN_POWER_FACTOR = _gauge("mean_power_factor", "1", 0, 1, "Facteur de puissance du jour", "Power factor of the day", "PowerFactor")
HEATING_DEGREE_DAYS = _gauge("heating_degree_days", "K.d", 0, 100, "Degrés-jours de chauffage (base 18 °C)", "Heating degree-days (base 18 °C)", "TemperatureDifference")
COOLING_DEGREE_DAYS = _gauge("cooling_degree_days", "K.d", 0, 100, "Degrés-jours de refroidissement (base 21 °C)", "Cooling degree-days (base 21 °C)", "TemperatureDifference")
DAYS_TO_FULL = _gauge("days_to_full", "d", 0, 365, "Jours avant remplissage", "Days until full", "Time")
COLLECTION_DUE = _state("collection_due", "À collecter", "To be collected")
WATER_LEVEL_RISE = _gauge("water_level_rise", "cm/h", -5000, 5000, "Vitesse de montée de l'eau", "Rise rate of the water", "Speed")
FLOOD_VIGILANCE = _gauge("flood_vigilance", "1", 0, 3, "Couleur de vigilance du site", "Site's flood vigilance colour", "Dimensionless")
PUE = _gauge("pue", "1", 1, 20, "PUE du jour (intermédiaire)", "PUE of the day (interim)", "DimensionlessRatio")
COOLING_PPUE = _gauge("cooling_ppue", "1", 1, 20, "pPUE du froid", "Partial PUE of cooling", "DimensionlessRatio")
WUE = _gauge("wue", "L/(kW.h)", 0, 1000, "WUE du jour (intermédiaire)", "WUE of the day (interim)", "Dimensionless")
CUE = _gauge("cue", "kg/(kW.h)", 0, 100, "CUE du jour (intermédiaire)", "CUE of the day (interim)", "Dimensionless")
REF = _gauge("ref", "1", 0, 1, "REF du jour (intermédiaire)", "REF of the day (interim)", "DimensionlessRatio")
ERF = _gauge("erf", "1", 0, 1, "ERF du jour (intermédiaire)", "ERF of the day (interim)", "DimensionlessRatio")
CER = _gauge("cer", "1", 0, 100, "CER du jour (intermédiaire)", "CER of the day (interim)", "DimensionlessRatio")
INLET_DEW_POINT = _gauge("inlet_dew_point", "Cel", -80, 60, "Point de rosée de l'air de salle", "Dew point of room air", "DewPointTemperature")
ASHRAE_RECOMMENDED = _gauge("ashrae_recommended", "%", 0, 100, "Temps dans l'enveloppe ASHRAE recommandée", "Time within ASHRAE's recommended envelope", "DimensionlessRatio")
ASHRAE_ALLOWABLE = _gauge("ashrae_allowable", "%", 0, 100, "Temps dans l'enveloppe ASHRAE A1 admissible", "Time within ASHRAE's A1 allowable envelope", "DimensionlessRatio")
AIR_TEMPERATURE_RISE = _gauge("air_temperature_rise", "K/h", -150, 150, "Vitesse de montée en température", "Rise rate of the temperature", "TemperatureRateOfChange")
COOLING_SPARE = _gauge("cooling_spare", "1", -100, 100, "Unités de froid en réserve", "Cooling units to spare", "Count")
UPLINK_LOSS = _gauge("uplink_loss", "%", 0, 100, "Perte de messages radio", "Uplinks lost", "DimensionlessRatio")
SPREADING_FACTOR_SHARE = _gauge("spreading_factor_share", "%", 0, 100, "Part du facteur d'étalement", "Share of the spreading factor", "DimensionlessRatio")
UPLINK_GATEWAYS = _gauge("uplink_gateways", "1", 0, 1000, "Passerelles par message", "Gateways per uplink", "Count")
DUTY_CYCLE = _gauge("duty_cycle", "%", 0, 100, "Temps d'émission radio (estimé)", "Radio duty cycle (estimated)", "DimensionlessRatio")
DEVICE_SILENT = _state("device_silent", "Capteur muet", "Device silent")
BATTERY_DAYS_LEFT = _gauge("battery_days_left", "d", 0, 3650, "Fin de pile estimée dans", "Battery end estimated in", "Time")
COMMERCIAL_SPEED = _gauge("commercial_speed", "km/h", 0, 200, "Vitesse commerciale", "Commercial speed", "Speed")
PUNCTUALITY = _gauge("punctuality", "%", 0, 100, "Régularité (-1 à +5 min)", "Punctuality (-1 to +5 min)", "DimensionlessRatio")
PASSENGER_LOAD = _gauge("passenger_load", "%", 0, 500, "Charge maximale du véhicule", "Peak passenger load", "DimensionlessRatio")
# fmt: on

DERIVED = frozenset(CATALOGUE) - _MEASURED
"""Keys of the quantities that are computed from readings: their times say nothing of when a device spoke."""
