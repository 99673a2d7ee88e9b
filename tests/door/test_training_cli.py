"""``backstride training``: what people and programs are shown, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backstride.cli import app, main
from backstride.history.store import ME, open_store
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry
from backstride.model.training import TrainingRun
from backstride.patterns.runs_said import said_km
from backstride.sensors.training_load import training_load
from backstride.terminal.training_text import training_json, training_lines
from helpers.reading import grade, sentences
from helpers.training_made import FIRST, ride_file, run_files
from helpers.wording import claims, strings

RUNS = [(0, 10.0), (3, 8.0), (8, 10.5), (12, 14.0), (19, 5.0)]  # the fourth is a third longer than the third
TODAY = FIRST + timedelta(days=20)


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is remembered from, or left for, anybody else."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return run_files(tmp_path / "runs", RUNS)


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["training", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and the sentence of the real door."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["backstride", "training", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
    out = capsys.readouterr()
    assert out.out == ""
    return int(stop.value.code or 0), out.err


def some_runs() -> list[TrainingRun]:
    """Without files: two years of runs, one of them far too long, with a break, shoes and hills."""
    days = [day for day in range(0, 700, 3) if not 600 < day < 640]
    return [
        TrainingRun(
            file=f"{day}.fit",
            start=None,
            day=FIRST + timedelta(days=day),
            distance_m=25_000.0 if day == 675 else 5_000.0 + 500 * (day % 7),
            moving_s=1.0,
            elapsed_s=1.0,
            ascent_m=40.0,
            descent_m=38.0,
            shoes="red" if day > 300 else None,
            surface="trail" if day % 2 else "road",
        )
        for day in days
    ]


# --- the text


def test_the_longest_run_and_a_tenth_above_it_are_told_as_the_studys_bound(folder: Path) -> None:
    text = shown(str(folder))
    assert "14.0 km, on 14 March 2026." in text
    assert "5 runs in all, 5 in the 30 days" in text
    assert "1 run with no other in the 30 days before" in text
    assert "14 March 2026: 14.0 km, 33 % longer than 10.5 km" in text
    assert "1.52 times the rate of injury" in text
    assert "found no link" in text


def test_next_to_a_run_of_today_the_tenth_is_told_and_long_after_it_is_not() -> None:
    loaded = training_load(some_runs())
    near = "\n".join(training_lines(loaded, loaded.last_day))
    assert "A tenth above your longest is 27.5 km" in near
    assert "no advice for you" in near
    later = "\n".join(training_lines(loaded, loaded.last_day + timedelta(days=31)))
    assert "A tenth" not in later
    assert "31 days before today" in later
    assert "hold nothing to set your next run against" in later
    asked = training_load(some_runs(), loaded.last_day + timedelta(days=1))
    assert "before today" not in "\n".join(training_lines(asked, TODAY + timedelta(days=5000)))


@pytest.mark.parametrize(("days", "held"), [(17, True), (18, False), (30, False)])
def test_a_longest_run_older_than_30_days_is_no_bound_for_a_run_of_today(days: int, held: bool) -> None:
    longest, newest = (
        some_runs()[at].model_copy(update={"distance_m": km}) for at, km in ((0, 2e4), (5, 5e3))
    )
    newest = newest.model_copy(update={"day": FIRST + timedelta(days=13)})
    text = "\n".join(training_lines(training_load([longest, newest]), FIRST + timedelta(days=13 + days)))
    assert ("A tenth above your longest is 22.0 km" in text) is held
    assert ("your next run is not set against it" in text) is not held
    assert "hold nothing" not in text


def test_the_chart_begins_with_the_first_week_that_holds_a_run() -> None:
    old, new, last = (
        some_runs()[0].model_copy(update={"day": FIRST + timedelta(days=day)}) for day in (0, 980, 996)
    )
    text = "\n".join(training_lines(training_load([old, new, last])))
    chart = [line for line in text.splitlines() if re.match(r"  \d\d [A-Z][a-z]{2} ", line)]
    assert ["no run" in line for line in chart] == [False, True, False]


@pytest.mark.parametrize(
    ("metres", "said"),
    [(0, "0.0"), (99.9, "0.0"), (11_000.0, "11.0"), (15_699.9, "15.6"), (1_234_500, "1,234.5")],
)
def test_a_bound_is_never_shown_farther_than_it_lies(metres: float, said: str) -> None:
    assert said_km(metres) == said


def test_the_bars_are_as_long_as_the_weeks_and_fit_a_narrow_terminal() -> None:
    loaded = training_load(some_runs())
    lines = training_lines(loaded, loaded.last_day)
    chart = [line for line in lines if re.match(r"  \d\d [A-Z][a-z]{2} ", line)]
    weeks = loaded.weeks[3:]  # three weeks of the break come first
    assert (len(chart), loaded.weeks[2].runs, weeks[0].runs) == (9, 0, 1)
    assert max(len(line) for line in chart) <= 79
    bars = [line.count("#") for line in chart]
    most = max(week.distance_m for week in loaded.weeks)
    assert bars == [round(24 * week.distance_m / most) for week in weeks]
    assert max(bars) == 24


def test_back_after_a_break_shoes_ground_and_climbs_are_told() -> None:
    runs = [
        *some_runs()[:-20],
        *(one for one in some_runs() if one.day and one.day > FIRST + timedelta(days=640)),
    ]
    text = "\n".join(training_lines(training_load(runs, FIRST + timedelta(days=660))))
    assert re.search(r"Back after a break: \d+ days without a run, then a run on \d+ ", text)
    assert re.search(r"red: [\d,.]+ km in \d+ runs, last on ", text)
    assert re.search(r"not told: [\d,.]+ km in \d+ runs", text)
    assert re.search(r"Ground: (road|trail) [\d.]+ km, (road|trail) [\d.]+ km\.", text)
    assert re.search(r"[\d,]+ m up and [\d,]+ m down", text)


def test_what_a_runner_reads_is_plain_and_claims_nothing() -> None:
    loaded = training_load(some_runs(), notes=["A note."], skipped=[("a.fit", "This is a bike ride.")])
    for day in (loaded.last_day, loaded.last_day + timedelta(days=90)):
        text = "\n".join(training_lines(loaded, day))
        assert claims(text) == []
        said = [one for line in text.splitlines() if line.strip().endswith(".") for one in sentences(line)]
        assert len(said) >= 8
        assert grade(said) <= 8.0
    told = [text for key, text in load("training.toml")["say"].items() if key != "source"]
    long = [one for one in told if len(one.split()) >= 8]
    assert all(grade(sentences(re.sub(r"\{\w+\}", "five", one))) <= 8.0 for one in long)
    assert [text for text in strings(load("training.toml")) if claims(text)] == []


# --- the JSON


def test_json_alone_stands_on_stdout_and_names_no_path(folder: Path) -> None:
    text = shown(str(folder), "--json")
    told = json.loads(text)
    assert told["schema"] == "backstride.training/1"
    assert told["longest_30d_m"] == 14_000
    assert told["a_tenth_above_m"] == 15_400
    assert [one["percent"] for one in told["spikes"]] == [pytest.approx(33.333333)]
    assert str(folder.parent) not in text
    assert "NaN" not in text
    assert shown(str(folder), "--json") == text  # the second time from memory


def test_json_of_runs_without_distance_holds_no_number_that_is_none() -> None:
    bare = some_runs()[0].model_copy(update={"distance_m": None, "ascent_m": None})
    told = json.loads(training_json(training_load([bare])))
    assert (told["longest_30d_m"], told["a_tenth_above_m"], told["last"]) == (None, None, None)


def test_an_earlier_day_looks_at_the_runs_up_to_it(folder: Path) -> None:
    told = json.loads(shown(str(folder), "--until", "2026-03-10", "--json"))
    assert (told["runs"], told["until"], told["last_day"]) == (3, "2026-03-10", "2026-03-10")


# --- what else lies in the folder


def test_what_is_no_run_is_named_with_its_reason_and_a_copy_counts_once(folder: Path) -> None:
    ride_file(folder, 2)
    (folder / "broken.fit").write_bytes(b"not a run")
    (folder / "copy.fit").write_bytes((folder / "2026-03-14_09.fit").read_bytes())
    text = shown(str(folder))
    assert "5 runs in all" in text
    assert re.search(r"LEFT OUT(\n  - .*)*\n  - broken.fit: \w+", text)
    assert re.search(r"\n  - 2026-03-04_15.fit: .*(bike|cycling)", text)
    assert "copy.fit" in text


def test_the_diary_names_shoes_and_ground_of_its_days(folder: Path, tmp_path: Path) -> None:
    with open_store() as store:
        for day, shoes in ((0, "blue"), (3, "blue"), (8, "red")):
            entry = DiaryEntry(day=FIRST + timedelta(days=day), shoes=shoes, surface="grass")
            store.put_diary(ME, entry)
        store.put_diary(ME, DiaryEntry(day=FIRST + timedelta(days=12), ran=False, shoes="none"))
    told = json.loads(shown(str(folder), "--json"))
    assert [(one["name"], one["distance_m"]) for one in told["shoes"]] == [
        ("blue", 18_000),
        ("red", 10_500),
        (None, 19_000),
    ]
    assert told["surfaces"][0]["name"] == "grass"


def test_a_store_that_cannot_be_read_is_said_and_the_runs_are_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spoilt.sqlite3").write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("BACKSTRIDE_STORE", str(tmp_path / "spoilt.sqlite3"))
    text = shown(str(folder))
    assert "The diary was not read" in text
    assert "14.0 km, on 14 March 2026" in text


def test_a_store_is_not_made_only_to_look_for_a_diary(folder: Path, tmp_path: Path) -> None:
    shown(str(folder))
    assert not list((tmp_path / "home").glob("store*"))


# --- what is refused


def test_what_is_no_folder_of_runs_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a_file").write_text("x")
    (tmp_path / "rides").mkdir()
    ride_file(tmp_path / "rides", 0)
    for name, code in (("nowhere", 2), ("a_file", 2), ("empty", 3), ("rides", 3)):
        got, said = refused(capsys, str(tmp_path / name))
        assert (got, said.count("\n")) == (code, 1), said
        assert name in said
        assert str(tmp_path) not in said
        assert "Traceback" not in said


@pytest.mark.parametrize("day", ["2020-01-01", "0001-01-01"])
def test_a_day_before_all_runs_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    code, said = refused(capsys, str(folder), "--until", day)
    assert code == 3
    assert "no run up to 1 January" in said


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert refused(capsys, str(folder), "--until", day)[0] == 2


def test_the_last_day_of_the_calendar_is_a_day(folder: Path) -> None:
    assert json.loads(shown(str(folder), "--until", "9999-12-31", "--json"))["runs_30d"] == 0


def test_ctrl_c_ends_it_with_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("backstride.ways.training.read_training", stopped)
    code, said = refused(capsys, str(folder))
    assert (code, said.count("\n")) == (130, 1)


def test_folders_read_before_load_no_heavy_library(folder: Path) -> None:
    shown(str(folder), "--json")
    code = (
        "import sys; from backstride.cli import app; app(['training', sys.argv[1]], standalone_mode=False); "
        "print({'numpy', 'pandas', 'pyarrow', 'sqlalchemy'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "set()"


def test_nothing_moves_on_a_pipe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = CliRunner().invoke(app, ["training", str(folder), "--json"])
    assert done.stderr == ""
    assert date.fromisoformat(json.loads(done.stdout)["until"]) == FIRST + timedelta(days=19)
