"""Facts a person may give wrong: false alarms on true ones, and how often a wrong one is found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from backstride.loads.ground_reaction import ContactForce, ground_reaction
from backstride.loads.weight import GRAVITY_MPS2, Weighed, disagree, weight_of_plates
from backstride.model.arrays import FloatArray
from backstride.model.recording import Recording
from backstride.model.settings import Settings
from backstride.motion.clean import clean
from backstride.motion.contacts import find_contacts
from backstride.motion.given_height import PELVIS_SHARE, height_from_standing, height_notes
from backstride.motion.given_speed import likely_slip, settled
from backstride.motion.own_standing import ANOTHER_BODY, Fit, fit_of
from backstride.motion.pace import Pace, pace
from backstride.motion.stance_speed import stance_speed
from backstride.motion.standing import standing_places
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import rbds_trials, save, shared_data

POUNDS = 1 / 0.45359237  # international pound
FACTORS = {
    "mass": (1.06, 1.1, 0.9, 2.0, POUNDS),
    "speed": (1.25, 0.8, 2.0, 0.5, 3.6, 1 / 3.6, 3600 / 1609.344, 1609.344 / 3600),
    "height": (1.15, 0.85, 1.25),
}


@dataclass(frozen=True, eq=False)
class Case:
    """One trial: true facts and what the recording shows of them. ``fits``: standing trial's owner -> fit."""

    trial: str
    owner: str
    mass_kg: float
    speed_mps: float
    run: Pace
    mid_stance_mps: float | None
    weighed: Weighed | None
    strides_off: dict[int, list[float]]
    fits: dict[str, Fit]


def main() -> None:
    stills = {owner: load(path) for owner, path in standing_trials().items()}
    done = [case(paths, stills) for paths in trials()]
    rows = [*_mass(done), *_speed(done), *_height(stills), *_standing(done)]
    title = "Facts given wrong"
    save("bad_facts", title, "python -m benchmarks.bad_facts", rows, _notes(done, stills))


def trials() -> list[list[Path]]:
    """Every running trial whose mass and speed are known, as the paths of one recording."""
    full = shared_data() / "fullbody"
    runs = sorted(full.glob("hamner_s01_Run_*.trc"))
    paired = [[run, run.with_name(f"{run.stem}_grf.mot")] for run in runs]
    return [*([trial] for trial in rbds_trials()), *paired, [full / "JA1Gait21.c3d"]]


def standing_trials() -> dict[str, Path]:
    """Owner -> standing trial."""
    full = shared_data() / "fullbody"
    rbds = {path.stem.replace("static", ""): path for path in rbds_standing_trials()}
    return {**rbds, "hamner_s01": full / "hamner_s01_static.trc", "JA1": full / "JA1Static05.c3d"}


def rbds_standing_trials() -> list[Path]:
    """The standing trials of RBDS, sorted."""
    return sorted((shared_data() / "rbds").glob("*static.c3d"))


def true_facts(owner: str, trial: str) -> tuple[float, float | None, float]:
    """mass kg, height m (None where unknown), speed m/s, from the tables beside the recordings."""
    if owner.startswith("RBDS"):
        people = pd.read_csv(shared_data() / "rbds" / "participants.csv").set_index("Subject")
        person = people.loc[int(owner.removeprefix("RBDS"))]
        return float(str(person["Mass"])), float(str(person["Height"])) / 100, float(trial[-2:]) / 10
    if owner == "JA1":
        return 76.0, None, 3.53
    return 72.84, 1.80, float(trial.split("_")[-1])


def owner_of(trial: str) -> str:
    """Whose run it is."""
    return trial.split("run")[0] if trial.startswith("RBDS") else "JA1" if trial[:3] == "JA1" else trial[:10]


def case(paths: list[Path], stills: dict[str, Recording]) -> Case:
    """One trial read and compared."""
    recording = load_session(paths)[0]
    owner = owner_of(recording.id)
    mass_kg, _, speed_mps = true_facts(owner, recording.id)
    cleaned = clean(recording, None)
    found = find_contacts(recording, cleaned.points, Settings()).contacts
    assert recording.forces is not None
    reaction = ground_reaction(recording.forces, found, None)
    vertical_n = reaction.force_n[:, 1]
    weighed = weight_of_plates(reaction.time_s, vertical_n, reaction.contacts)
    off = {n: _off(reaction.time_s, vertical_n, reaction.contacts, weighed, n) for n in (1, 2)}
    same = [
        name for name in stills if name == owner or (name.startswith("RBDS") and owner.startswith("RBDS"))
    ]
    return Case(
        trial=recording.id,
        owner=owner,
        mass_kg=mass_kg,
        speed_mps=speed_mps,
        run=pace(cleaned.points, recording.rate_hz, Settings()),
        mid_stance_mps=stance_speed(cleaned.points, found),
        weighed=weighed,
        strides_off=off,
        fits={name: _fit(recording, stills[name]) for name in same},
    )


def _fit(recording: Recording, still: Recording) -> Fit:
    cleaned = clean(recording, still)
    assert cleaned.standing is not None
    return fit_of(standing_places(cleaned.standing.points, cleaned.standing.rate_hz), cleaned.points)


def _off(
    time_s: np.ndarray,
    vertical_n: np.ndarray,
    contacts: Sequence[ContactForce],
    whole: Weighed | None,
    n: int,
) -> list[float]:
    """Weight over ``n`` whole strides against the trial's, minus one, of every stretch that long."""
    ordered = sorted(contacts, key=lambda contact: contact.foot_strike_s)
    off = []
    for first in range(0, len(ordered) - 2 * n, 2 * n):
        stretch = ordered[first : first + 2 * n + 1]
        if whole is None or any(a.side == b.side for a, b in pairwise(stretch)):
            continue
        part = weight_of_plates(time_s, vertical_n, stretch)
        off += [part.force_n / whole.force_n - 1] if part and part.strides == n else []
    return off


def _row(what: str, given: str, alarms: Sequence[bool], **more: Any) -> dict[str, Any]:
    return {"fact": what, "given": given, "cases": len(alarms), "said": sum(alarms), **more}


def _mass(done: Sequence[Case]) -> Iterable[dict[str, Any]]:
    def said(one: Case, factor: float) -> bool:
        return disagree(one.weighed, factor * one.mass_kg * GRAVITY_MPS2)

    apart = [_mass_off(one) for one in done]
    consistent = [one for one in done if not said(one, 1.0)]
    yield _row("mass", "as in the tables", [said(one, 1.0) for one in done], **_largest(apart))
    for factor in FACTORS["mass"]:
        yield _row("mass", f"x {factor:.3g}", [said(one, factor) for one in consistent])


def _mass_off(one: Case) -> float:
    return one.weighed.force_n / (one.mass_kg * GRAVITY_MPS2) - 1 if one.weighed else math.nan


def _speed(done: Sequence[Case]) -> Iterable[dict[str, Any]]:
    apart = [_speed_off(one) for one in done]
    yield _row("speed", "true", [_said_speed(one, 1.0) for one in done], **_largest(apart))
    for factor in FACTORS["speed"]:
        named = [_slip(one, factor) for one in done]
        yield _row(
            "speed",
            f"x {factor:.3g}",
            [_said_speed(one, factor) for one in done],
            **{"unit named": sum(name is not None for name in named)},
        )


def _said_speed(one: Case, factor: float) -> bool:
    return settled(one.run, factor * one.speed_mps, one.mid_stance_mps).source != "given"


def _slip(one: Case, factor: float) -> str | None:
    return likely_slip(factor * one.speed_mps, one.mid_stance_mps or one.run.speed_mps)


def _speed_off(one: Case) -> float:
    seen = [one.run.speed_mps, one.mid_stance_mps or one.run.speed_mps]
    return min((speed / one.speed_mps - 1 for speed in seen), key=abs)


def _height(stills: dict[str, Recording]) -> Iterable[dict[str, Any]]:
    known = [(places, height) for places, height in _heights(stills) if height is not None]
    shares = [(height_from_standing(places) or math.nan) / height - 1 for places, height in known]
    true = [bool(height_notes(places, height)) for places, height in known]
    yield _row("height", "true", true, **_largest(shares))
    for factor in FACTORS["height"]:
        yield _row("height", f"x {factor:.3g}", [bool(height_notes(p, factor * h)) for p, h in known])


def _heights(stills: dict[str, Recording]) -> list[tuple[dict[str, FloatArray], float | None]]:
    return [
        (standing_places(still.points, still.rate_hz), true_facts(owner, "00")[1])
        for owner, still in stills.items()
    ]


def _standing(done: Sequence[Case]) -> Iterable[dict[str, Any]]:
    own = [(one.owner, one.fits[one.owner]) for one in done]
    foreign = [(one.owner, name, fit) for one in done for name, fit in one.fits.items() if name != one.owner]
    parts: dict[str, Callable[[Fit], Fit]] = {
        "pelvis and knee": lambda fit: fit,
        "pelvis alone": lambda fit: replace(fit, knee_m=None),
        "knee alone": lambda fit: replace(fit, pelvis_m=None),
    }
    for what, part in parts.items():
        mine, theirs = [part(fit).score for _, fit in own], [part(fit).score for *_, fit in foreign]
        for whose, scores, edge in (("own", mine, max(mine)), ("another runner's", theirs, min(theirs))):
            said = [score > ANOTHER_BODY for score in scores]
            yield _row(f"standing trial, by {what}", whose, said, **{"score nearest the limit": edge})
    runners = sorted({owner for owner, _ in own})
    false, caught = [], []
    for out in runners:
        limit = math.sqrt(
            max(fit.score for owner, fit in own if owner != out)
            * min(fit.score for owner, name, fit in foreign if out not in (owner, name))
        )
        false += [fit.score > limit for owner, fit in own if owner == out]
        caught += [fit.score > limit for owner, _, fit in foreign if owner == out]
    yield _row("standing trial, limit from the other runners", "own", false)
    yield _row("standing trial, limit from the other runners", "another runner's", caught)


def _largest(apart: Sequence[float]) -> dict[str, float]:
    return {"largest difference %": 100 * float(np.nanmax(np.abs(apart)))}


def _notes(done: Sequence[Case], stills: dict[str, Recording]) -> list[str]:
    said = sorted({one.owner for one in done if disagree(one.weighed, one.mass_kg * GRAVITY_MPS2)})
    rest = [abs(_mass_off(one)) for one in done if one.owner not in said]
    singles, pairs = ([abs(off) for one in done for off in one.strides_off[n]] for n in (1, 2))
    shares = [
        PELVIS_SHARE * (height_from_standing(p) or math.nan) / h for p, h in _heights(stills) if h is not None
    ]
    rbds = [abs(_speed_off(one)) for one in done if one.owner.startswith("RBDS")]
    return [
        f"mass: {', '.join(said)} is said at every speed: the plates weigh this runner 6 % below the table, "
        f"the others within {100 * max(rest):.1f} %; wrong masses are scored on the trials that agree",
        f"mass: {len(singles)} single strides weigh up to {100 * max(singles):.1f} % off their trial, "
        f"{len(pairs)} pairs of strides up to {100 * max(pairs):.1f} %",
        f"speed: the nearer reading of the feet lies within {100 * max(rbds):.1f} % on RBDS; the largest "
        "difference is Hamner's at 5 m/s, where the reading of the feet is in doubt, or the belt",
        f"height: pelvis above feet is {min(shares):.3f} to {max(shares):.3f} of height, "
        f"mean {np.mean(shares):.3f}",
        "standing: eight men of 1.69 to 1.87 m; two people of one build cannot be told apart this way",
    ]


if __name__ == "__main__":
    main()
