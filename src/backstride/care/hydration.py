"""What to drink on a run: by thirst, never more than is sweated; food, never supplements.

The article's ninth row. Evidence speaks against it, and drinking too much is the real danger, so the advice
is a limit. It is held back whole where medicine for heart, kidneys or blood pressure is not denied.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from backstride.answers.weighing import Weighing, scale_error_kg, weighing
from backstride.care.sweat_model import (
    HYDRATION,
    NotPredicted,
    SteadyRun,
    SweatRate,
    predicted_sweat,
    sweat_rate,
)
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.common import Frozen
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.safety.facts import resolve

PATTERN: Final = "patterns/hydration.toml"
MEDICINES: Final = "heart_kidney_medicines"
SIGN: Final = "heat_collapse"  # of knowledge/safety/facts.toml: its words are used, not others
M_PER_KM: Final = 1000.0
S_PER_MIN: Final = 60.0
MIN_PER_H: Final = 60.0


class Drink(Frozen):
    """What to drink, with the limit an hour and the sweat it comes from.

    cap_l_per_h: the most an hour; None where no amount can be named. warning: what to do about weight
    gained, else empty; ``text`` begins with it. not_predicted: why no sweat was predicted, else empty.
    held: diet advice is held back, and ``text`` is all there is to say.
    """

    title: str
    text: str
    reason: str
    check: str
    watch: str = ""
    article: str = ""
    studies: str = ""
    source: str
    warning: str = ""
    cap_l_per_h: float | None = None
    measured: SweatRate | None = None
    predicted: SweatRate | None = None
    not_predicted: str = ""
    held: bool = False


def drink_advice(told: Answers, runner: Runner, speed_mps: float | None, allowed: Allowed) -> Drink | None:
    """What to drink, or None where no advice is allowed.

    Args:
        told: the answers; a run between two weighings makes the limit the runner's own.
        runner: height and mass, for the sweat predicted.
        speed_mps: as measured, m/s; used where the usual pace was not told.
        allowed: without ``diet`` only the word that a doctor comes first.
    """
    if not allowed.advice:
        return None
    if not allowed.diet:
        return _held(told)
    found = weighing(told)
    measured = measured_sweat(found)
    guess = sweat_of_usual_run(told, runner, speed_mps)
    predicted = guess if isinstance(guess, SweatRate) else None
    cap = cap_l_per_h(measured, predicted, gained=_heavier(told))
    item, warning = load(HYDRATION)["item"], _warning(found)
    return Drink(
        title=item["title"],
        text=" ".join([*filter(None, [warning]), *_lines(told, found, measured, predicted, cap)]),
        reason=item["reason"][_reason(told, found)],
        check=item["check"],
        watch=item["watch"],
        article=item["article"],
        studies=load(PATTERN)["studies"],
        source=item["source"],
        warning=warning,
        cap_l_per_h=cap,
        measured=measured,
        predicted=predicted,
        not_predicted=guess.why if isinstance(guess, NotPredicted) else "",
    )


def _held(told: Answers) -> Drink:
    """Only that a doctor comes first; an open question about medicine holds back too, in other words."""
    words = load(HYDRATION)["held"]
    taken = resolve(told).state.get(MEDICINES) == "yes"
    after = "" if taken else "_unanswered"
    return Drink(
        title=words["title"],
        text=load(PATTERN)["correction_held"]["text"] if taken else words["unanswered"],
        reason=words[f"reason{after}"],
        check=words[f"check{after}"],
        source=words["source"],
        held=True,
    )


def measured_sweat(found: Weighing | None) -> SweatRate | None:
    """Sweat between two weighings, its interval from scale, bottle and urine; None where it cannot be had.

    Burnt fuel weighs a little too and is no water, so the lower end is that much lower.
    """
    if found is None or found.sweat_l_per_h is None or found.minutes is None:
        return None
    off = load(HYDRATION)["weighing"]
    drink, urine = (
        error if amount else 0.0
        for error, amount in ((off["drink_l"], found.drank_l), (off["urine_l"], found.urine_l))
    )
    half = math.hypot(scale_error_kg(), scale_error_kg(), drink, urine) * MIN_PER_H / found.minutes
    return sweat_rate(found.sweat_l_per_h, half, less=off["fuel_kg_per_h"])


def sweat_of_usual_run(
    told: Answers, runner: Runner, speed_mps: float | None = None
) -> SweatRate | NotPredicted:
    """Sweat predicted for the usual pace in the air of the weighed run, or why not.

    The pace as told comes before the speed as measured: a short clip is seldom the usual run.
    """
    pace = told.number("pace_min_per_km")
    given = {
        "height_m": runner.height_m,
        "mass_kg": told.number("weight_before_kg") if runner.mass_kg is None else runner.mass_kg,
        "speed_mps": M_PER_KM / (S_PER_MIN * pace) if pace else speed_mps,
        "air_c": told.number("air_temperature_c"),
        "humidity_percent": told.number("humidity_percent"),
    }
    known = {name: value for name, value in given.items() if value is not None}
    if len(known) < len(given):
        return NotPredicted(_without(name for name in given if name not in known))
    return predicted_sweat(SteadyRun(**known))


def _heavier(told: Answers) -> bool:
    """Whether weight after is more than before, even where it is too much to be believed."""
    before, after = (told.number(f"weight_{when}_kg") for when in ("before", "after"))
    return before is not None and after is not None and after > before


def cap_l_per_h(measured: SweatRate | None, predicted: SweatRate | None, *, gained: bool) -> float | None:
    """The most to drink in an hour, l; None where weight was gained: no amount until the next weighing.

    Never above the lower end of the sweat measured, never above the sweat predicted, never above the
    published most; unweighed, never above the lower end of that.
    """
    rule = load(HYDRATION)["cap"]
    if gained:
        return None
    limits = [rule["most"], measured.low] if measured else [rule["unweighed"]]
    if predicted:
        limits.append(predicted.value)
    # A hair more, so that 0.4, which is stored as a little less than eight steps, stays 0.4.
    return float(round(math.floor(min(limits) / rule["step"] + 1e-9) * rule["step"], 2))


def _warning(found: Weighing | None) -> str:
    if found is None or found.mass_change_kg is None or not found.gained:
        return ""
    return _say("gained", gain=f"{max(round(found.mass_change_kg, 2), 0.01):g}", sign=_sign())


def _sign() -> str:
    """The sign of an emergency that too much drink brings, in the words of the safety questions."""
    rows = (sign for fact in load("safety/facts.toml")["fact"] for sign in fact["signs"])
    return next(str(row["text"]) for row in rows if row["id"] == SIGN)


def _lines(
    told: Answers,
    found: Weighing | None,
    measured: SweatRate | None,
    predicted: SweatRate | None,
    cap: float | None,
) -> list[str]:
    """The advice sentence by sentence, after the warning."""
    lines = [_say("thirst"), *(found.problems if found else ()), *_amount(found, measured, predicted, cap)]
    if found and (found.percent_lost or 0.0) > load(HYDRATION)["cap"]["lost_percent"]:
        lines.append(_say("lost", percent=f"{found.percent_lost:.1f}"))
    lines.append(_say("groups"))
    if "tablets" in told.chosen("tried") or "pain_tablets" in told.chosen("eases"):
        lines.append(_say("tablets"))
    return [*lines, _say("food"), _say("against")]


def _amount(
    found: Weighing | None, measured: SweatRate | None, predicted: SweatRate | None, cap: float | None
) -> list[str]:
    """How much is sweated, as far as it is known, what is missing to know it, and the limit."""
    open_ = [_without(found.missing)] if found and found.missing else []
    if cap is None:
        return [*open_, _say("no_amount")]
    which, rate = ("measured", measured) if measured else ("predicted", predicted)
    known = [_say(which, **_shown(rate))] if rate else []
    little = cap < load(HYDRATION)["cap"]["too_little"]
    limit = [_say("too_little")] if little else [_say("limit", cap=f"{cap:g}")]
    thirstier = [] if measured or little else [_say("thirstier")]
    return [*(known + open_ or [_say("unknown")]), *limit, *thirstier]


def _without(names: Iterable[str]) -> str:
    """What the sweat cannot be worked out without."""
    parts = [load(HYDRATION)["missing"][name] for name in names]
    return _say("missing", what=" and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])))


def _reason(told: Answers, found: Weighing | None) -> str:
    if found and found.gained:
        return "gained"
    if found and (found.percent_lost or 0.0) > load(HYDRATION)["cap"]["lost_percent"]:
        return "lost"
    return "cramps" if told.chosen("cramps_in_heat") == ("yes",) else "everybody"


def _shown(rate: SweatRate) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in rate.model_dump().items()}


def _say(which: str, **words: Any) -> str:
    return str(load(HYDRATION)["say"][which].format(**words))
