"""Uploaded files on their way to a result: kept on disk at every step, so that nothing accepted is lost."""
