"""The real servers of the tests, for the benchmarks."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from servers import InfluxDB, Mosquitto, Server, wait_until

__all__ = ["InfluxDB", "Mosquitto", "Server", "wait_until"]
