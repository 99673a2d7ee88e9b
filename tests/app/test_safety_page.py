"""The safety questions on pages: what is asked, what stops it, what is kept, what each level shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from html import unescape
from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.app.pages import intake
from backstride.history.store import open_store
from backstride.model.stored import StoredAnswers
from backstride.safety.facts import facts, questions
from backstride.safety.triage import triage
from backstride.terminal.safety_text import safety_lines
from helpers.advice import advice_in
from helpers.served import Served
from helpers.tapping import Runner, content, keep, kept, looking
from helpers.told import all_no, demo_answers, with_yes

Look = Callable[..., Runner]


@pytest.fixture
def look(served: Served) -> Iterator[Look]:
    with ExitStack() as stack:
        yield lambda path="/p/me/safety": stack.enter_context(looking(served, path))


def flat(text: str) -> str:
    return " ".join(re.sub(r"[•:]", " ", text).split()).lower()


def test_twelve_taps_lead_to_clear_and_a_light(look: Look, served: Served) -> None:
    runner = look()
    assert "Question 1 of at most 9" in runner.text
    runner.no(9)
    assert "Question 10 of at most 12" in runner.text
    runner.tap(value="8")
    runner.tap(value="3")
    runner.tap(value="yes")
    assert runner.taps == 12
    assert "You reported none of the signs we ask about" in runner.text
    assert "A no today does not rule anything out." in runner.text
    assert re.search(r"Run tomorrow\?\s+Yes\s+up to 8 km", runner.text)
    assert kept(served) == []  # nothing is kept unless asked


def test_without_pain_nobody_is_asked_whether_it_settled(look: Look, served: Served) -> None:
    runner = look()
    runner.no(9)
    runner.tap(value="8")
    runner.tap(value="0")
    assert runner.taps == 11
    assert "Run tomorrow?" in runner.text


def test_every_sign_can_be_ticked(look: Look, served: Served) -> None:
    runner = look()
    seen = ""
    for _ in range(9):
        seen += runner.at.text
        runner.no()
    for fact in facts():
        for sign in fact.signs:
            assert f'value="{sign.id}"' in seen, sign.id


@pytest.mark.parametrize("before", [0, 1, 2])
def test_the_first_emergency_stops_at_once(look: Look, served: Served, before: int) -> None:
    runner = look()
    runner.no(before)
    runner.tap(answer="yes", sign=[questions()[before].signs[0][1].id])
    assert runner.taps == before + 1
    assert "Get emergency help now" in runner.text
    assert runner.text.splitlines()[0] == "Get emergency help now"


def test_a_skipped_question_counts_as_unknown_and_says_so(look: Look, served: Served) -> None:
    runner = look()
    assert "A question you skip stays open." in runner.text
    runner.no(8)
    runner.tap(answer="skip")
    assert "Safety not checked yet: advice is hidden" in runner.text
    assert "Run tomorrow?" not in runner.text
    assert advice_in(runner.text) == []


def test_back_shows_what_was_ticked_and_a_new_reply_takes_its_place(look: Look, served: Served) -> None:
    runner = look()
    runner.tap(answer="yes", sign=["saddle_numbness", "bladder_trouble"])
    back = re.search(r'<a class="button quiet" href="([^"]+/1)"', runner.at.text)
    assert back is not None
    runner.at = runner.client.get(back[1])
    assert len(re.findall(r"checked", re.sub(r'id="keys" checked', "", runner.at.text))) == 2
    runner.no(9)
    assert "Question 10" in runner.text


def test_a_yes_without_a_line_is_asked_once_more_then_counts_for_all(look: Look, served: Served) -> None:
    runner = look()
    runner.no(6)
    assert runner.tap(answer="yes").status_code == 422  # bones: two facts
    assert "Which lines?" in runner.text
    runner.tap(answer="yes")
    assert "Get medical help today" in runner.text  # sore bone and thin bones together


def test_a_tick_beside_none_of_these_is_asked_again(look: Look, served: Served) -> None:
    runner = look()
    assert runner.tap(answer="no", sign=["saddle_numbness"]).status_code == 422
    assert "You ticked a line and pressed" in runner.text
    assert runner.tap(answer="maybe").status_code == 422
    assert "Question 1" in runner.text


def test_an_address_out_of_turn_leads_to_the_question_that_comes(look: Look, served: Served) -> None:
    runner = look()
    runner.no(2)
    base = str(runner.at.url).rsplit("/", 1)[0]
    for part in ("7", "end", "0", "-3"):
        assert str(runner.client.get(f"{base}/{part}").url).endswith(("/3", "/1")), part
    assert runner.client.post(f"{base}/8", data={"answer": "no"}).url.path.endswith("/3")


def test_an_interview_of_somebody_else_begins_anew(look: Look, served: Served) -> None:
    runner = look()
    runner.no(1)
    other = str(runner.at.url).replace("/p/me/", "/p/athlete%207/")
    assert "Question 1" in content(runner.client.get(other).text)
    assert runner.client.post(other, data={"answer": "no"}).status_code == 404


ENDS = {
    "clear": demo_answers(),
    "unknown": {"safety": {"cauda_equina": "no"}, "intake": {}},
    "clinician": with_yes("leg_symptoms"),
    "urgent": with_yes("infection_or_urine"),
    "emergency": with_yes("cauda_equina"),
}


@pytest.mark.parametrize("level", ENDS)
def test_each_level_shows_what_the_command_shows(look: Look, served: Served, level: str) -> None:
    keep(served, ENDS[level])
    page = look("/p/me/safety/kept")
    told = read_answers(ENDS[level])
    safety = triage(told)
    assert safety.level == level
    for line in safety_lines(safety, told):
        for part in re.split(r"(?<=[.?!])\s+|: |, up to", line.strip(" -:.")):
            assert flat(part).strip(" .") in flat(page.text), part
    if level != "clear":
        assert advice_in(page.text) == []
    if level in ("clinician", "urgent", "emergency"):
        assert "Tell more" not in page.text
        again = look()  # help comes before a question
        assert again.text == page.text


@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_the_end_says_the_same_and_nothing_else(look: Look, served: Served, level: str) -> None:
    raw = {"clinician": "leg_pain", "urgent": "fever", "emergency": "both_legs"}[level]
    runner = look()
    for _ in range(12):
        if "Question" not in runner.text:
            break
        if f'value="{raw}"' in runner.at.text:
            runner.tap(answer="yes", sign=[raw])
        else:
            runner.no()
    ours = runner.text.split("Use these answers?")[0]
    runner.tap()
    assert runner.at.url.path.endswith("/safety/kept")
    assert flat(ours) in flat(runner.text)
    assert advice_in(runner.text) == []
    assert triage(read_answers(kept(served)[0])).level == level


def test_answers_are_kept_only_when_asked_and_it_says_where(look: Look, served: Served) -> None:
    runner = look()
    runner.no(9)
    for value in ("8", "2", "yes"):
        runner.tap(value=value)
    assert "kept on this machine" in runner.text
    assert kept(served) == []
    runner.tap()
    assert triage(read_answers(kept(served)[0])).level == "clear"
    assert f"{date.today().year}" in runner.text


def test_skipping_everything_keeps_nothing(look: Look, served: Served) -> None:
    runner = look()
    for _ in range(9):
        runner.tap(answer="skip")
    assert "there is nothing to use" in runner.text
    assert 'action="' not in runner.at.text


def test_asked_again_pain_is_new_and_the_running_stays(look: Look, served: Served) -> None:
    keep(served, with_yes("leg_symptoms", pain_kind=["radiating"], pain_during=7, usual_run_km=12))
    runner = look("/p/me/safety/again")
    assert "still counts" in runner.text
    runner.no(9)
    assert "Question 10 of at most 11" in runner.text  # how far they run is known
    runner.tap(value="0")
    runner.tap()
    assert kept(served)[0]["intake"] == {"usual_run_km": 12, "pain_during": 0}
    assert triage(read_answers(kept(served)[0])).level == "clear"


def test_more_can_be_told_and_taken_back(look: Look, served: Served) -> None:
    day = date(2026, 3, 4)
    keep(served, all_no(pain_now=2, usual_run_km=8), day)
    runner = look("/p/me/safety/more/pain")
    assert 'name="pain_now" value="2" checked' in runner.at.text
    form = {"pain_now": "", "pain_where": ["low_back", "nowhere"], "pain_side": "left", "onward": "1"}
    bad = runner.tap(**form)
    assert bad.status_code == 422
    form["pain_where"] = ["low_back"]
    runner.tap(**form)
    with open_store(served.settings.store) as store:
        newest = store.answers("me")[0]
    assert "pain_now" not in newest.raw["intake"]
    assert newest.raw["intake"]["pain_side"] == "left"
    assert newest.raw["intake"]["usual_run_km"] == 8
    assert newest.day == day  # telling more makes the safety answers no newer


def test_what_is_told_later_can_raise_the_level(look: Look, served: Served) -> None:
    keep(served, all_no())
    runner = look("/p/me/safety/more/pain")
    runner.tap(pain_kind=["radiating"], onward="1")
    assert "See a health professional" in runner.text
    assert runner.client.get("/p/me/safety/more/running").url.path.endswith("/kept")


def test_graver_answers_kept_meanwhile_are_not_overwritten(
    look: Look, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(served, all_no())
    runner = look("/p/me/safety/more/pain")
    may_ask = intake._open

    def overtaken(*asked: Any) -> StoredAnswers | None:
        found = may_ask(*asked)
        keep(served, with_yes("fever"))  # in another tab
        return found

    monkeypatch.setattr(intake, "_open", overtaken)
    runner.tap(pain_side="left", onward="1")
    assert runner.at.url.path.endswith("/kept")
    assert kept(served)[0] == with_yes("fever")


@pytest.mark.parametrize("section", ["pain", "when", "running", "life", "tests", "weighing", "function"])
def test_a_section_saved_as_it_stands_changes_nothing(look: Look, served: Served, section: str) -> None:
    keep(served, demo_answers())
    runner = look(f"/p/me/safety/more/{section}")
    assert runner.at.status_code == 200
    before = kept(served)[0]
    pairs = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*?( checked)?>', runner.at.text)
    tags = re.findall(r"<input[^>]*>", runner.at.text)
    form: dict[str, list[str]] = {}
    for tag in tags:
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and (("radio" not in tag and "checkbox" not in tag) or "checked" in tag):
            form.setdefault(name[1], []).append(unescape(value[1]))
    assert pairs
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', runner.at.text):
        form[name] = [unescape(text)]
    assert runner.tap(**form).status_code == 200
    assert kept(served)[0]["intake"] == before["intake"]  # saved as it stands, nothing changes


def test_a_section_that_is_none_is_not_there(look: Look, served: Served) -> None:
    keep(served, all_no())
    assert look("/p/me/safety/more/home_tests").at.status_code == 404
    assert look("/p/me/safety/more/nonsense").at.status_code == 404


def test_the_api_says_what_answers_say_and_keeps_them_only_when_told(look: Look, served: Served) -> None:
    api, path = look().client, "/api/p/me/safety"
    assert api.get(path).json()["safety"]["level"] == "unknown"
    checked = api.post(f"{path}/check", json=with_yes("fever")).json()
    assert checked["safety"]["level"] == "urgent"
    assert kept(served) == []
    assert api.post(f"{path}/check", json={}).json()["next"] == questions()[0].id
    assert api.post(path, json=with_yes("leg_pain")).status_code == 201
    assert api.get(path).json()["safety"]["level"] == "clinician"
    assert api.get("/api/p/athlete/safety").json()["day"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"safety": {"cauda_equina": "perhaps"}}',
        b'{"intake": {"notes": "\\ud800 \\u0000"}}',
        b'{"intake": {"pain_now": NaN, "notes": 1e999}}',
        b'{"intake": {"notes": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"intake": {"notes": ' + b"9" * 5000 + b"}}",
        b'{"surprise": 1}',
    ],
    ids=range(9),
)
def test_odd_answers_are_refused_or_read_and_never_break_it(look: Look, served: Served, body: bytes) -> None:
    api = look().client
    kind = {"Content-Type": "application/json"}
    for path in ("/api/p/me/safety", "/api/p/me/safety/check"):
        assert api.post(path, content=body, headers=kind).status_code < 500, path
    assert api.get("/p/me/safety/kept").status_code == 200
