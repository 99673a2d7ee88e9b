"""From a recording to the moving runner: the whole of the motion room on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.angles import angle_curves
from backstride.motion.body import Body, lay_over, learn, learn_from_run
from backstride.motion.centre_of_mass import centre_of_mass, told
from backstride.motion.clean import Cleaned
from backstride.motion.contacts import FoundContacts, find_contacts
from backstride.motion.cycle_fill import pelvis_by_cycle
from backstride.motion.filters import low_pass
from backstride.motion.given_speed import settled
from backstride.motion.joint_centres import shoulder_centres
from backstride.motion.own_standing import clean_with_own_standing
from backstride.motion.pace import Pace, pace
from backstride.motion.places import Places, as_curves, as_points, as_track, places_of
from backstride.motion.stance_speed import stance_speed
from backstride.motion.standing import standing_places
from backstride.motion.strides import strides_of
from backstride.motion.trunk import trunk_axes
from backstride.motion.usable import require_running_data, require_strides

# Zero-lag low-pass of all markers. Against 30 Hz, on 9 RBDS trials, 20 Hz costs 0.4-0.8 deg of the sole's
# pitch at strike, 0.4-0.8 deg of ankle angle there and 0.1-0.2 deg of pelvic ranges; 15 Hz costs twice that,
# 10 Hz 2-3 deg and 0.3-1.1 deg.
MARKER_CUTOFF_HZ: Final = 20.0
LOADED: Final = ("pelvis", "thigh", "shank", "foot")  # the segments whose loads are worked out


def solve(recording: Recording, standing: Recording | None, runner: Runner, settings: Settings) -> Motion:
    """The runner's points, angles, centre of mass, contacts and strides.

    Args:
        recording: markers in ISB axes, with or without plates.
        standing: quiet standing of the same runner in the same markers; without it leg angles are refused.
        runner: only ``sex`` is used, for the segments' masses.
        settings: contacts, speed, surface.

    Raises:
        WrongKindError: the recording is a standing trial, or the standing trial is none.
        RefusedError: no running can be measured from it.
    """
    require_running_data(recording)
    cleaned = clean_with_own_standing(recording, standing)
    stood = cleaned.standing
    still = standing_places(stood.points, stood.rate_hz) if stood else None
    run, found = _gait(recording, cleaned, settings)
    run = settled(run, settings.speed_mps, stance_speed(cleaned.points, found.contacts))
    strides = strides_of(found.contacts)
    require_strides(found.contacts, strides, recording.id)
    filled = pelvis_by_cycle(recording.points, cleaned.points, run.beats, recording.rate_hz)
    markers = smoothed(places_of(filled), recording.rate_hz)
    body = learn(still, standing=True) if still else learn_from_run(markers)
    places, axes = lay_over(body, markers)
    places |= shoulder_centres(places)
    curves, refused = angle_curves(body, axes, places)
    mass = centre_of_mass(places, runner.sex)
    time_s = filled.coords["time"].to_numpy()
    return Motion(
        recording_id=recording.id,
        rate_hz=recording.rate_hz,
        time_s=time_s,
        points=as_points(places, time_s),
        angles=as_curves(curves, time_s),
        centre_of_mass=as_track(mass.place_m, time_s),
        centre_of_mass_method=mass.method,
        contacts=found.contacts,
        contacts_source=found.source,
        strides=strides,
        speed_mps=run.speed_mps,
        speed_source=run.source,
        surface=run.surface,
        has_standing=still is not None,
        refused=refused,
        notes=tuple(dict.fromkeys((*cleaned.notes, *run.notes, *found.notes, told(mass.how)))),
        standing_rad=standing_angles(body, still) if still else {},
        standing_m=still or {},
        segment_axes=segment_axes(axes, places),
    )


def smoothed(markers: Places, rate_hz: float) -> dict[str, FloatArray]:
    """Every marker low-passed at ``MARKER_CUTOFF_HZ``, one by one to spare memory; gaps stay gaps."""
    return {name: low_pass(place, rate_hz, MARKER_CUTOFF_HZ) for name, place in markers.items()}


def _gait(recording: Recording, cleaned: Cleaned, settings: Settings) -> tuple[Pace, FoundContacts]:
    """Pace and contacts; what is refused names the recording."""
    try:
        run = pace(cleaned.points, recording.rate_hz, settings)
        return run, find_contacts(recording, cleaned.points, settings)
    except RefusedError as error:
        raise error.at(recording.id) from error


def segment_axes(axes: Mapping[str, FloatArray], places: Places) -> dict[str, FloatArray]:
    """Axes of pelvis, legs and, where the shoulders are seen, the trunk."""
    trunk = trunk_axes(places)
    kept = {name: axes[name] for name in axes if name.startswith(LOADED)}
    return kept if trunk is None else {**kept, "trunk": trunk}


def standing_angles(body: Body, still: Places) -> dict[str, float]:
    """Each angle curve's value in standing, rad."""
    places, axes = lay_over(body, {name: place[None] for name, place in still.items()})
    curves, _ = angle_curves(body, axes, places)
    return {name: float(curve[0]) for name, curve in curves.items() if np.isfinite(curve[0])}
