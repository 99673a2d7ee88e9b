"""Several recordings of one session: one more row per measure, which the patterns read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from backstride.measures.definitions import definition, definitions, statistic
from backstride.measures.devices import DEVICE, DEVICES, Device, DeviceRow, Seen, error_sd, settled
from backstride.measures.interval import FEWEST_STRIDES, parted, stride_spread
from backstride.measures.rows import refused, stated, valued
from backstride.model.common import SIDES, MeasureSide
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.model.measure import SESSION, Measure, Reference

MARKERS: Final = Seen("markers")  # what a recording is taken for of which nothing is told
NOTHING_SEEN: Final[Mapping[str, Seen]] = MappingProxyType({})
OfDevices = dict[Device, list[Measure]]


@dataclass(frozen=True)
class Session:
    """The rows named ``session``, and where devices do not agree on one of them."""

    rows: tuple[Measure, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def session(rows: Sequence[Measure], seen: Mapping[str, Seen] = NOTHING_SEEN) -> Session:
    """A row named ``session`` per measure and side, from the rows of two or more recordings; else none.

    Of one device (a clip and ready-made keypoints are one) the strides of all recordings count alike. The
    instrument's share of the interval does not shrink with the number of recordings: the same markers stayed
    on. Recordings at different speeds are averaged as they are, and so is their reference band.

    Between devices nothing is averaged. The row is that of the device whose 95 % interval is narrowest, which
    holds the instrument's error and the spread of the strides; of two equally wide, the smaller instrument
    error. Left and right are taken from one device where one gives them, that of both sides together if it
    does, so that a difference of sides is not one of devices. What one device refuses, another may give.
    Where devices do not agree: ``settled``.

    Args:
        rows: of all recordings, by recording.
        seen: kind and speed of every recording by its id; its own ``speed`` row goes before that speed. One
            that is left out counts as markers.
    """
    if len({row.recording for row in rows}) < 2:
        return Session()
    by_device = {device: [r for r in rows if _device(r, seen) == device] for device in DEVICES}
    there = [device for device, found in by_device.items() if found]
    if len(there) == 1:
        return Session(tuple(_pooled(group) for group in _groups(rows).values()))
    told = _Told(seen, {row.recording: row.value for row in rows if row.id == "speed" and row.value})
    settled_rows: list[Measure] = []
    disagreements: list[Disagreement] = []
    for measure, sides in _by_measure(by_device).items():
        for row, found in _settled(measure, sides, told):
            settled_rows.append(row)
            disagreements += found
    return Session(tuple(settled_rows), tuple(disagreements))


@dataclass(frozen=True)
class _Told:
    """What is known of the recordings: kinds, and the speeds that their own rows tell."""

    seen: Mapping[str, Seen]
    speeds: Mapping[str, float]

    def of(self, device: Device, group: Sequence[Measure]) -> DeviceRow | None:
        """The row of one device from its recordings' rows; None where all of them refused."""
        known = [row for row in group if row.value is not None and row.interval is not None]
        if not known:
            return None
        row = known[0].model_copy(update={"recording": SESSION}) if len(known) == 1 else _pooled(known)
        kinds = {self.seen.get(one.recording, MARKERS).kind for one in known}
        told = DeviceValue(
            kind="video" if "video" in kinds else kinds.pop(),
            recordings=tuple(one.recording for one in known),
            value=row.value or 0.0,
            interval=row.interval or (0.0, 0.0),
            speed_mps=self._speed(known),
        )
        return DeviceRow(device, row, told)

    def _speed(self, known: Sequence[Measure]) -> float | None:
        """The speed of these recordings, by strides; None where one is not known."""
        each = [
            self.speeds.get(row.recording) or self.seen.get(row.recording, MARKERS).speed_mps for row in known
        ]
        sure = [speed for speed in each if speed is not None]
        if len(sure) < len(known):
            return None
        return round(float(np.average(sure, weights=[max(1, row.n_strides) for row in known])), 4)


def _settled(
    measure: str, sides: Mapping[MeasureSide, OfDevices], told: _Told
) -> list[tuple[Measure, tuple[Disagreement, ...]]]:
    """The rows of one measure."""
    given = {
        side: sorted((row for one in of.items() if (row := told.of(*one))), key=lambda row: row.rank)
        for side, of in sides.items()
    }
    first = _first_for_sides(given)
    out: list[tuple[Measure, tuple[Disagreement, ...]]] = []
    for side, ranked in given.items():
        if side != "both":
            ranked.sort(key=lambda row: row.device != first)  # stable: the others stay in their order
        if ranked:
            out.append(settled(ranked[0], ranked[1:]))
        else:
            out.append((_refused(measure, side, sides[side]), ()))
    return out


def _first_for_sides(given: Mapping[MeasureSide, Sequence[DeviceRow]]) -> Device | None:
    """The device that left and right are both taken from: that of ``both`` if it gives them, else the one
    with the narrowest two intervals; None where none gives both, then each side is settled by itself."""
    widths: dict[Device, list[float]] = {}
    for row in (row for side in SIDES for row in given.get(side, ())):
        widths.setdefault(row.device, []).append(row.width)
    whole = {device: sum(found) for device, found in widths.items() if len(found) == len(SIDES)}
    of_both = next((row.device for row in given.get("both", ())), None)
    ranked = sorted(whole, key=lambda device: (device != of_both, whole[device], DEVICES.index(device)))
    return ranked[0] if ranked else None


def _refused(measure: str, side: MeasureSide, of: OfDevices) -> Measure:
    """The reason of the device that could best give it, and of its first recording."""
    why = next(row.refused or "" for group in of.values() for row in group)
    return refused(definition(measure), side, SESSION, why, 0)


def _by_measure(by_device: Mapping[Device, Sequence[Measure]]) -> dict[str, dict[MeasureSide, OfDevices]]:
    """Rows by measure, side and device, each in an order of its own, whatever that of the files."""
    places = {one.id: place for place, one in enumerate(definitions())}
    found: dict[str, dict[MeasureSide, OfDevices]] = {one: {} for one in places}
    for device, rows in by_device.items():
        for row in sorted(rows, key=lambda row: row.recording):
            found.setdefault(row.id, {}).setdefault(row.side, {}).setdefault(device, []).append(row)
    rank: dict[MeasureSide, int] = {"left": 0, "right": 1, "both": 2}
    return {
        measure: dict(sorted(sides.items(), key=lambda one: rank[one[0]]))
        for measure, sides in found.items()
        if sides
    }


def _groups(rows: Iterable[Measure]) -> dict[tuple[str, str], list[Measure]]:
    groups: dict[tuple[str, str], list[Measure]] = {}
    for row in rows:
        groups.setdefault((row.id, row.side), []).append(row)
    return groups


def _device(row: Measure, seen: Mapping[str, Seen]) -> Device:
    return DEVICE[seen.get(row.recording, MARKERS).kind]


def _pooled(group: Sequence[Measure]) -> Measure:
    """One row of all recordings of one device."""
    known = [row for row in group if row.refused is None]
    first = group[0]
    if not known:
        return refused(definition(first.id), first.side, SESSION, first.refused or "", 0)
    if any(len(row.per_stride) != row.n_strides or row.n_strides < FEWEST_STRIDES for row in known):
        return _of_values(known)
    values = np.concatenate([row.per_stride for row in known])
    worst = max(_error_sd(row) for row in known)
    return valued(definition(first.id), first.side, SESSION, values, worst, _band(known))


def _of_values(known: Sequence[Measure]) -> Measure:
    """One row of rows that hold no single strides, as a watch's: the mean by strides, each end as far from it
    as that of the least sure row."""
    first = known[0]
    weights = [max(1, row.n_strides) for row in known]
    value = float(np.average([row.value or 0.0 for row in known], weights=weights))
    ends = [(row.value or 0.0, row.interval or (row.value or 0.0,) * 2) for row in known]
    below, above = max(at - low for at, (low, _) in ends), max(high - at for at, (_, high) in ends)
    return stated(
        definition(first.id),
        first.side,
        SESSION,
        value,
        (value - below, value + above),
        max(error_sd(row) for row in known),
        _band(known),
        n_strides=sum(row.n_strides for row in known),
        per_stride=np.concatenate([row.per_stride for row in known]),
    )


def _error_sd(row: Measure) -> float:
    """The instrument's error by the lower end alone, as of strides pooled within one device; between devices,
    which may read too high, ``devices.error_sd`` takes the further end."""
    low, _ = row.interval or (0.0, 0.0)
    below, _ = stride_spread(np.array(row.per_stride), statistic(row.id), row.id)
    return parted((row.value or 0.0) - low, below)


def _band(known: Sequence[Measure]) -> Reference | None:
    bands = [row.reference for row in known if row.reference is not None]
    if len(bands) < len(known):
        return None
    weights = [row.n_strides for row in known]
    return Reference(
        low=round(float(np.average([band.low for band in bands], weights=weights)), 4),
        high=round(float(np.average([band.high for band in bands], weights=weights)), 4),
        source=bands[0].source,
    )
