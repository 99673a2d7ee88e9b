from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import pytest

from backstride.measures.compute import compute
from backstride.measures.session import session
from backstride.model.measure import Measure
from backstride.model.runner import Runner


def _two(paper: ModuleType, second_speed: float) -> list[Measure]:
    motion = paper.analytic_motion()
    other = replace(paper.analytic_motion(n_strides=6), recording_id="later", speed_mps=second_speed)
    return [*compute(motion, None, Runner()), *compute(other, None, Runner())]


def session_rows(rows: Sequence[Measure]) -> tuple[Measure, ...]:
    return session(rows).rows


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


def test_recordings_of_one_device_never_disagree(paper: ModuleType) -> None:
    assert session(_two(paper, 3.6)).disagreements == ()


def test_the_session_has_its_rows_in_the_order_of_the_recording(paper: ModuleType) -> None:
    rows = _two(paper, 3.0)
    first = [(row.id, row.side) for row in rows if row.recording == "paper"]
    assert [(row.id, row.side) for row in session_rows(rows)] == first


def test_rows_without_single_strides_are_pooled_as_unsure_as_the_least_sure(paper: ModuleType) -> None:
    rows = [row.model_copy(update={"per_stride": ()}) for row in _two(paper, 3.6)]
    speeds = [row for row in rows if row.id == "speed"]
    pooled = next(row for row in session_rows(rows) if row.id == "speed")
    assert pooled.n_strides == 22 + 10
    assert pooled.value == pytest.approx((22 * 3.0 + 10 * 3.6) / 32, abs=1e-4)
    assert pooled.interval
    widest = max(row.interval[1] - row.interval[0] for row in speeds if row.interval)
    assert pooled.interval[1] - pooled.interval[0] == pytest.approx(widest, abs=2e-4)
