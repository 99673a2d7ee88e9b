"""Stiffness: a half-sine landing has a closed answer (Morin 2005), and lost contacts give none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction
from backstride.loads.stiffness import Landing, landings, leg_compression_m
from backstride.model.contact import Stride

MASS_KG, STEP_S, CONTACT_S = 70.0, 0.36, 0.25
WEIGHT_N = MASS_KG * GRAVITY_MPS2
PEAK_N = WEIGHT_N * np.pi / 2 * STEP_S / CONTACT_S
DROP_M = PEAK_N * CONTACT_S**2 / (MASS_KG * np.pi**2) - GRAVITY_MPS2 * CONTACT_S**2 / 8


def running(steps: int = 9, rate_hz: float = 1000.0) -> tuple[GroundReaction, list[Stride]]:
    time_s = np.arange(0, 0.2 + steps * STEP_S, 1 / rate_hz)
    strikes_s = 0.1 + STEP_S * np.arange(steps)
    phase = (time_s[None] - strikes_s[:, None]) / CONTACT_S
    force_n = PEAK_N * np.sin(np.pi * np.clip(phase, 0, 1)).sum(axis=0)
    strides = [
        Stride(
            side="left" if i % 2 == 0 else "right",
            foot_strike_s=t,
            toe_off_s=t + CONTACT_S,
            next_foot_strike_s=t + 2 * STEP_S,
        )
        for i, t in enumerate(strikes_s[:-2])
    ]
    total = np.stack([np.zeros_like(force_n), force_n, np.zeros_like(force_n)], axis=1)
    return GroundReaction(time_s, rate_hz, total, (), WEIGHT_N, "mass"), strides


@pytest.mark.parametrize("rate_hz", [300.0, 1000.0])
def test_a_half_sine_sinks_and_presses_as_the_closed_form_says(rate_hz: float) -> None:
    found = landings(*running(rate_hz=rate_hz))
    assert len(found) == 7
    for one in found:
        assert one.peak_n == pytest.approx(PEAK_N, rel=1e-3)
        assert one.drop_m == pytest.approx(DROP_M, rel=5e-3)
        assert one.contact_s == pytest.approx(CONTACT_S)


def test_a_plate_that_reads_four_percent_too_much_does_not_change_the_sinking() -> None:
    reaction, strides = running()
    scaled = replace(reaction, force_n=1.04 * reaction.force_n)
    assert landings(scaled, strides)[0].drop_m == pytest.approx(DROP_M, rel=5e-3)


def test_strides_with_a_contact_beside_the_plates_give_no_landing() -> None:
    reaction, strides = running()
    beside = (reaction.time_s > strides[3].foot_strike_s) & (reaction.time_s < strides[3].toe_off_s)
    force_n = np.where(beside[:, None], 0.0, reaction.force_n)
    assert len(landings(replace(reaction, force_n=force_n), strides)) == len(strides) - 2


def test_a_gap_in_the_forces_or_an_unknown_weight_gives_no_landing() -> None:
    reaction, strides = running()
    force_n = reaction.force_n.copy()
    force_n[200] = np.nan
    assert len(landings(replace(reaction, force_n=force_n), strides)) == len(strides) - 1
    assert landings(replace(reaction, body_weight_n=None), strides) == ()


def test_a_leg_of_a_metre_that_sweeps_thirty_centimetres_each_way_shortens_by_five() -> None:
    landing = Landing(contact_s=0.2, peak_n=1500.0, drop_m=0.06)
    assert leg_compression_m(landing, 1.0, 3.0) == pytest.approx(1 - np.sqrt(1 - 0.09) + 0.06)
    assert np.isnan(leg_compression_m(landing, 0.25, 3.0))
