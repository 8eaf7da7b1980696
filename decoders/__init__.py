"""Bytes into readings: pure functions, one module a device family, found by walking the folder."""
