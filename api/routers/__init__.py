"""The routes, a module per subject."""
