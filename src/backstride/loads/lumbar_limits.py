"""Whether a load of the back may be shown: a body the anatomy stands for, plates that fit the motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backstride.loads.anatomy_limits import require_anatomy
from backstride.loads.ground_reaction import GroundReaction
from backstride.loads.lumbar_moment import LumbarMoment
from backstride.loads.residual_limits import ResidualVerdict, require_physical, residual_verdict
from backstride.model.motion import Motion
from backstride.model.recording import Note
from backstride.model.runner import Runner
from backstride.motion.given_height import height_from_standing


def within_limits(
    motion: Motion, reaction: GroundReaction | None, runner: Runner, found: LumbarMoment
) -> tuple[LumbarMoment, tuple[Note, ...]]:
    """The moment as it may be used, with what was assumed of the runner and what the residual says, as notes.

    A height that was not given is read from the standing trial. Where the plates' centres of pressure do not
    fit the motion, the moment stays as it was worked out from above and loses its residual.

    Raises:
        MeasureRefused: a body outside the anatomy, or plates and motion that are not of one run.
    """
    height_m = runner.height_m or height_from_standing(motion.standing_m)
    assumed = require_anatomy(runner, found.mass_kg, height_m)
    if found.residual is None or reaction is None:
        return found, assumed
    verdict = judged_residual(motion, reaction, found)
    require_physical(verdict)
    notes = (*assumed, *verdict.notes())
    if verdict.level == "plates_refused":
        return replace(found, way="from_above", residual=None), notes
    return found, notes


def judged_residual(motion: Motion, reaction: GroundReaction, found: LumbarMoment) -> ResidualVerdict:
    """The residual of a moment from above and below, held against the stated bounds.

    Raises:
        ValueError: there is no residual.
    """
    if found.residual is None:
        raise ValueError("a moment that was worked out one way has no residual")
    largest_n = float(np.nanmax(np.linalg.norm(reaction.force_n, axis=1)))
    pressed_m = np.concatenate([plate.centre_of_pressure_m[:, 1] for plate in reaction.plates])
    centre_m = float(np.nanmean(motion.centre_of_mass.to_numpy()[:, 1]))
    height_m = centre_m - float(np.nanmedian(pressed_m))
    return residual_verdict(found.residual.force_n, found.residual.moment_nm, largest_n, height_m)
