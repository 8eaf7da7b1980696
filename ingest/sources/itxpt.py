"""Buses: positions and passenger counts after the ITxPT vehicle services, as JSON on `itxpt/{vehicle}/{service}`.

ITxPT defines XML over HTTP and multicast inside the vehicle; the members here are named after its GNSS
location and passenger counting services, which on-board gateways carry to the ground as JSON.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ingest.sources.body import document, instant
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, report
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.uplink import Event

_SOURCE = "itxpt"
_HEMISPHERES = {"N": 1, "E": 1, "S": -1, "W": -1}


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one position or count into a `Report`; a position without a fix gives an empty one."""
    match entry.topic.split("/"):
        case ["itxpt", vehicle, "gnsslocation"]:
            message = document(entry.payload)
            place = message.get("GNSSLocation", message)
            if not isinstance(place, dict):
                raise ParseError("GNSSLocation is not an object")
            return (report(_SOURCE, vehicle, _time(place, entry), list(_position(place)), "position"),)
        case ["itxpt", vehicle, "apc"]:
            message = document(entry.payload)
            time = instant(message.get("TimeStamp"), entry)
            return (report(_SOURCE, vehicle, time, list(_counts(message)), "count"),)
    raise ParseError("not a topic of a bus: itxpt/{vehicle}/gnsslocation or itxpt/{vehicle}/apc")


def _time(place: dict[str, Any], entry: JournalEntry) -> datetime:
    """`Date` and `Time` are UTC (the receiver's, NMEA 0183), with or without the Z."""
    day, hour = place.get("Date"), place.get("Time")
    if isinstance(day, str) and isinstance(hour, str):
        return instant(f"{day}T{hour.removesuffix('Z')}Z", entry)
    return instant(place.get("TimeStamp"), entry)


def _position(place: dict[str, Any]) -> Iterator[Reading | None]:
    latitude, longitude = _degrees(place.get("Latitude")), _degrees(place.get("Longitude"))
    # Receivers without a fix send zeros, or say so by signal quality 0 (NMEA GGA).
    if latitude is None or longitude is None or not (latitude or longitude) or place.get("SignalQuality") in (0, "0"):
        return
    yield Reading(q.LATITUDE, latitude)
    yield Reading(q.LONGITUDE, longitude)
    yield measured(q.ALTITUDE, place.get("Altitude"))
    yield measured(q.HEADING, place.get("TrackDegreeTrue"))
    yield measured(q.SPEED, place.get("SpeedOverGround"), unit="m/s")


def _degrees(angle: object) -> float | None:
    """`{"Degree": 49.89, "Direction": "N"}`, or a signed number."""
    if isinstance(angle, dict):
        degree = finite(angle.get("Degree"))
        sign = _HEMISPHERES.get(str(angle.get("Direction", "N"))[:1].upper())
        return None if degree is None or sign is None else degree * sign
    return finite(angle)


def _counts(message: dict[str, Any]) -> Iterator[Reading | None]:
    """Counts since the vehicle was started, a channel for each door, and who is on board now."""
    doors = message.get("Doors")
    for door in doors if isinstance(doors, list) else ():
        if isinstance(door, dict):
            channel = str(door.get("DoorId", ""))
            yield measured(q.PEOPLE_IN, door.get("In"), channel)
            yield measured(q.PEOPLE_OUT, door.get("Out"), channel)
    yield measured(q.PASSENGER_COUNT, message.get("OnBoard"))


SOURCE = Source(topics=("itxpt/+/gnsslocation", "itxpt/+/apc"), parse=parse)
