"""A standing trial of another body is left out and said; the runner's own stays, label faults or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.own_standing import ANOTHER_BODY, Fit, clean_with_own_standing
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec


@pytest.fixture(scope="module")
def made() -> Synthetic:
    return synthesise(Spec(duration_s=6))


@pytest.fixture(scope="module")
def taller() -> Synthetic:
    return synthesise(Spec(duration_s=6, height_m=1.90))


def codes(notes: tuple) -> list[str]:
    return [note.code for note in notes]


def test_the_runners_own_standing_trial_is_kept(made: Synthetic) -> None:
    cleaned = clean_with_own_standing(made.run, made.standing)
    assert cleaned.standing is not None
    assert "standing_of_another" not in codes(cleaned.notes)


def test_another_persons_standing_trial_is_a_fault_and_counts_as_none(
    made: Synthetic, taller: Synthetic
) -> None:
    motion = solve(made.run, taller.standing, Runner(), Settings())
    alone = solve(made.run, None, Runner(), Settings())
    note = next(note for note in motion.notes if note.code == "standing_of_another")
    assert note.level == "fault"
    assert "pelvis width" in note.text
    assert not motion.has_standing
    assert motion.standing_rad == {}
    assert motion.refused == alone.refused
    np.testing.assert_array_equal(motion.points.to_numpy(), alone.points.to_numpy())


def test_no_standing_trial_stays_none(made: Synthetic) -> None:
    assert clean_with_own_standing(made.run, None).standing is None


def test_with_nothing_to_compare_nothing_is_doubted() -> None:
    assert Fit(None, None, {}).score == 0.0
    assert Fit(0.0057, None, {}).score < ANOTHER_BODY
    assert Fit(0.0057, 0.0166, {}).score < ANOTHER_BODY


def swapped(recording: Recording, first: str, second: str) -> Recording:
    names = [str(name) for name in recording.points.coords["point"].to_numpy()]
    values = recording.points.to_numpy().copy()
    i, j = names.index(first), names.index(second)
    values[:, [i, j]] = values[:, [j, i]]
    return replace(recording, points=recording.points.copy(data=values))


def moved(recording: Recording, marker: str, by_m: float) -> Recording:
    values = recording.points.copy(deep=True)
    values.loc[{"point": marker, "axis": "y"}] += by_m
    return replace(recording, points=values)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["shank names", "pelvis names", "legs", "one pelvis marker", "one shank marker"]
)
def test_label_faults_of_the_runners_own_trial_make_it_nobody_elses(fault: str, shared: Path) -> None:
    run, still = (load(shared / "rbds" / f"RBDS012{name}.c3d") for name in ("runT35", "static"))
    if fault == "shank names":
        run = swapped(run, "shank_1_left", "shank_3_left")
    elif fault == "pelvis names":
        run = swapped(run, "asis_left", "iliac_crest_left")
    elif fault == "legs":
        for i in range(1, 5):
            run = swapped(run, f"shank_{i}_left", f"shank_{i}_right")
    elif fault == "one pelvis marker":
        still = moved(still, "psis_left", 0.04)
    else:
        still = moved(still, "shank_2_right", 0.03)
    cleaned = clean_with_own_standing(run, still)
    assert "standing_of_another" not in codes(cleaned.notes)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("runner", "other"), [("RBDS08", "RBDS020"), ("RBDS017", "RBDS012"), ("RBDS05", "RBDS014")]
)
def test_the_hardest_pairs_of_real_runners_are_told_apart(runner: str, other: str, shared: Path) -> None:
    run = load(shared / "rbds" / f"{runner}runT25.c3d")
    cleaned = clean_with_own_standing(run, load(shared / "rbds" / f"{other}static.c3d"))
    assert cleaned.standing is None
    assert "standing_of_another" in codes(cleaned.notes)
