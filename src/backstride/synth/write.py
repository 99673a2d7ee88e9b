"""A synthetic runner on disk: the two recordings as any laboratory would hand them over, and the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backstride.read.c3d_write import write_c3d
from backstride.synth.runner import Synthetic
from backstride.synth.truth import Truth

#: Seconds in the truth file carry this many decimals: microseconds.
TIME_DECIMALS = 6
#: Everything else: far below any instrument.
DECIMALS = 9


def write_synthetic(synthetic: Synthetic, out: Path) -> dict[str, Path]:
    """Write ``run.c3d``, ``standing.c3d``, ``truth.json`` and ``spec.json`` into ``out``; name -> path.

    The folder is made when it is not there. The same spec gives the same bytes.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = {name: out / file for name, file in FILES.items()}
    write_c3d(synthetic.run, paths["run"])
    write_c3d(synthetic.standing, paths["standing"])
    paths["truth"].write_text(_json(truth_dict(synthetic.truth)), encoding="utf-8")
    paths["spec"].write_text(_json(synthetic.spec.model_dump(mode="json")), encoding="utf-8")
    return paths


FILES = {"run": "run.c3d", "standing": "standing.c3d", "truth": "truth.json", "spec": "spec.json"}


def truth_dict(truth: Truth) -> dict[str, Any]:
    """Contacts and measures; the curves stay in Python, where they are exact."""
    return {
        "contacts": [
            {key: _rounded(key, value) for key, value in contact.model_dump().items()}
            for contact in truth.contacts
        ],
        "measures": {
            name: {side: round(value, DECIMALS) for side, value in sides.items()}
            for name, sides in sorted(truth.measures.items())
        },
    }


def _rounded(key: str, value: float | str) -> float | str:
    if isinstance(value, str):
        return value
    return round(value, TIME_DECIMALS if key.endswith("_s") else DECIMALS)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"
