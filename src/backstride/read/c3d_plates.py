"""The force plates of a C3D file: from analog channels to forces on the runner in the file's lab axes.

Laboratories fill the fields in different ways. What a field should mean comes first, and the recording has
the last word: a plate pushes the runner up, and a centre of pressure lies on its plate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Note, Plate
from backstride.read.baseline import find_baseline
from backstride.read.c3d_decode import Arrays
from backstride.read.c3d_plate_fields import (
    CORNER_SENSORS,
    PRESSURE_POINT,
    PlateFields,
    PlateProblemError,
    n_plates,
    plate_fields,
)
from backstride.read.wrench import (
    PlateAxes,
    is_loaded,
    pressure_point,
    reaction,
    wrench_from_corner_sensors,
    wrench_from_moments,
    wrench_from_pressure_point,
)

_BEARING_N: Final = 100.0  # enough load for a centre of pressure good to a centimetre
_LEAST_BEARING: Final = 20  # samples needed to judge where it lies
_MARGIN_M: Final = 0.05  # a shoe over the edge and the error of surveyed corners
_ON_PLATE: Final = 0.8  # share of bearing samples that must lie on the plate
_TURNED: Final = np.array([-1.0, -1.0, 1.0])  # across the plate; the sign of the depth is known
_LOOKS: Final = 100  # frames are enough to see on which side of a plate the markers are
_MOST_FORCE_N: Final = 20_000.0  # several times what a heavy runner lands with: a damaged sample
_LOADED_N: Final = 50.0  # the house's threshold of a plate contact
_MOST_REPAIRED_S: Final = 0.02  # shorter than any feature of a step; more damage than this is no slip


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A plate with its wrench (t, 6) as stored, in plate axes; ``up`` = +1 where plate z points up.

    ``placed`` is False where the load bears beside the plate, so that nobody knows where it bears.
    """

    fields: PlateFields
    wrench: FloatArray
    placed: bool
    up: int

    @property
    def extreme_n(self) -> float:
        """The upward force that is farthest from zero, with its sign."""
        upward = self.up * self.wrench[:, 2]
        return float(upward[np.argmax(np.abs(upward))])


def read_forces(
    arrays: Arrays, scale_m: float, rate_hz: float, positions_m: FloatArray
) -> tuple[Forces | None, tuple[Note, ...]]:
    """All usable plates, acting on the runner, in the file's axes, and notes on what was decided.

    Parameters
    ----------
    arrays
        The decoded file.
    scale_m
        Metres per length unit of the file.
    rate_hz
        Rate of the analog channels.
    positions_m
        (n, m, 3) markers: they show which side of a plate is up.
    """
    if n_plates(arrays) and not arrays["analogs"].size:
        text = "The file describes force plates but holds no analog data."
        return None, (Note(level="info", code="no_analog_data", text=text),)
    loaded: list[_Loaded] = []
    notes: list[Note] = []
    for index in range(n_plates(arrays)):
        try:
            with np.errstate(all="ignore"):  # damaged samples are found and bridged after scaling
                fields = plate_fields(arrays, index, scale_m)
            fields, remarks = _repaired(fields, rate_hz)
            wrench, placed, more = _wrench(fields)
        except PlateProblemError as problem:
            text = f"Force plate {index + 1} is left out: {problem}."
            notes.append(Note(level="warning", code="plate_left_out", text=text))
        else:
            loaded.append(_Loaded(fields, wrench, placed, _up(fields.axes, positions_m)))
            notes += remarks + more
    if not loaded:
        return None, tuple(notes)
    direction, remarks = _direction(loaded)
    finished = [_finish(plate, direction, rate_hz) for plate in loaded]
    notes += remarks + [note for _, found in finished for note in found]
    time_s = np.arange(len(arrays["analogs"])) / rate_hz
    return Forces(time_s, rate_hz, tuple(plate for plate, _ in finished)), tuple(notes)


def _up(axes: PlateAxes, positions_m: FloatArray) -> int:
    """+1 where plate z points to the side the markers are on; without markers z points down by convention."""
    some = positions_m[:: max(1, len(positions_m) // _LOOKS)]
    seen = np.isfinite(some).all(axis=2)
    if not seen.any():
        return -1
    height = (some[seen].mean(axis=0) - axes.centre) @ axes.rotation[:, 2]
    return 1 if height > 0 else -1


def _wrench(fields: PlateFields) -> tuple[FloatArray, bool, list[Note]]:
    """The wrench about the surface centre, by the reading of the origin that puts the load on the plate.

    Also whether any reading does, and what is to be said.
    """
    notes = [_reading_note(fields, fields.remark)] if fields.remark else []
    if fields.kind == PRESSURE_POINT:
        return wrench_from_pressure_point(fields.channels), True, notes
    if fields.kind == CORNER_SENSORS:
        return wrench_from_corner_sensors(fields.channels, fields.origin), True, notes
    wrench = wrench_from_moments(fields.channels, fields.origin)
    if _is_on_plate(wrench, fields):
        return wrench, True, notes
    turned = wrench_from_moments(fields.channels, fields.origin * _TURNED)
    if _is_on_plate(turned, fields):
        return turned, True, [*notes, _reading_note(fields, "its origin with the sign turned")]
    text = (
        f"By its corners and origin the load on force plate {fields.number} would bear beside the plate: "
        "its forces are used, its centre of pressure is left out."
    )
    return wrench, False, [*notes, Note(level="warning", code="pressure_off_plate", text=text)]


def _is_on_plate(wrench: FloatArray, fields: PlateFields) -> bool:
    """Whether the load bears on the plate, or too little load was there to tell."""
    bearing = is_loaded(wrench, _BEARING_N)
    if np.count_nonzero(bearing) < _LEAST_BEARING:
        return True
    points = np.abs(pressure_point(wrench[bearing]))
    return float((points <= fields.half_size + _MARGIN_M).all(axis=1).mean()) >= _ON_PLATE


def _reading_note(fields: PlateFields, said: str) -> Note:
    text = f"Force plate {fields.number} is read with {said}: only so the load lies on the plate."
    return Note(level="info", code="plate_reading", text=text)


def _repaired(fields: PlateFields, rate_hz: float) -> tuple[PlateFields, list[Note]]:
    """Damaged samples (not finite, beyond any force) replaced by a line between their neighbours."""
    channels = fields.channels
    sound = np.isfinite(channels).all(axis=1) & (np.abs(channels[:, :3]) <= _MOST_FORCE_N).all(axis=1)
    good = np.flatnonzero(sound)
    n_bad = len(channels) - len(good)
    if not n_bad:
        return fields, []
    if n_bad > _MOST_REPAIRED_S * rate_hz:
        raise PlateProblemError(f"{n_bad} of its samples are damaged")
    samples = np.arange(len(channels))
    bridged = np.column_stack([np.interp(samples, good, column[good]) for column in channels.T])
    text = f"{n_bad} damaged samples of force plate {fields.number} were bridged."
    note = Note(level="warning", code="plate_samples_bridged", text=text)
    return replace(fields, channels=bridged), [note]


def _direction(loaded: list[_Loaded]) -> tuple[int, list[Note]]:
    """+1 where the file stores the force on the runner (or none at all), -1 where that on the plate.

    By all plates together: a single one that points the other way is a fault of that plate, found later
    against the motion.
    """
    bearing = [plate.extreme_n for plate in loaded if abs(plate.extreme_n) >= _BEARING_N]
    if sum(bearing) >= 0:
        return 1, []
    text = "The file stores the force on the plates; it was turned round to act on the runner."
    return -1, [Note(level="info", code="force_turned_round", text=text)]


def _finish(plate: _Loaded, direction: int, rate_hz: float) -> tuple[Plate, list[Note]]:
    """Zeroed, turned to act on the runner and rotated into lab axes."""
    fields, wrench = plate.fields, direction * plate.wrench
    # A plate that points the other way is at its zero where it pushes down least.
    pushes = -1.0 if direction * plate.extreme_n <= -_BEARING_N else 1.0
    baseline = find_baseline(pushes * plate.up * wrench[:, 2], pushes * wrench, rate_hz)
    offset = pushes * baseline.values
    acting = reaction(wrench - offset, fields.axes, plate.up)
    known = 1.0 if plate.placed else np.nan
    finished = Plate(
        name=f"plate {fields.number}",
        force_n=acting.force,
        centre_of_pressure_m=known * acting.centre_of_pressure,
        free_moment_nm=known * pushes * acting.free_moment,  # about the force's direction, as column files
        corners_m=fields.corners,
    )
    return finished, _baseline_notes(fields.number, plate.up * offset[:, 2], baseline.verdict)


def _baseline_notes(plate: int, offset_n: FloatArray, verdict: str) -> list[Note]:
    if verdict == "never_unloaded":
        text = f"Force plate {plate} is never free of load: its zero cannot be checked, forces are as stored."
        return [Note(level="warning", code="plate_never_unloads", text=text)]
    if np.abs(offset_n).max(initial=0.0) < 1.0:  # N: below what any plate resolves
        return []
    text = f"Its offset of {np.median(offset_n):.0f} N was removed"
    if np.ptp(offset_n) >= 1.0:
        text += f" together with a drift of {np.ptp(offset_n):.0f} N"
    far_off = np.abs(offset_n).max() > _LOADED_N  # uncorrected, no contact would ever have ended
    text = f"Force plate {plate} was off its zero. {text}."
    return [Note(level="warning" if far_off else "info", code="plate_baseline", text=text)]
