from __future__ import annotations

import json
import math
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.answers import file as file_module
from backstride.answers.file import dumps, read_file, write_file
from backstride.answers.parse import read_answers
from backstride.answers.value import Several
from backstride.errors import AnswersError, UsageError
from backstride.safety.triage import triage
from helpers.told import all_no, demo_answers, with_yes

BROKEN = {
    "empty": b"",
    "not json": b"{'safety': no}",
    "cut off": b'{"safety": {"leg_symptoms": "no"',
    "a list": b'[{"leg_symptoms": "yes"}]',
    "a word": b'"yes"',
    "null": b"null",
    "utf-16": json.dumps(all_no()).encode("utf-16"),
    "latin-1": '{"notes": "Rücken"}'.encode("latin-1"),
    "too deep for Python": b'{"a":' * 100_000,
    "deeper than any answers": b'{"a":' + b"[" * 200 + b"]" * 200 + b"}",
    "a number of 5,000 digits": b'{"pain_now": ' + b"9" * 5_000 + b"}",
    "huge": b'{"notes": "' + b"x" * 6_000_000 + b'"}',
    "a zip": b"PK\x03\x04\x00\x00\xff\xfe",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.json"


def level(raw: dict[str, Any]) -> str:
    return triage(read_answers(raw)).level


def test_a_missing_file_is_a_usage_error_with_exit_code_2(path: Path) -> None:
    with pytest.raises(UsageError, match="no such file") as stop:
        read_file(path)
    assert stop.value.exit_code == 2
    assert not isinstance(stop.value, AnswersError)


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_json_object_is_refused_in_a_sentence_that_says_what_to_do(kind: str, path: Path) -> None:
    path.write_bytes(BROKEN[kind])
    with pytest.raises(AnswersError) as stop:
        read_file(path)
    text = str(stop.value)
    assert stop.value.exit_code == 2
    assert text.startswith("answers.json: ")
    assert "backstride safety --save" in text
    assert "\n" not in text
    assert len(text) < 400


def test_a_folder_is_refused_the_same_way(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="backstride safety --save"):
        read_file(tmp_path)


def test_a_byte_order_mark_is_accepted(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + dumps(all_no()).encode())
    assert level(read_file(path)) == "clear"


@pytest.mark.parametrize("values", [("yes", "no"), ("no", "yes"), ("no", "no", "yes")])
@pytest.mark.parametrize("name", ["cauda_equina", "saddle_numbness"])
def test_of_a_key_that_comes_twice_the_yes_wins_and_still_does_once_written(
    values: tuple[str, ...], name: str, path: Path
) -> None:
    rows = ", ".join(f'"{name}": "{value}"' for value in values)
    others = json.dumps(all_no()["safety"])[1:]
    path.write_text(f'{{"safety": {{{rows}, {others}}}', encoding="utf-8")
    raw = read_file(path)
    assert level(raw) == "emergency"
    write_file(path, raw)
    again = read_file(path)
    assert level(again) == "emergency"
    assert isinstance(again["safety"][name], Several)


def test_a_section_that_comes_twice_loses_nothing_and_still_does_once_written(path: Path) -> None:
    one, other = json.dumps(with_yes("nerve_loss")["safety"]), json.dumps(all_no()["safety"])
    path.write_text(f'{{"safety": {one}, "safety": {other}}}', encoding="utf-8")
    for _ in range(2):
        raw = read_file(path)
        assert level(raw) == "emergency"
        write_file(path, raw)


def test_three_values_of_one_key_are_all_kept_in_order(path: Path) -> None:
    path.write_text('{"a": [1], "a": [2], "a": [3]}', encoding="utf-8")
    assert read_file(path) == {"a": [[1], [2], [3]]}


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_what_is_no_number_neither_crashes_nor_comes_back_as_one(literal: str, path: Path) -> None:
    path.write_text(f'{{"intake": {{"pain_now": {literal}, "x": [{literal}]}}}}', encoding="utf-8")
    raw = read_file(path)
    told = read_answers(raw)
    assert told is not None
    assert told.intake == {}
    assert "“pain_now”" in told.problems[0]
    write_file(path, raw)
    json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    again = read_answers(read_file(path))
    assert again is not None
    assert again.problems == told.problems


def test_nan_given_from_python_is_written_as_a_word() -> None:
    assert json.loads(dumps({"pain_now": math.nan, "x": (math.inf, 1)})) == {
        "schema": "backstride.answers/1",
        "pain_now": "NaN",
        "x": ["Infinity", 1],
    }


def test_a_round_trip_keeps_unknown_keys_emoji_and_every_type(path: Path) -> None:
    raw = {**demo_answers(), "from_a_newer_version": {"a": [1, 2.5, None, True], "😀": "はい\n\t🏃‍♀️"}}
    write_file(path, raw)
    assert read_file(path) == raw
    assert "はい" in path.read_text(encoding="utf-8")


def test_half_a_character_survives_the_round_trip(path: Path) -> None:
    path.write_text(
        '{"schema": "backstride.answers/1", "notes": "cut \\ud83d", "\\udc00": 1}', encoding="utf-8"
    )
    raw = read_file(path)
    write_file(path, raw)
    assert read_file(path) == raw
    assert raw["notes"] == "cut \ud83d"


def test_a_whole_emoji_written_as_two_escapes_is_one_character(path: Path) -> None:
    path.write_text('{"notes": "\\ud83d\\ude00"}', encoding="utf-8")
    assert read_file(path) == {"notes": "😀"}


def test_the_schema_is_written_and_one_that_is_there_is_kept() -> None:
    assert json.loads(dumps({}))["schema"] == "backstride.answers/1"
    assert json.loads(dumps({"schema": "backstride.answers/2"}))["schema"] == "backstride.answers/2"


def test_the_order_of_keys_leaves_the_bytes_alone() -> None:
    raw = demo_answers()
    turned = {
        key: dict(reversed(value.items())) if isinstance(value, dict) else value for key, value in raw.items()
    }
    assert dumps(dict(reversed(turned.items()))) == dumps(raw)


def test_written_twice_the_bytes_are_the_same(path: Path) -> None:
    write_file(path, demo_answers())
    before = path.read_bytes()
    write_file(path, read_file(path))
    assert path.read_bytes() == before
    assert before.endswith(b"}\n")


def test_the_file_is_for_its_owner_alone_also_when_it_was_not_before(path: Path) -> None:
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o644)
    write_file(path, all_no())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "folder" / "a.json", all_no())
    assert level(read_file(tmp_path / "new" / "folder" / "a.json")) == "clear"


class _FullDisk:
    """A file that takes a few characters and then fails."""

    def __init__(self, handle: int, error: BaseException) -> None:
        self.handle, self.error = handle, error

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def write(self, text: str) -> None:
        os.write(self.handle, text[:10].encode())
        raise self.error


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")]
)
@pytest.mark.parametrize("when", ["writing", "renaming"])
def test_a_failure_leaves_the_old_file_and_no_other(
    error: BaseException, when: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(path, with_yes("nerve_loss"))
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise error

    if when == "writing":
        monkeypatch.setattr(file_module.os, "fdopen", lambda handle, *_, **__: _FullDisk(handle, error))
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UsageError if isinstance(error, OSError) else type(error)):
        write_file(path, all_no())
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def _folder(tmp_path: Path) -> Path:
    return tmp_path


def _below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("x")
    return tmp_path / "file" / "answers.json"


def _name_too_long(tmp_path: Path) -> Path:
    return tmp_path / ("x" * 300)


@pytest.mark.parametrize("where", [_folder, _below_a_file, _name_too_long])
def test_a_place_that_cannot_be_written_is_said_in_one_sentence(
    where: Callable[[Path], Path], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"cannot be written \(.+\)\. Choose a file"):
        write_file(where(tmp_path), all_no())
    assert [one.name for one in tmp_path.iterdir()] in ([], ["file"])
