"""Trunk, arms, head and springs: files of synthetic runners all the way to measures, then real runners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from backstride.knowledge.loader import load
from backstride.measures.compute import compute
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.synth.posture import facing
from backstride.synth.presets import preset
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from backstride.synth.write import write_synthetic

Rows = dict[tuple[str, str], Measure]
RUNNERS = {
    "typical": preset("typical"),
    "faulty": preset("faulty"),
    "opposed": Spec(
        pelvis_trunk_phase_deg=178, arm_swing_range_deg=80, trunk_lateral_range_deg=10,
        speed_mps=3.5, cadence_spm=172, duty_factor=0.34, seed=3,
    ),
    "beyond": Spec(pelvis_trunk_phase_deg=200, arm_swing_range_deg=20, head_pitch_deg=12, seed=5),
}  # fmt: skip


class Made(NamedTuple):
    made: Synthetic
    rows: Rows


@pytest.fixture(scope="module", params=RUNNERS)
def runner(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, measured: Callable[..., Rows]
) -> Made:
    spec = RUNNERS[request.param]
    made = synthesise(spec)
    files = write_synthetic(made, tmp_path_factory.mktemp(request.param))
    facts = Runner(height_m=spec.height_m, mass_kg=spec.mass_kg, sex=spec.sex)
    settings = Settings(speed_mps=spec.speed_mps)
    return Made(made, measured([files["run"]], files["standing"], facts, settings))


def strides(made: Synthetic) -> list[tuple[str, float, float, float]]:
    contacts = made.truth.contacts
    return [
        (a.side, a.foot_strike_s, a.toe_off_s, b.foot_strike_s)
        for a, b in zip(contacts, contacts[2:], strict=False)
    ]


def true_range(made: Synthetic, curve: np.ndarray) -> float:
    time_s = made.truth.angles.coords["time"].to_numpy()
    spans = [np.ptp(curve[slice(*np.searchsorted(time_s, (a, b)))]) for _, a, _, b in strides(made)]
    return float(np.median(spans))


@pytest.mark.slow
def test_the_trunks_side_to_side_range_is_that_of_the_line_from_pelvis_to_neck(runner: Made) -> None:
    """The torso's turns carry its own line from the lumbar joint, 1 to 2 cm from mid-pelvis."""
    angles = runner.made.truth.angles
    place, torso = load("synth/body.toml")["places"], load("synth/markers.toml")["torso"]
    neck = (np.array(torso["c7"]) + np.array(torso["clavicle"])) / 2 - np.array(place["lumbar_joint"])
    turns = (angles.sel(curve=f"trunk_{name}").to_numpy() for name in ("rotation", "lateral", "lean"))
    line = facing(*turns) @ neck
    true_deg = true_range(runner.made, np.degrees(np.arctan2(line[:, 2], line[:, 1])))
    assert runner.rows["trunk_lateral_range", "both"].value == pytest.approx(true_deg, abs=0.5)


@pytest.mark.slow
def test_phases_on_either_side_of_opposed_are_read_and_hardly_vary(runner: Made) -> None:
    asked = runner.made.spec.pelvis_trunk_phase_deg
    found = runner.rows["pelvis_trunk_phase", "both"].value
    assert found == pytest.approx(min(asked, 360 - asked), abs=1.0)
    varied = runner.rows["pelvis_trunk_phase_variability", "both"]
    assert varied.value
    assert varied.value < 1.0  # the synthetic trunk keeps time exactly: what is left is marker noise


@pytest.mark.slow
def test_arms_and_head_are_within_their_trial_error(runner: Made) -> None:
    truth = runner.made.truth.measures
    for side in ("left", "right"):
        found = runner.rows["arm_swing_range", side].value
        assert found == pytest.approx(truth["arm_swing_range"][side], abs=1.8)
    assert runner.rows["head_pitch", "both"].value == pytest.approx(runner.made.spec.head_pitch_deg, abs=0.2)


def true_stiffness(made: Synthetic, side: str) -> tuple[float, float]:
    """Mean vertical and leg stiffness of a side from the true force and centre of mass, N/m."""
    truth, spec = made.truth, made.spec
    time_s = truth.angles.coords["time"].to_numpy()
    height = CubicSpline(time_s, truth.centre_of_mass.to_numpy()[:, 1])
    force = CubicSpline(time_s, truth.force_n.to_numpy()[:, 1])
    lengths = load("synth/body.toml")["lengths"]
    leg_m = spec.height_m * (lengths["thigh"] + lengths["shank"] + lengths["ankle_height"])
    found = []
    for whose, strike, leave, _ in strides(made):
        if whose == side:
            fine = np.linspace(strike, leave, 500)
            drop_m, peak_n = float(height(strike) - height(fine).min()), float(force(fine).max())
            swept_m = leg_m - np.sqrt(leg_m**2 - (spec.speed_mps * (leave - strike) / 2) ** 2)
            found.append((peak_n / drop_m, peak_n / (swept_m + drop_m)))
    vertical, leg = np.mean(found, axis=0)
    return float(vertical), float(leg)


@pytest.mark.slow
def test_stiffness_from_noisy_plates_is_within_two_percent_of_the_true_body(runner: Made) -> None:
    for side in ("left", "right"):
        vertical, leg = true_stiffness(runner.made, side)
        assert runner.rows["vertical_stiffness", side].value == pytest.approx(vertical, rel=0.02)
        assert runner.rows["leg_stiffness", side].value == pytest.approx(leg, rel=0.02)


@pytest.mark.slow
def test_sway_and_step_width_variability_keep_to_what_is_true(runner: Made) -> None:
    """The synthetic feet land on their lines exactly; the sway reads up to 3 mm too large (marker model)."""
    assert (runner.rows["step_width_variability", "both"].value or 1.0) < 0.001
    true_m = true_range(runner.made, runner.made.truth.centre_of_mass.to_numpy()[:, 2])
    assert runner.rows["lateral_sway", "both"].value == pytest.approx(true_m, abs=0.003)


@pytest.fixture(scope="module")
def motion(paper: ModuleType) -> Motion:
    return paper.analytic_motion()


def rows_of(motion: Motion, paper: ModuleType, runner: Runner, plates: bool = True) -> Rows:
    reaction = paper.analytic_reaction(motion) if plates else None
    return {(row.id, row.side): row for row in compute(motion, reaction, runner)}


def test_a_half_sine_landing_has_morins_stiffness(paper: ModuleType, motion: Motion) -> None:
    """Smoothed at 50 Hz like every force: 1 % off the closed form."""
    tc, weight, mass = paper.CONTACT_S, paper.WEIGHT_N, paper.MASS_KG
    peak_n = weight * np.pi / 2 * paper.STRIDE_S / 2 / tc
    drop_m = peak_n * tc**2 / (mass * np.pi**2) - weight / mass * tc**2 / 8
    leg_m = 0.53 * 1.8
    shorter_m = leg_m - np.sqrt(leg_m**2 - (paper.SPEED_MPS * tc / 2) ** 2) + drop_m
    rows = rows_of(motion, paper, Runner(height_m=1.8))
    assert rows["vertical_stiffness", "left"].value == pytest.approx(peak_n / drop_m, rel=0.03)
    assert rows["leg_stiffness", "right"].value == pytest.approx(peak_n / shorter_m, rel=0.02)


def test_the_hip_height_of_standing_goes_before_the_body_height(paper: ModuleType, motion: Motion) -> None:
    feet = {"heel_left": np.array([0.0, 0.04, 0.0]), "trochanter_left": np.array([0.0, 0.80, 0.0])}
    stood = replace(motion, standing_m={**motion.standing_m, **feet})
    short, tall = (rows_of(m, paper, Runner(height_m=1.8)) for m in (stood, motion))
    assert (short["leg_stiffness", "left"].value or 0) < 0.97 * (tall["leg_stiffness", "left"].value or 0)
    assert short["leg_stiffness", "right"].value == tall["leg_stiffness", "right"].value
    lifted = replace(
        stood, standing_m={name: place + np.array([0, 1, 0]) for name, place in stood.standing_m.items()}
    )
    assert (
        rows_of(lifted, paper, Runner(height_m=1.8))["leg_stiffness", "left"].value
        == tall["leg_stiffness", "left"].value
    )


def test_each_missing_fact_is_asked_for(paper: ModuleType, motion: Motion) -> None:
    nobody = rows_of(motion, paper, Runner())
    assert "--height-m" in (nobody["leg_stiffness", "both"].refused or "")
    assert nobody["vertical_stiffness", "both"].value
    bare = rows_of(motion, paper, Runner(height_m=1.8), plates=False)
    assert "force plates" in (bare["vertical_stiffness", "left"].refused or "")
    no_speed = rows_of(replace(motion, speed_mps=None), paper, Runner(height_m=1.8))
    assert "--speed-mps" in (no_speed["leg_stiffness", "left"].refused or "")
    keep = [n for n in motion.points.coords["point"].values if not n.startswith(("head", "elbow"))]
    unmarked = rows_of(replace(motion, points=motion.points.sel(point=keep)), paper, Runner())
    assert "back of the head" in (unmarked["head_pitch", "both"].refused or "")
    assert "left elbow" in (unmarked["arm_swing_range", "left"].refused or "")
    headless = rows_of(replace(motion, standing_m={}), paper, Runner())
    assert "same head markers" in (headless["head_pitch", "both"].refused or "")


def test_without_standing_the_head_is_read_with_a_wide_interval(paper: ModuleType, motion: Motion) -> None:
    alone = rows_of(replace(motion, standing_m={}, has_standing=False), paper, Runner())["head_pitch", "both"]
    assert alone.value == pytest.approx(paper.HEAD_DEG, abs=1e-3)
    assert alone.interval
    assert alone.interval[1] - alone.interval[0] > 30


def test_contacts_one_at_a_time_on_plates_give_no_stiffness(paper: ModuleType, motion: Motion) -> None:
    """Every other contact beside the plates: no stride is seen whole."""
    reaction = paper.analytic_reaction(motion)
    force_n = reaction.force_n.copy()
    for contact in reaction.contacts[1::2]:
        force_n[contact.start : contact.stop] = 0.0
    rows = {
        (r.id, r.side): r for r in compute(motion, replace(reaction, force_n=force_n), Runner(height_m=1.8))
    }
    assert "no whole stride" in (rows["vertical_stiffness", "both"].refused or "")


@pytest.fixture(scope="module")
def hamner(shared: Path, measured: Callable[..., Rows]) -> dict[int, Rows]:
    folder, found = shared / "fullbody", {}
    man = Runner(mass_kg=72.84, height_m=1.80, sex="male")
    for speed in (2, 3, 4, 5):
        run = folder / f"hamner_s01_Run_{speed}.trc"
        paths = [run, run.with_name(f"{run.stem}_grf.mot")]
        found[speed] = measured(paths, folder / "hamner_s01_static.trc", man, Settings())
    return found


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_runners_leg_keeps_its_stiffness_with_speed_and_the_body_stiffens(
    hamner: dict[int, Rows],
) -> None:
    """Farley & Gonzalez 1996: a leg of 7.0 to 16.3 kN/m over all stride rates at 2.5 m/s."""
    leg = [hamner[speed]["leg_stiffness", "both"].value or 0 for speed in (2, 3, 4, 5)]
    body = [hamner[speed]["vertical_stiffness", "both"].value or 0 for speed in (2, 3, 4, 5)]
    assert all(7_000 < value < 16_300 for value in leg)
    assert max(leg) / min(leg) < 1.15
    assert np.all(np.diff(body) > 2_000)


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_runner_swings_the_arms_more_the_faster_and_needs_head_markers(
    hamner: dict[int, Rows],
) -> None:
    swing = [hamner[speed]["arm_swing_range", "both"].value or 0 for speed in (2, 3, 4, 5)]
    assert np.all(np.diff(swing) > 0)
    assert 25 < swing[0] < swing[-1] < 55
    for rows in hamner.values():
        assert 2 < (rows["trunk_lateral_range", "both"].value or 0) < 10
        assert (rows["pelvis_trunk_phase_variability", "both"].value or 0) > 5
        assert "back of the head" in (rows["head_pitch", "both"].refused or "")
