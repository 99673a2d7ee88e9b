"""When to look again, and how: the same run, seen in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backstride.answers.home_tests import home_tests, result
from backstride.care.case import Case
from backstride.care.home_tests import barred
from backstride.care.words import words
from backstride.model.common import RecordingKind
from backstride.model.measure import Measure
from backstride.model.plan import Retest

KMH: Final = 3.6  # kilometres an hour in a metre a second
FILMED: Final[tuple[RecordingKind, ...]] = ("video", "keypoints")


def retest(case: Case, cue_measures: tuple[str, ...] = (), *, in_stages: bool = False) -> Retest:
    """The retest; measures: what the cue and the findings are read from; tests: those done today.

    in_stages: running comes back in stages, so the run of today may not be there yet.
    """
    table = words("retest")
    weeks = table["after_days"] // 7
    used = [one for one in case.analysis.recordings if one.quality.verdict != "refused"]
    behind = [item.measure for pattern in case.found for item in pattern.for_ if item.measure]
    known = [name for name in (*cue_measures, *behind) if case.measured(name)]
    text = table["text" if used else "text_no_recording"].format(weeks=weeks)
    return Retest(
        after_days=table["after_days"],
        text=" ".join(filter(None, (text, table["text_stages"] if in_stages else ""))),
        reason=table["reason"],
        check=table["check"],
        measures=tuple(dict.fromkeys(known)),
        tests=_tests(case),
        camera=tuple(dict.fromkeys(_camera(case))),
    )


def _tests(case: Case) -> tuple[str, ...]:
    """Tests at home that were done and may be done again, in their order."""
    return tuple(
        test.id
        for test in home_tests()
        if result(test, case.told) is not None and not barred(test, case.told)
    )


def _camera(case: Case) -> Iterator[str]:
    """How to see the run as it was seen today."""
    table = words("retest")
    for one in case.analysis.recordings:
        if one.quality.verdict == "refused":
            continue
        if one.kind in FILMED and one.view in table["views"]:
            yield table["view"].format(view=table["views"][one.view], rate=f"{one.rate_hz:.0f}")
        elif one.kind == "markers":
            yield table["markers"]
    speeds: tuple[Measure, ...] = case.measured("speed")
    if speeds and speeds[0].value:
        metres = speeds[0].value
        yield table["speed"].format(speed=f"{metres:.1f}", kmh=f"{metres * KMH:.1f}")
    yield table["again"]
