from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from backstride.loads.ground_reaction import GroundReaction
from backstride.measures.compute import compute
from backstride.measures.definitions import definitions
from backstride.measures.registry import formulas
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.runner import Runner

NOBODY = Runner()


@pytest.fixture(scope="module")
def motion(paper: ModuleType) -> Motion:
    return paper.analytic_motion()


@pytest.fixture(scope="module")
def reaction(paper: ModuleType, motion: Motion) -> GroundReaction:
    return paper.analytic_reaction(motion)


@pytest.fixture(scope="module")
def rows(motion: Motion, reaction: GroundReaction) -> dict[tuple[str, str], Measure]:
    return {(row.id, row.side): row for row in compute(motion, reaction, NOBODY)}


def _known(paper: ModuleType) -> dict[tuple[str, str], tuple[float, float]]:
    """(answer, tolerance) from the formulas the paper runner was made of."""
    return {
        ("cadence", "both"): (120 / paper.STRIDE_S, 1e-2),
        ("contact_time", "left"): (paper.CONTACT_S, 1e-5),
        ("flight_time", "right"): (paper.STRIDE_S / 2 - paper.CONTACT_S, 1e-5),
        ("duty_factor", "both"): (paper.CONTACT_S / paper.STRIDE_S, 1e-5),
        ("stride_time", "right"): (paper.STRIDE_S, 1e-5),
        ("stride_length", "left"): (paper.SPEED_MPS * paper.STRIDE_S, 1e-5),
        ("speed", "both"): (paper.SPEED_MPS, 1e-5),
        ("step_width", "both"): (paper.WIDTH_M, 1e-5),
        ("step_width_variability", "both"): (0.0, 1e-6),
        ("lateral_sway", "both"): (paper.SWAY_M, 1e-4),
        ("trunk_lean", "both"): (7.0, 0.05),
        ("trunk_rotation_range", "both"): (10.0, 0.02),
        ("trunk_lateral_range", "both"): (5.0, 0.02),
        ("pelvis_trunk_phase", "both"): (180.0, 0.5),
        ("pelvis_trunk_phase_variability", "both"): (0.0, 1e-3),
        ("arm_swing_range", "left"): (2 * paper.ARM_DEG[1], 0.02),
        ("arm_swing_range", "right"): (2 * paper.ARM_DEG[1], 0.02),
        ("head_pitch", "both"): (paper.HEAD_DEG - paper.STANDING_HEAD_DEG, 1e-3),
        ("vertical_oscillation", "both"): (paper.OSCILLATION_M, 2e-4),
        ("foot_strike_angle", "left"): (10.0, 0.02),
        ("overstride", "right"): (paper.AHEAD_M, 1e-4),
        ("leg_angle_at_strike", "left"): (np.degrees(np.arctan2(paper.AHEAD_M, paper.BELOW_M)), 0.01),
        ("shank_angle_at_strike", "left"): (8.0, 0.02),
        ("knee_flexion_at_strike", "right"): (50.0, 0.05),
        ("knee_flexion_peak_stance", "left"): (50.0, 0.05),
        ("hip_extension_peak", "left"): (13.0, 0.05),
        ("pelvic_tilt_change", "both"): (12.0 - paper.STANDING_TILT_DEG, 0.05),
        ("pelvic_tilt_range", "both"): (6.0, 0.02),
        # Obliquity is + with the right side lower and peaks at left strike: left stance drops 4 degrees;
        # in right stance (half a stride later) the left side is lower by as much.
        ("pelvic_drop_peak", "left"): (4.0, 0.02),
        ("pelvic_drop_peak", "right"): (4.0, 0.02),
        ("pelvic_obliquity_range", "both"): (8.0, 0.02),
        ("pelvic_rotation_range", "both"): (12.0, 0.02),
        ("peak_vertical_force", "both"): (np.pi / 2 * paper.STRIDE_S / 2 / paper.CONTACT_S, 0.02),
        ("braking_force_peak", "left"): (0.25, 0.01),
        ("braking_impulse", "left"): (0.25 * paper.CONTACT_S / np.pi, 0.001),
    }


def test_a_runner_on_paper_gets_the_numbers_it_was_made_of(
    paper: ModuleType, rows: dict[tuple[str, str], Measure]
) -> None:
    for key, (answer, tolerance) in _known(paper).items():
        assert rows[key].value == pytest.approx(answer, abs=tolerance), key


def test_loading_rate_of_a_half_sine_is_its_slope_early_in_stance(
    paper: ModuleType, rows: dict[tuple[str, str], Measure]
) -> None:
    """No impact peak: 20-80 % of 13 % of stance. The 50 Hz low-pass rounds the corner at strike."""
    peak = np.pi / 2 * paper.STRIDE_S / 2 / paper.CONTACT_S
    first, last = np.array([0.2, 0.8]) * 0.13
    slope = peak * (np.sin(np.pi * last) - np.sin(np.pi * first)) / ((last - first) * paper.CONTACT_S)
    assert rows["loading_rate", "both"].value == pytest.approx(slope, rel=0.05)


def test_an_impact_peak_ends_the_window_of_the_loading_rate(paper: ModuleType, motion: Motion) -> None:
    reaction = paper.analytic_reaction(motion)
    force_n = reaction.force_n.copy()
    for contact in motion.contacts:
        after_s = reaction.time_s - contact.foot_strike_s
        force_n[:, 1] += 1.5 * paper.WEIGHT_N * np.exp(-(((after_s - 0.02) / 0.006) ** 2))
    spiked = compute(motion, replace(reaction, force_n=force_n), NOBODY)
    smooth = compute(motion, reaction, NOBODY)
    value = {
        key: [r.value for r in m if r.id == "loading_rate"] for key, m in (("hit", spiked), ("no", smooth))
    }
    assert all(hit > 2 * no for hit, no in zip(value["hit"], value["no"], strict=True))


def test_every_definition_has_a_formula_and_a_row(rows: dict[tuple[str, str], Measure]) -> None:
    assert {d.id for d in definitions()} == set(formulas())
    for definition in definitions():
        sides = {side for measure_id, side in rows if measure_id == definition.id}
        assert sides == ({"left", "right", "both"} if definition.bilateral else {"both"}), definition.id


def test_every_row_is_a_value_with_its_interval_or_a_reason(rows: dict[tuple[str, str], Measure]) -> None:
    for row in rows.values():
        if row.refused is None:
            assert row.value is not None
            assert row.interval is not None
            assert row.interval[0] <= row.value <= row.interval[1], row.id
            assert row.verdict is not None
        else:
            assert (row.value, row.interval, row.verdict) == (None, None, None)
            assert row.refused.endswith(".")


def test_the_same_run_gives_the_same_bytes(motion: Motion, reaction: GroundReaction) -> None:
    once, again = (compute(motion, reaction, NOBODY) for _ in range(2))
    assert [row.model_dump_json() for row in once] == [row.model_dump_json() for row in again]


def test_without_plates_and_legs_the_forces_are_refused_and_the_rest_stands(motion: Motion) -> None:
    """The runner on paper has no knees; with knees the peak is told from the body's path (next file)."""
    rows = {(r.id, r.side): r for r in compute(motion, None, NOBODY)}
    for name in ("loading_rate", "knee_stiffness"):
        assert "no force plates" in (rows[name, "both"].refused or "")
    assert "hips, knees and ankles" in (rows["peak_vertical_force", "both"].refused or "")
    assert "body weights" in (rows["braking_force_peak", "both"].refused or "")
    assert rows["cadence", "both"].value is not None


def test_without_standing_the_change_of_tilt_asks_for_it(motion: Motion) -> None:
    rows = {(r.id, r.side): r for r in compute(replace(motion, standing_rad={}), None, NOBODY)}
    assert "--standing" in (rows["pelvic_tilt_change", "both"].refused or "")


def test_a_curve_of_one_leg_refused_leaves_the_other_leg_its_value(paper: ModuleType, motion: Motion) -> None:
    why = "The left knee has no inner marker. Add knee_medial_left."
    one_knee = paper.without_curve(motion, "knee_flexion_left", why)
    rows = {(r.id, r.side): r for r in compute(one_knee, None, NOBODY)}
    assert rows["knee_flexion_at_strike", "left"].refused == why
    assert rows["knee_flexion_at_strike", "right"].value == pytest.approx(50, abs=0.05)
    assert rows["knee_flexion_at_strike", "both"].refused == why


def test_two_strides_a_side_are_too_few_for_a_side_but_enough_together(paper: ModuleType) -> None:
    short = paper.analytic_motion(n_strides=3)
    rows = {(r.id, r.side): r for r in compute(short, None, NOBODY)}
    assert "2 whole steps or strides of the left foot" in (rows["stride_time", "left"].refused or "")
    assert rows["stride_time", "both"].n_strides == 4
    assert rows["contact_time", "left"].n_strides == 3


def test_a_missed_contact_makes_no_long_flight(paper: ModuleType, motion: Motion) -> None:
    holed = replace(motion, contacts=motion.contacts[:5] + motion.contacts[6:])
    rows = {(r.id, r.side): r for r in compute(holed, None, NOBODY)}
    expected = paper.STRIDE_S / 2 - paper.CONTACT_S
    assert rows["flight_time", "both"].value == pytest.approx(expected, abs=1e-5)
    assert rows["flight_time", "both"].n_strides == len(motion.contacts) - 3


def test_a_contact_half_off_the_plate_gives_no_force(motion: Motion, reaction: GroundReaction) -> None:
    first = reaction.contacts[4]
    force_n = reaction.force_n.copy()
    force_n[first.start : first.stop] *= 0.5
    rows = {(r.id, r.side): r for r in compute(motion, replace(reaction, force_n=force_n), NOBODY)}
    assert rows["peak_vertical_force", "left"].n_strides == len(reaction.contacts) / 2 - 1


def test_unknown_speed_refuses_only_what_needs_it(motion: Motion) -> None:
    rows = {(r.id, r.side): r for r in compute(replace(motion, speed_mps=None), None, NOBODY)}
    assert "--speed-mps" in (rows["stride_length", "left"].refused or "")
    assert rows["cadence", "both"].verdict == "no_reference"


def test_a_stride_with_a_long_hole_gives_no_range(motion: Motion) -> None:
    angles = motion.angles.copy(deep=True)
    hole = (motion.time_s > 0.75) & (motion.time_s < 0.95)
    angles.loc[{"curve": "pelvic_tilt"}] = np.where(hole, np.nan, angles.sel(curve="pelvic_tilt"))
    rows = {(r.id, r.side): r for r in compute(replace(motion, angles=angles), None, NOBODY)}
    whole = {(r.id, r.side): r for r in compute(motion, None, NOBODY)}
    lost = whole["pelvic_tilt_range", "both"].n_strides - rows["pelvic_tilt_range", "both"].n_strides
    assert lost == 2  # one left and one right stride hold the hole
    assert rows["pelvic_tilt_range", "both"].value == pytest.approx(6.0, abs=0.02)


def test_a_pelvis_centre_of_mass_widens_what_is_read_from_it(motion: Motion) -> None:
    def width(method: str) -> float:
        rows = {
            (r.id, r.side): r for r in compute(replace(motion, centre_of_mass_method=method), None, NOBODY)
        }
        low, high = rows["overstride", "both"].interval or (np.nan, np.nan)
        return high - low

    assert width("pelvis") > 1.3 * width("segments")


def test_the_drop_is_against_own_standing_and_without_it_wider(motion: Motion) -> None:
    """Two degrees of uneven markers: gone with standing, on the sides' values and in the interval without."""
    tipped = motion.angles.copy(deep=True)
    tipped.loc[{"curve": "pelvic_obliquity"}] += np.radians(2.0)
    stood = replace(motion, angles=tipped, standing_rad={"pelvic_obliquity": np.radians(2.0)})
    alone = replace(motion, angles=tipped, standing_rad={}, has_standing=False)
    with_standing, without = ({(r.id, r.side): r for r in compute(m, None, NOBODY)} for m in (stood, alone))
    for side in ("left", "right"):
        assert with_standing["pelvic_drop_peak", side].value == pytest.approx(4.0, abs=0.02)
    assert without["pelvic_drop_peak", "left"].value == pytest.approx(6.0, abs=0.02)
    assert without["pelvic_drop_peak", "both"].value == pytest.approx(4.0, abs=0.02)
    widths = [rows["pelvic_drop_peak", "left"].interval for rows in (with_standing, without)]
    assert widths[1][1] - widths[1][0] > 2 * (widths[0][1] - widths[0][0])


def test_both_sides_lie_midway_however_many_strides_each_gave(paper: ModuleType, motion: Motion) -> None:
    """A left foot 40 ms longer on the ground, half of the right contacts missing."""
    longer = tuple(
        c.model_copy(update={"toe_off_s": c.toe_off_s + 0.04}) if c.side == "left" else c
        for c in motion.contacts
    )
    fewer = tuple(c for i, c in enumerate(longer) if c.side == "left" or i % 4 == 1)
    rows = {(r.id, r.side): r for r in compute(replace(motion, contacts=fewer), None, NOBODY)}
    assert rows["contact_time", "both"].value == pytest.approx(paper.CONTACT_S + 0.02, abs=1e-5)


def test_no_interval_leaves_what_a_value_can_be(rows: dict[tuple[str, str], Measure]) -> None:
    low, high = rows["pelvis_trunk_phase", "both"].interval or (np.nan, np.nan)
    assert (low < 180) & (high == 180)
    assert (rows["step_width_variability", "both"].interval or (np.nan,))[0] == 0


def test_slow_cameras_widen_marker_contacts_but_not_plate_contacts(motion: Motion) -> None:
    def width(source: str, rate_hz: float) -> float:
        shown = replace(motion, contacts_source=source, rate_hz=rate_hz)
        rows = {(r.id, r.side): r for r in compute(shown, None, NOBODY)}
        low, high = rows["contact_time", "both"].interval or (np.nan, np.nan)
        return high - low

    assert width("markers", 60) > 1.4 * width("markers", 150)
    assert width("plates", 60) == width("plates", 150)
