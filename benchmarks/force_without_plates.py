"""The ground's force without plates, against plates: from the body's path, and from contact times alone.

Unit: one trial, the mean of its contacts, body weights by the given mass as in ``truth/trials.csv``. Contacts
come from the markers, their coefficients fitted without the runner who is scored; what is fitted here is
fitted without him too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from benchmarks.common import rmse, save
from benchmarks.contacts_cases import rbds
from benchmarks.fit_contacts_markers import fit_all
from benchmarks.force_cases import SPREADS, SPRINGS, Camera, outside, treadmill

COMMAND: Final = "python -m benchmarks.force_without_plates"
CAMERAS: Final = {
    "75 frames/s, 1 mm of noise": Camera(every=2, noise_m=0.001),
    "50 frames/s, 3 mm of noise": Camera(every=3, noise_m=0.003),
}
Row = dict[str, object]
Told = dict[str, FloatArray | pd.Series]
# (values known of the others, their truth) -> what to make of the values (n, k) of the runner left out
Fit = Callable[[FloatArray, FloatArray], Callable[[FloatArray], FloatArray]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-cameras", action="store_true", help="skip the poorer cameras")
    quick = parser.parse_args().without_cameras
    teams = fit_all(rbds())
    home, away = treadmill(teams), outside()
    rows = [*_peaks(home), *_springs(home), *_braking(home), *_away(home, away)]
    if not quick:
        poorer = {name: treadmill(teams, seen)["path"] for name, seen in CAMERAS.items()}
        rows += [_row(f"peak: path, {name}", values, home) for name, values in poorer.items()]
    save("force_without_plates", "Ground force without plates", COMMAND, [*rows, *_fitted(home)], NOTES)


NOTES: Final = (
    "RBDS, 24 trials of 8 runners unless said otherwise. BW by the given mass; own weight: against the"
    " plates' peak over their own mean force, 1 to 7 % below the given mass's weight in all eight runners",
    "path: peak of the force under which the centre of mass moves as seen; spread chosen: its one choice is"
    " that which serves the other seven runners best; times: half sine, slope and offset (peak) or gain"
    " (stiffness) fitted on the other seven",
    "stiffness: share of the value; the leg taken as 0.94 m long in both, so that its length is no error",
    "outside: two other laboratories, two runners, nothing fitted there, contacts as shipped; legs only:"
    " their trunk and arms taken away",
)


def left_out(table: pd.DataFrame, known: list[str], true: str, fit: Fit) -> FloatArray:
    """(n,) each runner's values by a fit on the others'."""
    out = np.empty(len(table))
    for runner in table.runner.unique():
        own = (table.runner == runner).to_numpy()
        others = table[~own]
        told = fit(others[known].to_numpy(float), others[true].to_numpy(float))
        out[own] = told(table[own][known].to_numpy(float))
    return out


def line(known: FloatArray, true: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Least squares with an offset; of nothing known (n, 0) the mean."""
    weights = np.linalg.lstsq(np.column_stack([np.ones(len(true)), known]), true, rcond=None)[0]
    return lambda values: np.asarray(np.column_stack([np.ones(len(values)), values]) @ weights)


def gain(known: FloatArray, true: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The geometric mean of true over known."""
    factor = float(np.exp(np.log(true / known[:, 0]).mean()))
    return lambda values: np.asarray(factor * values[:, 0])


def best(known: FloatArray, true: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The column with the least error."""
    column = int(np.argmin([rmse(one - true) for one in known.T]))
    return lambda values: np.asarray(values[:, column])


def _peaks(table: pd.DataFrame) -> list[Row]:
    spreads = [f"path_{spread:g}" for spread in SPREADS]
    told: Told = {
        "peak: mean of the other runners": left_out(table, [], "true", line),
        "peak: speed alone": left_out(table, ["speed"], "true", line),
        "peak: half sine, nothing fitted": table["sine"],
        "peak: times": left_out(table, ["sine"], "true", line),
        "peak: path": table["path"],
        "peak: path, spread chosen": left_out(table, spreads, "true", best),
        **{f"peak: path, spread {spread:g}": table[f"path_{spread:g}"] for spread in SPREADS},
    }
    feet = np.concatenate([table[f"path_{side}"] - table[f"true_{side}"] for side in SIDES])
    ours, true = (table[f"{what}_left"] - table[f"{what}_right"] for what in ("path", "true"))
    return [
        *(_row(what, values, table) for what, values in told.items()),
        {"what": "peak: path, 48 feet each by itself", **_errors(feet)},
        {"what": "peak: path, left less right", **_errors(ours - true), "SD of truth": true.std()},
        {"what": "curve: path, over the contact", "RMSE": rmse(table["curve"].to_numpy())},
    ]


def _row(what: str, told: FloatArray | pd.Series, table: pd.DataFrame) -> Row:
    own = np.asarray(told) - table["true"] / table["own"]
    return {"what": what, **_errors(np.asarray(told) - table["true"]), "RMSE, own weight": rmse(own)}


def _errors(off: FloatArray | pd.Series) -> Row:
    off = np.asarray(off, dtype=float)
    return {"RMSE": rmse(off), "bias": off.mean(), "largest": np.abs(off).max()}


def _springs(table: pd.DataFrame) -> list[Row]:
    rows = []
    for spring in SPRINGS:
        true = table[f"true_{spring}"]
        over = table.assign(true_over=true / table["true_weight"])
        told = {
            "mean of the other runners": left_out(over, [], "true_over", line) * table["true_weight"],
            "times": left_out(over, [f"sine_{spring}"], "true_over", gain) * table["true_weight"],
            "path": table[f"path_{spring}"],
        }
        rows += [{"what": f"{spring} stiffness: {way}", **_errors(x / true - 1)} for way, x in told.items()]
    return rows


def _braking(table: pd.DataFrame) -> list[Row]:
    rows = []
    for what, unit in (("brake", "braking peak"), ("impulse", "braking impulse")):
        true = table[f"true_{what}"]
        told: Told = {
            "mean of the other runners": left_out(table, [], f"true_{what}", line),
            "speed alone": left_out(table, ["speed"], f"true_{what}", line),
            "path": table[f"path_{what}"],
        }
        rows += [{"what": f"{unit}: {way}", **_errors(values - true)} for way, values in told.items()]
    return rows


def _away(home: pd.DataFrame, away: pd.DataFrame) -> list[Row]:
    peaks = line(home[["sine"]].to_numpy(), home["true"].to_numpy())(away[["sine"]].to_numpy())
    told = {
        "peak: path": away["path"] - away["true"],
        "peak: path, legs only": away["path_legs"] - away["true"],
        "peak: half sine, nothing fitted": away["sine"] - away["true"],
        "peak: times": peaks - away["true"],
        "braking peak: path": away["path_brake"] - away["true_brake"],
    }
    for spring in SPRINGS:
        true, weight = away[f"true_{spring}"], away["true_weight"]
        times = _gain(home, spring) * away[f"sine_{spring}"]
        told[f"{spring} stiffness: path"] = away[f"path_{spring}"] / true - 1
        told[f"{spring} stiffness: times"] = times * weight / true - 1
    return [
        {"what": f"outside, {what}", **_errors(off), **{name: off[name] for name in away.index}}
        for what, off in told.items()
    ]


def _fitted(table: pd.DataFrame) -> list[Row]:
    """What ``knowledge/ground_force.toml`` ships, fitted on all."""
    slope, offset = np.polyfit(table["sine"], table["true"], 1)
    return [
        {"what": "times, all 24: slope of the peak", "value": slope},
        {"what": "times, all 24: offset of the peak, BW", "value": offset},
        *(
            {"what": f"times, all 24: gain of {spring} stiffness", "value": _gain(table, spring)}
            for spring in SPRINGS
        ),
    ]


def _gain(table: pd.DataFrame, spring: str) -> float:
    over = table[f"true_{spring}"] / table["true_weight"] / table[f"sine_{spring}"]
    return float(np.exp(np.log(over).mean()))


if __name__ == "__main__":
    main()
