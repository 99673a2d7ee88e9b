"""Live feedback in the app: one process that sees, one line to a browser."""
