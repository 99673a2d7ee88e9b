"""Hip, shoulder, knee and ankle centres."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.motion.joint_centres import between, hip_centres, hip_offsets, shoulder_centres
from backstride.read.trc import read_trc

# A pelvis 0.24 m wide and 0.15 m deep, ASIS and PSIS level, on legs of 0.90 m (ASIS to medial malleolus).
PELVIS = {
    "asis_left": np.array([0.0, 1.0, -0.12]),
    "asis_right": np.array([0.0, 1.0, 0.12]),
    "psis_left": np.array([-0.15, 1.0, -0.05]),
    "psis_right": np.array([-0.15, 1.0, 0.05]),
}
ANKLES = {"ankle_medial_left": np.array([0.0, 0.1, -0.12]), "ankle_medial_right": np.array([0.0, 0.1, 0.12])}


def test_hara_from_the_length_of_the_leg() -> None:
    """11 - 0.063 LL, -9 - 0.078 LL, 8 + 0.086 LL in mm (Hara 2016, table of the leg-length model)."""
    offsets = hip_offsets(PELVIS | ANKLES)
    np.testing.assert_allclose(offsets["right"], [-0.0457, -0.0792, 0.0854], atol=1e-9)
    np.testing.assert_allclose(offsets["left"], [-0.0457, -0.0792, -0.0854], atol=1e-9)


def test_harrington_from_the_pelvis_where_no_medial_ankle_is_known() -> None:
    """-0.24 PD - 9.9, -0.30 PW - 10.9, 0.33 PW + 7.3 in mm (Harrington 2007)."""
    np.testing.assert_allclose(hip_offsets(PELVIS)["right"], [-0.0459, -0.0829, 0.0865], atol=1e-9)


def test_a_sacral_marker_stands_in_for_the_psis() -> None:
    single = {name: place for name, place in PELVIS.items() if name.startswith("asis")}
    sacrum = single | {"sacrum": np.array([-0.15, 1.0, 0.0])}
    np.testing.assert_allclose(hip_offsets(sacrum)["left"], hip_offsets(PELVIS)["left"])
    assert hip_centres(single) == {}


@given(st.integers(0, 2**32 - 1))
def test_centres_move_with_the_pelvis(seed: int) -> None:
    rng = np.random.default_rng(seed)
    turn, shift = Rotation.random(random_state=seed % 2**31).as_matrix(), rng.normal(size=3)
    still = hip_centres(PELVIS)
    moved = hip_centres({name: turn @ place + shift for name, place in PELVIS.items()})
    for name, place in still.items():
        np.testing.assert_allclose(moved[name], turn @ place + shift, atol=1e-9)


def test_knee_halfway_and_the_files_own_centre_first() -> None:
    places = {"knee_lateral_left": np.zeros(3), "knee_medial_left": np.array([0.0, 0.0, 0.1])}
    np.testing.assert_allclose(between(places, "knee", "left"), [0.0, 0.0, 0.05])
    assert between(places, "knee", "right") is None
    own = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(between({**places, "knee_centre_left": own}, "knee", "left"), own)


def test_shoulders_hang_below_the_acromia_by_17_per_cent_of_their_distance() -> None:
    places = {
        "acromion_left": np.array([[0.0, 1.5, -0.15]]),
        "acromion_right": np.array([[0.0, 1.5, 0.15]]),
        "pelvis_centre": np.array([[0.0, 1.0, 0.0]]),
    }
    np.testing.assert_allclose(shoulder_centres(places)["shoulder_centre_left"], [[0.0, 1.449, -0.15]])


@pytest.mark.shared
def test_near_the_centres_another_laboratory_put_into_its_standing_trial(shared: Path) -> None:
    """Hamner's own hips lie up to 31 mm off ours (left and right differ by 23 mm), his shoulders 26 mm."""
    raw = read_trc(shared / "fullbody" / "hamner_s01_static.trc")
    place = {label: np.nanmedian(raw.positions_m[:, i], axis=0) for i, label in enumerate(raw.labels)}
    names = {"ASI": "asis", "PSI": "psis", "MMAL": "ankle_medial", "ACR": "acromion"}
    sides = {"L": "left", "R": "right"}
    ours = {f"{n}_{sides[s]}": place[s + label] for label, n in names.items() for s in sides}
    hips = hip_centres(ours)
    ours["pelvis_centre"] = np.mean([place[n] for n in ("LASI", "RASI", "LPSI", "RPSI")], axis=0)
    shoulders = shoulder_centres({name: value[None] for name, value in ours.items()})
    for letter, side in sides.items():
        assert np.linalg.norm(hips[f"hip_centre_{side}"] - place[letter + "HJC"]) < 0.035
        assert np.linalg.norm(shoulders[f"shoulder_centre_{side}"][0] - place[letter + "SJC"]) < 0.03
