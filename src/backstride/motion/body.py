"""The runner's body as rigid segments, learnt from a standing trial or from anatomical markers in the run.

Each segment keeps the places of its markers and of its joint centres in its own anatomical axes; laid over
the markers of a run it gives the segment's pose in every frame and carries the joint centres along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.motion import rigid
from backstride.motion.joint_centres import between, hip_centres, pelvis_corners
from backstride.motion.pelvis import pelvis_angles
from backstride.motion.places import Places, present, stack
from backstride.motion.segment_frames import long_axis_frame, side_axis_frame, sole_frame

# The iliac crests are left out on purpose: on eight RBDS runners the line through their markers tips 4-7 deg
# in a stride where the ASIS and the PSIS, each by themselves, tip 7.0-15.6 deg and agree with one another.
# Skin over the crests goes with the trunk; in the fit it would hide a third of the pelvic drop.
PELVIS_MARKERS: Final = (
    *(f"{name}_{side}" for name in ("asis", "psis") for side in SIDES),
    "sacrum",
    *(f"pelvis_{i}" for i in range(1, 10)),
)
CLUSTER_SIZE: Final = 9  # thigh_1 .. thigh_9: no marker set we know has more on one segment
# The hip centre, carried by the pelvis, is one more point of the thigh: on the Hamner runner, one of whose
# thigh markers sits 8 mm off its place in standing, it takes the left-right difference of hip flexion from
# 5.9 to 2.8 deg at the same agreement with OpenSim's curve. A knee centre in the shank fit made it worse.
HIP_CENTRE: Final = "hip_centre"
KNEE_ON_SHANK: Final = "knee_on_shank"
THIGH_MARKERS: Final = (*(f"thigh_{i}" for i in range(1, CLUSTER_SIZE + 1)), "knee_lateral", "knee_medial")
SHANK_MARKERS: Final = (
    *(f"shank_{i}" for i in range(1, CLUSTER_SIZE + 1)),
    "tibial_tuberosity",
    "fibula_head",
    "ankle_lateral",
    "ankle_medial",
)
FOOT_MARKERS: Final = (
    "heel",
    "heel_top",
    "heel_lateral",
    "heel_medial",
    "midfoot_medial",
    "midfoot_lateral",
    "mt1",
    "mt2",
    "mt5",
    "toe",
)
FOREFOOT: Final = ("mt1", "mt2", "mt5", "toe")


@dataclass(frozen=True, eq=False)
class Segment:
    """A rigid segment. shape_m: marker -> (3,) m and carried_m: joint centre -> (3,) m, in its own axes."""

    name: str
    shape_m: dict[str, FloatArray]
    carried_m: dict[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Body:
    """Segments by name (``pelvis``, ``thigh_left`` ...); ``lacks[segment]`` says what a missing one needs.

    standing_tilt_rad: how far the pelvis tilts forward when the runner stands; None without a standing trial.
    """

    segments: dict[str, Segment]
    lacks: dict[str, str]
    standing_tilt_rad: float | None


def learn(landmarks: Places, *, standing: bool) -> Body:
    """The body from single places of its markers, name -> (3,) m in one frame.

    Args:
        landmarks: the median places of a standing trial, vertical along Y; or, segment by segment, mean
            shapes of a run (see ``learn_from_run``).
        standing: whether the feet stand flat, so that the sole's zero is known.
    """
    centres = hip_centres(landmarks)
    known = {**landmarks, **centres}
    found: dict[str, Segment | str] = {"pelvis": _pelvis(known)}
    for side in SIDES:
        found[f"thigh_{side}"] = _thigh(known, side)
        found[f"shank_{side}"] = _shank(known, side)
        found[f"foot_{side}"] = _foot(known, side) if standing else f"the {side} foot standing flat"
    return Body(
        segments={name: made for name, made in found.items() if isinstance(made, Segment)},
        lacks={name: made for name, made in found.items() if isinstance(made, str)},
        standing_tilt_rad=_standing_tilt(known) if standing else None,
    )


def learn_from_run(places: Places) -> Body:
    """The body from a run alone: the pelvis always, the legs where anatomical markers were left on."""
    pelvis_names = present(places, PELVIS_MARKERS)
    pelvis = learn(_mean_places(places, pelvis_names), standing=False)
    if "pelvis" not in pelvis.segments:
        return pelvis
    run, _ = lay_over(pelvis, places)
    legs: dict[str, Segment | str] = {}
    for side in SIDES:
        thigh = _mean_places(run, _with_side((*THIGH_MARKERS, HIP_CENTRE, "knee_centre"), side))
        legs[f"thigh_{side}"] = _thigh(thigh, side)
        shank = _mean_places(
            run,
            _with_side((*SHANK_MARKERS, "knee_lateral", "knee_medial", "knee_centre", "ankle_centre"), side),
        )
        legs[f"shank_{side}"] = _shank(shank, side)
    segments = {name: made for name, made in legs.items() if isinstance(made, Segment)}
    lacks = {name: made for name, made in legs.items() if isinstance(made, str)}
    feet = {name: text for name, text in pelvis.lacks.items() if name.startswith("foot")}
    return Body({**pelvis.segments, **segments}, {**lacks, **feet}, standing_tilt_rad=None)


def lay_over(body: Body, markers: Places) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """The body laid over a run: markers with the joint centres carried along, and every segment's axes.

    Pelvis first: the thighs' poses rest on its hip centres.

    Returns:
        name -> (n, 3) m of markers and centres; segment -> (n, 3, 3), columns X, Y, Z in the lab. A segment
        with fewer than three of its markers in the recording is absent.
    """
    places, axes = dict(markers), {}
    for name, segment in body.segments.items():
        pose = _track(segment, places)
        if pose is not None:
            axes[name] = pose.rotation
            places |= _carried(segment, pose)
    return places, axes


def _track(segment: Segment, places: Places) -> rigid.RigidFit | None:
    names = present(places, segment.shape_m)
    if len(names) < rigid.MIN_MARKERS:
        return None
    return rigid.fit(np.array([segment.shape_m[name] for name in names]), stack(places, names))


def _carried(segment: Segment, pose: rigid.RigidFit) -> dict[str, FloatArray]:
    """The segment's joint centres in the lab, name -> (n, 3) m."""
    if not segment.carried_m:
        return {}
    centres = pose.place(np.array(list(segment.carried_m.values())))
    return {name: centres[:, i] for i, name in enumerate(segment.carried_m)}


def _pelvis(known: Places) -> Segment | str:
    corners = pelvis_corners(known)
    if corners is None:
        return "both ASIS markers and both PSIS markers (or one on the sacrum)"
    across, front, back = corners
    axes = side_axis_frame(across, front - back)
    carried_m = {name: known[name] for name in _centres("hip", known)}
    return _segment("pelvis", known, PELVIS_MARKERS, {**carried_m, "pelvis_centre": (front + back) / 2}, axes)


def _standing_tilt(known: Places) -> float | None:
    corners = pelvis_corners(known)
    if corners is None:
        return None
    across, front, back = corners
    return float(pelvis_angles(side_axis_frame(across, front - back)[None])["pelvic_tilt"][0])


def _thigh(known: Places, side: Side) -> Segment | str:
    hip, knee = known.get(f"hip_centre_{side}"), between(known, "knee", side)
    across = _rightward(known, "knee", side)
    if hip is None or knee is None or across is None:
        return f"markers on the {side} knee's inner and outer side"
    axes = long_axis_frame(knee, hip, across)
    markers = _with_side((*THIGH_MARKERS, HIP_CENTRE), side)
    return _segment(f"thigh_{side}", known, markers, {f"knee_centre_{side}": knee}, axes)


def _shank(known: Places, side: Side) -> Segment | str:
    knee, ankle = between(known, "knee", side), between(known, "ankle", side)
    across = _rightward(known, "ankle", side)
    if knee is None or ankle is None or across is None:
        return f"markers on the inner and outer side of the {side} knee and ankle"
    axes = long_axis_frame(ankle, knee, across)
    markers = _with_side(SHANK_MARKERS, side)
    # Its own upper end beside the thigh's knee centre: skin slides more on the thigh (Leardini 2005, Gait
    # Posture 21:212), and what turns the shank turns it about its own end.
    ends = {f"ankle_centre_{side}": ankle, f"{KNEE_ON_SHANK}_{side}": knee}
    return _segment(f"shank_{side}", known, markers, ends, axes)


def _foot(known: Places, side: Side) -> Segment | str:
    front = [known[name] for name in _with_side(FOREFOOT, side) if name in known]
    if f"heel_{side}" not in known or not front:
        return f"a heel and a forefoot marker on the {side} foot"
    axes = sole_frame(np.mean(front, axis=0) - known[f"heel_{side}"])
    markers = present(known, _with_side(FOOT_MARKERS, side))
    if len(markers) < rigid.MIN_MARKERS:
        # Plug-in-Gait's foot has two; the outer malleolus lies on the ankle's axis and stays put on the foot
        markers = (*markers, f"ankle_lateral_{side}")
    return _segment(f"foot_{side}", known, markers, {}, axes)


def _segment(
    name: str, known: Places, markers: Iterable[str], centres: dict[str, FloatArray], axes: FloatArray
) -> Segment:
    """Places turned into the segment's own axes; the origin may be any place, the pose absorbs it."""
    here = present(known, markers)
    return Segment(
        name,
        {marker: axes.T @ known[marker] for marker in here},
        {centre: axes.T @ place for centre, place in centres.items()},
    )


def _rightward(known: Places, joint: str, side: Side) -> FloatArray | None:
    """From the joint's left to its right marker."""
    lateral, medial = known.get(f"{joint}_lateral_{side}"), known.get(f"{joint}_medial_{side}")
    if lateral is None or medial is None:
        return None
    return np.asarray(lateral - medial if side == "right" else medial - lateral)


def _mean_places(places: Places, names: Iterable[str]) -> dict[str, FloatArray]:
    """The mean rigid shape of some tracks, name -> (3,) m; empty where they never show together."""
    here = present(places, names)
    if len(here) < rigid.MIN_MARKERS:
        return {}
    together = stack(places, here)
    fullest = together[int(np.argmax(np.isfinite(together).all(axis=2).sum(axis=1)))]
    if np.isfinite(fullest).all(axis=1).sum() < rigid.MIN_MARKERS:
        return {}
    shape = rigid.mean_shape(together, fullest)
    return {name: place for name, place in zip(here, shape, strict=True) if np.isfinite(place).all()}


def _centres(joint: str, known: Places) -> tuple[str, ...]:
    return present(known, (f"{joint}_centre_{side}" for side in SIDES))


def _with_side(names: Iterable[str], side: Side) -> tuple[str, ...]:
    return tuple(f"{name}_{side}" for name in names)
