"""How much one job may take, so that no file takes the machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

GIGABYTE: Final = 1 << 30
_NO_ROOM: Final = ("failed to map segment", "cannot allocate memory")  # as the loader of libraries says it


@dataclass(frozen=True)
class Limits:
    """All judged: generous for a real run, far below what would stop an ordinary laptop.

    memory_bytes: private memory that a worker's process may have (``RLIMIT_DATA`` on Linux: unlike the
    address space it does not count what libraries only reserve). light_s, heavy_s: the longest that a small
    and a large job may take. silent_s: the longest between two frames of a clip. most_frames: half an hour at
    60 frames/s. most_side_px: of a picture's longer side, 8K. attempts: how often a job is begun that takes
    its worker down. restarts: how often one that was running when the whole server was killed.
    """

    memory_bytes: int = 4 * GIGABYTE
    light_s: float = 300.0
    heavy_s: float = 3 * 3600.0
    silent_s: float = 180.0
    most_frames: int = 108_000
    most_side_px: int = 8_192
    attempts: int = 3
    restarts: int = 20


def limit_memory(most_bytes: int) -> None:
    """Hold this process to so much private memory, or half of the machine's where that is less.

    Beyond it an allocation fails and becomes a sentence. On Linux only; elsewhere nothing is limited.
    """
    try:
        import resource

        physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        most_bytes = min(most_bytes, max(physical // 2, GIGABYTE))
        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
    except (ImportError, AttributeError, OSError, ValueError):
        return


def lacks_memory(error: BaseException) -> bool:
    """Whether it comes from a library that is there and could not be loaded for want of memory.

    >>> lacks_memory(ImportError("libav.so: failed to map segment from shared object"))
    True
    >>> lacks_memory(ModuleNotFoundError("No module named 'av'"))
    False
    """
    if error.__cause__ is not None:
        return lacks_memory(error.__cause__)
    return isinstance(error, ImportError) and any(word in str(error) for word in _NO_ROOM)
