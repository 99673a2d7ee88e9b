"""Contacts from markers against plates: runners left out, other laboratories, faults, baselines."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from backstride.model.common import SIDES
from backstride.model.contact import Contact
from backstride.motion.contact_guess import first_guess
from backstride.motion.contact_model import Team
from backstride.motion.contact_signals import signals
from backstride.motion.progression import progression
from benchmarks.common import save, shared_data
from benchmarks.contacts_cases import Trial, Variant, others, rbds, vary, without
from benchmarks.contacts_score import Finder, Score, finder, score, summary
from benchmarks.fit_contacts_markers import fit_all

Row = dict[str, object]
COMMAND = "python -m benchmarks.contacts_markers"

NOTES = (
    "Detected minus plate. 'left out': coefficients fitted on the other seven runners. Contacts within 50 ms "
    "of an end of a recording are not asked for.",
    "Reported is the contact of the RBDS treadmill plate, uncorrected. On JA1 both events come 8 to 12 ms "
    "before its plates, alike; there the ball of the foot already stands at its mid-stance height when the "
    "plate first passes 50 N, so its force channel seems late rather than the markers early. The Hamner "
    "forces are heavily low-passed (strike early, toe-off late); the middle of contact, which that does not "
    "move, lies 1 to 3 ms early.",
    "bmclab_run: two contacts; the first begins 58 ms after the start, the other lands far forward.",
    "Markers 2 cm elsewhere: the ball is moved as if the foot did not bend at the toes; an upper bound.",
    "Faults: each row over all trials and both feet; rmse is the root mean square of the trials' rmse, max "
    "the worst trial's. The worst, with mt5 gone, are the two trials in which that foot lacks mt1 already.",
)

CAMERAS = {
    "150 Hz": Variant(),
    "60 Hz, 5 mm noise": Variant(rate_hz=60, noise_m=0.005, seed=101),
    "60 Hz": Variant(rate_hz=60, seed=102),
    "75 Hz, 1 mm": Variant(rate_hz=75, noise_m=0.001, seed=103),
    "100 Hz, 1 mm": Variant(rate_hz=100, noise_m=0.001, seed=104),
    "100 Hz, 5 mm": Variant(rate_hz=100, noise_m=0.005, seed=105),
    "200 Hz, 0.5 mm": Variant(rate_hz=200, noise_m=0.0005, seed=106),
    "300 Hz, 0.5 mm": Variant(rate_hz=300, noise_m=0.0005, seed=107),
    "heel and MT5 only": Variant(without=("heel_top", "heel_lateral", "mt1")),
    "heel, MT1, MT5": Variant(without=("heel_top", "heel_lateral")),
    "upper heel and MT1 only": Variant(without=("heel", "heel_lateral", "mt5")),
    "no pelvis": Variant(without=("asis", "psis", "iliac_crest")),
    "heels only": Variant(without=("mt1", "mt5")),
    "ball only": Variant(without=("heel", "heel_top", "heel_lateral")),
    "markers 1 cm elsewhere": Variant(moved_m=0.01, seed=108),
    "markers 2 cm elsewhere": Variant(moved_m=0.02, seed=109),
}
FOOT = ("heel", "heel_top", "heel_lateral", "mt1", "mt5")
JUMP_TO = "asis"  # the marker that a jumping one is taken for
JUMP_SHARE = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-faults", action="store_true", help="skip the 960 faulty recordings")
    quick = parser.parse_args().without_faults
    trials = rbds()
    left_out = fit_all(trials)
    find = finder(lambda trial: left_out[trial.runner])
    plain = [score(trial, find) for trial in trials]
    rows: list[Row] = [_row("left out, plain", "all", plain)]
    rows += _groups(plain)
    for name, variant in CAMERAS.items():
        rows.append(_row("left out, seen as", name, [score(vary(t, variant), find) for t in trials]))
    rows += [_row("baseline", name, [score(t, f) for t in trials]) for name, f in _baselines(plain).items()]
    rows += [_row("trial left out", s.trial.id, [s]) for s in plain]
    if not quick:
        rows += _faulty(trials, find)
    rows += _other_laboratories(left_out[""])
    save("contacts_markers", "Contacts from markers (errors in ms)", COMMAND, rows, NOTES)


def _row(kind: str, name: str, scores: Sequence[Score]) -> Row:
    return {"kind": kind, "case": name, **summary(scores)}


def _groups(scores: Sequence[Score]) -> Iterator[Row]:
    """By speed, by foot-strike class (each foot by itself)."""
    for speed in sorted({s.trial.speed_mps for s in scores}):
        yield _row("left out, by speed", f"{speed} m/s", [s for s in scores if s.trial.speed_mps == speed])
    for name, own in _by_class(scores).items():
        yield _row("left out, by class", name, own)


def _by_class(scores: Sequence[Score]) -> dict[str, list[Score]]:
    """Trials whose participants' table names the class for both feet; 'mixed' otherwise."""
    with (shared_data() / "rbds" / "participants.csv").open(encoding="utf-8-sig") as file:
        table = {int(row["Subject"]): row for row in csv.DictReader(file)}
    classes: dict[str, list[Score]] = {}
    for each in scores:
        row = table[int(each.trial.runner.removeprefix("RBDS"))]
        code = f"{each.trial.speed_mps * 10:.0f}"
        feet = {row[f"RFSI{code}"].strip(), row[f"LFSI{code}"].strip()}
        classes.setdefault(feet.pop() if len(feet) == 1 else "mixed", []).append(each)
    return classes


def _baselines(plain: Sequence[Score]) -> dict[str, Finder]:
    """What needs hardly a fit: the first guess, the same less its mean error, contact time by speed."""
    guess = [score(s.trial, _guessed(np.zeros(2))) for s in plain]
    mean = np.concatenate([s.errors_s for s in guess]).mean(axis=0)
    return {
        "first guess": _guessed(np.zeros(2)),
        "first guess less its mean error": _guessed(-mean),
        "middle of the guess, contact time by speed": _by_speed(plain, mean),
    }


def _guessed(shift_s: np.ndarray) -> Finder:
    def find(trial: Trial) -> Sequence[Contact]:
        found = signals(trial.points, trial.rate_hz)
        return [
            Contact(
                recording=trial.id,
                side=g.side,
                foot_strike_s=g.start_s + shift_s[0],
                toe_off_s=g.stop_s + shift_s[1],
            )
            for g in first_guess(found, progression(found))
        ]

    return find


def _by_speed(plain: Sequence[Score], mean_s: np.ndarray) -> Finder:
    """Every contact of a speed lasts the other runners' mean at that speed."""

    def find(trial: Trial) -> Sequence[Contact]:
        alike = [
            np.diff(s.trial.truth.times_s, axis=1).mean()
            for s in plain
            if s.trial.speed_mps == trial.speed_mps and s.trial.runner != trial.runner
        ]
        half = float(np.mean(alike)) / 2
        middles = [(c, (c.foot_strike_s + c.toe_off_s) / 2) for c in _guessed(-mean_s)(trial)]
        return [c.model_copy(update={"foot_strike_s": m - half, "toe_off_s": m + half}) for c, m in middles]

    return find


def _faulty(trials: Sequence[Trial], find: Finder) -> Iterator[Row]:
    """Each foot marker missing, jumping to the pelvis, swapped with another of its foot, in every trial."""
    worst: dict[str, list[tuple[float, float]]] = {}
    for kind, marker, faulty in _faults(trials):
        one = score(faulty, find)
        worst.setdefault(f"{kind} {marker}", []).append(_pair(one))
    for name, errors in worst.items():
        known = np.array([e for e in errors if np.isfinite(e).all()]).reshape(-1, 2)
        yield {
            "kind": "left out, fault",
            "case": name,
            "trials": float(len(errors)),
            "strike rmse": round(float(np.sqrt((known[:, 0] ** 2).mean())), 2),
            "toe-off rmse": round(float(np.sqrt((known[:, 1] ** 2).mean())), 2),
            "strike max": round(float(known[:, 0].max()), 2),
            "toe-off max": round(float(known[:, 1].max()), 2),
            "refused %": round(100 * (1 - len(known) / len(errors)), 2),
        }


def _pair(one: Score) -> tuple[float, float]:
    """RMSE of strike and toe-off in a trial, ms; NaN when refused or a twentieth of the contacts is lost."""
    if one.refused or one.missed > 0.05 * one.asked:
        return (np.nan, np.nan)
    strike, off = np.sqrt((one.errors_s**2).mean(axis=0)) * 1e3
    return (float(strike), float(off))


def _faults(trials: Sequence[Trial]) -> Iterator[tuple[str, str, Trial]]:
    for trial in trials:
        there = list(map(str, trial.points.point.values))
        for side in SIDES:
            names = [f"{n}_{side}" for n in FOOT if f"{n}_{side}" in there]
            for name in names:
                bare = name.rsplit("_", 1)[0]
                yield "missing", bare, replace(trial, points=without(trial.points, [name]))
                yield "jumping", bare, replace(trial, points=_jumping(trial, name, side))
            for a, b in combinations(names, 2):
                pair = f"{a.rsplit('_', 1)[0]} with {b.rsplit('_', 1)[0]}"
                yield "swapped", pair, replace(trial, points=_swapped(trial, a, b))


def _jumping(trial: Trial, name: str, side: str):  # type: ignore[no-untyped-def]
    """For a fifth of the recording, in half-second blocks, the marker sits on the pelvis."""
    points = trial.points.copy(deep=True)
    index = list(map(str, points.point.values))
    rng = np.random.default_rng([7, *trial.id.encode(), *name.encode()])
    block = max(1, int(trial.rate_hz / 2))
    for start in range(0, len(points), block):
        if rng.uniform() < JUMP_SHARE:
            rows = slice(start, start + block)
            points.values[rows, index.index(name)] = points.values[rows, index.index(f"{JUMP_TO}_{side}")]
    return points


def _swapped(trial: Trial, a: str, b: str):  # type: ignore[no-untyped-def]
    names = [b if n == a else a if n == b else n for n in map(str, trial.points.point.values)]
    return trial.points.assign_coords(point=names)


def _other_laboratories(teams: tuple[Team, ...]) -> Iterator[Row]:
    find = finder(lambda _: teams)
    for trial in others():
        yield _row("other laboratory, shipped coefficients", trial.id, [score(trial, find)])


if __name__ == "__main__":
    main()
