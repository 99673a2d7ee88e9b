"""A speed typed wrong is said and not used; one that the feet allow stands as given."""

from __future__ import annotations

import pytest

from backstride.motion.given_speed import likely_slip, settled
from backstride.motion.pace import Pace

FOUND = Pace(
    speed_mps=2.75, source="the belt under the standing feet", surface="treadmill", beats=(), notes=()
)


def test_without_a_given_speed_the_middle_of_stance_speaks_first() -> None:
    assert settled(FOUND, None, 2.80).speed_mps == 2.80
    assert settled(FOUND, None, None).speed_mps == 2.75


@pytest.mark.parametrize("given_mps", [2.80, 2.50, 3.15])
def test_a_speed_near_what_the_feet_show_stands_as_given(given_mps: float) -> None:
    run = settled(FOUND, given_mps, 2.80)
    assert (run.speed_mps, run.source, run.notes) == (given_mps, "given", ())


def test_one_reading_of_the_feet_that_agrees_is_enough() -> None:
    assert settled(FOUND, 2.80, 3.60).source == "given"


@pytest.mark.parametrize(
    ("given_mps", "words"),
    [
        (10.08, "km/h typed as m/s"),
        (6.26, "miles an hour typed as m/s"),
        (5.95, "minutes per km typed as m/s"),
        (0.778, "m/s divided by 3.6 once too often"),
        (5.60, "check it, and the frame rate"),
        (1.40, "check it, and the frame rate"),
    ],
)
def test_a_wrong_speed_is_said_with_both_figures_and_not_used(given_mps: float, words: str) -> None:
    run = settled(FOUND, given_mps, 2.80)
    assert run.speed_mps == 2.80
    assert run.source == FOUND.source
    (note,) = run.notes
    assert (note.level, note.code) == ("warning", "speed_mismatch")
    assert words in note.text
    assert "2.80 m/s" in note.text
    assert f"{given_mps:.2f} m/s was given" in note.text


def test_twice_the_speed_is_no_unit() -> None:
    assert all(
        likely_slip(2 * speed, speed * error) is None for speed in (2.5, 4.5) for error in (0.98, 1.02)
    )
