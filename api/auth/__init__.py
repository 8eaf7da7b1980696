"""Who calls: keys, sessions, log-ins, limits."""
