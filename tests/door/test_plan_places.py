"""Where a plan, a page and a calendar may be written, and where not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Copy = Callable[[str], Path]
Cli = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("clinician.pdf", ("report", "--pdf")),
        ("report.html", ("report",)),
        ("plan.pdf", ("plan", "--answers", "answers.json")),
        ("answers.json", ("plan", "--answers", "given.json")),
    ],
)
def test_a_folder_in_the_way_of_a_file_leaves_all_as_it_was(
    name: str, command: tuple[str, ...], copy_of: Copy, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of("clear")
    given = (folder / "answers.json").read_bytes()
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    (folder / "given.json").write_bytes(given)
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    run = cli(command[0], folder, *command[1:])
    assert run.code == 1
    assert run.err == f"{folder / name}: a folder has the name of a file. Move it away.\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_folder_that_is_there_needs_no_room_beside_it(
    copy_of: Copy, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made = copy_of("clear"), []
    whole = sys.modules["backstride.whole"]
    real = whole.tempfile.TemporaryDirectory
    monkeypatch.setattr(
        "backstride.whole.tempfile.TemporaryDirectory",
        lambda **options: made.append(options.get("dir")) or real(**options),
    )
    assert cli("report", folder, "--pdf", "--for", "runner").code == 0
    assert folder in made
    assert folder.parent not in made
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("name", ["x" * 250, "two\nlines", "quo'te\"s and spaces", "[red]{0}%s"])
def test_any_name_of_a_folder_will_do(name: str, copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder = copy_of("clear").rename(tmp_path / name)
    assert cli("report", folder).code == 0
    assert cli("plan", folder, "--pdf", "--ics", folder / "plan.ics").code == 0
    (folder / "analysis.json").unlink()
    gone = cli("plan", folder)
    assert gone.code == 2
    assert gone.err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is UTF-8")
def test_a_name_that_is_not_utf_8_will_do(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder = copy_of("clear").rename(tmp_path / os.fsdecode(b"old\xff"))
    run = cli("report", folder)
    assert run.code == 0
    assert "old" in run.out


def test_a_link_to_a_calendar_stays_a_link(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder, link = copy_of("clear"), tmp_path / "link.ics"
    link.symlink_to(tmp_path / "real.ics")
    lost = cli("plan", folder, "--ics", link)
    assert lost.code == 2
    assert "is a link that leads nowhere" in lost.err
    assert cli("plan", folder, "--ics", tmp_path / "real.ics", "--start", "2026-01-01").code == 0
    before = (tmp_path / "real.ics").read_bytes()
    assert cli("plan", folder, "--ics", link, "--start", "2026-02-02").code == 0
    assert link.is_symlink()
    assert (tmp_path / "real.ics").read_bytes() != before


def test_a_name_too_long_is_one_sentence(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    run = cli("plan", copy_of("clear"), "--ics", tmp_path / ("x" * 300))
    assert run.code == 1
    assert "File name too long" in run.err
    assert "fault" not in run.err


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("more", [(), ("--pdf",), ("--json",)])
def test_a_start_in_no_year_of_a_plan_is_refused_also_without_a_calendar(
    start: str, more: tuple[str, ...], copy_of: Copy, cli: Cli
) -> None:
    run = cli("plan", copy_of("clear"), "--start", start, *more)
    assert (run.code, run.out) == (2, "")
    assert f"--start {start}: no plan starts in the year" in run.err


@pytest.mark.parametrize("option", [("--at", "07:00"), ("--timezone", "Europe/Berlin")])
def test_a_time_without_a_calendar_is_said(option: tuple[str, str], copy_of: Copy, cli: Cli) -> None:
    run = cli("plan", copy_of("clear"), *option)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"{option[0]} is for a calendar, and none is asked for. Add --ics FILE.\n"


@pytest.mark.parametrize("library", ["icalendar", "tzdata"])
def test_a_calendar_without_its_library_says_what_to_install(
    library: str, copy_of: Copy, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backstride.report.calendar_zone import zone_names

    zone_names.cache_clear()
    monkeypatch.setitem(sys.modules, library, None)
    out = tmp_path / "plan.ics"
    run = cli("plan", copy_of("clear"), "--ics", out, "--timezone", "Europe/Berlin")
    assert run.code == 5
    assert f"need {library}, which is not installed" in run.err
    assert run.err.count("\n") == 1
    assert not out.exists()
