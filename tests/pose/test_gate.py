"""The clip gate: what is refused, what is warned of, and what a clip is judged by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.keypoints import Keypoints
from backstride.model.picture import Picture
from backstride.model.recording import Note
from backstride.pose.flat import flat_of
from backstride.pose.gate import EDGE_PX, clip_facts, judged
from backstride.pose.view import direction
from helpers.seen import seen


def facts(clip: Keypoints) -> dict[str, float]:
    flat = flat_of(clip)
    return clip_facts(clip, flat, direction(flat), clip.rate_hz)


def codes(clip: Keypoints) -> set[str]:
    flat = flat_of(clip)
    return {note.code for note in judged(clip, flat, direction(flat), clip.rate_hz)}


def pictured(clip: Keypoints, **how: float) -> Keypoints:
    n = len(clip.time_s)
    usual = {"brightness": 90.0, "contrast": 120.0, "sharpness": 0.7, "clipped_share": 0.0} | how
    still = Picture(np.zeros((n, 2)), np.zeros(n), np.ones(n), np.ones(n, dtype=bool), "still", **usual)
    return replace(clip, picture=still)


def cut_below(clip: Keypoints, edge_px: float) -> Keypoints:
    """The frame ends higher up: what lies below was pushed onto its edge, as an engine does."""
    points = clip.points.copy()
    points.values[..., 1] = np.minimum(points.values[..., 1], edge_px - 0.5)
    return replace(clip, points=points, height_px=int(edge_px))


def test_a_good_clip_passes_without_a_word() -> None:
    assert codes(pictured(seen())) == set()


def test_every_rule_has_a_fact_a_limit_and_words() -> None:
    known = facts(pictured(seen()))
    for rule in load("pose/gate.toml")["rule"]:
        assert rule["fact"] in known
        assert {"refuse_below", "refuse_above", "warn_below", "warn_above"} & set(rule)
        assert rule["text"].format(value=1.0)
        assert rule["fix"]


def test_the_height_of_the_runner_is_told_in_px() -> None:
    """3.5 m away a body of 1.75 m is half the focal length high."""
    near, far = facts(seen(distance_m=3.5))["runner_px"], facts(seen(distance_m=7.0))["runner_px"]
    assert near / far == pytest.approx(2.0, rel=0.05)


def test_a_small_runner_is_warned_of_and_a_tiny_one_refused() -> None:
    tenth = seen()
    points = tenth.points.copy()
    points.values[:] *= 0.1
    with pytest.raises(RefusedError, match="px high"):
        codes(replace(tenth, points=points))


def test_feet_below_the_frame_are_seen_to_be_missing() -> None:
    whole = seen()
    feet = [f"{part}_{side}" for part in ("heel", "toe") for side in ("left", "right")]
    heights = whole.points.sel(point=feet).to_numpy()[..., 1]
    edge_px = float(np.floor(np.quantile(heights, 0.95)))
    on_edge = (heights >= edge_px - EDGE_PX).any(axis=1).mean()
    assert facts(cut_below(whole, edge_px))["feet_out_share"] == pytest.approx(on_edge, abs=0.01)
    assert 0.1 < on_edge < 1
    assert facts(whole)["feet_out_share"] == 0


def test_a_frame_guessed_from_the_points_has_no_edge() -> None:
    whole = seen()
    guessed = Note(level="info", code="frame_size_guessed", text="guessed")
    lowest = float(np.nanmax(whole.points.to_numpy()[..., 1]))
    boxed = replace(whole, height_px=int(lowest) + 1, notes=(guessed,))
    assert facts(boxed)["feet_out_share"] == 0


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"brightness": 25.0}, "dark"),
        ({"sharpness": 0.45}, "blurred"),
        ({"clipped_share": 0.4}, "washed_out"),
    ],
)
def test_a_poor_picture_is_warned_of(how: dict[str, float], code: str) -> None:
    assert codes(pictured(seen(), **how)) == {code}


@pytest.mark.parametrize("how", [{"brightness": 2.0}, {"sharpness": 0.2}])
def test_a_hopeless_picture_is_refused_with_a_fix(how: dict[str, float]) -> None:
    with pytest.raises(RefusedError) as told:
        codes(pictured(seen(), **how))
    assert told.value.fix
    assert told.value.where


def test_a_silhouette_is_not_called_dark() -> None:
    assert codes(pictured(seen(), brightness=2.0, contrast=246.0)) == set()


def test_off_square_is_warned_of_from_fifteen_degrees() -> None:
    assert "off_square" in codes(seen(yaw_deg=20))
    assert "off_square" not in codes(seen(yaw_deg=8))


def test_an_oblique_clip_is_warned_of() -> None:
    assert "oblique" in codes(seen(yaw_deg=45))


def test_a_slow_camera_is_warned_of() -> None:
    assert "slow_camera" in codes(seen(rate_hz=30))
