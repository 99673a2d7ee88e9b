"""The page of synthetic runners says what the code does."""

from __future__ import annotations

from pathlib import Path

from backstride.knowledge.loader import load
from backstride.synth.docs import page
from backstride.synth.labels import LabelSwap
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec
from backstride.synth.truth import TrueContact, TrueStride

PAGE = Path(__file__).resolve().parents[2] / "docs" / "synth.md"


def test_the_page_is_the_one_the_code_writes():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m backstride.synth.docs > docs/synth.md"


def test_every_dial_is_told_with_its_meaning():
    for name, field in Spec.model_fields.items():
        assert field.description, name
        assert f"| `{name}` |" in page()


def test_every_field_of_the_truth_is_told_and_no_other():
    told = load("synth/truth.toml")
    for name, kind in (("contacts", TrueContact), ("strides", TrueStride), ("label_swaps", LabelSwap)):
        assert list(told[name]) == list(kind.model_fields)


def test_measures_told_here_are_in_the_truth_and_all_others_in_the_page_of_measures():
    told = set(load("synth/truth.toml")["measures"])
    there = set(synthesise(Spec(duration_s=2.0)).truth.measures)
    assert told <= there
    assert there - told <= set(load("measures.toml"))
