from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.answers.docs import page as answers_page
from backstride.safety.docs import page as safety_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("room", "page"), [("safety", safety_page), ("answers", answers_page)])
def test_the_page_is_the_generated_one(room: str, page: Callable[[], str]) -> None:
    told = (DOCS / f"{room}.md").read_text(encoding="utf-8")
    assert told == page(), f"run: python -m backstride.{room}.docs > docs/{room}.md"
