"""One file per format, writer beside reader: files -> Recording."""
