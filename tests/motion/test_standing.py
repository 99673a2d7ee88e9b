"""Standing told from moving; what cannot be a run refused by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from backstride.errors import RefusedError, WrongKindError
from backstride.model.contact import Contact
from backstride.model.recording import AxesDecision, MarkerMatch, Recording
from backstride.motion.standing import is_standing, standing_places
from backstride.motion.usable import require_running_data, require_strides

RATE = 100.0
NAMES = ("asis_left", "asis_right", "sacrum", "heel_left", "mt5_left", "heel_right", "mt5_right")
IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def points(seconds: float, stride_m: float, names: tuple[str, ...] = NAMES) -> xr.DataArray:
    """Feet that go to and fro by ``stride_m`` under a pelvis that bobs, with 1 mm of sway and noise."""
    time_s = np.arange(0, seconds, 1 / RATE)
    rng = np.random.default_rng(1)
    values = rng.normal(scale=0.001, size=(time_s.size, len(names), 3)) + np.array([0.0, 0.5, 0.0])
    for i, name in enumerate(names):
        turn = 2 * np.pi * time_s / 0.7 + np.pi * name.endswith("right")
        foot = name.startswith(("heel", "mt"))
        values[:, i, 0 if foot else 1] += (stride_m / 2 if foot else stride_m / 10) * np.sin(turn)
    return xr.DataArray(
        values,
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": list(names), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def recording(array: xr.DataArray, rate_hz: float = RATE) -> Recording:
    return Recording(
        id="trial",
        paths=("trial.trc",),
        kind="markers",
        rate_hz=rate_hz,
        points=array,
        axes=AxesDecision(matrix=IDENTITY, how="made"),
        match=MarkerMatch(marker_set="made", how="made", names={}),
    )


def test_standing_and_running() -> None:
    assert is_standing(points(3, 0.0))
    assert not is_standing(points(3, 0.8))


def test_one_marker_that_jumps_or_is_lost_moves_nobody() -> None:
    still = points(3, 0.0)
    still[50:60, 0] += 1.5
    still[:, 1] = np.nan
    assert is_standing(still)
    assert "asis_right" not in standing_places(still, RATE)


def test_the_calm_part_of_a_trial_that_begins_with_a_step() -> None:
    walked_in = xr.concat([points(1.0, 0.8), points(1.5, 0.0)], dim="time")
    walked_in = walked_in.assign_coords(time=np.arange(walked_in.sizes["time"]) / RATE)
    places = standing_places(walked_in, RATE)
    np.testing.assert_allclose(places["heel_left"], [0.0, 0.5, 0.0], atol=0.002)


def test_a_run_given_as_standing_is_the_wrong_kind() -> None:
    with pytest.raises(WrongKindError, match="standing"):
        standing_places(points(3, 0.8), RATE)


def test_a_run_passes() -> None:
    assert require_running_data(recording(points(3, 0.8))) is None


@pytest.mark.parametrize(
    ("array", "rate_hz", "error", "words"),
    [
        (points(3, 0.0), RATE, WrongKindError, "standing trial"),
        (points(3, 0.8), 10.0, RefusedError, "10 frames a second"),
        (points(3, 0.8) * np.nan, RATE, RefusedError, "not one marker"),
        (points(3, 0.8, ("heel_left",)), RATE, RefusedError, "right foot"),
        (points(3, 0.8, ("asis_left", "c7")), RATE, RefusedError, "left foot"),
        (points(1, 0.8), RATE, RefusedError, "too short"),
    ],
    ids=["standing", "10 Hz", "all missing", "one marker", "no feet", "1 s"],
)
def test_what_holds_no_run_is_refused_in_one_plain_sentence(
    array: xr.DataArray, rate_hz: float, error: type[Exception], words: str
) -> None:
    array.attrs["units"] = "m"
    with pytest.raises(error, match=words) as caught:
        require_running_data(recording(array, rate_hz))
    assert str(caught.value).startswith("trial: ")
    assert str(caught.value).count(". ") <= 1


def test_a_recording_without_a_stride_needs_a_contact_of_each_foot() -> None:
    left = Contact(recording="r", side="left", foot_strike_s=0.1, toe_off_s=0.3)
    right = left.model_copy(update={"side": "right"})
    require_strides((left, right), (), "trial")
    with pytest.raises(RefusedError, match="no whole stride"):
        require_strides((left, left), (), "trial")


def test_a_short_recording_with_plates_may_still_hold_its_contacts() -> None:
    from backstride.model.recording import Forces

    forces = Forces(time_s=np.zeros(1), rate_hz=1000.0, plates=())
    assert require_running_data(replace(recording(points(0.8, 0.8)), forces=forces)) is None
