"""Numbers of a text and where they come from: kept texts with their source, allowed phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any

from backstride.knowledge.loader import load, names
from helpers.kept_phrases import Phrases
from helpers.wording import knowledge_files

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
MACHINE_FILES = re.compile(r"^(marker_rules|marker_sets/|sensors/|synth/|segments_deleva|joint_centres)")
NAMES = frozenset(
    {"id", "facts", "fact", "field", "fields", "measure", "told_first"}
)  # keys of names nobody is shown

# Phrases without a source beside them that may hold a number, each with the reason.
ALLOWED = {
    "95 % interval": "what an interval is (measures/interval.py)",
    "± 1 standard deviation": "what the grey band is (report/curve_stats.py)",
    "(0 %)": "a stride begins with a contact",
    "(100 %)": "and ends with the next one of the same foot",
    "de Leva 1996": "is itself the source, that of segments_deleva.toml",
    "a push of 2 BW is as much as two of you": "what a body weight is",
    "from 0 to 10": "the ends of the pain scale (answers/questions.py)",
    "of 10": "the top of the pain scale (answers/questions.py)",
    "SHA-256": "the name of the fingerprint",
    "from 0 (steady) to 6": "the points of the step-down test (care/home_tests.toml)",
    "Roland-Morris, 24 lines": "the lines of the published questionnaire (roland_morris.toml)",
}

# Phrases whose number stands in another table that names its source; a test holds them against it.
STATED = {
    "30 days": "patterns/training_load.toml",
    "24 hours": "safety/tomorrow.toml/worse_by_one",
    "the pain goes above 5": "safety/tomorrow.toml/scale",
    "is 3 of": "safety/tomorrow.toml/scale",
    "50 Hz zero-lag low-pass, 50 N crossing": "measures.toml/contact_time",
}


@dataclass(frozen=True)
class Origin:
    """Texts and whole lines that may stand on the page with their numbers; numbers that may stand alone."""

    texts: tuple[str, ...]
    lines: frozenset[str]
    values: frozenset[str]


def numbers(text: str) -> list[str]:
    """The numbers of a text, signs and trailing marks left out.

    >>> numbers("5,205 runners at 4:46, 3.5 m/s; −2.8°, row 7.")
    ['5,205', '4:46', '3.5', '2.8', '7']
    """
    return NUMBER.findall(text)


def orphans(seen: str, origin: Origin) -> list[str]:
    """Every number of a page that comes from nowhere, with the words around it.

    seen: the page as text, a block a line. A kept text lends its numbers only where it stands as a whole.
    """
    found = []
    known = _phrases(origin.texts)
    for line in seen.split("\n"):
        if not numbers(line) or line in origin.lines:
            continue
        rest = known.left_of(line)
        for match in NUMBER.finditer(rest):
            if match[0] not in origin.values:
                found.append(f"{match[0]} in “{rest[max(0, match.start() - 40) : match.end() + 20]}”")
    return found


@cache
def _phrases(texts: tuple[str, ...]) -> Phrases:
    """Those of the texts that hold a number."""
    return Phrases({text.rstrip(".") for text in texts if numbers(text)})


# --- kept texts


@cache
def kept_texts() -> tuple[str, ...]:
    """Texts of knowledge that have a source, allowed phrases, and the rows of the article."""
    texts = [text for name in people_files() for text, has in traced(load(name), header(name)) if has]
    rows = [f"(article, row {pattern['row']})" for pattern in map(load, names("patterns"))]
    return (*texts, *rows, *ALLOWED, *STATED)


def unsourced(tree: Any, head: str = "") -> list[str]:
    """Texts of a TOML tree with a number that has neither a source beside or above it nor a reason."""
    phrases = _phrases((*ALLOWED, *STATED))
    return [text for text, has in traced(tree, head) if not has and numbers(phrases.left_of(text))]


def traced(part: Any, head: str, sourced: bool = False, key: str = "") -> Iterator[tuple[str, bool]]:
    """Every text with a number: it, and whether a source stands in its table or above, or the head has it."""
    if isinstance(part, str):
        if key not in NAMES and numbers(part) and re.search("[A-Za-z]", part):
            yield part, sourced or _is_source(key) or set(numbers(part)) <= set(numbers(head))
        return
    if isinstance(part, dict):
        sourced = sourced or any(map(_is_source, part))
        for name, value in part.items():
            yield from traced(value, head, sourced, name)
    elif isinstance(part, list):
        for value in part:
            yield from traced(value, head, sourced, key)


def stated_in(place: str) -> tuple[set[str], bool]:
    """The numbers of a table "file.toml/table", or of a whole "file.toml", and whether it names a source."""
    name, table = (place, "") if place.endswith(".toml") else place.rsplit("/", 1)
    rows = load(name)[table] if table else load(name)
    return set(numbers(str(rows))), any(map(_is_source, rows))


def header(name: str) -> str:
    """The comment at the head of a file of knowledge; empty for JSON."""
    lines = (resources.files("backstride.knowledge") / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(takewhile(lambda line: line.startswith("#"), lines))


def people_files() -> list[str]:
    """Files of knowledge whose texts people read; the others hold labels and figures for the machine."""
    return [name for name in knowledge_files() if not MACHINE_FILES.match(name)]


def _is_source(key: str) -> bool:
    return key == "source" or key.endswith("_source")
