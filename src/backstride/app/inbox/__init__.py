"""Many people at a glance."""
