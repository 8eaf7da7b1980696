#!/usr/bin/env python3
"""Write the dashboards of `dashboards/grafana` as the JSON that Grafana loads.

`--check` writes nothing and fails when the JSON is not what the code says.
"""

import sys

from dashboards.grafana.build import stale, write

if __name__ == "__main__":
    if "--check" not in sys.argv:
        write()
    elif old := stale():
        sys.exit(f"{', '.join(map(str, old))}: not current; run scripts/grafana_dashboards.py")
