"""One dashboard a module, each with a `BOARD`; adding one edits no index."""
