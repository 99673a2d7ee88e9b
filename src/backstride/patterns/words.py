"""What is said about each pattern and how it is judged: typed rows of ``knowledge/patterns/<id>.toml``."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from pydantic import Field

from backstride.answers.home_tests import home_test
from backstride.answers.questions import fields
from backstride.knowledge.loader import load, names
from backstride.model.common import Frozen
from backstride.model.pattern import Correction

PATTERNS: Final = "patterns"
RUN_JUMP: Final = "run_jump_in_files"
BREAK: Final = "break_in_files"
WEEK_CHANGE: Final = "week_change_in_files"
FROM_FILES: Final = (RUN_JUMP, BREAK, WEEK_CHANGE)
"""What the lines are read from that a folder of runs brings."""
Way = Literal["above", "below", "either"]


class EvidenceRow(Frozen):
    """How one measure is read.

    read: its ``value`` against the reference band; the difference of its ``sides`` against ``usual``; its
        ``drift`` from fresh to tired against the smallest detectable change.
    side: of a value: both together, or the one that lies further out. way: which way speaks for the pattern.
    decides: a main finding; without it the row can only point. brings: what the recording must hold for this
        row to exist, an id of ``missing`` where the pattern lacks it otherwise.
    grade, studies: how strong the evidence of this very finding is, and whose.
    """

    measure: str
    read: Literal["value", "sides", "drift"] = "value"
    side: Literal["both", "worse"] = "both"
    way: Way = "above"
    decides: bool = False
    brings: str = ""
    usual: float | None = None
    usual_source: str = ""
    grade: str
    studies: str


class AnswerRow(Frozen):
    """How one answer is read: for the pattern when it is one of ``any_of`` or at least ``at_least``.

    only: every chosen option must be one of ``any_of``, and there must be one alone. counts: it weighs in the
    verdict. optional: the ledger is complete without it. ask: the question, where ``field`` is a fact.
    """

    field: str
    any_of: tuple[str, ...] = ()
    at_least: float | None = None
    only: bool = False
    counts: bool = False
    optional: bool = False
    ask: str = ""
    for_: str = Field(alias="for")
    against: str = ""
    source: str = "Your answer"

    @property
    def question(self) -> str:
        """What stands under "missing" until it is answered."""
        return self.ask or fields()[self.field].ask

    @property
    def provokes(self) -> bool:
        """Whether answering brings the ache on, so that it is asked only where that is allowed."""
        return self.field in fields() and fields()[self.field].provokes


class HomeTestRow(Frozen):
    """How a test at home is read: its ``worse`` side against others, or its ``sides`` against each other.

    Thresholds and their sources are the test's own (``answers/home_tests.py``). It can point, never decide.
    shows: rows that show the same thing count once. fills: what the pattern lacks until the test is done.
    grade, studies: how strong the evidence of this finding is for this pattern, and whose.
    """

    test: str
    read: Literal["worse", "sides"] = "worse"
    shows: str
    fills: str = ""
    grade: str
    studies: str


class CompareRow(Frozen):
    """How two scores of 0 to 10 are set against each other: ``at_least`` points between them speak for it.

    The texts take {more} and {less}, the names of the higher and the lower, {high} and {low}, their scores.
    names: of the first and the second. fills: what the pattern lacks until both were given.
    """

    first: str
    second: str
    names: tuple[str, str]
    at_least: float
    fills: str
    for_: str = Field(alias="for")
    against: str
    source: str
    grade: str
    studies: str


class WeighingRow(Frozen):
    """How a run between two weighings is read: only noted, but a gain rules the pattern out on that run.

    most_lost_percent: of the weight before, beyond which it speaks for the pattern. lost: what the number is
    called; ``gained`` takes {gain}. fills: what the pattern lacks until both weights were given.
    """

    most_lost_percent: float
    fills: str
    lost: str
    gained: str
    source: str
    gained_source: str
    grade: str
    studies: str


class FolderRow(Frozen):
    """How a folder of runs is read: the run farthest over the longest before it decides.

    far, usual take {day}, {km}, {longest}; far {percent} too; usual {when}. break_for takes {day}, {days}.
    week takes {day}, {percent}, {way} and is only noted. fills: what the pattern lacks without a folder.
    """

    fills: str
    far: str
    usual: str
    nothing: str
    onset: str
    lately: str
    break_for: str
    break_against: str
    week: str
    more: str
    less: str
    source: str
    break_source: str
    grade: str
    studies: str


class Missing(Frozen):
    """What the ledger lacks.

    loads: getting it asks for a run or a test of the back. decides: it would decide, not only complete.
    """

    id: str
    text: str
    loads: bool = False
    decides: bool = False


class NextTest(Frozen):
    """What would tell more: the findings or missing things it fills; ``loads`` as for ``Missing``.

    home_test: the test at home that it is, so that its command can be named.
    """

    text: str
    fills: tuple[str, ...]
    loads: bool = False
    home_test: str = ""

    @property
    def said(self) -> str:
        """The text with what to type, where there is a command for it."""
        return f"{self.text} {to_type(self.home_test)}" if self.home_test else self.text


class PatternText(Frozen):
    """One pattern as the article, this house and the studies put it.

    ``test``: what would tell more; ``next_test``: what to try where none of them moves the verdict.
    ``next_test_loads``: it asks for running or bending that may bring the ache on.
    ``correction_held`` stands in for the correction where diet advice is held back. ``told_alone``: no
    measure is read, answers decide. ``headlined``: it may stand first on a page and lend the plan its cue.
    """

    row: int
    title: str
    explanation: str
    told_alone: bool = False
    headlined: bool = True
    in_studies: str
    studies: str
    studies_source: str
    next_test: str
    next_test_loads: bool = False
    correction: Correction
    correction_held: Correction | None = None
    missing: tuple[Missing, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    answer: tuple[AnswerRow, ...] = ()
    home_test: tuple[HomeTestRow, ...] = ()
    compare: tuple[CompareRow, ...] = ()
    weighing: WeighingRow | None = None
    folder: FolderRow | None = None
    test: tuple[NextTest, ...] = ()

    @property
    def noted(self) -> frozenset[str]:
        """The answers and lines that are noted in the ledger but do not weigh in the verdict."""
        weighed = {"weight_after_kg"} if self.weighing else set()
        weeks = {WEEK_CHANGE} if self.folder else set()
        return frozenset(weighed | weeks | {row.field for row in self.answer if not row.counts})


def to_type(test_id: str) -> str:
    """How a test at home is started.

    >>> to_type("side_plank")
    'Type “backstride home-tests side_plank”.'
    """
    return f"Type “backstride home-tests {home_test(test_id).id}”."


@cache
def pattern_ids() -> tuple[str, ...]:
    """The ten ids in the article's order."""
    texts = {name.split("/")[1].removesuffix(".toml"): load(name)["row"] for name in names(PATTERNS)}
    return tuple(sorted(texts, key=lambda pattern_id: int(texts[pattern_id])))


@cache
def pattern_text(pattern_id: str) -> PatternText:
    """Everything said about one pattern."""
    return PatternText.model_validate(load(f"{PATTERNS}/{pattern_id}.toml"))
