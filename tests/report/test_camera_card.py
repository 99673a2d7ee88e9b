"""The camera card: one sheet of paper, readable on a phone, every number with its source."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from html import unescape
from pathlib import Path

import pytest

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.report.camera_card import KNOWLEDGE, card_html, fill, write_card
from backstride.report.filming_figures import (
    GROUND_Y,
    HIP_M,
    PHONE_X,
    SETUP_SCALE,
    TOP_M,
    Labels,
    setup_figure,
    shown_figure,
)
from helpers.chromium import page_count
from helpers.devtools import Tab
from helpers.reading import grade, sentences
from helpers.wording import claims, prose, visible

KNOWN = load(KNOWLEDGE)
LABELS = Labels("3 to 5 m", "hip height", "a hand's width")
HIGHEST_GRADE = 8.0  # the product's own rule for what a runner reads
FEWEST_WORDS = 8
A4_PT = (595, 842)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_card(tmp_path_factory.mktemp("card") / "camera-card.html")


# --- words and numbers


def texts() -> list[str]:
    rows = [row[key] for row in KNOWN["rule"] for key in ("title", "text")]
    rows += [row[key] for row in KNOWN["view"] for key in ("title", "says", "setup", "shows")]
    return [*rows, *(text for text in KNOWN.values() if isinstance(text, str)), *KNOWN["label"].values()]


def test_every_number_has_a_source_and_stands_in_some_text() -> None:
    used = {name for text in texts() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert used == set(KNOWN["number"])
    assert all(number["source"] for number in KNOWN["number"].values())
    assert all(rule["source"] for rule in KNOWN["rule"])


def test_no_number_is_written_into_a_text() -> None:
    bare = {text: re.findall(r"\d+", re.sub(r"\{\w+\}|\b1x\b", "", text)) for text in texts()}
    assert {text: found for text, found in bare.items() if found} == {}


def test_sources_that_are_arithmetic_are_right() -> None:
    value = {name: number["value"] for name, number in KNOWN["number"].items()}
    steps_a_side = 7  # docs/recording.md
    assert 160 / 60 * value["shortest"] / 2 >= steps_a_side
    path_m = 4 * 1.26  # a lens of 26 mm sees 36 mm over 26 mm of the way, less a tenth for cropping
    assert value["passes"] * int(path_m / 1.1) >= 2 * steps_a_side
    fits_at_m = (TOP_M + 2 * value["margin"] / 100) / (2 * 0.334)  # half of 37 degrees: tan 18.5
    assert fits_at_m == pytest.approx(2.9, abs=0.05)
    assert value["near"] >= fits_at_m
    assert TOP_M / (2 * value["far"] * 0.334) == pytest.approx(0.52, abs=0.01)


def test_the_card_reads_at_grade_eight_or_below() -> None:
    said = [sentence for text in texts() for sentence in sentences(fill(text))]
    hard = {
        text: grade([text])
        for text in said
        if len(text.split()) >= FEWEST_WORDS and grade([text]) > HIGHEST_GRADE
    }
    assert hard == {}
    assert grade(prose(card_html())) <= HIGHEST_GRADE


def test_the_card_claims_nothing_and_says_what_it_is() -> None:
    text = visible(card_html())
    assert claims(text) == []
    assert "not a medical device" in text
    assert "From the side" in text
    assert "From behind" in text
    assert "{" not in text


# --- the page


def test_the_page_loads_nothing_and_only_its_own_style_counts() -> None:
    html = card_html()
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style is not None
    named = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{named}'" in unescape(html)
    assert "<script" not in html
    assert not re.search(r"""(?:src|href)=|url\(|https?:""", html)
    assert html == card_html()


def test_the_setup_is_to_scale() -> None:
    for distance_m in (3.0, 4.0):
        drawn = str(setup_figure("side", distance_m, "a", "b", LABELS))
        stop_x = float(re.findall(r"H([\d.]+)", drawn)[0])
        assert stop_x - PHONE_X == pytest.approx(distance_m * SETUP_SCALE, abs=0.1)
        lens_y = float(re.findall(r'class="lens"', drawn) and re.findall(r'cy="([\d.]+)" r="2.4"', drawn)[0])
        assert GROUND_Y - lens_y == pytest.approx(HIP_M * SETUP_SCALE, abs=0.1)


def test_the_runner_fills_the_screen_but_for_the_margin() -> None:
    drawn = str(shown_figure("rear", 0.1, "a", "b", LABELS))
    heights = [float(one) for one in re.findall(r'<rect[^>]* height="([\d.]+)"', drawn)]
    screen, *margins = heights
    assert margins == pytest.approx([screen * 0.1 / (TOP_M + 0.2)] * 2, abs=0.1)
    head = re.search(r'cy="([\d.]+)" r="([\d.]+)" class="head"', drawn)
    assert head is not None
    assert float(head[1]) - float(head[2]) == pytest.approx(8 + margins[0], abs=0.2)


def test_the_card_is_one_sheet_of_a4(tab: Tab, page: Path, tmp_path: Path) -> None:
    pdf = tab.printed(page, tmp_path)
    assert page_count(pdf) == 1
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    assert {(round(float(wide)), round(float(high))) for wide, high in found} == {A4_PT}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_is_readable_on_a_small_phone(tab: Tab, page: Path, scheme: str) -> None:
    tab.open(page, width=360, scheme=scheme)  # type: ignore[arg-type]
    assert tab.run("document.documentElement.scrollWidth") <= 360
    smallest = tab.run(
        """Math.min(...[...document.querySelectorAll('h1, h2, h3, p, th, figcaption, svg text')].map(one => {
            const scale = one.ownerSVGElement ? one.getScreenCTM().a : 1;
            return parseFloat(getComputedStyle(one).fontSize) * scale; }))"""
    )
    assert smallest >= 11
    narrow = tab.run("Math.min(...[...document.querySelectorAll('.line')].map(one => one.offsetWidth))")
    assert narrow >= 60  # room to write a number


# --- the file


def test_an_earlier_card_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    card, other = tmp_path / "card.html", tmp_path / "other.html"
    assert write_card(card) == card
    first = card.read_bytes()
    assert write_card(card).read_bytes() == first
    other.write_text("my own page")
    with pytest.raises(UsageError, match="already there"):
        write_card(other)
    with pytest.raises(UsageError, match="folder"):
        write_card(tmp_path)
    assert other.read_text() == "my own page"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["card.html", "other.html"]
