"""Passes laid end to end: bodies on paper that go through the picture at a known speed."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.pose.flat import Flat
from backstride.pose.passes import laid_end_to_end

RATE_HZ = 60.0
LEG_PX = 200.0
SPEED_PX_S = 700.0
JOINTS = {"hip_centre": 0.0, "knee_centre": 0.5, "ankle_centre": 1.0}
Pass = tuple[float, float, float]  # seconds, px/s, px at its start


def body(*spans: Pass | float) -> Flat:
    """Somebody who goes through the picture (a pass), or is not seen (seconds)."""
    hips = np.concatenate([_hips(span) for span in spans])
    level = np.stack([hips, np.where(np.isfinite(hips), 0.0, np.nan)], axis=1)
    facing = np.sign(np.concatenate([np.full(len(_hips(span)), _speed(span)) for span in spans]))
    places = {}
    for side in ("left", "right"):
        for name, down in JOINTS.items():
            places[f"{name}_{side}"] = level - [0.0, down * LEG_PX]
        places[f"heel_{side}"] = level - [0.0, LEG_PX]
        toe = np.stack([0.3 * LEG_PX * np.where(facing == 0, 1.0, facing), np.zeros(len(hips))], axis=1)
        places[f"toe_{side}"] = places[f"heel_{side}"] + toe
    return Flat(np.arange(len(hips)) / RATE_HZ, places)


def _hips(span: Pass | float) -> np.ndarray:
    if isinstance(span, float):
        return np.full(round(span * RATE_HZ), np.nan)
    seconds, speed, start = span
    return start + speed * np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _speed(span: Pass | float) -> float:
    return 0.0 if isinstance(span, float) else span[1]


def hips_of(flat: Flat) -> np.ndarray:
    return flat.middle("hip_centre")[:, 0]


THROUGH: Pass = (2.5, SPEED_PX_S, -800.0)
BACK: Pass = (2.0, -SPEED_PX_S, 800.0)


def test_one_pass_is_left_as_it_is() -> None:
    flat = body(1.0, THROUGH, 0.2, (1.0, SPEED_PX_S, 1100.0), 2.0)
    laid, notes = laid_end_to_end(flat)
    assert laid is flat
    assert notes == ()


def test_the_second_pass_goes_on_where_the_first_would_be() -> None:
    flat = body(THROUGH, 3.0, THROUGH)
    laid, notes = laid_end_to_end(flat)
    hips = hips_of(laid)
    seen = np.isfinite(hips)
    np.testing.assert_allclose(hips[seen], -800.0 + SPEED_PX_S * laid.time_s[seen], atol=1e-6)
    np.testing.assert_array_equal(seen, np.isfinite(hips_of(flat)))
    assert notes == ()


def test_only_what_lies_along_the_picture_is_moved_and_all_points_together() -> None:
    flat = body(THROUGH, 3.0, THROUGH)
    laid, _ = laid_end_to_end(flat)
    moved = hips_of(laid) - hips_of(flat)
    for name, place in flat.places.items():
        np.testing.assert_allclose(laid.places[name] - place, moved[:, None] * [1.0, 0.0], atol=1e-9)


ONE = "1 pass in the other direction is left out."
TWO = "2 passes in the other direction are left out."


@pytest.mark.parametrize(
    ("spans", "kept", "text"),
    [
        ((THROUGH, 3.0, BACK, 3.0, THROUGH), [0, 4], ONE),
        ((BACK, 3.0, THROUGH, 3.0, BACK, 3.0, BACK), [0, 4, 6], ONE),
        ((THROUGH, 1.0, BACK, 1.0, BACK), [2, 4], ONE),
        ((BACK, 1.0, THROUGH, 1.0, BACK, 1.0, THROUGH), [2, 6], TWO),
    ],
)
def test_of_two_ways_the_one_seen_longer_is_kept(
    spans: tuple[Pass | float, ...], kept: list[int], text: str
) -> None:
    laid, notes = laid_end_to_end(body(*spans))
    edges = np.cumsum([0, *(len(_hips(span)) for span in spans)])
    wanted = np.zeros(edges[-1], dtype=bool)
    for number in kept:
        wanted[edges[number] : edges[number + 1]] = True
    np.testing.assert_array_equal(np.isfinite(hips_of(laid)), wanted)
    assert [(note.code, note.level, note.text) for note in notes] == [("other_direction", "warning", text)]
    speed = spans[kept[0]][1]  # type: ignore[index]
    assert np.nanmedian(np.diff(hips_of(laid))) * RATE_HZ == pytest.approx(speed)


def test_a_jump_without_a_gap_begins_another_pass() -> None:
    flat = body(THROUGH, THROUGH)
    hips = hips_of(laid_end_to_end(flat)[0])
    np.testing.assert_allclose(np.diff(hips), SPEED_PX_S / RATE_HZ, atol=1e-6)


def test_on_a_belt_nobody_moves_on_while_unseen() -> None:
    flat = body((2.0, 5.0, 0.0), 3.0, (2.0, 5.0, 0.0))
    hips = hips_of(laid_end_to_end(flat)[0])
    seen = np.isfinite(hips)
    assert np.ptp(hips[seen]) <= 2 * 5.0 * 2.0


def test_a_glimpse_is_no_pass() -> None:
    flat = body(THROUGH, 1.0, (0.2, -SPEED_PX_S, 700.0), 1.0, THROUGH)
    laid, notes = laid_end_to_end(flat)
    glimpse = slice(round(3.5 * RATE_HZ), round(3.7 * RATE_HZ))
    assert np.isnan(hips_of(laid)[glimpse]).all()
    assert notes == ()


def test_nobody_at_all() -> None:
    flat = body(2.0)
    assert laid_end_to_end(flat) == (flat, ())
