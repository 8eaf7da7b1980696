"""One module a device format; the registry finds them, no index is edited."""
