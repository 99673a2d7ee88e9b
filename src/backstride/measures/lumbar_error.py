"""How far a load of the back may be off: what is usual, more where the recording itself disagrees by more."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.loads.anatomy_limits import anatomy_error_share
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures.definitions import trial_error
from backstride.measures.interval import Z_95
from backstride.measures.lumbar import AXIAL, BENDING, EXTENSION
from backstride.model.runner import Runner

# The moment that a load follows most: 0.1 N m/kg more of extension press L5/S1 by 0.24 BW, as much of turning
# by 0.08 at most, of bending by 0.03 (benchmarks/lumbar_error.py).
_FOLLOWS: Final = {"l5s1_bending_moment": BENDING, "l5s1_axial_moment": AXIAL}
_OF_AXIS: Final = {
    BENDING: "l5s1_bending_moment",
    AXIAL: "l5s1_axial_moment",
    EXTENSION: "l5s1_extension_moment",
}
HALF: Final = np.sqrt(2.0)  # two ways as good as each other differ by root two times the error of one


def error_sd(measure_id: str, load: LumbarLoad, usual: float | None = None) -> float:
    """Standard deviation of a trial's error in the measure's unit, one anatomy's share left out.

    The usual one, times as much as this recording's plates and moving body disagree by more than usual.
    usual: another than the measure's own, for what follows the same moment.
    """
    return (trial_error(measure_id).markers if usual is None else usual) * _more(measure_id, load)


def common_share(measure_id: str, load: LumbarLoad, runner: Runner) -> float:
    """What one anatomy for all people adds, as a share of the value (SD): more for a heavy build."""
    share = trial_error(measure_id).common_share
    heavy = anatomy_error_share(load.mass_kg, runner.height_m) if share else 0.0
    return float(np.hypot(share, heavy / Z_95))


def _more(measure_id: str, load: LumbarLoad) -> float:
    if load.residual is None:
        return 1.0
    axis = _FOLLOWS.get(measure_id, EXTENSION)
    own = float(load.residual.moment_rms_nm()[axis]) / load.mass_kg / HALF
    return max(1.0, own / trial_error(_OF_AXIS[axis]).markers) if np.isfinite(own) else 1.0
