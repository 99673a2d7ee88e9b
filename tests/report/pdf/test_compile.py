"""What a runner wrote is data: no text of theirs is read as the typesetter's language, none breaks a page."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import BackstrideError, ModelMissingError
from backstride.model.analysis import Analysis
from backstride.report.pdf import compile as pdf_compile
from backstride.report.pdf.compile import compiled
from backstride.report.pdf.letter import letter_data
from helpers.bare import bare
from helpers.pdf import pdf_info, pdf_text
from helpers.told import all_no
from helpers.wording import at_level

TRICKS = (
    '#panic("x")',
    '#eval("1+1")',
    "*bold* _it_ `raw` $x^2$",
    '"quoted" \\ backslash',
    "= no heading",
    "@nobody <label>",
    "// no comment",
    "]} #{ [",
    '#import "@preview/x:1.0.0": *',
    '#read("paper.typ")',
)


def letter(analysis: Analysis, notes: str) -> bytes:
    from backstride.answers.parse import read_answers

    return compiled("letter", letter_data(analysis, read_answers(all_no(notes=notes))))


@pytest.mark.parametrize("text", TRICKS)
def test_a_note_stands_on_the_page_as_it_was_written(analysis: Analysis, text: str) -> None:
    assert " ".join(text.split()) in pdf_text(letter(analysis, text))


@pytest.mark.parametrize("text", TRICKS)
def test_a_file_name_stands_on_the_page_as_it_is(analysis: Analysis, text: str) -> None:
    one = analysis.recordings[0].model_copy(update={"paths": (text,)})
    named = analysis.model_copy(update={"recordings": (one,)})
    assert " ".join(text.split()) in pdf_text(letter(named, "x"))


@settings(max_examples=25)
@given(st.text(max_size=300))
def test_no_text_breaks_the_page(text: str) -> None:
    data = {**_plain(), "told": [{"label": "Notes", "text": text}]}
    assert pdf_info(compiled("letter", data))["Pages"] == "1"


def _plain() -> dict[str, object]:
    return letter_data(bare(None), None)


def test_the_same_input_gives_the_same_bytes(analysis: Analysis) -> None:
    at, told = at_level(analysis, "clear")
    assert compiled("letter", letter_data(at, told)) == compiled("letter", letter_data(at, told))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ModelMissingError, match=r"pip install 'backstride\[pdf\]'") as caught:
        compiled("letter", {})
    assert caught.value.exit_code == 5


def test_a_page_that_cannot_be_set_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_compile, "_source", lambda _name: b"#unknown-function()")
    with pytest.raises(BackstrideError, match="could not be made") as caught:
        compiled("letter", {})
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_missing_data_is_one_sentence() -> None:
    with pytest.raises(BackstrideError, match="letter: the PDF could not be made"):
        compiled("letter", {"title": "x"})
