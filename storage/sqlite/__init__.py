"""Readings in SQLite, the embedded store, and the service's own state beside any store."""
