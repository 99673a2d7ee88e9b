"""Peak force and springs without plates: which way is taken, what it needs, how wide its interval is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from backstride.knowledge.loader import load
from backstride.loads.weight import GRAVITY_MPS2
from backstride.measures.compute import compute
from backstride.measures.definitions import WITHOUT_PLATES, trial_error
from backstride.measures.watch import watch_measures, watch_notes
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.ways.movement import measure_one
from helpers.bouncing import bouncing
from helpers.seen import TALL, recorded, rows, seen
from helpers.watch_made import steady, stryd

Rows = dict[tuple[str, str], Measure]
KNOWN = Runner(mass_kg=70.0, height_m=1.8)
TOLD = ("peak_vertical_force", "vertical_stiffness", "leg_stiffness")
PEAK = np.pi / 2 * 0.36 / 0.25
DROP = GRAVITY_MPS2 * 0.25**2 * (PEAK / np.pi**2 - 1 / 8)


def of_path(runner: Runner = KNOWN, motion: Motion | None = None) -> Rows:
    return {(row.id, row.side): row for row in compute(motion or bouncing(), None, runner)}


def test_the_path_of_the_body_gives_the_peak_and_both_springs() -> None:
    found = of_path()
    leg = 0.53 * 1.8
    shorter = leg - np.sqrt(leg**2 - (3.0 * 0.25 / 2) ** 2) + DROP
    force = 70.0 * GRAVITY_MPS2 * PEAK
    for side in ("left", "right", "both"):
        assert found["peak_vertical_force", side].value == pytest.approx(PEAK, rel=0.01)
        assert found["vertical_stiffness", side].value == pytest.approx(force / DROP, rel=0.02)
        assert found["leg_stiffness", side].value == pytest.approx(force / shorter, rel=0.02)


def test_the_interval_is_that_of_the_way_and_wider_than_with_plates() -> None:
    found = of_path()
    for name in TOLD:
        row, error = found[name, "both"], trial_error(name)
        assert row.interval is not None
        assert row.value is not None
        sd = error.from_motion or error.from_motion_share * row.value
        assert np.ptp(row.interval) == pytest.approx(2 * 1.96 * sd, rel=0.02)
        assert sd > 1.5 * error.plates
        assert row.detectable_change is not None
        assert row.detectable_change == pytest.approx(2.77 * sd, rel=0.02)


def test_each_missing_fact_is_asked_for() -> None:
    nobody = of_path(Runner())
    assert nobody["peak_vertical_force", "both"].value is not None
    assert "--mass-kg" in (nobody["vertical_stiffness", "both"].refused or "")
    assert "--height-m" in (of_path(Runner(mass_kg=70.0))["leg_stiffness", "both"].refused or "")
    slow = of_path(motion=replace(bouncing(), speed_mps=None))
    assert "--speed-mps" in (slow["leg_stiffness", "both"].refused or "")
    assert slow["vertical_stiffness", "both"].value is not None


def test_what_the_path_does_not_tell_stays_refused_with_its_figures() -> None:
    found = of_path()
    why = load("ground_force.toml")["braking"]
    for name in ("braking_force_peak", "braking_impulse"):
        text = found[name, "left"].refused or ""
        assert f"{why['off_bw']:g} body weights" in text
        assert f"{why['speed_off_bw']:g}" in text
    for name in ("loading_rate", "knee_stiffness"):
        assert "no force plates" in (found[name, "both"].refused or "")


def test_plates_go_before_the_path(paper: ModuleType) -> None:
    motion = paper.analytic_motion()
    felt = {(r.id, r.side): r for r in compute(motion, paper.analytic_reaction(motion), Runner())}
    row = felt["peak_vertical_force", "both"]
    assert row.interval is not None
    assert np.ptp(row.interval) < 4 * trial_error("peak_vertical_force").plates


FILMED = Runner(mass_kg=70.0, height_m=TALL.height_m)


def fast(person: Runner = FILMED) -> Rows:
    return rows(seen(rate_hz=120.0), person)


def test_a_fast_clip_from_the_side_tells_them_from_times() -> None:
    """The synthetic runner's own contact and step: the half sine, set right, of what the clip shows."""
    found, fit = fast(), load("ground_force.toml")["times"]
    contact, stride = (found[name, "both"].value or 0 for name in ("contact_time", "stride_time"))
    peak = fit["peak_slope"] * np.pi / 2 * stride / 2 / contact + fit["peak_offset_bw"]
    assert found["peak_vertical_force", "both"].value == pytest.approx(peak, rel=0.02)
    for name in TOLD:
        assert found[name, "both"].value is not None, found[name, "both"].refused


def test_a_slow_clip_or_one_without_a_mass_does_not() -> None:
    slow = rows(seen(rate_hz=60.0), KNOWN)
    assert all("100 or more" in (slow[name, "both"].refused or "") for name in TOLD)
    assert "--mass-kg" in (fast(TALL)["vertical_stiffness", "both"].refused or "")


def test_how_the_force_was_had_is_said() -> None:
    one = measure_one(recorded(seen(rate_hz=120.0)), None, TALL, Settings())
    notes = [note.text for note in one.background.notes if note.code == WITHOUT_PLATES]
    assert notes == [load("ground_force.toml")["note"]["times"]]
    slow = measure_one(recorded(seen(rate_hz=60.0)), None, TALL, Settings())
    assert not [note for note in slow.background.notes if note.code == WITHOUT_PLATES]


def of_watch(runner: Runner = KNOWN, **columns: object) -> Rows:
    return {(row.id, row.side): row for row in watch_measures(steady(**columns), runner, None)}  # type: ignore[arg-type]


def test_a_watch_with_contact_time_tells_peak_and_vertical_stiffness_against_no_band() -> None:
    found, fit = of_watch(), load("ground_force.toml")["times"]
    sine = np.pi / 2 * (60 / 170) / 0.25
    drop = GRAVITY_MPS2 * 0.25**2 * (sine / np.pi**2 - 1 / 8)
    peak, spring = found["peak_vertical_force", "both"], found["vertical_stiffness", "both"]
    assert peak.value == pytest.approx(fit["peak_slope"] * sine + fit["peak_offset_bw"], abs=1e-4)
    assert spring.value == pytest.approx(
        fit["vertical_stiffness_gain"] * 70 * GRAVITY_MPS2 * sine / drop, rel=1e-4
    )
    assert peak.interval is not None
    assert np.ptp(peak.interval) == pytest.approx(2 * 1.96 * 0.17, rel=0.01)
    assert peak.verdict == spring.verdict == "no_reference"
    assert "surer" in (found["leg_stiffness", "both"].refused or "")
    assert "both feet as one" in (found["peak_vertical_force", "left"].refused or "")


def test_a_watch_says_how_and_asks_for_what_it_lacks() -> None:
    rows_ = watch_measures(steady(), KNOWN, None)
    assert WITHOUT_PLATES in {note.code for note in watch_notes(steady(), rows_)}
    assert "--mass-kg" in (of_watch(Runner())["vertical_stiffness", "both"].refused or "")
    lacks = of_watch(stance_time_s=np.nan)["peak_vertical_force", "both"]
    assert "contact time" in (lacks.refused or "")


def test_hills_are_left_out_of_a_watchs_force() -> None:
    """Two thirds level, then up 6 %, where the contact is longer; a run wholly uphill has none."""
    way = 3.0 * np.arange(1800)
    up = np.maximum(way - 3600.0, 0.0) * 0.06
    contact = np.where(way < 3700, 0.25, 0.29)
    hilly = of_watch(altitude_m=100 + up, stance_time_s=contact)["peak_vertical_force", "both"]
    level = of_watch()["peak_vertical_force", "both"]
    assert hilly.value == pytest.approx(level.value, abs=0.01)
    steep = of_watch(altitude_m=100 + 0.06 * way)["peak_vertical_force", "both"]
    assert "level" in (steep.refused or "")


def test_a_pod_that_reads_contact_short_may_read_the_force_high() -> None:
    run = steady()
    pod = {(r.id, r.side): r for r in watch_measures(replace(run, device=stryd()), KNOWN, None)}
    plain, low = (one["peak_vertical_force", "both"].interval for one in (of_watch(), pod))
    assert plain is not None
    assert low is not None
    assert low[0] < plain[0] - 0.05
    assert low[1] == pytest.approx(plain[1])


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("speed", [2, 4])
def test_another_laboratorys_runner_is_within_the_interval(
    shared: Path, measured: Callable[..., Rows], speed: int
) -> None:
    """Nothing was fitted on him: the same run with and without its forces."""
    run, still = (shared / "fullbody" / f"hamner_s01_{name}.trc" for name in (f"Run_{speed}", "static"))
    known, force = Runner(mass_kg=72.84, height_m=1.80, sex="male"), run.with_name(f"{run.stem}_grf.mot")
    told, true = (measured(paths, still, known, Settings()) for paths in ([run], [run, force]))
    for name in TOLD:
        low, high = told[name, "both"].interval or (0.0, 0.0)
        assert low < (true[name, "both"].value or 0.0) < high, name
