"""Commands to devices: names and parameters → port and bytes, by tables, pure."""
