"""Long texts on a small sheet."""

from __future__ import annotations


def cut(text: str, most: int) -> str:
    """The text, or as many whole words of it as ``most`` characters hold.

    >>> cut("a long way home", 8), cut("home", 8)
    ('a long…', 'home')
    """
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
