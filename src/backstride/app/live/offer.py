"""What a person may practise live: whether at all, at which borders, and what comes next."""

from __future__ import annotations

from pathlib import Path

from backstride.app.services import Services
from backstride.app.told import told_by
from backstride.errors import BackstrideError, ModelMissingError
from backstride.knowledge.loader import load
from backstride.live.fade import plan
from backstride.live.target import refusals, targets
from backstride.model.analysis import Analysis
from backstride.model.common import Frozen
from backstride.model.live import LivePlan, LiveRefusal, LiveSession, LiveTarget
from backstride.pose.model_store import model_path
from backstride.report.json_file import load as load_analysis
from backstride.safety.triage import triage

ANALYSIS = "analysis.json"


class LiveOffer(Frozen):
    """allowed, and why not. targets: from the newest report, what its findings ask for first. refused: cues a
    view does not show. sessions: kept ones, the oldest first. next: the session to do now."""

    allowed: bool
    why: str | None
    targets: tuple[LiveTarget, ...] = ()
    refused: tuple[LiveRefusal, ...] = ()
    sessions: tuple[LiveSession, ...] = ()
    next: LivePlan


def offer(found: Services, person: str) -> LiveOffer:
    """What this person may practise now."""
    sessions = kept_sessions(found, person)
    number = 1 + max((one.number for one in sessions), default=0)
    report = newest_report(found, person)
    why = _why_not(found, person, report)
    if why is not None:
        return LiveOffer(allowed=False, why=why, next=plan(number))
    return LiveOffer(
        allowed=True,
        why=None,
        targets=targets(report) if report is not None else (),
        refused=refusals(),
        sessions=sessions,
        next=plan(number),
    )


def why_not(found: Services, person: str) -> str | None:
    """Why nothing live is shown to this person, None where it is: only at the level ``clear``."""
    return _why_not(found, person, newest_report(found, person))


def kept_sessions(found: Services, person: str) -> tuple[LiveSession, ...]:
    """The practices this person asked to keep, the oldest first."""
    store = found.kept()
    return store.practices(person) if store is not None else ()


def newest_report(found: Services, person: str) -> Analysis | None:
    """The newest result on this machine that can be read, None without one; a demo is nobody's run."""
    own = (job for job in found.jobs.results_of(person) if job.kind != "demo")
    read = (_read(found.jobs.result(job) / ANALYSIS) for job in own)
    return next((one for one in read if one is not None), None)


def _why_not(found: Services, person: str, report: Analysis | None) -> str | None:
    says = load("live.toml")["why"]
    level = triage(told_by(found, person), report.runner if report is not None else None).level
    if level != "clear":
        return str(says["unknown" if level == "unknown" else "above"])
    try:
        for name in (load("pose/blaze.toml")[part]["file"] for part in ("detector", "landmarks")):
            model_path(name)
    except ModelMissingError:
        return str(says["models"])
    return None


def _read(path: Path) -> Analysis | None:
    try:
        return load_analysis(path)
    except BackstrideError:
        return None
