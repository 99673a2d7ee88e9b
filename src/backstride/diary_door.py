"""The `diary` command."""
