"""One module for each way out; each takes a `Message` and gives a receipt."""
