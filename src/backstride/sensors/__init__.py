"""Watches and body-worn sensors: their files, read into plain columns of numbers."""
