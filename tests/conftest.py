"""Where tests find what they need; what is missing is skipped by name, or fails where CI forbids skips."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
REQUIRE_ALL = os.environ.get("BACKSTRIDE_REQUIRE_ALL") == "1"


def missing(what: str) -> None:
    """Skip the test naming what is missing; fail instead where everything must be there."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is missing and BACKSTRIDE_REQUIRE_ALL=1 forbids the skip")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings beside the project."""
    if not SHARED.is_dir():
        missing("the folder of real recordings (../shared/data)")
    return SHARED
