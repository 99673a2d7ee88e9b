"""What the player is told: the right frames, rounded, with the angles that a body of known pose has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import UnreadableError
from backstride.knowledge.loader import load
from backstride.model.clip import Clip
from backstride.model.contact import Contact
from backstride.report.player.data import FrameLink, Stretch, from_json, player_data, to_json
from backstride.report.player.files import player_files, players_in
from backstride.report.player.links import frame_link, shows
from backstride.report.player.skeleton import drawn_points, skeleton_lines
from backstride.report.player.stretch import GAP_S, LONGEST_S, best_stretch
from helpers.picture_angles import picture_angles
from helpers.played import (
    KNEE_DEG,
    RUN,
    SHANK_DEG,
    TRUNK_DEG,
    clip,
    contacts,
    keypoints,
    uneven_times,
    whole,
)


def hidden(shown: Clip, *spans_s: tuple[float, float]) -> Clip:
    """The clip with the runner out of sight in these spans."""
    points = shown.keypoints.points
    for start, stop in spans_s:
        time_s = points.coords["time"].to_numpy()
        points = points.where(((time_s < start) | (time_s >= stop))[:, None, None])
    points.attrs["units"] = "px"
    return replace(shown, keypoints=replace(shown.keypoints, points=points))


def strides(start_s: float, count: int) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            recording=RUN, side="left", foot_strike_s=start_s + 0.7 * n, toe_off_s=start_s + 0.7 * n + 0.25
        )
        for n in range(count)
    )


# --- angles in the picture


@pytest.mark.parametrize("forward", [1.0, -1.0])
@pytest.mark.parametrize("turned_deg", [0.0, 8.0, -15.0])
def test_a_body_of_known_pose_has_its_angles_whichever_way_it_runs_and_the_camera_tilts(
    forward: float, turned_deg: float
) -> None:
    seen = keypoints(uneven_times(5), forward=forward, turned_deg=turned_deg)
    angles = picture_angles(seen, roll_deg=turned_deg)
    assert np.allclose(angles["trunk_lean"], TRUNK_DEG)
    for side in ("left", "right"):
        assert np.allclose(angles[f"shank_angle_{side}"], SHANK_DEG[side])
        assert np.allclose(angles[f"knee_flexion_{side}"], KNEE_DEG[side])


def test_a_missing_point_leaves_only_its_angles_missing() -> None:
    seen = keypoints(uneven_times(5))
    seen.points.loc[{"point": "knee_centre_left", "time": uneven_times(5)[2]}] = np.nan
    angles = picture_angles(seen)
    assert np.flatnonzero(np.isnan(angles["knee_flexion_left"])).tolist() == [2]
    assert not np.isnan(angles["trunk_lean"]).any()


# --- the data


def test_only_the_frames_of_the_stretch_are_kept_and_rounded() -> None:
    time_s = uneven_times()
    shown = clip(time_s)
    got = player_data(shown, (), {"trunk_lean": time_s * 10}, Stretch(time_s[3], time_s[7]))
    assert got.time_s == tuple(np.round(time_s[3:7], 4))
    assert got.curves["trunk_lean"] == tuple(np.round(time_s[3:7] * 10, 1))
    hips = drawn_points(shown.keypoints)["hip_middle"][3:7]
    assert np.abs(np.array(got.points["hip_middle"]) - hips).max() <= 0.05 + 1e-9
    for at in got.points.values():
        assert all(round(n, 1) == n for place in at if place for n in place)


def test_contacts_and_links_outside_the_stretch_are_left_out() -> None:
    time_s = uneven_times()
    links = [FrameLink(text="in", time_s=1.7), FrameLink(text="out", time_s=9.0)]
    other = Contact(recording="another", side="left", foot_strike_s=1.6, toe_off_s=1.8)
    reaching = Contact(recording=RUN, side="right", foot_strike_s=1.2, toe_off_s=1.6)
    before = Contact(recording=RUN, side="left", foot_strike_s=1.0, toe_off_s=1.2)
    got = player_data(clip(time_s), (other, before, reaching), {}, Stretch(1.5, 2.0), links=links)
    assert got.contacts == (reaching,)
    assert [one.text for one in got.links] == ["in"]


def test_slow_motion_puts_contacts_on_the_clock_of_the_run() -> None:
    time_s = uneven_times()
    got = player_data(
        clip(time_s, slow_motion=4.0), strides(0.3, 4), {}, Stretch(float(time_s[0]), float(time_s[-1]))
    )
    assert got.run_time_s[0] == time_s[0] / 4
    assert [one.foot_strike_s for one in got.contacts] == [0.3]  # the clip shows 0.375 to 0.77 s of the run


def test_what_was_not_seen_is_none_in_the_json_and_never_a_number() -> None:
    time_s = uneven_times()
    shown = hidden(clip(time_s), (1.6, 1.7))
    got = whole(shown)
    gone = [n for n, time in enumerate(time_s) if 1.6 <= time < 1.7]
    assert [n for n, place in enumerate(got.points["knee_centre_left"]) if place is None] == gone
    assert [n for n, value in enumerate(got.curves["knee_flexion_left"]) if value is None] == gone
    assert "NaN" not in to_json(got)


def test_json_gives_the_same_again_and_the_pictures_travel_beside_it(tmp_path: Path) -> None:
    data = whole(clip(uneven_times(), recording="a run/1"), video=b"pictures")
    bare = whole(clip(uneven_times(), recording="b"))
    assert b"pictures" not in to_json(data).encode()
    assert from_json(to_json(data), b"pictures") == data
    files = player_files((data, bare))
    assert set(files) == {"player-a-run-1.json", "clip-a-run-1.mp4", "player-b.json"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert players_in(tmp_path) == (data, bare)
    assert players_in(tmp_path / "nowhere") == ()


def test_a_file_that_is_no_players_is_named(tmp_path: Path) -> None:
    (tmp_path / "player-x.json").write_text("{}")
    with pytest.raises(UnreadableError, match=r"player-x\.json"):
        players_in(tmp_path)


def test_an_empty_stretch_and_a_curve_of_another_length_are_refused() -> None:
    shown = clip(uneven_times())
    with pytest.raises(ValueError, match="no frame"):
        player_data(shown, (), {}, Stretch(50.0, 60.0))
    with pytest.raises(ValueError, match="trunk_lean"):
        player_data(shown, (), {"trunk_lean": np.zeros(3)}, Stretch(0.0, 60.0))


def test_every_point_of_the_skeleton_is_one_that_the_engine_gives() -> None:
    table = load("player.toml")
    given_names = {*load("pose/blaze.toml")["landmarks"]["names"], *table["middle"]}
    assert {name for line in skeleton_lines() for name in line.points} <= given_names
    assert {name for of in table["middle"].values() for name in of} <= given_names
    assert {line.side for line in skeleton_lines()} == {"left", "right", None}


def test_a_link_says_when_and_where_and_escapes_its_text() -> None:
    link = frame_link("a < b", "my run", 1.25)
    assert str(link) == (
        '<a href="#player-my-run" class="to-frame" data-recording="my run" data-time="1.2500">a &lt; b</a>'
    )
    data = whole(clip(uneven_times()))
    assert shows([data], RUN, 1.6)
    assert not shows([data], RUN, 0.2)
    assert not shows([data], "another", 1.6)


# --- the best stretch


def even(seconds: float, rate_hz: float = 30.0) -> Clip:
    return clip(np.arange(int(seconds * rate_hz)) / rate_hz)


def test_a_short_clip_is_shown_whole() -> None:
    shown = even(5.0)
    best = best_stretch(shown, strides(0.2, 6))
    assert best.from_s == 0.0
    assert best.until_s > shown.keypoints.time_s[-1]


def test_a_long_clip_is_cut_to_where_most_contacts_are() -> None:
    shown = even(40.0)
    feet = (*strides(1.0, 5), *strides(20.0, 14))
    best = best_stretch(shown, feet)
    inside = [c for c in feet if best.from_s <= c.foot_strike_s and c.toe_off_s < best.until_s]
    assert len(inside) == 14
    assert best.from_s == pytest.approx(19.7, abs=0.04)
    assert best.until_s - best.from_s <= LONGEST_S + 0.04


def test_a_runner_who_goes_and_comes_back_is_shown_once() -> None:
    shown = hidden(even(10.0), (0.0, 1.0), (4.0, 4.0 + GAP_S + 0.2), (9.0, 10.0))
    best = best_stretch(shown, strides(5.0, 5))
    assert best.from_s == pytest.approx(4.0 + GAP_S + 0.2, abs=0.04)
    assert best.until_s == pytest.approx(9.0, abs=0.04)
    nobody = hidden(even(20.0), (0.0, 20.0))
    assert best_stretch(nobody, ()).from_s == 0.0
    assert best_stretch(nobody, ()).until_s <= LONGEST_S + 0.04


@settings(max_examples=25)
@given(
    st.floats(1.0, 30.0),
    st.sampled_from([25.0, 30.0, 60.0]),
    st.floats(0.0, 25.0),
    st.integers(0, 20),
    st.floats(1.0, 8.0),
)
def test_a_stretch_always_holds_frames_and_is_never_too_long(
    seconds: float, rate_hz: float, start_s: float, count: int, slow: float
) -> None:
    shown = clip(np.arange(int(seconds * rate_hz)) / rate_hz, slow_motion=slow)
    best = best_stretch(shown, strides(start_s, count))
    time_s = shown.keypoints.time_s
    inside = time_s[(time_s >= best.from_s) & (time_s < best.until_s)]
    assert inside.size >= 1
    assert inside[-1] - inside[0] < LONGEST_S + 1e-9
    assert player_data(shown, contacts(0.0), {}, best).time_s
