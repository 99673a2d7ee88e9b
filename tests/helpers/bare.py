"""An analysis without measures: every ledger, with its corrections and tests where they are allowed."""

from __future__ import annotations

from backstride.model.analysis import Analysis, Software
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.patterns.judge import judge
from backstride.safety.triage import allowed, triage


def bare(told: Answers | None) -> Analysis:
    """What these answers alone lead to."""
    safety = triage(told)
    return Analysis(
        software=Software(version="0"),
        runner=Runner(),
        recordings=(),
        contacts=(),
        measures=(),
        patterns=judge((), told, allowed(safety, told)),
        safety=safety,
    )
