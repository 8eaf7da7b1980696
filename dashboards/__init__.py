"""What people look at: Grafana and the console."""
