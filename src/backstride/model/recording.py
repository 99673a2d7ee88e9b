"""A recording as read: labelled positions, plate forces, and how the file was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backstride.model.arrays import FloatArray
from backstride.model.common import Frozen, RecordingKind, Side, View

if TYPE_CHECKING:
    import xarray as xr

    from backstride.model.sight import Sight

NoteLevel = Literal["info", "warning", "fault"]


class Note(Frozen):
    """One thing a person should know about a recording: ``code`` for tests, ``text`` for people."""

    level: NoteLevel
    code: str
    text: str


class AxesDecision(Frozen):
    """How the file's axes were turned into ISB (X forward, Y up, Z right).

    ``matrix`` rows are the ISB axes in the file's axes: ``isb = matrix @ file``.
    ``how`` states in words what decided it.
    """

    matrix: tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
    how: str


class MarkerMatch(Frozen):
    """How the file's labels became anatomical names.

    ``marker_set`` is the id of a set in ``knowledge/marker_sets`` or "rules" when matched by name rules.
    ``names`` maps anatomical name -> label in the file; ``unmatched`` labels kept out of the analysis.
    """

    marker_set: str
    how: str
    names: dict[str, str]
    unmatched: tuple[str, ...] = ()


class Event(Frozen):
    """An event stored in the file, as the file has it (not trusted, shown beside ours)."""

    time_s: float
    side: Side | None
    label: str


@dataclass(frozen=True, eq=False)
class Plate:
    """One force plate. Forces act on the runner (vertical positive in stance), in ISB lab axes.

    force_n: (n, 3) ground reaction. centre_of_pressure_m: (n, 3), NaN while too lightly loaded.
    free_moment_nm: (n,) about the vertical at the centre of pressure, NaN where that is NaN.
    corners_m: (4, 3) or None. foot: the side when the file itself names it (``R_ground_force_v``).
    """

    name: str
    force_n: FloatArray
    centre_of_pressure_m: FloatArray
    free_moment_nm: FloatArray
    corners_m: FloatArray | None = None
    foot: Side | None = None


@dataclass(frozen=True, eq=False)
class Forces:
    """All plates of a recording on one clock, the same clock as the points (0 offset)."""

    time_s: FloatArray
    rate_hz: float
    plates: tuple[Plate, ...]


@dataclass(frozen=True, eq=False)
class Recording:
    """One file (or files of one clock) read, rotated into ISB axes, named anatomically; not filtered.

    points: DataArray(time, point, axis) in m, dims exactly so, coords time in s on the recording's own
    clock, point = anatomical names (``heel_left``, ``asis_right``, ``c7``), axis = x, y, z; missing is
    NaN; attrs["units"] = "m". Labels that have no anatomical name are left out (see ``match``).
    sight: how the camera saw it, for a video or ready-made keypoints, and then one axis is NaN throughout.
    paths are base names only.
    """

    id: str
    paths: tuple[str, ...]
    kind: RecordingKind
    rate_hz: float
    points: xr.DataArray
    axes: AxesDecision
    match: MarkerMatch
    view: View = "3d"
    forces: Forces | None = None
    events: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    sight: Sight | None = None

    def __post_init__(self) -> None:
        if self.points.dims != ("time", "point", "axis"):
            raise ValueError(f"points must have dims (time, point, axis), got {self.points.dims}")
        if self.points.attrs.get("units") != "m":
            raise ValueError("points must carry attrs['units'] == 'm'")
