"""What cameras of video protection say: events only; a simulated camera has no images either."""

from collections.abc import Iterator, Sequence

import numpy as np

from simulators import streets, weather
from simulators.messages import Stated
from simulators.noise import Flags, Floats, during, one
from simulators.spot import Spot

PERIOD = 60.0
"""Seconds between two looks: no state lasts less."""

_TELLS_ALL = 6 * weather.HOUR


def _sees_motion(spot: Spot, t: Floats) -> Flags:
    passers = streets.passers(spot, "seen", one(spot.chance("busy"), 60.0, 160.0))
    moving: Flags = np.floor(passers.total(t)) > np.floor(passers.total(t - PERIOD))
    return moving


def _is_covered(spot: Spot, t: Floats) -> Flags:
    return during(spot.chance("tampering"), t, 40 * weather.DAY, 0.3, 300.0, weather.HOUR)


def _cannot_record(spot: Spot, t: Floats) -> Flags:
    return during(spot.chance("storage"), t, 45 * weather.DAY, 0.3, 2 * weather.HOUR, 10 * weather.HOUR)


_EVENTS = (
    ("tnsaxis:CameraApplicationPlatform/VMD/Camera1Profile1", "active", _sees_motion),
    ("tns1:VideoSource/Tampering", "tampering", _is_covered),
    ("tns1:Device/tnsaxis:HardwareFailure/StorageFailure", "disruption", _cannot_record),
)


def camera(name: str, spot: Spot, t: Floats) -> Iterator[Sequence[Stated]]:
    """An Axis camera: each state when it changes, and all of them every six hours."""
    again = np.floor(t / _TELLS_ALL) != np.floor((t - PERIOD) / _TELLS_ALL)
    columns = []
    for event, member, state in _EVENTS:
        is_now = state(spot, t)
        tells = again | (is_now != state(spot, t - PERIOD))
        columns.append([(event, member, *row) for row in zip(is_now.tolist(), tells.tolist(), strict=True)])
    for now, *states in zip(t.tolist(), *columns, strict=True):
        yield [_said(name, now, event, member, is_now) for event, member, is_now, tells in states if tells]


def _said(name: str, now: float, event: str, member: str, is_on: bool) -> Stated:
    # Axis writes booleans as texts, and times in milliseconds.
    message = {"source": {}, "key": {}, "data": {member: "1" if is_on else "0"}}
    return f"axis/{name}/event/{event}", {"timestamp": round(now * 1000), "topic": event, "message": message}
