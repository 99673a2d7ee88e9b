"""A folder of runs: what is found, what is left out and why, and that nothing stops the rest."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from backstride.errors import UsageError, WrongKindError
from backstride.jobs import in_order
from backstride.sensors.training_folder import TrainingFiles, read_training
from helpers.fit_bytes import CYCLING, SUMMER_2024, SWIMMING, WALKING, fit_bytes, records, session
from helpers.training_files import DAY_S, write_gpx, write_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "runs"
    out.mkdir()
    return out


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "training.sqlite"


def names(read: TrainingFiles) -> list[str]:
    return [run.file for run in read.runs]


def test_every_kind_of_file_is_found_at_any_depth_and_sorted_by_start(folder: Path, cache: Path) -> None:
    write_run(folder / "b.fit", start=SUMMER_2024 + 2 * DAY_S)
    write_run(folder / "2024" / "june" / "A.FIT", start=SUMMER_2024 + DAY_S)
    packed = write_run(folder / "c.fit", start=SUMMER_2024)
    (folder / "c.fit.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    write_gpx(folder / "d.gpx")
    write_run(folder / ".hidden.fit")
    write_run(folder / "__MACOSX" / "e.fit")
    (folder / "notes.txt").write_text("no run")
    read = read_training(folder, cache=cache)
    assert names(read) == ["d.gpx", "c.fit.gz", "A.FIT", "b.fit"]
    assert (read.read_now, read.remembered, read.skipped, read.notes) == (4, 0, (), ())


def test_the_figures_of_a_run_are_those_of_its_device(folder: Path, cache: Path) -> None:
    write_run(folder / "a.fit", minutes=50, mps=3.2)
    (run,) = read_training(folder, cache=cache).runs
    assert run.distance_m == pytest.approx(9600)
    assert run.moving_s == pytest.approx(3000)
    assert run.elapsed_s == pytest.approx(3000)
    assert run.cadence_spm == pytest.approx(170)
    assert run.day == date(2024, 6, 11)
    assert (run.surface, run.shoes, run.ascent_m, run.notes) == (None, None, None, ())


def test_other_sports_and_spoilt_files_are_listed_and_stop_nobody(folder: Path, cache: Path) -> None:
    good = write_run(folder / "good.fit")
    write_run(folder / "ride.fit", sport=CYCLING, mps=8)
    write_run(folder / "swim.fit", sport=SWIMMING)
    (folder / "walk.fit").write_bytes(
        fit_bytes(records(cadence=55, speed=1.4) + session(WALKING, total_distance=84.0))
    )
    (folder / "empty.fit").write_bytes(b"")
    spoilt = bytearray(good.read_bytes())
    spoilt[len(spoilt) // 2] ^= 0xFF
    (folder / "spoilt.fit").write_bytes(spoilt)
    (folder / "half.fit.gz").write_bytes(gzip.compress(good.read_bytes())[:-20])
    (folder / "text.gpx").write_text("hello")
    read = read_training(folder, cache=cache)
    assert names(read) == ["good.fit"]
    reasons = dict(read.skipped)
    assert "bike ride" in reasons["ride.fit"]
    assert "swim" in reasons["swim.fit"]
    assert "walk" in reasons["walk.fit"]
    assert reasons["empty.fit"] == "The file is empty."
    assert "damaged" in reasons["spoilt.fit"]
    assert "unpacked" in reasons["half.fit.gz"]
    assert set(reasons) == {
        *("ride.fit", "swim.fit", "walk.fit", "empty.fit", "spoilt.fit", "half.fit.gz", "text.gpx")
    }


def test_every_cut_of_a_file_is_a_run_or_a_reason(folder: Path, cache: Path) -> None:
    whole = fit_bytes(records(8) + session(seconds=8))
    for size in range(1, len(whole), 7):
        (folder / f"{size:04d}.fit").write_bytes(whole[:size])
    count = len(list(folder.iterdir()))
    read = read_training(folder, cache=cache)
    assert read.read_now == count
    assert all(reason and "nobody foresaw" not in reason for _, reason in read.skipped)
    assert read.skipped


def test_a_fault_of_ours_in_one_file_does_not_stop_the_rest(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backstride.sensors import training_file

    real = training_file.load_watch

    def fails(path: Path) -> object:
        if path.name == "b.fit":
            raise KeyError("surprise")
        return real(path)

    monkeypatch.setattr(training_file, "load_watch", fails)
    for at, name in enumerate("abc"):
        write_run(folder / f"{name}.fit", start=SUMMER_2024 + at * DAY_S)
    read = read_training(folder, cache=cache)
    assert names(read) == ["a.fit", "c.fit"]
    assert "KeyError" in dict(read.skipped)["b.fit"]
    monkeypatch.setattr(training_file, "load_watch", real)
    again = read_training(folder, cache=cache)
    assert names(again) == ["a.fit", "b.fit", "c.fit"]
    assert again.read_now == 1, "what failed by our fault is not remembered"


def test_a_clock_in_1989_gives_a_run_without_a_day_last_in_the_list(folder: Path, cache: Path) -> None:
    write_run(folder / "a.fit", start=5000)
    write_run(folder / "b.fit")
    read = read_training(folder, cache=cache)
    assert names(read) == ["b.fit", "a.fit"]
    undated = read.runs[-1]
    assert undated.start is None
    assert undated.day is None
    assert any("clock was not set" in note for note in undated.notes)
    assert [note for note in read.notes if note.endswith("do not count: a.fit.")] == list(read.notes) != []


def test_a_date_in_the_future_is_left_out_but_tomorrow_is_not(folder: Path, cache: Path) -> None:
    write_run(folder / "a.fit")
    day = date(2024, 6, 11)
    assert names(read_training(folder, cache=cache, today=day - timedelta(days=1))) == ["a.fit"]
    read = read_training(folder, cache=cache, today=day - timedelta(days=2))
    assert read.runs == ()
    assert read.skipped == (("a.fit", "Its date lies in the future (2024-06-11): the clock was wrong."),)


def test_a_day_is_the_runners_own_not_greenwichs(folder: Path, cache: Path) -> None:
    write_gpx(folder / "west.gpx", longitude=-120, first="2024-06-10T02:")
    write_gpx(folder / "east.gpx", longitude=150, first="2024-06-10T20:")
    write_gpx(folder / "home.gpx", longitude=2, first="2024-06-10T22:")
    days = {run.file: run.day for run in read_training(folder, cache=cache).runs}
    assert days == {
        "west.gpx": date(2024, 6, 9),
        "east.gpx": date(2024, 6, 11),
        "home.gpx": date(2024, 6, 10),
    }


def test_a_watch_left_on_for_a_day_counts_only_the_way_that_was_run(folder: Path, cache: Path) -> None:
    def moving(i: int) -> bool:
        return i <= 360

    told = records(
        8641,
        step_s=10,
        speed=lambda i: 3.0 if moving(i) else 0.0,
        cadence=lambda i: 85 if moving(i) else 0,
        distance=lambda i: 30.0 * min(i, 360),
    )
    (folder / "day.fit").write_bytes(fit_bytes(told + session(seconds=86400, total_distance=10800)))
    write_run(folder / "evening.fit", start=SUMMER_2024 + 40000)
    read = read_training(folder, cache=cache)
    assert names(read) == ["day.fit", "evening.fit"], "a watch left on is no second runner"
    assert read.runs[0].elapsed_s == 86400
    assert read.runs[0].moving_s == 3600
    assert read.runs[0].distance_m == 10800


def test_a_pause_and_a_stand_are_not_moving_but_a_tunnel_is(folder: Path, cache: Path) -> None:
    from helpers.fit_bytes import timer

    told = records(61) + timer(SUMMER_2024 + 60, runs=False) + timer(SUMMER_2024 + 160, runs=True)
    told += records(61, start=SUMMER_2024 + 160, distance=lambda i: 180 + 3.0 * i)
    told += records(61, start=SUMMER_2024 + 420, distance=lambda i: 960 + 3.0 * i)  # 200 s without a moment
    (folder / "a.fit").write_bytes(fit_bytes(told + session(seconds=480, total_distance=1140)))
    (run,) = read_training(folder, cache=cache).runs
    assert run.moving_s == pytest.approx(60 + 60 + 200 + 60)
    assert run.elapsed_s == 480


def test_of_two_running_legs_the_ride_between_them_is_not_counted(folder: Path, cache: Path) -> None:
    ride, back = SUMMER_2024 + 120, SUMMER_2024 + 360
    told = records(120, distance=lambda i: 3.0 * i)
    told += records(240, start=ride, speed=8.0, cadence=..., distance=lambda i: 360 + 8.0 * i)
    told += records(120, start=back, distance=lambda i: 2280 + 3.0 * i)
    legs = session(seconds=119, total_distance=357.0)
    legs += session(CYCLING, start=ride, seconds=239, total_distance=1920.0)
    legs += session(start=back, seconds=119, total_distance=357.0)
    (folder / "a.fit").write_bytes(fit_bytes(told + legs))
    (run,) = read_training(folder, cache=cache).runs
    assert run.distance_m == pytest.approx(714)


def test_a_device_that_disagrees_with_itself_is_said(folder: Path, cache: Path) -> None:
    told = records(61) + session(total_distance=200.0)
    (folder / "a.fit").write_bytes(fit_bytes(told))
    (run,) = read_training(folder, cache=cache).runs
    assert run.distance_m == 200
    assert "200 m" in run.notes[0]
    assert "180 m" in run.notes[0]


def test_folders_that_are_none_are_named(folder: Path, cache: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        read_training(folder / "nowhere", cache=cache)
    with pytest.raises(UsageError, match="not a folder"):
        read_training(write_run(folder / "a.fit"), cache=cache)
    (folder / "a.fit").unlink()
    (folder / "all.zip").write_bytes(b"PK")
    with pytest.raises(WrongKindError, match=r"no FIT, TCX or GPX file.*") as caught:
        read_training(folder, cache=cache)
    assert "all.zip" in str(caught.value)


def test_links_in_a_circle_and_to_nowhere_end(folder: Path, cache: Path) -> None:
    write_run(folder / "a.fit")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "gone.fit").symlink_to(folder / "nothing.fit")
    assert names(read_training(folder, cache=cache)) == ["a.fit"]


def test_two_processes_read_the_same_as_one(folder: Path, cache: Path, tmp_path: Path) -> None:
    for at in range(45):
        write_run(folder / f"{at}.fit", start=SUMMER_2024 + at * DAY_S, minutes=0.2)
    asked: list[tuple[int, int]] = []

    def two(work: Sequence[Callable[[], Any]], jobs: int) -> Iterator[Any]:
        asked.append((len(work), jobs))
        return in_order(work, 2)

    one = read_training(folder, cache=cache)
    assert read_training(folder, cache=tmp_path / "other.sqlite", mapper=two, jobs=2) == one
    assert asked == [(2, 1)], "so little is not worth a second process"


@pytest.mark.parametrize(
    ("sub_sport", "ground"),
    [(1, "treadmill"), (2, "road"), (3, "trail"), (4, "track"), (45, None), (0, None)],
)
def test_ground_and_climb_are_the_devices(
    folder: Path, cache: Path, sub_sport: int, ground: str | None
) -> None:
    told = session(sub_sport=sub_sport, total_distance=180.0, total_ascent=12, total_descent=None)
    (folder / "a.fit").write_bytes(fit_bytes(records(61) + told))
    (run,) = read_training(folder, cache=cache).runs
    assert (run.surface, run.ascent_m, run.descent_m) == (ground, 12, None)


def test_progress_reaches_the_whole_and_is_silent_where_nothing_is_new(folder: Path, cache: Path) -> None:
    for at in range(3):
        write_run(folder / f"{at}.fit", start=SUMMER_2024 + at * DAY_S)
    steps: list[str] = []
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        read_training(
            folder,
            cache=cache,
            on_step=steps.append,
            on_progress=lambda done, all_: seen.append((done, all_)),
        )
    assert steps == ["Reading 3 new of 3 files"]
    assert seen == [(3, 3)]
