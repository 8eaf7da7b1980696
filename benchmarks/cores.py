"""Which core does what: servers on the first, the ingest process on the last, so that a rate is one core's."""

import os

_CORES = sorted(os.sched_getaffinity(0))
SERVERS = {_CORES[0]}
INGEST = {_CORES[-1]}


def pin(cores: set[int], process: int = 0) -> None:
    """Keep a process (0: this one) on these cores."""
    os.sched_setaffinity(process, cores)
