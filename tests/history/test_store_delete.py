"""What is deleted is gone: its bytes stand in no file of the store any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from backstride.errors import BackstrideError
from backstride.history import connect, delete
from backstride.history.store import Store, open_store
from backstride.history.url import place_of
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession
from helpers.postgres import files_of
from helpers.stored import DAY, access, answers, entry, keep_one_of_each, plan, practice, session

# Repeated patterns would be compressed on PostgreSQL: short words stand as they are.
WORD, NAME = "sentinel-q7x", "athlete-q7x"


def keep_a_lot(store: Store) -> None:
    """Rows on many pages, some long, replaced and removed ones among them."""
    for number in range(40):
        word = f"{WORD}-{number}"
        long = [f"{word}-{part}" for part in range(200 if number % 5 == 0 else 5)]
        store.add_session(
            NAME, StoredSession(id=f"{number}", day=DAY, title=word, analysis={"a": long, word: 1})
        )
        store.add_answers(NAME, StoredAnswers(day=DAY, raw={"pain": long}))
        store.add_plan(NAME, StoredPlan(day=DAY, session_id=None, plan={word: word}))
        store.put_diary(NAME, DiaryEntry(day=DAY.replace(day=1 + number % 9), note=word, tried=(word,)))
        store.add_practice(NAME, practice(1 + number))
        store.log_accesses([(NAME, access(word, number))])
    store.remove_diary(NAME, DAY.replace(day=3))


def files(url: str) -> list[Path]:
    path = place_of(url).path
    return files_of(url) if path is None else list(path.parent.iterdir())


def holding(url: str, *words: str) -> list[str]:
    """The files of the store in which one of the words stands, in any of the usual encodings."""
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    return [one.name for one in files(url) if any(word in one.read_bytes() for word in wanted)]


@pytest.mark.parametrize(
    "forget", [Store.delete_all, lambda store: store.delete_person(NAME)], ids=["all", "person"]
)
def test_not_a_byte_is_left(forget: Callable[[Store], object], url: str) -> None:
    with open_store(url) as store:
        keep_one_of_each(store, "athlete-7", "keptword")
        keep_a_lot(store)
        assert holding(url, WORD) != []
        forget(store)
        assert holding(url, WORD, NAME) == []  # while it is open: the log too
        assert NAME not in store.people()
    assert holding(url, WORD, NAME) == []


@contextmanager
def looking_back(url: str) -> Iterator[psycopg.Connection]:
    """Somebody who sees the database as it was when he came, and looks into no table of ours."""
    with psycopg.connect(url) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT 1")
        yield other


def test_who_still_sees_what_was_deleted_is_waited_for(postgres_url: str) -> None:
    with open_store(postgres_url) as store, looking_back(postgres_url) as other:
        keep_a_lot(store)
        other.rollback()
        other.execute("SELECT 1")
        threading.Timer(0.5, other.rollback).start()
        store.delete_all()
        assert holding(postgres_url, WORD, NAME) == []


def test_who_does_not_let_go_is_told_of(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete, "PATIENCE_S", 0.2)
    with open_store(postgres_url) as store, looking_back(postgres_url) as other:
        keep_a_lot(store)
        other.rollback()
        other.execute("SELECT 1")
        with pytest.raises(BackstrideError, match="traces may be left in the server's files"):
            store.delete_all()
        assert store.people() == ()
        other.rollback()
        store.delete_all()
        assert holding(postgres_url, WORD, NAME) == []


def test_the_scan_sees_what_is_left_by_an_ordinary_delete(tmp_path: Path) -> None:
    """That the test above can fail."""
    url = str(tmp_path / "only" / "store.sqlite3")
    with open_store(url) as store:
        keep_a_lot(store)
        with connect.writing(store._engine, store.place) as connection:
            connection.exec_driver_sql("DELETE FROM backstride_person")
        assert store.people() == ()
        assert holding(url, WORD) != []


def test_deleting_one_person_keeps_the_others(store: Store) -> None:
    keep_one_of_each(store, "me", "mine")
    keep_one_of_each(store, "athlete-7", "hers")
    assert store.delete_person(" me ")
    assert not store.delete_person("me")
    assert store.people() == ("athlete-7",)
    kept = (
        store.sessions("athlete-7"),
        store.answers("athlete-7"),
        store.plans("athlete-7"),
        store.diary("athlete-7"),
        store.practices("athlete-7"),
        store.accesses("athlete-7"),
    )
    hers = (session("hers"),), (answers("hers"),), (plan("hers"),), (entry("hers"),)
    assert kept == (*hers, (practice(4),), (access("hers"),))
    assert store.sessions("me") == store.diary("me") == store.practices("me") == store.accesses("me") == ()


def test_who_only_was_looked_at_leaves_no_trace_either(url: str) -> None:
    with open_store(url) as store:
        store.log_accesses([(NAME, access("a"))])
        assert store.people() == ()
        assert not store.delete_person(NAME)
        assert store.accesses(NAME) == ()
    assert holding(url, NAME) == []


def test_an_emptied_store_can_be_used_again(store: Store) -> None:
    keep_one_of_each(store, "me", "old")
    store.delete_all()
    store.delete_all()
    assert store.people() == ()
    keep_one_of_each(store, "me", "new")
    assert [one.id for one in store.sessions("me")] == ["new"]
    assert store.about().sound


def test_where_another_program_reads_it_is_said_that_traces_may_be_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "WAIT_S", 0.2)
    url = str(tmp_path / "only" / "store.sqlite3")
    with open_store(url) as store, open_store(url) as other:
        keep_a_lot(store)
        with connect.reading(other._engine, other.place) as connection:
            connection.exec_driver_sql("SELECT * FROM backstride_person").all()
            with pytest.raises(BackstrideError, match=r"deleted, but traces may be left.*delete again"):
                store.delete_all()
            assert store.people() == ()
        store.delete_all()
        assert holding(url, WORD, NAME) == []
