"""The parts of the page: each builds its elements once, and `show` brings them up to date from a snapshot."""
