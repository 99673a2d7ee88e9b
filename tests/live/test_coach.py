"""What is said and when, and a light that does not flicker."""

from __future__ import annotations

from itertools import pairwise

from backstride.knowledge.loader import load
from backstride.live.coach import Coach
from backstride.live.target import border
from backstride.model.live import LiveState

CADENCE = border("cadence", "side", 160.0)
LANDING = border("landing", "side", 15.0)


def spoken(coach: Coach, states: list[tuple[float, LiveState]]) -> list[tuple[float, str]]:
    found = [(at, coach.says(state, at, at)) for at, state in states]
    return [(at, text) for at, text in found if text is not None]


def every_frame(state: LiveState, start: float, until: float) -> list[tuple[float, LiveState]]:
    return [(start + number / 30, state) for number in range(int((until - start) * 30))]


def test_never_two_sentences_in_five_seconds() -> None:
    coach = Coach("landing", "side", ((0.0, 100.0),))
    coach.step(20.0, LANDING)
    coach.step(20.0, LANDING)
    said = spoken(coach, [*every_frame("nobody", 0, 7), *every_frame("counting", 7, 9),
                          *every_frame("outside", 9, 40)])  # fmt: skip
    times = [at for at, _ in said]
    assert len(said) > 4
    assert all(after - before >= 5.0 - 1e-9 for before, after in pairwise(times))


def test_a_correction_says_which_way() -> None:
    for value, key in ((20.0, "landing_high"), (1.0, "landing_low")):
        coach = Coach("landing", "side", ((0.0, 100.0),))
        coach.step(value, LANDING)
        coach.says("inside", 0.0, -10.0)
        assert coach.says("outside", 1.0, 1.0) == load("live.toml")["says"][key]


def test_outside_the_told_stretches_nothing_is_said_of_the_cue_but_the_place_is() -> None:
    coach = Coach("cadence", "side", ((0.0, 10.0),))
    coach.step(100.0, CADENCE)
    assert spoken(coach, every_frame("outside", 20, 40)) == []
    assert spoken(coach, every_frame("cut_off", 40, 41)) != []
    assert not coach.telling(20.0)
    assert coach.telling(5.0)


def test_one_step_over_the_border_does_not_turn_the_light() -> None:
    coach = Coach("cadence", "side", ())
    lights = []
    for value in (170.0, 150.0, 170.0, 150.0, 170.0, 150.0, 150.0, 150.0, 170.0, 150.0, 170.0, 170.0):
        coach.step(value, CADENCE)
        lights.append(coach.light)
    assert lights[:6] == ["inside"] * 6
    assert lights[6:11] == ["outside"] * 5
    assert lights[11] == "inside"


def test_every_sentence_that_can_be_asked_for_is_there() -> None:
    says = load("live.toml")["says"]
    for cue, views in (("cadence", ("side", "rear", "front")), ("bowl", ("side", "rear", "front"))):
        for view in views:
            target = border(cue, view, 10.0)  # type: ignore[arg-type]
            for value in (target.low - 1, target.high + 1):
                coach = Coach(cue, view, ((0.0, 9.0),))  # type: ignore[arg-type]
                coach.step(value, target)
                coach.says("inside", 0.0, -10.0)
                assert coach.says("outside", 1.0, 1.0) in says.values()
            assert f"turned_{view}" in says
