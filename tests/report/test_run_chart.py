"""The picture of a run: its lanes, what was walked, the pauses, the place where the pain starts."""

from __future__ import annotations

import re

import pytest

from backstride.model.run_trace import RunTrace
from backstride.report.run_chart import run_chart, short_of
from backstride.report.run_lanes import clock_text, km_text, lanes, slope_of
from backstride.report.slope_bars import slope_bars
from helpers.run_made import PIECES, bare_trace, trace

LANES = ("Pace", "Cadence", "Foot on the ground", "Bounce", "Heart rate", "Height")


def drawn(of: RunTrace) -> str:
    return run_chart(of, lanes(of), key="a")


def titles(svg: str) -> list[str]:
    return [text.split(",")[0] for text in re.findall(r'class="lane">([^<]+)<', svg)]


def attribute(svg: str, kind: str, name: str) -> list[float]:
    return [float(re.search(rf'\b{name}="([\d.]+)"', one)[1]) for one in _of(svg, kind)]  # type: ignore[index]


def _of(svg: str, kind: str) -> list[str]:
    return re.findall(rf'<[a-z]+ [^>]*class="{kind}"[^>]*>', svg)


def test_every_column_of_the_watch_is_a_lane_in_the_fixed_order() -> None:
    assert tuple(titles(drawn(trace()))) == LANES


def test_a_column_that_the_watch_did_not_give_is_no_lane() -> None:
    svg = drawn(bare_trace())
    assert titles(svg) == ["Pace"]
    assert "ground" not in svg
    assert "walked" not in svg


def test_a_run_without_any_column_has_no_picture() -> None:
    none = (None,) * PIECES
    empty = bare_trace().model_copy(update={"speed_mps": none})
    assert drawn(empty) == ""


def test_on_a_belt_the_height_says_nothing() -> None:
    belt = trace().model_copy(update={"surface": "treadmill"})
    assert "Height" not in titles(drawn(belt))


def test_paper_keeps_pace_steps_contact_and_height() -> None:
    assert [one.title for one in short_of(lanes(trace()))] == [LANES[n] for n in (0, 1, 2, 5)]
    assert [one.title for one in short_of(lanes(bare_trace()))] == ["Pace"]


def test_what_was_walked_is_marked_where_it_was() -> None:
    svg = drawn(trace())
    (left,), (width,) = attribute(svg, "walked", "x"), attribute(svg, "walked", "width")
    assert left == pytest.approx(46 + 426 * 4800 / 9200, abs=0.2)
    assert width == pytest.approx(426 * 300 / 9200, abs=0.2)


def test_the_pain_starts_at_its_place_with_a_line_through_all_lanes_and_words() -> None:
    svg = drawn(trace())
    (at,) = set(attribute(svg, "onset", "x1"))
    assert at == pytest.approx(46 + 426 * 6000 / 9200, abs=0.2)
    (top,), (bottom,) = attribute(svg, "onset", "y1"), attribute(svg, "onset", "y2")
    inside = [float(y) for y in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*class="lane"', svg)]
    assert all(top < y < bottom for y in inside)
    assert "pain starts, 6 km" in svg


def test_a_place_beyond_the_run_draws_no_line() -> None:
    from backstride.model.run_trace import OnsetPlace

    later = trace(OnsetPlace(distance_m=12_000, in_run=False))
    assert 'class="onset"' not in drawn(later)


def test_a_pause_stands_above_and_below_the_lanes() -> None:
    assert len(_of(drawn(trace()), "pause")) == 2


def test_walking_is_left_out_of_the_lanes_of_running() -> None:
    pace = lanes(trace())[0]
    assert pace.text(float(min(one for one in pace.values if one > 0))) < "7:00"  # walked at 11:07


def test_a_point_without_neighbours_is_still_drawn() -> None:
    speed = [None if n % 2 else 3.0 for n in range(PIECES)]
    svg = drawn(bare_trace().model_copy(update={"speed_mps": tuple(speed)}))
    assert svg.count("h0") == PIECES / 2


def test_the_picture_is_told_in_words() -> None:
    svg = drawn(trace())
    told = re.search(r"<desc[^>]*>(.*?)</desc>", svg)
    assert told
    for text in ("Cadence: from 166 to 173 steps/min", "Walked: 4.8–5.1 km", "stopped at 3.1 km", "at 6 km"):
        assert text in told[1]
    assert len(svg) < 40_000


@pytest.mark.parametrize(
    ("percent", "kind"),
    [
        (None, None),
        (0.0, "flat"),
        (-1.9, "flat"),
        (2.0, "up"),
        (6.0, "steep_up"),
        (-3.0, "down"),
        (-7, "steep_down"),
    ],
)
def test_slopes_are_named_as_the_shares_are_counted(percent: float | None, kind: str | None) -> None:
    assert slope_of(percent) == kind


def test_the_bars_have_words_and_kilometres_and_leave_out_what_was_not_run() -> None:
    svg = slope_bars(trace().slopes, key="b")
    assert re.findall(r">([^<>]+)</text>", svg) == [
        "Uphill",
        "3.5 km",
        "Flat",
        "2.5 km",
        "Downhill",
        "3.3 km",
    ]
    assert slope_bars((), key="b") == ""


def test_widths_of_the_bars_follow_the_distance() -> None:
    up, flat, down = attribute_widths(slope_bars(trace().slopes, key="b"))
    assert flat / up == pytest.approx(2450 / 3450, rel=0.01)
    assert down / up == pytest.approx(3300 / 3450, rel=0.01)


def attribute_widths(svg: str) -> list[float]:
    return [float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]


def test_a_very_short_and_a_very_long_run_are_drawn() -> None:
    for scale in (0.01, 10.0):
        made = trace(None)
        far: RunTrace = made.model_copy(
            update={"distance_m": tuple(scale * at for at in made.distance_m), "pauses_m": ()}
        )
        assert titles(drawn(far)) == list(LANES)


def test_distances_and_times_are_short() -> None:
    assert [km_text(metres) for metres in (42_195, 6000, 949, 40)] == ["42.2", "6", "0.95", "0.04"]
    assert [clock_text(seconds) for seconds in (59.6, 3600, 9)] == ["1:00", "1:00:00", "0:09"]
