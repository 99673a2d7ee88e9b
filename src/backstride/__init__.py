"""Backstride: measure a run, see the patterns that may contribute to low back pain, and how sure that is."""

__version__ = "0.1.0"
