"""The motion of a synthetic runner, short and seen by markers; another with some dials turned."""

from __future__ import annotations

from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec

RUNNER = Runner(mass_kg=70.0, height_m=1.75, sex="male")


def made(**dials: float) -> Motion:
    """The motion of a runner made by these dials."""
    synthetic = synthesise(Spec.model_validate({"duration_s": 3.0, "marker_rate_hz": 100.0, **dials}))
    return solve(synthetic.run, synthetic.standing, RUNNER, Settings())
