"""From the points of a video to the moving runner: the motion room for what one camera sees.

From the side the plane is that of running forwards, and contacts, leg angles, trunk lean and the path of the
centre of mass can be had. What needs the pelvis, or lies across the picture, is refused curve by curve.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Surface
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.beat import require_runners_beat
from backstride.motion.centre_of_mass import centre_of_mass, told
from backstride.motion.contact_signals import HIGHEST_SHARE_OF_NYQUIST
from backstride.motion.filters import low_pass
from backstride.motion.gaps import fill_gaps
from backstride.motion.given_speed import settled
from backstride.motion.marker_contacts import MarkerContacts
from backstride.motion.pace import Pace
from backstride.motion.places import Places, as_curves, as_points, as_track, middle, places_of
from backstride.motion.planar_angles import planar_curves
from backstride.motion.progression import TooSlowError
from backstride.motion.stance_speed import stance_speed
from backstride.motion.strides import strides_of
from backstride.motion.usable import require_strides
from backstride.motion.video_contacts import contacts_from_video, in_plane

# Low-pass of a video's points before angles are read. Chosen by the virtual camera
# (benchmarks/virtual_camera.py).
POINT_CUTOFF_HZ: Final = 12.0
LONGEST_GAP_S: Final = 0.12  # half a contact
LOWEST_RATE_HZ: Final = 20.0  # film is 24 frames a second; below 20 a contact holds fewer than five
SHORTEST_S: Final = 1.5
FEWEST_STEPS: Final = 3  # of each foot: fewer give no spread; seven are asked for (``interval``)
SCALE_FROM_SPEED_SD: Final = 0.03  # feet read belts to 2 % (given_speed), and people read displays (judged)
# The middle of the pelvis' four corners from the middle of the hips, in shares of thigh plus shank, forward
# and up: mean of eight RBDS runners, Hamner subject 01 and JA1 (SD 0.009 and 0.002).
PELVIS_FROM_HIPS: Final = (-0.015, 0.102, 0.0)
PELVIS_UNSEEN: Final = (
    "One camera sees the hips as two points, which do not show how the pelvis lies. "
    "Needs markers on the pelvis, front and back."
)
ACROSS_UNSEEN: Final = "It lies across the picture of a camera at the side. Needs a clip from behind."
UNSEEN_CURVES: Final = {
    **dict.fromkeys(("pelvic_tilt", "pelvic_obliquity", "pelvic_rotation"), PELVIS_UNSEEN),
    **dict.fromkeys((f"hip_flexion_{side}" for side in SIDES), PELVIS_UNSEEN),
    **dict.fromkeys(("trunk_lateral", "trunk_rotation"), ACROSS_UNSEEN),
}


def solve_planar(recording: Recording, runner: Runner, settings: Settings) -> Motion:
    """The runner's points, angles, centre of mass, contacts and strides from one camera at the side.

    Args:
        recording: kind ``video`` or ``keypoints``, with its sight.
        runner: only ``sex`` is used, for the segments' masses.
        settings: speed and surface.

    Raises:
        RefusedError: no running can be measured from it.
        ValueError: the recording has no sight.
    """
    if recording.sight is None:
        raise ValueError("solve_planar takes what a camera saw")
    found = _contacts(recording, told=settings.slow_motion is not None or recording.sight.slow_motion != 1)
    recording, run = _with_speed(recording, found, settings)
    strides = strides_of(found.contacts)
    require_strides(found.contacts, strides, recording.id)
    time_s = recording.points.coords["time"].to_numpy()
    places = _smoothed(recording)
    curves = planar_curves(places, time_s, found.contacts)
    mass = centre_of_mass(places, runner.sex)
    return Motion(
        recording_id=recording.id,
        rate_hz=recording.rate_hz,
        time_s=time_s,
        points=as_points({name: _across_unknown(place) for name, place in places.items()}, time_s),
        angles=as_curves(curves, time_s),
        centre_of_mass=as_track(_across_unknown(mass.place_m), time_s),
        centre_of_mass_method=mass.method,
        contacts=found.contacts,
        contacts_source="video",
        strides=strides,
        speed_mps=run.speed_mps if run else None,
        speed_source=run.source if run else "",
        surface=_surface(recording, found, settings),
        has_standing=False,
        refused={name: why for name, why in UNSEEN_CURVES.items() if name not in curves},
        notes=tuple(dict.fromkeys((*(run.notes if run else ()), *found.notes, told(mass.how)))),
        sight=recording.sight,
    )


def _contacts(recording: Recording, *, told: bool) -> MarkerContacts:
    """The clip's contacts, what is no run refused by name."""
    try:
        _require_frames(recording)
        require_runners_beat(*in_plane(recording.points, recording.rate_hz), told)
        found = contacts_from_video(recording.points, recording.rate_hz, recording_id=recording.id)
        _require_steps(found)
    except TooSlowError as error:
        raise RefusedError(
            "the feet do not travel under the body: this is running on the spot, or no run",
            where=recording.id,
            fix="Film a run on a treadmill, or past the camera",
        ) from error
    except RefusedError as error:
        raise error.at(recording.id) from error
    return found


def _require_steps(found: MarkerContacts) -> None:
    fewest = min(sum(contact.side == side for contact in found.contacts) for side in SIDES)
    if fewest < FEWEST_STEPS:
        raise RefusedError(
            f"only {fewest} whole {'step' if fewest == 1 else 'steps'} of one foot can be seen, at least "
            f"{FEWEST_STEPS} are needed",
            fix="Film 10 s or more on a treadmill, or from farther away so that more steps are seen",
        )


def _require_frames(recording: Recording) -> None:
    """Refuse by name a clip that cannot hold a run: too slow a camera, too short."""
    time_s = recording.points.coords["time"].to_numpy()
    if recording.rate_hz < LOWEST_RATE_HZ:
        raise RefusedError(
            f"{recording.rate_hz:.3g} frames a second are too few to see a foot strike",
            fix="Film at 60 frames a second or more; if the file states a wrong rate give --rate-hz",
        )
    if time_s[-1] - time_s[0] < SHORTEST_S:
        raise RefusedError(
            f"{time_s[-1] - time_s[0]:.2g} s are too short to hold two strides",
            fix="Film ten strides or more: 10 s on a treadmill, or several passes",
        )


def _with_speed(
    recording: Recording, found: MarkerContacts, settings: Settings
) -> tuple[Recording, Pace | None]:
    """The recording in metres as well as they can be had, and the pace; None where no fact gives metres.

    Metres come from the runner's height; without it a given speed gives them, by how fast the standing feet
    go backwards under the body.
    """
    sight = recording.sight
    assert sight is not None  # asked by the caller
    source = "the belt under the standing feet" if found.is_treadmill else "the travel of the body"
    if sight.scale_sd is None:
        if settings.speed_mps is None:
            return recording, None
        times = settings.speed_mps / found.speed_mps
        scaled = recording.points * times
        scaled.attrs = recording.points.attrs
        by_speed = sight.model_copy(
            update={
                "metres_per_px": (sight.metres_per_px or 1.0) * times,
                "scale_sd": SCALE_FROM_SPEED_SD,
            }
        )
        given = Pace(settings.speed_mps, "given", None, (), ())
        return replace(recording, points=scaled, sight=by_speed), given
    fine, _ = in_plane(recording.points, recording.rate_hz)
    seen = Pace(found.speed_mps, source, None, (), ())
    return recording, settled(seen, settings.speed_mps, stance_speed(fine, found.contacts))


def _surface(recording: Recording, found: MarkerContacts, settings: Settings) -> Surface | None:
    """As given; else a treadmill where the ground moves in the picture of a camera that stands still."""
    still = recording.sight is not None and recording.sight.camera == "still"
    return settings.surface or ("treadmill" if found.is_treadmill and still else None)


def _smoothed(recording: Recording) -> dict[str, FloatArray]:
    """Points low-passed, short gaps filled, z = 0 where seen, with the middle of the pelvis."""
    filled, _ = fill_gaps(_flat(recording.points.to_numpy()), recording.rate_hz, LONGEST_GAP_S)
    cutoff_hz = min(POINT_CUTOFF_HZ, HIGHEST_SHARE_OF_NYQUIST * recording.rate_hz / 2)
    smooth = low_pass(filled, recording.rate_hz, cutoff_hz)
    points = recording.points.copy(data=smooth)
    places = places_of(points)
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    if hips is None:
        return places
    return places | {"pelvis_centre": hips + leg_m(places) * np.array(PELVIS_FROM_HIPS)}


def leg_m(places: Places) -> float:
    """Thigh plus shank, m, the median over time and sides; NaN where no leg is seen."""
    lengths = np.concatenate(
        [
            np.linalg.norm(places[f"hip_centre_{side}"] - places[f"knee_centre_{side}"], axis=1)
            + np.linalg.norm(places[f"knee_centre_{side}"] - places[f"ankle_centre_{side}"], axis=1)
            for side in SIDES
            if {f"{joint}_centre_{side}" for joint in ("hip", "knee", "ankle")} <= set(places)
        ]
        or [np.empty(0)]
    )
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if lengths.size else float("nan")


def _flat(values: FloatArray) -> FloatArray:
    """(n, p, 3) with z = 0 where x is seen: this room's formulas want three axes."""
    flat = values.astype(np.float64).copy()
    flat[..., 2] = np.where(np.isfinite(flat[..., 0]), 0.0, np.nan)
    return flat


def _across_unknown(place_m: FloatArray) -> FloatArray:
    """(n, 3) with what lies across the picture as what it is: not known."""
    known = place_m.copy()
    known[:, 2] = np.nan
    return known
