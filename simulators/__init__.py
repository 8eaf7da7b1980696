"""Fleets of simulated devices, and record and replay of real ones."""
