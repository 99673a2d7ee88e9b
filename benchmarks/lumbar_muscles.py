"""Lumbar muscle forces against OpenSim's static optimization, and what the anatomy's simplicity costs."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from backstride.loads.muscles.anatomy import Anatomy, anatomy, border_rad, tabled, terms
from backstride.loads.muscles.recruit import recruit
from backstride.loads.muscles.spine_load import QUADRATUS
from backstride.model.arrays import FloatArray
from benchmarks.common import save
from benchmarks.lumbar_shortening import shortening_m
from benchmarks.opensim_lumbar import Lines, LumbarModel, static_optimization
from benchmarks.opensim_runs import stored_moments_nm

COMMAND = "python -m benchmarks.lumbar_muscles"
STRICT = 1e-6  # its convergence criterion where forces are compared
SPREAD_NM = np.array([40.0, 25.0, 60.0])
EVERY, PER_POSTURE, POSTURES, TIMED, OURS = 20, 10, 5, 40, 50_000
TURNS = ("bending, mm/rad", "axial, mm/rad", "extension, mm/rad")


@dataclass(frozen=True, eq=False)
class Posed:
    """One posture with the moments asked of it."""

    what: str
    lines: Lines
    moments_nm: FloatArray


def main() -> None:
    model = LumbarModel()
    posed = _posed(model)
    rows = [*map(_same_problem, posed), *_speeds(posed[0]), *_anatomy(posed), *_shortening(model)]
    save("lumbar_muscles", "Lumbar muscle forces against OpenSim", COMMAND, rows, NOTES)


NOTES = [
    "OpenSim 4.6, fullbody_lumbar_muscles.osim reduced to 164 fascicles and a ball joint at L5/S1 (vertebrae"
    " above it move as one with the trunk); StaticOptimization with squared activation, no muscle physiology,"
    " controls from 0 up without a limit that matters; moments given as an outer torque",
    "off %: largest difference of any fascicle's force over the frame's largest force; asked: 2; of the run's"
    " largest: over the largest force of all frames",
    f"strict: convergence criterion {STRICT:g}, default: 1e-4; its cost over ours: by how much its sum of"
    " squared stress lies above ours (+: it stopped short of the optimum)",
    "running: every twentieth frame of Run_3_id_15Hz_lumbar.csv, the net moments of a run at 3 m/s",
    "table's and product's anatomy: arms linear in the posture, pulls as standing (the product's also takes"
    " the mean of left and right), against the model's own lines in that posture; compression and quadratus:"
    " largest difference over the posture's frames in % of the largest there, muscles' part alone",
    "shortening: of the path per rad of trunk on pelvis, mean of the fascicles by strength; the model shares"
    " the turn out over its lumbar joints",
    "ms: processor time, so that other work of the machine does not count; ours with 50 000 drawn moments on"
    " the same lines, of OpenSim's run the loading of its model is taken off",
]


def _posed(model: LumbarModel) -> list[Posed]:
    rng = np.random.default_rng(7)
    names = tabled().names
    standing = model.lines(names, np.zeros(3))
    found = [Posed("standing, running moments", standing, stored_moments_nm(EVERY))]
    found.append(Posed("standing, drawn moments", standing, _drawn(rng, PER_POSTURE)))
    for _ in range(POSTURES):
        lines = model.lines(names, rng.uniform(-1, 1, size=3) * border_rad())
        said = ", ".join(f"{angle:.0f}" for angle in np.degrees(lines.posture_rad))
        found.append(Posed(f"turned {said} deg, drawn moments", lines, _drawn(rng, PER_POSTURE)))
    return found


def _drawn(rng: np.random.Generator, count: int) -> FloatArray:
    return np.asarray(rng.normal(size=(count, 3)) * SPREAD_NM + [0.0, 0.0, SPREAD_NM[2] / 2])


def _ours(lines: Lines, moments_nm: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Forces (n, m) with the same lines, and the residual (n,)."""
    found = recruit(moments_nm, lines.arms_m(), lines.strength_n)
    return found.stress * lines.strength_n, found.kkt


def _same_problem(posed: Posed) -> dict[str, object]:
    ours, kkt = _ours(posed.lines, posed.moments_nm)
    strict = static_optimization(posed.lines, posed.moments_nm, STRICT).forces_n
    usual = static_optimization(posed.lines, posed.moments_nm).forces_n
    strength = posed.lines.strength_n
    cost = np.square(strict / strength).sum(axis=1) / np.square(ours / strength).sum(axis=1) - 1
    return {
        "what": f"same problem, {posed.what}",
        "frames": len(ours),
        "off %, strict": _off(ours, strict),
        "off %, default": _off(ours, usual),
        "of the run's largest, default": 100 * float(np.abs(ours - usual).max() / ours.max()),
        "its cost over ours, %": 100 * float(cost.max()),
        "our residual": f"{kkt.max():.0e}",
        "largest stress": float((ours / strength).max()),
    }


def _off(ours: FloatArray, theirs: FloatArray) -> float:
    return 100 * float((np.abs(ours - theirs).max(axis=1) / ours.max(axis=1)).max())


def _speeds(posed: Posed) -> list[dict[str, object]]:
    rng = np.random.default_rng(8)
    asked = _drawn(rng, TIMED)
    few = static_optimization(posed.lines, asked[:2]).seconds
    theirs_s = (static_optimization(posed.lines, asked).seconds - few) / (TIMED - 2)
    many = _drawn(rng, OURS)
    start = time.process_time()
    _ours(posed.lines, many)
    ours_s = (time.process_time() - start) / OURS
    return [
        {"what": "OpenSim, default criterion", "ms per frame": 1e3 * theirs_s},
        {"what": "ours", "ms per frame": 1e3 * ours_s, "times faster (asked 100)": theirs_s / ours_s},
    ]


def _anatomy(posed: list[Posed]) -> list[dict[str, object]]:
    return [
        {"what": f"{name}, {one.what}", **_apart(body, one)}
        for name, body in (("table's anatomy", tabled()), ("product's anatomy", anatomy()))
        for one in posed[1:]
    ]


def _apart(body: Anatomy, posed: Posed) -> dict[str, object]:
    """What a body's linear arms and standing pulls change against the model's own lines."""
    theirs, _ = _ours(posed.lines, posed.moments_nm)
    turned = np.tile(posed.lines.posture_rad, (len(theirs), 1))
    factors = terms(turned)[0]
    ours = recruit(posed.moments_nm, body.arms_m, body.strength_n, factors).stress * body.strength_n
    arms = np.tensordot(factors[0], body.arms_m, axes=1)
    off_mm = 1e3 * np.sqrt(np.mean(np.square(arms - posed.lines.arms_m()), axis=0))
    pulled, real = -ours @ body.pulls[:, 1], -theirs @ posed.lines.pulls()[:, 1]
    left, right = (body.of(f"{QUADRATUS}_{side}") for side in ("left", "right"))
    quadratus = np.column_stack([ours[:, left].sum(axis=1), ours[:, right].sum(axis=1)])
    real_quadratus = np.column_stack([theirs[:, left].sum(axis=1), theirs[:, right].sum(axis=1)])
    return {
        "arms off, rms mm (bend, axial, ext)": ", ".join(f"{value:.1f}" for value in off_mm),
        "compression off %": _share(pulled, real),
        "quadratus off %": _share(quadratus, real_quadratus),
    }


def _share(ours: FloatArray, theirs: FloatArray) -> float:
    return 100 * float(np.abs(ours - theirs).max() / np.abs(theirs).max())


def _shortening(model: LumbarModel) -> list[dict[str, object]]:
    """Of the left quadratus lumborum, mean by strength: its arm, the table's shortening, and the model's."""
    body = tabled()
    mine = body.of(f"{QUADRATUS}_left")
    weight = body.strength_n * mine / body.strength_n[mine].sum()
    bent = np.radians([15.0, 0.0, 0.0])
    ways = {
        "arm about L5/S1": body.arms_m[0],
        "table": body.shortening_m,
        "model, standing": shortening_m(model),
        "model, bent 15 deg to the right": shortening_m(model, bent),
        "model, bent 15 deg to the left": shortening_m(model, -bent),
    }
    return [
        {
            "what": f"shortening of the left quadratus, {way}",
            **dict(zip(TURNS, 1e3 * weight @ each, strict=True)),
        }
        for way, each in ways.items()
    ]


if __name__ == "__main__":
    main()
