"""What is kept of a runner over time: the store, the diary."""
