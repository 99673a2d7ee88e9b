"""Decides what may be shown. Imports model and knowledge."""
