"""The `history` command."""
