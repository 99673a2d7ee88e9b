from __future__ import annotations

import os
import signal
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.errors import BackstrideError, UsageError
from backstride.model.analysis import Analysis
from backstride.report import write as module
from backstride.report.context import Background
from backstride.report.write import FILES, write


def test_five_files_in_a_new_folder_and_nothing_else(
    analysis: Analysis, curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "out"
    paths = write(analysis, curves, out, background=background)
    assert [path.name for path in paths] == list(FILES)
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert list(out.parent.iterdir()) == [out]


def test_the_same_input_gives_the_same_bytes(analysis: Analysis, curves: pa.Table, tmp_path: Path) -> None:
    first = write(analysis, curves, tmp_path / "a")
    second = write(analysis, curves, tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nothing_written_names_the_folder_it_went_to(
    analysis: Analysis, curves: pa.Table, tmp_path: Path
) -> None:
    for path in write(analysis, curves, tmp_path / "out"):
        assert str(tmp_path).encode() not in path.read_bytes()


def test_an_earlier_result_is_replaced_and_other_files_stay(
    analysis: Analysis, curves: pa.Table, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(analysis, curves, out)
    (out / "notes.txt").write_text("mine")
    shorter = analysis.model_copy(update={"contacts": analysis.contacts[:2]})
    write(shorter, curves, out)
    assert (out / "notes.txt").read_text() == "mine"
    assert len((out / "contacts.csv").read_text().splitlines()) == 3
    assert sorted(path.name for path in out.iterdir()) == sorted([*FILES, "notes.txt"])


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_someone_else_is_never_overwritten(
    analysis: Analysis, curves: pa.Table, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("not ours")
    with pytest.raises(UsageError, match=f"{name}.*did not write.*--out"):
        write(analysis, curves, tmp_path)
    assert (tmp_path / name).read_text() == "not ours"


def test_a_file_where_the_folder_should_be_is_refused(
    analysis: Analysis, curves: pa.Table, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="already there"):
        write(analysis, curves, tmp_path / "out")


def test_a_folder_that_cannot_be_made_says_so(analysis: Analysis, curves: pa.Table, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file, so nothing can be made below it")
    with pytest.raises(BackstrideError, match=r"cannot be written.*--out"):
        write(analysis, curves, tmp_path / "blocked" / "deep" / "out")


def test_an_interruption_while_writing_leaves_nothing(
    analysis: Analysis, curves: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.write_bytes

    def interrupted(path: Path, data: bytes) -> int:
        if path.name == "measures.csv":
            raise KeyboardInterrupt
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(analysis, curves, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_while_replacing_waits_for_the_last_file(
    analysis: Analysis, curves: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write(analysis, curves, out)
    shorter = analysis.model_copy(update={"contacts": analysis.contacts[:2]})
    plain = Path.replace

    def pressed(path: Path, target: Path) -> Path:
        if path.name == "report.html":
            os.kill(os.getpid(), signal.SIGINT)
        return plain(path, target)

    monkeypatch.setattr(Path, "replace", pressed)
    with pytest.raises(KeyboardInterrupt):
        write(shorter, curves, out)
    assert '"foot_strike_s": 1.' not in (out / "analysis.json").read_text()
    assert len((out / "contacts.csv").read_text().splitlines()) == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_page_made_again_from_the_folder_says_as_much(
    analysis: Analysis, curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    from backstride.report.json_file import load
    from backstride.report.tables import read_curves

    out = tmp_path / "out"
    first = {path.name: path.read_bytes() for path in write(analysis, curves, out, background=background)}
    again = write(load(out / "analysis.json"), read_curves(out / "curves.parquet"), out)
    assert {path.name: path.read_bytes() for path in again} == first


def test_the_names_are_the_contract() -> None:
    assert module.FILES == ("report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet")
