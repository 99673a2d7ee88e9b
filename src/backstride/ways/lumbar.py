"""The loads of the back joined for a result: curves, what a change would make of them, what was assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.lumbar_load import LumbarLoad
from backstride.loads.weight import GRAVITY_MPS2
from backstride.loads.what_if.changed import tried
from backstride.loads.what_if.known import Known, known, what_if_ids
from backstride.measures.definitions import definition
from backstride.measures.load_changes import load_changes
from backstride.measures.load_curves import COMPRESSION, load_curves
from backstride.measures.lumbar import AXIAL, BENDING, EXTENSION, with_mass
from backstride.measures.rows import DECIMALS
from backstride.measures.trial import Trial, lumbar_or_why
from backstride.model.loads import LoadResidual, LumbarLoads, WhatIf
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.motion.excerpt import excerpt
from backstride.motion.filters import second_derivative

# Strides of each foot that a what-if is worked out on. It compares the same strides, so that few are enough,
# and each of its variants costs as much again (judged).
TRIED_STRIDES: Final = 4
PELVIS: Final = "pelvis_centre"
STANDING_DECIMALS: Final = 3
# How much more the pelvis may be jerked about than it was. In five recordings of two runners, each changed in
# five ways, it is at most 1.10 times as much; a leg that is almost straight when it is to reach further makes
# it 2 to 23 times as much in a synthetic runner. Judged: between the two.
MOST_JERKED: Final = 1.3
NEARLY_LARGEST: Final = 99.0  # percentile: a single sample decides nothing


def lumbar_loads(motion: Motion, runner: Runner, loaded: LumbarLoad | MeasureRefused) -> LumbarLoads | None:
    """All that is known of the loads of one recording; None where they were refused, as its measures say."""
    if isinstance(loaded, MeasureRefused):
        return None
    curves = load_curves(motion, loaded, runner)
    if not curves:
        return None
    return LumbarLoads(
        recording=motion.recording_id,
        way=loaded.way,
        standing_bw=round(loaded.standing_bw, STANDING_DECIMALS) if np.isfinite(loaded.standing_bw) else None,
        curves=curves,
        what_if=what_ifs(motion, with_mass(runner, loaded.mass_kg), loaded.standing_bw),
        residual=_residual(loaded),
        notes=tuple(dict.fromkeys(note.text for note in loaded.notes)),
    )


def what_ifs(motion: Motion, runner: Runner, standing_bw: float) -> tuple[WhatIf, ...]:
    """Every change that is known, carried out on some strides of the run's middle, or why it cannot be.

    The loads of both are worked out from above, since no plate has seen the changed run. runner: with a mass.
    """
    bench = _Bench(excerpt(motion, TRIED_STRIDES), runner, standing_bw)
    return tuple(_what_if(known(name), bench) for name in what_if_ids())


@dataclass(frozen=True, eq=False)
class _Bench:
    """The run that is changed. standing_bw: the same after every change."""

    motion: Motion
    runner: Runner
    standing_bw: float

    @cached_property
    def now(self) -> Trial:
        """As it was."""
        return self._worked_out(self.motion)

    def trial(self, motion: Motion) -> Trial:
        """A motion and what it loads the back with, or why that cannot be had.

        From above that hangs on the points, not on which contacts and strides are looked at: the run as it
        was is worked out once.
        """
        if motion.points is self.motion.points:
            return replace(self.now, motion=motion)
        return self._worked_out(motion)

    def _worked_out(self, motion: Motion) -> Trial:
        found = lumbar_or_why(motion, None, self.runner, self.standing_bw)
        return Trial(motion=motion, reaction=None, runner=self.runner, lumbar=found)


def _what_if(one: Known, bench: _Bench) -> WhatIf:
    try:
        made = tried(bench.motion, one.id, bench.runner, _require_smooth)
        now, then = bench.trial(made.now), bench.trial(made.then)
        load = then.lumbar_load()
        variants = (bench.trial(each) for each in made.variants if _is_smooth(made.now, each))
        others = [each for each in variants if _known(each)]
        changes = load_changes(now, then, others, one.off_percent)
    except MeasureRefused as why:
        return WhatIf(id=one.id, how=one.how, refused=str(why), trials=one.trials)
    shown = frozenset({COMPRESSION}) - set(one.unproven)
    return WhatIf(
        id=one.id,
        how=" ".join((one.how, *made.notes, *_left_out(one))),
        curves=load_curves(then.motion, load, bench.runner, shown) if shown else (),
        changes=tuple(row for row in changes if row.id not in one.unproven),
        trials=one.trials,
    )


def _left_out(one: Known) -> tuple[str, ...]:
    """Which loads are not told of this change, and why."""
    if not one.unproven:
        return ()
    titles = ", ".join(definition(load_id).title.lower() for load_id in one.unproven)
    return (one.say["unproven"].format(loads=titles),)


def _require_smooth(now: Motion, then: Motion) -> None:
    """Stop where the changed body is thrown about: loads follow accelerations, and these would be made up.

    Raises:
        MeasureRefused: the pelvis is jerked more than it was.
    """
    if not _is_smooth(now, then):
        raise MeasureRefused(
            "A leg is almost straight where it would have to reach further, and the changed run jerks there",
            fix="Nothing in the recording is wrong; this change cannot be shown for this way of running",
        )


def _is_smooth(now: Motion, then: Motion) -> bool:
    return _jerked(then) <= MOST_JERKED * _jerked(now)


def _jerked(motion: Motion) -> float:
    """Nearly the largest acceleration of the middle of the pelvis, m/s2; NaN where it is nowhere."""
    places = motion.points.sel(point=PELVIS).to_numpy()
    size = np.linalg.norm(second_derivative(places, motion.rate_hz), axis=1)
    known = size[np.isfinite(size)]
    return float(np.percentile(known, NEARLY_LARGEST)) if known.size else float("nan")


def _known(trial: Trial) -> bool:
    return not isinstance(trial.lumbar, MeasureRefused)


def _residual(loaded: LumbarLoad) -> tuple[LoadResidual, ...]:
    """What the plates and the moving body disagree by; nothing where one of them is not there."""
    if loaded.residual is None:
        return ()
    moment = loaded.residual.moment_rms_nm() / loaded.mass_kg
    force = loaded.residual.force_rms_n() / (loaded.mass_kg * GRAVITY_MPS2)
    named = (
        ("extension", float(moment[EXTENSION]), "N m/kg"),
        ("bending", float(moment[BENDING]), "N m/kg"),
        ("turning", float(moment[AXIAL]), "N m/kg"),
        ("whole-body force", float(np.linalg.norm(force)), "BW"),
    )
    return tuple(
        LoadResidual(text=name, value=round(value, DECIMALS[unit]), unit=unit)  # type: ignore[arg-type]
        for name, value, unit in named
        if np.isfinite(value)
    )
