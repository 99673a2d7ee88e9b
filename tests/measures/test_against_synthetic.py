"""The whole chain against a runner whose every number is known and whose kinematics are not ours."""

from __future__ import annotations

import pytest

from backstride.loads.ground_reaction import ground_reaction
from backstride.measures.compute import compute
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.synth.presets import preset
from backstride.synth.runner import Synthetic, synthesise

pytestmark = pytest.mark.slow
# The truth's plain names are the rigid torso's; ours is the line from pelvis to neck.
LINE = {"trunk_lean": "trunk_line_lean", "trunk_lateral_range": "trunk_line_lateral_range"}


@pytest.fixture(scope="module", params=["typical", "faulty"])
def synthetic(request: pytest.FixtureRequest) -> Synthetic:
    return synthesise(preset(request.param).model_copy(update={"duration_s": 8.0}))


@pytest.fixture(scope="module")
def rows(synthetic: Synthetic) -> list[Measure]:
    runner = Runner(mass_kg=synthetic.spec.mass_kg, sex=synthetic.spec.sex)
    settings = Settings(speed_mps=synthetic.spec.speed_mps, surface="treadmill", contacts="plates")
    motion = solve(synthetic.run, synthetic.standing, runner, settings)
    assert synthetic.run.forces is not None
    reaction = ground_reaction(synthetic.run.forces, motion.contacts, runner.mass_kg)
    return list(compute(motion, reaction, runner))


def test_every_interval_holds_the_truth(synthetic: Synthetic, rows: list[Measure]) -> None:
    known = synthetic.truth.measures
    truth = {row.id: known.get(LINE.get(row.id, row.id), {}) for row in rows}
    compared = [row for row in rows if row.interval and row.side in truth[row.id]]
    outside = [
        (row.id, row.side, row.interval, truth[row.id][row.side])
        for row in compared
        if row.interval and not row.interval[0] <= truth[row.id][row.side] <= row.interval[1]
    ]
    assert len(compared) > 35
    assert not outside
