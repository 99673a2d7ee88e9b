"""What the app's pages say, as the server gives them: no claim they cannot keep, easy enough to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backstride.app.page import environment, navigation
from helpers.reading import grade
from helpers.served import Served, serving, settings_for
from helpers.wording import claims, prose, visible

HIGHEST_GRADE = 8.0  # as for the report's page one
FEWEST = 3  # the grade of less says little
PATHS = [row["path"] for row in navigation("me", "")]


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory, demo_result: Path) -> Iterator[httpx.Client]:
    """Somebody with one result, who has answered nothing."""
    with serving(settings_for(tmp_path_factory.mktemp("words"))) as served, served.client() as client:
        served.adopt(demo_result)
        client.follow_redirects = True
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_a_page_claims_nothing_and_is_easy_to_read(person: httpx.Client, path: str) -> None:
    answer = person.get(f"/p/me/{path}")
    assert answer.status_code == 200
    body = answer.text.split("<main", 1)[1]
    assert claims(visible(body)) == []
    found = prose(body)
    assert len(found) < FEWEST or grade(found) <= HIGHEST_GRADE


def test_what_a_page_refuses_is_one_sentence_too(person: httpx.Client) -> None:
    answer = person.get("/p/me/jobs/0123456789abcdef")
    assert answer.status_code == 404
    assert "There is no such job." in visible(answer.text)
    assert claims(visible(answer.text)) == []


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    """The policy would drop them without a word."""
    loader = environment().loader
    assert loader is not None
    names = [name for name in loader.list_templates() if not name.startswith("report/")]
    assert len(names) > 5
    for name in names:
        text, _, _ = loader.get_source(environment(), name)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", text), name


def test_pages_of_another_name_are_theirs(served: Served, demo_result: Path) -> None:
    served.adopt(demo_result, "athlete 7")
    with served.client() as client:
        assert '<p class="whose">athlete 7</p>' in client.get("/p/athlete%207/").text
