"""The points of a C3D file: which are markers of the one runner, in metres, gaps as NaN."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import RefusedError, UnreadableError, WrongKindError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.read.c3d_decode import Arrays, texts

_UNITS_M: Final = {
    "mm": 1e-3, "millimeters": 1e-3, "millimetres": 1e-3,
    "cm": 1e-2, "centimeters": 1e-2, "centimetres": 1e-2,
    "dm": 1e-1,
    "m": 1.0, "meters": 1.0, "metres": 1.0,
}  # fmt: skip
# A runner's markers, from a pelvis alone to head and feet in full stride, span 0.25 to 2.5 m: so the extent
# in file units tells millimetres from centimetres from metres with nothing in between.
_LEAST_EXTENT_M, _MOST_EXTENT_M = 0.25, 2.5
_LAB_LIMIT_M: Final = 1000.0  # nothing recorded is a kilometre away; such a number is damage

# Groups of computed points that Vicon software lists; POINT:TYPE_GROUPS may name others.
_COMPUTED: Final = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS", "MODELED_MARKERS")
_UNLABELLED: Final = ("*", "uname", "unlabeled", "unlabelled")

_LEAST_MARKERS: Final = 6  # fewer cannot hold a pelvis and two feet, so they are no second runner
_STILL_M: Final = 0.05  # the markers of a prop move less than this, those of a runner more in every step


@dataclass(frozen=True, eq=False)
class Points:
    """labels of the runner's markers, positions (n, m, 3) m with NaN for gaps, scale in m per file unit."""

    labels: tuple[str, ...]
    positions_m: FloatArray
    scale_m: float
    notes: tuple[Note, ...]


def read_points(arrays: Arrays) -> Points:
    """The markers of the one runner in the file.

    Raises
    ------
    WrongKindError
        No point of the file is a marker.
    RefusedError
        Two runners.
    UnreadableError
        The file names no unit and its numbers fit none.
    """
    positions = arrays["points"]
    names = _names(arrays, positions.shape[1])
    computed = _computed(arrays)
    keep = [i for i, name in enumerate(names) if name not in computed and not _unlabelled(name)]
    if not keep:
        raise WrongKindError("it holds no labelled markers", fix="Give a recording with labelled markers.")
    positions = np.where((positions == 0).all(axis=2, keepdims=True), np.nan, positions)[:, keep]
    scale, notes = _scale(texts(arrays, "POINT:UNITS")[:1], positions)
    positions = positions * scale
    positions[~(np.abs(positions) <= _LAB_LIMIT_M).all(axis=2)] = np.nan
    labels = [names[i] for i in keep]
    labels, chosen, remarks = _one_runner(labels, positions, _prefixes(arrays, labels))
    _refuse_doubles(labels)
    dropped = len(names) - len(keep)
    if dropped:
        text = f"{dropped} points are no labelled markers (unlabelled or computed) and are left out."
        remarks.append(Note(level="info", code="points_left_out", text=text))
    return Points(tuple(labels), np.ascontiguousarray(positions[:, chosen]), scale, (*notes, *remarks))


def length_scale(arrays: Arrays) -> float:
    """Metres per length unit of a file without markers: its stated unit, else the customary millimetre."""
    return _UNITS_M.get("".join(texts(arrays, "POINT:UNITS")[:1]).lower(), 1e-3)


def _names(arrays: Arrays, count: int) -> list[str]:
    """A label for every point; those beyond the list are unlabelled."""
    stated = texts(arrays, "POINT:LABELS")[:count]
    return stated + ["*"] * (count - len(stated))


def _unlabelled(name: str) -> bool:
    bare = name.rsplit(":", 1)[-1].strip().lower()
    return not bare or bare.startswith(_UNLABELLED)


def _computed(arrays: Arrays) -> set[str]:
    """Labels of points that are results of a model rather than trajectories."""
    groups = {*_COMPUTED, *(group.upper() for group in texts(arrays, "POINT:TYPE_GROUPS"))} - {"LABELS", ""}
    return {label for group in groups for label in texts(arrays, f"POINT:{group}")}


def _scale(stated: list[str], positions: FloatArray) -> tuple[float, list[Note]]:
    """Metres per file unit: as stated, else from how far the markers are apart."""
    unit = "".join(stated).strip().lower()
    if unit in _UNITS_M:
        return _UNITS_M[unit], []
    extent = _extent(positions)
    for name in ("mm", "cm", "m"):
        if _LEAST_EXTENT_M <= extent * _UNITS_M[name] < _MOST_EXTENT_M:
            text = f"The file names no unit of length; markers {extent:.4g} apart are read as {name}."
            return _UNITS_M[name], [Note(level="warning", code="unit_guessed", text=text)]
    raise UnreadableError(
        f"its unit of length is {unit or 'missing'} and its numbers fit neither mm, cm nor m",
        fix="Export it again with POINT:UNITS set to mm.",
    )


def _extent(positions: FloatArray) -> float:
    """Median over frames of the longest side of the box round the markers, in file units."""
    seen = np.isfinite(positions).any(axis=(1, 2))
    if not seen.any():
        return 0.0
    some = positions[seen][:: max(1, np.count_nonzero(seen) // 100)]
    sides = np.fmax.reduce(some, axis=1) - np.fmin.reduce(some, axis=1)
    return float(np.median(sides.max(axis=1)))


def _prefixes(arrays: Arrays, labels: list[str]) -> list[str]:
    """The subject prefix of every label ("" for none): what stands before a colon, or what the file lists."""
    listed = [prefix for prefix in texts(arrays, "SUBJECTS:LABEL_PREFIXES") if prefix]
    return [
        label[: label.rfind(":") + 1] or next((prefix for prefix in listed if label.startswith(prefix)), "")
        for label in labels
    ]


def _one_runner(
    labels: list[str], positions: FloatArray, prefixes: list[str]
) -> tuple[list[str], list[int], list[Note]]:
    """Labels without prefix, and columns, of the one subject who can be the runner."""
    counts = Counter(prefixes)
    if len(counts) == 1:
        (prefix,) = counts
        return [label[len(prefix) :] for label in labels], list(range(len(labels))), []
    members = {prefix: [i for i, own in enumerate(prefixes) if own == prefix] for prefix in counts}
    persons = _persons({prefix: positions[:, columns] for prefix, columns in members.items()})
    if len(persons) > 1:
        who = ", ".join(prefix.rstrip(":_ ") or "one without a name" for prefix in persons)
        raise RefusedError(
            f"it holds {len(persons)} runners ({who})", fix="Export one recording for each runner."
        )
    runner = persons[0] if persons else max(counts, key=lambda prefix: counts[prefix])
    others = ", ".join(prefix.rstrip(":_ ") or "without a name" for prefix in counts if prefix != runner)
    text = f"Markers of other subjects or objects ({others}) are left out."
    note = Note(level="info", code="other_subjects_left_out", text=text)
    return [labels[i][len(runner) :] for i in members[runner]], members[runner], [note]


def _persons(groups: dict[str, FloatArray]) -> list[str]:
    """The groups of markers that are people: enough markers, and moving where anything in the file moves."""
    many = {name: part for name, part in groups.items() if part.shape[1] >= _LEAST_MARKERS}
    moving = [name for name, part in many.items() if _travel(part) > _STILL_M]
    return moving or list(many)


def _travel(positions: FloatArray) -> float:
    """Median over markers and axes of the range of motion, m; the largest axis counts."""
    seen = np.isfinite(positions).any(axis=(0, 2))
    if not seen.any():
        return 0.0
    ranges = np.fmax.reduce(positions[:, seen], axis=0) - np.fmin.reduce(positions[:, seen], axis=0)
    return float(np.median(ranges.max(axis=1)))


def _refuse_doubles(labels: list[str]) -> None:
    """Most labels twice: two people share the file. A single label twice: nobody can say which is meant."""
    doubles = sorted(name for name, count in Counter(labels).items() if count > 1)
    if not doubles:
        return
    shown = ", ".join(doubles[:3])
    if len(doubles) >= _LEAST_MARKERS:
        raise RefusedError(
            f"it holds two runners: {len(doubles)} labels come twice ({shown} ...)",
            fix="Export one recording for each runner.",
        )
    raise UnreadableError(
        f"labels come twice ({shown})", fix="Rename or delete one of each and export it again."
    )
