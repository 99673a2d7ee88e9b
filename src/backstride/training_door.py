"""The `training` command."""
