"""What is said and asked while somebody types: on stderr, so that stdout holds the result alone."""

from __future__ import annotations

import io
import sys

from backstride.terminal.wrap import wrapped


def say(text: str) -> None:
    """A line, cut to the terminal's width."""
    print(wrapped(text, sys.stderr), file=sys.stderr)


def inline(text: str) -> None:
    """What is typed, or counted, on the same line after."""
    print(text, file=sys.stderr, end="", flush=True)


def take_any_bytes() -> None:
    """What is no text on stdin is asked again, never an end."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
