"""The words of the pages for safety, diary and plan: every one is used."""

from __future__ import annotations

import re

import pytest

from backstride.knowledge.loader import load
from helpers.wording import PACKAGE

PAGES = {
    "safety": ("pages/safety", "pages/intake"),
    "diary": ("pages/diary", "diary_day"),
    "plan": ("pages/plan",),
}


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
