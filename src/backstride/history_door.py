"""``backstride history``: what is kept of a runner, kept and deleted only when asked."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.errors import UsageError
from backstride.options import Json, ResultFolder
from backstride.terminal.short import short_command

if TYPE_CHECKING:
    from backstride.history.kept import Kept
    from backstride.history.store import Store

history_app = typer.Typer(
    name="history",
    help="See, add to, export or delete what is kept: sessions, answers, plans, the diary. "
    "Nothing is kept unless you add it.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="FILE|URL", help="Where it is kept; else BACKSTRIDE_STORE, else your data folder."
    ),
]
Person = Annotated[
    str | None, typer.Option("--person", metavar="NAME", help="Whose; a name or a number of your choice.")
]
Day = Annotated[
    str | None,
    typer.Option("--day", metavar="DAY", help="The day of the run: today, yesterday or YYYY-MM-DD."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@history_app.callback()
@short_command()
def history(
    context: typer.Context, person: Person = None, store: StoreUrl = None, json_: Json = False
) -> None:
    """List what is kept."""
    if context.invoked_subcommand is not None:
        if person is not None or store is not None or json_:
            word = context.invoked_subcommand
            raise UsageError("an option stands in front of its word", fix=f"Write it after history {word}")
        return
    from backstride.history.store import existing_store
    from backstride.history.url import place_of
    from backstride.terminal.history_text import person_lines, person_row

    opened, rows = existing_store(store), []
    if opened is not None:
        with opened:
            rows = [person_row(one) for one in _chosen(opened, person)]
    if json_:
        _print_json({"store": place_of(store).shown, "people": rows})
        return
    for row in rows:
        for line in person_lines(row):
            typer.echo(line)
    if not rows:
        typer.echo("Nothing is kept yet. Keep a result:  backstride history add DIR", err=True)


@history_app.command()
def add(
    folder: ResultFolder, day: Day = None, person: Person = None, store: StoreUrl = None, json_: Json = False
) -> None:
    """Keep a result that analyze wrote: its analysis, answers and plan.

    Example:  backstride history add result --day 2026-05-01
    """
    from backstride.history.store import ME, open_store
    from backstride.kept_result import kept_result
    from backstride.terminal.diary_days import told_day

    ran_on = told_day(day, date.today()) if day is not None else None
    one = kept_result(folder, ran_on, person or ME)
    with open_store(store) as opened:
        added, place = opened.restore([one]), opened.place.shown
    (session,) = one.sessions
    if json_:
        _print_json({"store": place, "person": one.person, "session": session.id, "added": added})
    else:
        typer.echo(session.id)
        typer.echo(f"{'Kept' if added else 'Kept already'} for {one.person}: {place}", err=True)


@history_app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new folder, or a new file ending in .zip.")],
    store: StoreUrl = None,
) -> None:
    """Write all that is kept as JSON and CSV files, of everybody."""
    with _there(store) as opened:
        typer.echo(opened.export(out))


@history_app.command(name="import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="What history export wrote.")],
    store: StoreUrl = None,
) -> None:
    """Add what an export holds and the store does not; nothing that is kept is changed."""
    from backstride.history.restore import read_export
    from backstride.history.store import open_store

    people = read_export(path)
    with open_store(store) as opened:
        typer.echo(f"Added: {opened.restore(people)}", err=True)


@history_app.command()
def delete(
    person: Person = None,
    all_: Annotated[bool, typer.Option("--all", help="Everybody.")] = False,
    yes: Yes = False,
    store: StoreUrl = None,
) -> None:
    """Delete a person, or everybody, for real: no trace stays in the store's files.

    With --all also what was remembered of folders of runs.
    """
    if (person is None) == (not all_):
        raise UsageError("say who", fix="Give --person NAME, or --all")
    if person is None:
        _delete_all(store, yes=yes)
    else:
        _delete_one(store, person, yes=yes)
    typer.echo(f"Deleted: {'everybody' if person is None else person}", err=True)


def _delete_one(store: str | None, person: str, *, yes: bool) -> None:
    with _there(store) as opened:
        try:
            _chosen(opened, person)
        except UsageError:
            opened.delete_person(person)  # nothing of them is kept: takes the traces of a delete cut short
            raise
        _agree(f"{person} in {opened.place.shown}", yes=yes)
        opened.delete_person(person)


def _delete_all(store: str | None, *, yes: bool) -> None:
    """Also where there is no store, but folders of runs are remembered."""
    from backstride.history.store import existing_store
    from backstride.history.url import place_of
    from backstride.sensors.training_cache import default_cache, forget

    remembered = default_cache()
    opened = existing_store(store) if remembered.exists() else _there(store)
    with opened or nullcontext():
        _agree(f"everybody in {place_of(store).shown}", yes=yes)
        if opened is not None:
            opened.delete_all()
        forget(remembered)


@history_app.command()
def where(store: StoreUrl = None, json_: Json = False) -> None:
    """Say where the store is, its size and versions, and whether it is sound."""
    from backstride.history.store import existing_store
    from backstride.history.url import place_of

    opened = existing_store(store)
    if opened is None:
        place = place_of(store).shown
        _print_json({"place": place, "version": None}) if json_ else typer.echo(f"{place} (not made yet)")
        return
    with opened:
        told = opened.about()
    if json_:
        _print_json(told.model_dump(mode="json"))
    else:
        typer.echo(told.place)
        typer.echo(f"{told.size_bytes / 1e6:.1f} MB, store version {told.version}, {told.database}")
        typer.echo(f"{told.people} people; {'sound' if told.sound else 'DAMAGED'}")
    if not told.sound:
        raise typer.Exit(1)


def _there(store: str | None) -> Store:
    """The store; raises UsageError where nothing is kept yet."""
    from backstride.history.store import existing_store
    from backstride.history.url import place_of

    opened = existing_store(store)
    if opened is None:
        raise UsageError(
            "nothing is kept yet",
            where=place_of(store).shown,
            fix="Keep a result: backstride history add DIR",
        )
    return opened


def _chosen(opened: Store, person: str | None) -> tuple[Kept, ...]:
    """Everybody, or the one who was named; raises UsageError where nothing is kept of them."""
    found = opened.kept(person)
    if not found and person is not None:
        known = ", ".join(opened.people()) or "nobody"
        raise UsageError(f"nothing is kept of {person!r}", fix=f"Kept are: {known}")
    return found


def _agree(whom: str, *, yes: bool) -> None:
    """Go on only if a person at a terminal says yes; raises UsageError where there is nobody to ask."""
    from backstride.terminal.typed import YES

    if yes:
        return
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError("nobody is there to ask", fix="Add --yes to delete without a question")
    typer.echo(f"Delete all that is kept of {whom}? [y/N] ", err=True, nl=False)
    if sys.stdin.readline().strip().lower() not in YES:
        typer.echo("Nothing was deleted.", err=True)
        raise typer.Exit(1)


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
