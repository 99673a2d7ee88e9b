"""The questions, a screen each."""
