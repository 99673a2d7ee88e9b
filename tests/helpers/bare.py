"""An analysis without measures: every ledger, with its corrections and tests where they are allowed."""

from __future__ import annotations

from backstride.answered import answered
from backstride.model.analysis import Analysis, Software
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.safety.triage import triage


def bare(told: Answers | None) -> Analysis:
    """What these answers alone lead to."""
    empty = Analysis(
        software=Software(version="0"),
        runner=Runner(),
        recordings=(),
        contacts=(),
        measures=(),
        patterns=(),
        safety=triage(None),
    )
    return answered(empty, told)
