"""What reading a watch file costs beside fitdecode alone, which does the decoding."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import fitdecode

from backstride.errors import RecordingError
from backstride.sensors.load import load_watch
from benchmarks.common import save, shared_data

COMMAND = "python -m benchmarks.watch_cost"
TIMES = 5


def main() -> None:
    files = sorted((shared_data() / "fit").glob("*.fit"))
    save("watch_cost", "Watch files: what reading costs", COMMAND, [_cost(path) for path in files], NOTES)


NOTES = [
    f"CPU seconds, the least of {TIMES} in turns. fitdecode alone: every frame, default settings. "
    "lean: without its value processors and its checksum, as Backstride calls it.",
    "The walk is decoded and then refused.",
]


def _cost(path: Path) -> dict[str, Any]:
    def alone(**options: Any) -> Callable[[], None]:
        def decode() -> None:
            with fitdecode.FitReader(path, **options) as reader:
                for _ in reader:
                    pass

        return decode

    def ours() -> None:
        with suppress(RecordingError):
            load_watch(path)

    lean = alone(processor=None, check_crc=fitdecode.CrcCheck.DISABLED)
    best = _least(alone(), lean, ours)
    return {
        "file": path.stem,
        "kB": round(path.stat().st_size / 1000, 1),
        "fitdecode s": best[0],
        "lean s": best[1],
        "Backstride s": best[2],
        "of fitdecode": best[2] / best[0],
        "of lean": best[2] / best[1],
    }


def _least(*work: Callable[[], None]) -> list[float]:
    """CPU time of each, the least of several rounds in turns, after one that loads the libraries."""
    taken = [[_timed(one) for one in work] for _ in range(TIMES + 1)][1:]
    return [min(column) for column in zip(*taken, strict=True)]


def _timed(work: Callable[[], None]) -> float:
    since = time.process_time()
    work()
    return time.process_time() - since


if __name__ == "__main__":
    main()
