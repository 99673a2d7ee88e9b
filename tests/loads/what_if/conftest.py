"""One synthetic runner, seen by markers, for all tests of what-ifs."""

from __future__ import annotations

import pytest

from backstride.loads.what_if.changed import Tried, tried
from backstride.model.motion import Motion
from helpers.run_again import RUNNER, made


@pytest.fixture(scope="session")
def motion() -> Motion:
    return made()


@pytest.fixture(scope="session")
def quicker(motion: Motion) -> Tried:
    return tried(motion, "cadence_plus_10", RUNNER)
