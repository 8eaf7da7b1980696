"""Alarms: what readings mean for people on duty, and who is told."""
