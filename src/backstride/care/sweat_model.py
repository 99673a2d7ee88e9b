"""How much a runner may sweat, from size, pace and air: Gonzalez's formula over a heat balance.

What must evaporate is the heat made less the heat the air takes by itself; what can evaporate is what the
air takes up from wet skin through the clothes, both in W for each m2 of skin. The formula was made for slower
effort than most running: outside its published range nothing is predicted.

Sources stand beside each number in ``knowledge/care/hydration.toml``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from backstride.knowledge.loader import load
from backstride.model.common import Frozen

HYDRATION: Final = "care/hydration.toml"
KELVIN: Final = 273.2
NORMAL_95: Final = 1.96  # standard deviations on each side of 95 %
PER_K: Final = 1000.0  # g in a kg, m in a km, ml in a l


class SweatRate(Frozen):
    """Litres of sweat an hour with their 95 % interval, a kilogram counted as a litre."""

    value: float
    low: float
    high: float


def sweat_rate(value: float, half: float, *, less: float = 0.0) -> SweatRate:
    """A rate with its interval in hundredths, the ends rounded outwards, none below nothing.

    half: of the interval. less: what the lower end lies lower still.

    >>> sweat_rate(0.456, 0.5)
    SweatRate(value=0.46, low=0.0, high=0.96)
    """
    # A hair inwards first, so that 1.15, stored as a little less, stays 1.15.
    low = math.floor((value - half - less) * 100 + 1e-9) / 100
    high = math.ceil((value + half) * 100 - 1e-9) / 100
    return SweatRate(value=round(value, 2), low=max(low, 0.0), high=high)


@dataclass(frozen=True)
class NotPredicted:
    """No sweat is predicted; ``why`` says it to the runner."""

    why: str


@dataclass(frozen=True)
class SteadyRun:
    """A run on the level in the shade: height m, mass kg, speed m/s, air in degrees C and % humidity.

    air_speed_mps: of the air past the runner, the running speed where None (still air outdoors).
    clothing_clo: insulation worn.
    """

    height_m: float
    mass_kg: float
    speed_mps: float
    air_c: float
    humidity_percent: float
    air_speed_mps: float | None = None
    clothing_clo: float | None = None

    @property
    def skin_m2(self) -> float:
        """Surface of the skin (Du Bois 1916)."""
        return float(0.202 * self.mass_kg**0.425 * self.height_m**0.725)

    @property
    def vapour_kpa(self) -> float:
        """Water vapour pressure of the air."""
        return saturated_kpa(self.air_c) * self.humidity_percent / 100

    @property
    def wind_mps(self) -> float:
        """Air past the runner, m/s."""
        return self.speed_mps if self.air_speed_mps is None else self.air_speed_mps

    @property
    def metabolic_w_m2(self) -> float:
        """Heat made, W for each m2 of skin (ACSM running equation)."""
        heat = _heat()
        ml_kg_min = heat["oxygen_rest"] + heat["oxygen_per_speed"] * self.speed_mps * 60
        return float(ml_kg_min / PER_K / 60 * heat["oxygen_j_per_l"] * self.mass_kg / self.skin_m2)


def saturated_kpa(temperature_c: float) -> float:
    """Pressure of saturated water vapour in kPa (ISO 7933:2023).

    >>> round(saturated_kpa(20.0), 2)
    2.34
    """
    return 0.6105 * math.exp(17.27 * temperature_c / (temperature_c + 237.3))


def predicted_sweat(run: SteadyRun) -> SweatRate | NotPredicted:
    """Sweat of this run with its interval, or why not: beyond the range the formula was made for.

    The interval joins how people differ with what is not known exactly: air, wind and clothes.

    >>> predicted_sweat(SteadyRun(1.76, 70.0, 2.4, 28.0, 50.0)).value
    0.72
    """
    why = outside(run)
    if why is not None:
        return NotPredicted(why)
    area = run.skin_m2 / PER_K
    return sweat_rate(sweat_g_m2_h(run) * area, _half_width(run) * area)


def sweat_g_m2_h(run: SteadyRun) -> float:
    """Gonzalez's formula in g for each hour and m2 of skin, wherever the run lies; never below nothing.

    Deviation: from 20 degrees C on it is never less than the cool formula gives at 20 (judged; see the data).
    """
    rule = load(HYDRATION)["formula"]
    edge = rule["cool_below_c"]
    cool = _line(replace(run, air_c=min(run.air_c, edge)), rule["cool_base"])
    warm = _line(run, rule["base"]) if run.air_c >= edge else 0.0
    return max(cool, warm, 0.0)


def _line(run: SteadyRun, base: float) -> float:
    rule = load(HYDRATION)["formula"]
    required, possible = evaporation_w_m2(run)
    return float(base + rule["per_required"] * required + rule["per_possible"] * possible)


def evaporation_w_m2(run: SteadyRun) -> tuple[float, float]:
    """What must evaporate to keep the heat balance, and what can at most, W for each m2 of skin."""
    heat = _heat()
    skin = heat["skin_c"]
    convection = heat["convection"] * run.wind_mps ** heat["convection_power"]
    middle = KELVIN + (skin + run.air_c) / 2
    radiation = 4 * heat["emissivity"] * heat["stefan_boltzmann"] * heat["radiating_share"] * middle**3
    dry, clo = convection + radiation, run.clothing_clo
    clo = heat["clothing_clo"] if clo is None else clo
    larger = 1 + heat["area_per_clo"] * clo
    # The air layer that clothes enlarge is taken off what they insulate (McIntyre 1980).
    worn = clo - (larger - 1) / (heat["clo_m2k_w"] * larger * dry)
    lost = dry * (skin - run.air_c) / (1 + heat["clo_m2k_w"] * dry * worn)
    through = 1 / (1 + heat["permeation"] * convection * worn)
    pull = saturated_kpa(skin) - run.vapour_kpa
    return run.metabolic_w_m2 - lost, through * heat["lewis_k_per_kpa"] * convection * pull


def _half_width(run: SteadyRun) -> float:
    """Half of the 95 % interval in g/m2/h, the parts joined as independent."""
    spread = load(HYDRATION)["spread"]
    clo = _heat()["clothing_clo"]
    steps = [
        [replace(run, air_c=run.air_c + sign * spread["air_c"]) for sign in (-1, 1)],
        [_humid(run, sign * spread["humidity_percent"]) for sign in (-1, 1)],
        [replace(run, air_speed_mps=run.wind_mps * (1 + s * spread["air_speed_share"])) for s in (-1, 1)],
        [replace(run, clothing_clo=clo + sign * spread["clothing_clo"]) for sign in (-1, 1)],
    ]
    parts = [(sweat_g_m2_h(high) - sweat_g_m2_h(low)) / 2 for low, high in steps]
    person = NORMAL_95 * max(spread["person_g_m2_h"], spread["marching_g_m2_h"])
    return math.hypot(person, *parts)


def _humid(run: SteadyRun, more: float) -> SteadyRun:
    return replace(run, humidity_percent=min(max(run.humidity_percent + more, 0.0), 100.0))


def outside(run: SteadyRun) -> str | None:
    """Why the formula does not hold for this run, in words; None inside its published range."""
    limits, say = load(HYDRATION)["range"], load(HYDRATION)["say"]
    for name, given in (("air_c", run.air_c), ("vapour_kpa", run.vapour_kpa)):
        row = limits[name]
        if not row["low"] <= given <= row["high"]:
            shown = {key: f"{number:g}" for key, number in (("low", row["low"]), ("high", row["high"]))}
            return str(say[f"outside_{name}"].format(**shown, value=f"{given:.{row['digits']}f}"))
    fastest = fastest_mps(run)
    if run.speed_mps > fastest:
        return str(say["too_fast"].format(fastest=_pace(fastest), value=_pace(run.speed_mps)))
    slowest = limits["air_speed_mps"]["low"]
    return str(say["too_slow"]) if run.speed_mps < slowest else None


def fastest_mps(run: SteadyRun) -> float:
    """The fastest this runner may run inside the formula's range of effort and of air speed, m/s."""
    limits = load(HYDRATION)["range"]
    resting, metre = (replace(run, speed_mps=speed).metabolic_w_m2 for speed in (0.0, 1.0))
    by_effort = (limits["metabolic_w_m2"]["high"] - resting) / (metre - resting)
    return float(min(by_effort, limits["air_speed_mps"]["high"]))


def _pace(speed_mps: float) -> str:
    """Minutes and seconds for a kilometre, such as 6:40."""
    seconds = round(PER_K / speed_mps)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _heat() -> dict[str, float]:
    return dict(load(HYDRATION)["heat"])
