"""One foot's share of the plates: sums, sides, gaps, and the place of the force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backstride.loads.foot_wrench import foot_wrench, knows_pressure, shared
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.recording import Forces, Plate

RATE_HZ = 1000.0
TIME_S = np.arange(0, 2, 1 / RATE_HZ)
MARKERS_S = np.arange(0.3, 1.7, 1 / 150)
FORCE_N = np.array([40.0, 900.0, -30.0])
SPOT_M = np.array([0.4, 0.0, 0.2])
TWIST_NM = 3.0


def _plate(
    force: np.ndarray = FORCE_N, spot: np.ndarray = SPOT_M, foot: Side | None = None, share: float = 1.0
) -> Plate:
    n = TIME_S.size
    return Plate(
        "p",
        np.tile(share * force, (n, 1)),
        np.tile(spot, (n, 1)),
        np.full(n, share * TWIST_NM),
        foot=foot,
    )


def _contact(side: Side, start: float, stop: float) -> Contact:
    return Contact(recording="r", side=side, foot_strike_s=start, toe_off_s=stop)


def _reaction(*plates: Plate, contacts: tuple[Contact, ...] = ()) -> GroundReaction:
    return ground_reaction(Forces(TIME_S, RATE_HZ, plates), contacts, 70.0)


LEFT_ALL_ALONG = (_contact("left", 0.0, 2.0),)


def test_a_steady_force_keeps_its_moment_about_any_place() -> None:
    wrench = foot_wrench(_reaction(_plate()), LEFT_ALL_ALONG, "left", MARKERS_S)
    place = np.array([0.1, 0.5, 0.1])
    known = np.cross(SPOT_M - place, FORCE_N) + np.array([0.0, TWIST_NM, 0.0])
    np.testing.assert_allclose(wrench.force_n, np.tile(FORCE_N, (MARKERS_S.size, 1)), rtol=1e-6)
    np.testing.assert_allclose(
        wrench.moment_about(np.tile(place, (MARKERS_S.size, 1))),
        np.tile(known, (MARKERS_S.size, 1)),
        rtol=1e-5,
    )


def test_a_foot_across_two_plates_feels_both() -> None:
    whole = foot_wrench(_reaction(_plate()), LEFT_ALL_ALONG, "left", MARKERS_S)
    halves = foot_wrench(_reaction(_plate(share=0.3), _plate(share=0.7)), LEFT_ALL_ALONG, "left", MARKERS_S)
    np.testing.assert_allclose(halves.force_n, whole.force_n, rtol=1e-9)
    np.testing.assert_allclose(halves.moment_nm, whole.moment_nm, rtol=1e-9)


def test_a_plate_that_names_the_other_foot_is_not_ours() -> None:
    reaction = _reaction(_plate(foot="right"), _plate(share=0.5, foot="left"))
    wrench = foot_wrench(reaction, LEFT_ALL_ALONG, "left", MARKERS_S)
    np.testing.assert_allclose(wrench.force_n, np.tile(0.5 * FORCE_N, (MARKERS_S.size, 1)), rtol=1e-6)


def test_a_plate_for_both_feet_is_shared_out_at_the_middle_of_each_flight() -> None:
    contacts = (_contact("left", 0.2, 0.8), _contact("right", 1.0, 1.6))
    left, right = (
        foot_wrench(_reaction(_plate()), contacts, side, MARKERS_S).force_n[:, 1]
        for side in ("left", "right")  # type: ignore[arg-type]
    )
    np.testing.assert_allclose(left + right, FORCE_N[1], rtol=1e-6)
    assert left[np.searchsorted(MARKERS_S, 0.8)] > 0.99 * FORCE_N[1]
    assert abs(left[np.searchsorted(MARKERS_S, 1.0)]) < 0.01 * FORCE_N[1]


def test_a_plate_that_bears_the_foot_without_saying_where_makes_the_moment_unknown() -> None:
    lost = replace(_plate(share=0.3), centre_of_pressure_m=np.full((TIME_S.size, 3), np.nan))
    wrench = foot_wrench(_reaction(lost, _plate(share=0.7)), LEFT_ALL_ALONG, "left", MARKERS_S)
    assert np.isnan(wrench.force_n).all()


def test_below_the_least_load_there_is_neither_force_nor_moment() -> None:
    plate = _plate(np.array([2.0, 40.0, -1.0]))
    spot = plate.centre_of_pressure_m.copy()
    spot[TIME_S > 1.0] = np.nan
    wrench = foot_wrench(
        _reaction(replace(plate, centre_of_pressure_m=spot)), LEFT_ALL_ALONG, "left", MARKERS_S
    )
    late = MARKERS_S > 1.1
    np.testing.assert_allclose(wrench.force_n[late], 0.0, atol=0.05)
    np.testing.assert_allclose(wrench.moment_nm[late], 0.0, atol=0.05)


def test_a_gap_in_the_force_stays_a_gap_and_so_does_time_without_plates() -> None:
    force = np.tile(FORCE_N, (TIME_S.size, 1))
    force[900:1000] = np.nan
    plate = replace(_plate(), force_n=force)
    bare = GroundReaction(TIME_S, RATE_HZ, force, (), 700.0, "mass", plates=(plate,))
    later_s = np.append(MARKERS_S, 2.5)
    wrench = foot_wrench(bare, LEFT_ALL_ALONG, "left", later_s)
    unknown = np.isnan(wrench.force_n[:, 1])
    assert unknown[-1]
    assert unknown[(later_s > 0.9) & (later_s < 0.999)].all()
    assert not unknown[(later_s < 0.89) | ((later_s > 1.01) & (later_s < 2.0))].any()


def test_whether_plates_know_the_place_and_tell_the_feet_apart() -> None:
    lost = replace(_plate(), centre_of_pressure_m=np.full((TIME_S.size, 3), np.nan))
    assert knows_pressure(_reaction(lost, _plate()))
    assert not knows_pressure(_reaction(lost))
    both = (_contact("left", 0.5, 0.9), _contact("right", 0.8, 1.2), _contact("left", 1.5, 1.9))
    one_plate = _reaction(_plate(), contacts=both)
    assert [shared(one_plate, both, contact) for contact in one_plate.contacts] == [True, True, False]
    named = _reaction(_plate(foot="left"), _plate(foot="right"), contacts=both)
    assert not any(shared(named, both, contact) for contact in named.contacts)


@pytest.mark.parametrize("side", ["left", "right"])
def test_no_contacts_and_no_plates_give_no_force(side: Side) -> None:
    assert not foot_wrench(_reaction(_plate()), (), side, MARKERS_S).force_n.any()
    bare = GroundReaction(TIME_S, RATE_HZ, np.zeros((TIME_S.size, 3)), (), 700.0, "mass")
    assert not foot_wrench(bare, LEFT_ALL_ALONG, side, MARKERS_S).force_n.any()
