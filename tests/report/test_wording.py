"""What the product says: no claim it cannot keep, readable by a tired runner, every number from somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from backstride.knowledge.loader import load, names
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import render
from backstride.report.numbers import display_unit

FORBIDDEN = load("wording.toml")["forbidden"]
KNOWLEDGE = [name for name in names(".") if not name.endswith("wording.toml")]
HIGHEST_GRADE = 8.0  # the product's own rule for page one
BLOCKS = "p|li|h1|h2|h3|h4|dt|dd|figcaption|summary|text|td|th"


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def claims(text: str) -> list[str]:
    return [stem for stem in FORBIDDEN if stem in text.lower()]


def syllables(word: str) -> int:
    """Groups of vowels, less a silent final e; at least one. Right for about nine words in ten."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


def grade(sentences: list[str]) -> float:
    """Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid 1975)."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    per_sentence = len(words) / len(sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def sentences_of(html: str) -> list[str]:
    """Whole sentences: text ending in a full stop or question mark, at least four words; a list item is one.

    Headings, labels and numbers stand alone and are no prose; leaving them out makes the grade harder.
    """
    text = re.sub(r"<svg.*?</svg>|<details.*?</details>|<small>.*?</small>", " ", html, flags=re.S)
    text = re.sub(rf"</(?:{BLOCKS})>", "\n", text)
    lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in text.split("\n\n")]
    flat = unescape("\n".join(lines))
    parts = re.split(r"(?<=[.?!])\s+|\n", flat)
    return [part for part in parts if part.endswith((".", "?", "!")) and len(part.split()) >= 4]


@pytest.fixture(scope="module")
def page(analysis: Analysis, curves: pa.Table, background: Background) -> str:
    return render(analysis, curves, background=background)


@pytest.fixture(scope="module")
def runner(page: str) -> str:
    return page[page.index('<article id="runner"') : page.index('<article id="clinician"')]


def test_known_words_and_a_known_text_are_graded_as_published() -> None:
    counted = {word: syllables(word) for word in ("run", "running", "pelvis", "table", "ache", "clinician")}
    assert counted == {"run": 1, "running": 2, "pelvis": 2, "table": 2, "ache": 1, "clinician": 3}
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)


@pytest.mark.parametrize("name", KNOWLEDGE)
def test_no_text_we_keep_makes_a_forbidden_claim(name: str) -> None:
    assert {text: claims(text) for text in strings(load(name)) if claims(text)} == {}


def test_no_template_makes_a_forbidden_claim() -> None:
    for entry in (resources.files("backstride.report") / "templates").iterdir():
        assert claims(entry.read_text(encoding="utf-8")) == [], entry.name


def test_no_message_in_the_code_and_no_document_makes_a_forbidden_claim() -> None:
    root = Path(str(resources.files("backstride")))
    for path in sorted(root.rglob("*.py")):
        found = [claims(text) for text in messages(path) if claims(text)]
        assert found == [], path.name
    for path in (*root.parents[1].glob("*.md"), *root.parents[1].glob("docs/**/*.md")):
        assert claims(path.read_text(encoding="utf-8")) == [], path.name


def messages(path: Path) -> Iterator[str]:
    """String constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def test_the_page_makes_no_forbidden_claim(page: str) -> None:
    assert claims(unescape(re.sub(r"<[^>]+>", " ", page))) == []


def test_the_linter_would_catch_one() -> None:
    assert claims("We diagnose you: the cause is your gait.") == ["diagnos", "the cause"]


def test_page_one_reads_at_grade_eight_or_below(runner: str) -> None:
    sentences = sentences_of(runner)
    assert len(sentences) > 30
    assert grade(sentences) <= HIGHEST_GRADE


def test_no_single_passage_of_ours_on_page_one_is_above_grade_ten() -> None:
    texts = [*strings(load("safety.toml")["sign"]), *strings(load("safety.toml")["level"])]
    texts = [text for text in texts if len(text.split()) > 12 and ";" not in text]
    assert texts
    assert {text: grade(re.split(r"(?<=[.?!:])\s+", text)) for text in texts if _hard(text)} == {}


def _hard(text: str) -> bool:
    return grade(re.split(r"(?<=[.?!:])\s+", text)) > 10


def test_every_number_on_page_one_was_measured_or_is_kept_with_a_source(
    runner: str, analysis: Analysis
) -> None:
    kept = " ".join(
        text for name in ("report.toml", "safety.toml", "patterns.toml") for text in strings(load(name))
    )
    ledgers = " ".join(item.text for pattern in analysis.patterns for item in pattern.for_)
    ledgers += " ".join(row.reference.source for row in analysis.measures if row.reference)
    known = set(re.findall(r"\d+(?:\.\d+)?", f"{kept} {ledgers}")) | _measured(analysis) | {"1", "2", "3"}
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", runner, flags=re.S)))
    unknown = [number for number in re.findall(r"\d+(?:[.:]\d+)?", text) if number not in known]
    assert unknown == []


def _measured(analysis: Analysis) -> set[str]:
    """Every number of the analysis as people are shown it, and the size of the recording."""
    shown = {str(len(analysis.contacts)), f"{analysis.recordings[0].duration_s:.0f}", "3.5", "4:46"}
    for row in analysis.measures:
        unit = display_unit(row.id, row.unit)
        band = (row.reference.low, row.reference.high) if row.reference else ()
        for value in (row.value, *(row.interval or ()), *band):
            if value is not None:
                shown.add(unit.number(value))
    return shown
