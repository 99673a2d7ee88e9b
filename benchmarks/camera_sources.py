"""Runs that a virtual camera films: where the points of the body really are, and what is true of the run.

Real: treadmill recordings with a force plate (hips, knees, ankles, heels and toes), and whole bodies of other
laboratories; their truth is what the product measures in three dimensions. Synthetic: whole bodies, every
figure of which is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
import xarray as xr

from backstride.errors import UsageError
from backstride.model.common import SIDES, Side, Surface
from backstride.model.contact import Contact
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_source, sources
from backstride.synth.filmed import places_of
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from backstride.ways.movement import measure_one
from benchmarks.common import rbds_standing, rbds_trials, shared_data, truth_trials
from benchmarks.synthetic_population import SAME_LINE, TRIES, WANDER, healthy

SECONDS: Final = 12.0  # of a run that is filmed: what guides ask for on a treadmill
FROM_S: Final = 5.0  # into a treadmill recording of half a minute
# Points a pose engine gives and the recorded points whose middle stands for them, first choice first. Where
# no toe was recorded the ball of the foot stands in.
JOINTS: Final = ("hip_centre", "knee_centre", "ankle_centre", "shoulder_centre")
OTHERS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "heel": (("heel",),),
    "toe": (("toe",), ("mt1", "mt5")),
    "elbow_centre": (("elbow_lateral", "elbow_medial"), ("elbow_lateral",)),
    "wrist_centre": (("wrist_lateral", "wrist_medial"), ("wrist_lateral",)),
}
HAMNER: Final = Runner(height_m=1.80, mass_kg=72.84, sex="male")
JA1: Final = Runner(mass_kg=76.0)
# What is told of a runner, against the truth: as in benchmarks/synthetic_population.py.
HEIGHT_OFF_M, SPEED_OFF = 0.01, 0.007
Kind = Literal["treadmill", "whole body", "synthetic"]


@dataclass(frozen=True, eq=False)
class Source:
    """One run. places: (time, point, axis) m. truth: measure id -> value of both sides together.

    contacts: on the clock of the places, () where no plate to trust saw them. left_out: the runner whom
    fitted parts must not have seen, '' for none.
    """

    name: str
    kind: Kind
    places: xr.DataArray
    truth: Mapping[str, float]
    contacts: tuple[tuple[Side, float, float], ...]
    given: Runner
    settings: Settings
    stride_s: float
    left_out: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which run to make; small, to hand to another process."""

    kind: Kind
    name: str
    left_out: str = ""

    def make(self) -> Source:
        """The run itself; UsageError where its recording is missing."""
        make = {"treadmill": treadmill, "whole body": whole_body, "synthetic": synthetic}[self.kind]
        return make(self.name)


def wanted(synthetic_runners: int) -> list[Wanted]:
    """Every run to film."""
    real = [Wanted("treadmill", path.stem, path.stem.split("run")[0]) for path in rbds_trials()]
    full = [*(f"hamner_s01_Run_{speed}" for speed in range(2, 6)), "JA1Gait21"]
    made = [Wanted("synthetic", str(number)) for number in range(synthetic_runners)]
    return [*real, *(Wanted("whole body", name) for name in full), *made]


def treadmill(name: str) -> Source:
    """A treadmill recording, some seconds of it."""
    path = shared_data() / "rbds" / f"{name}.c3d"
    subject = path.stem.split("run")[0]
    people = pd.read_csv(shared_data() / "rbds" / "participants.csv").set_index("Subject")
    person = people.to_dict("index")[int(subject.removeprefix("RBDS"))]
    speed = float(truth_trials().speed_mps[name])
    runner = Runner(
        height_m=float(person["Height"]) / 100,
        mass_kg=float(person["Mass"]),
        sex="female" if person["Gender"] == "F" else "male",
    )
    recording = cropped(load(path), FROM_S, FROM_S + SECONDS)
    return _real(name, "treadmill", recording, load(rbds_standing(path)), runner, speed, "treadmill", subject)


def whole_body(name: str) -> Source:
    """A recording with trunk and arms: on a treadmill, or across a laboratory."""
    folder = shared_data() / "fullbody"
    if name.startswith("hamner"):
        (source,) = sources([folder / f"{name}.trc"], folder / f"{name}_grf.mot")
        still = load(folder / "hamner_s01_static.trc")
        # Run_2 to Run_5 are named after their speeds
        speed = float(name.rsplit("_", 1)[1])
        return _real(name, "whole body", load_source(source), still, HAMNER, speed, "treadmill", "")
    recording, still = load(folder / f"{name}.c3d"), load(folder / "JA1Static05.c3d")
    return _real(name, "whole body", recording, still, JA1, None, None, "")


def synthetic(name: str) -> Source:
    """An ordinary synthetic runner with the spread of real ones, on a treadmill."""
    seed = int(name)
    made = _made(np.random.default_rng([seed, 3]), seed)
    spec = made.spec
    truth = {measure: sides["both"] for measure, sides in made.truth.measures.items() if "both" in sides}
    truth |= {measure: truth[line] for measure, line in SAME_LINE.items() if line in truth}
    runner = Runner(height_m=spec.height_m, mass_kg=spec.mass_kg, sex=spec.sex)
    return Source(
        name=f"synthetic {name}",
        kind="synthetic",
        places=places_of(made),
        truth=truth,
        contacts=tuple((c.side, c.foot_strike_s, c.toe_off_s) for c in made.truth.contacts),
        given=_told(runner, name),
        settings=Settings(speed_mps=_about(spec.speed_mps, name), surface="treadmill"),
        stride_s=truth["stride_time"],
    )


def _made(rng: np.random.Generator, seed: int) -> Synthetic:
    for _ in range(TRIES):
        try:
            wishes = healthy(rng) | {
                "posture_variability": 1.0,
                "wander": WANDER,
                "marker_noise_m": 0.0,
                "duration_s": SECONDS,
                "seed": seed,
            }
            return synthesise(Spec.model_validate(wishes))
        except (UsageError, ValueError):
            continue
    raise UsageError("no runner could be made", where=f"seed {seed}", fix="Bring the dials nearer")


def _real(
    name: str,
    kind: Kind,
    recording: Recording,
    standing: Recording,
    runner: Runner,
    speed_mps: float | None,
    surface: Surface | None,
    left_out: str,
) -> Source:
    # the Hamner forces are heavily low-passed, which moves both events; benchmarks/contacts_markers.py
    contacts: Literal["markers", "auto"] = "markers" if runner is HAMNER else "auto"
    settings = Settings(speed_mps=speed_mps, surface=surface, contacts=contacts)
    motion = solve(recording, standing, runner, settings)
    measured = measure_one(recording, standing, runner, settings)
    truth = {row.id: row.value for row in measured.measures if row.side == "both" and row.value is not None}
    told = Settings(speed_mps=_about(speed_mps, name) if speed_mps else None, surface=surface)
    return Source(
        name=name,
        kind=kind,
        places=seen_points(motion),
        truth=truth,
        contacts=tuple(map(_times, measured.contacts)) if kind == "treadmill" else (),
        given=_told(runner, name),
        settings=told,
        stride_s=truth["stride_time"],
        left_out=left_out,
    )


def seen_points(motion: Motion) -> xr.DataArray:
    """(time, point, axis) m of the points a pose engine gives, as far as they were recorded."""
    points = motion.points
    there = {str(name) for name in points.coords["point"].to_numpy()}
    found: dict[str, xr.DataArray] = {}
    for side in SIDES:
        found |= {f"{n}_{side}": points.sel(point=f"{n}_{side}") for n in JOINTS if f"{n}_{side}" in there}
        for name, choices in OTHERS.items():
            for choice in choices:
                of = [f"{one}_{side}" for one in choice if f"{one}_{side}" in there]
                if of:
                    found[f"{name}_{side}"] = points.sel(point=of).mean("point")
                    break
    values = np.stack([one.to_numpy() for one in found.values()], axis=1)
    return xr.DataArray(
        values,
        dims=("time", "point", "axis"),
        coords={"time": points.coords["time"].to_numpy(), "point": list(found), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def cropped(recording: Recording, from_s: float, until_s: float) -> Recording:
    """Some seconds of a recording, on its own clock."""
    points = recording.points.sel(time=slice(from_s, until_s))
    points.attrs = recording.points.attrs
    forces = recording.forces
    return replace(recording, points=points, forces=forces and _forces(forces, from_s, until_s))


def _forces(forces: Forces, from_s: float, until_s: float) -> Forces:
    rows = slice(*np.searchsorted(forces.time_s, [from_s, until_s]))
    plates = tuple(
        replace(
            plate,
            force_n=plate.force_n[rows],
            centre_of_pressure_m=plate.centre_of_pressure_m[rows],
            free_moment_nm=plate.free_moment_nm[rows],
        )
        for plate in forces.plates
    )
    return replace(forces, time_s=forces.time_s[rows], plates=plates)


def _times(contact: Contact) -> tuple[Side, float, float]:
    return contact.side, contact.foot_strike_s, contact.toe_off_s


def _told(runner: Runner, name: str) -> Runner:
    """Height as a tape gives it."""
    if runner.height_m is None:
        return runner
    off_m = HEIGHT_OFF_M * _rng(name, 1).standard_normal()
    return runner.model_copy(update={"height_m": runner.height_m + off_m})


def _about(speed_mps: float, name: str) -> float:
    """Speed as a display gives it."""
    return float(speed_mps * (1 + SPEED_OFF * _rng(name, 2).standard_normal()))


def _rng(name: str, what: int) -> np.random.Generator:
    return np.random.default_rng([what, *name.encode()])
