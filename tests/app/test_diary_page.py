"""The diary on pages: a day completed as the command does, refused in one sentence, shown with its gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from backstride.app import diary_day
from backstride.history.store import open_store
from backstride.model.diary import DiaryEntry
from helpers.advice import advice_in
from helpers.served import Served
from helpers.tapping import Runner, keep, looking
from helpers.told import all_no, with_yes

TODAY = date(2026, 3, 20)
YESTERDAY = TODAY - timedelta(days=1)
Look = Callable[..., Runner]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diary_day, "now", lambda: datetime(2026, 3, 20, 9))


@pytest.fixture
def look(served: Served) -> Iterator[Look]:
    with ExitStack() as stack:
        yield lambda path="/p/me/diary": stack.enter_context(looking(served, path))


def put(served: Served, *entries: DiaryEntry, person: str = "me") -> None:
    with open_store(served.settings.store) as store:
        for one in entries:
            store.put_diary(person, one)


def there(served: Served, person: str = "me") -> tuple[DiaryEntry, ...]:
    with open_store(served.settings.store) as store:
        return store.diary(person)


def tell(runner: Runner, day: date = TODAY, **form: str) -> None:
    runner.at = runner.client.post("/p/me/diary", data={"day": str(day), **form})


def test_four_taps_and_the_run_are_written_and_said(look: Look, served: Served) -> None:
    runner = look()
    assert "Your diary is empty." in runner.text
    tell(runner, YESTERDAY, during="2", on_stopping="3", on_sitting="4", next_morning="1", distance_km="8,5")
    assert "Written to Thursday, 19 March 2026:" in runner.text
    assert re.search(r"next morning\s+1", runner.text)
    (entry,) = there(served)
    assert (entry.during, entry.next_morning, entry.distance_km, entry.ran) == (2, 1, 8.5, True)


def test_what_is_told_later_completes_the_day_and_says_what_changed(look: Look, served: Served) -> None:
    put(served, DiaryEntry(day=TODAY, during=2, tried=("heat",)))
    runner = look()
    assert '<input type="radio" name="during" value="2" checked>' in runner.at.text
    tell(runner, during="5", tried="rest", surface="trail", shoes="blue", note="hot")
    assert "2 -> 5" in runner.text
    (entry,) = there(served)
    assert entry.tried == ("heat", "rest")
    assert (entry.surface, entry.shoes, entry.note) == ("trail", "blue", "hot")
    tell(runner, during="5")
    assert "Nothing new" in runner.text


@pytest.mark.parametrize(
    ("day", "form", "says"),
    [
        (TODAY, {}, "Nothing was told"),
        (TODAY, {"during": "11"}, "“while running” is 11; it goes from 0 to 10"),
        (TODAY, {"next_morning": "2"}, "has not come yet. Tell it tomorrow."),
        (TODAY + timedelta(days=1), {"during": "2"}, "has not come yet. Choose today"),
        (date(1900, 1, 1), {"during": "2"}, "too long ago"),
        (TODAY, {"distance_km": "0"}, "A run of 0 km is no run"),
        (TODAY, {"distance_km": "5", "onset_km": "7"}, "is past the end of the run of 5 km"),
        (
            TODAY,
            {"no_run": "true", "during": "3"},
            "“A day without a run” and “while running” cannot both be",
        ),
        (YESTERDAY, {"no_run": "true"}, "tells a run (“while running”). Take that day out"),
        (TODAY, {"surface": "moon"}, "“ground” is “moon”"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(
    look: Look, served: Served, day: date, form: dict[str, str], says: str
) -> None:
    put(served, DiaryEntry(day=YESTERDAY, during=1))
    runner = look()
    tell(runner, day, **form)
    assert runner.at.status_code == 422
    assert says in runner.text
    assert "--" not in runner.text
    assert there(served) == (DiaryEntry(day=YESTERDAY, during=1),)


def test_yesterdays_run_is_asked_for_this_morning_with_one_tap(look: Look, served: Served) -> None:
    put(served, DiaryEntry(day=YESTERDAY, during=1))
    runner = look()
    assert "How was this morning?" in runner.text
    tell(runner, YESTERDAY, next_morning="2")
    assert there(served)[0].next_morning == 2
    assert "How was this morning?" not in look().text


def test_a_day_without_a_run(look: Look, served: Served) -> None:
    runner = look()
    tell(runner, no_run="true", on_sitting="2")
    assert there(served)[0].ran is False
    assert re.search(r"run\s+yes -> no", runner.text)  # as the command says it


def test_a_day_is_taken_out_and_what_it_held_is_said(look: Look, served: Served) -> None:
    put(served, DiaryEntry(day=YESTERDAY, during=6, distance_km=9))
    runner = look(f"/p/me/diary?day={YESTERDAY}")
    runner.at = runner.client.post("/p/me/diary/remove", data={"day": str(YESTERDAY)})
    assert "Taken out: Thursday, 19 March 2026." in runner.text
    assert re.search(r"distance\s+9 km", runner.text)
    assert there(served) == ()
    assert runner.client.post("/p/me/diary/remove", data={"day": str(YESTERDAY)}).status_code == 400


def test_the_curve_has_a_bar_for_each_day_told_and_a_table(look: Look, served: Served) -> None:
    days = [TODAY - timedelta(days=n) for n in (0, 3, 7, 12)]
    put(served, *(DiaryEntry(day=day, during=n + 1, distance_km=8) for n, day in enumerate(days)))
    runner = look()
    charts = re.findall(r"<figure>.*?</figure>", runner.at.text, re.S)
    assert len(charts) == 4
    assert charts[0].count('class="pain-bar"') == 4
    assert charts[1].count("pain-dot") == 0  # nothing was told of it
    assert "4 days told: 1 to 4 of 10. First 4 on 8 March, last 1 on 20 March." in charts[0]
    assert runner.at.text.count('<th scope="row">') == 4
    assert "Missing entries are left out." in runner.text


def test_the_light_is_shown_where_the_answers_allow_it(look: Look, served: Served) -> None:
    put(served, DiaryEntry(day=TODAY, during=2, on_stopping=1, on_sitting=1))
    assert "Answer the safety questions first" in look().text
    keep(served, all_no(usual_run_km=8), TODAY)
    assert re.search(r"Run tomorrow\?\s+Yes\s+up to 8 km", look().text)
    keep(served, {"safety": {"cauda_equina": "no"}}, TODAY)
    text = look().text
    assert "Run tomorrow?" not in text
    assert advice_in(text) == []


@pytest.mark.parametrize("sign", ["leg_symptoms", "infection_or_urine", "cauda_equina"])
def test_above_unknown_only_what_to_do_now(look: Look, served: Served, sign: str) -> None:
    put(served, DiaryEntry(day=TODAY, during=2))
    keep(served, with_yes(sign), TODAY)
    runner = look()
    assert "Tell a day" not in runner.text
    assert "pain-bar" not in runner.at.text
    assert advice_in(runner.text) == []
    data = runner.client.get("/api/p/me/diary").json()
    assert data["curve"] is None


def test_the_api_tells_shows_and_removes(look: Look, served: Served) -> None:
    api = look().client
    told = api.post(
        "/api/p/me/diary", json={"day": str(TODAY), "fields": {"during": "3", "tried": ["a", "b"]}}
    )
    assert told.status_code == 200
    assert told.json()["entry"]["tried"] == ["a", "b"]
    assert "Written to" in api.get(f"/p/me/diary?done={told.json()['done']}").text
    assert api.get("/api/p/me/diary").json()["curve"]["moments"][0]["points"] == [[str(TODAY), 3.0]]
    assert api.get("/p/athlete/diary", params={"done": told.json()["done"]}).text.count("Written to") == 0
    assert api.post("/api/p/me/diary", json={"day": str(TODAY), "fields": {"x": "1"}}).status_code == 422
    assert api.delete(f"/api/p/me/diary/{TODAY}").json()["during"] == 3
    assert api.delete(f"/api/p/me/diary/{TODAY}").status_code == 404


GPX = """<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{}
</trkseg></trk></gpx>"""


def test_a_watch_file_gives_day_and_km_and_is_not_kept(look: Look, served: Served, tmp_path: Path) -> None:
    points = "".join(
        f'<trkpt lat="{52 + n * 2.7e-5:.6f}" lon="13.0">'
        f"<time>2026-03-18T17:{n // 60:02}:{n % 60:02}Z</time></trkpt>"
        for n in range(1200)
    )
    api = look().client
    run = api.post("/api/p/me/diary/run?name=../a.gpx", content=GPX.format(points))
    assert run.status_code == 200, run.text
    assert run.json()["day"] == "2026-03-18"
    assert run.json()["km"] == pytest.approx(3.6, abs=0.1)
    assert there(served) == ()
    for name, body, status in (("a.exe", b"x", 415), ("a.fit", b"x", 422), ("a.gpx", b"", 422)):
        refused = api.post(f"/api/p/me/diary/run?name={name}", content=body)
        assert refused.status_code == status
        assert refused.json()["error"]
