"""Speed and memory of Samara, measured: `make bench`."""
