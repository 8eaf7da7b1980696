"""What people look at: numbers that mean something, computed from readings by numpy and written back as readings."""
