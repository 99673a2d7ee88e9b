"""Plate contacts through the product's reader against the published crossing times."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backstride.model.contact import Contact
from backstride.motion.plate_contacts import contacts_from_plates
from backstride.read.session import load_session
from benchmarks.common import rbds_trials, rmse, save, shared_data, truth_contacts

NEAR_S = 0.05  # a detected strike this close to a true one is the same strike


def main() -> None:
    truth = truth_contacts()
    rows = []
    for paths in trials():
        recording = load_session(paths)[0]
        if recording.forces is None:
            continue
        found = contacts_from_plates(recording.forces, recording.points, recording.id).contacts
        rows.append(_score(recording.id, found, truth[truth.trial == recording.id]))
    save("plates", "Contacts from plates", "python -m benchmarks.plates", rows)


def trials() -> list[list[Path]]:
    """Every running trial that has forces, as the paths of one recording."""
    full = shared_data() / "fullbody"
    runs = sorted(full.glob("*_[Rr]un*.trc"))
    paired = [[run, run.with_name(f"{run.stem}_grf.mot")] for run in runs]
    return [*([trial] for trial in rbds_trials()), *paired, [full / "JA1Gait21.c3d"]]


def _score(trial: str, found: tuple[Contact, ...], truth) -> dict[str, object]:  # type: ignore[no-untyped-def]
    strikes = np.array([contact.foot_strike_s for contact in found])
    strike_ms, off_ms, wrong, missed = [], [], 0, 0
    for row in truth.itertuples():
        nearest = int(np.abs(strikes - row.foot_strike_s).argmin()) if strikes.size else -1
        if nearest < 0 or abs(strikes[nearest] - row.foot_strike_s) > NEAR_S:
            missed += 1
            continue
        strike_ms.append(1e3 * (found[nearest].foot_strike_s - row.foot_strike_s))
        off_ms.append(1e3 * (found[nearest].toe_off_s - row.toe_off_s))
        wrong += row.side in ("left", "right") and found[nearest].side != row.side
    return {
        "trial": trial,
        "contacts": len(truth),
        "missed": missed,
        "extra": len(found) - (len(truth) - missed),
        "wrong side": wrong,
        "strike rmse ms": rmse(strike_ms) if strike_ms else None,
        "strike max ms": max(map(abs, strike_ms), default=None),
        "toe-off rmse ms": rmse(off_ms) if off_ms else None,
        "toe-off max ms": max(map(abs, off_ms), default=None),
    }


if __name__ == "__main__":
    main()
