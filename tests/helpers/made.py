"""A result folder that the command made of the synthetic run, one for each set of answers."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backstride.cli import main
from helpers.told import demo_answers

YES = {"clear": (), "clinician": ("leg_symptoms",), "urgent": ("fever",), "emergency": ("saddle_numbness",)}


class Made(NamedTuple):
    """A result folder and what making it said."""

    folder: Path
    code: int
    out: str
    err: str

    @property
    def analysis(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "analysis.json").read_text(encoding="utf-8")))

    @property
    def page(self) -> str:
        return text_of(self.folder / "report.html")


def text_of(page: Path) -> str:
    """The words of a page without its markup."""
    body = re.sub(r"<(style|svg)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def save(path: Path, raw: Any) -> Path:
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def intake(path: Path) -> dict[str, Any]:
    """What an answers file keeps under intake."""
    return dict(json.loads(path.read_text(encoding="utf-8")).get("intake", {}))


def made_by_command(run: Path, level: str, folder: Path) -> Made:
    """``analyze`` of this run into the folder, with the demo's answers made to give the level."""
    raw = demo_answers()
    raw["safety"] |= dict.fromkeys(YES.get(level, ()), "yes")
    given = () if level == "not_asked" else ("--answers", str(save(folder / "given.json", raw)))
    arguments = ["backstride", "analyze", str(run), *given, "--out", str(folder / "out")]
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr("sys.argv", arguments)
        with pytest.raises(SystemExit) as stop:
            main()
    return Made(folder / "out", int(stop.value.code or 0), out.getvalue(), err.getvalue())
