"""A fault of ours as one line on stderr: of the server, and of the process beside it that sees."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def said_shortly() -> Iterator[None]:
    """A fault of ours is one line on stderr, without what somebody sent; the whole with BACKSTRIDE_DEBUG."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Short())
    handler.setLevel(logging.ERROR)
    handler.addFilter(_of_ours)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _of_ours(record: logging.LogRecord) -> bool:
    """Not what was broken off because the server ends: that is no fault."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class _Short(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if os.environ.get("BACKSTRIDE_DEBUG"):
            return super().format(record)
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            lines = record.getMessage().splitlines() or [""]
            return f"backstride serve: {lines[-1 if lines[0].startswith('Traceback') else 0]}"
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        where = f" in {Path(last.tb_frame.f_code.co_filename).name} line {last.tb_lineno}" if last else ""
        return f"backstride serve: a fault in Backstride ({type(error).__name__}{where})."
