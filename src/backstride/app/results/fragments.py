"""A result's pages rendered once, when it is measured, so that showing them is reading files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

import backstride
from backstride.app.plain_options import in_the_app, without_commands
from backstride.model.common import Frozen
from backstride.model.safety import SafetyLevel
from backstride.whole import hidden_beside, move_together

if TYPE_CHECKING:
    from backstride.report.html import Body
    from backstride.report.player.data import PlayerData

FACTS: Final = "shown.json"
REPORT: Final = "report.html"
PLAYER: Final = "player-{number}.html"
FILES_AT: Final = "@@files@@"
"""Stands in a fragment for the address of the result's files, which only the page knows."""


class Shown(Frozen):
    """What a page needs to know of its fragments. stamp: of the files they were made from. recordings: as
    they are called. clips: those that play, one fragment each. scripts: files that the report needs."""

    stamp: str
    level: SafetyLevel
    recordings: tuple[str, ...]
    clips: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


def write_fragments(result: Path, shown: Path) -> None:
    """Render the report and the players of a result folder into the folder ``shown``, all or nothing.

    Raises as ``saved.saved_result`` does, and BackstrideError where ``shown`` cannot be written.
    """
    from backstride.report.html import body
    from backstride.report.player.files import players_in
    from backstride.saved import saved_result

    stamp, one = stamp_of(result), saved_result(result)
    made = body(
        one.analysis,
        one.curves,
        background=one.background,
        told=one.told,
        players=players_in(result),
        video_at=_video_at,
    )
    facts = Shown(
        stamp=stamp,
        level=one.analysis.safety.level,
        recordings=tuple(each.id for each in one.analysis.recordings),
        clips=tuple(made.players),
        scripts=made.scripts,
    )
    _write(shown, facts, _pages(made))


def shown_in(shown: Path, result: Path) -> Shown | None:
    """What lies in ``shown``, None where nothing does or the result has changed since."""
    try:
        facts = Shown.model_validate_json((shown / FACTS).read_bytes())
    except (OSError, ValidationError):
        return None
    return facts if facts.stamp == stamp_of(result) else None


def fragment(shown: Path, name: str, files_at: str) -> str:
    """A fragment's text; files_at: the address below which the result's files are to be had."""
    return (shown / name).read_text(encoding="utf-8").replace(FILES_AT, files_at)


def player_name(number: int) -> str:
    """The file of the n-th clip's player, from 1."""
    return PLAYER.format(number=number)


def stamp_of(result: Path) -> str:
    """Tells one state of a result's files from another, and one version of Backstride from another."""
    paths = [result / "analysis.json", result / "answers.json", result / "curves.parquet"]
    paths += sorted((*result.glob("player-*.json"), *result.glob("clip-*.mp4")))
    states = [
        f"{path.name} {(stat := path.stat()).st_size} {stat.st_mtime_ns}" for path in paths if path.exists()
    ]
    told = "\n".join((backstride.__version__, *states))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def _pages(made: Body) -> dict[str, str]:
    pages = {
        REPORT: f"{made.sheets}\n{made.cards}",
        **{player_name(number): str(one) for number, one in enumerate(made.players.values(), 1)},
    }
    return {name: in_the_app(without_commands(text)) for name, text in pages.items()}


def _video_at(data: PlayerData) -> str:
    from backstride.report.player.files import clip_name

    return f"{FILES_AT}/{clip_name(data.recording)}"


def _write(shown: Path, facts: Shown, pages: dict[str, str]) -> None:
    old = {path.name for path in shown.glob("player-*.html")}
    with hidden_beside(shown, "the page", "Make room on the disk") as made:
        for name, text in pages.items():
            (made / name).write_text(text, encoding="utf-8")
        (made / FACTS).write_text(facts.model_dump_json(), encoding="utf-8")
        move_together(made, shown, (*sorted(old | pages.keys()), FACTS))
