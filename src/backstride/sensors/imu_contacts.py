"""The contacts of a run from one body-worn sensor: when, which foot, how hard; what is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.common import Side
from backstride.model.imu import ImuContact, ImuRecording, ImuRun, Placement
from backstride.model.recording import Note
from backstride.sensors.imu_axes import HOW
from backstride.sensors.imu_beat import Beat, cadence_of, find_beat
from backstride.sensors.imu_force import peak_forces
from backstride.sensors.imu_midline import off_midline
from backstride.sensors.imu_model import Fitted, fitted
from backstride.sensors.imu_sides import REFUSED as SIDE_REFUSED
from backstride.sensors.imu_sides import sides
from backstride.sensors.imu_steps import Piece, pieces

_SHORTEST_S: Final = (
    0.08  # shorter and longer contacts are no runner's (judged: 0.15 to 0.35 s in what is known)
)
_LONGEST_S: Final = 0.45
_BROKEN: Final = "No stretch of running is long enough between the gaps"
_NOT_FORWARD: Final = "The sensor hardly moves to and fro: this looks like running on the spot"
_NO_SIGN: Final = "Forward and backward cannot be told apart in this sensor. Force and side are left out."


def imu_contacts(recording: ImuRecording, placement: Placement, model: Fitted | None = None) -> ImuRun:
    """Cadence for every placement; contacts, sides and peak forces for the middle of the waist.

    Where one step does not look like the next it is not in the middle: then cadence alone, and a note.

    model: another fit than the one that ships, for benchmarks.

    Raises:
        RefusedError: no running in it, by name (standing, walking, on the spot, too short).
    """
    beat = find_beat(recording, placement)
    if placement != "waist":
        return _cadence_only(beat, recording, load("sensors/imu_errors.toml")["why"]["waist"])
    model = model or fitted()
    found = pieces(recording, beat)
    if not found:
        raise RefusedError(_BROKEN, where=recording.name, fix="Record again: samples were lost")
    doubt = off_midline(found)
    if doubt is not None:
        return _cadence_only(beat, recording, doubt.text, doubt)
    _refuse_on_the_spot(found, recording.name)
    each = [_contacts(piece, model) for piece in found]
    told = list(dict.fromkeys(how for _, how in each if how is not None))
    contacts = sorted((one for some, _ in each for one in some), key=lambda one: one.foot_strike_s)
    return ImuRun(
        cadence=cadence_of(beat, recording.rate_hz),
        contacts=tuple(contacts),
        foot_strike_within_s=model.foot_strike_within_s,
        toe_off_within_s=model.toe_off_within_s,
        contact_time_within_s=model.contact_time_within_s,
        axes=HOW,
        sides=" ".join(told) or SIDE_REFUSED,
        refused=_refused(found, contacts),
        notes=recording.notes,
    )


def pelvic_angles_refused() -> str:
    """Why tilt, drop and turn of the pelvis are not read from a waist sensor."""
    known = load("sensors/imu.toml")["pelvic_angles"]
    return f"{known['refused']} ({known['source'].split(':')[0]})."


def _cadence_only(beat: Beat, recording: ImuRecording, why: str, *doubts: Note) -> ImuRun:
    what = ("contacts", "sides", "peak_vertical_force")
    return ImuRun(
        cadence=cadence_of(beat, recording.rate_hz),
        contacts=(),
        foot_strike_within_s=np.nan,
        toe_off_within_s=np.nan,
        contact_time_within_s=np.nan,
        axes="",
        sides=why,
        refused=dict.fromkeys(what, why) | {"pelvic_angles": pelvic_angles_refused()},
        notes=(*recording.notes, *doubts),
    )


def _contacts(piece: Piece, model: Fitted) -> tuple[list[ImuContact], str | None]:
    times = piece.steps[:, None] + model.contact.of(piece) * piece.step_s
    sound = (times[:, 1] - times[:, 0] > _SHORTEST_S) & (times[:, 1] - times[:, 0] < _LONGEST_S)
    clear = piece.axes.sign_is_clear
    which, how = sides(piece, times) if clear else (_unknown(len(times)), None)
    peak, within = peak_forces(piece, model)
    weighed = clear & np.isfinite(peak)
    return [
        ImuContact(
            foot_strike_s=float(times[step, 0]),
            toe_off_s=float(times[step, 1]),
            side=which[step],
            peak_force_bw=float(peak[step]) if weighed[step] else None,
            peak_force_interval_bw=(float(within[step, 0]), float(within[step, 1]))
            if weighed[step]
            else None,
        )
        for step in np.flatnonzero(sound)
    ], how


def _unknown(count: int) -> list[Side | None]:
    return [None] * count


def _refuse_on_the_spot(found: Sequence[Piece], where: str) -> None:
    least = load("sensors/imu.toml")["axes"]["least_fore_aft"]
    if np.median([piece.axes.fore_aft for piece in found]) < least:
        raise RefusedError(
            _NOT_FORWARD, where=where, fix="Give a run that goes forward, or one on a treadmill"
        )


def _refused(found: Sequence[Piece], contacts: Sequence[ImuContact]) -> dict[str, str]:
    refused = {"pelvic_angles": pelvic_angles_refused()}
    if not contacts:
        refused["contacts"] = "No step is seen whole."
    if all(one.side is None for one in contacts):
        refused["sides"] = SIDE_REFUSED
    if not any(piece.axes.sign_is_clear for piece in found):
        refused["peak_vertical_force"] = _NO_SIGN
    return refused
