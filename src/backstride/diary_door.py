"""``backstride diary``: four taps a day, the pain curve, and tomorrow's run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from backstride.errors import UsageError
from backstride.history_door import Person, StoreUrl
from backstride.options import Json, SurfaceName
from backstride.terminal.exits import ABOVE_UNKNOWN, EXIT_SAFETY_STOP
from backstride.terminal.short import short_command

if TYPE_CHECKING:
    from backstride.history.store import Store
    from backstride.model.diary import DiaryEntry
    from backstride.model.stored import StoredAnswers
    from backstride.report.diary_tomorrow import FromDiary

PAIN: Final = "0-10"
PIPED_COLUMNS: Final = 100  # where nobody looks at a terminal
OfDay = tuple[date | None, Mapping[str, Any]]  # the day as told, and what was told of it
diary_app = typer.Typer(
    name="diary",
    help="Tell how strong the pain was in four taps a day; see its curve, and whether to run tomorrow.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Day = Annotated[
    str | None, typer.Option("--day", metavar="DAY", help="today, yesterday or YYYY-MM-DD; else today.")
]
During = Annotated[str | None, typer.Option("--during", metavar=PAIN, help="Pain while you ran.")]
OnStopping = Annotated[str | None, typer.Option("--on-stopping", metavar=PAIN, help="Pain when you stopped.")]
OnSitting = Annotated[
    str | None, typer.Option("--on-sitting", metavar=PAIN, help="Pain when you sat down later.")
]
NextMorning = Annotated[
    str | None,
    typer.Option(
        "--next-morning",
        metavar=PAIN,
        help="Pain the next morning; alone and before noon, of yesterday's run.",
    ),
]
Km = Annotated[str | None, typer.Option("--km", metavar="KM", help="How far you ran.")]
OnsetKm = Annotated[
    str | None, typer.Option("--onset-km", metavar="KM", help="Where in the run the pain started.")
]
Shoes = Annotated[str | None, typer.Option("--shoes", metavar="NAME", help="Which shoes you wore.")]
WasTried = Annotated[
    list[str] | None,
    typer.Option("--tried", metavar="TEXT", help="What you tried for it; give it as often as you like."),
]
NoteText = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="In your words.")]
NoRun = Annotated[bool, typer.Option("--no-run", help="A day without a run.")]
FromRun = Annotated[
    Path | None,
    typer.Option("--from-run", metavar="FILE", help="Day and distance of this FIT, TCX or GPX file."),
]
KeepAnswers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Keep these safety answers; `show` uses them."),
]


@diary_app.callback()
def _top(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@diary_app.command()
@short_command()
def add(
    day: Day = None,
    during: During = None,
    on_stopping: OnStopping = None,
    on_sitting: OnSitting = None,
    next_morning: NextMorning = None,
    km: Km = None,
    onset_km: OnsetKm = None,
    surface: SurfaceName = None,
    shoes: Shoes = None,
    tried: WasTried = None,
    note: NoteText = None,
    no_run: NoRun = False,
    from_run: FromRun = None,
    answers: KeepAnswers = None,
    person: Person = None,
    store: StoreUrl = None,
) -> None:
    """Tell a day; without options it asks. What is told later completes the day.

    Example:  backstride diary add --during 2 --on-stopping 3 --km 8
    """
    from backstride.terminal.diary_told import answers_of, told

    words = {
        "during": during,
        "on_stopping": on_stopping,
        "on_sitting": on_sitting,
        "next_morning": next_morning,
        "distance_km": km,
        "onset_km": onset_km,
        "surface": surface,
        "shoes": shoes,
        "tried": tried,
        "note": note,
    }
    now = _now()
    said = told(words, day=day, no_run=no_run, from_run=from_run, today=now.date())
    keep = answers_of(answers, now.date()) if answers is not None else None
    days: Sequence[OfDay] = [(said.day, said.given)] if said.given else []
    if not said.given and keep is None:
        days = _asked(said.day, now, person, store)
    _write(days, keep, now, person, store)


@diary_app.command()
@short_command()
def show(
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How many days back.")] = 42,
    json_: Json = False,
    person: Person = None,
    store: StoreUrl = None,
) -> None:
    """Show the pain curve with its gaps, where pain starts, and whether to run tomorrow.

    Example:  backstride diary show --days 84
    """
    from backstride.history.diary_curve import diary_curve
    from backstride.report.diary_tomorrow import from_diary
    from backstride.safety.triage import patterns_allowed
    from backstride.terminal.safety_text import safety_lines

    today = _now().date()
    entries, kept = _kept(person, store)
    found = from_diary(entries, kept, today)
    seen = diary_curve(entries, today, days) if patterns_allowed(found.safety) else None
    if json_:
        from backstride.terminal.diary_json import show_json

        typer.echo(show_json(found, seen))
    elif seen is None:
        _print(safety_lines(found.safety, found.told))
    else:
        _show_curve(seen, found, entries)
    if found.safety.level in ABOVE_UNKNOWN:
        raise typer.Exit(EXIT_SAFETY_STOP)


@diary_app.command()
@short_command()
def remove(
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="today, yesterday or YYYY-MM-DD.")],
    person: Person = None,
    store: StoreUrl = None,
) -> None:
    """Take a day out of the diary.

    Example:  backstride diary remove --day yesterday
    """
    from backstride.history.diary_days import said_day
    from backstride.history.store import ME, existing_store
    from backstride.report.diary_said import say
    from backstride.terminal.diary_days import told_day
    from backstride.terminal.diary_text import entry_lines

    wanted = told_day(day, _now().date())
    with existing_store(store) or nullcontext() as opened:
        gone = opened.remove_diary(person or ME, wanted) if opened is not None else None
    if gone is None:
        raise UsageError(say("nothing_to_remove", day=said_day(wanted)))
    _print([say("removed", day=said_day(wanted)), *entry_lines(gone, {})])


def _now() -> datetime:
    """The clock of the wall; tests set another."""
    return datetime.now()


def _kept(person: str | None, store: str | None) -> tuple[tuple[DiaryEntry, ...], StoredAnswers | None]:
    """The diary, oldest first, and the newest answers; nothing is made where there is no store."""
    from backstride.history.store import ME, existing_store

    opened = existing_store(store)
    if opened is None:
        return (), None
    with opened:
        return opened.diary(person or ME), next(iter(opened.answers(person or ME)), None)


def _asked(day: date | None, now: datetime, person: str | None, store: str | None) -> Sequence[OfDay]:
    """What a person tells when asked; the store is closed meanwhile."""
    from backstride.history.diary_entry import morning_day
    from backstride.terminal.aloud import inline, say, take_any_bytes
    from backstride.terminal.diary_ask import DiaryAsk

    entries, _ = _kept(person, store)
    take_any_bytes()
    asking = DiaryAsk(say, inline, sys.stdin.readline if sys.stdin else str, entries)
    found = asking.ask(day or now.date(), now.date(), morning_day(entries, now) if day is None else None)
    if not found:
        raise UsageError(
            "nothing was told, so nothing was written", fix="As: backstride diary add --during 2"
        )
    return list(found.items())


def _write(
    days: Sequence[OfDay],
    answers: StoredAnswers | None,
    now: datetime,
    person: str | None,
    store: str | None,
) -> None:
    """All days written or none, completing what is there at that moment; then said line by line."""
    from backstride.history.diary_entry import completed
    from backstride.history.store import ME, open_store
    from backstride.report.diary_said import say
    from backstride.terminal.diary_told import day_of

    pairs: list[tuple[DiaryEntry | None, DiaryEntry]] = []

    def change(there: Sequence[DiaryEntry]) -> list[DiaryEntry]:
        for told_day, given in days:
            day = day_of(given, told_day, there, now)
            old = next((one for one in there if one.day == day), None)
            pairs.append((old, completed(old, day, given)))
        return [new for _, new in pairs]

    with open_store(store) as opened:
        if days:
            opened.change_diary(person or ME, change)
        for old, new in pairs:
            _confirm(old, new, now.date())
        if answers is not None:
            _keep_answers(opened, answers, person or ME)
    typer.echo(say("see"), err=True)


def _confirm(old: DiaryEntry | None, new: DiaryEntry, today: date) -> None:
    from backstride.history.diary_days import said_day
    from backstride.history.diary_entry import changes
    from backstride.report.diary_said import say
    from backstride.terminal.diary_text import entry_lines

    head = say("unchanged" if new == old else "written", day=said_day(new.day))
    _print([head, *entry_lines(new, changes(old, new))])
    if new.ran and new.day == today:
        typer.echo(say("morning_next"), err=True)


def _keep_answers(opened: Store, answers: StoredAnswers, person: str) -> None:
    """Keep them, and say at once what they mean; above ``unknown`` with exit code 4."""
    from backstride.answers.parse import read_answers
    from backstride.history.diary_days import said_day
    from backstride.report.diary_said import say
    from backstride.safety.triage import patterns_allowed, triage
    from backstride.terminal.safety_text import safety_lines

    new = opened.add_answers(person, answers)
    told = read_answers(answers.raw)
    safety = triage(told)
    if not patterns_allowed(safety):
        _print(safety_lines(safety, told))
        raise typer.Exit(EXIT_SAFETY_STOP)
    _print([say("answers_kept" if new else "answers_there", day=said_day(answers.day)), *safety.reasons])


def _show_curve(seen: Any, found: FromDiary, entries: tuple[DiaryEntry, ...]) -> None:
    from backstride.report.diary_said import nothing_within, say
    from backstride.terminal.diary_spark import can_show_bars
    from backstride.terminal.diary_text import curve_lines, tomorrow_lines

    looked_at = sys.stdout is not None and sys.stdout.isatty()
    columns = shutil.get_terminal_size().columns if looked_at else PIPED_COLUMNS
    plain = not can_show_bars(getattr(sys.stdout, "encoding", None))
    _print([*tomorrow_lines(found), ""])
    if seen.entries:
        _print(curve_lines(seen, columns, plain=plain))
    else:
        _print(nothing_within(seen, entries[-1].day if entries else None))
    for line in (*(() if entries else (say("first"),)), *found.steps):
        typer.echo(line, err=True)


def _print(lines: Any) -> None:
    from backstride.terminal.wrap import wrapped

    for line in lines:
        typer.echo(wrapped(line, sys.stdout))
