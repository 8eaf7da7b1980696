"""One module of commands for each family of devices, with its vectors beside it; adding one edits no index."""
