"""What every benchmark shares: where recordings lie, how results are written, how a table is printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from backstride.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
CORES = 2  # what every figure was measured on
RESULTS = ROOT / "benchmarks" / "results"


def shared_data() -> Path:
    """The folder of real recordings.

    Raises:
        UsageError: it is not beside the project.
    """
    if not SHARED.is_dir():
        raise UsageError(
            "real recordings are missing", where="../shared/data", fix="Put them beside the project"
        )
    return SHARED


def rbds_trials() -> list[Path]:
    """The running trials of RBDS, sorted."""
    return sorted((shared_data() / "rbds").glob("*run*.c3d"))


def rbds_standing(trial: Path) -> Path:
    """The standing trial of the same runner."""
    return trial.with_name(f"{trial.stem.split('run')[0]}static.c3d")


def full_body_trials() -> list[tuple[list[Path], Path]]:
    """The running trials with full-body markers on plates and a standing trial: their files, and that."""
    folder = shared_data() / "fullbody"
    hamner = [folder / f"hamner_s01_Run_{speed}.trc" for speed in (2, 3, 4, 5)]
    trials = [
        ([run, run.with_name(f"{run.stem}_grf.mot")], folder / "hamner_s01_static.trc") for run in hamner
    ]
    return [*trials, ([folder / "JA1Gait21.c3d"], folder / "JA1Static05.c3d")]


def truth_contacts() -> pd.DataFrame:
    """Plate contacts: trial, side, foot_strike_s, toe_off_s."""
    return pd.read_csv(shared_data() / "truth" / "contacts.csv")


def truth_trials() -> pd.DataFrame:
    """Per-trial figures, indexed by trial."""
    return pd.read_csv(shared_data() / "truth" / "trials.csv").set_index("trial")


def save(
    name: str, title: str, command: str, rows: Sequence[Mapping[str, Any]], notes: Sequence[str] = ()
) -> None:
    """Write ``results/<name>.json`` and print the same as a table."""
    RESULTS.mkdir(exist_ok=True)
    data = {"title": title, "command": command, "notes": list(notes), "rows": [_plain(row) for row in rows]}
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(markdown(data))


def markdown(data: Mapping[str, Any]) -> str:
    """One result as a heading, its command, a table and its notes."""
    columns = list(dict.fromkeys(key for row in data["rows"] for key in row))
    lines = [f"## {data['title']}", "", f"`{data['command']}`", ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(row.get(column)) for column in columns) + " |" for row in data["rows"]]
    return "\n".join([*lines, "", *(f"- {note}" for note in data["notes"])]).rstrip() + "\n"


def rmse(errors: Sequence[float] | np.ndarray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(np.asarray(errors, dtype=np.float64)))))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _number(value) for key, value in row.items()}


def _number(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return round(float(value), 4) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
