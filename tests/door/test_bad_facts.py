"""Facts given wrong through the door: one clear sentence each, nothing corrected unsaid, no crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks import bad_facts

from backstride.model.recording import Forces, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.pipeline import analyze
from backstride.read.load import load
from backstride.result import Result
from backstride.synth.presets import preset
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from backstride.synth.write import write_synthetic
from backstride.ways.measured import MeasuredRecording
from backstride.ways.movement import measure_one, moved
from helpers.wording import visible

SPEC = preset("faulty")
TRUE = {"height_m": SPEC.height_m, "mass_kg": SPEC.mass_kg}
DOUBTS = {"mass_mismatch", "speed_mismatch", "height_mismatch", "standing_of_another"}


def analysed(synthetic: dict[str, Path], speed_mps: float | None = SPEC.speed_mps, **facts: float) -> Result:
    return analyze(
        synthetic["run"], standing=synthetic["standing"], runner={**TRUE, **facts}, speed_mps=speed_mps
    )


def reasons(result: Result) -> str:
    (recording,) = result.analysis.recordings
    assert recording.quality.verdict == "usable"
    return " ".join(recording.quality.reasons)


def value(result: Result, measure: str) -> float:
    found = next(row.value for row in result.measures if row.id == measure and row.side == "both")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def right(synthetic: dict[str, Path]) -> Result:
    return analysed(synthetic)


def test_true_facts_raise_no_doubt(right: Result) -> None:
    (background,) = right.background.recordings
    assert DOUBTS.isdisjoint(note.code for note in background.notes)


def test_a_wrong_mass_is_said_not_used_and_left(synthetic: dict[str, Path], right: Result) -> None:
    wrong = analysed(synthetic, mass_kg=1.2 * SPEC.mass_kg)
    assert f"{1.2 * SPEC.mass_kg:.1f} kg was given" in reasons(wrong)
    assert value(wrong, "peak_vertical_force") == pytest.approx(value(right, "peak_vertical_force"), rel=0.01)
    assert wrong.analysis.runner.mass_kg == pytest.approx(1.2 * SPEC.mass_kg)


@pytest.mark.parametrize(("factor", "unit"), [(3.6, "km/h"), (2.237, "miles an hour")])
def test_a_speed_in_another_unit_is_said_and_the_speed_of_the_feet_used(
    factor: float, unit: str, synthetic: dict[str, Path], right: Result
) -> None:
    wrong = analysed(synthetic, speed_mps=factor * SPEC.speed_mps)
    assert unit in reasons(wrong)
    assert value(wrong, "speed") == pytest.approx(SPEC.speed_mps, rel=0.04)
    assert value(wrong, "stride_length") == pytest.approx(value(right, "stride_length"), rel=0.04)


def test_a_height_far_from_the_standing_markers_is_said_and_left(synthetic: dict[str, Path]) -> None:
    wrong = analysed(synthetic, height_m=1.2)
    assert "1.20 m was given" in reasons(wrong)
    assert wrong.analysis.runner.height_m == 1.2


def test_another_persons_standing_trial_is_said_and_no_knee_angle_stands_on_it(
    synthetic: dict[str, Path], tmp_path: Path
) -> None:
    other = write_synthetic(synthesise(Spec(height_m=1.95, duration_s=4)), tmp_path / "other")
    result = analyze(synthetic["run"], standing=other["standing"])
    assert "does not fit the runner" in reasons(result)
    (background,) = result.background.recordings
    assert not background.has_standing
    strike = [row for row in result.measures if row.id == "foot_strike_angle"]
    assert all(row.value is None and row.refused for row in strike)


def test_all_facts_wrong_at_once_are_all_said_and_the_report_is_written(
    synthetic: dict[str, Path], tmp_path: Path
) -> None:
    wrong = analysed(synthetic, speed_mps=2 * SPEC.speed_mps, mass_kg=150, height_m=2.4)
    assert len({"kg was given", "m/s was given", "m was given"} & set(_said(reasons(wrong)))) == 3
    page = wrong.save(tmp_path / "out")[0].read_text(encoding="utf-8")
    assert "150.0 kg was given" in " ".join(visible(page).split())


def _said(text: str) -> list[str]:
    return [words for words in ("kg was given", "m/s was given", "m was given") if words in text]


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--height-m", "175", "metres"),
        ("--mass-kg", "700", "kilograms"),
        ("--speed-mps", "14", "metres per second"),
    ],
)
def test_what_no_person_can_be_is_refused_with_the_unit(
    option: str, value: str, words: str, synthetic: dict[str, Path], cli, tmp_path: Path
) -> None:
    run = cli("analyze", synthetic["run"], option, value, "--out", tmp_path / "out")
    assert run.code == 2
    assert value in run.err
    assert words in run.err


def cut(recording: Recording, start_s: float, stop_s: float) -> Recording:
    """The recording between two times of its own clock, plates and all."""
    time_s = recording.points.coords["time"].to_numpy()
    points = recording.points.isel(time=(time_s >= start_s) & (time_s < stop_s))
    forces = recording.forces
    if forces is not None:
        rows = (forces.time_s >= start_s) & (forces.time_s < stop_s)
        plates = tuple(
            replace(
                plate,
                force_n=plate.force_n[rows],
                centre_of_pressure_m=plate.centre_of_pressure_m[rows],
                free_moment_nm=plate.free_moment_nm[rows],
            )
            for plate in forces.plates
        )
        forces = Forces(time_s=forces.time_s[rows], rate_hz=forces.rate_hz, plates=plates)
    return replace(recording, points=points, forces=forces)


def widths(one: MeasuredRecording) -> dict[tuple[str, str], float]:
    """Width of the interval of every measure that has one."""
    return {(row.id, row.side): row.interval[1] - row.interval[0] for row in one.measures if row.interval}


def check_short(run: Recording, still: Recording, stride_s: float) -> None:
    """Four strides give a note and, at the median, wider intervals; two say how many are needed."""
    first_s = float(run.points.coords["time"].to_numpy()[0])
    whole, four, two = (
        measure_one(cut(run, first_s, first_s + length), still, Runner(), Settings())
        for length in (1e9, 4.9 * stride_s, 2.9 * stride_s)
    )
    wide, usual = widths(four), widths(whole)
    assert len(wide) > 0.9 * len(usual)
    ratios = [wide[row] / usual[row] for row in wide.keys() & usual.keys() if usual[row]]
    assert np.median(ratios) > 1.0
    assert any("steadier numbers" in reason for reason in four.summary.quality.reasons)
    short = next(row for row in four.measures if row.id == "stride_time" and row.side == "left")
    assert 3 <= short.n_strides <= 4
    few = next(row for row in two.measures if row.id == "stride_time" and row.side == "left")
    assert few.value is None
    assert "at least 3 are needed" in str(few.refused)


@pytest.fixture(scope="module")
def made() -> Synthetic:
    return synthesise(Spec())


@pytest.mark.parametrize("plates", [True, False], ids=["plates", "markers"])
def test_four_strides_of_a_synthetic_run_are_measured_and_said_to_be_few(
    made: Synthetic, plates: bool
) -> None:
    run = made.run if plates else replace(made.run, forces=None)
    check_short(run, made.standing, 120 / made.spec.cadence_spm)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("plates", [True, False], ids=["plates", "markers"])
def test_four_strides_of_a_real_run_are_measured_and_said_to_be_few(shared: Path, plates: bool) -> None:
    run, still = (load(shared / "rbds" / f"RBDS012{name}.c3d") for name in ("runT25", "static"))
    check_short(run if plates else replace(run, forces=None), still, 120 / 161.3)


@pytest.mark.shared
@pytest.mark.slow
def test_the_true_facts_of_every_real_trial_raise_no_doubt(shared: Path) -> None:
    """But one: the table gives runner 05 a mass 6 % above what the plates weigh at all three speeds."""
    stills = {owner: load(path) for owner, path in bad_facts.standing_trials().items()}
    said: dict[str, set[str]] = {}
    for paths in bad_facts.trials():
        recording = bad_facts.load_session(paths)[0]
        owner = bad_facts.owner_of(recording.id)
        mass_kg, height_m, speed_mps = bad_facts.true_facts(owner, recording.id)
        runner = Runner(mass_kg=mass_kg, height_m=height_m)
        run = moved(recording, stills[owner], runner, Settings(speed_mps=speed_mps))
        codes = {note.code for note in (*run.recording.notes, *run.motion.notes, *run.doubts)} & DOUBTS
        said |= {recording.id: codes} if codes else {}
        assert run.motion.speed_mps == speed_mps
    assert said == {f"RBDS05runT{speed}": {"mass_mismatch"} for speed in (25, 35, 45)}
