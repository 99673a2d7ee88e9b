"""From the points of a video to the moving runner: the motion room for what one camera sees.

From the side the plane is that of running forwards: contacts, leg angles, trunk lean and the path of the
centre of mass can be had; from behind or before, that of swaying. What needs the pelvis, or lies across the
picture, is refused curve by curve.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from backstride.errors import RefusedError
from backstride.model.common import SIDES, Sex, Surface
from backstride.model.contact import Contact, Stride
from backstride.model.motion import Motion
from backstride.model.recording import Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.model.sight import Sight
from backstride.motion.centre_of_mass import centre_of_mass, told
from backstride.motion.frontal import frontal_curves
from backstride.motion.given_speed import settled
from backstride.motion.pace import Pace
from backstride.motion.places import as_curves, as_points, as_track
from backstride.motion.planar_angles import planar_curves
from backstride.motion.planar_contacts import PlanarContacts, contacts_of
from backstride.motion.planar_level import levelled
from backstride.motion.planar_places import FORWARD, across_unknown, smoothed, unseen_axis
from backstride.motion.stance_speed import stance_speed
from backstride.motion.strides import strides_of
from backstride.motion.usable import require_strides
from backstride.motion.video_contacts import in_plane

SCALE_FROM_SPEED_SD: Final = 0.03  # feet read belts to 2 % (given_speed), and people read displays (judged)
PELVIS_UNSEEN: Final = (
    "One camera sees the hips as two points, which do not show how the pelvis lies. "
    "Needs markers on the pelvis, front and back."
)
ACROSS_UNSEEN: Final = "It lies across the picture. Needs a clip from {where}."
PELVIS_CURVES: Final = ("pelvic_tilt", "pelvic_obliquity", "pelvic_rotation")
TURNING: Final = ("trunk_rotation",)
FRONTAL: Final = ("trunk_lateral",)
LEG: Final = ("knee_flexion", "shank_angle", "thigh_angle", "foot_pitch", "ankle_dorsiflexion")
SAGITTAL: Final = ("trunk_lean", *(f"{name}_{side}" for name in LEG for side in SIDES))


def solve_planar(recording: Recording, runner: Runner, settings: Settings) -> Motion:
    """The runner's points, angles, centre of mass, contacts and strides from one camera.

    Args:
        recording: kind ``video`` or ``keypoints``, with its sight.
        runner: only ``sex`` is used, for the segments' masses.
        settings: speed, surface, and whether the slow motion was told.

    Raises:
        RefusedError: no running can be measured from it.
        ValueError: the recording has no sight.
    """
    if recording.sight is None:
        raise ValueError("solve_planar takes what a camera saw")
    found = contacts_of(recording, told=settings.slow_motion is not None or recording.sight.slow_motion != 1)
    recording, run = _with_speed(levelled(recording, found.contacts), found, settings)
    strides = strides_of(found.contacts)
    require_strides(found.contacts, strides, recording.id)
    body = planar_motion(recording, found.contacts, strides, runner.sex)
    return replace(
        body,
        speed_mps=run.speed_mps if run else None,
        speed_source=run.source if run else "",
        surface=_surface(recording, found, settings),
        notes=_notes(recording.sight, run, found, body.notes),
    )


def planar_motion(
    recording: Recording, contacts: tuple[Contact, ...], strides: tuple[Stride, ...], sex: Sex | None
) -> Motion:
    """The moving body in the plane of the picture, without what its pace and the ground are.

    Raises:
        RefusedError: no point is seen for long enough.
    """
    time_s = recording.points.coords["time"].to_numpy()
    places, across = smoothed(recording), unseen_axis(recording)
    if not places:
        raise RefusedError(
            "no point of the body is seen for long enough",
            where=recording.id,
            fix="Keep the whole body in view",
        )
    curves = frontal_curves(places) if across == FORWARD else planar_curves(places, time_s, contacts)
    mass = centre_of_mass(places, sex)
    return Motion(
        recording_id=recording.id,
        rate_hz=recording.rate_hz,
        time_s=time_s,
        points=as_points({name: across_unknown(place, across) for name, place in places.items()}, time_s),
        angles=as_curves(curves, time_s),
        centre_of_mass=as_track(across_unknown(mass.place_m, across), time_s),
        centre_of_mass_method=mass.method,
        contacts=contacts,
        contacts_source="video",
        strides=strides,
        speed_mps=None,
        speed_source="",
        surface=None,
        has_standing=False,
        refused={name: why for name, why in _unseen(across).items() if name not in curves},
        notes=(told(mass.how),),
        sight=recording.sight,
    )


def _notes(
    sight: Sight | None, run: Pace | None, found: PlanarContacts, body: tuple[Note, ...]
) -> tuple[Note, ...]:
    """What to know of the clip, its level among it, each once."""
    return tuple(dict.fromkeys((_level(sight), *(run.notes if run else ()), *found.notes, *body)))


def _level(sight: Sight | None) -> Note:
    roll_deg = sight.roll_deg if sight else 0.0
    if roll_deg == 0:
        text = "How level the camera was does not show; it is taken as level."
        return Note(level="info", code="level_unknown", text=text)
    way = "clockwise" if roll_deg > 0 else "anticlockwise"
    text = f"The camera was tilted {abs(roll_deg):.1f} degrees {way}; this is taken out."
    return Note(level="info", code="level", text=text)


def _unseen(across: int) -> dict[str, str]:
    """Curves that the view does not show, and why."""
    reasons = dict.fromkeys(
        (*PELVIS_CURVES, *(f"hip_flexion_{side}" for side in SIDES), *TURNING), PELVIS_UNSEEN
    )
    if across == FORWARD:
        return reasons | dict.fromkeys(SAGITTAL, ACROSS_UNSEEN.format(where="the side"))
    return reasons | dict.fromkeys(FRONTAL, ACROSS_UNSEEN.format(where="behind"))


def _with_speed(
    recording: Recording, found: PlanarContacts, settings: Settings
) -> tuple[Recording, Pace | None]:
    """The recording in metres as well as they can be had, and the pace; None where nothing tells it.

    Metres come from the runner's height; without it a given speed gives them, by how fast the standing feet
    go backwards under the body. From behind or before only a given speed is known.
    """
    sight = recording.sight
    assert sight is not None  # asked by the caller
    given = None if settings.speed_mps is None else Pace(settings.speed_mps, "given", None, (), ())
    if found.speed_mps is None:
        return recording, given
    if sight.scale_sd is None:
        return (
            (recording, None)
            if given is None
            else (_scaled(recording, given.speed_mps / found.speed_mps), given)
        )
    source = "the belt under the standing feet" if found.is_treadmill else "the travel of the body"
    fine, _ = in_plane(recording.points, recording.rate_hz)
    seen = Pace(found.speed_mps, source, None, (), ())
    return recording, settled(seen, settings.speed_mps, stance_speed(fine, found.contacts))


def _scaled(recording: Recording, times: float) -> Recording:
    """The recording with other metres."""
    assert recording.sight is not None
    points = recording.points * times
    points.attrs = recording.points.attrs
    metres = (recording.sight.metres_per_px or 1.0) * times
    sight = recording.sight.model_copy(update={"metres_per_px": metres, "scale_sd": SCALE_FROM_SPEED_SD})
    return replace(recording, points=points, sight=sight)


def _surface(recording: Recording, found: PlanarContacts, settings: Settings) -> Surface | None:
    """As given; else a treadmill where the ground moves in the picture of a camera that stands still."""
    still = recording.sight is not None and recording.sight.camera == "still"
    return settings.surface or ("treadmill" if found.is_treadmill and still else None)
