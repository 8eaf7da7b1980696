"""What hangs on what: sites, the links that collect their data, the feeds that power them."""
