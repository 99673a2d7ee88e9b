"""Forces on and in the body."""
