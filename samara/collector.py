"""Sets Python's cyclic garbage collector for a process that keeps much and makes more."""

import gc

_YOUNG = 50_000
"""Objects made before the youngest generation is looked through; an uplink makes about thirty."""
_MIDDLE, _OLD = 20, 100


def tune_collector() -> None:
    """Take what start-up has built out of the collector's sight, and let it look less often.

    Nearly nothing on the way of a message forms a cycle, so nearly all of it is freed by counting references.
    With Python's defaults, half of the time that decoding took went into looking for cycles among registry,
    imports and the outcomes in flight (`benchmarks/`, decode from the journal: 31 µs an uplink, then 16).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
