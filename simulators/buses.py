"""What buses say, after the ITxPT services for position and passenger counting."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from simulators import streets
from simulators.civil import calendar, moment
from simulators.messages import Stated
from simulators.noise import Floats, one
from simulators.spot import Spot

_BEGINS, _ENDS = 5.5, 22.0  # of the service, in hours of the day
_RIDE = 720.0  # seconds that a passenger stays
_ROUND = 3000.0  # seconds out and back
_METRES_A_DEGREE = 111_200.0
_STEP = 10.0  # seconds from which speed and heading follow


def bus(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """A bus in service: where it is on its line, and its doors' counts since it was started; at night nothing."""
    when, midnight = moment(t), calendar().midnight
    started = midnight[when.day] + _BEGINS / 24.0 * (midnight[when.day + 1] - midnight[when.day])
    riders = streets.passers(spot, name, 420.0)
    came, left = (np.floor(riders.total(np.maximum(started, at)) - riders.total(started)) for at in (t, t - _RIDE))
    north, east = _on_the_line(spot, t)
    north_before, east_before = _on_the_line(spot, t - _STEP)
    ahead = _METRES_A_DEGREE * (north - north_before)
    aside = _METRES_A_DEGREE * (east - east_before) * np.cos(np.radians(spot.latitude))
    speed, heading = np.hypot(ahead, aside) / _STEP, np.degrees(np.arctan2(aside, ahead)) % 360.0
    in_service = (when.hour >= _BEGINS) & (when.hour < _ENDS)
    columns = (column.tolist() for column in (in_service, t, north, east, speed, heading, came, left))
    for is_driving, now, *motion, ins, outs in zip(*columns, strict=True):
        time = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%SZ}"
        yield [_position(name, time, *motion), _count(name, time, int(ins), int(outs))] if is_driving else ()


def _on_the_line(spot: Spot, t: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of a bus on its line: a bent way across its town, out and back."""
    there = 0.5 - 0.5 * np.cos(2 * np.pi * (t / _ROUND + one(spot.chance("departure"))))
    reach = 0.006 * (1.0 + spot.population / 40_000.0) ** 0.5
    bearing = one(spot.chance("line"), 0.0, 2 * np.pi)
    along, across = 2.0 * there - 1.0, 0.25 * np.sin(2 * np.pi * there)
    north = reach * (along * np.cos(bearing) - across * np.sin(bearing))
    east = 1.5 * reach * (along * np.sin(bearing) + across * np.cos(bearing))
    return spot.latitude + north, spot.longitude + east


def _position(name: str, time: str, latitude: float, longitude: float, speed: float, heading: float) -> Stated:
    place = {
        "TimeStamp": time,
        "Latitude": {"Degree": round(latitude, 6), "Direction": "N"},
        "Longitude": {"Degree": round(longitude, 6), "Direction": "E"},
        "SpeedOverGround": round(speed, 1),
        "TrackDegreeTrue": round(heading, 1),
        "SignalQuality": 1,
    }
    return f"itxpt/{name}/gnsslocation", {"GNSSLocation": place}


def _count(name: str, time: str, ins: int, outs: int) -> Stated:
    """Two thirds get in at the front; who gets out goes by the middle."""
    front = ins * 2 // 3
    doors = [{"DoorId": "1", "In": front, "Out": 0}, {"DoorId": "2", "In": ins - front, "Out": outs}]
    return f"itxpt/{name}/apc", {"TimeStamp": time, "Doors": doors, "OnBoard": ins - outs}
