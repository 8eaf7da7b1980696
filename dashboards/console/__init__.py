"""The live page, NiceGUI on the same application as the API."""
