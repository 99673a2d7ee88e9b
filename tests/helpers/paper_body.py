"""A whole runner on paper: a statue that stands, leans, falls, turns or is mirrored, as a solved motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

from backstride.model.common import SIDES, other_side
from backstride.model.motion import Motion
from backstride.motion.body import lay_over, learn
from backstride.motion.joint_centres import shoulder_centres
from backstride.motion.places import as_curves, as_points, as_track, places_of
from backstride.motion.solve import segment_axes, standing_angles
from backstride.motion.trunk import trunk_angles

RATE_HZ = 200.0
MASS_KG, SEX = 70.0, "male"
MIRROR = np.diag([1.0, 1.0, -1.0])
# Forward, up and right, m: the right half of a man of 1.8 m. The plane of ASIS and PSIS slopes by 10 degrees.
RIGHT = {
    "asis": (0.09, 1.00, 0.125),
    "psis": (-0.08, 1.03, 0.05),
    "acromion": (-0.02, 1.48, 0.19),
    "elbow_lateral": (-0.03, 1.12, 0.27),
    "elbow_medial": (-0.03, 1.12, 0.20),
    "wrist_lateral": (0.18, 1.02, 0.24),
    "wrist_medial": (0.18, 1.02, 0.18),
    "thigh_1": (0.06, 0.75, 0.15),
    "knee_lateral": (0.0, 0.50, 0.15),
    "knee_medial": (0.0, 0.50, 0.05),
    "shank_1": (0.04, 0.30, 0.13),
    "shank_2": (0.03, 0.22, 0.10),
    "ankle_lateral": (-0.02, 0.08, 0.14),
    "ankle_medial": (-0.02, 0.08, 0.06),
    "heel": (-0.08, 0.03, 0.10),
    "toe": (0.17, 0.03, 0.10),
    "mt5": (0.10, 0.03, 0.14),
}
MIDDLE = {"c7": (-0.09, 1.50, 0.0), "clavicle": (0.05, 1.45, 0.0)}


def statue() -> dict[str, np.ndarray]:
    """Every marker, name -> (3,) m."""
    sided = {f"{name}_{side}": _on(side, place) for name, place in RIGHT.items() for side in SIDES}
    return {**sided, **{name: np.array(place) for name, place in MIDDLE.items()}}


def motion(
    turn: np.ndarray,
    shift_m: np.ndarray,
    *,
    stood: dict[str, np.ndarray] | None = None,
    without: tuple[str, ...] = (),
    rate_hz: float = RATE_HZ,
) -> Motion:
    """The statue turned about the lab's origin by (n, 3, 3) and shifted by (n, 3) m, solved without a filter.

    Args:
        turn: the whole body's, one per moment.
        shift_m: likewise.
        stood: another body.
        without: markers whose name begins so are left out of the run.
        rate_hz: of the moments.
    """
    still = statue() if stood is None else stood
    body = learn(still, standing=True)
    moved = {
        name: np.einsum("nij,j->ni", turn, place) + shift_m
        for name, place in still.items()
        if not name.startswith(without or ("?",))
    }
    return solved(moved, still, standing_angles(body, still), rate_hz)


def solved(
    moved: dict[str, np.ndarray],
    still: dict[str, np.ndarray],
    standing_rad: dict[str, float],
    rate_hz: float = RATE_HZ,
) -> Motion:
    """Markers over time as the motion room would give them."""
    places, axes = lay_over(learn(still, standing=True), moved)
    places |= shoulder_centres(places)
    n = len(places["asis_left"])
    time_s = np.arange(n) / rate_hz
    curves, lacks = trunk_angles(places)
    return Motion(
        recording_id="paper body",
        rate_hz=rate_hz,
        time_s=time_s,
        points=as_points(places, time_s),
        angles=as_curves(curves, time_s),
        centre_of_mass=as_track(np.zeros((n, 3)), time_s),
        centre_of_mass_method="segments",
        contacts=(),
        contacts_source="markers",
        strides=(),
        speed_mps=3.0,
        speed_source="given",
        surface="treadmill",
        has_standing=True,
        refused=lacks,
        standing_rad=standing_rad,
        standing_m=still,
        segment_axes=segment_axes(axes, places),
    )


def standing(n: int = 21) -> Motion:
    """Nothing moves."""
    return motion(np.tile(np.eye(3), (n, 1, 1)), np.zeros((n, 3)))


def mirrored(made: Motion) -> Motion:
    """Left and right changed, Z turned round; axes stay right-handed with Z to the right."""
    names = [_swapped(str(name)) for name in made.points.coords["point"].values]
    return replace(
        made,
        points=xr.DataArray(
            made.points.to_numpy() @ MIRROR,
            dims=("time", "point", "axis"),
            coords={**made.points.coords, "point": names},
            attrs=made.points.attrs,
        ),
        segment_axes={_swapped(name): MIRROR @ axes @ MIRROR for name, axes in made.segment_axes.items()},
        standing_m={_swapped(name): MIRROR @ place for name, place in made.standing_m.items()},
    )


def turned_lab(made: Motion, turn: np.ndarray) -> Motion:
    """The same run in a lab turned by (3, 3) about the vertical, and its standing trial too."""
    return replace(
        made,
        points=made.points.copy(data=made.points.to_numpy() @ turn.T),
        segment_axes={name: turn @ axes for name, axes in made.segment_axes.items()},
        standing_m={name: turn @ place for name, place in made.standing_m.items()},
    )


def places(made: Motion) -> dict[str, np.ndarray]:
    """name -> (n, 3) m."""
    return places_of(made.points)


def _on(side: str, place: tuple[float, float, float]) -> np.ndarray:
    return np.array(place) if side == "right" else MIRROR @ np.array(place)


def _swapped(name: str) -> str:
    stem, _, side = name.rpartition("_")
    return f"{stem}_{other_side(side)}" if side in SIDES else name  # type: ignore[arg-type]
