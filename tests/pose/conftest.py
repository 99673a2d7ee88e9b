"""What tests of video need: the libraries of the video extra, and the models."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from backstride.errors import ModelMissingError
from helpers.need import missing

if TYPE_CHECKING:
    from backstride.pose.blaze import BlazeEngine


@pytest.fixture(scope="session", autouse=True)
def _video_extra() -> None:
    for name in ("av", "cv2", "ai_edge_litert"):
        if importlib.util.find_spec(name) is None:
            missing(f"the video extra ({name})")


@pytest.fixture(scope="session")
def engine() -> BlazeEngine:
    from backstride.pose.blaze import BlazeEngine

    try:
        return BlazeEngine()
    except ModelMissingError:
        missing("the pose models (backstride models install)")
        raise
