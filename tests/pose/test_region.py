"""The square round a body and the way into it and back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.pose.region import (
    Region,
    around_body,
    crop_to_frame,
    is_usable,
    to_frame,
    to_shares,
    whole_frame,
)

REGIONS = st.builds(
    Region, st.floats(-500, 3000), st.floats(-500, 3000), st.floats(10, 3000), st.floats(-np.pi, np.pi)
)


@given(REGIONS, arrays(np.float64, (4, 2), elements=st.floats(-2, 2)))
def test_into_the_frame_and_back(region: Region, shares: np.ndarray) -> None:
    np.testing.assert_allclose(to_shares(region, to_frame(region, shares)), shares, atol=1e-9)


@given(REGIONS)
def test_the_crops_matrix_and_the_points_agree(region: Region) -> None:
    """The centre of pixel (i, j) of the crop is the share (i + 0.5, j + 0.5) / size; the frame's likewise."""
    pixels = np.array([[0, 0], [255, 0], [17, 200]])
    matrix = crop_to_frame(region, 256)
    by_matrix = pixels @ matrix[:, :2].T + matrix[:, 2] + 0.5
    np.testing.assert_allclose(by_matrix, to_frame(region, (pixels + 0.5) / 256), atol=1e-6)


@pytest.mark.parametrize(
    ("circle", "angle"), [((0, -10), 0), ((10, 0), np.pi / 2), ((-10, 0), -np.pi / 2), ((7, -7), np.pi / 4)]
)
def test_the_square_turns_with_the_body(circle: tuple[float, float], angle: float) -> None:
    centre = np.array([100.0, 50.0])
    region = around_body(centre, centre + circle, 1.25)
    assert region.angle_rad == pytest.approx(angle)
    assert region.side_px == pytest.approx(2.5 * np.hypot(*circle))
    a_radius_up = np.array([0.5, 0.5 - 1 / 2.5])  # as the runner stands
    above = to_frame(region, a_radius_up)
    np.testing.assert_allclose(above, centre + circle, atol=1e-9)


def test_a_crop_shows_what_lies_there_upright() -> None:
    """What is right of the centre is up in the crop of a body whose head is on the right."""
    image = np.zeros((200, 200), np.uint8)
    image[90:110, 140:160] = 255
    region = around_body(np.array([100.0, 100.0]), np.array([180.0, 100.0]), 1.0)
    crop = cv2.warpAffine(
        image, crop_to_frame(region, 160), (160, 160), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    rows, columns = np.nonzero(crop > 128)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((80, 30), abs=0.51)


def test_the_whole_frame_is_held() -> None:
    region = whole_frame(1920, 1080)
    corners = to_shares(region, np.array([[0.0, 0], [1920, 1080]]))
    np.testing.assert_allclose(corners, [[0, 0.21875], [1, 0.78125]])


def test_regions_out_of_the_frame_are_not_usable() -> None:
    assert is_usable(Region(10, 10, 100), 200, 100)
    assert not is_usable(Region(-1, 10, 100), 200, 100)
    assert not is_usable(Region(10, 10, 900), 200, 100)
    assert not is_usable(Region(10, 10, float("nan")), 200, 100)
