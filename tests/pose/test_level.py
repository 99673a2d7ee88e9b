"""How far the camera was tilted, asked of a runner on paper and of cameras of known roll."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.pose.flat import Flat, flat_of
from backstride.pose.level import MOST_TILT_DEG, roll_rad
from backstride.pose.view import Direction, direction, named
from helpers.seen import mirrored, places, seen

SIZE_PX = (1920, 1080)
SQUARE = named(0.0)
LEG_PX = 250.0
STRIDE_S, CONTACT_S, BELT_PX_S = 0.7, 0.25, 900.0
WITHIN_DEG = 2.0  # measured: 1.6 at most, over two runners and both sides, jitter a hundredth of the trunk
SKEWED_DEG = 2.0  # 15 degrees off square; measured 1.6


def on_paper(slope_deg: float = 0.0, way: float = 1.0, rate_hz: float = 60.0) -> Flat:
    """Toes that stand exactly on a line of this slope while a belt carries them back, and swing above it."""
    time_s = np.arange(round(6.0 * rate_hz)) / rate_hz
    still = {f"{name}_{side}": np.zeros((len(time_s), 2)) for name in JOINTS for side in ("left", "right")}
    for side, late, below in (("left", 0.0, -LEG_PX), ("right", 0.5, -LEG_PX + 12.0)):
        phase = (time_s / STRIDE_S + late) % 1.0
        share = CONTACT_S / STRIDE_S
        stance, swing = phase / share, (phase - share) / (1 - share)
        back = BELT_PX_S * CONTACT_S
        along = np.where(phase < share, back * (0.5 - stance), back * (swing - 0.5))
        above = np.where(phase < share, 0.0, 60.0 * np.sin(np.pi * swing))
        across = np.tan(np.radians(slope_deg)) * way * along
        still[f"toe_{side}"] = np.stack([way * along, below + across + above], axis=1)
        still[f"knee_centre_{side}"] = still[f"knee_centre_{side}"] - [0.0, LEG_PX / 2]
        still[f"ankle_centre_{side}"] = still[f"ankle_centre_{side}"] - [0.0, LEG_PX]
    return Flat(time_s, still)


JOINTS = ("hip_centre", "knee_centre", "ankle_centre", "toe")


def roll_deg(flat: Flat, looked: Direction = SQUARE) -> float:
    return float(np.degrees(roll_rad(flat, looked, *SIZE_PX)))


@settings(max_examples=25)
@given(slope_deg=st.floats(1 - MOST_TILT_DEG, MOST_TILT_DEG - 1), way=st.sampled_from([1.0, -1.0]))
def test_the_line_on_which_toes_stand_is_the_ground(slope_deg: float, way: float) -> None:
    looked = named(0.0 if way > 0 else 180.0)
    assert roll_deg(on_paper(slope_deg, way), looked) == pytest.approx(slope_deg, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 120.0])
def test_at_any_frame_rate(rate_hz: float) -> None:
    assert roll_deg(on_paper(4.0, rate_hz=rate_hz)) == pytest.approx(4.0, abs=1e-6)


def test_one_foot_in_the_picture_will_do() -> None:
    flat = on_paper(4.0)
    one = replace(flat, places={k: v for k, v in flat.places.items() if k != "toe_left"})
    assert roll_deg(one) == pytest.approx(4.0, abs=1e-6)


def test_a_few_frames_far_off_do_not_tilt_the_line() -> None:
    flat = on_paper(4.0)
    toe = flat.places["toe_left"].copy()
    toe[::17, 1] += 0.6 * LEG_PX
    assert roll_deg(replace(flat, places=flat.places | {"toe_left": toe})) == pytest.approx(4.0, abs=0.1)


def test_a_line_too_steep_for_any_phone_is_no_ground() -> None:
    assert np.isnan(roll_deg(on_paper(MOST_TILT_DEG + 2.0)))


@pytest.mark.parametrize("lost", [slice(None), slice(20, None)])
def test_feet_hardly_seen_show_nothing(lost: slice) -> None:
    flat = on_paper(4.0)
    toes = {f"toe_{side}": flat.places[f"toe_{side}"].copy() for side in ("left", "right")}
    for toe in toes.values():
        toe[lost] = np.nan
    assert np.isnan(roll_deg(replace(flat, places=flat.places | toes)))


@pytest.mark.parametrize("view", ["side_right", "side_left"])
@pytest.mark.parametrize("rolled_deg", [-8.0, 0.0, 5.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_tilted_camera_at_the_side(view: str, rolled_deg: float, seed: int) -> None:
    clip = seen(places(3.0, seed), view=view, roll_deg=rolled_deg, jitter=0.01, seed=seed)
    flat = flat_of(clip)
    assert roll_deg(flat, direction(flat)) == pytest.approx(rolled_deg, abs=WITHIN_DEG)


@pytest.mark.parametrize("yaw_deg", [-15.0, 15.0])
def test_a_skewed_view_of_a_level_ground_is_no_tilt(yaw_deg: float) -> None:
    flat = flat_of(seen(yaw_deg=yaw_deg, jitter=0.01))
    assert roll_deg(flat, direction(flat)) == pytest.approx(0.0, abs=SKEWED_DEG)


@pytest.mark.parametrize("view", ["rear", "front"])
@pytest.mark.parametrize("rolled_deg", [-5.0, 0.0, 8.0])
def test_a_tilted_camera_behind_and_in_front(view: str, rolled_deg: float) -> None:
    flat = flat_of(seen(view=view, roll_deg=rolled_deg))
    assert roll_deg(flat, direction(flat)) == pytest.approx(rolled_deg, abs=0.3)


def test_a_mirror_turns_the_tilt_round() -> None:
    clip = seen(roll_deg=4.0)
    one, other = flat_of(clip), flat_of(mirrored(clip))
    assert roll_deg(other, direction(other)) == pytest.approx(-roll_deg(one, direction(one)), abs=1e-6)
