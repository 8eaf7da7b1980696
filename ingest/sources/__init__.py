"""One module for each network server or equipment dialect: raw message in, events out."""
