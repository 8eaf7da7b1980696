"""Payload grammars that families of devices share."""
