"""The folder a person gets: five files, and the answers, that appear together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from backstride.answers.file import ANSWERS, dumps
from backstride.errors import BackstrideError, UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report import json_file
from backstride.report.context import Background, with_strides
from backstride.report.html import render
from backstride.report.player.data import PlayerData
from backstride.report.player.files import PATTERNS, player_files
from backstride.report.player.links import anchor
from backstride.report.tables import carried_background, contacts_csv, curves_parquet, measures_csv
from backstride.whole import hidden_beside, move_together

FILES: Final = ("report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet")
ANNOTATED: Final = "annotated-*.mp4"
# Pages for one reader and papers, made on request: an older one must not stay beside a new result.
FOR_ONE: Final = ("runner.html", "clinician.html", "runner.pdf", "clinician.pdf", "letter.pdf", "plan.pdf")


def write(
    analysis: Analysis,
    curves: pa.Table,
    out: Path,
    *,
    background: Background | None = None,
    told: Answers | None = None,
    players: Sequence[PlayerData] = (),
    annotated: Mapping[str, Callable[[Path], None]] = MappingProxyType({}),
) -> tuple[Path, ...]:
    """Write the result files into the folder ``out`` and return their paths, in the order of ``FILES``; the
    answers, where there are any, stand beside them as given.

    Everything is made in a hidden folder beside ``out`` and moved when complete, so an interruption leaves
    either the old result or the new one. An earlier Backstride result in ``out`` is replaced; files of
    other names are left alone. background: what page two says beyond the contract's JSON; taken from the
    curves' metadata when not given. players: clips to play, kept beside the report so that it can be made
    again. annotated: name of a further file -> what writes it there. Raises UsageError when ``out`` is a
    file, or holds files of these names that Backstride did not write.
    """
    check_target(out)
    known = with_strides(background or carried_background(curves) or Background(), analysis.measures)
    carried = known if known != Background() else None
    contents = {
        "report.html": render(analysis, curves, background=carried, told=told, players=players).encode(
            "utf-8"
        ),
        "analysis.json": json_file.dumps(analysis).encode("utf-8"),
        "contacts.csv": contacts_csv(analysis).encode("utf-8"),
        "measures.csv": measures_csv(analysis).encode("utf-8"),
        "curves.parquet": curves_parquet(curves, carried),
        **({ANSWERS: dumps(told.raw).encode("utf-8")} if told else {}),
        **player_files(players),
    }
    with hidden_beside(out, "the result") as made:
        for name, content in contents.items():
            (made / name).write_bytes(content)
        for name, draw in annotated.items():
            draw(made / name)
        names = (*FILES, ANSWERS, *FOR_ONE, *_of_clips(made), *_of_clips(out))
        move_together(made, out, tuple(dict.fromkeys(names)))
    return tuple(out / name for name in (*contents, *annotated))


def annotated_name(recording: str) -> str:
    """File name of a clip's copy with the marks drawn into its pictures."""
    return f"annotated-{anchor(recording).removeprefix('player-')}.mp4"


def _of_clips(folder: Path) -> tuple[str, ...]:
    """Files of clips in a folder: an earlier result's go when a new one comes."""
    found = (path.name for pattern in (*PATTERNS, ANNOTATED) for path in folder.glob(pattern))
    return tuple(sorted(found)) if folder.is_dir() else ()


def check_target(out: Path) -> None:
    """Raise UsageError where writing would overwrite something that is not a Backstride result."""
    fix = "Choose another folder with --out"
    if out.exists() and not out.is_dir():
        raise UsageError("a file of this name is already there", where=str(out), fix=fix)
    taken = [name for name in FILES if (out / name).exists()]
    if taken and not _is_result(out):
        raise UsageError(f"{taken[0]} is there and Backstride did not write it", where=str(out), fix=fix)


def _is_result(out: Path) -> bool:
    try:
        json_file.load(out / "analysis.json")
    except BackstrideError:
        return False
    return True
