"""A height against how high the pelvis stands: said beyond a tenth, never changed."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.motion.given_height import height_from_standing, height_notes


def standing(height_m: float, floor_m: float = 0.0) -> dict[str, np.ndarray]:
    high, low = floor_m + 0.05 + 0.561 * height_m, floor_m + 0.05
    places = {f"asis_{side}": np.array([0.0, high, z]) for side, z in (("left", -0.12), ("right", 0.12))}
    return places | {f"heel_{side}": np.array([0.0, low, z]) for side, z in (("left", -0.1), ("right", 0.1))}


@pytest.mark.parametrize("floor_m", [0.0, 0.4])
def test_height_is_read_above_the_feet_wherever_the_floor_is(floor_m: float) -> None:
    assert height_from_standing(standing(1.75, floor_m)) == pytest.approx(1.75)


@pytest.mark.parametrize("given_m", [None, 1.75, 1.62, 1.90])
def test_a_height_within_a_tenth_or_none_is_no_news(given_m: float | None) -> None:
    assert height_notes(standing(1.75), given_m) == ()


@pytest.mark.parametrize("given_m", [1.50, 2.00])
def test_another_height_is_said_with_both_figures(given_m: float) -> None:
    (note,) = height_notes(standing(1.75), given_m)
    assert (note.level, note.code) == ("warning", "height_mismatch")
    assert f"{given_m:.2f} m" in note.text
    assert "1.75 m" in note.text


def test_without_a_standing_trial_nothing_is_compared() -> None:
    assert height_notes({}, 1.0) == ()
    assert height_notes({"asis_left": np.zeros(3)}, 1.0) == ()
