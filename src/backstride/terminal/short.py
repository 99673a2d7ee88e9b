"""Commands that are done in a second."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def short_command() -> Iterator[None]:
    """Look for no cycles of objects meanwhile: a short command ends before they matter, and a tenth of its
    time goes into looking, most of it while libraries load."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
