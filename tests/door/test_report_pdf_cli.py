"""``backstride report --pdf``: which papers come, what is said, what happens where they cannot be made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.pdf import pdf_info, pdf_text

Cli = Callable[..., Any]
CopyOf = Callable[[str], Path]


@pytest.mark.parametrize(
    ("level", "audience", "names", "code"),
    [
        ("clear", "both", ["runner.pdf", "clinician.pdf"], 0),
        ("clear", "runner", ["runner.pdf"], 0),
        ("clear", "clinician", ["clinician.pdf"], 0),
        ("clear", "letter", ["letter.pdf"], 0),
        ("not_asked", "both", ["runner.pdf", "clinician.pdf"], 0),
        ("clinician", "both", ["runner.pdf"], 4),
        ("clinician", "clinician", ["clinician.pdf"], 4),
        ("clinician", "letter", ["letter.pdf"], 4),
        ("emergency", "both", ["runner.pdf"], 4),
        ("emergency", "letter", ["letter.pdf"], 4),
    ],
)
def test_the_papers_that_were_asked_for_lie_in_the_folder(
    level: str, audience: str, names: list[str], code: int, copy_of: CopyOf, cli: Cli
) -> None:
    folder = copy_of(level)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run = cli("report", folder, "--pdf", "--for", audience)
    assert run.code == code
    assert run.out.splitlines() == [str(folder / name) for name in names]
    assert {path.name for path in folder.iterdir()} == {*before, *names}
    assert {name: (folder / name).read_bytes() for name in before} == before
    for name in names:
        assert pdf_info((folder / name).read_bytes())["Pages"] == "1"


@pytest.mark.parametrize(
    ("level", "offered"), [("clear", 0), ("not_asked", 0), ("clinician", 1), ("emergency", 0)]
)
def test_a_letter_is_offered_to_who_should_see_someone(
    level: str, offered: int, copy_of: CopyOf, cli: Cli
) -> None:
    folder = copy_of(level)
    run = cli("report", folder, "--pdf")
    assert run.err.count("--for letter") == offered
    assert cli("report", folder, "--for", "letter").err == ""


def test_a_letter_needs_no_word_of_pdf(copy_of: CopyOf, cli: Cli) -> None:
    folder = copy_of("clinician")
    run = cli("report", folder, "--for", "letter")
    assert (run.code, run.out) == (4, f"{folder / 'letter.pdf'}\n")
    assert "The article, row 7" in pdf_text((folder / "letter.pdf").read_bytes())


def test_papers_come_the_same_again(copy_of: CopyOf, cli: Cli) -> None:
    folder = copy_of("clear")
    cli("report", folder, "--pdf")
    before = {name: (folder / name).read_bytes() for name in ("runner.pdf", "clinician.pdf")}
    cli("report", folder, "--pdf")
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_without_the_extra_nothing_is_written_and_it_says_what_to_install(
    copy_of: CopyOf, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of("clear")
    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setitem(sys.modules, "typst", None)
    run = cli("report", folder, "--pdf")
    assert run.code == 5
    assert "pip install 'backstride[pdf]'" in run.err
    assert run.err.count("\n") == 1
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_new_analysis_leaves_no_older_paper(copy_of: CopyOf, cli: Cli, synthetic: dict[str, Path]) -> None:
    folder = copy_of("clear")
    cli("report", folder, "--pdf")
    assert cli("analyze", synthetic["run"], "--out", folder).code == 0
    assert sorted(path.name for path in folder.glob("*.pdf")) == []


def test_a_folder_one_may_not_write_to_is_one_sentence(
    copy_of: CopyOf, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of("clear")

    def refused(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("backstride.whole.tempfile.TemporaryDirectory", refused)
    monkeypatch.setattr("backstride.report.pdf.papers.compiled", lambda *_: b"%PDF")
    run = cli("report", folder, "--pdf")
    assert run.code == 1
    assert "cannot be written (Permission denied)" in run.err
    assert "Traceback" not in run.err


HEAVY = ("pandas", "scipy", "xarray", "pyarrow.compute", "jinja2")


@pytest.mark.parametrize("audience", ["runner", "clinician", "letter"])
def test_a_paper_comes_without_libraries_that_take_long_to_load(audience: str, copy_of: CopyOf) -> None:
    folder = copy_of("clear")
    code = (
        "import sys\n"
        "from backstride.cli import main\n"
        f"sys.argv = ['backstride', 'report', {str(folder)!r}, '--pdf', '--for', {audience!r}]\n"
        "try:\n    main()\n"
        f"finally:\n    print([name for name in {HEAVY} if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [str(folder / f"{audience}.pdf"), "[]"]
