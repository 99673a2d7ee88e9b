"""Soft tissue: markers of thigh, shank and pelvis that swing against the bone in step with the stride."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.synth.figure import Figure
from backstride.synth.names import CENTRAL
from backstride.synth.spec import Spec

Places = dict[str, tuple[str, FloatArray]]
Complex = NDArray[np.complex128]


def skin_motion(
    spec: Spec, places: Places, figure: Figure, phase: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """(t, p, 3) m how far each marker is from its place on the bone, in the axes of ``figure``.

    places: name -> (segment, place); phase: (t,) strides. Per segment and axis the root mean square over its
    markers and a stride is ``spec.skin_motion_m`` times the segment's share (``knowledge/synth/skin.toml``);
    mean 0 over a stride. Feet, trunk, head and arms stay.
    """
    shares = load("synth/skin.toml")["segment"]
    out = np.zeros((len(phase), len(places), 3))
    owners = [segment for segment, _ in places.values()]
    for segment in dict.fromkeys(owners):
        kind = segment if segment in CENTRAL else segment.rsplit("_", 1)[0]
        mine = [k for k, owner in enumerate(owners) if owner == segment]
        if kind in shares:
            local = spec.skin_motion_m * shares[kind] * _swings(len(mine), phase, rng)
            out[:, mine] = np.einsum("tij,tpj->tpi", figure[segment].turn, local)
    return out


def _swings(count: int, phase: FloatArray, rng: np.random.Generator) -> FloatArray:
    """(t, count, 3) of root mean square 1 per axis: once and twice a stride, partly common to all."""
    figures = load("synth/skin.toml")
    twice = figures["twice_variance"]
    waves = [
        np.real(_phasors(count, rng) * np.exp(2j * np.pi * cycles * phase)[:, None, None]) * np.sqrt(2 * part)
        for cycles, part in ((1, 1 - twice), (2, twice))
    ]
    return np.asarray(waves[0] + waves[1])


def _phasors(count: int, rng: np.random.Generator) -> Complex:
    """(count, 3) amplitudes and phases of the markers, mean square 1 per axis."""
    common = load("synth/skin.toml")["common_variance"]
    turns = np.exp(2j * np.pi * rng.random((count + 1, 3)))
    mixed = np.sqrt(common) * turns[0] + np.sqrt(1 - common) * turns[1:]
    return np.asarray(mixed / np.sqrt(np.mean(np.abs(mixed) ** 2, axis=0)))
