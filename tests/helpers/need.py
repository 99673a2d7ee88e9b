"""What a test needs of the machine: missing, it is skipped by name, or fails where CI forbids skips."""

from __future__ import annotations

import os
from typing import Any

import pytest

REQUIRE_ALL = os.environ.get("BACKSTRIDE_REQUIRE_ALL") == "1"


def missing(what: str) -> None:
    """Skip the test naming what is missing; fail instead where everything must be there."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is missing and BACKSTRIDE_REQUIRE_ALL=1 forbids the skip")
    pytest.skip(f"{what} is missing")


def need_models() -> None:
    """The models that find a body in a picture."""
    from backstride.errors import ModelMissingError
    from backstride.knowledge.loader import load
    from backstride.pose.model_store import model_path

    try:
        model_path(load("pose/blaze.toml")["landmarks"]["file"])
    except ModelMissingError:
        missing("the pose models (backstride models install)")


def need_opensim() -> Any:
    """OpenSim's Python library, which only checks need."""
    from benchmarks.opensim_tools import library

    from backstride.errors import UsageError

    try:
        return library()
    except UsageError:
        return missing("OpenSim (the extra backstride[validate])")
