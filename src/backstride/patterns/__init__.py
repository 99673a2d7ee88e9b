"""Measures and answers -> ledgers."""
