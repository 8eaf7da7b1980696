"""Vendors' JavaScript codecs (LoRa Alliance TS013), run as they are in a child process that can be killed."""
