from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from backstride.measures.compute import compute
from backstride.measures.session import session_rows
from backstride.model.measure import Measure
from backstride.model.runner import Runner


def _two(paper: ModuleType, second_speed: float) -> list[Measure]:
    motion = paper.analytic_motion()
    other = replace(paper.analytic_motion(n_strides=6), recording_id="later", speed_mps=second_speed)
    return [*compute(motion, None, Runner()), *compute(other, None, Runner())]


def test_one_recording_needs_no_session(paper: ModuleType) -> None:
    assert session_rows(compute(paper.analytic_motion(), None, Runner())) == ()


def test_strides_of_all_recordings_count_alike(paper: ModuleType) -> None:
    rows = {(r.id, r.side): r for r in session_rows(_two(paper, 3.6))}
    speed = rows["speed", "both"]
    assert speed.recording == "session"
    assert speed.n_strides == 22 + 10
    assert speed.value == pytest.approx((22 * 3.0 + 10 * 3.6) / 32, abs=1e-4)


def test_the_instrument_error_does_not_shrink_with_recordings(paper: ModuleType) -> None:
    rows = _two(paper, 3.0)
    single = next(r for r in rows if (r.id, r.side) == ("overstride", "both"))
    pooled = next(r for r in session_rows(rows) if (r.id, r.side) == ("overstride", "both"))
    assert single.interval
    assert pooled.interval
    width = [r.interval[1] - r.interval[0] for r in (single, pooled)]
    assert width[1] == pytest.approx(width[0], rel=0.02)


def test_a_measure_refused_everywhere_stays_refused_with_its_reason(paper: ModuleType) -> None:
    rows = {(r.id, r.side): r for r in session_rows(_two(paper, 3.0))}
    assert "force plates" in (rows["loading_rate", "left"].refused or "")


def test_bands_of_two_speeds_are_averaged(paper: ModuleType) -> None:
    rows = _two(paper, 2.5)
    bands = [r.reference for r in rows if r.id == "cadence"]
    pooled = next(r for r in session_rows(rows) if r.id == "cadence").reference
    assert pooled
    assert all(bands)
    assert bands[1].low < pooled.low < bands[0].low
