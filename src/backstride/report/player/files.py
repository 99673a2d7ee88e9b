"""Players beside a result, so that its page can be made again: a JSON and an MP4 each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backstride.errors import UnreadableError
from backstride.report.player.data import PlayerData, from_json, to_json
from backstride.report.player.links import anchor

PATTERNS = ("player-*.json", "clip-*.mp4")
"""The names that these files have; an earlier result's are found by them."""


def player_files(players: Sequence[PlayerData]) -> dict[str, bytes]:
    """File name -> content of every player; a player without pictures has no MP4."""
    files: dict[str, bytes] = {}
    for one in players:
        files[f"{anchor(one.recording)}.json"] = to_json(one).encode("utf-8")
        if one.video is not None:
            files[clip_name(one.recording)] = one.video
    return files


def players_in(folder: Path) -> tuple[PlayerData, ...]:
    """The players of a result folder in the order of their names; none where it has none.

    Raises UnreadableError for a file that ``player_files`` did not write.
    """
    return tuple(_read(path) for path in sorted(folder.glob(PATTERNS[0])))


def _read(path: Path) -> PlayerData:
    clip = path.with_name(_beside(path.stem))
    try:
        return from_json(path.read_text(encoding="utf-8"), clip.read_bytes() if clip.is_file() else None)
    except (OSError, ValueError) as error:
        raise UnreadableError("this is no player's file", where=path.name, fix="Run analyze again") from error


def clip_name(recording: str) -> str:
    """File name of a recording's pictures."""
    return _beside(anchor(recording))


def _beside(name: str) -> str:
    return f"clip{name.removeprefix('player')}.mp4"
