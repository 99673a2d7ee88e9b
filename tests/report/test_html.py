from __future__ import annotations

import re
import time
from html import unescape
from itertools import pairwise

import pyarrow as pa
import pytest

from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis, Quality, RecordingSummary
from backstride.model.pattern import Correction
from backstride.model.safety import Safety, SafetyLevel
from backstride.patterns.words import pattern_ids, pattern_text
from backstride.report.context import Background
from backstride.report.html import render
from backstride.safety.facts import facts
from backstride.safety.signs import sign_groups
from backstride.safety.triage import triage
from backstride.safety.words import level_words
from helpers.outline import Outline
from helpers.told import all_no
from helpers.wording import INLINE


@pytest.fixture(scope="module")
def page(analysis: Analysis, curves: pa.Table, background: Background) -> str:
    return render(analysis, curves, background=background)


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    parsed = Outline()
    parsed.feed(page)
    return parsed


def page_one(page: str) -> str:
    return page[page.index('id="runner"') : page.index('id="clinician"')]


def visible(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", INLINE.sub("", html)))


def test_every_tag_closes_in_turn_and_ids_are_unique(outline: Outline) -> None:
    assert outline.open == []
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded_from_anywhere_and_nothing_runs(page: str, outline: Outline) -> None:
    assert re.findall(r"(?:https?:)?//[a-z]", page) == []
    names = {tag for tag, _ in outline.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form"})
    handlers = [key for _, attrs in outline.tags for key in attrs if key.startswith("on")]
    assert handlers == []
    assert [attrs for _, attrs in outline.tags if "style" in attrs] == []


def test_the_content_policy_allows_only_its_own_style(outline: Outline) -> None:
    policy = next(
        attrs["content"] for _, attrs in outline.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_headings_go_down_one_level_at_a_time(outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_a_title_and_a_description_or_is_hidden(page: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.S)
    assert len(pictures) > 20
    for picture in pictures:
        assert ("<title" in picture and "<desc" in picture) or 'aria-hidden="true"' in picture


def test_language_scopes_and_a_way_past_the_header(page: str, outline: Outline) -> None:
    assert page.startswith("<!doctype html>")
    assert ("html", {"lang": "en"}) in outline.tags
    cells = [attrs for tag, attrs in outline.tags if tag == "th"]
    assert cells
    assert all(attrs.get("scope") in {"col", "row"} for attrs in cells)
    assert 'class="skip" href="#stands-out"' in page


def test_the_same_input_gives_the_same_page(
    analysis: Analysis, curves: pa.Table, background: Background, page: str
) -> None:
    assert render(analysis, curves, background=background) == page


def test_unknown_safety_shows_signs_and_questions_and_hides_every_correction(page: str) -> None:
    one = visible(page_one(page))
    assert "Safety not checked yet: advice is hidden" in one
    assert one.index("Safety not checked") < one.index("What stands out")
    for text in [*(text for group in sign_groups() for text in group.texts), *(fact.ask for fact in facts())]:
        assert text in one
    for pattern in pattern_ids():
        assert pattern_text(pattern).correction.text not in page


def test_even_corrections_in_the_analysis_stay_hidden_unless_clear(
    analysis: Analysis, curves: pa.Table
) -> None:
    advice = Correction(id="x", text="Land softly under the hip.", source="article")
    patterns = tuple(p.model_copy(update={"corrections": (advice,)}) for p in analysis.patterns)
    forced = analysis.model_copy(update={"patterns": patterns})
    assert advice.text not in render(forced, curves)
    clear = forced.model_copy(update={"safety": Safety(level="clear", reasons=())})
    assert advice.text in render(clear, curves)


@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_above_unknown_the_page_says_only_what_to_do_now(
    analysis: Analysis, curves: pa.Table, level: SafetyLevel
) -> None:
    safety = Safety(level=level, reasons=("You reported numbness between your legs.",))
    html = render(analysis.model_copy(update={"safety": safety}), curves)
    said = unescape(visible(html[html.index("<body>") :]))
    words = level_words(level)
    assert said.index(words.title) < said.index(words.text) < said.index("You reported numbness")
    for text in (words.how_soon, words.where, words.until):
        assert text in said
    assert "Landing far ahead" not in said
    assert 'id="clinician"' not in html
    assert ("Call an ambulance" in said) == (level != "emergency")


@pytest.mark.parametrize("level", ["unknown", "clinician", "urgent", "emergency"])
def test_the_clinicians_page_comes_on_request_without_any_advice(
    analysis: Analysis, curves: pa.Table, level: SafetyLevel
) -> None:
    safety = Safety(level=level, reasons=("You reported numbness between your legs.",))
    html = render(analysis.model_copy(update={"safety": safety}), curves, audience="clinician")
    two = visible(html)
    assert 'id="runner"' not in html
    assert "You reported numbness" in two
    assert "Leg angle at strike" in two
    for pattern in pattern_ids():
        assert pattern_text(pattern).correction.text not in two
        assert pattern_text(pattern).next_test not in two


@pytest.mark.parametrize(
    ("pain", "light", "words"),
    [(2, "green", "Yes"), (4, "amber", "Shorter and slower"), (8, "red", "Not tomorrow")],
)
def test_clear_shows_the_light_for_tomorrow_and_the_three_answers(
    analysis: Analysis, curves: pa.Table, pain: float, light: str, words: str
) -> None:
    told = read_answers(all_no(pain_now=pain, usual_run_km=8, shoes_comfortable="no"))
    page = render(analysis.model_copy(update={"safety": triage(told)}), curves, told=told)
    one = visible(page_one(page))
    assert f'class="tomorrow {light}"' in page
    assert f"Run tomorrow? {words}" in one
    assert "Nobody has tested it for back pain" in one
    for ask in ("May I keep running?", "Is it my shoes?", "Can I swim instead?"):
        assert ask in one
    assert f"Your worst pain was {pain} of 10" in one
    assert "they do not feel comfortable" in one
    assert "Questions to answer before any advice" not in one


def test_what_the_runner_told_stands_on_page_two_and_cannot_inject_markup(
    analysis: Analysis, curves: pa.Table
) -> None:
    told = read_answers(
        all_no(notes="<script>x</script> 😀 " * 500, roland_morris=[1, 2], pain_where=["buttock"])
    )
    page = render(analysis.model_copy(update={"safety": triage(told)}), curves, told=told)
    two = page[page.index('id="clinician"') :]
    assert "<script" not in page
    assert "2 of 24" in two
    assert "all answered, each with no" in two
    assert len(re.findall("😀", two)) < 20


def test_only_what_is_still_open_is_asked(analysis: Analysis, curves: pa.Table) -> None:
    told = read_answers({"safety": {fact.id: "no" for fact in facts()[1:]}})
    one = visible(page_one(render(analysis.model_copy(update={"safety": triage(told)}), curves, told=told)))
    questions = one[one.index("Questions to answer before any advice") :]
    assert facts()[0].ask in questions
    assert facts()[1].ask not in questions
    assert f"Without an answer so far: {facts()[0].title}." in one


def test_at_most_three_patterns_are_headlined_and_all_ten_are_there(
    analysis: Analysis, curves: pa.Table
) -> None:
    loud = tuple(
        p.model_copy(update={"verdict": "stands_out", "strength_for_you": "weak"}) for p in analysis.patterns
    )
    page = render(analysis.model_copy(update={"patterns": loud}), curves)
    assert page.count('<li class="headline') == 3
    for html in (page_one(page), page[page.index('id="clinician"') :]):
        for pattern in pattern_ids():
            assert pattern_text(pattern).title in visible(html)


def test_two_headlines_of_the_same_measure_keep_their_ids_apart(analysis: Analysis, curves: pa.Table) -> None:
    overstride = next(p for p in analysis.patterns if p.id == "overstride")
    same = tuple(overstride.model_copy(update={"id": p.id}) for p in analysis.patterns[:3])
    parsed = Outline()
    parsed.feed(render(analysis.model_copy(update={"patterns": same}), curves))
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_the_strongest_for_this_runner_comes_first(analysis: Analysis, curves: pa.Table) -> None:
    page = page_one(render(analysis, curves))
    assert page.index("Landing far ahead of the body") < page.index("Pelvis tipped or uneven")


def test_cannot_tell_is_said_in_grey_with_what_is_missing(page: str) -> None:
    one = page_one(page)
    brief = one[one.index("Trunk gives way over distance") :][:400]
    assert "Can't tell" in visible(brief) or "Can&#39;t tell" in brief
    assert "Still missing: a test or a recording that waits" in visible(brief)


def test_each_headline_says_which_number_decided(page: str) -> None:
    one = visible(page_one(page))
    assert "Leg angle at strike, left: 16.9 degrees (16.2 to 17.6), clearly above 14.1." in one


def test_each_headline_number_stands_with_its_interval_and_usual_range(page: str) -> None:
    one = visible(page_one(page))
    assert re.search(r"Left 16\.9 ° \(16\.2–17\.6\)", one)
    assert "usual range, 5.9–14.1°. RBDS n = 28, treadmill" in one


def test_each_number_on_page_one_links_to_its_row_on_page_two(outline: Outline) -> None:
    ids = {attrs.get("id") for _, attrs in outline.tags}
    links = [attrs["href"] for tag, attrs in outline.tags if tag == "a" and attrs.get("class") != "skip"]
    assert "#measure-leg_angle_at_strike" in links
    assert "#measure-cadence" in links
    assert {str(link).removeprefix("#") for link in links} <= ids


def test_page_two_holds_refusals_ledgers_studies_and_conventions(page: str) -> None:
    two = visible(page[page.index('id="clinician"') :])
    assert "Loading rate: The plates" in two.replace("&#39;", "'")
    for pattern in pattern_ids():
        assert pattern_text(pattern).studies.split(".")[0][:40] in two.replace("&#39;", "'")
    assert "Axes: X the running direction" in two
    assert "R.MT1 and R.MT5 are swapped" in two
    assert "backstride 0.1.0" in two
    assert "± 1 standard deviation over your own strides" in two


def test_left_is_solid_right_is_dashed_and_both_are_named_at_the_end(page: str) -> None:
    knee = re.search(r"<svg[^>]*curve-knee_flexion-title.*?</svg>", page, flags=re.S)
    assert knee is not None
    assert 'class="end-label left">Left<' in knee.group()
    assert 'class="end-label right">Right<' in knee.group()
    assert "toe-off at 35 %" in knee.group()
    style = page[page.index("<style>") : page.index("</style>")]
    assert re.search(r"\.curve\.right \{ stroke-dasharray", style)
    assert not re.search(r"\.curve\.left \{ stroke-dasharray", style)


def test_names_from_files_cannot_inject_markup(analysis: Analysis, curves: pa.Table) -> None:
    evil = '<script>alert("x")</script>.c3d'
    recording = analysis.recordings[0].model_copy(update={"paths": (evil,)})
    page = render(analysis.model_copy(update={"recordings": (recording,)}), curves)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_page_without_curves_measures_or_background_still_stands(
    analysis: Analysis, curves: pa.Table
) -> None:
    refused = RecordingSummary(
        id="walk",
        paths=("walk.c3d",),
        kind="markers",
        rate_hz=0.0,
        duration_s=0.0,
        view="none",
        quality=Quality(verdict="refused", reasons=("This is walking.",)),
    )
    bare = analysis.model_copy(
        update={"measures": (), "contacts": (), "patterns": (), "recordings": (refused,)}
    )
    page = render(bare, curves.slice(0, 0))
    assert "No pattern stands out" in page
    assert "This is walking." in page
    assert "nan" not in visible(page).lower().split()


def test_two_recordings_say_both_speeds_and_which_is_drawn(analysis: Analysis, curves: pa.Table) -> None:
    speed = next(row for row in analysis.measures if row.id == "speed")
    slow = speed.model_copy(update={"recording": "run_2.5", "value": 2.5, "interval": (2.4, 2.6)})
    joined = speed.model_copy(update={"recording": "session", "value": 3.0, "interval": (2.9, 3.1)})
    both = (*analysis.recordings, analysis.recordings[0].model_copy(update={"id": "run_2.5"}))
    session = analysis.model_copy(update={"recordings": both, "measures": (*analysis.measures, slow, joined)})
    page = visible(render(session, curves))
    assert "at 2.5 to 3.5 m/s" in page
    assert "Recording: run_3.5." in page
    assert "3.00 (2.90–3.10)" in page
    assert "Recording: run_3.5." not in visible(render(analysis, curves))


def test_thirty_seconds_render_in_under_three_tenths(
    analysis: Analysis, curves: pa.Table, background: Background
) -> None:
    render(analysis, curves, background=background)  # templates compile once
    best = min(_timed(analysis, curves, background) for _ in range(3))
    assert best < 0.3


def _timed(analysis: Analysis, curves: pa.Table, background: Background) -> float:
    start = time.process_time()  # work done, whatever else the machine is busy with
    render(analysis, curves, background=background)
    return time.process_time() - start
