"""What a page draws of a clip that is being looked at."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from backstride.app.jobs import eye
from backstride.app.jobs.eye import Eye, shares
from backstride.pose.engine import Pose
from backstride.pose.region import Region


def pose(*points: tuple[float, float]) -> Pose:
    return Pose(np.array(points), np.ones(len(points)), None, 1.0, Region(0.0, 0.0, 10.0, 0.0))


def test_points_are_shares_and_none_outside_the_picture() -> None:
    found = shares(pose((0, 0), (320, 120), (640, 480), (641, 3), (5, -1), (np.nan, 2)), (640, 480))
    assert found == ((0.0, 0.0), (0.5, 0.25), (1.0, 1.0), None, None, None)


def test_one_thread_is_followed_until_it_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr(eye.time, "monotonic", lambda: now_s)
    seen = Eye()

    def other(x: float) -> None:
        one = threading.Thread(target=lambda: seen(pose((x, 0)), (10, 10)))
        one.start()
        one.join()

    seen(pose((1, 0)), (10, 10))
    seen(pose((2, 0)), (10, 10))  # too soon
    other(9)
    assert seen.points == ((0.1, 0.0),)
    now_s += eye.LOOK_S
    other(9)
    seen(pose((3, 0)), (10, 10))
    assert seen.points == ((0.3, 0.0),)
    now_s += eye.LEFT_S
    other(9)
    assert seen.points == ((0.9, 0.0),)
