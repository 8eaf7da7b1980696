"""What devices put on the air: one function for each model, from what it senses to its port and payload.

Written from the vendors' documents alone: a mistake shared with `decoders` would hide itself. Values come in
the units of the catalogue (°C, %, ppm, m, V, m³ …); a device rounds as its format does.
"""

Frame = tuple[int, bytes]
"""The f_port of an uplink and its payload."""
