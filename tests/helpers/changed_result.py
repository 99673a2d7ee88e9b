"""A second result of the same runner: a copy in which some numbers moved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path


def changed_result(folder: Path, out: Path, moves: Mapping[str, float]) -> Path:
    """A copy of a result folder. moves: measure -> how far every row of it moves, with its interval."""
    shutil.copytree(folder, out)
    path = out / "analysis.json"
    analysis = json.loads(path.read_text("utf-8"))
    for row in analysis["measures"]:
        if row["id"] in moves and row["value"] is not None:
            by = moves[row["id"]]
            row["value"] = round(row["value"] + by, 6)
            row["interval"] = [round(end + by, 6) for end in row["interval"]]
    path.write_text(json.dumps(analysis, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return out
