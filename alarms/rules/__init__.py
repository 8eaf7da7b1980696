"""Rules: what is watched for, where, how grave it is and what to do; read from YAML files."""
