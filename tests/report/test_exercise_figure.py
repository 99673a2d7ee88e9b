"""Figures of exercises and home tests: bodies hold together, stand on the ground and show the exercise."""

from __future__ import annotations

import math
import re
from importlib import resources
from xml.etree import ElementTree

import pytest

from backstride.errors import BackstrideError
from backstride.report.body_pose import Point, Pose, joints, lengths, radius
from backstride.report.exercise_figure import HEIGHT, WIDTH, exercise_figure
from backstride.report.exercise_poses import Panel, figure_row, figure_rows
from helpers.contrast import contrast
from helpers.reading import grade, sentences

EXERCISES = (
    *("front_plank", "side_plank", "dead_bug", "bird_dog", "glute_bridge", "single_leg_bridge_lift"),
    *("squat", "split_squat", "step_down_slow", "calf_raise", "hip_flexor_stretch", "hamstring_stretch"),
    *("shoulder_loosening", "trunk_turn", "pelvic_tilts", "side_bend_easy"),
)
HOME_TESTS = (
    *("front_plank", "side_plank", "single_leg_bridge", "step_down"),
    *("hip_extension", "side_bend", "heel_jump", "exaggerated_turn"),
)
IDS = sorted({*EXERCISES, *HOME_TESTS})
TOUCH = 0.005  # share of height: how far a hand or foot may be off what it stands on
LARGEST_BYTES = 6000
HIGHEST_GRADE = 8.0
# deg, what a healthy person can do: flexion and extension from the side
RANGES = {
    "hip": (-30, 135),
    "knee": (0, 150),
    "ankle": (-80, 40),  # a foot laid flat on its back is pointed by its middle joints too
    "elbow": (0, 150),
    "shoulder": (-95, 185),
}
PANELS = [(name, n) for name in IDS for n in range(2)]


def panel(name: str, n: int) -> Panel:
    return figure_row(name).panel[n]


def end(name: str) -> dict[str, Point]:
    """The joints of the second pose."""
    return joints(panel(name, 1).pose)


def bend_deg(one: Point, middle: Point, other: Point) -> float:
    """The angle at the middle, 180 for a straight line."""
    first = math.atan2(one[1] - middle[1], one[0] - middle[0])
    second = math.atan2(other[1] - middle[1], other[0] - middle[0])
    return abs((math.degrees(first - second) + 180) % 360 - 180)


def test_every_exercise_and_home_test_has_a_figure_and_no_figure_is_left_over() -> None:
    assert sorted(figure_rows()) == IDS


# --- bodies


@pytest.mark.parametrize(("name", "n"), PANELS)
def test_what_touches_lies_on_what_it_touches(name: str, n: int) -> None:
    pose = panel(name, n).pose
    at = joints(pose)
    off = {point: at[point][1] - radius(point) - level for point, level in pose.rests.items()}
    assert {point: gap for point, gap in off.items() if abs(gap) > TOUCH} == {}


@pytest.mark.parametrize(("name", "n"), [pair for pair in PANELS if panel(*pair).ground])
def test_nothing_sinks_into_the_ground(name: str, n: int) -> None:
    lowest = {point: y - radius(point) for point, (_, y) in joints(panel(name, n).pose).items()}
    assert {point: low for point, low in lowest.items() if low < -TOUCH} == {}


@pytest.mark.parametrize(("name", "n"), PANELS)
def test_limbs_keep_their_lengths(name: str, n: int) -> None:
    pose, size = panel(name, n).pose, lengths()
    at = joints(pose)
    for side, limbs in (("near", pose.near), ("far", pose.far or pose.near)):
        found = {
            pair: math.dist(at[f"{side}_{pair[0]}"], at[f"{side}_{pair[1]}"])
            for pair in (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"))
        }
        wanted = {
            ("hip", "knee"): size["thigh"] * limbs.leg,
            ("knee", "ankle"): size["shank"] * limbs.leg,
            ("shoulder", "elbow"): size["upper_arm"] * limbs.arm,
            ("elbow", "wrist"): size["forearm"] * limbs.forearm,
        }
        assert found == pytest.approx(wanted)


@pytest.mark.parametrize(("name", "n"), [pair for pair in PANELS if panel(*pair).pose.view == "side"])
def test_joints_bend_the_way_they_can(name: str, n: int) -> None:
    pose = panel(name, n).pose
    for limbs in (pose.near, pose.far or pose.near):
        angles = {joint: getattr(limbs, joint) for joint in RANGES}
        assert {j: a for j, a in angles.items() if not RANGES[j][0] <= a <= RANGES[j][1]} == {}


def test_a_standing_body_is_as_tall_as_it_says() -> None:
    at = joints(Pose(rests={"near_heel": 0, "near_ball": 0}))
    assert at["head"][1] + radius("head") == pytest.approx(1.0, abs=0.02)
    assert at["near_ankle"][1] == pytest.approx(lengths()["ankle_height"])
    assert at["near_toe"][0] > at["near_heel"][0]


def test_a_foot_in_the_air_is_told_from_one_on_the_ground() -> None:
    at = joints(Pose(rests={"near_heel": 0.1}))
    assert at["near_heel"][1] - radius("near_heel") == pytest.approx(0.1)


def test_a_pose_that_rests_on_nothing_known_is_refused() -> None:
    with pytest.raises(BackstrideError, match="near_wing"):
        joints(Pose(rests={"near_wing": 0}))
    with pytest.raises(BackstrideError, match="nothing"):
        joints(Pose(rests={}))


# --- the exercise that is meant


@pytest.mark.parametrize(
    ("name", "one", "middle", "other"),
    [
        ("front_plank", "chest", "pelvis", "near_knee"),
        ("front_plank", "pelvis", "near_knee", "near_ankle"),
        ("side_plank", "chest", "pelvis", "near_knee"),
        ("glute_bridge", "chest", "pelvis", "near_knee"),
        ("single_leg_bridge", "chest", "pelvis", "far_knee"),
        ("single_leg_bridge", "pelvis", "far_knee", "far_ankle"),
        ("heel_jump", "near_hip", "near_knee", "near_ankle"),
    ],
)
def test_what_should_be_straight_is(name: str, one: str, middle: str, other: str) -> None:
    at = end(name)
    # from the front the lower hip lies beside the line, hence 12 deg
    assert bend_deg(at[one], at[middle], at[other]) == pytest.approx(180, abs=12)


@pytest.mark.parametrize("name", ["front_plank", "side_plank"])
def test_the_elbow_is_below_the_shoulder(name: str) -> None:
    at = end(name)
    assert at["near_elbow"][0] == pytest.approx(at["near_shoulder"][0], abs=TOUCH)
    assert at["near_elbow"][1] < at["near_shoulder"][1]


def test_on_all_fours_hands_are_below_shoulders_and_knees_below_hips() -> None:
    at = joints(panel("bird_dog", 0).pose)
    assert at["near_wrist"][0] == pytest.approx(at["near_shoulder"][0], abs=0.02)
    assert at["near_knee"][0] == pytest.approx(at["pelvis"][0], abs=0.02)


@pytest.mark.parametrize(
    "name", ["front_plank", "side_plank", "glute_bridge", "single_leg_bridge_lift", "calf_raise"]
)
def test_the_hips_go_up(name: str) -> None:
    assert end(name)["pelvis"][1] > joints(panel(name, 0).pose)["pelvis"][1] + 0.03


@pytest.mark.parametrize("name", ["squat", "split_squat", "step_down_slow", "step_down"])
def test_the_hips_go_down(name: str) -> None:
    assert end(name)["pelvis"][1] < joints(panel(name, 0).pose)["pelvis"][1] - 0.05


def test_opposite_limbs_reach() -> None:
    bird, bug = panel("bird_dog", 1).pose, panel("dead_bug", 1).pose
    assert bird.far is not None
    assert bug.far is not None
    assert bird.near.shoulder > 150 > bird.far.shoulder
    assert bird.far.knee < 10 < bird.near.knee
    assert bug.far.shoulder > 150 > bug.near.shoulder
    assert bug.near.knee < 10 < bug.far.knee


def test_the_open_arm_goes_behind_the_back() -> None:
    before, after = joints(panel("trunk_turn", 0).pose), end("trunk_turn")
    assert before["near_hand"][1] > before["chest"][1] + 0.3
    assert after["near_hand"][1] < after["chest"][1] - 0.3
    assert after["far_hand"] == pytest.approx(before["near_hand"])


def test_the_hanging_thigh_is_below_level_and_the_other_knee_is_hugged() -> None:
    at = end("hip_extension")
    assert at["near_knee"][1] < at["pelvis"][1]
    assert math.dist(at["far_hand"], at["far_knee"]) < 0.06


def test_shoulders_rise_and_fall_while_the_hips_stay() -> None:
    lifted, dropped = joints(panel("shoulder_loosening", 0).pose), end("shoulder_loosening")
    assert lifted["near_shoulder"][1] > dropped["near_shoulder"][1] + 0.04
    assert lifted["pelvis"] == pytest.approx(dropped["pelvis"], abs=TOUCH)


def test_the_bowl_tips_the_way_the_caption_says() -> None:
    for n, sign in ((0, 1), (1, -1)):
        (bowl,) = (prop for prop in panel("pelvic_tilts", n).props if prop.kind == "bowl")
        assert not isinstance(bowl.start, str)
        assert not isinstance(bowl.stop, str)
        assert bowl.start[0] < bowl.stop[0]  # the chin is on the left
        assert sign * (bowl.stop[1] - bowl.start[1]) > 0


# --- the picture


@pytest.mark.parametrize("name", IDS)
def test_a_figure_is_sound_small_and_named_for_screen_readers(name: str) -> None:
    text = str(exercise_figure(name, "k"))
    tree = ElementTree.fromstring(text)
    assert len(text.encode()) < LARGEST_BYTES
    assert tree.get("aria-labelledby") == "k-title k-desc"
    assert {part.get("id") for part in tree.iter() if part.get("id")} == {"k-title", "k-desc"}
    assert tree.findtext("title") == figure_row(name).title
    assert tree.findtext("desc") == figure_row(name).desc
    assert "style" not in text


@pytest.mark.parametrize("name", IDS)
def test_nothing_leaves_the_picture(name: str) -> None:
    places = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", str(exercise_figure(name, "k")))
    assert len(places) > 50
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in places)


@pytest.mark.parametrize("name", IDS)
def test_a_desc_says_both_poses_in_plain_words(name: str) -> None:
    desc = figure_row(name).desc
    assert desc.startswith(("From the side.", "Seen from"))
    assert "1: " in desc
    assert "2: " in desc
    assert grade(sentences(desc)) <= HIGHEST_GRADE


def test_captions_may_be_told_and_are_escaped() -> None:
    text = str(exercise_figure("squat", "k", ("a < b", "")))
    assert "a &lt; b" in text
    assert re.findall(r'class="ex-caption">([^<]*)', text) == ["a &lt; b"]
    assert re.findall(r'class="ex-number">(\d)', text) == ["1", "2"]


def test_a_figure_is_the_same_every_time() -> None:
    first = str(exercise_figure("dead_bug", "k"))
    figure_rows.cache_clear()
    assert str(exercise_figure("dead_bug", "k")) == first


def test_an_unknown_figure_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BackstrideError, match=r"Choose from: .*squat"):
        exercise_figure("handstand", "k")


# --- colours


def sheet() -> str:
    return (resources.files("backstride.report") / "templates" / "exercise.css").read_text(encoding="utf-8")


def test_every_class_has_its_rule_and_every_rule_is_used() -> None:
    used = {
        name
        for figure in IDS
        for names in re.findall(r'class="([^"]+)"', str(exercise_figure(figure, "k")))
        for name in names.split()
    }
    assert used == set(re.findall(r"\.(ex-[a-z]+)", sheet()))


def test_plain_colours_are_the_pages_light_ones() -> None:
    page = (resources.files("backstride.report") / "templates" / "colours.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", page.split("@media")[0]))
    plain = dict(re.findall(r"var\(--([\w-]+), (#[0-9a-f]{6})\)", sheet()))
    assert plain
    assert plain == {name: light[name] for name in plain}


@pytest.mark.parametrize("part", ["near", "far", "trunk", "arrow", "line", "strap", "ground"])
def test_what_is_drawn_stands_out_on_paper(part: str) -> None:
    colours = re.findall(
        rf"\.ex-{part}\b[^{{}}]*\{{[^}}]*?(?:fill|stroke): var\([^#]+(#[0-9a-f]{{6}})", sheet()
    )
    assert contrast(next(one for one in colours if one != "#ffffff"), "#ffffff") >= 3.0
