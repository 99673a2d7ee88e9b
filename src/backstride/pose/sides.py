"""Left and right of a runner, solved over the whole clip and proven.

A pose engine names the legs anew in every frame, and in a side view it often takes one for the other. Here
the legs' motion says which exchanges belong together (``side_paths``), half a stride proves it
(``side_proof``), and the engine's labels, by majority over the clip, say which of the two is the left leg.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.keypoints import Keypoints
from backstride.model.recording import Note
from backstride.pose.side_merged import astray, between
from backstride.pose.side_near import legs_agree, nearer_side
from backstride.pose.side_paths import Path, best_path, nearest_of
from backstride.pose.side_points import (
    KNOWLEDGE,
    apart_of,
    body_size_px,
    exchange_limbs,
    has_pair,
    limb_names,
    middle_of,
    refused,
)
from backstride.pose.side_proof import Even, agreement, half_stride, on_even_clock, orient

TURNS: Final = 2
"""Rounds of half a stride found and stretches turned by it. The second changed no clip seen so far; it is
there for a first half stride that wrong signs had spoilt."""


@dataclass(frozen=True)
class SidesEvidence:
    """What speaks for the sides. anti_phase: 1 where the legs do the same half a stride apart, -1 where they
    move together. half_stride_s: of the file's clock. label_share: share of frames in which the engine's
    labels are the ones found. stretches: pieces of the clip within which motion alone tells the legs apart.
    depth_share: share of frames whose depth of trunk and head agrees on the nearer side; None without
    depth.
    """

    anti_phase: float
    half_stride_s: float
    label_share: float
    stretches: int
    depth_share: float | None


@dataclass(frozen=True, eq=False)
class SolvedSides:
    """keypoints: left and right put right, legs and arms each for themselves; NaN where a leg's points lay
    on the other leg or nothing tells the two apart. exchanged: (n,) frames in which the legs were exchanged.
    doubtful: (n,) frames in which leg points were taken out. near: the side nearer the camera in a side view.
    """

    keypoints: Keypoints
    exchanged: BoolArray
    doubtful: BoolArray
    near: Side | None
    evidence: SidesEvidence
    notes: tuple[Note, ...]


def solve_sides(seen: Keypoints) -> SolvedSides:
    """Left and right put right in every frame of a clip.

    Raises
    ------
    RefusedError
        The legs are not seen or do not swing half a stride apart; their labels change so often that none is
        more likely than the other; labels and depth contradict each other.
    """
    size_px = body_size_px(seen)
    apart = apart_of(seen, load(KNOWLEDGE)["points"]["legs"], size_px)
    path, half_stride_s, score = _proven(apart, seen)
    exchanged, unknown, share = _named(*_every_frame(apart, seen.time_s, path), seen)
    legs = exchange_limbs(seen, exchanged, limb_names("legs"))
    near, depth_share = nearer_side(seen)
    if not legs_agree(legs, near):
        raise refused(seen, "labels and depth contradict each other about which leg is the left one")
    legs, doubtful = _without_astray(legs, size_px, unknown)
    solved = exchange_limbs(legs, _arms_exchanged(seen, size_px), limb_names("arms"))
    evidence = SidesEvidence(score, half_stride_s, share, int(path.stretch[-1]) + 1, depth_share)
    notes = _notes(exchanged, doubtful)
    solved = replace(solved, notes=seen.notes + notes)
    return SolvedSides(solved, exchanged, doubtful, near, evidence, notes)


def _named(sign: FloatArray, unknown: BoolArray, seen: Keypoints) -> tuple[BoolArray, BoolArray, float]:
    """(n,) frames exchanged, so that most labels stand; frames unknown; the share of labels that stand."""
    share = float(np.mean(sign[~unknown] > 0))
    if share < 0.5:
        sign, share = -sign, 1 - share
    if share < load(KNOWLEDGE)["proof"]["least_label_share"]:
        raise refused(seen, "left and right are named differently from frame to frame, each about as often")
    return np.asarray((sign < 0) & ~unknown), unknown, share


def _proven(apart: FloatArray, seen: Keypoints) -> tuple[Path, float, float]:
    """The path with every stretch turned to the others, half a stride in s of the file, and the score."""
    path = best_path(apart, seen.time_s, load(KNOWLEDGE)["path"]["legs_exchanged_cost"])
    if len(path.rows) < 4:
        raise refused(seen, "the legs are not seen")
    even = on_even_clock(apart, seen.time_s, path)
    found = half_stride(even)
    for _ in range(TURNS if path.stretch[-1] else 0):
        if found is not None:
            path = _turned(path, *_orientation(path, even, agreement(even, found[0], path)))
            even = on_even_clock(apart, seen.time_s, path)
            found = half_stride(even)
    if found is None or found[1] < load(KNOWLEDGE)["proof"]["least_score"]:
        raise refused(seen, "left and right leg do not swing half a stride apart, as in running")
    return path, found[0] * even.step_s, found[1]


def _orientation(path: Path, even: Even, agree: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What ``orient`` says of the path's stretches."""
    sizes = np.bincount(path.stretch).astype(np.float64)
    votes = np.bincount(path.stretch, weights=path.sign) / sizes
    ticks = np.bincount(even.stretch + 1, weights=even.weight, minlength=len(sizes) + 1)[1:]
    return orient(agree, votes, ticks.astype(np.float64))


def _turned(path: Path, turn: FloatArray, say: FloatArray) -> Path:
    """The path with its stretches turned, those left out that nothing speaks for."""
    kept = (say >= load(KNOWLEDGE)["proof"]["least_say"])[path.stretch]
    firm = path.firm.copy()
    firm[path.opens] *= np.append(0.0, turn[1:] * turn[:-1])
    firm[1:][~kept[:-1]] = 0.0
    return Path(path.rows[kept], (path.sign * turn[path.stretch])[kept], firm[kept])


def _every_frame(apart: FloatArray, time_s: FloatArray, path: Path) -> tuple[FloatArray, BoolArray]:
    """(n,) sign of every frame, and whether it is unknown: by the line between the path's nearest rows, at
    its ends by the nearest row."""
    signed = np.full_like(apart, np.nan)
    signed[path.rows] = apart[path.rows] * path.sign[:, None, None]
    bridge_s = load(KNOWLEDGE)["merged"]["bridge_s"]
    line = between(signed, path.rows, time_s, bridge_s)
    nearest = path.rows[nearest_of(time_s, time_s[path.rows])]
    close = np.abs(time_s - time_s[nearest]) <= bridge_s
    expected = np.where(np.isfinite(line) | ~close[:, None, None], line, signed[nearest])
    likeness = np.nansum(apart * expected, axis=(1, 2))
    sign = np.where(likeness < 0, -1.0, 1.0)
    sign[path.rows] = path.sign
    unknown = likeness == 0
    unknown[path.rows] = False
    return sign, unknown


def _without_astray(legs: Keypoints, size_px: float, unknown: BoolArray) -> tuple[Keypoints, BoolArray]:
    """Without leg points that lie on the other leg, and without legs that nothing tells apart."""
    points = legs.points.copy()
    middle = middle_of(legs, "hip_centre")[:, None, :]
    doubtful = unknown & np.isfinite(apart_of(legs, load(KNOWLEDGE)["points"]["legs"], 1.0)).any(axis=(1, 2))
    for group in load(KNOWLEDGE)["points"]["merging"]:
        names = [[f"{name}_{side}" for name in group if has_pair(legs, name)] for side in SIDES]
        if not names[0]:
            continue
        left, right = ((points.sel(point=of).to_numpy() - middle) / size_px for of in names)
        for of, away in zip(names, astray(left, right, legs.time_s), strict=True):
            out = away | unknown
            points.loc[{"point": of}] = np.where(out[:, None, None], np.nan, points.sel(point=of))
            doubtful |= away
    return replace(legs, points=points), doubtful


def _arms_exchanged(seen: Keypoints, size_px: float) -> BoolArray:
    """(n,) frames in which the arms are exchanged; none where their motion does not tell."""
    names = [name for name in load(KNOWLEDGE)["points"]["arms"] if has_pair(seen, name)]
    none = np.zeros(len(seen.time_s), dtype=bool)
    if not names:
        return none
    apart = apart_of(seen, names, size_px)
    path = best_path(apart, seen.time_s, load(KNOWLEDGE)["path"]["arms_exchanged_cost"])
    if len(path.rows) < 2:
        return none
    sign, unknown = _every_frame(apart, seen.time_s, path)
    return np.asarray((sign < 0) & ~unknown)


def _notes(exchanged: BoolArray, doubtful: BoolArray) -> tuple[Note, ...]:
    notes = []
    if exchanged.any():
        text = (
            f"Left and right leg were exchanged in {exchanged.sum()} of {len(exchanged)} frames: put right."
        )
        notes.append(Note(level="info", code="sides_put_right", text=text))
    if doubtful.any():
        text = f"In {doubtful.sum()} of {len(doubtful)} frames one leg hides the other and is left out."
        notes.append(Note(level="info", code="sides_doubtful", text=text))
    return tuple(notes)
