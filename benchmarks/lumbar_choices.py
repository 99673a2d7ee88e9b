"""What each choice of the lumbar muscle model moves, on the net moments of a real run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from backstride.loads.muscles.anatomy import Anatomy, anatomy, sacral_slope_rad, tabled
from backstride.loads.muscles.spine_load import QUADRATUS, SpineLoad, spine_load
from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.arrays import FloatArray
from benchmarks.common import save
from benchmarks.opensim_runs import stored_moments_nm

MASS_KG = 72.84
UPPER_SHARE = 0.6  # of the body above L5/S1, judged; only how compression is made up depends on it
EVERY, DRAWS = 5, 300
# Judged: how people's arms and strengths differ from the generic adult's, each muscle for itself. Half of
# the arms' variance is common to all muscles (a deeper trunk).
ARM_SD, STRENGTH_SD, COMMON = 0.10, 0.20, 0.5


def main() -> None:
    moment, force = _run()
    usual = _figures(_load(moment, force))
    rows: list[dict[str, object]] = [{"what": "usual", **usual}]
    rows += [{"what": what, **_changed(usual, _figures(load))} for what, load in _choices(moment, force)]
    rows += _spread(moment, force, usual)
    save(
        "lumbar_choices",
        "Choices of the lumbar muscle model",
        "python -m benchmarks.lumbar_choices",
        rows,
        NOTES,
    )


NOTES = [
    "net moments of Run_3_id_15Hz_lumbar.csv (3 m/s, 72.84 kg), upright trunk, the weight above the joint as"
    " net force; usual: peak and mean compression and peak of either quadratus lumborum in BW; below: change"
    " in %, shear in BW throughout",
    "end plate: the axis of compression leans forward by the mean sacral slope of standing adults",
    f"other people: {DRAWS} draws of arms (SD {ARM_SD:g}, half of the variance common to all muscles) and"
    f" strengths (SD {STRENGTH_SD:g}) of every muscle, log-normal, judged; percentiles of the change in %",
    "Ashjaee 2025 (250 own models, 11 postures): own paths change compression by 13 % in the mean, own"
    " strengths by 8 %, more than these draws do; the product's interval of compression is made of theirs",
]


def _run() -> tuple[FloatArray, FloatArray]:
    moment = stored_moments_nm(EVERY)
    weight_n = UPPER_SHARE * MASS_KG * GRAVITY_MPS2
    return moment, np.tile([0.0, weight_n, 0.0], (len(moment), 1))


def _load(moment: FloatArray, force: FloatArray, size: float = 1.0, **options: float) -> SpineLoad:
    return spine_load(
        moment,
        force,
        np.zeros_like(moment),
        size,
        co_contraction=options.get("co_contraction", 0.0),
        tilt_rad=options.get("tilt_rad", 0.0),
    )


def _choices(moment: FloatArray, force: FloatArray) -> list[tuple[str, SpineLoad]]:
    turned = np.zeros_like(moment)
    turned[:, 2] = np.radians(-5.0)
    return [
        ("axis 10 deg forward", _load(moment, force, tilt_rad=np.radians(10))),
        ("axis 10 deg backward", _load(moment, force, tilt_rad=np.radians(-10))),
        ("axis on the end plate, 39.5 deg", _load(moment, force, tilt_rad=sacral_slope_rad())),
        ("end plate 10 deg steeper", _load(moment, force, tilt_rad=sacral_slope_rad() + np.radians(10))),
        ("end plate 10 deg flatter", _load(moment, force, tilt_rad=sacral_slope_rad() - np.radians(10))),
        ("co-contraction 2 %", _load(moment, force, co_contraction=0.02)),
        ("co-contraction 5 %", _load(moment, force, co_contraction=0.05)),
        ("trunk 10 % larger", _load(moment, force, 1.1)),
        ("trunk flexed by 5 deg", spine_load(moment, force, turned)),
        ("sides as in the table", spine_load(moment, force, np.zeros_like(moment), body=tabled())),
    ]


def _figures(load: SpineLoad) -> dict[str, float]:
    weight_n = MASS_KG * GRAVITY_MPS2
    left, right = (load.group_force_n[f"{QUADRATUS}_{side}"].max() / weight_n for side in ("left", "right"))
    return {
        "compression peak": float(load.compression_n.max()) / weight_n,
        "compression mean": float(load.compression_n.mean()) / weight_n,
        "quadratus left": float(left),
        "quadratus right": float(right),
        "shear peak forward": float(load.shear_n[:, 0].max()) / weight_n,
        "largest stress": float(load.stress.max()),
    }


def _changed(usual: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """In per cent; shear, which changes its sign, stays in BW."""
    shear = {"shear peak forward": other["shear peak forward"]}
    return {name: 100 * (other[name] / value - 1) for name, value in usual.items()} | shear


def _spread(moment: FloatArray, force: FloatArray, usual: dict[str, float]) -> list[dict[str, object]]:
    rng, body = np.random.default_rng(11), anatomy()
    posture = np.zeros_like(moment)
    drawn = [
        _changed(usual, _figures(spine_load(moment, force, posture, body=_other(rng, body))))
        for _ in range(DRAWS)
    ]
    table = pd.DataFrame(drawn).drop(columns="shear peak forward").astype(float)
    absolute = table.abs().mean()
    return [
        {"what": "other people, 2.5 %", **table.quantile(0.025)},
        {"what": "other people, 97.5 %", **table.quantile(0.975)},
        {"what": "other people, mean absolute change", **absolute},
    ]


def _other(rng: np.random.Generator, body: Anatomy) -> Anatomy:
    """Somebody else: each muscle (both sides alike) with its own arm and strength."""
    muscles = [group.rpartition("_")[0] for group in body.groups]
    kinds, of_kind = np.unique(muscles, return_inverse=True)
    own = np.sqrt(COMMON) * rng.normal() + np.sqrt(1 - COMMON) * rng.normal(size=len(kinds))
    arms = np.exp(ARM_SD * own)[of_kind]
    strengths = np.exp(STRENGTH_SD * rng.normal(size=len(kinds)))[of_kind]
    return replace(body, arms_m=body.arms_m * arms[:, None], strength_n=body.strength_n * strengths)


if __name__ == "__main__":
    main()
