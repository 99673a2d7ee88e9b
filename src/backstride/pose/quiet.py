"""A native library kept from writing to the terminal."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_STDERR: Final = 2
_ONE_AT_A_TIME: Final = threading.Lock()


@contextmanager
def nothing_on_stderr() -> Iterator[None]:
    """Throw away what native code writes to file descriptor 2 meanwhile, whichever thread writes it.

    LiteRT says once in a process how it runs a model, and has no switch for it; keep what is inside short.
    """
    with _ONE_AT_A_TIME:
        sys.stderr.flush()
        kept, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        try:
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            os.close(nowhere)
