"""A run as it happens: frames in, one cue at a time out. Nothing is stored."""
