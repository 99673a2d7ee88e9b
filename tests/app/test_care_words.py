"""The words of the pages for safety, diary and plan: no claim, at grade eight or below, every one used."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from backstride.knowledge.loader import load
from helpers.reading import grade, sentences
from helpers.wording import PACKAGE, claims

PAGES = {
    "safety": ("pages/safety", "pages/intake"),
    "diary": ("pages/diary", "diary_day"),
    "plan": ("pages/plan",),
}
HIGHEST_GRADE = 8.0
FEWEST_WORDS = 8


def texts(page: str) -> Iterator[str]:
    table = load(f"app/{page}.toml")
    for section in ("say", "script"):
        yield from (re.sub(r"\{\w+\}", "5", text) for text in table.get(section, {}).values())


@pytest.mark.parametrize("page", PAGES)
def test_no_text_makes_a_claim_or_reads_hard(page: str) -> None:
    assert {text: claims(text) for text in texts(page) if claims(text)} == {}
    long = [text for text in texts(page) if len(re.findall(r"[A-Za-z']+", text)) >= FEWEST_WORDS]
    graded = {text: round(grade(sentences(text)), 1) for text in long}
    assert {text: found for text, found in graded.items() if found > HIGHEST_GRADE} == {}


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_kept_that_nothing_says(page: str) -> None:
    app = PACKAGE / "app"
    files = [app / f"{name}.py" for name in (*PAGES[page], f"api/{page}")]
    files += [*(app / "templates").glob(f"{page}*.html"), *(app / "static").glob(f"{page}*.js")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    made = {f"weeks_{days}" for days in (42, 84, 365)} | {
        f"refused_{why}" for why in ("no_result", "help_first", "open_questions")
    }
    table = load(f"app/{page}.toml")
    names = {*table["say"], *table.get("script", {})} - made - {"title"}
    assert {name for name in names if not re.search(rf"[\"']{name}[\"']", code)} == set()
