"""Readings in InfluxDB 1.x, 2 and 3."""
