"""Small parts: who is followed, how the runner stands, what is drawn, how the bowl tips, what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from backstride.knowledge.loader import load
from backstride.live.follow import LOOK_EVERY_S, Follower
from backstride.live.place import placed
from backstride.live.points import SHOWN, lines, shares
from backstride.live.tip import Tip
from backstride.live.window import Window
from backstride.pose.engine import Person, Pose
from backstride.pose.region import Region

NAMES = tuple(load("pose/blaze.toml")["landmarks"]["names"])
SIZE = (640, 480)
IMAGE = np.zeros((480, 640, 3), np.uint8)
HERE, THERE = Region(320, 240, 300), Region(100, 240, 200)


def pose(**at: tuple[float, float]) -> Pose:
    """A body upright in the middle of the picture, some points elsewhere."""
    points = np.full((len(NAMES), 2), (320.0, 240.0))
    heights = {"nose": 60, "shoulder_centre": 120, "hip_centre": 240, "knee_centre": 330, "ankle_centre": 410,
               "heel": 420, "toe": 425}  # fmt: skip
    for place, name in enumerate(NAMES):
        plain, _, side = name.rpartition("_")
        across = {"left": -20.0, "right": 20.0}.get(side, 0.0)
        points[place] = (320.0 + across, heights.get(plain if side in ("left", "right") else name, 240))
    for name, place_px in at.items():
        points[NAMES.index(name)] = place_px
    return Pose(points, np.ones(len(NAMES)), None, 1.0, HERE)


@dataclass
class Eye:
    """An engine of which the test says whom it finds and whether somebody is in a region."""

    found: tuple[Region, ...] = (HERE,)
    there: tuple[Region, ...] = (HERE,)
    asked: list[str] = field(default_factory=list)
    name = "eye"
    point_names = NAMES
    present_at_least = 0.5

    def people(self, _image: object) -> tuple[Person, ...]:
        self.asked.append("people")
        return tuple(Person(region, 0.9) for region in self.found)

    def pose(self, _image: object, region: Region) -> Pose:
        self.asked.append("pose")
        one = pose()
        return Pose(one.points_px, one.confidence, None, float(region in self.there), region)


def test_who_is_followed_needs_no_detector_but_now_and_then() -> None:
    eye = Eye()
    follower = Follower(eye)
    for number in range(int(2 * LOOK_EVERY_S * 30)):
        assert follower.see(IMAGE, number / 30) is not None
    assert eye.asked.count("people") == 2


def test_who_is_lost_is_searched_for_but_not_at_every_frame() -> None:
    eye = Eye(there=())
    follower = Follower(eye)
    assert [follower.see(IMAGE, number / 30) for number in range(30)] == [None] * 30
    assert eye.asked.count("people") <= 6
    eye.there = (HERE,)
    assert any(follower.see(IMAGE, 1.0 + number / 30) for number in range(10))


def test_the_largest_is_followed_and_a_ghost_is_left() -> None:
    eye = Eye(found=(THERE, HERE), there=(HERE, THERE))
    follower = Follower(eye)
    follower.see(IMAGE, 0.0)
    assert follower.region == HERE
    eye.found = (THERE,)
    for number in range(1, int(3 * LOOK_EVERY_S)):
        follower.see(IMAGE, float(number))
    assert follower.region == THERE


@pytest.mark.parametrize(
    ("at", "how"),
    [
        ({}, "well"),
        ({"toe_left": (300.0, 479.5)}, "cut_off"),
        ({"nose": (320.0, -3.0)}, "cut_off"),
        (
            dict.fromkeys(("nose", "heel_left", "heel_right", "toe_left", "toe_right"), (320.0, 240.0)),
            "too_far",
        ),
    ],
)
def test_how_the_runner_stands(at: dict[str, tuple[float, float]], how: str) -> None:
    assert placed(pose(**at), NAMES, SIZE) == how


def test_points_are_shares_and_unsure_ones_are_left_out() -> None:
    one = pose(toe_left=(160.0, 120.0))
    one.confidence[NAMES.index("nose")] = 0.1
    found = shares(one, NAMES, SIZE)
    assert found[SHOWN.index("toe_left")] == (0.25, 0.25)
    assert found[SHOWN.index("nose")] is None
    assert shares(None, NAMES, SIZE) == (None,) * len(SHOWN)
    assert all(0 <= place < len(SHOWN) for pair in lines() for place in pair)


@pytest.mark.parametrize(
    ("view", "right_hip", "way"), [("rear", (340.0, 250.0), 1), ("front", (300.0, 250.0), -1)]
)
def test_the_bowl_tips_as_it_is_seen(view: str, right_hip: tuple[float, float], way: int) -> None:
    left_x = 640.0 - right_hip[0]
    tip = Tip(NAMES, view)  # type: ignore[arg-type]
    level = pose(hip_centre_left=(left_x, 240.0), hip_centre_right=(right_hip[0], 240.0))
    for number in range(60):
        assert tip.see(level, number / 30) == pytest.approx(0.0, abs=0.01)
    sunk = pose(hip_centre_left=(left_x, 240.0), hip_centre_right=right_hip)
    last = [tip.see(sunk, 2 + number / 30) for number in range(12)][-1]
    assert last is not None
    assert last * way > 8  # of 14 degrees, a third of a second later
    assert tip.see(None, 3.0) is None


def test_the_trunk_carries_the_bowl_from_the_side() -> None:
    tip = Tip(NAMES, "side")
    for number in range(60):
        tip.see(pose(), number / 30)
    ahead = pose(shoulder_centre_left=(330.0, 120.0), shoulder_centre_right=(370.0, 120.0))
    last = [tip.see(ahead, 2 + number / 30) for number in range(12)][-1]
    assert last is not None
    assert last > 8


def test_the_window_forgets_and_keeps_the_order_of_time() -> None:
    window = Window(NAMES, SIZE, 2.0)
    with pytest.raises(ValueError, match="two frames"):
        window.keypoints()
    for number in range(300):
        window.add(number / 30, pose() if number % 2 else None)
        window.add(number / 30, pose())  # the same moment again
    assert window.length_s == pytest.approx(2.0)
    assert len(window.keypoints().time_s) == 61
    assert window.seen_share(1.0) == pytest.approx(0.5, abs=0.05)
    window.clear()
    assert window.length_s == 0.0
