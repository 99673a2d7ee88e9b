"""What is kept of each person, nothing unless put here: sessions, answers, plans, diary, practice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Engine, delete

from backstride.history import kept, links, put, tables
from backstride.history.about import About, about
from backstride.history.connect import engine_for, reading, writing
from backstride.history.delete import delete_people
from backstride.history.heads import Head, heads_in
from backstride.history.kept import Kept
from backstride.history.migrate import migrate, version_at, version_of
from backstride.history.person import checked_label
from backstride.history.url import Place, place_of
from backstride.model.access import Access, RunnerLink
from backstride.model.diary import DiaryEntry
from backstride.model.live import LiveSession
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession

ME: Final = "me"  # the person meant where nobody is named


def open_store(url: str | None = None) -> Store:
    """The store, made or brought to this version where needed; ``with open_store() as store: ...``.

    url: ``postgresql://...`` or a file; else BACKSTRIDE_STORE, else ``store.sqlite3`` in the user's data
    folder. Raises BackstrideError in one sentence: wrong address, server away, refused, damaged, later
    version, in use, no permission, no space.
    """
    place = place_of(url)
    engine = engine_for(place)
    try:
        if version_of(engine, place) != tables.HEAD:
            migrate(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, place)


def existing_store(url: str | None = None) -> Store | None:
    """The store where there is one, else None; nothing is made. Raises as ``open_store`` does."""
    place = place_of(url)
    there = place.path.exists() if place.path is not None else version_at(place) is not None
    return open_store(url) if there else None


class Store:
    """An open store. Every method is one transaction: on the disk when it returns, or nothing of it.

    A person is a label of 1 to 80 printable characters, "me" for oneself. Every method raises UsageError for
    a label that is none, and BackstrideError in one sentence where the database fails; nothing is lost then.
    """

    def __init__(self, engine: Engine, place: Place) -> None:
        self._engine = engine
        self.place = place
        self._file = _file_at(place)

    @property
    def is_there(self) -> bool:
        """False where the file was deleted, or put in another's place, since it was opened: what is written
        then would be lost."""
        return _file_at(self.place) == self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        self._engine.dispose()

    def people(self) -> tuple[str, ...]:
        """The labels of everybody of whom something is kept, sorted."""
        with reading(self._engine, self.place) as connection:
            return kept.people_in(connection)

    def add_session(self, person: str, session: StoredSession) -> bool:
        """Keep a session; False where this analysis is kept already (nothing changes then)."""
        with writing(self._engine, self.place) as connection:
            return put.put_session(connection, put.owner(connection, person), session)

    def sessions(self, person: str) -> tuple[StoredSession, ...]:
        """The sessions, newest day first, then the last kept; those without a day at the end."""
        with reading(self._engine, self.place) as connection:
            return kept.sessions_of(connection, checked_label(person))

    def add_answers(self, person: str, answers: StoredAnswers) -> bool:
        """Keep answers; False where the last ones kept are the same."""
        with writing(self._engine, self.place) as connection:
            who = put.owner(connection, person)
            return put.put_last(connection, tables.answers, who, kept.answers_row(answers))

    def change_answers(
        self, person: str, change: Callable[[StoredAnswers | None], StoredAnswers | None]
    ) -> StoredAnswers | None:
        """Keep the answers that ``change`` makes of the newest; what it made, None to keep none.

        No other program writes to the person's answers in between. What ``change`` raises is raised, and
        nothing is written then.
        """
        with writing(self._engine, self.place) as connection:
            who = put.owner(connection, person)
            newest = next(iter(kept.answers_of(connection, checked_label(person), 1)), None)
            made = change(newest)
            if made is not None:
                put.put_last(connection, tables.answers, who, kept.answers_row(made))
            return made

    def answers(self, person: str, most: int | None = None) -> tuple[StoredAnswers, ...]:
        """The answers, newest day first, then the last kept; at most so many."""
        with reading(self._engine, self.place) as connection:
            return kept.answers_of(connection, checked_label(person), most)

    def add_plan(self, person: str, plan: StoredPlan) -> bool:
        """Keep a plan; False where the last one kept is the same."""
        with writing(self._engine, self.place) as connection:
            who = put.owner(connection, person)
            return put.put_last(connection, tables.plans, who, kept.plan_row(plan))

    def plans(self, person: str) -> tuple[StoredPlan, ...]:
        """The plans, newest day first, then the last kept."""
        with reading(self._engine, self.place) as connection:
            return kept.plans_of(connection, checked_label(person))

    def put_diary(self, person: str, entry: DiaryEntry) -> None:
        """Keep a day of the diary in place of what was kept of that day."""
        with writing(self._engine, self.place) as connection:
            put.put_day(connection, put.owner(connection, person), entry)

    def change_diary(
        self, person: str, change: Callable[[Sequence[DiaryEntry]], Sequence[DiaryEntry]]
    ) -> None:
        """Keep the days that ``change`` makes of the diary as it is, oldest first.

        No other program writes to the person's diary in between. What ``change`` raises is raised, and
        nothing is written then.
        """
        with writing(self._engine, self.place) as connection:
            who = put.owner(connection, person)
            for entry in change(kept.diary_of(connection, checked_label(person))):
                put.put_day(connection, who, entry)

    def diary(self, person: str) -> tuple[DiaryEntry, ...]:
        """The diary, oldest day first."""
        with reading(self._engine, self.place) as connection:
            return kept.diary_of(connection, checked_label(person))

    def remove_diary(self, person: str, day: date) -> DiaryEntry | None:
        """Take a day out of the diary; what it held, None where there was none."""
        diary, who = tables.diary, put.number_of(checked_label(person))
        with writing(self._engine, self.place) as connection:
            gone = delete(diary).where(diary.c.person_id == who, diary.c.day == day)
            held = connection.execute(gone.returning(diary.c.entry)).scalar()
            return None if held is None else DiaryEntry.model_validate(held)

    def add_practice(self, person: str, practice: LiveSession) -> bool:
        """Keep a practice with live feedback; False where the last one kept is the same.

        Raises UsageError where its day is none.
        """
        with writing(self._engine, self.place) as connection:
            who = put.owner(connection, person)
            return put.put_last(connection, tables.practices, who, kept.practice_row(practice))

    def practices(self, person: str) -> tuple[LiveSession, ...]:
        """The practices with live feedback, oldest day first, then the first kept."""
        with reading(self._engine, self.place) as connection:
            return kept.practices_of(connection, checked_label(person))

    def log_accesses(self, looks: Sequence[tuple[str, Access]]) -> None:
        """Note who looked at whose data; nobody is made by that."""
        with writing(self._engine, self.place) as connection:
            for person, access in looks:
                put.put_access(connection, checked_label(person), access)

    def accesses(self, person: str, most: int | None = None) -> tuple[Access, ...]:
        """Who looked at this person's data, the last first; at most so many."""
        with reading(self._engine, self.place) as connection:
            return kept.accesses_of(connection, checked_label(person), most)

    def add_link(self, link: RunnerLink) -> None:
        """Keep a link by which its runner sees their own pages."""
        with writing(self._engine, self.place) as connection:
            links.put_link(connection, link)

    def links(self, person: str) -> tuple[RunnerLink, ...]:
        """The links of this runner, the last made first; also those that ended."""
        with reading(self._engine, self.place) as connection:
            return links.links_of(connection, checked_label(person))

    def link_with(self, secret_sha256: str) -> RunnerLink | None:
        """The link of this secret, None where there is none (any more)."""
        with reading(self._engine, self.place) as connection:
            return links.link_with(connection, secret_sha256)

    def remove_link(self, person: str, name: str) -> bool:
        """Take a link back; False where this runner has none of this name."""
        with writing(self._engine, self.place) as connection:
            return links.remove_link(connection, checked_label(person), name)

    def kept(self, person: str | None = None) -> tuple[Kept, ...]:
        """All that is kept, by person, as it stood at one moment; with a name, of that person alone."""
        wanted = None if person is None else checked_label(person)
        with reading(self._engine, self.place) as connection:
            labels = [one for one in kept.people_in(connection) if wanted in (None, one)]
            return tuple(kept.kept_of(connection, label) for label in labels)

    def heads(self, since: date) -> dict[str, Head]:
        """What a list of everybody shows of each, by label: the newest answers, the diary from a day on."""
        with reading(self._engine, self.place) as connection:
            return heads_in(connection, since)

    def about(self) -> About:
        """Where it is, its versions and size, and whether it is sound."""
        with reading(self._engine, self.place) as connection:
            return about(connection, self.place)

    def export(self, out: Path) -> Path:
        """Write all that is kept as files for people and programs: a new folder, or one ``.zip``.

        Raises UsageError where something is there already, BackstrideError where it cannot be written.
        """
        from backstride.history.export import write_export

        return write_export(self.kept(), out)

    def restore(self, people: Sequence[Kept]) -> int:
        """Add what an export holds and the store does not, all or nothing; how many things were added.

        A day of the diary that the store has stays as it is.
        """
        with writing(self._engine, self.place) as connection:
            return sum(put.put_missing(connection, one) for one in people)

    def delete_person(self, person: str) -> bool:
        """Delete a person with all that is kept of them, for real; False where there was nobody so called."""
        return delete_people(self._engine, self.place, checked_label(person))

    def delete_all(self) -> None:
        """Delete everybody, for real; the empty store stays."""
        delete_people(self._engine, self.place, None)


def _file_at(place: Place) -> tuple[int, int] | None:
    """Which file of which disk stands there; None of a server, or where none does."""
    try:
        found = place.path.stat() if place.path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None else None
