"""``backstride diary add`` and ``remove``: by options, by questions, from a watch file; what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from backstride.history.store import ME, open_store
from backstride.model.diary import DiaryEntry
from helpers.fit_bytes import SUMMER_2024, fit_bytes, records, session
from helpers.made import save
from helpers.told import all_no, with_yes

Cli = Callable[..., Any]
Types = Callable[..., None]
TODAY, YESTERDAY = date(2026, 11, 26), date(2026, 11, 25)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own, and eight in the morning of a known day."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)
    set_clock(monkeypatch, 8)
    return tmp_path / "home"


def set_clock(monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
    now = datetime(TODAY.year, TODAY.month, TODAY.day, hour)
    monkeypatch.setattr("backstride.diary_door._now", lambda: now)


def kept(person: str = ME) -> tuple[DiaryEntry, ...]:
    with open_store() as store:
        return store.diary(person)


def test_four_taps_in_two_calls_make_one_entry_and_each_line_says_what_is_there(cli: Cli) -> None:
    run = cli(
        "diary",
        "add",
        "--during",
        "4",
        "--km",
        "8",
        "--onset-km",
        "5.5",
        "--shoes",
        "Blue",
        "--tried",
        "heat",
    )
    assert run.code == 0
    assert run.out.splitlines() == [
        "Written to Thursday, 26 November 2026:",
        "  while running: 4",
        "  distance: 8 km",
        "  starts at: 5.5 km",
        "  shoes: Blue",
        "  tried: heat",
    ]
    again = cli(
        "diary", "add", "--during", "3", "--on-sitting", "2,5", "--surface", "road", "--tried", "rest"
    )
    assert "  while running: 4 -> 3\n  on sitting: 2.5\n" in again.out
    assert "  tried: heat -> heat; rest\n" in again.out
    assert kept() == (
        DiaryEntry(
            day=TODAY,
            during=3,
            on_sitting=2.5,
            distance_km=8,
            onset_km=5.5,
            surface="road",
            shoes="Blue",
            tried=("heat", "rest"),
        ),
    )


def test_the_same_again_changes_nothing_and_says_so(cli: Cli) -> None:
    cli("diary", "add", "--during", "4")
    assert cli("diary", "add", "--during", "4").out.startswith("Nothing new: Thursday, 26 November 2026")


def test_a_morning_belongs_to_yesterdays_run(cli: Cli) -> None:
    cli("diary", "add", "--day", "yesterday", "--during", "4")
    run = cli("diary", "add", "--next-morning", "3")
    assert run.out == "Written to Wednesday, 25 November 2026:\n  while running: 4\n  next morning: 3\n"
    assert kept() == (DiaryEntry(day=YESTERDAY, during=4, next_morning=3),)


@pytest.mark.parametrize("options", [(), ("--day", "today"), ("--during", "3"), ("--day", "2026-11-26")])
def test_the_morning_after_a_run_of_today_is_refused(options: tuple[str, ...], cli: Cli) -> None:
    run = cli("diary", "add", "--next-morning", "3", *options)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("--next-morning: the morning after a run of today has not come yet.")


def test_after_noon_a_morning_needs_its_day(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("diary", "add", "--day", "yesterday", "--during", "4")
    set_clock(monkeypatch, 15)
    assert cli("diary", "add", "--next-morning", "3").code == 2
    assert cli("diary", "add", "--next-morning", "3", "--day", "yesterday").code == 0
    assert kept()[0].next_morning == 3


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--during", "11"), "--during is 11; it goes from 0 to 10, so it was not used."),
        (("--on-stopping", "-1"), "--on-stopping is -1; it goes from 0 to 10, so it was not used."),
        (("--on-sitting", "nan"), "--on-sitting is “nan”, which is no number, so it was not used."),
        (("--next-morning", ""), "--next-morning is “”, which is no number, so it was not used."),
        (("--km", "far"), "--km is “far”, which is no number, so it was not used."),
        (("--km", "0"), "--km is 0. For a day without a run give --no-run."),
        (("--onset-km", "1e9"), "--onset-km is 1e+09; it goes from 0 to 300 km, so it was not used."),
        (
            ("--onset-km", "9", "--km", "8"),
            "--onset-km 9 is past the end of the run of 8 km. Correct it or --km.",
        ),
        (("--shoes", "x" * 81), "--shoes is 81 characters long; at most 80 are kept. It was not used."),
        (("--tried", " \t"), "--tried is empty, so it was not used."),
        (("--note", "x" * 2001), "--note is 2001 characters long; at most 2000 are kept. It was not used."),
        (("--no-run", "--during", "3"), "--no-run and --during cannot both be. Leave one out."),
        (("--day", "tomorrow", "--during", "3"), "--day is “tomorrow”, which is no day."),
        (
            ("--day", "2026-11-27", "--during", "3"),
            "--day 2026-11-27 has not come yet. Give today or a day before.",
        ),
        (("--day", "1066-10-14", "--during", "3"), "--day 1066-10-14 is too long ago."),
        (("--surface", "moon"), "'--surface'"),
        (("--from-run", "none.fit", "--km", "3"), "--from-run and --km cannot both be. Leave one out."),
        (("--from-run", "none.fit"), "none.fit: there is no such file. Check the path."),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_its_field(
    options: tuple[str, ...], says: str, cli: Cli, home: Path
) -> None:
    run = cli("diary", "add", *options)
    assert (run.code, run.out) == (2, "")
    assert says in run.err
    assert run.err.count("\n") == 1
    assert not home.exists()


def test_control_codes_never_reach_the_store_or_the_terminal(cli: Cli) -> None:
    run = cli("diary", "add", "--shoes", "Blue\x1b[31m one", "--note", "a\nb")
    assert "\x1b" not in run.out
    assert (kept()[0].shoes, kept()[0].note) == ("Blue [31m one", "a b")


def test_each_person_and_each_store_has_a_diary_of_its_own(cli: Cli, tmp_path: Path) -> None:
    cli("diary", "add", "--during", "1")
    cli("diary", "add", "--during", "2", "--person", "second")
    other = tmp_path / "other.sqlite3"
    cli("diary", "add", "--during", "3", "--store", other)
    assert [one.during for one in (*kept(), *kept("second"))] == [1, 2]
    with open_store(str(other)) as store:
        assert [one.during for one in store.diary(ME)] == [3]


# --- by questions


def test_four_taps_and_the_run_are_asked_and_back_takes_one_again(cli: Cli, types: Types) -> None:
    types("4", "3", "b", "2", "", "1", "8", "5", "road", "Blue", "heat")
    run = cli("diary", "add", "--day", "2026-11-20")
    assert run.code == 0
    assert kept() == (
        DiaryEntry(
            day=date(2026, 11, 20),
            during=4,
            on_stopping=2,
            next_morning=1,
            distance_km=8,
            onset_km=5,
            surface="road",
            shoes="Blue",
            tried=("heat",),
        ),
    )
    asked = ("while you ran", "when you stopped", "sat down", "the next morning", "How far", "pain start")
    places = [run.err.index(part) for part in asked]
    assert places == sorted(places)


def test_today_asks_for_the_morning_of_yesterdays_run_and_not_for_its_own(cli: Cli, types: Types) -> None:
    cli("diary", "add", "--day", "yesterday", "--during", "4", "--shoes", "Blue")
    types("3", "2", "", "", "8", "", "", "", "")
    run = cli("diary", "add")
    assert run.code == 0
    assert "this morning, after your run of Wednesday, 25 November 2026" in run.err
    assert "the next morning" not in run.err
    assert "Enter for Blue" in run.err
    assert kept() == (
        DiaryEntry(day=YESTERDAY, during=4, next_morning=3, shoes="Blue"),
        DiaryEntry(day=TODAY, during=2, distance_km=8, shoes="Blue"),
    )
    assert run.out.index("Wednesday") < run.out.index("Thursday")


def test_a_day_without_a_run_or_without_pain_is_asked_less(cli: Cli, types: Types) -> None:
    types("", "", "3", "0", "")
    run = cli("diary", "add")
    assert kept() == (DiaryEntry(day=TODAY, ran=False, on_sitting=3),)
    assert "Which shoes" not in run.err
    types("0", "", "", "8", "grass", "-", "")
    run = cli("diary", "add", "--person", "second")
    assert "pain start" not in run.err
    assert kept("second") == (DiaryEntry(day=TODAY, during=0, distance_km=8, surface="grass"),)


def test_what_is_not_understood_is_asked_again(cli: Cli, types: Types) -> None:
    types("12", "4", "", "", "0", "6", "7", "5", "9", "2", "", "")
    run = cli("diary", "add")
    assert run.code == 0
    assert "   That is 12; it goes from 0 to 10" in run.err
    assert "   That cannot be: you told pain of a run on this day." in run.err
    assert "   That is past the end of your run of 6 km." in run.err
    assert "   That is “9”; choose a number from 1 to 6." in run.err
    assert kept() == (DiaryEntry(day=TODAY, during=4, distance_km=6, onset_km=5, surface="road"),)


def test_ctrl_c_leaves_the_diary_as_it_was(cli: Cli, types: Types) -> None:
    cli("diary", "add", "--during", "1")
    types("4", "3", KeyboardInterrupt())
    run = cli("diary", "add")
    assert (run.code, run.out) == (130, "")
    assert kept() == (DiaryEntry(day=TODAY, during=1),)


def test_an_end_of_input_keeps_what_was_told(cli: Cli, types: Types) -> None:
    types("4", "3")
    assert cli("diary", "add").code == 0
    assert kept() == (DiaryEntry(day=TODAY, during=4, on_stopping=3),)


@pytest.mark.parametrize("lines", [(), ("",) * 9])
def test_nothing_told_writes_nothing(lines: tuple[str, ...], cli: Cli, types: Types) -> None:
    cli(
        "diary", "add", "--day", "2026-11-01", "--shoes", "Blue"
    )  # offered by Enter, which alone makes no day
    types(*lines)
    run = cli("diary", "add")
    assert (run.code, run.out) == (2, "")
    assert "nothing was told, so nothing was written." in run.err
    assert len(kept()) == 1


# --- from a watch, with answers, taken out


def test_day_and_distance_come_from_a_watch_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "run.fit"
    file.write_bytes(fit_bytes([*records(600), *session(seconds=600)]))
    run = cli("diary", "add", "--from-run", file, "--during", "2")
    assert run.code == 0
    began = datetime.fromtimestamp(SUMMER_2024 + 631_065_600).date()  # s from 1970 to the FIT epoch
    assert kept() == (DiaryEntry(day=began, during=2, distance_km=1.8),)
    wrong = cli("diary", "add", "--from-run", file, "--day", "2026-11-01")
    assert (wrong.code, wrong.out) == (2, "")
    assert f"--day is 2026-11-01, but the file is of {began}" in wrong.err


def test_answers_are_kept_and_said(cli: Cli, tmp_path: Path) -> None:
    file = save(tmp_path / "answers.json", all_no(pain_now=2))
    run = cli("diary", "add", "--answers", file)
    assert (run.code, run.out.splitlines()[0]) == (
        0,
        "Your answers are kept, as told on Thursday, 26 November 2026.",
    )
    assert cli("diary", "add", "--answers", file).out.startswith("These answers are kept already.")
    with open_store() as store:
        assert store.answers(ME)[0].raw["intake"] == {"pain_now": 2}


def test_where_to_see_it_is_said_once(cli: Cli, tmp_path: Path) -> None:
    file = save(tmp_path / "answers.json", all_no(pain_now=2))
    for told in (("--during", "3"), ("--answers", file), ("--during", "2", "--answers", file)):
        assert cli("diary", "add", *told).err.count("See it:") == 1


def test_answers_that_need_help_say_so_at_once(cli: Cli, tmp_path: Path) -> None:
    file = save(tmp_path / "answers.json", with_yes("fever"))
    run = cli("diary", "add", "--answers", file, "--during", "3")
    assert run.code == 4
    assert "GET MEDICAL HELP TODAY" in run.out
    assert kept()[0].during == 3


def test_answers_that_say_a_thing_twice_are_not_kept(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"safety": {"fever": "yes", "fever": "no"}}', encoding="utf-8")
    run = cli("diary", "add", "--answers", file)
    assert (run.code, run.err) == (2, "answers.json: says “fever” twice. Keep the one that is right.\n")
    file.write_text('{"a": [{"b": {"fever": "yes", "fever": "no"}}]}', encoding="utf-8")
    assert "says “fever” twice" in cli("diary", "add", "--answers", file).err


def test_a_day_is_taken_out(cli: Cli) -> None:
    cli("diary", "add", "--during", "3")
    cli("diary", "add", "--during", "2", "--day", "yesterday")
    run = cli("diary", "remove", "--day", "today")
    assert run.out == "Taken out: Thursday, 26 November 2026.\n  while running: 3\n"
    assert [one.day for one in kept()] == [YESTERDAY]
    again = cli("diary", "remove", "--day", "today")
    assert (again.code, again.err) == (2, "The diary holds nothing of Thursday, 26 November 2026.\n")


def test_looking_and_refusing_make_no_store(cli: Cli, home: Path) -> None:
    cli("diary", "show")
    cli("diary", "remove", "--day", "today")
    cli("diary", "add", "--during", "11")
    assert not home.exists()
