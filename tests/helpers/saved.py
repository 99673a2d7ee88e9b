"""A saved result of keypoints or a clip: the names of its files and what they hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

RESULT = {"report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet"}
"""What every result holds."""


class Saved:
    """A result folder and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {path.name for path in folder.iterdir()}
        self.analysis: dict[str, Any] = json.loads((folder / "analysis.json").read_text("utf-8"))

    def value(self, name: str) -> float:
        rows = {(row["id"], row["side"]): row["value"] for row in self.analysis["measures"]}
        return float(rows[name, "both"])

    def contacts(self) -> list[dict[str, str]]:
        with (self.folder / "contacts.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))
