"""A session without a picture: a watch alone, a sensor alone, at every level, on every page and paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.report.context import Background
from backstride.report.html import RUN_STYLE, render
from backstride.report.numbers import display_unit
from backstride.report.templating import inlined
from backstride.terminal.summary import summary_lines
from helpers.numbers import Origin, orphans
from helpers.opens import CARD, OPENER, unopened
from helpers.page_origin import origin_of
from helpers.pages import AUDIENCES
from helpers.reading import grade, sentences
from helpers.run_made import (
    DRIFTS,
    NO_CURVES,
    WATCH,
    bare_trace,
    imu_analysis,
    imu_background,
    trace,
    watch_analysis,
    watch_background,
)
from helpers.run_numbers import run_values
from helpers.wording import ANSWERS_AT, at_level, claims, prose, strings, visible

LABELS = ("Formula", "Strides used", "Source")
Made = tuple[Analysis, Background]
SESSIONS: dict[str, Callable[[], Made]] = {
    "watch": lambda: (watch_analysis(), watch_background()),
    "watch without foot pod": lambda: (watch_analysis(), watch_background(bare_trace())),
    "sensor": lambda: (imu_analysis(), imu_background()),
}
OPEN = ("clear", "unknown")


@cache
def page(session: str, level: str, audience: str = "both") -> str:
    analysis, background = SESSIONS[session]()
    at, told = at_level(analysis, level)
    return render(at, NO_CURVES, background=background, told=told, audience=audience)  # type: ignore[arg-type]


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("level", ANSWERS_AT)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_there_is_a_page_at_every_level_and_it_claims_nothing(
    session: str, level: str, audience: str
) -> None:
    html = page(session, level, audience)
    assert claims(visible(html)) == []
    assert " nan" not in html


@pytest.mark.parametrize(
    "level", [name for name in ANSWERS_AT if name in ("clinician", "urgent", "emergency")]
)
def test_above_unknown_the_runner_sees_no_run(level: str) -> None:
    html = page("watch", level, "runner")
    assert "<svg" not in html
    assert "Your pain starts" not in html


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("level", OPEN)
def test_page_one_reads_at_grade_eight_or_below(session: str, level: str) -> None:
    assert grade(prose(page(session, level, "runner").split("<main>")[1])) <= 8.0


def test_every_sentence_of_a_run_reads_at_grade_eight_or_below() -> None:
    filled = [re.sub(r"\{\w+\}", "5", text) for text in strings(load("report.toml")["run"])]
    graded = {text: grade(sentences(text)) for text in filled if len(text.split()) >= 8}
    assert len(graded) > 5
    assert {text: found for text, found in graded.items() if found > 8.0} == {}


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("level", OPEN)
def test_every_number_opens_a_card_that_says_all_of_it(session: str, level: str) -> None:
    html = page(session, level)
    assert unopened(html) == []
    cards = {match[1]: visible(f"<body>{match[0]}") for match in CARD.finditer(html)}
    assert set(cards) == {match[1] for match in OPENER.finditer(html)}
    for key in ("run", "run-slopes", "run-onset", "recording", "drift"):
        assert key not in cards or [label for label in LABELS if label not in cards[key]] == [], key


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("level", OPEN)
def test_every_number_comes_from_somewhere(session: str, level: str) -> None:
    analysis, background = SESSIONS[session]()
    at, told = at_level(analysis, level)
    known = origin_of(at, NO_CURVES, background, told)
    shown = background.recordings[0].trace
    more = {*(run_values(shown) if shown else ()), *_device_errors(), "57:00", "25:00"}
    texts = (
        *known.texts,
        *strings(load("sensors/watch_errors.toml")),
        *strings(load("sensors/imu_errors.toml")),
    )
    html = visible(render(at, NO_CURVES, background=background, told=told))
    cells = {
        line for line in html.split("\n") if re.fullmatch(r"[\d.–:−]+", line)
    }  # of the tables, tested below
    assert orphans(html, Origin(texts, known.lines | cells, known.values | more)) == []


def _device_errors() -> set[str]:
    """How far off the devices may be, in the units people see, to two digits."""
    found = set()
    for row in watch_analysis().measures:
        for name in ("watch_errors", "imu_errors"):
            entry = load(f"sensors/{name}.toml")["measure"].get(row.id, {})
            value = row.value or 0.0
            for key, size in entry.items():
                if isinstance(size, float):
                    amount = size * value if key.endswith("_share") else size
                    found.add(f"{amount * display_unit(row.id, row.unit).factor:.2g}")
    return found


def test_the_onset_is_told_with_what_went_with_it() -> None:
    said = " ".join(visible(page("watch", "clear", "runner")).split())
    for text in (
        "Your pain starts after about 6 km, as you told us.",
        "In the kilometre up to there you ran uphill (4 %).",
        "Cadence: 167.2 steps/min there, 171.6 before.",
        "Foot on the ground: 253 ms there, 241 before.",
        "Pace: 6:22 min per km there, 5:56 before.",
    ):
        assert text in said
    assert "not why it hurts" in said


def test_a_run_that_ended_before_the_pain_says_so() -> None:
    from backstride.model.run_trace import OnsetPlace

    shown = trace(OnsetPlace(distance_m=12_000, in_run=False))
    at, told = at_level(watch_analysis(), "clear")
    html = render(at, NO_CURVES, background=watch_background(shown), told=told)
    assert "This run ended before that." in html
    assert 'class="onset"' not in html


@pytest.mark.parametrize("session", SESSIONS)
def test_what_cannot_be_told_without_a_clip_is_said_once(session: str) -> None:
    said = visible(page(session, "clear", "runner"))
    assert said.count("but does not see you") == 1
    assert said.count("backstride card") == 1


def test_the_table_behind_the_picture_holds_a_row_for_each_stretch() -> None:
    card = next(m[0] for m in CARD.finditer(page("watch", "clear")) if m[1] == "run")
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in card.split("<tr>")[1:]]
    assert rows[0] == [
        *("km", "Time", "Pace (min per km)", "Speed (m/s)", "Cadence (steps/min)", "Foot on the ground (ms)"),
        *("Bounce (cm)", "Heart rate (beats/min)", "Height (m)", "Slope (%)"),
    ]
    assert [row[0] for row in rows[1:3]] == ["0–0.5", "0.5–1"]
    assert rows[-1][0] == "9–9.2"
    first = [value for value in trace().cadence_spm[:10] if value]
    assert rows[1][4] == f"{sum(first) / 10:.0f}"
    walked = rows[10]  # 4.5 to 5 km: six of ten pieces were run
    assert walked[0] == "4.5–5"
    run = [value for value in trace().speed_mps[90:96] if value]
    assert walked[3] == f"{6 / sum(1 / value for value in run):.2f}"


def test_the_clinician_has_slopes_and_drift_at_like_speed_as_tables() -> None:
    said = visible(page("watch", "clear", "clinician"))
    for text in ("Ground by slope", "Fresh against tired at the same speed and slope", "Acme Pacer 5"):
        assert text in said
    block = said.split("Fresh against tired at the same speed and slope")[1]
    assert re.search(r"Cadence \(steps/min\)\n172\.0\n167\.0\n−5\.0\n−6\.5 to −3\.5\nyes", block)
    card = next(m[0] for m in CARD.finditer(page("watch", "clear")) if m[1] == "drift")
    assert "at speeds and on slopes that both quarters share" in visible(f"<body>{card}")
    assert "markers stayed on" not in card


def test_a_watchs_card_names_the_devices_error_and_its_study() -> None:
    html = page("watch", "clear")
    card = next(visible(f"<body>{m[0]}") for m in CARD.finditer(html) if m[1] == "measure-contact_time")
    assert "16 ms (standard deviation over a whole run" in card
    assert "Patoz 2022" in card
    assert "no single strides" in card
    assert "Cameras" not in card


def test_values_of_both_feet_as_one_are_shown_where_single_feet_are_refused() -> None:
    rows = watch_analysis().measures
    both = next(row for row in rows if row.id == "contact_time")
    none = {"value": None, "interval": None, "verdict": None, "refused": "Both feet as one."}
    sides = tuple(both.model_copy(update={"side": side, **none}) for side in ("left", "right"))
    at, told = at_level(watch_analysis().model_copy(update={"measures": (*sides, *rows)}), "unknown")
    said = visible(render(at, NO_CURVES, background=watch_background(), told=told, audience="clinician"))
    assert "Contact time ms\n247 (243–251)" in said
    assert "Contact time (each side)" in said


def test_devices_that_do_not_agree_stand_on_both_pages() -> None:
    watch = DeviceValue("watch", (WATCH,), 170.2, (169.4, 171.0), 2.8)
    other = replace(watch, value=160.0, interval=(159.0, 161.0))
    apart = Disagreement("cadence", "both", "steps/min", watch, other, same_speed=True)
    at, told = at_level(watch_analysis(), "clear")
    background = replace(watch_background(), disagreements=(apart,))
    said = visible(render(at, NO_CURVES, background=background, told=told))
    assert "Where your devices do not agree" in said
    assert "Devices that do not agree" in said


def test_a_session_of_markers_carries_nothing_of_a_run(
    analysis: Analysis, curves: object, background: Background
) -> None:
    at, told = at_level(analysis, "clear")
    html = render(at, curves, background=background, told=told)
    assert str(inlined(RUN_STYLE)) not in html
    assert "run-chart" not in html
    assert str(inlined(RUN_STYLE)) in page("watch", "clear")


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("level", ANSWERS_AT)
def test_every_paper_can_be_set(session: str, level: str) -> None:
    from backstride.report.pdf.papers import pdf

    analysis, background = SESSIONS[session]()
    at, told = at_level(analysis, level)
    for audience in ("runner", "clinician", "letter"):
        made = pdf(at, NO_CURVES, background, told, audience)
        assert made.startswith(b"%PDF")


@pytest.mark.parametrize("session", SESSIONS)
def test_the_terminal_says_it_in_a_few_lines(session: str) -> None:
    from backstride.result import Result

    analysis, background = SESSIONS[session]()
    at, told = at_level(analysis, "unknown")
    lines = summary_lines(Result(analysis=at, curves=NO_CURVES, background=background, told=told))
    assert any(line.startswith(WATCH) for line in lines)
    assert " at 0 Hz" not in "\n".join(lines)


def test_a_drift_of_the_made_run_is_what_the_table_is_tested_with() -> None:
    assert [one.clear for one in DRIFTS] == [True, False]
