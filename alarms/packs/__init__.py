"""The rules that ship with Samara: `datacenter.yaml`, `nro.yaml`, `city.yaml`."""
