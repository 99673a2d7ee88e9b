"""A result as the app shows and hands it out."""
