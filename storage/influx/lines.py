"""Records and roll-ups as line protocol, with times in milliseconds.

Measurements `readings`, `radio`, `readings_hour` and `readings_day`; the tag sets are frozen. Tags are
written in the order of their names, which InfluxDB sorts fastest. Source: InfluxData, line protocol reference.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from telemetry.device import UNASSIGNED, Device
from telemetry.reading import MAIN_CHANNEL
from telemetry.record import Activity, Record
from telemetry.series import Bucket, Series

NO_GATEWAY = "none"
"""The tag of an uplink without reception: InfluxDB has no empty tag."""

FIELDS = ("count", "sum", "min", "max", "first", "last", "increase")
"""What follows `<quantity>_` in a field of a roll-up, in the order of `Bucket`."""

# A tag holds no line break, and a backslash before a comma or at the end would swallow the separator.
_UNSAFE = dict.fromkeys((*range(32), 127), " ") | {ord("\\"): "/"}
_ESCAPES = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})


def tag_value(text: str, empty: str) -> str:
    """The text as InfluxDB keeps it in a tag: one line, no backslash, never empty, valid UTF-8."""
    return text.encode(errors="replace").decode().translate(_UNSAFE).strip() or empty


@lru_cache(maxsize=100_000)
def escaped(text: str, empty: str) -> str:
    """The text as a tag of a line."""
    return tag_value(text, empty).translate(_ESCAPES)


def _place(device: Device) -> str:
    return f"site={escaped(device.site, UNASSIGNED)},tenant={escaped(device.tenant, UNASSIGNED)}"


def reading_lines(records: Sequence[Record]) -> Iterator[str]:
    """One line per channel and time of each record, as long as its points come in that order."""
    for record in records:
        if not record.points:
            continue
        tags = f"device={record.device.dev_eui},{_place(record.device)}"
        channel, time_ms, line = "", 0, ""
        for series, point_ms, value in record.points:
            if line and point_ms == time_ms and series.channel == channel:
                line += f",{series.quantity.key}={value}"
                continue
            if line:
                yield f"{line} {time_ms}"
            channel, time_ms = series.channel, point_ms
            line = f"readings,channel={escaped(channel, MAIN_CHANNEL)},{tags} {series.quantity.key}={value}"
        yield f"{line} {time_ms}"


def radio_lines(radio: Sequence[tuple[Device, Activity]]) -> Iterator[str]:
    """One line per uplink heard."""
    for device, activity in radio:
        time_ms, rssi, snr, spreading_factor, f_cnt, gateway, gateways = activity
        line = f"radio,device={device.dev_eui},gateway={escaped(gateway, NO_GATEWAY)},{_place(device)}"
        line += f" gateways={gateways}"
        if f_cnt is not None:
            line += f",f_cnt={f_cnt}"
        if rssi is not None:
            line += f",rssi={rssi}"
        if snr is not None:
            line += f",snr={snr}"
        if spreading_factor is not None:
            line += f",spreading_factor={spreading_factor}"
        yield f"{line} {time_ms}"


def roll_up_lines(measurement: str, device: Device, series: Series, buckets: Sequence[Bucket]) -> Iterator[str]:
    """One line per bucket of one series."""
    key = series.quantity.key
    head = f"{measurement},channel={escaped(series.channel, MAIN_CHANNEL)},device={device.dev_eui},{_place(device)} "
    for start_ms, *values in buckets:
        fields = ",".join(f"{key}_{field}={value}" for field, value in zip(FIELDS, values, strict=True))
        yield f"{head}{fields} {start_ms}"
