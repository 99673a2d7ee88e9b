"""An export holds everything, and what it holds can be read and kept again."""

from __future__ import annotations

import csv
import io
import json
import stat
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import BackstrideError, UnreadableError, UsageError
from backstride.history.export import write_export
from backstride.history.kept import Kept
from backstride.history.restore import read_export
from backstride.history.store import Store, open_store
from backstride.model.access import Access
from backstride.model.diary import DiaryEntry
from backstride.model.live import LiveSession
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession
from helpers.stored import DAY, entry, keep_one_of_each, session

words = st.text(max_size=20)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(words, values, max_size=4)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
ids = st.text("0123456789abcdef", min_size=1, max_size=64)
pains = st.none() | st.floats(0, 10)
kms = st.none() | st.floats(0, 300)
surfaces = st.sampled_from([None, "treadmill", "road", "trail", "grass", "track", "sand"])
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
people = st.builds(
    Kept,
    person=names,
    sessions=st.lists(
        st.builds(StoredSession, id=ids, day=st.none() | days, title=words, analysis=objects), max_size=3
    ).map(tuple),
    answers=st.lists(st.builds(StoredAnswers, day=days, raw=objects), max_size=3).map(tuple),
    plans=st.lists(st.builds(StoredPlan, day=days, session_id=st.none() | ids, plan=objects), max_size=3).map(
        tuple
    ),
    diary=st.lists(
        st.builds(
            DiaryEntry,
            day=days,
            ran=st.booleans(),
            during=pains,
            on_stopping=pains,
            distance_km=kms,
            surface=surfaces,
            tried=st.lists(words, max_size=2).map(tuple),
            note=st.none() | words,
        ),
        max_size=3,
    ).map(tuple),
    practices=st.lists(
        st.builds(
            LiveSession,
            day=days.map(date.isoformat),
            cue=st.sampled_from(["bowl", "cadence"]),
            number=st.integers(1, 20),
            minutes=st.floats(0, 200),
            steps=st.integers(0, 99999),
            inside_share=st.none() | st.floats(0, 1),
            told_share=st.floats(0, 1),
        ),
        max_size=3,
    ).map(tuple),
    accesses=st.lists(
        st.builds(
            Access,
            at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
                lambda at: at.replace(microsecond=0)
            ),
            who=names,
            address=names,
            method=st.sampled_from(["GET", "POST"]),
            route=names,
            status=st.integers(100, 599),
        ),
        max_size=3,
    ).map(tuple),
)


@pytest.fixture(scope="module")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where stores for many examples lie."""
    return tmp_path_factory.mktemp("kept")


def as_json(kept: tuple[Kept, ...]) -> str:
    """To compare: in Python 1 is True."""
    return json.dumps([one.model_dump(mode="json") for one in kept])


def there_and_back(given_people: list[Kept], url: str, again: str, out: Path) -> tuple[str, str, str, int]:
    """As JSON what a store kept, its export held, another kept of that; what a second import added."""
    with open_store(url) as store:
        store.delete_all()
        store.restore(given_people)
        kept = store.kept()
        store.export(out)
    read = read_export(out)
    with open_store(again) as other:
        other.delete_all()
        other.restore(read)
        return as_json(kept), as_json(read), as_json(other.kept()), other.restore(read)


@settings(max_examples=60)
@given(st.lists(people, max_size=3), st.sampled_from(["out", "out.zip"]))
def test_what_is_written_is_what_is_read(given_people: list[Kept], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = write_export(given_people, Path(folder) / name)
        assert as_json(read_export(out)) == as_json(tuple(given_people))


@settings(max_examples=8)
@given(given_people=st.lists(people, min_size=1, max_size=2))
def test_there_and_back_on_sqlite(kept_folder: Path, given_people: list[Kept]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept, read, again, added = there_and_back(
            given_people, str(kept_folder / "a"), str(kept_folder / "b"), Path(folder) / "out.zip"
        )
    assert read == again == kept
    assert added == 0


@settings(max_examples=5)
@given(given_people=st.lists(people, min_size=1, max_size=2))
def test_there_and_back_on_postgresql(
    shared_postgres_url: str, kept_folder: Path, given_people: list[Kept]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept, read, again, added = there_and_back(
            given_people, shared_postgres_url, str(kept_folder / "b"), Path(folder) / "out"
        )
    assert read == again == kept
    assert added == 0


def test_what_an_export_looks_like(store: Store, tmp_path: Path) -> None:
    keep_one_of_each(store, "me", "mine")
    store.add_session("me", session("undated", None))
    keep_one_of_each(store, "athlete-7/..", "hers")
    out = store.export(tmp_path / "out")
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    of_one = {"answers.json", "diary.csv", "diary.json", "plans.json", "sessions.json"}
    of_one |= {"practices.json", "accesses.json"}
    first = "sessions/0001-2026-05-01/analysis.json"
    assert names == (
        {"export.json", f"person-1/{first}", f"person-2/{first}"}
        | {"person-2/sessions/0002-no-day/analysis.json"}
        | {f"person-{number}/{name}" for number in (1, 2) for name in of_one}
    )
    assert json.loads((out / "export.json").read_text("utf-8"))["people"] == ["athlete-7/..", "me"]
    assert json.loads((out / "person-2" / first).read_text("utf-8")) == {"word": "mine"}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_a_packed_export_is_for_its_owner_and_the_same_each_time(store: Store, tmp_path: Path) -> None:
    keep_one_of_each(store, "me", "mine")
    one, two = store.export(tmp_path / "one.zip"), store.export(tmp_path / "two.zip")
    assert one.read_bytes() == two.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert zipfile.ZipFile(one).testzip() is None


def test_the_diary_is_a_table_that_runs_nothing(tmp_path: Path) -> None:
    bad = '=HYPERLINK("http://x")'
    kept = Kept(person="me", diary=(DiaryEntry(day=DAY, during=2.5, tried=("a", "b"), note=bad),))
    write_export([kept], tmp_path / "out")
    text = (tmp_path / "out" / "person-1" / "diary.csv").read_text("utf-8")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["day"], row["ran"], row["during"], row["tried"]) == ("2026-05-01", "yes", "2.5", "a; b")
    assert row["note"] == f"'{bad}"
    assert row["surface"] == ""


def test_an_export_replaces_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file.zip").write_text("mine", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    for name in ("file.zip", "link", "."):
        with pytest.raises(UsageError, match="is there already"):
            store.export(tmp_path / name)
    with pytest.raises(BackstrideError, match="the export cannot be written"):
        store.export(tmp_path / "file.zip" / "out")
    assert {one.name for one in tmp_path.iterdir()} >= {"file.zip", "link"}
    assert (tmp_path / "file.zip").read_text("utf-8") == "mine"


def test_an_export_of_an_earlier_version_can_be_read(store: Store, tmp_path: Path) -> None:
    keep_one_of_each(store, "me", "mine")
    out = store.export(tmp_path / "out")
    for name in ("practices", "accesses"):
        (out / "person-1" / f"{name}.json").unlink()
    (one,) = read_export(out)
    assert (one.sessions, one.practices, one.accesses) == ((session("mine"),), (), ())


def test_a_day_that_is_kept_is_not_replaced_by_an_import(store: Store) -> None:
    store.put_diary("me", entry("newer"))
    assert store.restore([Kept(person="me", diary=(entry("older"),))]) == 0
    assert store.diary("me") == (entry("newer"),)


def test_an_import_is_all_or_nothing(store: Store) -> None:
    bad = Kept(person="athlete-7", sessions=(session("not/an/id"),))
    with pytest.raises(UsageError):
        store.restore([Kept(person="me", diary=(entry("one"),)), bad])
    assert store.people() == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.json", "{"),
        ("export.json", '{"schema": "backstride.export/9", "people": []}'),
        ("export.json", "[]"),
        ("export.json", '{"schema": "backstride.export/1"}'),
        ("export.json", '{"schema": "backstride.export/1", "people": 7}'),
        ("person-1/sessions.json", '[{"id": "a"}]'),
        ("person-1/sessions.json", "[7]"),
        ("person-1/diary.json", '[{"day": "2026-05-01", "during": 11}]'),
        ("person-1/answers.json", None),
    ],
)
def test_what_is_no_export_is_refused(name: str, content: str | None, tmp_path: Path) -> None:
    out = write_export([Kept(person="me", sessions=(session("a"),))], tmp_path / "out")
    if content is None:
        (out / name).unlink()
    else:
        (out / name).write_text(content, "utf-8")
    with pytest.raises(UnreadableError) as error:
        read_export(out)
    assert "\n" not in str(error.value)


def test_what_is_not_there_or_no_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_export(tmp_path / "no")
    (tmp_path / "x.zip").write_bytes(b"PK\3\4 cut off")
    with pytest.raises(UnreadableError):
        read_export(tmp_path / "x.zip")
