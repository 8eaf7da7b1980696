"""Values, units and names in the words of people."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from dashboards.console.fleet import DEVICE_HEALTH, State, Vitals
from telemetry.device import Domain
from telemetry.i18n import Translator, mark
from telemetry.reading import MAIN_CHANNEL
from telemetry.record import Activity
from telemetry.series import Sample, Series
from telemetry.words import unit, value_text

DOMAIN_LABELS: Final[Mapping[Domain, str]] = {
    Domain.WATER: mark("Water"),
    Domain.PARKING: mark("Parking"),
    Domain.BUS: mark("Bus"),
    Domain.AIR: mark("Air"),
    Domain.NOISE: mark("Noise"),
    Domain.ENERGY: mark("Energy"),
    Domain.LIGHTING: mark("Lighting"),
    Domain.WASTE: mark("Waste"),
    Domain.RIVER: mark("River"),
    Domain.WEATHER: mark("Weather"),
    Domain.SOIL: mark("Soil"),
    Domain.BUILDING: mark("Building"),
    Domain.DATACENTER: mark("Datacenter"),
    Domain.NRO: mark("Fibre exchange"),
    Domain.VIDEO: mark("Video protection"),
    Domain.OTHER: mark("Other"),
}

STATE_LABELS: Final[Mapping[State, str]] = {
    State.SUSPECT: mark("To check"),
    State.SILENT: mark("Silent"),
    State.LATE: mark("Late"),
    State.FRESH: mark("Up to date"),
}

KIND_LABELS: Final[Mapping[str, str]] = {
    "air_station": mark("Air station"),
    "bus_depot": mark("Bus depot"),
    "camera": mark("Camera"),
    "car_park": mark("Car park"),
    "datacenter": mark("Datacenter"),
    "delivery_point": mark("Delivery point"),
    "lighting_cabinet": mark("Lighting cabinet"),
    "nro": mark("Fibre exchange"),
    "river_gauge": mark("River gauge"),
    "school": mark("School"),
    "sports_ground": mark("Sports ground"),
    "sports_hall": mark("Sports hall"),
    "street": mark("Street"),
    "town_hall": mark("Town hall"),
    "waste_point": mark("Waste point"),
    "water_meter": mark("Water meter"),
    "weather_station": mark("Weather station"),
}

_SUMMARY_LENGTH: Final = 3


def series_label(series: Series, say: Translator) -> str:
    """The name of a series: its quantity, and its channel when it is not the only one."""
    name = series.quantity.label(say.language)
    return name if series.channel == MAIN_CHANNEL else f"{name} ({series.channel})"


def kind_label(kind: str, say: Translator) -> str:
    """The name of a kind of site; one that only the inventory knows reads as it is written there."""
    return say(KIND_LABELS[kind]) if kind in KIND_LABELS else kind.replace("_", " ").capitalize()


def summary(vitals: Vitals, say: Translator) -> str:
    """The last values of what a device watches, in a few words; those that a unit does not tell apart are named."""
    watched = [held for held in vitals.latest.values() if held[0].quantity not in DEVICE_HEALTH]
    units = Counter(unit(series.quantity) for series, _ in watched)
    texts = [
        _worded(series, sample, say, named=units[unit(series.quantity)] > 1)
        for series, sample in watched[:_SUMMARY_LENGTH]
    ]
    if len(watched) > _SUMMARY_LENGTH:
        texts.append(f"+{len(watched) - _SUMMARY_LENGTH}")
    return " · ".join(texts)


def _worded(series: Series, sample: Sample, say: Translator, *, named: bool) -> str:
    text = value_text(series.quantity, sample.value, say)
    if named or not unit(series.quantity):
        text = say("{name}: {value}", name=series_label(series, say), value=text)
    return text if series.quantity.is_plausible(sample.value) else f"⚠ {text}"


def radio_text(vitals: Vitals, say: Translator) -> str:
    """Signal and spreading factor of the last uplink: `−97 dBm · SF9`."""
    activity = vitals.activity
    if activity is None:
        return ""
    rssi = "" if activity.rssi is None else f"{say.number(activity.rssi)}\u00a0dBm"
    return " · ".join(filter(None, (rssi, _factor(activity))))


def _factor(activity: Activity) -> str:
    return "" if activity.spreading_factor is None else f"SF{activity.spreading_factor}"


def radio_facts(activity: Activity, say: Translator) -> tuple[str, str, str, str, str]:
    """Signal, spreading factor, frame counter, best gateway, number of gateways; empty where unknown."""
    signal = "" if activity.rssi is None else f"{say.number(activity.rssi)}\u00a0dBm"
    if activity.snr is not None:
        signal = f"{signal}, SNR {say.number(activity.snr, 1)}\u00a0dB"
    counter = "" if activity.f_cnt is None else say.number(activity.f_cnt)
    return signal, _factor(activity), counter, activity.gateway, say.number(activity.gateways)


def battery_text(vitals: Vitals, say: Translator) -> str:
    """Battery level or voltage, empty when the device does not tell."""
    held = vitals.battery
    return value_text(held[0].quantity, held[1].value, say) if held else ""


def age_text(heard_ms: int, now_ms: int, say: Translator) -> str:
    """How long ago something was heard."""
    return say.age((now_ms - heard_ms) / 1000) if heard_ms else say("never heard")
