"""Labels become anatomical names by whole words; what is not sure stays out and is listed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.knowledge import loader
from backstride.read.load import load_raw
from backstride.read.marker_names import marker_sets, match_markers
from backstride.read.marker_rules import is_computed, is_unlabelled, name_by_rules, words

VOCABULARY = re.compile(
    r"(asis|psis|iliac_crest|trochanter|thigh_\d+|knee_lateral|knee_medial|patella|tibial_tuberosity|fibula_head"
    r"|shank_\d+|ankle_lateral|ankle_medial|heel|heel_top|heel_lateral|heel_medial|midfoot_medial"
    r"|midfoot_lateral|mt1|mt2|mt5|toe|acromion|shoulder_front|shoulder_back|upper_arm_\d+|elbow_lateral"
    r"|elbow_medial|forearm_\d+|wrist_lateral|wrist_medial|hand|head_front|head_back|head_\d+|back)_(left|right)"
    r"|sacrum|pelvis_\d+|thorax_\d+|c7|t2|t7|t8|t10|t12|sternum|clavicle|head_top|head_front|head_back"
)
PLUG_IN_GAIT = [
    side + name for name in ("ASI", "PSI", "THI", "KNE", "TIB", "ANK", "HEE", "TOE") for side in "LR"
]


def test_every_name_in_the_data_is_in_the_vocabulary():
    for marker_set in marker_sets():
        for label, name in marker_set.markers.items():
            assert VOCABULARY.fullmatch(name), (marker_set.id, label, name)


def test_no_set_gives_two_labels_of_one_marker_two_names():
    for marker_set in marker_sets():
        assert not marker_set.computed & marker_set.markers.keys()
        assert not marker_set.other & marker_set.markers.keys()


def test_rules_never_contradict_a_known_set():
    """Where the rules understand a label of a set at all, they agree with it (cluster numbers aside)."""
    second_metatarsal = {
        "ltoe",
        "rtoe",
    }  # named TOE, stands on the second metatarsal head: only the set knows
    for marker_set in marker_sets():
        for label, name in marker_set.markers.items():
            ruled = name_by_rules(label.upper())
            if ruled is None or label in second_metatarsal:
                continue
            assert re.sub(r"\d+", "", ruled) == re.sub(r"\d+", "", name), (marker_set.id, label)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("LASI", "asis_left"),
        ("R.ASIS", "asis_right"),
        ("ASIS_R", "asis_right"),
        ("left_asis", "asis_left"),
        ("RightHeel", "heel_right"),
        ("r_heel", "heel_right"),
        ("L.Heel.Bottom", "heel_left"),
        ("heel top left", "heel_top_left"),
        ("RAnkleLateral", "ankle_lateral_right"),
        ("R_Ankle_Med", "ankle_medial_right"),
        ("LLMAL", "ankle_lateral_left"),
        ("LMMAL", "ankle_medial_left"),
        ("L_FM5", "mt5_left"),
        ("RMT5", "mt5_right"),
        ("R_met_5", "mt5_right"),
        ("WaistLFront", "asis_left"),
        ("CV7", "c7"),
        ("C7", "c7"),
        ("TV10", "t10"),
        ("STRN", "sternum"),
        ("SACR", "sacrum"),
        ("LTHI", "thigh_1_left"),
        ("RTB3", "shank_3_right"),
        ("L.Thigh.Top.Lateral", "thigh_6_left"),
        ("L_SK2", "shank_2_left"),
        ("RSHO", "acromion_right"),
    ],
)
def test_names_by_rules(label, name):
    assert name_by_rules(label) == name


@pytest.mark.parametrize(
    "label",
    [
        "SHANK",  # holds ANK, and no side
        "L.SHANKLE",
        "LATERAL",  # not L + ATERAL
        "RADIUS",
        "HEEL",  # no side
        "LR_heel",
        "L.Heel.R",  # two sides
        "RHJC",
        "LHipCentre",
        "L_knee_joint",
        "R.ASY",
        "marker7",
        "",
        "...",
        "LLL",
        "LMAL",  # lateral or medial? nobody can say
    ],
)
def test_what_is_not_sure_is_not_guessed(label):
    assert name_by_rules(label) is None


@pytest.mark.parametrize("label", ["*57", "12", "U33", "Unlabeled 1201", "uname*4", "C_12", "unnamed 2"])
def test_trackers_own_names_are_unlabelled(label):
    assert is_unlabelled(label)


@pytest.mark.parametrize("label", ["C7", "LUA1", "CLAV", "UA1", "L_UA", "M_PSIS"])
def test_marker_names_are_not_taken_for_unlabelled(label):
    assert not is_unlabelled(label)


def test_computed_points():
    assert is_computed("RHJC")
    assert is_computed("Left Knee Joint Centre")
    assert not is_computed("RHEE")


@given(st.text(max_size=40))
def test_any_text_at_all_is_handled(label):
    name = name_by_rules(label)
    assert name is None or VOCABULARY.fullmatch(name)
    assert all(word == word.lower() for word in words(label))


def test_the_set_that_explains_most_is_chosen():
    assert match_markers(tuple(PLUG_IN_GAIT)).marker_set == "plug_in_gait"
    assert match_markers((*PLUG_IN_GAIT, "LKNM", "LMED", "LSMH", "LFMH", "LVMH")).marker_set == "cgm2"
    rbds = loader.load("marker_sets/rbds.toml")["markers"]
    labels = tuple(template.replace("{S}", side) for template in rbds for side in "LR")
    assert match_markers(labels).marker_set == "rbds"


def test_the_same_label_means_what_its_set_says():
    plug = match_markers(tuple(PLUG_IN_GAIT))
    assert plug.names["mt2_left"] == "LTOE"
    cgm = match_markers((*PLUG_IN_GAIT, "LSMH", "RSMH", "LKNM", "RKNM", "LMED", "RMED", "LFMH", "RFMH"))
    assert cgm.names["mt2_left"] == "LSMH"
    assert cgm.names["toe_left"] == "LTOE"


def test_left_over_labels_are_tried_by_rules_without_overruling_the_set():
    match = match_markers((*PLUG_IN_GAIT, "L_FM5", "left heel", "spoon"))
    assert match.marker_set == "plug_in_gait"
    assert match.names["mt5_left"] == "L_FM5"
    assert match.names["heel_left"] == "LHEE"
    assert match.unmatched == ("left heel", "spoon")
    assert "explains 16 of 19" in match.how
    assert "1 more by name rules" in match.how


def test_two_labels_for_one_place_are_both_left_out():
    match = match_markers(("L_heel", "LCAL", "R_heel", "R_met_5", "L_met_5", "R_toe_tip"))
    assert match.marker_set == "rules"
    assert "heel_left" not in match.names
    assert set(match.unmatched) == {"L_heel", "LCAL"}
    assert "could both be heel_left" in match.how


@pytest.mark.parametrize("prefix", ["Runner:", "Q_", "subject01_", "x-y_"])
def test_a_shared_prefix_is_taken_off(prefix):
    match = match_markers(tuple(prefix + label for label in PLUG_IN_GAIT))
    assert match.marker_set == "plug_in_gait"
    assert match.names["asis_left"] == prefix + "LASI"


def test_one_sided_files_keep_their_side():
    match = match_markers(("L_ASIS", "L_Heel", "L_Toe", "L_Knee"))
    assert set(match.names) == {"asis_left", "heel_left", "toe_left", "knee_lateral_left"}


def test_case_does_not_matter():
    assert match_markers(tuple(label.lower() for label in PLUG_IN_GAIT)).marker_set == "plug_in_gait"


def test_two_runners_are_refused():
    labels = tuple(f"{who}:{label}" for who in ("Ann", "Bob") for label in PLUG_IN_GAIT)
    with pytest.raises(RefusedError, match="two runners"):
        match_markers(labels, "both.c3d")


def test_no_labels_match_nothing():
    assert match_markers(()).names == {}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "marker_set", "unmatched"),
    [
        ("rbds/RBDS001runT25.c3d", "rbds", {"R.ASY"}),
        ("rbds/RBDS001static.c3d", "rbds", set()),
        ("fullbody/hamner_s01_Run_3.trc", "opensim_gait", set()),
        ("fullbody/JA1Gait21.c3d", "vicon_dorn", set()),
    ],
)
def test_real_files_are_explained(shared, name, marker_set, unmatched):
    match = match_markers(load_raw(shared / name).labels)
    assert match.marker_set == marker_set
    assert {label for label in match.unmatched if not is_unlabelled(label)} == unmatched


@pytest.mark.shared
def test_computed_joint_centres_of_a_real_file_are_kept_out(shared):
    match = match_markers(load_raw(shared / "fullbody" / "bmclab_run.trc").labels)
    assert "RHJC" in match.unmatched
    assert "Mid_ASIS" in match.unmatched
    assert "24 computed points are kept out" in match.how
    assert len(match.names) == 54
