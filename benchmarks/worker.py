"""The ingest process of a benchmark: the production wiring, pinned to one core, with a stopwatch at the store.

`python -m benchmarks.worker SETTINGS COUNT` starts, says `ready`, waits until COUNT uplinks are stored, and prints
what it took as JSON.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from benchmarks.cores import INGEST, pin
from samara.platform import Platform
from telemetry.record import Record
from telemetry.settings_file import load_settings
from telemetry.uplink import Uplink


class Stopwatch:
    """Wraps `store.write`: counts uplinks, and how long each took from its own time to being stored."""

    def __init__(self, platform: Platform, count: int) -> None:
        self._write = platform.store.write
        self._left = count
        self.last = 0.0
        self.latencies_ms: list[float] = []
        self.done = Event()
        platform.store.write = self.write  # type: ignore[method-assign]

    def write(self, records: Sequence[Record]) -> None:
        """Store, then look at the clock."""
        self._write(records)
        self.last = time.perf_counter()
        now_ms = time.time() * 1000
        uplinks = [record for record in records if isinstance(record.event, Uplink)]
        self.latencies_ms += [now_ms - record.event.time.timestamp() * 1000 for record in uplinks]
        self._left -= len(uplinks)
        if self._left <= 0:
            self.done.set()


def main() -> None:
    """Run until COUNT uplinks are stored."""
    settings, count = load_settings(Path(sys.argv[1])), int(sys.argv[2])
    pin(INGEST)
    platform = Platform(settings)
    watch = Stopwatch(platform, count)
    begun, cpu = time.perf_counter(), time.process_time()
    platform.start()
    while not platform.ingest.receiver.connected:
        time.sleep(0.01)
    print("ready", flush=True)
    if count and not watch.done.wait(300):
        raise SystemExit("not all uplinks came")
    latencies = sorted(watch.latencies_ms)
    report = {
        "seconds": watch.last - begun,
        "cpu_seconds": time.process_time() - cpu,
        "p50_ms": latencies[len(latencies) // 2] if latencies else 0,
        "p99_ms": latencies[len(latencies) * 99 // 100] if latencies else 0,
        "rss_mb": _resident_mb(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(report), flush=True)
    platform.stop()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
