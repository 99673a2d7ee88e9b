"""The light for the next run, from how strong the pain was. Not validated for back pain, and it says so."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, Literal

from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.safety import RunTomorrow

Light = Literal["green", "amber", "red"]
LIGHTS: Final[tuple[Light, ...]] = ("green", "amber", "red")


def worst_pain(told: Answers | None) -> float | None:
    """The highest pain given, 0 to 10; None where no pain was given."""
    given = [told.number(name) for name in _table()["pain"]["fields"]] if told else []
    return max((pain for pain in given if pain is not None), default=None)


def run_tomorrow(told: Answers | None) -> RunTomorrow | None:
    """The light and the most to run; None where no pain was given. Call it at level ``clear`` only.

    0-3 green, 4-5 amber, above red; not settled within 24 hours one step worse; sharp or limping red. More
    pain never gives a better light or a longer distance. The distance is a cap: the usual run, at most 1.1
    times the longest of the last 30 days, at most where the pain starts; half the usual when amber.
    """
    worst = worst_pain(told)
    if told is None or worst is None or _unread(told):
        return None
    light = _light(worst, told)
    cap = _cap_km(told, light)
    if light == "red" or (cap is not None and cap < _table()["cap"]["least_km"]):
        return RunTomorrow(light="red", max_km=0.0)
    return RunTomorrow(light=light, max_km=cap)


def tomorrow_notes(told: Answers | None) -> tuple[str, ...]:
    """Why the light is as it is, in sentences; what was missing where there is none."""
    return tuple(_notes(told))


def say(key: str) -> str:
    """One text about the light."""
    return str(_table()["say"][key])


def _notes(told: Answers | None) -> Iterator[str]:
    worst, light = worst_pain(told), run_tomorrow(told)
    if told is None or worst is None or light is None:
        yield say("unread" if told and _unread(told) else "no_pain")
        return
    yield say("worst").format(worst=f"{worst:g}")
    if _said(told, "worse_by_one"):
        yield say("not_settled")
    if _said(told, "red"):
        yield say("turned_sharp")
    elif _light(worst, told) != "red" and light.light == "red":
        yield say("starts_at_once")
    if light.light != "red":
        if light.max_km is None:
            yield say("no_distance")
        yield say("stop")


def _light(worst: float, told: Answers) -> Light:
    if _said(told, "red"):
        return "red"
    scale = _table()["scale"]
    step: int = (worst > scale["green_to"]) + (worst > scale["amber_to"]) + _said(told, "worse_by_one")
    return LIGHTS[min(step, len(LIGHTS) - 1)]


def _unread(told: Answers) -> bool:
    """Whether an answer that could have made the light worse was given and could not be read."""
    rows = _table()["worse_by_one"], _table()["red"]
    return bool(told.unused & {*_table()["pain"]["fields"], *(row["field"] for row in rows)})


def _said(told: Answers, key: str) -> bool:
    """Whether the answer that this row of the table waits for was given."""
    row = _table()[key]
    return told.chosen(row["field"]) == (row["answer"],)


def _cap_km(told: Answers, light: Light) -> float | None:
    """The most to run, in km, cut to a tenth; None where no distance of the runner's is known."""
    table = _table()["cap"]
    if told.unused & set(table["fields"]):
        return None
    usual, longest = told.number("usual_run_km"), told.number("longest_run_30d_km")
    usual = longest if usual is None else usual
    if usual is None:
        return None
    caps = [usual * (table["amber_of_usual"] if light == "amber" else 1.0)]
    if longest is not None:
        caps.append(longest * table["over_longest"])
    onset = told.number("onset_km")
    if onset is not None:
        caps.append(onset)
    return math.floor(min(caps) * 10 + 1e-9) / 10


def _table() -> Any:
    return load("safety/tomorrow.toml")
