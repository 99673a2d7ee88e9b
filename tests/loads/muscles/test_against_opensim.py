"""OpenSim's own static optimization, and its own paths, on a few frames; the benchmark has many."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.common import shared_data

from backstride.errors import UsageError
from backstride.loads.muscles.anatomy import tabled
from backstride.loads.muscles.recruit import recruit
from helpers.need import missing, need_opensim

pytestmark = [pytest.mark.opensim, pytest.mark.slow, pytest.mark.shared]

MOMENTS_NM = np.array([[20.0, 5.0, 110.0], [-60.0, 10.0, 30.0], [5.0, -35.0, -20.0]])
ASKED_SHARE = 0.02


@pytest.fixture(scope="module", name="model")
def _model():
    need_opensim()
    try:
        shared_data()
    except UsageError:
        missing("the real recordings")
    from benchmarks.opensim_lumbar import LumbarModel

    return LumbarModel()


@pytest.fixture(scope="module", name="lines")
def _lines(model):
    return model.lines(tabled().names, np.zeros(3))


def test_the_table_holds_the_model_s_own_arms_and_strengths(lines) -> None:
    body = tabled()
    np.testing.assert_allclose(body.arms_m[0], lines.arms_m(), atol=2e-4)
    np.testing.assert_allclose(body.pulls, lines.pulls(), atol=3e-3)
    np.testing.assert_allclose(body.strength_n, lines.strength_n, atol=0.01)


def test_the_table_holds_the_model_s_own_shortening(model) -> None:
    from benchmarks.lumbar_shortening import shortening_m

    np.testing.assert_allclose(tabled().shortening_m, shortening_m(model), atol=1e-5)


def test_static_optimization_finds_the_same_forces(lines) -> None:
    from benchmarks.opensim_lumbar import static_optimization

    theirs = static_optimization(lines, MOMENTS_NM, criterion=1e-6).forces_n
    body = tabled()
    ours = recruit(MOMENTS_NM, body.arms_m[0], body.strength_n).stress * body.strength_n
    off = np.abs(ours - theirs).max(axis=1) / ours.max(axis=1)
    assert off.max() < ASKED_SHARE
