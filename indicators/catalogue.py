"""Every indicator, in the order in which they are computed: one that reads another comes after it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from indicators import air, bus, datacenter, energy, indoor, lorawan, noise, parking, river, waste, water
from indicators.indicator import Indicator, Level
from indicators.windows import Step
from telemetry import quantity as q
from telemetry.device import Domain
from telemetry.errors import NotFoundError
from telemetry.quantity import Quantity

_QUARTER, _HOUR, _DAY = Step
_SITE = Level.SITE
_YEAR = timedelta(days=366)
_MONTH = timedelta(days=31)

_WATER = frozenset({Domain.WATER})
_PARKING = frozenset({Domain.PARKING})
_AIR = frozenset({Domain.AIR})
_WASTE = frozenset({Domain.WASTE})
_RIVER = frozenset({Domain.RIVER})
_BUS = frozenset({Domain.BUS})
_WEATHER = frozenset({Domain.WEATHER})
_ROOMS = frozenset({Domain.DATACENTER, Domain.NRO})
_PEOPLE = frozenset({Domain.AIR, Domain.BUILDING})

_PARTICLES = ((q.PM10, q.PM10_INDEX), (q.PM2_5, q.PM2_5_INDEX))
_GASES = ((q.NO2, q.NO2_INDEX), (q.O3, q.O3_INDEX), (q.SO2, q.SO2_INDEX))
_MEANS = (
    (q.PM10, q.PM10_DAY, q.PM10_YEAR),
    (q.PM2_5, q.PM2_5_DAY, q.PM2_5_YEAR),
    (q.NO2, q.NO2_DAY, q.NO2_YEAR),
    (q.SO2, q.SO2_DAY, q.SO2_YEAR),
)
_SOUND = (q.SOUND_LEVEL_EQUIVALENT.key,)
_METERS = (q.ACTIVE_ENERGY.key, q.IT_ENERGY.key)
_CLIMATE = (q.AIR_TEMPERATURE.key, q.RELATIVE_HUMIDITY.key)


def _limits(pollutant: Quantity, period: str) -> tuple[air.Limit, ...]:
    return tuple(limit for limit in air.LIMITS.get(pollutant.key, ()) if limit.period == period)


# ruff: noqa: E501 - a table reads better with one indicator a line.
# fmt: off
_WATER_ONES = (
    Indicator(q.WATER_DAY_VOLUME, _DAY, (q.WATER_VOLUME.key,), water.volume),
    Indicator(q.WATER_NIGHT_FLOW, _DAY, (q.WATER_VOLUME.key,), water.night_flow),
    Indicator(q.WATER_CONTINUOUS_FLOW, _HOUR, (q.WATER_VOLUME.key,), water.continuous_flow, reach=timedelta(days=8)),
    Indicator(q.WATER_LEAK_SUSPECTED, _DAY, (q.WATER_VOLUME.key,), water.leak, reach=_MONTH),
    Indicator(q.WATER_CONSUMPTION_RATIO, _DAY, (q.WATER_DAY_VOLUME.key,), water.against_past, reach=3 * _YEAR + _MONTH, daily=True),
    Indicator(q.WATER_BACKWARD_VOLUME, _DAY, (q.WATER_VOLUME_REVERSE.key,), water.backward),
    Indicator(q.WATER_BACKWARD_VOLUME, _DAY, (q.WATER_FLOW.key,), water.backward_by_flow, channel="flow"),
    Indicator(q.DISTRICT_BALANCE, _DAY, (q.WATER_VOLUME.key,), water.balance, _WATER, _SITE),
    Indicator(q.DISTRICT_EFFICIENCY, _DAY, (q.WATER_VOLUME.key,), water.efficiency, _WATER, _SITE),
)
_PARKING_ONES = (
    Indicator(q.PARKING_OCCUPANCY, _HOUR, (q.PARKING_OCCUPIED.key,), parking.occupancy, _PARKING, _SITE),
    Indicator(q.PARKING_TURNOVER, _DAY, (q.PARKING_OCCUPIED.key,), parking.turnover, _PARKING, _SITE),
    Indicator(q.PARKING_DWELL, _DAY, (q.PARKING_OCCUPIED.key,), parking.dwell, _PARKING, _SITE, timedelta(days=8)),
    Indicator(q.PARKING_STUCK, _DAY, (q.PARKING_OCCUPIED.key,), parking.stuck, _PARKING),
    Indicator(q.PARKING_STUCK_SPACES, _DAY, (q.PARKING_OCCUPIED.key,), parking.stuck_spaces, _PARKING, _SITE),
)
_AIR_ONES = (
    *(Indicator(index, _DAY, (of.key,), partial(air.particle_index, pollutant=of.key), _AIR) for of, index in _PARTICLES),
    *(Indicator(index, _DAY, (of.key,), partial(air.gas_index, pollutant=of.key), _AIR) for of, index in _GASES),
    *(Indicator(day, _DAY, (of.key,), air.day_mean, _AIR, limits=_limits(of, "day")) for of, day, _ in _MEANS),
    *(Indicator(year, _DAY, (day.key,), air.year_mean, _AIR, reach=_YEAR, daily=True, limits=_limits(of, "year")) for of, day, year in _MEANS),
    Indicator(q.PM10_DAYS_ABOVE, _DAY, (q.PM10_DAY.key,), partial(air.days_above, limit=50), _AIR, reach=_YEAR, daily=True),
    Indicator(q.PM2_5_DAYS_ABOVE, _DAY, (q.PM2_5_DAY.key,), partial(air.days_above, limit=25), _AIR, reach=_YEAR, daily=True),
    Indicator(q.NO2_HOURS_ABOVE, _DAY, (q.NO2.key,), partial(air.hours_above, limit=200), _AIR, limits=_limits(q.NO2, "hour")),
)
_INDOOR_ONES = (
    Indicator(q.CO2_HOURS_ABOVE_800, _DAY, (q.CO2.key,), partial(indoor.hours_above, threshold=indoor.SATISFACTORY), _PEOPLE),
    Indicator(q.CO2_HOURS_ABOVE_1500, _DAY, (q.CO2.key,), partial(indoor.hours_above, threshold=indoor.INSUFFICIENT), _PEOPLE),
    Indicator(q.ICONE, _DAY, (q.CO2.key,), indoor.icone, _PEOPLE),
)
_NOISE_ONES = (
    Indicator(q.NOISE_HOUR, _HOUR, _SOUND, noise.mean_level),
    Indicator(q.NOISE_L10, _HOUR, _SOUND, partial(noise.exceeded, part=0.1)),
    Indicator(q.NOISE_L90, _HOUR, _SOUND, partial(noise.exceeded, part=0.9)),
    Indicator(q.NOISE_DAY, _DAY, _SOUND, partial(noise.period_level, period=noise.DAY)),
    Indicator(q.NOISE_EVENING, _DAY, _SOUND, partial(noise.period_level, period=noise.EVENING)),
    Indicator(q.NOISE_NIGHT, _DAY, _SOUND, partial(noise.period_level, period=noise.NIGHT)),
    Indicator(q.NOISE_LDEN, _DAY, _SOUND, noise.lden),
)
_ENERGY_ONES = (
    Indicator(q.LOAD_POWER, _QUARTER, (q.ACTIVE_ENERGY.key,), energy.load),
    Indicator(q.DAY_ENERGY, _DAY, (q.ACTIVE_ENERGY.key,), energy.consumption),
    Indicator(q.NIGHT_BASE_POWER, _DAY, (q.ACTIVE_ENERGY.key,), energy.night_base),
    Indicator(q.MEAN_POWER_FACTOR, _DAY, (q.ACTIVE_ENERGY.key, q.REACTIVE_ENERGY.key), energy.power_factor),
    Indicator(q.HEATING_DEGREE_DAYS, _DAY, (q.AIR_TEMPERATURE.key,), energy.heating_degree_days, _WEATHER),
    Indicator(q.COOLING_DEGREE_DAYS, _DAY, (q.AIR_TEMPERATURE.key,), energy.cooling_degree_days, _WEATHER),
)
_OUTDOOR_ONES = (
    Indicator(q.DAYS_TO_FULL, _DAY, (q.FILL_LEVEL.key,), waste.days_to_full, _WASTE, reach=timedelta(days=16)),
    Indicator(q.COLLECTION_DUE, _DAY, (q.FILL_LEVEL.key,), waste.due, _WASTE, reach=timedelta(days=16)),
    Indicator(q.WATER_LEVEL_RISE, _QUARTER, (q.WATER_LEVEL.key,), river.rise, _RIVER),
    Indicator(q.FLOOD_VIGILANCE, _QUARTER, (q.WATER_LEVEL.key,), river.vigilance, _RIVER, tags=("yellow", "orange", "red")),
    Indicator(q.COMMERCIAL_SPEED, _HOUR, (q.LATITUDE.key, q.LONGITUDE.key), bus.commercial_speed, _BUS),
    Indicator(q.PUNCTUALITY, _DAY, (q.SCHEDULE_DEVIATION.key,), bus.punctuality, _BUS),
    Indicator(q.PASSENGER_LOAD, _HOUR, (q.PASSENGER_COUNT.key,), bus.peak_load, _BUS, tags=("capacity",)),
)
_DATACENTER_ONES = (
    Indicator(q.PUE, _DAY, _METERS, datacenter.pue, _ROOMS, _SITE),
    Indicator(q.COOLING_PPUE, _DAY, _METERS, datacenter.cooling_ppue, _ROOMS, _SITE),
    Indicator(q.WUE, _DAY, (q.WATER_VOLUME.key, *_METERS), datacenter.wue, _ROOMS, _SITE),
    Indicator(q.CUE, _DAY, _METERS, datacenter.cue, _ROOMS, _SITE, tags=("carbon_kg_per_kwh",)),
    Indicator(q.REF, _DAY, (q.ACTIVE_ENERGY.key,), datacenter.ref, _ROOMS, _SITE),
    Indicator(q.ERF, _DAY, (q.THERMAL_ENERGY.key, q.ACTIVE_ENERGY.key), datacenter.erf, _ROOMS, _SITE),
    Indicator(q.CER, _DAY, (q.COOLING_ENERGY.key, q.ACTIVE_ENERGY.key), datacenter.cer, _ROOMS, _SITE),
    Indicator(q.COOLING_SPARE, _QUARTER, (q.COOLING_FAULT.key,), datacenter.cooling_spare, _ROOMS, _SITE, tags=("cooling_needed",)),
    Indicator(q.INLET_DEW_POINT, _QUARTER, _CLIMATE, datacenter.dew_point, _ROOMS),
    Indicator(q.ASHRAE_RECOMMENDED, _DAY, _CLIMATE, partial(datacenter.compliance, envelope=datacenter.RECOMMENDED), _ROOMS),
    Indicator(q.ASHRAE_ALLOWABLE, _DAY, _CLIMATE, partial(datacenter.compliance, envelope=datacenter.ALLOWABLE_A1), _ROOMS),
    Indicator(q.AIR_TEMPERATURE_RISE, _QUARTER, (q.AIR_TEMPERATURE.key,), datacenter.rise, _ROOMS),
)
_LORAWAN_ONES = (
    Indicator(q.UPLINK_LOSS, _DAY, ("f_cnt",), lorawan.loss),
    *(
        Indicator(q.SPREADING_FACTOR_SHARE, _DAY, ("spreading_factor",), partial(lorawan.spreading_share, wanted=factor), channel=f"sf{factor}")
        for factor in range(7, 13)
    ),
    Indicator(q.DUTY_CYCLE, _HOUR, ("spreading_factor",), lorawan.duty_cycle),
    Indicator(q.UPLINK_GATEWAYS, _DAY, ("gateways",), lorawan.gateways),
    Indicator(q.DEVICE_SILENT, _HOUR, ("gateways",), lorawan.silent, reach=timedelta(days=8)),
    Indicator(q.BATTERY_DAYS_LEFT, _DAY, (q.BATTERY_LEVEL.key,), lorawan.battery_days_left, reach=timedelta(days=70), daily=True),
    Indicator(q.BATTERY_DAYS_LEFT, _DAY, (q.BATTERY_VOLTAGE.key,), lorawan.battery_days_left, reach=timedelta(days=70), daily=True, tags=("battery_cutoff",), channel="voltage"),
)
# fmt: on

INDICATORS: Mapping[str, Indicator] = {
    one.key: one
    for one in (
        *_WATER_ONES,
        *_PARKING_ONES,
        *_AIR_ONES,
        *_INDOOR_ONES,
        *_NOISE_ONES,
        *_ENERGY_ONES,
        *_OUTDOOR_ONES,
        *_DATACENTER_ONES,
        *_LORAWAN_ONES,
    )
}
"""All of them, by key."""


def indicator(key: str) -> Indicator:
    """The indicator of this key, or `NotFoundError`."""
    try:
        return INDICATORS[key]
    except KeyError:
        raise NotFoundError(f"no indicator {key!r:.60}; `samara indicators list` names them") from None
