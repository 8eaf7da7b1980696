"""What is announced: maintenance windows, drills, interventions."""
