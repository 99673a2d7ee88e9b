"""A synthetic runner on disk: the recordings as any laboratory would hand them over, and the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from backstride.read.c3d_write import write_c3d
from backstride.read.mot import write_mot
from backstride.read.trc import write_trc
from backstride.synth.folder import digest, refuse_foreign
from backstride.synth.runner import Synthetic
from backstride.synth.spec import Spec
from backstride.synth.truth import Truth
from backstride.whole import hidden_beside, move_together

Format = Literal["c3d", "trc"]

SCHEMA = "backstride.truth/1"
#: What is written per format: a name for the caller -> file.
FILES: dict[Format, dict[str, str]] = {
    "c3d": {"run": "run.c3d", "standing": "standing.c3d"},
    "trc": {"run": "run.trc", "forces": "run.mot", "standing": "standing.trc"},
}
TEXTS = {"truth": "truth.json", "spec": "spec.json"}
#: Seconds in the truth file carry this many decimals: microseconds.
TIME_DECIMALS = 6
#: Everything else: far below any instrument.
DECIMALS = 9


def write_synthetic(synthetic: Synthetic, out: Path, file_format: Format = "c3d") -> dict[str, Path]:
    """Write the run, the standing trial, ``truth.json`` and ``spec.json`` into ``out``; name -> path.

    C3D holds the forces; with TRC they stand in ``run.mot``. The same spec gives the same bytes. All files
    are made in a hidden folder beside ``out`` and moved when complete, so an interruption leaves the old
    ones or the new ones. Files of an earlier call, of either format, are replaced; others are left alone.
    Raises UsageError when ``out`` is a file, or a file of these names is there that was not written here.
    """
    recordings = FILES[file_format]
    check_target(out, synthetic.spec)
    with hidden_beside(out, "the files") as made:
        _write_recordings(synthetic, made, file_format)
        (made / TEXTS["spec"]).write_text(_spec_text(synthetic.spec), encoding="utf-8")
        digests = {file: digest(made / file) for file in (*recordings.values(), TEXTS["spec"])}
        truth = {"schema": SCHEMA, **truth_dict(synthetic.truth), "sha256": digests}
        (made / TEXTS["truth"]).write_text(_json(truth), encoding="utf-8")
        move_together(made, out, _names())
    return {name: out / file for name, file in {**recordings, **TEXTS}.items()}


def check_target(out: Path, spec: Spec) -> None:
    """Raise UsageError where ``write_synthetic`` would refuse to write, before anything is made."""
    refuse_foreign(out, _names(), lambda path: path.name == TEXTS["spec"] and _says(path, spec))


def _says(path: Path, spec: Spec) -> bool:
    """Whether a file is a spec that asks for the same: somebody wrote or changed it to be made here."""
    try:
        return Spec.model_validate_json(path.read_bytes()) == spec
    except ValueError:
        return False


def _spec_text(spec: Spec) -> str:
    return _json(spec.model_dump(mode="json"))


def _names() -> tuple[str, ...]:
    """Every file that may be written, the truth last: it vouches for the others."""
    return (*(file for files in FILES.values() for file in files.values()), TEXTS["spec"], TEXTS["truth"])


def _write_recordings(synthetic: Synthetic, folder: Path, file_format: Format) -> None:
    files = FILES[file_format]
    write = write_c3d if file_format == "c3d" else write_trc
    for name, recording in (("run", synthetic.run), ("standing", synthetic.standing)):
        write(recording, folder / files[name])
    if file_format == "trc" and synthetic.run.forces is not None:
        write_mot(synthetic.run.forces, folder / files["forces"])


def truth_dict(truth: Truth) -> dict[str, Any]:
    """What can be scored from files; the curves stay in Python, where they are exact."""
    rows = {"contacts": truth.contacts, "strides": truth.strides, "label_swaps": truth.label_swaps}
    return {
        **{
            name: [{key: _rounded(key, value) for key, value in row.model_dump().items()} for row in found]
            for name, found in rows.items()
        },
        "measures": {
            name: {side: round(value, DECIMALS) for side, value in sides.items()}
            for name, sides in sorted(truth.measures.items())
        },
        "moved": {name: round(value, DECIMALS) for name, value in truth.moved.items()},
    }


def _rounded(key: str, value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return round(value, TIME_DECIMALS if key.endswith("_s") else DECIMALS)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"
