"""What is kept of a person: listed, taken along, deleted."""
