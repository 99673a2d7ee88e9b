"""``backstride diary show``: the curve at every width, tomorrow's run, and what each safety level allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backstride.history.diary_curve import diary_curve
from backstride.history.store import ME, open_store
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers
from backstride.report.diary_tomorrow import FromDiary, from_diary
from backstride.terminal.diary_spark import can_show_bars, spark_lines
from helpers.advice import advice_in
from helpers.told import all_no, with_yes

Cli = Callable[..., Any]
TODAY = date(2026, 11, 26)


def entry(ago: int, **told: Any) -> DiaryEntry:
    return DiaryEntry(day=TODAY - timedelta(days=ago), **told)


def answers(ago: int = 0, raw: dict[str, Any] | None = None, **intake: Any) -> StoredAnswers:
    return StoredAnswers(day=TODAY - timedelta(days=ago), raw=raw or all_no(usual_run_km=8, **intake))


def tomorrow(*entries: DiaryEntry, told: StoredAnswers | None = None) -> FromDiary:
    return from_diary(entries, told or answers(), TODAY)


# --- tomorrow's run


@pytest.mark.parametrize(
    ("taps", "light", "most_km"),
    [
        ({"during": 1, "on_stopping": 3, "on_sitting": 2}, "green", 8.0),
        ({"during": 1, "on_stopping": 2, "on_sitting": 4}, "amber", 4.0),
        ({"during": 1, "next_morning": 6}, "red", 0.0),
        ({"during": 1, "onset_km": 5}, "green", 5.0),
        ({"on_sitting": 5.5}, "red", 0.0),
    ],
)
def test_the_taps_of_the_newest_entry_give_the_light(
    taps: dict[str, float], light: str, most_km: float
) -> None:
    found = tomorrow(entry(9, during=9), entry(1, **taps)).safety.run_tomorrow
    assert found is not None
    assert (found.light, found.max_km) == (light, most_km)


def test_the_pain_of_older_answers_gives_way_and_what_holds_back_stays() -> None:
    old = answers(5, pain_now=9, pain_during=9, pain_after=9, pain_next_morning=9, onset_km=3)
    found = tomorrow(entry(0, during=1, on_sitting=2), told=old)
    assert found.safety.run_tomorrow is not None
    assert (found.safety.run_tomorrow.light, found.safety.run_tomorrow.max_km) == ("green", 3.0)
    sharp = tomorrow(entry(0, during=1), told=answers(5, sharp_or_limping="yes")).safety.run_tomorrow
    assert sharp is not None
    assert sharp.light == "red"


def test_pain_now_counts_where_it_was_told_after_the_run() -> None:
    found = tomorrow(entry(1, during=1), told=answers(0, pain_now=6)).safety.run_tomorrow
    assert found is not None
    assert found.light == "red"


def test_pain_that_stands_anywhere_in_the_answers_gives_way() -> None:
    raw = {"pain_during": 9, "safety": {**all_no()["safety"], "pain_after": 9}, "intake": {}}
    found = tomorrow(entry(0, during=1), told=answers(1, raw=raw)).safety.run_tomorrow
    assert found is not None
    assert found.light == "green"


def test_a_day_without_a_run_does_not_hide_the_run_before_it() -> None:
    found = tomorrow(entry(1, during=7, onset_km=2), entry(0, ran=False, on_sitting=1)).safety.run_tomorrow
    assert found is not None
    assert found.light == "red"


@pytest.mark.parametrize(
    ("entries", "told", "says"),
    [
        ([], answers(), "There is no entry with pain yet."),
        ([entry(0, note="x")], answers(), "There is no entry with pain yet."),
        ([entry(3, during=0)], answers(), "Your newest entry is of Monday, 23 November 2026."),
        (
            [entry(1, next_morning=0)],
            answers(),
            "does not say how strong the pain was in the run or after it.",
        ),
        ([entry(0, during=0)], answers(29), "Answer them again, since signs may have come."),
    ],
)
def test_without_what_is_needed_there_is_no_light(
    entries: list[DiaryEntry], told: StoredAnswers, says: str
) -> None:
    found = tomorrow(*entries, told=told)
    assert found.safety.level == "clear"
    assert found.safety.run_tomorrow is None
    assert says in " ".join(found.why)


def test_two_days_are_not_too_old_and_four_weeks_neither() -> None:
    assert tomorrow(entry(2, during=0), told=answers(28)).safety.run_tomorrow is not None


@pytest.mark.parametrize("level", ["unknown", "clinician", "urgent", "emergency"])
def test_no_taps_give_a_light_above_clear(level: str) -> None:
    signs = {"clinician": "leg_symptoms", "urgent": "fever", "emergency": "saddle_numbness"}
    raw = with_yes(signs[level]) if level in signs else {"intake": {"pain_now": 0}}
    found = tomorrow(entry(0, during=0, on_stopping=0, on_sitting=0), told=answers(0, raw=raw))
    assert (found.safety.level, found.safety.run_tomorrow) == (level, None)


def test_the_newest_answers_are_left_as_they_are() -> None:
    told = answers(1, pain_during=9)
    before = json.dumps(told.raw)
    tomorrow(entry(0, during=1), told=told)
    assert json.dumps(told.raw) == before


# --- the lines of the curve


def curve_of(*entries: DiaryEntry, days: int = 42) -> Any:
    return diary_curve(entries, TODAY, days)


@pytest.mark.parametrize("plain", [False, True])
def test_a_sign_stands_for_each_day_and_a_dot_for_each_gap(plain: bool) -> None:
    rows = list(
        spark_lines(
            curve_of(entry(6, during=0), entry(3, during=10), entry(0, during=5), days=7), 80, plain=plain
        )
    )
    signs = rows[0].split()[2]
    assert signs == ("0..X..5" if plain else "▁··█··▅")
    assert rows[0].endswith("newest 5")
    assert rows[1].split()[-1] == ("." if plain else "·") * 7
    assert all(row.isascii() for row in rows) == plain


def test_every_whole_pain_has_its_own_figure() -> None:
    rows = [entry(10 - pain, during=pain) for pain in range(11)]
    assert next(iter(spark_lines(curve_of(*rows, days=11), 80, plain=True))).split()[2] == "0123456789X"


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("days", [1, 7, 42, 365, 3660])
def test_the_curve_fits_the_terminal_and_keeps_the_worst(columns: int, days: int) -> None:
    rows = list(
        spark_lines(
            curve_of(entry(0, during=9), entry(0 if days == 1 else 1, during=9), days=days),
            columns,
            plain=True,
        )
    )
    assert all(len(row) <= max(columns, 38) for row in rows[:5])
    assert "9" in rows[0].split()[2]
    each = [row for row in rows if "One sign stands for" in row]
    assert bool(each) == (days > len(rows[0].split()[2]))


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False)]
)
def test_bars_are_drawn_where_the_encoding_has_them(encoding: str | None, can: bool) -> None:
    assert can_show_bars(encoding) == can


# --- the command


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)
    monkeypatch.setattr("backstride.diary_door._now", lambda: datetime(2026, 11, 26, 8))


def keep(*entries: DiaryEntry, told: StoredAnswers | None = None) -> None:
    with open_store() as store:
        for one in entries:
            store.put_diary(ME, one)
        if told is not None:
            store.add_answers(ME, told)


FALLING = [
    entry(
        3 * (12 - n),
        during=8 - n / 2,
        next_morning=9 - n / 2 if n % 3 else None,
        distance_km=8,
        onset_km=2 + n / 2,
        surface=("road", "trail")[n % 2],
        shoes="Blue",
        tried=("quick steps",) if n == 6 else (),
    )
    for n in range(12)
]


def test_the_whole_diary_is_told(cli: Cli) -> None:
    keep(*FALLING, entry(0, during=2, on_stopping=1, distance_km=6, onset_km=5), told=answers())
    run = cli("diary", "show")
    assert (run.code, run.err) == (0, "")
    for text in (
        "Run tomorrow? Yes, up to 5 km.",
        "  From your entry of Thursday, 26 November 2026.",
        "Diary, 16 October to 26 November 2026: 13 entries, 13 runs",
        "  while running: less by 1.2 points a week (",
        "  on sitting: can't tell from 0 entries; 6 over 14 days are needed",
        "  higher by 1.0 points (",
        "  at 5 km in the middle, 2 to 7.5 km, in 13 runs",
        "  no pain while running in 0 of 13 runs (0 %, 0 to 23)",
        "  starts later: ",
        "  road: ",
        "  quick steps, from 8 November: before 6 runs, after 6 runs; ",
        "So this does not tell what helped.",
    ):
        assert text in run.out, text


def test_json_holds_entries_with_gaps_and_every_figure(cli: Cli) -> None:
    keep(*FALLING, told=answers())
    run = cli("diary", "show", "--json", "--days", "90")
    data = json.loads(run.out)
    assert data["schema"] == "backstride.diary/1"
    assert data["safety"]["level"] == "clear"
    assert len(data["curve"]["entries"]) == 12
    assert data["curve"]["entries"][0]["next_morning"] is None
    assert data["curve"]["moments"][0]["change"] == "less"
    assert data["curve"]["surfaces"][0]["mean"]["low"] < data["curve"]["surfaces"][0]["mean"]["high"]


def test_without_answers_the_curve_is_shown_and_no_advice(cli: Cli) -> None:
    keep(*FALLING)
    run = cli("diary", "show")
    assert run.code == 0
    assert run.out.startswith("Safety not checked yet: advice is hidden.\n")
    assert "while running" in run.out
    assert advice_in(run.out) == []
    assert run.err == (
        "First:  backstride safety --save answers.json\nThen:   backstride diary add --answers answers.json\n"
    )


@pytest.mark.parametrize(
    ("sign", "level"), [("leg_symptoms", "clinician"), ("fever", "urgent"), ("saddle_numbness", "emergency")]
)
def test_above_unknown_only_what_to_do_is_shown(sign: str, level: str, cli: Cli) -> None:
    keep(*FALLING, entry(0, during=0), told=answers(raw=with_yes(sign)))
    run = cli("diary", "show")
    assert run.code == 4
    assert "while running" not in run.out
    assert "Run tomorrow" not in run.out
    assert advice_in(run.out) == []
    told = cli("diary", "show", "--json")
    assert told.code == 4
    data = json.loads(told.out)
    assert (data["safety"]["level"], data["safety"]["run_tomorrow"], data["curve"]) == (level, None, None)


def test_an_empty_diary_and_an_empty_window_say_what_to_do(cli: Cli) -> None:
    run = cli("diary", "show")
    assert run.code == 0
    assert run.out.endswith("Your diary is empty.\n")
    assert "First entry:  backstride diary add" in run.err
    keep(entry(50, during=3))
    late = cli("diary", "show", "--days", "7")
    assert "No entry from Friday, 20 November 2026 to Thursday, 26 November 2026." in late.out
    assert "The newest is of Wednesday, 7 October 2026." in late.out


@pytest.mark.parametrize("days", ["0", "-1", "3661", "many"])
def test_days_that_are_none_are_refused(days: str, cli: Cli) -> None:
    run = cli("diary", "show", "--days", days)
    assert (run.code, run.out) == (2, "")
    assert "--days" in run.err


def test_a_young_diary_says_little_and_in_few_lines(cli: Cli) -> None:
    keep(entry(0, during=3, onset_km=5, surface="road", shoes="Blue"), told=answers())
    run = cli("diary", "show")
    assert "  can't tell yet: 6 entries over 14 days are needed\n" in run.out
    assert "  at 5 km, in 1 run\n  no pain while running in 0 of 1 run\n" in run.out
    assert "by ground" not in run.out
    assert "next morning against" not in run.out
    assert len(run.out.splitlines()) < 26


def test_pain_that_never_came_is_said_as_such(cli: Cli) -> None:
    keep(*(entry(3 * n, during=0, on_sitting=n % 3) for n in range(8)))
    run = cli("diary", "show")
    assert "  while running: no pain in any of 8 entries\n" in run.out
    assert "  on sitting: can't tell: " in run.out
    assert "  no pain while running in 8 of 8 runs (100 %, 68 to 100)\n" in run.out
    assert "-0.0" not in run.out
