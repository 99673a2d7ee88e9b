"""Emergency help: whom to call and what to do now are found at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.report.html import Audience
from backstride.safety.words import level_words
from helpers.pages import AUDIENCES, Page
from helpers.wording import ANSWERS_AT, FIRST_WORDS, comes_late, documents, visible


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_whom_to_call_stands_in_the_first_words_of_every_page_that_says_it(
    page: Page, name: str, audience: Audience
) -> None:
    text = visible(page(name, audience))
    assert not comes_late(text)
    if audience != "clinician":
        assert "call" in " ".join(text.lower().split()[:FIRST_WORDS])


@pytest.mark.parametrize("name", ANSWERS_AT)
def test_whom_to_call_stands_in_the_first_words_of_the_terminal(
    terminal: Callable[[str], str], name: str
) -> None:
    assert "call" in terminal(name).lower()
    assert not comes_late(terminal(name))


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["clinician", "urgent", "emergency"])
def test_what_to_do_now_stands_in_the_first_words_of_every_page(
    page: Page, name: str, audience: Audience
) -> None:
    text = " ".join(visible(page(name, audience)).split()[:FIRST_WORDS])
    assert level_words(name).title in text


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_whom_to_call_stands_in_the_first_words_of_every_document_that_names_emergency_help(
    path: Path,
) -> None:
    assert not comes_late(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("word " * 199 + "Call your emergency number.", False),
        ("word " * 200 + "Call your emergency number.", True),
        ("word " * 200 + "Call an ambulance.", True),
        ("Go to an emergency department.", True),
        ("If it gets worse, call your emergency number.", False),
        ("How a stride is measured.", False),
    ],
)
def test_a_late_call_is_told_from_an_early_one(text: str, late: bool) -> None:
    assert comes_late(text) == late
