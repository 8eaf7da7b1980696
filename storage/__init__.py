"""The ports implemented: SQLite, InfluxDB, SQL."""
