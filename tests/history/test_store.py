"""What is put into the store comes out of it, on both databases."""

from __future__ import annotations

import math
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from backstride.errors import UsageError
from backstride.history.store import Store, existing_store, open_store
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers, StoredSession
from helpers.stored import DAY, access, answers, entry, keep_one_of_each, link, plan, practice, session

ODD = 'a\0b "é" \u202e 🏃 \n\r\t; DROP TABLE backstride_person; --'


def test_what_is_kept_is_there_when_opened_again(url: str) -> None:
    assert existing_store(url) is None
    with open_store(url) as store:
        keep_one_of_each(store, "me", "one")
    again = existing_store(url)
    assert again is not None
    with again:
        assert again.people() == ("me",)
        assert again.sessions("me") == (session("one"),)
        assert again.answers("me") == (answers("one"),)
        assert again.plans("me") == (plan("one"),)
        assert again.diary("me") == (entry("one"),)
        assert again.practices("me") == (practice(3),)
        assert again.accesses("me") == (access("one"),)


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    assert existing_store(str(tmp_path / "no" / "store.sqlite3")) is None
    assert list(tmp_path.iterdir()) == []


def test_sessions_come_newest_first_and_those_without_a_day_last(store: Store) -> None:
    days = {"a": date(2026, 1, 2), "b": None, "c": date(2026, 3, 1), "d": date(2026, 1, 2)}
    for word, day in days.items():
        assert store.add_session("me", session(word, day))
    assert [one.id for one in store.sessions("me")] == ["c", "d", "a", "b"]


def test_a_session_is_kept_once_for_each_person(store: Store) -> None:
    assert store.add_session("me", session("a"))
    assert not store.add_session("me", session("a", date(2020, 1, 1)))
    assert store.add_session("athlete-7", session("a"))
    assert store.sessions("me") == store.sessions("athlete-7") == (session("a"),)


def test_answers_and_plans_are_kept_again_only_when_they_changed(store: Store) -> None:
    assert [store.add_answers("me", answers(word)) for word in "aabba"] == [True, False, True, False, True]
    assert [one.raw["word"] for one in store.answers("me")] == ["a", "b", "a"]
    assert [store.add_plan("me", plan(word)) for word in "aab"] == [True, False, True]
    assert store.add_answers("me", StoredAnswers(day=DAY, raw={"n": 1}))
    assert store.add_answers("me", StoredAnswers(day=DAY, raw={"n": True}))


def test_a_day_of_the_diary_replaces_what_was_there(store: Store) -> None:
    for word, day in (("a", 3), ("b", 1), ("c", 3)):
        store.put_diary("me", entry(word, date(2026, 5, day)))
    assert [one.note for one in store.diary("me")] == ["note b", "note c"]
    assert store.remove_diary("me", date(2026, 5, 3))
    assert not store.remove_diary("me", date(2026, 5, 3))
    assert not store.remove_diary("nobody", date(2026, 5, 1))
    assert [one.day.day for one in store.diary("me")] == [1]


def test_two_programs_that_complete_a_day_at_once_lose_nothing(url: str) -> None:
    """Each reads and writes while the other has its turn, in either order."""
    both = threading.Barrier(2)

    def tell(word: str) -> None:
        def change(there: Sequence[DiaryEntry]) -> list[DiaryEntry]:
            time.sleep(0.05)  # long enough for the other to come
            return [DiaryEntry(day=DAY, tried=(*there[0].tried, word))]

        with open_store(url) as store:
            both.wait()
            store.change_diary("me", change)

    with open_store(url) as store:
        store.put_diary("me", DiaryEntry(day=DAY))  # who is new is waited for anyway
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, ("a", "b")))
    with open_store(url) as store:
        assert sorted(store.diary("me")[0].tried) == ["a", "b"]


def test_a_change_that_is_refused_writes_nothing(store: Store) -> None:
    def change(there: Sequence[DiaryEntry]) -> list[DiaryEntry]:
        raise UsageError(f"no, there are {len(there)}")

    with pytest.raises(UsageError, match="there are 0"):
        store.change_diary("me", change)
    assert store.people() == ()


def test_the_newest_answers_of_a_list_are_those_of_each(store: Store) -> None:
    for word, day in (("a", 3), ("b", 1), ("c", 3), ("d", 2)):
        store.add_answers("me", StoredAnswers(day=date(2026, 5, day), raw={"word": word}))
    store.add_answers("athlete-7", answers("e"))
    store.put_diary("diary alone", entry("f"))
    newest = {person: head.answers and head.answers.raw["word"] for person, head in store.heads(DAY).items()}
    assert newest == {"athlete-7": "e", "diary alone": None, "me": "c"}
    assert [one.raw["word"] for one in store.answers("me", most=2)] == ["c", "a"]


def test_two_programs_that_change_answers_at_once_lose_nothing(url: str) -> None:
    both = threading.Barrier(2)

    def tell(word: str) -> None:
        def change(newest: StoredAnswers | None) -> StoredAnswers:
            time.sleep(0.05)  # long enough for the other to come
            told = newest.raw if newest is not None else {}
            return StoredAnswers(day=DAY, raw={**told, word: True})

        with open_store(url) as store:
            both.wait()
            assert store.change_answers("me", change) is not None

    with open_store(url) as store:
        assert store.change_answers("me", lambda newest: newest) is None
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, ("a", "b")))
    with open_store(url) as store:
        assert store.answers("me")[0].raw == {"a": True, "b": True}


def test_practices_come_oldest_first_and_the_same_twice_is_one(store: Store) -> None:
    days = ((1, 4), (2, 3), (2, 3), (1, 4))
    assert [store.add_practice("me", practice(n, date(2026, 5, day))) for n, day in days] == [1, 1, 0, 1]
    assert [one.day[-1] for one in store.practices("me")] == ["3", "4", "4"]
    with pytest.raises(UsageError, match="the day of a practice is no day"):
        store.add_practice("me", practice(1).model_copy(update={"day": "tomorrow"}))


def test_accesses_come_last_first_and_make_nobody(store: Store) -> None:
    for minute in (1, 3, 2):
        store.log_accesses([(" athlete-7 ", access("a", minute))])
    assert [one.at.minute for one in store.accesses("athlete-7")] == [3, 2, 1]
    assert [one.at.minute for one in store.accesses("athlete-7", most=2)] == [3, 2]
    assert store.people() == store.accesses("me") == ()


def test_a_link_is_found_by_its_secret_and_goes_with_its_runner(store: Store) -> None:
    for word, person in (("a", "athlete-7"), ("b", "athlete-7"), ("c", "me")):
        store.add_link(link(word, person))
    assert [one.name for one in store.links("athlete-7")] == ["b", "a"]
    assert store.link_with(link("c", "me").secret_sha256) == link("c", "me")
    assert not store.remove_link("me", "a")
    assert store.remove_link("athlete-7", "a")
    store.delete_person("athlete-7")
    assert [store.link_with(link(word, "x").secret_sha256) for word in "ab"] == [None, None]
    assert store.links("me") == (link("c", "me"),)


def test_people_are_apart(store: Store) -> None:
    keep_one_of_each(store, "me", "mine")
    keep_one_of_each(store, "athlete-7", "hers")
    assert store.people() == ("athlete-7", "me")
    assert [one.id for one in store.sessions("athlete-7")] == ["hers"]
    assert store.diary("nobody") == store.sessions("nobody") == ()


def test_any_text_is_kept_as_it_is(store: Store) -> None:
    kept = StoredSession(
        id="a", day=None, title=ODD, analysis={ODD: [ODD, "\ud800", 0.1, -0.0, 10**400, None]}
    )
    store.add_session("me", kept)
    store.put_diary("athlete'7; --", DiaryEntry(day=DAY, note=ODD, tried=(ODD,)))
    assert store.sessions("me") == (kept,)
    assert store.diary("athlete'7; --")[0].note == ODD


def test_a_label_is_the_same_however_it_is_typed(store: Store) -> None:
    store.put_diary(" athle\u0301te ", entry("a"))
    assert store.people() == ("athl\u00e9te",)
    assert store.diary("athl\u00e9te") == (entry("a"),)


@pytest.mark.parametrize("label", ["", " ", "a\0", "two\nlines", "x" * 81, "\ud800"])
def test_a_label_that_is_none_is_refused(label: str, store: Store) -> None:
    with pytest.raises(UsageError, match="1 to 80 printable"):
        store.put_diary(label, entry("a"))
    assert store.people() == ()


@pytest.mark.parametrize("value", [math.nan, math.inf, object(), {1, 2}])
def test_what_json_has_not_is_refused_and_nothing_is_kept(value: object, store: Store) -> None:
    with pytest.raises(UsageError, match="cannot be kept as JSON"):
        store.add_answers("me", StoredAnswers(day=DAY, raw={"a": value}))
    with pytest.raises(UsageError, match="cannot be kept as JSON"):
        store.add_session("me", session("a", a=value))
    assert store.people() == ()


def test_an_id_that_is_none_is_refused(store: Store) -> None:
    for word in ("", "a" * 65, "a\0", "a/b"):
        with pytest.raises(UsageError, match="1 to 64 letters and digits"):
            store.add_session("me", session(word))


def test_a_store_tells_what_it_is(store: Store) -> None:
    keep_one_of_each(store, "me", "one")
    told = store.about()
    assert (told.people, told.sound) == (1, True)
    assert told.size_bytes > 10_000
    assert told.database.startswith(("SQLite 3.", "PostgreSQL "))
    assert "s3cret" not in repr(store.place) + told.place


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite3"
    with open_store(str(path)) as store:
        keep_one_of_each(store, "me", "one")
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
        assert modes == {f"store.sqlite3{end}": 0o600 for end in ("", "-wal", "-shm")}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["store.sqlite3"]


def test_every_commit_waits_for_the_disk(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "s")) as store, store._engine.connect() as connection:
        asked = {
            "journal_mode": "wal",
            "synchronous": 2,
            "secure_delete": 1,
            "foreign_keys": 1,
            "temp_store": 2,
        }
        got = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
    assert got == asked


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)
    with open_store() as store:
        assert store.place.path == tmp_path / "home" / "store.sqlite3"
    monkeypatch.setenv("BACKSTRIDE_STORE", f"sqlite:///{tmp_path}/by-address.sqlite3")
    with open_store() as store:
        assert store.place.path == tmp_path / "by-address.sqlite3"


def test_an_up_to_date_store_opens_without_the_migration_library(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    open_store(str(path)).close()
    code = (
        "import sys; from backstride.history.store import open_store; open_store(sys.argv[1]).close();"
        "print([name for name in ('alembic', 'mako', 'psycopg', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
