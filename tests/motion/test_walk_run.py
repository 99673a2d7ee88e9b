"""Walking refused by name, running and grounded running let through."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.errors import RefusedError
from backstride.motion.contact_guess import Guess
from backstride.motion.contact_signals import Signals
from backstride.motion.walk_run import check_running, duty_factor, mid_stance_rise_m

STEP_S = 0.4


def _guesses(duty: float, steps: int = 12) -> list[Guess]:
    """Alternating contacts that each last ``duty`` of the stride."""
    sides = ("left", "right")
    return [Guess(sides[k % 2], k * STEP_S, k * STEP_S + 2 * duty * STEP_S) for k in range(steps)]  # type: ignore[arg-type]


def _body(duty: float, rise_m: float | None) -> Signals:
    """A pelvis that is higher by ``rise_m`` in mid-stance than between; None for no pelvis."""
    time_s = np.arange(0, 6, 0.01)
    middle = duty * STEP_S
    height = None if rise_m is None else 0.95 + rise_m / 2 * np.cos(2 * np.pi * (time_s - middle) / STEP_S)
    return Signals(
        time_s=time_s, rate_hz=100.0, heel={}, ball={}, pelvis=None, pelvis_height_m=height, noise_m=0.0
    )


@pytest.mark.parametrize("duty", [0.28, 0.35, 0.45])
def test_running_passes_without_a_word(duty: float) -> None:
    assert check_running(_body(duty, -0.08), _guesses(duty)) == []


@pytest.mark.parametrize("duty", [0.51, 0.54])
def test_grounded_running_is_accepted_and_named(duty: float) -> None:
    notes = check_running(_body(duty, -0.05), _guesses(duty))
    assert [note.code for note in notes] == ["grounded_running"]


@pytest.mark.parametrize("duty", [0.45, 0.6, 0.65])
def test_a_vaulting_body_is_walking_at_any_duty(duty: float) -> None:
    with pytest.raises(RefusedError, match="walking"):
        check_running(_body(duty, 0.03), _guesses(duty))


def test_without_a_pelvis_the_duty_factor_decides() -> None:
    assert check_running(_body(0.35, None), _guesses(0.35)) == []
    with pytest.raises(RefusedError, match="walking"):
        check_running(_body(0.6, None), _guesses(0.6))


def test_no_contact_is_refused() -> None:
    with pytest.raises(RefusedError, match="land and leave"):
        check_running(_body(0.35, -0.08), [])


def test_duty_and_rise_are_what_was_put_in() -> None:
    assert duty_factor(_guesses(0.37)) == pytest.approx(0.37)
    assert mid_stance_rise_m(_body(0.37, -0.06), _guesses(0.37)) == pytest.approx(-0.06, rel=0.02)
    assert np.isnan(duty_factor(_guesses(0.37)[:1]))
    assert np.isnan(mid_stance_rise_m(_body(0.37, None), _guesses(0.37)))


def test_a_gappy_pelvis_does_not_hide_the_gait() -> None:
    body = _body(0.35, -0.08)
    assert body.pelvis_height_m is not None
    body.pelvis_height_m[::7] = np.nan
    assert mid_stance_rise_m(body, _guesses(0.35)) == pytest.approx(-0.08, rel=0.05)
