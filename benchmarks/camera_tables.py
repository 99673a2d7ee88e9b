"""The tables of ``benchmarks.virtual_camera``: targets first, then every measure by class of camera."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from backstride.measures.definitions import definitions
from benchmarks.common import rmse

if TYPE_CHECKING:
    from benchmarks.virtual_camera import Found, Shot

Row = dict[str, object]
STRIKE_S: Final = 0.020
SHORT: Final = "whole body"  # these recordings hold seven strides or fewer, but a trunk
LEVELLED: Final = (
    "trunk_lean",
    "leg_angle_at_strike",
    "knee_flexion_at_strike",
    "foot_strike_angle",
    "shank_angle_at_strike",
    "overstride",
)
NOTES: Final = (
    "Runs: treadmill recordings of runners with a plate (hips, knees, ankles, heels, ball of the foot; no "
    "trunk), whole bodies of other laboratories, synthetic runners. Truth: the product's own measures in "
    "three dimensions (plates where they serve), or the synthesiser's.",
    "Phones: 1280x720 to 3840x2160, 2 to 8 m away, 0.3 to 1.6 m high, 15 degrees off square, 8 off level, "
    "24 to 52 mm equivalent, half of them following the runner; drawn again until the whole runner is in the "
    "picture, which favours those farther away.",
    "Errors of points: knowledge/pose/keypoint_error.toml; 'biased': with a constant bias of every joint of "
    "the runner besides, judged from the literature. Told: height to 1 cm, speed to 0.7 %.",
    "A good clip shows the whole runner for eight strides or more; only good clips are scored, and the whole "
    "bodies of other laboratories, whose recordings are shorter. 'refused': good clips refused as a whole, "
    "or a measure refused in the rest.",
    "error: root mean square; guess: the same when every clip is given the mean of the truths; held: share "
    "of 95 % intervals with the truth. The truth is of the strides filmed, so intervals meant for the long "
    "run hold it a little too often.",
    "Contact coefficients are fitted without the runner filmed; where treadmill runners shaped other choices "
    "of the product, they are not new to it.",
    "Roll: the same phone and errors at five degrees against level, after the product's own correction.",
)


class Target(NamedTuple):
    """What was asked of a class of cameras: that ``of`` its clips is at most, or at least, so much."""

    what: str
    phone: str
    asked: float
    unit: str
    of: Callable[[Sequence[Shot]], float]
    at_least: bool = False


def rows(shots: Sequence[Shot]) -> list[Row]:
    """Every row of the result."""
    good = [shot for shot in shots if shot.good]
    scored = [shot for shot in shots if shot.good or shot.kind == SHORT]
    phones = sorted({shot.phone for shot in shots}, key=lambda name: (name[:4], float(name.split()[1])))
    found = [_target(target, good if target.of is refused else scored) for target in TARGETS]
    found += [_refusals(phone, good) for phone in phones]
    found += [row for phone in phones for row in _contacts(phone, good)]
    found += [row for phone in phones for row in _measures(phone, phone, scored)]
    for kind in ("treadmill", "whole body", "synthetic"):
        of_kind = [shot for shot in scored if shot.kind == kind]
        found += _measures(f"side 60, {kind}", "side 60", of_kind)
    found += _by_choice(scored)
    found += _roll(shots)
    return [*found, *_reasons(good)]


def _target(target: Target, good: Sequence[Shot]) -> Row:
    plain, biased = (
        target.of([s for s in good if s.phone == target.phone and s.biased == way]) for way in (False, True)
    )
    met = bool(plain >= target.asked if target.at_least else plain <= target.asked)
    return {
        "what": f"target: {target.what}",
        "class": target.phone,
        "asked": target.asked,
        "error": plain,
        "biased": biased,
        "unit": target.unit,
        "met": "yes" if met else "no",
    }


def error_of(measure: str) -> Callable[[Sequence[Shot]], float]:
    """Root mean square error of a measure over clips."""

    def of(shots: Sequence[Shot]) -> float:
        return _rms([found.error for found in _all(measure, shots)])

    return of


def strikes_near(shots: Sequence[Shot]) -> float:
    """Share of true foot strikes that were found within 20 ms; a refused clip asks for none."""
    errors = np.array([strike for shot in shots for strike, _ in shot.contacts])
    return float(np.mean(np.abs(errors) <= STRIKE_S)) if errors.size else float("nan")


def contact_times(shots: Sequence[Shot]) -> float:
    """Root mean square error of the single contact times."""
    return _rms([off - strike for shot in shots for strike, off in shot.contacts])


def held(shots: Sequence[Shot]) -> float:
    """Share of all intervals that hold the truth."""
    flags = [f.held for shot in shots for f in shot.measures.values() if np.isfinite(f.error)]
    return float(np.mean(flags)) if flags else float("nan")


def refused(shots: Sequence[Shot]) -> float:
    """Share of clips refused as a whole."""
    return float(np.mean([shot.refused is not None for shot in shots])) if shots else float("nan")


TARGETS: Final = (
    Target("cadence", "side 60", 1.0, "steps/min", error_of("cadence")),
    Target("foot strike within 20 ms, share", "side 60", 0.95, "1", strikes_near, at_least=True),
    Target("knee flexion at strike", "side 60", 5.0, "deg", error_of("knee_flexion_at_strike")),
    Target("trunk lean", "side 60", 2.5, "deg", error_of("trunk_lean")),
    Target("leg angle at strike", "side 60", 2.0, "deg", error_of("leg_angle_at_strike")),
    Target("contact time, mean of a clip", "side 120", 0.015, "s", error_of("contact_time")),
    Target("intervals that hold the truth, share", "side 60", 0.9, "1", held, at_least=True),
    Target("intervals that hold the truth, share", "side 120", 0.9, "1", held, at_least=True),
    Target("good clips refused, share", "side 60", 0.1, "1", refused),
    Target("good clips refused, share", "side 120", 0.1, "1", refused),
)


def _refusals(phone: str, good: Sequence[Shot]) -> Row:
    mine = [shot for shot in good if shot.phone == phone]
    plain, biased = ([s for s in mine if s.biased == way] for way in (False, True))
    return {
        "what": "good clips refused, share",
        "class": phone,
        "n": len(plain),
        "error": refused(plain),
        "biased": refused(biased),
        "unit": "1",
    }


def _contacts(phone: str, good: Sequence[Shot]) -> Iterator[Row]:
    """Single contacts against plates and the synthesiser."""
    mine = [shot for shot in good if shot.phone == phone]
    plain, biased = ([s for s in mine if s.biased == way] for way in (False, True))
    known = np.array([pair for shot in plain for pair in shot.contacts]).reshape(-1, 2)
    if not known.size:
        return
    lost = float(np.mean(np.isnan(known[:, 0])))
    figures: dict[str, Callable[[Sequence[Shot]], float]] = {
        "foot strike within 20 ms, share": strikes_near,
        "foot strike": lambda shots: _rms([strike for shot in shots for strike, _ in shot.contacts]),
        "toe-off": lambda shots: _rms([off for shot in shots for _, off in shot.contacts]),
        "single contact time": contact_times,
    }
    biases = (None, *(np.nanmean(known, axis=0)), float(np.nanmean(known[:, 1] - known[:, 0])))
    for (what, of), mean in zip(figures.items(), biases, strict=True):
        yield {
            "what": what,
            "class": phone,
            "n": len(known),
            "error": of(plain),
            "mean": mean,
            "refused": lost,
            "biased": of(biased),
            "unit": "1" if "share" in what else "s",
        }


def _measures(name: str, phone: str, good: Sequence[Shot]) -> Iterator[Row]:
    """Every measure that a class of cameras gives or refuses."""
    mine = [shot for shot in good if shot.phone == phone and shot.refused is None]
    plain, biased = ([s for s in mine if s.biased == way] for way in (False, True))
    for one in definitions():
        all_of_it, again = _all(one.id, plain), _all(one.id, biased)
        given = [found for found in all_of_it if np.isfinite(found.error)]
        if not given:
            continue
        truths = np.array([found.truth for found in given])
        yield {
            "what": one.id,
            "class": name,
            "n": len(given),
            "error": _rms([found.error for found in given]),
            "mean": float(np.mean([found.error for found in given])),
            "guess": float(np.std(truths)),
            "held": float(np.mean([found.held for found in given])),
            "refused": 1 - len(given) / len(all_of_it),
            "biased": _rms([found.error for found in again]),
            "held, biased": _share_held(again),
            "unit": one.unit,
        }


def _by_choice(good: Sequence[Shot]) -> Iterator[Row]:
    """The angles of the targets at 60 frames/s from the side, by how the phone stood."""
    side = [s for s in good if s.phone == "side 60" and s.refused is None and not s.biased]
    groups: dict[str, Callable[[Shot], bool]] = {
        "yaw below 5 deg": lambda s: abs(s.yaw_deg) < 5,
        "yaw 5 to 10 deg": lambda s: 5 <= abs(s.yaw_deg) < 10,
        "yaw 10 to 15 deg": lambda s: abs(s.yaw_deg) >= 10,
        "1280 px wide": lambda s: s.width_px == 1280,
        "1920 px wide": lambda s: s.width_px == 1920,
        "3840 px wide": lambda s: s.width_px == 3840,
        "still": lambda s: not s.pans,
        "following": lambda s: s.pans,
    }
    for measure in ("knee_flexion_at_strike", "leg_angle_at_strike", "trunk_lean"):
        for name, chosen in groups.items():
            errors = [f.error for f in _all(measure, [s for s in side if chosen(s)]) if np.isfinite(f.error)]
            if errors:
                row: Row = {"what": measure, "class": f"side 60, {name}", "n": len(errors)}
                yield row | {"error": rmse(errors), "mean": float(np.mean(errors)), "unit": "deg"}


def _roll(shots: Sequence[Shot]) -> Iterator[Row]:
    """What five degrees of roll change after they were taken out."""
    units = {one.id: one.unit for one in definitions()}
    for measure in LEVELLED:
        moved = [shot.rolled[measure] for shot in shots if measure in shot.rolled]
        if moved:
            row: Row = {"what": f"{measure}, 5 deg of roll against none", "class": "side 60", "n": len(moved)}
            yield row | {"error": rmse(moved), "mean": float(np.mean(moved)), "unit": units[measure]}


def _reasons(good: Sequence[Shot]) -> Iterator[Row]:
    """Why good clips were refused."""
    said = Counter((shot.phone.split()[0], shot.refused) for shot in good if shot.refused and not shot.biased)
    for (view, reason), count in said.most_common():
        yield {"what": f"refused: {reason}", "class": view, "n": count}


def _all(measure: str, shots: Sequence[Shot]) -> list[Found]:
    return [shot.measures[measure] for shot in shots if measure in shot.measures]


def _share_held(found: Sequence[Found]) -> float:
    flags = [one.held for one in found if np.isfinite(one.error)]
    return float(np.mean(flags)) if flags else float("nan")


def _rms(errors: Sequence[float]) -> float:
    known = np.array([error for error in errors if np.isfinite(error)])
    return rmse(known) if known.size else float("nan")
