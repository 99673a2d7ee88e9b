"""Freed memory given back to the system while a long clip is watched."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back_freed() -> None:
    """Return whole free pages of every heap to the system, where its C library can (glibc).

    Pictures are freed among small results that stay, so the heap keeps their pages: 66 kB a frame at 1080p.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return None
