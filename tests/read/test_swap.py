"""Swapped side labels, put right on request."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backstride.model.recording import Event
from backstride.read.assemble import assemble
from backstride.read.swap import swap_sides


def mislabelled(raw):
    """The same runner with every L label written as R."""
    swapped = tuple({"L": "R", "R": "L"}[label[0]] + label[1:] for label in raw.labels)
    return replace(raw, labels=swapped)


@pytest.mark.parametrize("standing", [False, True])
def test_swapping_undoes_swapped_labels(stick, standing):
    raw = stick(standing=standing)
    right, wrong = assemble([raw]), assemble([mislabelled(raw)])
    assert [note.code for note in wrong.notes] == ["mirrored"]
    mended = swap_sides(wrong)
    for name in right.match.names:
        np.testing.assert_array_equal(mended.points.sel(point=name), right.points.sel(point=name))
    assert mended.match.names["heel_left"] == "RCAL"
    assert [note.code for note in mended.notes] == ["sides_swapped"]
    assert mended.points.attrs["units"] == "m"


def test_swapping_twice_gives_the_recording_back(stick, stick_forces):
    raw = replace(stick(), forces=stick_forces(), events=(Event(time_s=1.0, side="left", label="x"),))
    before = assemble([raw])
    once = swap_sides(before)
    again = swap_sides(once)
    np.testing.assert_array_equal(again.points["point"], before.points["point"])
    assert again.match == before.match
    assert again.events == before.events
    assert once.events[0].side == "right"
    assert once.forces is not None
    assert [plate.foot for plate in once.forces.plates] == ["right", "left"]


def test_plates_that_were_right_all_along_stay(stick, stick_forces):
    """Swapped marker labels over correctly named plates: the markers change, the plates do not."""
    wrong = assemble([replace(mislabelled(stick()), forces=stick_forces())])
    assert {note.code for note in wrong.notes} == {"mirrored", "plate_foot_disagrees"}
    mended = swap_sides(wrong)
    assert mended.forces is not None
    assert [plate.foot for plate in mended.forces.plates] == ["left", "right"]
    assert {note.code for note in mended.notes} == {"sides_swapped"}


def test_points_of_the_middle_keep_their_names(stick):
    raw = stick()
    with_spine = replace(
        raw,
        labels=(*raw.labels, "C7"),
        positions_m=np.concatenate([raw.positions_m, raw.positions_m.mean(axis=1, keepdims=True)], axis=1),
    )
    assert "c7" in swap_sides(assemble([with_spine])).match.names
