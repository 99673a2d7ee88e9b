"""The loads of the back from files to the result folder, of a real run, at every level and back."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.compute as pc
import pytest

import backstride as bs
from backstride.answers.file import write_file
from backstride.loads.what_if.known import known, what_if_ids
from backstride.measures.load_curves import load_ids
from backstride.measures.lumbar import LUMBAR
from backstride.model.analysis import Analysis
from backstride.refresh import refresh
from backstride.report.json_file import load
from backstride.report.tables import read_curves
from backstride.rerender import rerender
from backstride.result import Result
from helpers.told import demo_answers, with_yes

HAMNER = {"mass_kg": 72.84, "height_m": 1.80, "sex": "male", "age_years": 34}
TITLE = "What your low back carries"

pytestmark = [pytest.mark.slow, pytest.mark.shared]


@pytest.fixture(scope="module")
def found(shared: Path) -> Result:
    folder = shared / "fullbody"
    return bs.analyze(
        folder / "hamner_s01_Run_3.trc",
        folder / "hamner_s01_Run_3_grf.mot",
        standing=folder / "hamner_s01_static.trc",
        runner=HAMNER,
        answers=demo_answers(),
    )


@pytest.fixture
def saved(found: Result, tmp_path: Path) -> Path:
    return found.save(tmp_path / "out")[0].parent


def told(folder: Path, answers: dict[str, object]) -> Path:
    path = folder.parent / "newer.json"
    write_file(path, answers)
    return path


def test_every_measure_has_a_value_with_an_interval(found: Result) -> None:
    rows = {row.id: row for row in found.measures if row.side == "both"}
    for name in LUMBAR:
        row = rows[name]
        assert row.refused is None
        assert row.interval is not None
        assert row.value is not None
        assert row.interval[0] <= row.value <= row.interval[1]
        assert (row.verdict, row.reference) == ("no_reference", None)


def test_the_loads_are_there_in_full_with_every_what_if_done_or_refused(found: Result) -> None:
    loads = found.analysis.loads
    assert loads is not None
    assert loads.way == "both"
    assert {(one.id, one.side) for one in loads.curves} == {
        (name, side) for name in load_ids() for side in ("left", "right")
    }
    assert [one.id for one in loads.what_if] == list(what_if_ids())
    for one in loads.what_if:
        assert (one.refused is None) == bool(one.changes)
        assert one.trials
    assert len(loads.residual) == 4


def test_less_lean_loads_the_back_less_and_more_lean_more(found: Result) -> None:
    """What any model must show: a trunk whose weight lies further back needs less of the back's muscles."""
    assert found.analysis.loads is not None
    moved = {
        one.id: next(row for row in one.changes if (row.id, row.side) == ("l5s1_compression", "both"))
        for one in found.analysis.loads.what_if
        if one.id.startswith("lean")
    }
    assert moved["lean_less"].interval_percent[1] < 0 < moved["lean_more"].interval_percent[0]


def test_no_pattern_reads_a_load(found: Result) -> None:
    read = {item.measure for one in found.patterns for item in (*one.for_, *one.against)}
    assert read.isdisjoint(LUMBAR)


def test_what_is_saved_reads_back_the_same_and_makes_the_same_page(found: Result, saved: Path) -> None:
    back: Analysis = load(saved / "analysis.json")
    assert back.loads is not None
    assert [one.id for one in back.loads.what_if] == list(what_if_ids())
    page = (saved / "report.html").read_text(encoding="utf-8")
    assert TITLE in page
    rerender(saved)
    assert (saved / "report.html").read_text(encoding="utf-8") == page
    curves = read_curves(saved / "curves.parquet")
    assert set(load_ids()) <= set(pc.unique(curves["curve"]).to_pylist())


def test_newer_answers_hide_and_bring_back_what_they_allow(found: Result, saved: Path) -> None:
    before = (saved / "analysis.json").read_bytes()
    refresh(saved, told(saved, with_yes("infection_or_urine")))
    data = json.loads((saved / "analysis.json").read_text(encoding="utf-8"))
    assert data["loads"] is None
    assert TITLE not in (saved / "report.html").read_text(encoding="utf-8")
    refresh(saved, told(saved, demo_answers()))
    assert (saved / "analysis.json").read_bytes() == before
    assert TITLE in (saved / "report.html").read_text(encoding="utf-8")


def test_unanswered_leaves_the_loads_and_takes_the_what_ifs(found: Result, saved: Path) -> None:
    unanswered = {"intake": {"pain_now": 2}}
    refresh(saved, told(saved, unanswered))
    loads = load(saved / "analysis.json").loads
    assert loads is not None
    assert loads.curves
    assert loads.what_if == ()
    page = (saved / "report.html").read_text(encoding="utf-8")
    assert TITLE in page
    assert all(one.how not in page for one in found.analysis.loads.what_if)  # type: ignore[union-attr]


def test_pregnancy_takes_loads_and_their_measures(found: Result, saved: Path) -> None:
    answers = demo_answers()
    answers["safety"] = {**answers["safety"], "pregnancy": "yes"}
    after, _ = refresh(saved, told(saved, answers))
    assert after.loads is None
    rows = [row for row in after.measures if row.id in LUMBAR]
    assert all(row.value is None and row.refused for row in rows)
    assert TITLE not in (saved / "report.html").read_text(encoding="utf-8")


def test_what_no_better_than_no_change_foretold_is_not_told(found: Result) -> None:
    loads = found.analysis.loads
    assert loads is not None
    for one in loads.what_if:
        unproven = known(one.id).unproven
        assert not {row.id for row in one.changes} & set(unproven)
        assert not {curve.id for curve in one.curves} & set(unproven)
        if unproven and one.refused is None:
            assert "Not told: " in one.how
    quicker = next(one for one in loads.what_if if one.id == "cadence_plus_10")
    assert quicker.refused or (quicker.changes and not quicker.curves)
