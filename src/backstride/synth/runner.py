"""A synthetic runner from a spec: a run, a standing trial and the truth about both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.recording import AxesDecision, Forces, MarkerMatch, Note, Recording
from backstride.synth.body import Body, build_body
from backstride.synth.body_path import force_bw, moments
from backstride.synth.figure import Figure, Segment
from backstride.synth.force import GRAVITY_MPS2
from backstride.synth.labels import LabelSwap, draw_swaps, lose, swap
from backstride.synth.markers import joint_centres, marker_places, misplace, place_markers, see, trunk_line
from backstride.synth.plates import belt_m, sample_forces
from backstride.synth.push_off import MOVED, meet_hip_extension
from backstride.synth.schedule import Schedule, lay_contacts
from backstride.synth.skin import skin_motion
from backstride.synth.solve import Solution, per_frame, solve_runner
from backstride.synth.spec import Spec
from backstride.synth.standing import drawn, stand
from backstride.synth.true_measures import (
    hip_extension_peaks,
    true_measures,
    true_springs,
    true_strides,
    true_trunk_line,
)
from backstride.synth.truth import Truth, true_angles, true_contacts

ISB = AxesDecision(matrix=((1, 0, 0), (0, 1, 0), (0, 0, 1)), how="made in ISB axes")


@dataclass(frozen=True, eq=False)
class Synthetic:
    """A run, its standing trial, what was asked for and what is true."""

    spec: Spec
    run: Recording
    standing: Recording
    truth: Truth


def synthesise(spec: Spec) -> Synthetic:
    """The runner a spec asks for; the same spec gives the same numbers.

    Raises UsageError when the wishes exclude each other (no flight left, a leg too short for the step).
    """
    tried: list[Solution] = []

    def peak(wished: Spec) -> float:
        tried[:] = [_solve(wished)]
        return _peak_extension(wished, tried[0])

    driven = meet_hip_extension(spec, peak)
    body = build_body(driven)
    solution = _solve(driven) if driven is spec else tried[0]  # what is found is what was tried last
    frames = _frames(spec, solution)
    time_s = solution.time_s[frames]
    figure = _in_lab(spec, {name: _at(segment, frames) for name, segment in solution.figure.items()}, time_s)
    forces = sample_forces(driven, solution.ground, solution.footing, _random(spec, "plate"))
    windows = draw_swaps(spec, len(time_s), _random(spec, "swaps"))
    swaps = tuple(
        LabelSwap(markers=(one, other), from_s=float(time_s[first]), to_s=float(time_s[end - 1]))
        for first, end, one, other in windows
    )
    names, points = _run_points(spec, body, figure, solution.ground.schedule.phase(time_s))
    truth = _truth(driven, body, solution, figure, frames)
    moved = {} if driven is spec else {name: float(getattr(driven, name)) for name in MOVED}
    return Synthetic(
        spec,
        _recording("synthetic_run", spec, time_s, swap(names, points, windows), names, forces),
        _standing(spec, body),
        replace(truth, label_swaps=swaps, moved=moved),
    )


#: One independent stream of random numbers per purpose, so that a new one leaves the others as they were.
STREAMS = ("rhythm", "camera", "plate", "standing", "skin", "swaps", "posture", "placement", "stance")


def _random(spec: Spec, purpose: str) -> np.random.Generator:
    return np.random.default_rng([spec.seed, STREAMS.index(purpose)])


def _contacts(spec: Spec) -> Schedule:
    return lay_contacts(spec, _random(spec, "rhythm"), _random(spec, "posture"))


def _run_points(
    spec: Spec, body: Body, figure: Figure, phase: FloatArray
) -> tuple[tuple[str, ...], FloatArray]:
    """Names and (t, p, 3) positions as the cameras give them, labels still right."""
    places = misplace(marker_places(body, medial=False), spec, _random(spec, "placement"))
    points = place_markers(places, figure)
    if spec.skin_motion_m > 0:
        points = points + skin_motion(spec, places, figure, phase, _random(spec, "skin"))
    names = tuple(places)
    return names, lose(spec, names, see(spec, points, _random(spec, "camera")))


def _solve(spec: Spec) -> Solution:
    return solve_runner(spec, build_body(spec), _contacts(spec))


def _peak_extension(spec: Spec, solution: Solution) -> float:
    """Mean peak extension of both hips, degrees, of the runner a spec makes."""
    curves = true_angles(solution, solution.figure)
    strides = true_strides(true_contacts(spec, solution, curves), solution.time_s, curves)
    return hip_extension_peaks(strides)["both"]


def _frames(spec: Spec, solution: Solution) -> slice:
    """Where the marker frames of the trial lie on the solving grid."""
    step = per_frame(spec)
    first = int(np.argmin(np.abs(solution.time_s)))
    return slice(first, first + step * round(spec.duration_s * spec.marker_rate_hz), step)


def _at(segment: Segment, frames: slice) -> Segment:
    return Segment(segment.origin_m[frames], segment.turn[frames])


def _in_lab(spec: Spec, figure: Figure, time_s: FloatArray) -> Figure:
    """From the frame of the ground into the laboratory: on a treadmill the ground runs backwards."""
    back = np.zeros((len(time_s), 3))
    back[:, 0] = belt_m(spec, time_s)
    return {name: Segment(segment.origin_m - back, segment.turn) for name, segment in figure.items()}


def _standing(spec: Spec, body: Body) -> Recording:
    places = misplace(marker_places(body, medial=True), spec, _random(spec, "placement"))
    time_s = np.arange(round(spec.standing_duration_s * spec.marker_rate_hz)) / spec.marker_rate_hz
    whole = spec.model_copy(update={"gap_fraction": 0.0})  # nobody keeps a standing trial with gaps
    names = tuple(places)
    figure = stand(body, len(time_s), drawn(spec, _random(spec, "stance")))
    points = see(whole, place_markers(places, figure), _random(spec, "standing"))
    return _recording("synthetic_standing", spec, time_s, lose(spec, names, points), names, None)


def _recording(
    name: str,
    spec: Spec,
    time_s: FloatArray,
    points_m: FloatArray,
    names: tuple[str, ...],
    forces: Forces | None,
) -> Recording:
    points = xr.DataArray(
        points_m,
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": list(names), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
    match = MarkerMatch(marker_set="synthetic", how="made with anatomical names", names={n: n for n in names})
    note = Note(level="info", code="synthetic", text="A synthetic runner: no person was recorded.")
    return Recording(
        name, (), "markers", spec.marker_rate_hz, points, ISB, match, forces=forces, notes=(note,)
    )


def _truth(spec: Spec, body: Body, solution: Solution, figure: Figure, frames: slice) -> Truth:
    time_s = solution.time_s[frames]
    curves = true_angles(solution, solution.figure)
    contacts = true_contacts(spec, solution, curves)
    pull = force_bw(solution.ground, moments(solution.ground.schedule, time_s))
    force = pull * spec.mass_kg * GRAVITY_MPS2
    lab = solution.centre_m[frames].copy()
    lab[:, 0] -= belt_m(spec, time_s)
    centres = joint_centres(body, figure)
    axes = {"time": time_s, "axis": ["x", "y", "z"]}
    measures = true_measures(contacts, solution.time_s, curves, solution.centre_m)
    measures |= true_trunk_line(contacts, solution.time_s, trunk_line(body, solution.figure))
    hip_m = body["ankle_height"] + body["shank"] + body["thigh"]
    measures |= true_springs(contacts, spec.mass_kg * GRAVITY_MPS2, spec.speed_mps, hip_m)
    return Truth(
        contacts=contacts,
        strides=true_strides(contacts, solution.time_s, curves),
        angles=_table(np.stack([c[frames] for c in curves.values()], 1), ("time", "curve"), "rad",
                      {"time": time_s, "curve": list(curves)}),
        centre_of_mass=_table(lab, ("time", "axis"), "m", axes),
        joint_centres=_table(np.stack(list(centres.values()), 1), ("time", "point", "axis"), "m",
                             {**axes, "point": list(centres)}),
        force_n=_table(force, ("time", "axis"), "N", axes),
        measures=measures | _dialled(spec, measures["stride_time"]["both"]),
        label_swaps=(),
        moved={},
    )  # fmt: skip


def _dialled(spec: Spec, stride_s: float) -> dict[str, dict[str, float]]:
    """Measures the runner meets exactly by construction."""
    stride = stride_s * spec.speed_mps
    exact = {"speed": spec.speed_mps, "step_width": spec.step_width_m, "stride_length": stride}
    return {name: {"both": value} for name, value in exact.items()}


def _table(values: FloatArray, dims: tuple[str, ...], units: str, coords: dict[str, object]) -> xr.DataArray:
    return xr.DataArray(values, dims=dims, coords=coords, attrs={"units": units})
