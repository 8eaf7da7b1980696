"""Detectors: how a rule sees in what is measured that something is wrong. One module a sort, each without clock."""
