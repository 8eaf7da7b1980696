"""The vocabulary of Samara: the types, catalogues and ports that every other package speaks."""
