"""Dashboards as code: Python to the JSON that Grafana loads, and what puts it there."""
