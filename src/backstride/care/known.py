"""Whether a saved result, which anybody may edit, names only what this version knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backstride.errors import UnreadableError
from backstride.model.analysis import Analysis
from backstride.model.plan import Plan


def check_known(analysis: Analysis, where: str) -> None:
    """Look up every pattern, drawing and test that a page or a plan will look up.

    Raises UnreadableError for the first that is not there, with its place in the file.
    """
    place = next(_unknown(analysis), None)
    if place is not None:
        raise UnreadableError(
            f"{place} is not known to this version",
            where=where,
            fix="Run analyze again, or update Backstride",
        )


def _unknown(analysis: Analysis) -> Iterator[str]:
    from backstride.knowledge.loader import names
    from backstride.patterns.words import PATTERNS

    known = [name.removeprefix(f"{PATTERNS}/").removesuffix(".toml") for name in names(PATTERNS)]
    yield from _strange("patterns.id", (one.id for one in analysis.patterns), known)
    if analysis.plan is not None:
        yield from _in_plan(analysis.plan)


def _in_plan(plan: Plan) -> Iterator[str]:
    from backstride.answers.home_tests import home_tests
    from backstride.knowledge.loader import ids

    figures = ids("care/figures.toml")
    yield from _strange("plan.exercises.figure", (one.figure for one in plan.exercises), figures)
    yield from _strange("plan.retest.tests", plan.retest.tests, [test.id for test in home_tests()])
    for one in plan.exercises:
        yield from _strange("plan.exercises.start", [one.start], [rung.effort for rung in one.ladder])


def _strange(place: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Where a name stands that is not one of those known."""
    ids = frozenset(known)
    yield from (f"{place} “{name[:40]}”" for name in names if name not in ids)
