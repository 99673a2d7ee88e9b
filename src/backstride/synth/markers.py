"""Markers on the body, and what a camera system makes of them: correlated noise and gaps."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.synth.body import Body
from backstride.synth.figure import Figure, mirrored
from backstride.synth.names import CENTRAL, marker_names
from backstride.synth.spec import Spec


def marker_places(body: Body, medial: bool) -> dict[str, tuple[str, FloatArray]]:
    """Point name -> (segment, (3,) place in it, m). ``medial`` markers are worn while standing only."""
    table = load("synth/markers.toml")
    origin = {
        "torso": body.place["lumbar_joint"],
        "head": body.place["neck"],
    }
    places = {}
    for segment in (key for key, value in table.items() if isinstance(value, dict)):
        for name, fraction in table[segment].items():
            if name in table["medial"] and not medial:
                continue
            local = np.array(fraction) * body.height_m - origin.get(segment, 0.0)
            if segment in CENTRAL and fraction[2] == 0:
                places[name] = (segment, local)
                continue
            for side in SIDES:
                where = segment if segment in CENTRAL else f"{segment}_{side}"
                places[f"{name}_{side}"] = (where, mirrored(local, side))
    return places


def misplace(
    places: dict[str, tuple[str, FloatArray]], spec: Spec, rng: np.random.Generator
) -> dict[str, tuple[str, FloatArray]]:
    """The places as a hand sets them: each marker off its landmark by a draw of its own.

    Drawn for every marker there is in a fixed order, so that those worn in both trials sit alike in both.
    """
    off = {name: spec.marker_placement_m * rng.standard_normal(3) for name in marker_names(standing=True)}
    return {name: (segment, local + off[name]) for name, (segment, local) in places.items()}


def see(spec: Spec, clean_m: FloatArray, rng: np.random.Generator) -> FloatArray:
    """(t, p, 3) positions with camera noise and gaps (NaN)."""
    return _with_gaps(spec, clean_m + _noise(spec, clean_m.shape, rng), rng)


def _noise(spec: Spec, shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    """First-order correlated noise of the standard deviation asked for."""
    white = rng.standard_normal(shape) * spec.marker_noise_m
    if spec.marker_noise_correlation_s == 0:
        return white
    keep = np.exp(-1 / (spec.marker_rate_hz * spec.marker_noise_correlation_s))
    start = keep * white[:1] / np.sqrt(1 - keep**2)  # already settled at the first sample
    return np.asarray(lfilter([np.sqrt(1 - keep**2)], [1, -keep], white, axis=0, zi=start)[0])


def _with_gaps(spec: Spec, points_m: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Gaps of one length at random places until about ``gap_fraction`` of every marker is missing."""
    if spec.gap_fraction == 0:
        return points_m
    frames, markers, _ = points_m.shape
    length = max(1, round(spec.gap_length_s * spec.marker_rate_hz))
    count = round(-np.log1p(-spec.gap_fraction) * frames / length)  # overlaps counted out
    starts = rng.integers(0, frames, size=(count, markers))
    rows = (starts[None] + np.arange(length)[:, None, None]) % frames
    out = points_m.copy()
    out[rows, np.broadcast_to(np.arange(markers), rows.shape)] = np.nan
    return out


def place_markers(places: dict[str, tuple[str, FloatArray]], figure: Figure) -> FloatArray:
    """(t, p, 3) true marker positions in the order of ``places``."""
    return np.stack([figure[segment].point(local) for segment, local in places.values()], axis=1)


def trunk_line(body: Body, figure: Figure) -> FloatArray:
    """(t, 3) from the middle of the pelvic landmarks to halfway between C7 and the collarbones' notch."""
    at = {
        name: figure[part].point(local) for name, (part, local) in marker_places(body, medial=False).items()
    }
    bottom = np.mean([at[f"{name}_{side}"] for name in ("asis", "psis") for side in SIDES], axis=0)
    return np.asarray((at["c7"] + at["clavicle"]) / 2 - bottom)


def joint_centres(body: Body, figure: Figure) -> dict[str, FloatArray]:
    """(t, 3) true joint centres by the names of the point vocabulary."""
    out = {"pelvis_centre": figure["pelvis"].origin_m}
    for side in SIDES:
        out |= {
            f"hip_centre_{side}": figure[f"thigh_{side}"].origin_m,
            f"knee_centre_{side}": figure[f"shank_{side}"].origin_m,
            f"ankle_centre_{side}": figure[f"foot_{side}"].origin_m,
            f"shoulder_centre_{side}": figure[f"upper_arm_{side}"].origin_m,
            f"elbow_centre_{side}": figure[f"forearm_{side}"].origin_m,
            f"wrist_centre_{side}": figure[f"forearm_{side}"].point(np.array([0.0, -body["forearm"], 0.0])),
        }
    return out
