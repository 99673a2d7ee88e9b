"""Any name is shown as it is called and kept under a safe one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.app.uploads.kind import C3D, CLIP, CSV, FIT, GPX, MOT, POINTS, STREAM, TCX, TRC, TSV
from backstride.app.uploads.name import safe_name, shown_name
from backstride.clips import SUFFIXES

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
NAMES = [
    ("run.fit", "run.fit", "run.fit"),
    ("../../etc/passwd", "passwd", "passwd.fit"),
    ("C:\\Users\\me\\Lauf 1.FIT", "Lauf 1.FIT", "Lauf-1.FIT"),
    ("🏃‍♀️ am Morgen.fit", "🏃‍♀️ am Morgen.fit", "am-Morgen.fit"),
    ("🏃.fit", "🏃.fit", "recording-3.fit"),
    ("..", "file", "file.fit"),
    ("", "file", "file.fit"),
    ("a\x00b\nc\u202egnp.fit", "a b c gnp.fit", "a-b-c-gnp.fit"),
    ("CON.fit", "CON.fit", "x-CON.fit"),
    ("lpt1.long.fit", "lpt1.long.fit", "x-lpt1.long.fit"),
    ("run.fit. ", "run.fit.", "run.fit.fit"),
    ("-rf.fit", "-rf.fit", "rf.fit"),
    ("run.mp4", "run.mp4", "run.mp4.fit"),
]


@pytest.mark.parametrize(("given_name", "shown", "stored"), NAMES)
def test_a_name_is_shown_and_a_safe_one_is_kept(given_name: str, shown: str, stored: str) -> None:
    assert shown_name(given_name) == shown
    assert safe_name(given_name, 2, FIT.suffixes) == stored


def test_a_long_name_keeps_its_end() -> None:
    long = f"{'x' * 400}-left leg.mp4"
    assert len(shown_name(long)) <= 200
    assert shown_name(long).endswith("-left leg.mp4")
    assert len(safe_name(long, 0, CLIP.suffixes)) <= 70


@given(st.text(max_size=400), st.integers(0, 99))
def test_whatever_is_given_the_disk_gets_a_plain_name(name: str, number: int) -> None:
    stored = safe_name(name, number, (".trc",))
    assert SAFE.fullmatch(stored)
    assert len(stored) <= 80
    assert stored.lower().endswith(".trc")
    shown = shown_name(name)
    assert shown
    assert len(shown) <= 200
    assert shown.isprintable() or "\u200d" in shown


def test_suffixes_are_those_that_the_readers_know() -> None:
    assert set(CLIP.suffixes) | set(STREAM.suffixes) <= SUFFIXES
    others = {one for kind in (FIT, TCX, GPX, C3D, TRC, MOT, TSV, CSV, POINTS) for one in kind.suffixes}
    assert not others & SUFFIXES
