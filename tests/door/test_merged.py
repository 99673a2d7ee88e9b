"""A watch and markers of one session: one set of findings, and where they do not agree it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import backstride
from backstride.model.measure import Measure
from backstride.refresh import refresh
from backstride.report.json_file import dumps
from backstride.rerender import rerender
from backstride.result import Result
from backstride.saved import saved_result
from backstride.synth.presets import preset
from backstride.synth.runner import synthesise
from backstride.synth.write import write_synthetic
from backstride.terminal.summary import summary_lines
from helpers.fit_bytes import fit_bytes, records, session
from helpers.made import text_of
from helpers.told import demo_answers

SECONDS = 400
AGREES, MORE = 0.0, 14.0
"""Steps a minute that the watch counts beyond what the markers show."""

Merged = Callable[..., Result]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A usual runner in a laboratory."""
    spec = preset("typical").model_copy(update={"duration_s": 12.0})
    return write_synthetic(synthesise(spec), tmp_path_factory.mktemp("laboratory"))


SPEED = preset("typical").speed_mps


@pytest.fixture(scope="module")
def alone(files: dict[str, Path]) -> Result:
    """The markers alone."""
    return backstride.analyze(
        files["run"], standing=files["standing"], answers=demo_answers(), surface="treadmill"
    )


@pytest.fixture(scope="module")
def merged(files: dict[str, Path], alone: Result, tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """The same run with a watch that counts so many steps more, at a speed of its own."""
    folder = tmp_path_factory.mktemp("watch")
    cadence, contact_s = (value(alone, name, "run") for name in ("cadence", "contact_time"))

    @cache
    def made(more: float, speed_mps: float = SPEED, *, watch_first: bool = True) -> Result:
        one_leg = round((cadence + more) / 2 * 128) / 128  # as a watch saves it
        saved = records(
            SECONDS,
            cadence=int(one_leg),
            fractional_cadence=one_leg % 1,
            speed=speed_mps,
            distance=lambda second: speed_mps * second,
            stance_time=1000 * contact_s,
        )
        path = folder / "watch.fit"
        path.write_bytes(fit_bytes([*saved, *session(seconds=SECONDS)]))
        paths = [path, files["run"]] if watch_first else [files["run"], path]
        return backstride.analyze(
            *paths, standing=files["standing"], answers=demo_answers(), surface="treadmill"
        )

    return made


def row(result: Result, measure: str, recording: str = "session") -> Measure:
    return next(
        one for one in result.measures if (one.id, one.side, one.recording) == (measure, "both", recording)
    )


def value(result: Result, measure: str, recording: str = "session") -> float:
    found = row(result, measure, recording).value
    assert found is not None
    return found


def test_a_watch_that_agrees_changes_no_finding(merged: Merged, alone: Result) -> None:
    found = merged(AGREES)
    assert found.background.disagreements == ()
    assert row(found, "cadence").interval == row(alone, "cadence", "run").interval
    assert [one.verdict for one in found.patterns] == [one.verdict for one in alone.patterns]
    assert {one.kind for one in found.analysis.recordings} == {"watch", "markers"}


def test_what_the_watch_cannot_see_is_no_refusal_where_the_markers_see_it(merged: Merged) -> None:
    found = merged(AGREES)
    assert row(found, "trunk_lean", "watch").refused
    assert row(found, "trunk_lean").value == row(found, "trunk_lean", "run").value
    lacking = [one for pattern in found.patterns for one in pattern.missing]
    assert not any("watch does not show" in one for one in lacking)


def test_a_watch_that_does_not_agree_is_told_and_not_averaged(merged: Merged) -> None:
    found = merged(MORE)
    apart = {one.id: one for one in found.background.disagreements if one.side == "both"}
    assert apart["cadence"].same_speed
    assert {apart["cadence"].used.kind, apart["cadence"].other.kind} == {"markers", "watch"}
    session_row, ends = row(found, "cadence"), [row(found, "cadence", name) for name in ("run", "watch")]
    assert session_row.value in [one.value for one in ends]
    assert session_row.interval == (ends[0].interval[0], ends[1].interval[1])  # type: ignore[index]
    assert "contact_time" not in apart
    assert any(line.strip().startswith("Cadence: ") for line in summary_lines(found))
    assert not any(line.strip().startswith("Contact time: ") for line in summary_lines(found))


def test_at_another_speed_both_are_listed_and_the_interval_stays(merged: Merged, alone: Result) -> None:
    found = merged(MORE, SPEED * 1.2)
    apart = {one.id: one for one in found.background.disagreements if one.side == "both"}
    assert not apart["cadence"].widens
    assert row(found, "cadence").interval == row(alone, "cadence", "run").interval
    assert any("two speeds" in line for line in summary_lines(found))


def test_the_order_of_the_files_changes_no_finding(merged: Merged) -> None:
    first, last = merged(MORE), merged(MORE, watch_first=False)
    assert first.patterns == last.patterns
    assert first.background.disagreements == last.background.disagreements
    of_session = [[one for one in each.measures if one.recording == "session"] for each in (first, last)]
    assert of_session[0] == of_session[1]


def test_a_ledger_line_on_a_measure_in_dispute_says_so(merged: Merged) -> None:
    """What the watch cannot see is never in dispute."""
    found = merged(MORE)
    disputed = {one.id for one in found.background.disagreements}
    items = [item for one in found.patterns for item in (*one.for_, *one.against)]
    assert any(item.measure == "cadence" for item in items)
    for item in items:
        said = "the watch" in item.text and ("says" in item.text)
        assert said == (item.measure in disputed), item.text


def test_a_saved_result_says_the_same_again_and_with_newer_answers(merged: Merged, tmp_path: Path) -> None:
    found = merged(MORE)
    found.save(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_bytes()
    assert saved_result(tmp_path / "out").background.disagreements == found.background.disagreements
    rerender(tmp_path / "out")
    assert (tmp_path / "out" / "report.html").read_bytes() == page
    answers = tmp_path / "same.json"
    answers.write_text(json.dumps(demo_answers()), encoding="utf-8")
    after, _ = refresh(tmp_path / "out", answers)
    assert dumps(after) == dumps(found.analysis)
    assert text_of(tmp_path / "out" / "report.html")
