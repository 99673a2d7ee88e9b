"""The player: a clip, or the body alone, frame by frame with its contacts and angles."""
