"""A checkup as a page shows it: the verdict, the facts that matter, what it gives and what it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backstride.app.page import words
from backstride.app.plain_options import in_the_app
from backstride.knowledge.loader import load

LEVEL_DEG: Final = 1.0  # judged: what is called level; the tilt is taken out in any case
SQUARE_DEG: Final = 5.0  # judged: from here on a view is told with how far it is off
WITHOUT_FRAMES: Final = ("watch", "imu")


@dataclass(frozen=True)
class Lack:
    """Measures that are not given, for one reason."""

    titles: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class CheckedRecording:
    """One recording. reasons: why it is refused, or only usable, each with what to do."""

    name: str
    verdict: str
    reasons: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    gives: tuple[str, ...]
    lacks: tuple[Lack, ...]

    @property
    def lacking(self) -> int:
        """How many measures it does not give."""
        return sum(len(one.titles) for one in self.lacks)


def checked_view(checkups: Sequence[dict[str, Any]]) -> list[CheckedRecording]:
    """Checkups, as ``backstride check --json`` prints them, for the page."""
    return [_recording(one) for one in checkups]


def _recording(one: dict[str, Any]) -> CheckedRecording:
    reasons = one["quality"]["reasons"]
    notes = [note["text"] for note in one["notes"] if note["text"] not in reasons]
    return CheckedRecording(
        name=" + ".join(one["paths"]),
        verdict=one["quality"]["verdict"],
        reasons=tuple(map(in_the_app, reasons)),
        facts=tuple(_facts(one)) if one["frames"] else (),
        remarks=tuple(map(in_the_app, notes)),
        gives=tuple(_title(name) for name in one["can_measure"]),
        lacks=_lacks(one["cannot_measure"]),
    )


def _facts(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    say = words("checked")
    frames = one["kind"] not in WITHOUT_FRAMES
    yield say("rate" if frames else "rate_watch"), f"{one['rate_hz']:.3g}"
    yield say("length"), _length(one["duration_s"])
    if frames:
        yield say("frames_looked"), say("frames", count=one["frames"])
    if one["watch"] and one["watch"]["distance_m"] is not None:
        yield say("distance"), say("distance_km", count=f"{one['watch']['distance_m'] / 1000:.2f}")
    if one["sight"]:
        yield from _sight_facts(one["sight"])
        doubt = any(note["code"] == "sides_doubtful" for note in one["notes"])
        yield say("sides"), say("sides_doubtful" if doubt else "sides_sure")
    if steps := one.get("steps"):
        yield say("steps"), say("steps_of", left=steps["left"], right=steps["right"])


def _sight_facts(sight: dict[str, Any]) -> Iterator[tuple[str, str]]:
    say = words("checked")
    off = abs(sight["yaw_deg"] or 0.0)
    yield (
        say("view"),
        say(f"view_{sight['view']}") + (say("off_square", count=f"{off:.0f}") if off >= SQUARE_DEG else ""),
    )
    tilt = abs(sight["roll_deg"])
    level = say("level_good") if tilt < LEVEL_DEG else say("level_tilted", count=f"{tilt:.0f}")
    yield say("level"), say("camera_moving") if sight["camera"] == "moving" else level


def _length(seconds: float) -> str:
    say = words("checked")
    if seconds < 120:
        return say("length_s", count=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    return say("length_min", minutes=minutes, seconds=rest)


def _lacks(rows: Sequence[dict[str, Any]]) -> tuple[Lack, ...]:
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        by_reason.setdefault(row["reason"], []).append(_title(row["id"]))
    return tuple(Lack(tuple(titles), in_the_app(reason)) for reason, titles in by_reason.items())


def _title(measure: str) -> str:
    title: str = load("measures.toml")[measure]["title"]
    return title
