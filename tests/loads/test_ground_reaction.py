"""Ground reaction: the mean over whole strides is the weight, whatever the shape of the curve."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.loads.ground_reaction import GRAVITY_MPS2, ground_reaction
from backstride.model.contact import Contact
from backstride.model.recording import Forces, Plate

MASS_KG = 70.0
STEP_S, STANCE_S = 0.36, 0.24


def run(mass_kg: float | None, n_steps: int = 15) -> tuple:
    time_s = np.arange(0, n_steps * STEP_S + 0.2, 1 / 1000)
    peak = MASS_KG * GRAVITY_MPS2 * STEP_S / STANCE_S * np.pi / 2  # impulse balance of a half sine
    force = np.zeros((time_s.size, 3))
    contacts = []
    for step in range(n_steps):
        start = 0.1 + step * STEP_S
        phase = np.clip((time_s - start) / STANCE_S, 0, 1)
        force[:, 1] += peak * np.sin(np.pi * phase)
        side = "left" if step % 2 == 0 else "right"
        contacts.append(Contact(recording="r", side=side, foot_strike_s=start, toe_off_s=start + STANCE_S))
    plate = Plate("p", force, np.full_like(force, np.nan), np.full(time_s.size, np.nan))
    return ground_reaction(Forces(time_s, 1000.0, (plate,)), contacts, mass_kg), peak


def test_the_plates_weigh_the_runner_when_no_mass_is_given() -> None:
    reaction, _ = run(None)
    assert reaction.weight_source == "plates"
    assert reaction.body_weight_n == pytest.approx(MASS_KG * GRAVITY_MPS2, rel=2e-3)


def test_a_given_mass_close_to_the_plates_is_used() -> None:
    reaction, _ = run(MASS_KG * 1.03)
    assert reaction.body_weight_n == pytest.approx(MASS_KG * 1.03 * GRAVITY_MPS2)
    assert reaction.notes == ()


def test_a_mass_far_from_the_plates_is_said_and_not_used() -> None:
    reaction, _ = run(MASS_KG * 1.10)
    assert reaction.body_weight_n == pytest.approx(MASS_KG * GRAVITY_MPS2, rel=2e-3)
    assert [note.code for note in reaction.notes] == ["mass_mismatch"]
    assert "77.0 kg" in reaction.notes[0].text


def test_each_slice_holds_its_contacts_peak() -> None:
    reaction, peak = run(MASS_KG)
    peaks = [reaction.force_n[c.start : c.stop, 1].max() for c in reaction.contacts]
    assert len(peaks) == 15
    assert peaks == pytest.approx([peak] * 15, rel=0.01)


def test_a_contact_beside_the_plates_neither_weighs_nor_counts() -> None:
    reaction, _ = run(MASS_KG)
    last = reaction.contacts[-1]
    beside = Contact(
        recording="r", side="right", foot_strike_s=last.toe_off_s + 0.01, toe_off_s=last.toe_off_s + 0.05
    )
    contacts = [
        Contact(recording="r", side=c.side, foot_strike_s=c.foot_strike_s, toe_off_s=c.toe_off_s)
        for c in reaction.contacts
    ]
    plate = Plate(
        "p", reaction.force_n, np.full_like(reaction.force_n, np.nan), np.full(reaction.time_s.size, np.nan)
    )
    again = ground_reaction(Forces(reaction.time_s, 1000.0, (plate,)), [*contacts, beside], MASS_KG)
    assert len(again.contacts) == len(contacts)
    assert again.notes == ()


def test_one_contact_weighs_nobody() -> None:
    reaction, _ = run(None, n_steps=1)
    assert reaction.body_weight_n is None


def plated(
    mass_kg: float,
    *,
    offset_n: float = 0.0,
    weak: int | None = None,
    n_steps: int = 15,
    zero_known: bool = True,
):
    """The run above again, with an offset, or one contact half beside the plate."""
    reaction, _ = run(None, n_steps)
    force = reaction.force_n.copy()
    force[:, 1] += offset_n
    if weak is not None:
        one = reaction.contacts[weak]
        force[one.start : one.stop, 1] *= 0.65
    contacts = [
        Contact(recording="r", side=c.side, foot_strike_s=c.foot_strike_s, toe_off_s=c.toe_off_s)
        for c in reaction.contacts
    ]
    plate = Plate("p", force, np.full_like(force, np.nan), np.full(reaction.time_s.size, np.nan))
    forces = Forces(reaction.time_s, 1000.0, (plate,))
    return ground_reaction(forces, contacts, mass_kg, zero_known=zero_known)


def test_a_plate_whose_zero_is_unknown_doubts_no_mass() -> None:
    assert [note.code for note in plated(MASS_KG, offset_n=80.0).notes] == ["mass_mismatch"]
    trusting = plated(MASS_KG, offset_n=80.0, zero_known=False)
    assert trusting.notes == ()
    assert trusting.weight_source == "mass"


@pytest.mark.parametrize("weak", [1, 3])
def test_a_contact_partly_beside_the_plate_ends_the_stretch_that_weighs(weak: int) -> None:
    assert plated(MASS_KG, weak=weak, n_steps=7).notes == ()


def test_one_stride_alone_is_allowed_to_weigh_a_little_off() -> None:
    assert plated(MASS_KG * 1.055, n_steps=3).notes == ()
    assert [note.code for note in plated(MASS_KG * 1.055, n_steps=5).notes] == ["mass_mismatch"]
    assert [note.code for note in plated(MASS_KG * 1.10, n_steps=3).notes] == ["mass_mismatch"]
