"""Lines cut at words to the width of the terminal; as they are where nobody looks at one."""

from __future__ import annotations

import shutil
import textwrap
from typing import TextIO


def wrapped(line: str, stream: TextIO | None) -> str:
    """The line for this stream: wrapped under its own indent on a terminal, else unchanged."""
    seen = stream is not None and stream.isatty()  # none where the shell closed it
    return wrapped_to(line, shutil.get_terminal_size().columns) if seen else line


def wrapped_to(text: str, columns: int) -> str:
    r"""Text cut at words to this many columns; list lines go on under their text.

    >>> print(wrapped_to("  - one two three four", 14))
      - one two
        three four
    """
    return "\n".join(_wrapped_line(line, columns) for line in text.split("\n"))


def _wrapped_line(line: str, columns: int) -> str:
    body = line.lstrip(" -0123456789")
    indent = min(len(line) - len(body), columns // 2)
    if len(line) <= columns:
        return line
    return textwrap.fill(
        line,
        columns,
        subsequent_indent=" " * (indent if line.startswith(" ") else 0),
        drop_whitespace=True,
        break_on_hyphens=False,
    )
