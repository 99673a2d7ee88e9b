"""Data files and their one loader. Imports model only."""
