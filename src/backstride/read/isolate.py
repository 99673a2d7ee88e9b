"""A file read in a child process with limits on time and memory.

Some format libraries are native code that crashes, hangs or eats the machine on a damaged file. A crash in a
child is an error message here. Starting one costs about half a second (Python, numpy and the library are
imported again), so readers check their files first and come here only in doubt.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import UnreadableError

# ezc3d was measured at 11 bytes of memory and 0.06 microseconds for every byte of a 65 MB file; the limits
# leave that four times over, on top of what Python and its libraries need by themselves.
_BASE_MEMORY_BYTES: Final = 2 << 30
_MEMORY_PER_FILE_BYTE: Final = 40
_BASE_TIME_S: Final = 10.0
_TIME_S_PER_FILE_BYTE: Final = 0.25e-6

_FIX: Final = "Export or copy the file again."


def read_isolated(target: str, path: Path) -> dict[str, NDArray[Any]]:
    """Call ``module:function`` on ``path`` in a child process and return its arrays.

    Raises
    ------
    UnreadableError
        The child crashed, ran out of its time or memory, or could not make sense of the file.
    """
    size = path.stat().st_size
    limit_s = _BASE_TIME_S + size * _TIME_S_PER_FILE_BYTE
    memory = _BASE_MEMORY_BYTES + size * _MEMORY_PER_FILE_BYTE
    search = {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "arrays.npz"
        command = [
            sys.executable,
            "-P",
            "-m",
            __name__,
            target,
            str(path.resolve()),
            str(result),
            str(memory),
        ]
        _run(command, os.environ | search, limit_s)
        with np.load(result, allow_pickle=False) as arrays:
            return dict(arrays)


def _run(command: list[str], environment: dict[str, str], limit_s: float) -> None:
    """Wait for the child; what it prints is nobody's business here."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit_s, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(
            f"it is damaged: reading it did not end within {limit_s:.0f} s", fix=_FIX
        ) from error
    if done.returncode:
        raise UnreadableError("it is damaged: no recording can be read from it", fix=_FIX)


def main(target: str, path: str, result: str, memory_bytes: int) -> None:
    """The child: set the limit, read, save the arrays."""
    _limit_memory(memory_bytes)
    module, function = target.split(":")
    arrays = getattr(importlib.import_module(module), function)(Path(path))
    np.savez(result, **arrays)


def _limit_memory(memory_bytes: int) -> None:
    """Windows has no such limit; there the time limit alone must do."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash on purpose leaves no dump behind


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
