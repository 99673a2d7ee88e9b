"""The lumbar fascicles: the figures of the notes they came with, and the symmetry that the product needs."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.knowledge.loader import load, table
from backstride.loads.muscles.anatomy import (
    FASCICLES,
    FIGURES,
    SHORTENING,
    anatomy,
    border_rad,
    joint_axes,
    sacral_slope_rad,
    tabled,
    terms,
)

COUNTS = {
    "quadratus_lumborum": 13,
    "multifidus": 19,
    "iliocostalis_lumborum": 12,
    "longissimus_pars_thoracis": 12,
    "longissimus_pars_lumborum": 5,
    "psoas_major": 11,
    "internal_oblique": 6,
    "external_oblique": 2,
    "rectus_abdominis": 1,
    "latissimus_dorsi": 1,
}


def _mean_arm_mm(group: str, axis: int) -> float:
    """By strength, in the muscle's own direction."""
    body = tabled()
    mine = body.of(f"{group}_right")
    return 1000 * float(body.strength_n[mine] @ body.arms_m[0, mine, axis] / body.strength_n[mine].sum())


@pytest.mark.parametrize(("group", "count"), COUNTS.items())
def test_every_muscle_has_its_fascicles_on_both_sides(group: str, count: int) -> None:
    for side in ("left", "right"):
        assert tabled().of(f"{group}_{side}").sum() == count


@pytest.mark.parametrize(
    ("group", "axis", "mm"),
    [
        ("multifidus", 2, 39),
        ("quadratus_lumborum", 0, 68),
        ("quadratus_lumborum", 2, 9),
        ("rectus_abdominis", 2, -70),
        ("psoas_major", 2, -21),
        ("psoas_major", 0, 40),
    ],
)
def test_the_mean_arms_are_those_of_the_notes(group: str, axis: int, mm: float) -> None:
    assert _mean_arm_mm(group, axis) == pytest.approx(mm, abs=1.0)


def test_the_right_side_bends_to_the_right_and_the_front_flexes() -> None:
    body = tabled()
    assert (body.arms_m[0, body.of("quadratus_lumborum_right"), 0] > 0).all()
    assert (body.arms_m[0, body.of("quadratus_lumborum_left"), 0] < 0).all()
    assert (body.arms_m[0, body.of("multifidus_left"), 2] > 0).all()
    assert (body.arms_m[0, body.of("rectus_abdominis_left"), 2] < 0).all()


def test_every_pull_is_a_unit_vector_at_right_angles_to_its_arm() -> None:
    """An arm is r x pull. The table rounds pulls to 1e-4 and the source's own numbers to some 2e-3."""
    body = tabled()
    np.testing.assert_allclose(np.linalg.norm(body.pulls, axis=1), 1.0)
    assert np.abs(np.einsum("mi,mi->m", body.pulls, body.arms_m[0])).max() < 3e-4
    assert (body.pulls[:, 1] < -0.4).all()


def test_left_and_right_are_each_others_mirror() -> None:
    body = anatomy()
    right = [index for index, name in enumerate(body.names) if name.endswith("_r")]
    left = [body.names.index(f"{body.names[index][:-1]}l") for index in right]
    np.testing.assert_allclose(body.strength_n[left], body.strength_n[right])
    np.testing.assert_allclose(body.pulls[left], body.pulls[right] * [1, 1, -1])
    np.testing.assert_allclose(body.shortening_m[left], body.shortening_m[right] * [-1, -1, 1])
    posture = np.array([[0.1, -0.05, 0.2]])
    for one, other in ((posture, posture * [-1, -1, 1]),):
        arms = np.tensordot(terms(one)[0][0], body.arms_m, axes=1)[right]
        mirrored = np.tensordot(terms(other)[0][0], body.arms_m, axes=1)[left]
        np.testing.assert_allclose(mirrored, arms * [-1, -1, 1], atol=1e-12)


def test_the_mean_of_both_sides_stays_what_the_table_says() -> None:
    assert anatomy().strength_n.sum() == pytest.approx(tabled().strength_n.sum())
    assert np.abs(anatomy().arms_m[0] - tabled().arms_m[0]).max() < 0.007


def test_extending_the_trunk_brings_the_belly_muscle_nearer_to_the_joint() -> None:
    """The column that says flexion counts extension: rectus abdominis loses arm as the ribs go back."""
    body = tabled()
    front = body.of("rectus_abdominis_left")
    bent_back, _ = terms(np.array([[0.0, 0.0, np.radians(10)]]))
    arms = np.tensordot(bent_back[0], body.arms_m, axes=1)
    assert arms[front, 2] == pytest.approx(-0.0695 + 0.0108, abs=1e-4)


def test_a_side_shortens_as_the_trunk_bends_to_it_and_less_than_its_arm_says() -> None:
    body = anatomy()
    mine = body.of("quadratus_lumborum_right")
    assert (body.shortening_m[mine, 0] > 0).all()
    assert (body.shortening_m[mine, 0] < body.arms_m[0, mine, 0]).all()
    assert (body.shortening_m[body.of("multifidus_left"), 2] > 0).all()
    assert (body.shortening_m[body.of("rectus_abdominis_left"), 2] < 0).all()


def test_a_posture_beyond_the_known_span_is_held_at_its_border_and_said() -> None:
    far = np.array([[0.0, 0.0, 2.0], [-1.0, 0.1, 0.0], [0.1, 0.1, 0.1], [np.nan, 0.0, 0.0]])
    factors, held = terms(far)
    assert held.tolist() == [True, True, False, False]
    np.testing.assert_allclose(factors[0], [1, 0, 0, np.radians(14)])
    np.testing.assert_allclose(factors[1], [1, -np.radians(22), 0.1, 0])
    assert np.isnan(factors[3, 1])
    np.testing.assert_allclose(np.degrees(border_rad()), [22, 11, 14])


def test_the_axis_of_compression_leans_forward_by_its_tilt() -> None:
    np.testing.assert_allclose(joint_axes(), np.eye(3))
    axes = joint_axes(np.radians(30))
    np.testing.assert_allclose(axes.T @ axes, np.eye(3), atol=1e-12)
    assert axes[:, 1] == pytest.approx([0.5, np.sqrt(0.75), 0.0])
    assert np.degrees(sacral_slope_rad()) == pytest.approx(39.5)


def test_every_figure_says_where_it_is_from() -> None:
    for name, part in load(FIGURES).items():
        for key in part:
            assert "source" in part or f"{key}_source" in part or key.endswith("_source"), (name, key)
    assert [row["fascicle"] for row in table(SHORTENING)] == [row["fascicle"] for row in table(FASCICLES)]
    assert len(table(FASCICLES)) == 164
