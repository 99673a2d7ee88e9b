"""The typeface of the papers has every letter that we write, and says which of a runner's it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from backstride.errors import ModelMissingError
from backstride.knowledge.loader import load
from backstride.report.pdf import fonts
from backstride.report.pdf.fonts import FILES, characters, font_folder, letters, printable
from helpers.wording import KNOWLEDGE, knowledge_files, strings

TEMPLATES = KNOWLEDGE.parent / "report" / "pdf" / "templates"


@pytest.mark.parametrize("name", knowledge_files())
def test_every_letter_of_what_we_say_can_be_printed(name: str) -> None:
    lacks = {one for text in strings(load(name)) for one in text if printable(one) == "?" and one != "?"}
    assert lacks == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.typ")), ids=lambda path: path.name)
def test_every_letter_of_a_template_can_be_printed(path: Path) -> None:
    assert {one for one in path.read_text(encoding="utf-8") if ord(one) not in letters()} == set()


def test_letters_of_european_names_greek_and_cyrillic_are_there() -> None:
    name = "Zoë Łukasz Šárka Ærø José Müller Ελένη Иван"
    assert printable(name) == name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("跑步.c3d", "??.c3d"),
        ("run \N{RUNNER}", "run ?"),
        ("a\N{NON-BREAKING HYPHEN}b", "a-b"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café"),
        ({"a": ["中", 1, None]}, {"a": ["?", 1, None]}),
    ],
)
def test_a_letter_the_font_lacks_is_a_question_mark(given: object, shown: object) -> None:
    assert printable(given) == shown


def test_the_folder_holds_one_file_for_each_weight_and_goes() -> None:
    with font_folder() as folder:
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert not folder.exists()


def test_every_file_has_its_own_character_map() -> None:
    with font_folder() as folder:
        for name in FILES:
            assert {ord(one) for one in "A1°–≥→"} <= characters((folder / name).read_bytes())


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(ValueError, match="cmap"):
        characters(b"OTTO" + bytes(40))


def test_without_the_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_font_package")
    fonts._source.cache_clear()
    try:
        with pytest.raises(ModelMissingError, match=r"backstride\[pdf\]"), font_folder():
            pass
    finally:
        fonts._source.cache_clear()
