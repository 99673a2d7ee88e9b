"""What-ifs: whether the changed motion is a motion, and whether synthetic runners who changed agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backstride.errors import MeasureRefused, UsageError
from backstride.loads.weight import GRAVITY_MPS2
from backstride.loads.what_if.changed import Tried, tried
from backstride.loads.what_if.known import Known, known, what_if_ids
from backstride.loads.what_if.spring_path import spring_excursion_m
from backstride.measures.lumbar import LUMBAR
from backstride.measures.registry import formulas
from backstride.measures.trial import Trial, lumbar_or_why
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.body import KNEE_ON_SHANK
from backstride.motion.filters import second_derivative
from backstride.motion.places import places_of
from backstride.motion.solve import solve
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec
from benchmarks.common import rmse, save
from benchmarks.lumbar_trials import JA1, SPEEDS_MPS, Solved, hamner, solved

IN_THE_AIR_S = 0.02  # inside a flight by so much: the low-pass of the markers smears both ends

# Runners on whom nothing was fitted: one dial or two away from the usual one each.
BASES: tuple[dict[str, float], ...] = (
    {},
    {"speed_mps": 2.3, "cadence_spm": 158.0},
    {"speed_mps": 3.4, "cadence_spm": 172.0, "duty_factor": 0.33},
    {"trunk_lean_deg": 2.0},
    {"trunk_lean_deg": 13.0},
    {"trunk_rotation_range_deg": 30.0, "pelvis_trunk_phase_deg": 180.0},
    {"pelvic_rotation_range_deg": 16.0, "pelvis_trunk_phase_deg": 90.0},
    {"height_m": 1.62, "mass_kg": 56.0, "cadence_spm": 172.0},
)
STEADY = {"variability": 0.0, "duration_s": 5.0}


def main() -> None:
    rows = [row for case in _real() for row in _kept(case)]
    pairs = [pair for base in BASES for pair in _pairs(base)]
    rows += [row for name in what_if_ids() for row in _agreement(name, pairs)]
    save("what_if", "What if", "python -m benchmarks.what_if", [*rows, _wang()], NOTES)


NOTES = [
    "kept: real recordings; bones: largest change of hip to knee or knee to ankle in any frame (of a"
    " quickened run against the frame it shows, low-passed once more); foot: how much more (+) a heel"
    " creeps over the ground in the first half of a contact than it did; centre: largest distance of the"
    " centre of mass from its path, fore and aft; flight: mean vertical acceleration in the air, then"
    " and (now); ride: how much lower the body rides",
    "synthetic: 8 runners without spread between strides; predicted: change of the mean, %, as the"
    " what-if of the unchanged runner has it; true: of a runner made with the changed dial (lean,"
    " rotation, or cadence with contact time and foot placement by the same published power); off: RMS"
    " of predicted less true, per cent of now; nothing: RMS of true, what the rule 'no change' is off"
    " by; way: runners in whom both go the same way, of those whose load truly changes by 2 % or more",
    "the synthetic runner's swing, arms and landing are drawn, not measured: it tests whether the body"
    " made again is the body that would have been made, not what people do when they are told to change",
    "Wang 2020: 12 men with 7.5 % more steps asked for bounced 77, then 69 mm (PeerJ 8:e9813); ours"
    " from the spring-mass path at 170 steps/min with the flight that goes with their landing speed of"
    " 0.706 m/s",
]


def _real() -> Iterator[Solved]:
    yield from (hamner(speed) for speed in SPEEDS_MPS)
    yield solved("JA1Gait21", ("JA1Gait21.c3d",), "JA1Static05.c3d", JA1)


def _kept(case: Solved) -> Iterator[dict[str, object]]:
    for name in what_if_ids():
        what = f"kept: {case.name}, {name}"
        try:
            made = tried(case.motion, name, case.runner)
        except MeasureRefused as why:
            yield {"what": what, "refused": why.what}
            continue
        now, then = made.now, made.then
        yield {
            "what": what,
            "bones m": _bones_m(made, known(name)),
            "foot mm": 1e3 * (_creep_m(then) - _creep_m(now)),
            "centre mm": 1e3 * _off_path_m(now, then) if known(name).kind != "cadence" else None,
            "flight m/s2": _flight_mps2(then),
            "(now)": _flight_mps2(now),
            "ride mm": 1e3 * _lower_m(now, then),
        }


def _bones_m(made: Tried, what_if: Known) -> float:
    """Largest change of a bone's length, frame by frame."""
    worst = 0.0
    for side in SIDES:
        for ends in (("hip_centre", "knee_centre"), (KNEE_ON_SHANK, "ankle_centre")):
            before, after = (
                _length(one, *(f"{end}_{side}" for end in ends)) for one in (made.now, made.then)
            )
            if what_if.kind == "cadence":
                before = np.interp(_then_s(made, what_if), made.now.time_s, before)
            worst = max(worst, float(np.nanmax(np.abs(after - before))))
    return worst


def _then_s(made: Tried, what_if: Known) -> FloatArray:
    """The moments of the recording that the quickened run shows."""
    middles = [[(c.foot_strike_s + c.toe_off_s) / 2 for c in one.contacts] for one in (made.now, made.then)]
    return np.asarray(middles[0][0] + (made.then.time_s - middles[1][0]) * what_if.amount)


def _length(motion: Motion, start: str, stop: str) -> FloatArray:
    places = places_of(motion.points)
    return np.asarray(np.linalg.norm(places[start] - places[stop], axis=1))


def _creep_m(motion: Motion) -> float:
    """How far a heel moves against the mean ground in the first half of its contacts, mean."""
    places = places_of(motion.points)
    found = []
    for contact in motion.contacts:
        half = (contact.foot_strike_s + contact.toe_off_s) / 2
        rows = (motion.time_s >= contact.foot_strike_s) & (motion.time_s <= half)
        heel, time_s = places[f"heel_{contact.side}"][rows, 0], motion.time_s[rows]
        if rows.sum() > 3 and np.isfinite(heel).all():
            flat = time_s > time_s[0] + 0.6 * (time_s[-1] - time_s[0])
            ground = np.polyfit(time_s[flat], heel[flat], 1)[0] if flat.sum() > 1 else 0.0
            found.append(np.ptp(heel - ground * time_s))
    return float(np.mean(found)) if found else float("nan")


def _flight_mps2(motion: Motion) -> float:
    ordered = sorted(motion.contacts, key=lambda contact: contact.foot_strike_s)
    up = second_derivative(motion.centre_of_mass.to_numpy(), motion.rate_hz)[:, 1]
    air = np.zeros(len(up), dtype=bool)
    for before, after in pairwise(ordered):
        air |= (motion.time_s > before.toe_off_s + IN_THE_AIR_S) & (
            motion.time_s < after.foot_strike_s - IN_THE_AIR_S
        )
    return float(np.nanmean(up[air])) if air.any() else float("nan")


def _off_path_m(now: Motion, then: Motion) -> float:
    away = then.centre_of_mass.to_numpy()[:, 0] - now.centre_of_mass.to_numpy()[:, 0]
    return float(np.nanmax(np.abs(away)))


def _lower_m(now: Motion, then: Motion) -> float:
    heights = [float(np.nanmean(one.centre_of_mass.to_numpy()[:, 1])) for one in (now, then)]
    return heights[0] - heights[1]


@dataclass(frozen=True)
class Pair:
    """One load of one runner: the change a what-if has, and that of the runner who changed, in per cent."""

    what_if: str
    load: str
    predicted: float
    true: float


def _pairs(base: dict[str, float]) -> Iterator[Pair]:
    before = _made({**STEADY, **base})
    for name in what_if_ids():
        try:
            after = _made({**STEADY, **base, **_dial(name, base)})
            made = tried(before.motion, name, before.runner)
        except (MeasureRefused, UsageError) as why:
            print(f"{base} {name}: {why}")
            continue
        now, predicted = (_loads(one, before.runner) for one in (made.now, made.then))
        first, second = (_loads(one.motion, one.runner) for one in (before, after))
        for one in now:
            yield Pair(name, one, _percent(now[one], predicted[one]), _percent(first[one], second[one]))


def _loads(motion: Motion, runner: Runner) -> dict[str, float]:
    """Each load's mean over the steps or strides of both feet."""
    trial = Trial(motion=motion, reaction=None, runner=runner, lumbar=lumbar_or_why(motion, None, runner))
    each = {one: np.concatenate([formulas()[one](trial, side) for side in SIDES]) for one in LUMBAR}
    return {one: float(np.nanmean(values)) for one, values in each.items()}


def _percent(before: float, after: float) -> float:
    return 100.0 * (after / before - 1.0)


def _made(dials: dict[str, float]) -> Solved:
    made = synthesise(Spec.model_validate(dials))
    runner = Runner(mass_kg=made.spec.mass_kg, height_m=made.spec.height_m, sex=made.spec.sex)
    return Solved("synthetic", solve(made.run, made.standing, runner, Settings()), None, runner)


def _dial(name: str, base: dict[str, float]) -> dict[str, float]:
    """The dials of a runner who really made the change."""
    what_if, usual = known(name), Spec.model_validate(base)
    if what_if.kind == "lean":
        return {"trunk_lean_deg": usual.trunk_lean_deg + what_if.amount}
    if what_if.kind == "rotation":
        return {"trunk_rotation_range_deg": usual.trunk_rotation_range_deg * what_if.amount}
    shorter = what_if.amount ** -what_if.contact_power["middle"]
    return {
        "cadence_spm": usual.cadence_spm * what_if.amount,
        "duty_factor": usual.duty_factor * shorter * what_if.amount,
        "leg_angle_at_strike_deg": usual.leg_angle_at_strike_deg * shorter,
    }


def _agreement(name: str, pairs: list[Pair]) -> Iterator[dict[str, object]]:
    loads = dict.fromkeys(pair.load for pair in pairs if pair.what_if == name)
    for one in loads:
        some = [pair for pair in pairs if pair.what_if == name and pair.load == one]
        clear = [pair for pair in some if abs(pair.true) >= 2.0]
        yield {
            "what": f"synthetic: {name}, {one}",
            "predicted %": float(np.mean([pair.predicted for pair in some])),
            "true %": float(np.mean([pair.true for pair in some])),
            "off": rmse([pair.predicted - pair.true for pair in some]),
            "nothing": rmse([pair.true for pair in some]),
            "way": f"{sum(pair.predicted * pair.true > 0 for pair in clear)} of {len(clear)}",
            "n": len(some),
        }


def _wang() -> dict[str, object]:
    step, flight = 60 / 170.0, 2 * 0.706 / GRAVITY_MPS2
    shorter = 1.075 ** -known("cadence_plus_10").contact_power["middle"]
    before, after = (
        spring_excursion_m(np.array([step_s]), np.array([contact_s]))[0]
        for step_s, contact_s in ((step, step - flight), (step / 1.075, (step - flight) * shorter))
    )
    return {
        "what": "Wang 2020, bounce",
        "predicted %": 100 * (after / before - 1),
        "true %": 100 * (69 / 77 - 1),
    }


if __name__ == "__main__":
    main()
