"""Seeded noise as a function of an index or of an instant: the same question always has the same answer.

A generator with a state would make a value depend on what was asked before it; with these, seven days of
history and the live simulation that follows them join without a seam, and any instant can be asked again.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def derive(*names: object) -> int:
    """A 64-bit key for whatever these names identify (seed, device, use …)."""
    digest = hashlib.blake2b("/".join(map(str, names)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def bits(key: int, index: Ints) -> NDArray[np.uint64]:
    """64 random bits for each index (an array of at least one dimension).

    Source: the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
    generators", 2014).
    """
    z = index.astype(np.uint64) * _GOLDEN + np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(key: int, index: Ints) -> Floats:
    """A number in [0, 1) for each index."""
    return np.asarray((bits(key, index) >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def normal(key: int, index: Ints) -> Floats:
    """A standard normal number for each index (Box and Muller, 1958)."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(key, index)))
    return radius * np.cos(2.0 * np.pi * uniform(~key & 0xFFFFFFFFFFFFFFFF, index))


def one(key: int, low: float = 0.0, high: float = 1.0) -> float:
    """One number in [low, high): a trait that does not change with time."""
    return low + (high - low) * (key >> 11) * 2.0**-53


def smooth(key: int, t: Floats, scale: float) -> Floats:
    """A continuous signal in [-1, 1] that forgets itself after about `scale` seconds (value noise)."""
    place = t / scale
    index = np.floor(place)
    blend = place - index
    blend *= blend * (3.0 - 2.0 * blend)
    before = uniform(key, index.astype(np.int64))
    after = uniform(key, index.astype(np.int64) + 1)
    return 2.0 * (before + (after - before) * blend) - 1.0


def during(key: int, t: Floats, block: float, probability: float, shortest: float, longest: float) -> Flags:
    """Whether an episode is going on: at most one in each `block` seconds, lasting from shortest to longest."""
    index = np.floor(t / block).astype(np.int64)
    lasts = shortest + (longest - shortest) * uniform(key ^ 1, index)
    begins = (index + uniform(key ^ 2, index) * (1.0 - lasts / block)) * block
    happens = uniform(key, index) < probability
    inside: Flags = happens & (t >= begins) & (t < begins + lasts)
    return inside
