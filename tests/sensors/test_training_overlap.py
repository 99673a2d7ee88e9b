"""A run saved twice counts once; two people's runs are refused; two runs of one day are two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backstride.errors import WrongKindError
from backstride.model.training import TrainingRun
from backstride.sensors.training_folder import read_training
from backstride.sensors.training_overlap import ReadRun, each_once
from helpers.fit_bytes import SUMMER_2024
from helpers.training_files import write_run

NINE = datetime(2024, 6, 11, 9, tzinfo=UTC)


def run(name: str, at_min: float | None, minutes: float, km: float | None, **more: Any) -> ReadRun:
    start = None if at_min is None else NINE + timedelta(minutes=at_min)
    columns, content = more.pop("columns", 5), more.pop("content", name)
    told = TrainingRun(
        file=name,
        start=start,
        day=start.date() if start else None,
        distance_m=None if km is None else 1000 * km,
        moving_s=60 * minutes,
        elapsed_s=60 * minutes,
        **more,
    )
    return ReadRun(name, told, 60 * minutes, columns, content)


def files(*runs: ReadRun) -> list[str]:
    for order in (runs, runs[::-1]):
        kept, notes = each_once(order)
        assert bool(notes) == (len(kept) < len(runs))
    return [one.name for one in kept]


def test_a_watch_and_a_phone_on_one_run_count_once_and_complete_each_other() -> None:
    watch = run("w.fit", 0, 50, 10.0, columns=9, cadence_spm=170.0, shoes="blue")
    phone = run("p.gpx", 0.5, 49, 10.3, surface="trail", cadence_spm=160.0)
    kept, notes = each_once([phone, watch])
    assert [one.name for one in kept] == ["w.fit"]
    assert kept[0].run.surface == "trail"
    assert kept[0].run.cadence_spm == 170.0
    assert kept[0].run.shoes == "blue"
    assert notes == ("Runs that are here more than once count once; left out 1: p.gpx (as w.fit).",)


@pytest.mark.parametrize(
    ("second", "left"),
    [
        (run("b", 0, 50, 10.4), 1),
        (run("b", 0, 50, None), 1),
        (run("b", 10, 50, 10.0), 1),
        (run("b", 0, 25, 5.0), 1),
        (run("b", 20, 25, 5.2), 1),
        (run("b", 0, 50, 8.0, surface="treadmill"), 1),
        (run("b", 46, 50, 10.0), 2),
        (run("b", 50, 50, 10.0), 2),
        (run("b", 600, 50, 10.0), 2),
    ],
)
def test_what_is_one_run_and_what_are_two(second: ReadRun, left: int) -> None:
    assert len(files(run("a", 0, 50, 10.0), second)) == left


@pytest.mark.parametrize(
    "second",
    [
        run("b", 0, 50, 8.0),
        run("b", 0, 70, 10.0),
        run("b", 20, 40, 5.0),
        run("b", 44, 50, 10.0),
        run("b", 0, 25, 7.0),
    ],
)
def test_two_runs_at_once_are_two_peoples(second: ReadRun) -> None:
    with pytest.raises(WrongKindError, match=r"^a and b: .*two people's") as caught:
        each_once([run("a", 0, 50, 10.0), second])
    assert caught.value.exit_code == 3
    with pytest.raises(WrongKindError):
        each_once([second, run("a", 0, 50, 10.0)])


def test_the_whole_stays_of_a_whole_and_its_parts() -> None:
    parts = [run("1", 0.1, 20, 4.0, columns=9), run("2", 21, 28, 5.7, columns=9)]
    assert files(run("whole", 0, 50, 10.0), *parts) == ["whole"]


def test_three_copies_count_once() -> None:
    same = [run(name, 0, 50, 10.0, content="same") for name in "abc"]
    assert files(*same) == ["a"] or files(*same) == ["c"]


def test_copies_without_a_date_are_known_by_their_content() -> None:
    same = [run("a", None, 50, 10.0, content="x"), run("b", None, 50, 10.0, content="x")]
    assert files(*same, run("c", None, 50, 10.0, content="y")) == ["a", "c"]


def test_more_pairs_of_two_people_are_counted() -> None:
    mine = [run(f"m{day}", 1440 * day, 50, 10.0) for day in range(3)]
    hers = [run(f"h{day}", 1440 * day, 50, 7.0) for day in range(3)]
    with pytest.raises(WrongKindError, match="2 more pairs"):
        each_once([*mine, *hers])


def test_two_peoples_files_are_named_with_their_way(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "ann" / "1.fit", minutes=10)
    write_run(tmp_path / "runs" / "bob" / "1.fit", minutes=10, mps=4.0)
    with pytest.raises(WrongKindError, match=r"ann/1\.fit and bob/1\.fit"):
        read_training(tmp_path / "runs", cache=tmp_path / "c")


def test_a_copy_packed_or_under_another_name_counts_once(tmp_path: Path) -> None:
    import gzip

    one = write_run(tmp_path / "runs" / "1.fit", start=SUMMER_2024)
    (one.parent / "copy.fit.gz").write_bytes(gzip.compress(one.read_bytes()))
    read = read_training(one.parent, cache=tmp_path / "c")
    assert [run.file for run in read.runs] == ["1.fit"]
    assert read.notes == (
        "Runs that are here more than once count once; left out 1: copy.fit.gz (as 1.fit).",
    )
