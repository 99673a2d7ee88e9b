"""Foot strike and toe-off of running from markers alone.

Signals (velocities of heel, ball, pelvis) → ground and speed → a first guess → walking refused → both
events refined by the fitted teams → durations checked. What is reported is the house's plate contact as
the treadmill plate of the fitted recordings (RBDS) measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.model.recording import Note
from backstride.motion.contact_arrest import latest_strike
from backstride.motion.contact_features import Windows
from backstride.motion.contact_guess import Guess, first_guess
from backstride.motion.contact_model import Event, Grade, Start, Team, fitted, is_video
from backstride.motion.contact_signals import Signals, noise_grade, signals
from backstride.motion.progression import SLOWEST_SHARE, Progression, progression
from backstride.motion.walk_run import check_running

if TYPE_CHECKING:
    import xarray as xr

LEAST_RATE_HZ: Final = 50.0  # below 60 Hz nothing was tried; 50 Hz cameras are near enough to be usable
FASTEST_MPS: Final = 6.0  # the models were fitted on 2.5 to 4.5 m/s; above this the run nears sprinting
# Contacts of running last 0.1 to 0.45 s (treadmill recordings: 0.17 to 0.33 s); these are twice as wide.
SHORTEST_CONTACT_S: Final = 0.07
LONGEST_CONTACT_S: Final = 0.6
# Share of a foot's backmost velocities that are not believed: a pose model's points slip more than markers,
# and a foot stands for a quarter of the time at the least.
SLIPS: Final = (SLOWEST_SHARE, 0.1)
EDGE_S: Final = 0.01  # an event this near an end of the recording may have been cut


@dataclass(frozen=True)
class MarkerContacts:
    """Contacts in time order.

    foot_strike_sd_s, toe_off_sd_s: error (1 SD) to expect of each contact, from runners left out of the fit.
    speed_mps: running speed used. is_treadmill: the ground moves.
    """

    contacts: tuple[Contact, ...]
    notes: tuple[Note, ...]
    foot_strike_sd_s: tuple[float, ...]
    toe_off_sd_s: tuple[float, ...]
    speed_mps: float
    is_treadmill: bool


@dataclass(frozen=True, eq=False)
class _Refined:
    """Events of one foot: (m,) seconds and their expected errors."""

    side: Side
    strike_s: FloatArray
    off_s: FloatArray
    strike_sd_s: FloatArray
    off_sd_s: FloatArray


def contacts_from_markers(
    points: xr.DataArray,
    rate_hz: float,
    *,
    recording_id: str,
    teams: tuple[Team, ...] | None = None,
    grade: Grade | None = None,
) -> MarkerContacts:
    """Complete contacts of both feet, sub-frame, on the recording's clock.

    Args:
        points: DataArray(time, point, axis) in m, ISB axes, unfiltered; NaN where missing.
        rate_hz: samples per second, 50 or more.
        recording_id: goes into every contact.
        teams: other coefficients than the fitted ones, for leave-one-runner-out scoring.
        grade: which of the teams; by the noise of the markers where not given.

    Raises:
        RefusedError: no foot markers, walking, no contacts, or too few frames per second.
    """
    if rate_hz < LEAST_RATE_HZ:
        raise RefusedError(
            f"{rate_hz:g} frames per second are too few to time foot strike and toe-off",
            where=recording_id,
            fix=f"Record at {LEAST_RATE_HZ:g} Hz or more",
        )
    try:
        return _contacts(points, rate_hz, recording_id, teams or fitted(), grade)
    except RefusedError as error:
        raise error.at(recording_id) from error


def _contacts(
    points: xr.DataArray,
    rate_hz: float,
    recording_id: str,
    teams: tuple[Team, ...],
    grade: Grade | None,
) -> MarkerContacts:
    found = signals(points, rate_hz)
    if not found.sides():
        raise RefusedError(
            "no foot markers were found", fix="Contacts need a heel or a toe marker on each foot"
        )
    progress = progression(found, SLIPS[is_video(grade)])
    guesses = first_guess(found, progress)
    notes = [*check_running(found, guesses), *_notes(found, progress.mean_speed_mps)]
    refined = refine(found, progress, guesses, teams, grade)
    rows = sorted(
        (row for foot in refined for row in _rows(foot, found, recording_id)),
        key=lambda row: row[0].foot_strike_s,
    )
    if not rows:
        raise RefusedError(
            "no whole contact could be timed", fix="Give at least one stride with heel and toe markers"
        )
    lost = len(guesses) - len(rows)
    if lost > 2:  # the first and the last are commonly cut by the ends of the recording
        text = f"{lost} contacts could not be timed because foot markers were missing around them."
        notes.append(Note(level="warning", code="contacts_lost", text=text))
    return MarkerContacts(
        contacts=tuple(row[0] for row in rows),
        notes=tuple(notes),
        foot_strike_sd_s=tuple(row[1] for row in rows),
        toe_off_sd_s=tuple(row[2] for row in rows),
        speed_mps=progress.mean_speed_mps,
        is_treadmill=progress.is_treadmill,
    )


def refine(
    found: Signals,
    progress: Progression,
    guesses: list[Guess],
    teams: tuple[Team, ...],
    grade: Grade | None = None,
) -> list[_Refined]:
    """Both events of every guess, foot by foot; NaN where too little is seen."""
    windows = Windows(found, progress, guesses)
    noise: Grade = grade or noise_grade(found)
    feet = []
    for side in found.sides():
        mine = [guess for guess in guesses if guess.side == side]
        start: Start = "ball" if side in found.ball else "heel"
        usable = tuple(team for team in teams if team.start == start and team.grade == noise)
        strike = _events("foot_strike", windows, side, np.array([g.start_s for g in mine]), usable)
        off = _events("toe_off", windows, side, np.array([g.stop_s for g in mine]), usable)
        landed = strike[0]
        if noise == "clean":  # noise makes the bound jump by more than it is worth
            landed = np.fmin(landed, latest_strike(windows, side, landed))
        feet.append(_Refined(side, landed, off[0], strike[1], off[1]))
    return feet


def _events(
    event: Event, windows: Windows, side: Side, at_s: FloatArray, teams: tuple[Team, ...]
) -> tuple[FloatArray, FloatArray]:
    """Each guess refined by the best team whose windows are all seen: times and expected errors."""
    times = np.full(len(at_s), np.nan)
    errors = np.full(len(at_s), np.nan)
    for team in teams:
        todo = np.isnan(times)
        if team.event != event or not todo.any():
            continue
        times[todo] = team.refine(windows, side, at_s[todo])
        errors[todo & np.isfinite(times)] = team.sd_s
    return times, errors


def _rows(foot: _Refined, found: Signals, recording_id: str) -> list[tuple[Contact, float, float]]:
    """Contacts of one foot that lie inside the recording and last as long as a contact can."""
    length = foot.off_s - foot.strike_s
    inside = (foot.strike_s > found.time_s[0] + EDGE_S) & (foot.off_s < found.time_s[-1] - EDGE_S)
    keep = np.flatnonzero(inside & (length > SHORTEST_CONTACT_S) & (length < LONGEST_CONTACT_S))
    return [
        (
            Contact(
                recording=recording_id,
                side=foot.side,
                foot_strike_s=float(foot.strike_s[i]),
                toe_off_s=float(foot.off_s[i]),
            ),
            float(foot.strike_sd_s[i]),
            float(foot.off_sd_s[i]),
        )
        for i in keep
    ]


def _notes(found: Signals, speed_mps: float) -> list[Note]:
    """What a person should know: a missing foot, stray markers, a sprint."""
    notes = []
    for side in SIDES:
        if side not in found.sides():
            text = f"No {side} foot marker was seen; only the other foot's contacts are reported."
            notes.append(Note(level="warning", code="foot_missing", text=text))
    if found.dropped:
        text = f"Left out of the contacts because hardly seen on their foot: {', '.join(found.dropped)}."
        notes.append(Note(level="warning", code="foot_markers_dropped", text=text))
    if speed_mps > FASTEST_MPS:
        text = f"At {speed_mps:.1f} m/s this nears sprinting; contacts were fitted on running up to 4.5 m/s."
        notes.append(Note(level="warning", code="sprinting", text=text))
    return notes
