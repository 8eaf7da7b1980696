"""Inventory files: tenants, sites, gateways and devices in YAML or CSV, into the registry and out of it."""
