"""Trials with plates, and what is told of their ground force without them: one table, a row a trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

import numpy as np
import pandas as pd

from backstride.jobs import in_order
from backstride.loads.force_from_motion import StepForces, forces_from_motion
from backstride.loads.force_from_times import sine_drop_m, sine_peak_bw
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.loads.stiffness import Landing, landings, leg_compression_m
from backstride.loads.weight import GRAVITY_MPS2, weight_of_plates
from backstride.measures.spring import SHORTEST_DROP_M
from backstride.measures.trial import Trial
from backstride.measures.without_plates import step_times_s
from backstride.model.common import SIDES, Side
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion import marker_contacts
from backstride.motion.centre_of_mass import centre_of_mass
from backstride.motion.contact_model import Team
from backstride.motion.places import as_track, places_of
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import CORES, rbds_standing, rbds_trials, rmse, shared_data, truth_trials

SPREADS: Final = (1.0, 1.8, 3.2, 5.8)  # of the waves, body weights; the shipped one is among them
LEG_M: Final = 0.94  # of every runner, so that the leg's length is no part of the error: 0.53 of 1.78 m
OUTSIDE: Final = (*(f"hamner_s01_Run_{speed}" for speed in (2, 3, 4, 5)), "JA1Gait21")
UPPER: Final = ("acromion", "shoulder")
SPRINGS: Final = ("vertical", "leg")
SEED: Final = 1
Figures = dict[str, float]


@dataclass(frozen=True)
class Camera:
    """A poorer camera: every so many frames, each marker moved by so much (SD, each axis by itself)."""

    every: int
    noise_m: float


def treadmill(teams: Mapping[str, tuple[Team, ...]], seen: Camera | None = None) -> pd.DataFrame:
    """The 24 RBDS trials. teams: contact coefficients by the runner they were fitted without."""
    paths = rbds_trials()
    work = [partial(_treadmill, path, teams[path.stem.split("run")[0]], seen) for path in paths]
    return _table([path.stem for path in paths], list(in_order(work, CORES)))


def outside() -> pd.DataFrame:
    """Trials of two other laboratories with full-body markers."""
    return _table(OUTSIDE, [_outside(name) for name in OUTSIDE])


def _table(names: Sequence[str], figures: list[Figures]) -> pd.DataFrame:
    table = pd.DataFrame(figures, index=list(names))
    return table.assign(runner=[name.split("run")[0] for name in names])


def _treadmill(path: Path, teams: tuple[Team, ...], seen: Camera | None) -> Figures:
    with patch.object(marker_contacts, "fitted", lambda: teams):
        return _figures(load_session([path])[0], load(rbds_standing(path)), seen)


def _outside(name: str) -> Figures:
    folder, hamner = shared_data() / "fullbody", name.startswith("hamner")
    paths = [folder / f"{name}.trc", folder / f"{name}_grf.mot"] if hamner else [folder / f"{name}.c3d"]
    standing = load(folder / ("hamner_s01_static.trc" if hamner else "JA1Static05.c3d"))
    return _figures(load_session(paths)[0], standing, None)


def _figures(recording: Recording, standing: Recording, seen: Camera | None) -> Figures:
    runner = Runner(sex="male", mass_kg=float(truth_trials().mass_kg[recording.id]))
    weight_n = (runner.mass_kg or 0.0) * GRAVITY_MPS2
    plates = solve(recording, standing, runner, Settings(contacts="plates"))
    assert recording.forces is not None
    felt = ground_reaction(recording.forces, plates.contacts, runner.mass_kg)
    shown = recording if seen is None else _seen_as(recording, seen)
    motion = solve(shown, standing, runner, Settings(contacts="markers"))
    return {
        "speed": motion.speed_mps or np.nan,
        **_plates(Trial(plates, felt, runner), weight_n),
        **_path(motion, felt, weight_n),
        **_times(motion),
    }


def _seen_as(recording: Recording, seen: Camera) -> Recording:
    points = recording.points[:: seen.every]
    noise = seen.noise_m * np.random.default_rng(SEED).standard_normal(points.shape)
    return replace(recording, points=points + noise, rate_hz=recording.rate_hz / seen.every)


def _plates(trial: Trial, weight_n: float) -> Figures:
    """The truth, by the given mass's weight."""
    felt = trial.reaction
    assert felt is not None
    each = [felt.force_n[c.start : c.stop] / weight_n for c in felt.contacts]
    weighed = weight_of_plates(felt.time_s, felt.force_n[:, 1], felt.contacts)
    braking = [np.maximum(-force[:, 0], 0) for force in each]
    return {
        "true": float(np.mean([force[:, 1].max() for force in each])),
        **{f"true_{side}": _peak_of(felt, weight_n, side) for side in SIDES},
        "own": weighed.force_n / weight_n if weighed else np.nan,
        "true_weight": weight_n,
        "true_brake": float(np.mean([one.max() for one in braking])),
        "true_impulse": float(np.mean([one.sum() / felt.rate_hz for one in braking])),
        **_stiffness("true", _landed(trial), trial.motion.speed_mps),
    }


def _peak_of(felt: GroundReaction, weight_n: float, side: Side) -> float:
    own = [felt.force_n[c.start : c.stop, 1].max() for c in felt.contacts if c.side == side]
    return float(np.mean(own)) / weight_n


def _landed(trial: Trial) -> list[Landing]:
    """Contacts of both feet as the plates tell them, N."""
    assert trial.reaction is not None
    found = landings(trial.reaction, trial.motion.strides)
    return [one for one in found if one.drop_m > SHORTEST_DROP_M]


def _stiffness(what: str, landed: list[Landing], speed_mps: float | None) -> Figures:
    """Of the mean contact, both kinds, N/m."""
    if not landed:
        return {f"{what}_{spring}": np.nan for spring in SPRINGS}
    speed = speed_mps or np.nan
    return {
        f"{what}_vertical": float(np.mean([one.peak_n / one.drop_m for one in landed])),
        f"{what}_leg": float(np.mean([one.peak_n / leg_compression_m(one, LEG_M, speed) for one in landed])),
    }


def _path(motion: Motion, felt: GroundReaction, weight_n: float) -> Figures:
    """Told from the body's path."""
    forces = forces_from_motion(motion)
    curves = forces.curves_bw()
    braking = np.maximum(-curves[..., 0], 0)
    peaks_n, drops_m = weight_n * forces.peaks_bw(), forces.drops_m()
    landed = [Landing(*map(float, one)) for one in zip(forces.contact_s, peaks_n, drops_m, strict=True)]
    return {
        **{f"path_{spread:g}": _peak(forces_from_motion(motion, spread)) for spread in SPREADS},
        "path": _peak(forces),
        **{f"path_{side}": float(forces.of(side).peaks_bw().mean()) for side in SIDES},
        "path_legs": _peak(forces_from_motion(_legs_only(motion))),
        "path_brake": float(braking.max(axis=1).mean()),
        "path_impulse": float((braking.mean(axis=1) * forces.contact_s).mean()),
        "curve": _curve_rmse(forces, felt, weight_n),
        **_stiffness("path", landed, motion.speed_mps),
    }


def _peak(forces: StepForces) -> float:
    return float(np.mean([forces.of(side).peaks_bw().mean() for side in SIDES]))


def _curve_rmse(forces: StepForces, felt: GroundReaction, weight_n: float) -> float:
    """Vertical force over the contacts, against the plates where they saw the contact, BW."""
    moments = forces.foot_strike_s[:, None] + np.linspace(0, 1, 101) * forces.contact_s[:, None]
    true = np.interp(moments, felt.time_s, felt.force_n[:, 1]) / weight_n
    seen = true.max(axis=1) > 1.0
    return rmse((forces.curves_bw()[..., 1] - true)[seen])


def _legs_only(motion: Motion) -> Motion:
    """The same motion without trunk and arms."""
    places = {name: place for name, place in places_of(motion.points).items() if not name.startswith(UPPER)}
    return replace(motion, centre_of_mass=as_track(centre_of_mass(places, "male").place_m, motion.time_s))


def _times(motion: Motion) -> Figures:
    """The half sine of contact and step times, nothing set right; stiffness over the weight, 1/m."""
    trial = Trial(motion, None, Runner())
    contact_s, step_s = (
        np.concatenate(both) for both in zip(*(step_times_s(trial, s) for s in SIDES), strict=True)
    )
    peaks, drops = sine_peak_bw(contact_s, step_s), sine_drop_m(contact_s, step_s)
    landed = [Landing(*map(float, one)) for one in zip(contact_s, peaks, drops, strict=True)]
    return {"sine": float(peaks.mean()), **_stiffness("sine", landed, motion.speed_mps)}
