"""The page people use: everything the command does, in a browser, on this machine."""
