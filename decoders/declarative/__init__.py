"""Decoders that a technician writes as a YAML table, compiled into `decoders.contract.Decoder`."""
