"""From a watch file to a written report, from the shell: how long a person waits."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import save, shared_data

COMMAND = "python -m benchmarks.watch_report"
TIMES = 5


def main() -> None:
    files = sorted((shared_data() / "fit").glob("*.fit"))
    rows = [_row(path) for path in files]
    save("watch_report", "Watch files: from the shell to the report", COMMAND, rows, NOTES)


NOTES = [
    f"backstride analyze FILE --answers FILE --out DIR in a fresh process, the middle of {TIMES}: wall "
    "seconds, and CPU seconds of the process. The answers are those of the demo.",
    "The walk is read and then refused. Other work on the machine lengthens the wall time.",
]


def _row(path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        taken = [_once(path, Path(folder) / str(index)) for index in range(TIMES)]
        made = sum(one.stat().st_size for one in (Path(folder) / "0").glob("*"))
    return {
        "file": path.stem,
        "kB": round(path.stat().st_size / 1000, 1),
        "exit": taken[0][2],
        "wall s": round(statistics.median(wall for wall, _, _ in taken), 2),
        "CPU s": round(statistics.median(cpu for _, cpu, _ in taken), 2),
        "result kB": round(made / 1000, 1),
    }


def _once(path: Path, out: Path) -> tuple[float, float, int]:
    """Wall and CPU seconds, exit code."""
    answers = Path("src/backstride/knowledge/synth/demo_answers.json")
    told = [sys.executable, "-m", "backstride.cli", "analyze", str(path), "--answers", str(answers)]
    since, before = time.perf_counter(), os.times()
    done = subprocess.run([*told, "--out", str(out)], capture_output=True, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - since, cpu, done.returncode


if __name__ == "__main__":
    main()
