"""The height a person gives against how high the pelvis stands."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.recording import Note
from backstride.motion.places import Places, middle, present

# Height of the ASIS markers above those of heel and fifth metatarsal, over body height: 0.550 to 0.583 in
# nine men (eight of RBDS, one of Hamner) of 1.69 to 1.87 m, mean below (benchmarks/bad_facts.py).
PELVIS_SHARE: Final = 0.561
HEIGHT_MISMATCH: Final = 0.10  # those nine lie within 4 %
FEET: Final = tuple(f"{name}_{side}" for name in ("heel", "mt5") for side in ("left", "right"))


def height_notes(standing_m: Places, height_m: float | None) -> tuple[Note, ...]:
    """A warning when the given height and the standing markers differ by more than 10 %; nothing is changed.

    Args:
        standing_m: place (3,) of each marker in the standing trial, Y up; empty without one.
        height_m: as given, or None.
    """
    seen_m = height_from_standing(standing_m)
    if height_m is None or seen_m is None or abs(seen_m / height_m - 1) <= HEIGHT_MISMATCH:
        return ()
    text = (
        f"A height of {height_m:.2f} m was given, but the pelvis stands as high as in a person of about "
        f"{seen_m:.2f} m; the given height is left as it is. Check it, and the units of the standing trial."
    )
    return (Note(level="warning", code="height_mismatch", text=text),)


def height_from_standing(standing_m: Places) -> float | None:
    """Body height, m, within some 4 %, from pelvis and foot markers in standing; None without them."""
    front = middle(standing_m, "asis_left", "asis_right")
    feet = present(standing_m, FEET)
    if front is None or not feet:
        return None
    return float(front[1] - np.mean([standing_m[name][1] for name in feet])) / PELVIS_SHARE
