"""Walking or running: by where the body is highest and lowest, not by speed.

Running bounces: the body is lowest in mid-stance, and so it is in grounded running, where one foot always
stands. Walking vaults: the body is highest in mid-stance.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.model.recording import Note
from backstride.motion.contact_guess import Guess
from backstride.motion.contact_signals import Signals

# Walkers stand on each foot for 60 % of the stride, runners for 25 to 45 %; grounded running lies near 50 %
# (Shorten & Pisciotta 2017 use 50 % as the border of flight). Only without a pelvis does this decide.
GROUNDED_DUTY: Final = 0.5
WALKING_DUTY: Final = 0.55


def check_running(found: Signals, guesses: list[Guess]) -> list[Note]:
    """Nothing for running, a note for grounded running.

    Raises:
        RefusedError: walking, or too few contacts to tell any gait.
    """
    if not guesses:
        raise RefusedError(
            "no foot is ever seen to land and leave the ground",
            fix="Give a recording of running, 2 s or more",
        )
    duty = duty_factor(guesses)
    rise = mid_stance_rise_m(found, guesses)
    walks = rise > 0 if np.isfinite(rise) else duty > WALKING_DUTY
    if walks:
        raise RefusedError(
            "this is walking (the body is highest while one foot stands), not running"
            if np.isfinite(rise)
            else f"this is walking (each foot stands for {duty:.0%} of the stride), not running",
            fix="Give a recording of running",
        )
    if duty > GROUNDED_DUTY:
        text = f"Grounded running: each foot stands for {duty:.0%} of the stride, there is no flight."
        return [Note(level="info", code="grounded_running", text=text)]
    return []


def duty_factor(guesses: list[Guess]) -> float:
    """Median share of the stride for which a foot stands; NaN without a whole stride."""
    shares = [
        (now.stop_s - now.start_s) / (after.start_s - now.start_s)
        for side in ("left", "right")
        for now, after in pairwise([guess for guess in guesses if guess.side == side])
    ]
    return float(np.median(shares)) if shares else float("nan")


def mid_stance_rise_m(found: Signals, guesses: list[Guess]) -> float:
    """Pelvis height in mid-stance over its height halfway between mid-stances, median, m; NaN unseen.

    Negative in running, positive in walking.
    """
    height = found.pelvis_height_m
    sides = {guess.side for guess in guesses}
    if height is None or len(sides) < 2:
        return float("nan")
    seen = np.isfinite(height)
    if seen.mean() < 0.5:
        return float("nan")
    middles = np.array([(guess.start_s + guess.stop_s) / 2 for guess in guesses])
    steps = [
        (a, b)
        for (a, b), (p, q) in zip(pairwise(middles), pairwise(guesses), strict=True)
        if p.side != q.side
    ]
    if not steps:
        return float("nan")
    time_s, height_m = found.time_s[seen], height[seen]
    ends = np.interp(np.array(steps), time_s, height_m).mean(axis=1)
    between = np.interp(np.mean(np.array(steps), axis=1), time_s, height_m)
    return float(np.median(ends - between))
