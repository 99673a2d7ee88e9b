"""Whom the one anatomy stands for, and whom not: an adult of ordinary build who is not pregnant.

Beyond it the loads of the back are refused whole. Net moments need no muscles, but they need the segments'
masses, and de Leva's are of adults of ordinary build as well; so they go too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.measure import Measure
from backstride.model.recording import Note
from backstride.model.runner import Runner

KNOWLEDGE: Final = "lumbar_limits.toml"
MODEL: Final = "The model of the back is one adult's"
AGAIN: Final = "Analyse the recording again if that changes"


def require_anatomy(runner: Runner, mass_kg: float, height_m: float | None) -> tuple[Note, ...]:
    """What has to be assumed of this runner for the loads of the back.

    Args:
        runner: age and sex, each optional.
        mass_kg: that the loads are worked out with.
        height_m: given, or as the standing trial shows it; None where neither is there.

    Raises:
        MeasureRefused: outside the anatomy; the message says why.
    """
    why = _outside(runner.age_years, mass_kg, height_m)
    if why is not None:
        raise MeasureRefused(why, fix="No other body is modelled yet; the other measures stand")
    return (*_assumed(runner, height_m), *_heavy_notes(mass_kg, height_m))


def anatomy_error_share(mass_kg: float, height_m: float | None) -> float:
    """What a heavy body adds to the error of muscle forces and compression, as a share: 0, or 0.15."""
    limits = _limits()
    heavy = height_m is not None and mass_kg / height_m**2 >= limits["bmi_widened"]
    return float(limits["widened_percent"]) / 100 if heavy else 0.0


def outside_by_answers(told: Answers | None, runner: Runner) -> str | None:
    """Why answers put a runner outside the anatomy: pregnant, just given birth, or under 18; None if not.

    A yes to the question that asks these together, with nothing said of its single lines, counts as
    well unless the runner is a man, or the age explains it.
    """
    said = dict(told.facts) if told else {}
    if said.get("pregnancy") == "yes":
        return (
            f"{MODEL} who is not pregnant and did not just give birth; your belly and its muscles are changed"
        )
    if said.get("under_18") == "yes":
        return f"{MODEL}; you said that you are under 18"
    lines = [said.get(line) for line in ("pregnancy", "under_18", "over_50_new_pain")]
    if said.get("age_or_pregnancy") != "yes" or "yes" in lines or said.get("pregnancy") == "no":
        return None
    grown = runner.age_years is not None and runner.age_years >= _limits()["adult_years"]
    if grown and (runner.sex == "male" or (runner.age_years or 0.0) > 50.0):
        return None
    return f"{MODEL} who is not pregnant; you said yes to being under 18, over 50 or pregnant, not to which"


def withdrawn(measures: Sequence[Measure], why: str | None) -> tuple[Measure, ...]:
    """The measures, those of the back's loads refused for this reason; all as they are without one.

    What is withdrawn is gone from the result; it comes back when the recording is analysed again.
    """
    if why is None:
        return tuple(measures)
    gone = frozenset(_limits()["measures"])
    nothing = {"value": None, "interval": None, "reference": None, "verdict": None, "per_stride": ()}
    return tuple(
        row.model_copy(update={**nothing, "refused": f"{why}. {AGAIN}."})
        if row.id in gone and row.value is not None
        else row
        for row in measures
    )


def _outside(age_years: float | None, mass_kg: float, height_m: float | None) -> str | None:
    limits = _limits()
    if age_years is not None and age_years < limits["adult_years"]:
        return f"{MODEL}; at {age_years:g} years muscles and segments are others"
    if height_m is not None and not limits["height_least_m"] <= height_m <= limits["height_most_m"]:
        return (
            f"{MODEL} of {limits['height_least_m']:.2f} to {limits['height_most_m']:.2f} m; "
            f"{height_m:.2f} m is outside"
        )
    if not limits["mass_lightest_kg"] <= mass_kg <= limits["mass_heaviest_kg"]:
        return (
            f"{MODEL} of {limits['mass_lightest_kg']:.0f} to {limits['mass_heaviest_kg']:.0f} kg; "
            f"{mass_kg:.0f} kg is outside"
        )
    bmi = None if height_m is None else mass_kg / height_m**2
    if bmi is not None and not limits["bmi_thin"] <= bmi < limits["bmi_refused"]:
        return (
            f"{MODEL} with a body mass index of {limits['bmi_thin']:.0f} to {limits['bmi_refused']:.0f}; "
            f"{bmi:.0f} is outside"
        )
    return None


def _assumed(runner: Runner, height_m: float | None) -> tuple[Note, ...]:
    missing = {
        "age (an adult's muscles are taken)": runner.age_years is None,
        "sex (the mean of men's and women's segments is taken)": runner.sex is None,
        "height (an ordinary build is taken)": height_m is None,
    }
    unknown = [what for what, is_missing in missing.items() if is_missing]
    if not unknown:
        return ()
    text = f"Loads of the back without the runner's {', '.join(unknown)}."
    return (Note(level="info", code="anatomy_assumed", text=text),)


def _heavy_notes(mass_kg: float, height_m: float | None) -> tuple[Note, ...]:
    share = anatomy_error_share(mass_kg, height_m)
    if not share:
        return ()
    text = (
        f"A heavy build carries its weight further forward: the back's loads may be {share:.0%} higher, and "
        "their intervals hold that."
    )
    return (Note(level="warning", code="anatomy_heavy", text=text),)


def _limits() -> dict[str, Any]:
    found: dict[str, Any] = load(KNOWLEDGE)["anatomy"]
    return found
