"""From MQTT into the journal, and from the journal to readings."""
