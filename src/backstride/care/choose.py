"""At most three exercises: one for the legs, then one for each finding, none that the answers forbid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from backstride.answers.home_tests import HomeTest, home_test, reference, result
from backstride.care.case import Case
from backstride.care.exercises import ExerciseRow, exercises
from backstride.care.home_tests import barred
from backstride.care.words import words
from backstride.model.pattern import Pattern
from backstride.model.plan import MOST_EXERCISES, Effort, Exercise

LEAST_EXERCISES: Final = 2  # judged: with nothing found the legs get a second one


@dataclass(frozen=True)
class Chosen:
    """The exercises, and a sentence for each that fits but was left out; first that none is left."""

    exercises: tuple[Exercise, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Wish:
    """Why an exercise is looked for, and the rows that would do, best first.

    pattern: the finding it is for, empty where it is for everybody. spare: only where little else is there.
    """

    reason: str
    rows: tuple[ExerciseRow, ...]
    pattern: str = ""
    spare: bool = False


def choose(case: Case) -> Chosen:
    """One wish after the other takes the first exercise that is allowed and not taken yet."""
    taken: dict[str, Exercise] = {}
    passed_over: dict[str, str] = {}  # title -> why
    for wish in _wishes(case):
        enough = LEAST_EXERCISES if wish.spare else MOST_EXERCISES
        if len(taken) >= enough or _served(wish, taken):
            continue
        free = [row for row in wish.rows if row.id not in taken]
        pick = next((row for row in free if not _why_not(case, row)), None)
        passed = free[: free.index(pick)] if pick else free
        passed_over |= {row.title: why for row in passed if (why := _why_not(case, row))}
        if pick:
            reason = words("say")["also_legs_left"] if wish.spare and passed_over else wish.reason
            taken[pick.id] = _exercise(case, pick, replace(wish, reason=reason))
    none = () if taken else (words("say")["none_fits"],)
    return Chosen(tuple(taken.values()), (*none, *_left_out(passed_over)))


def _served(wish: _Wish, taken: dict[str, Exercise]) -> bool:
    """Whether what is taken answers the finding already: the leg exercise that everybody gets does so only
    where no other kind is meant for it, or the bridge would never come."""
    legs_only = all(row.group == "leg" for row in wish.rows)
    ids = {row.id for row in exercises() if legs_only or row.group != "leg"}
    return any(wish.pattern in one.answers for one in taken.values() if one.id in ids)


def _wishes(case: Case) -> Iterator[_Wish]:
    """Legs first, those that also answer a finding before the others; then each finding; then legs again."""
    say = words("say")
    legs = tuple(row for row in exercises() if row.group == "leg")
    fitting = tuple(row for row in legs if set(row.answers) & set(case.found_ids))
    yield _Wish(say["for_everybody"], (*fitting, *(row for row in legs if row not in fitting)))
    for pattern in case.found:
        yield _Wish("", _fitting(pattern), pattern.id)
    yield _Wish(say["also_legs"], legs, spare=True)


def _fitting(pattern: Pattern) -> tuple[ExerciseRow, ...]:
    """Exercises for a pattern: those that name it first, in the order of the file."""
    rows = [row for row in exercises() if pattern.id in row.answers]
    return tuple(sorted(rows, key=lambda row: row.answers.index(pattern.id)))


def _why_not(case: Case, row: ExerciseRow) -> str | None:
    if case.calm == "red" and not row.gentle:
        return str(words("say")["waits"])
    return row.forbidden(case.told)


def _left_out(passed_over: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each reason, with all exercises that it keeps away."""
    for why in dict.fromkeys(passed_over.values()):
        titles = [title for title, reason in passed_over.items() if reason == why]
        said = ", ".join([titles[0], *(title[:1].lower() + title[1:] for title in titles[1:])])
        yield words("say")["left_out"].format(title=said, why=why)


def _exercise(case: Case, row: ExerciseRow, wish: _Wish) -> Exercise:
    start, start_reason = _start(case, row)
    answered = [p for p in case.found if p.id == wish.pattern or (not wish.pattern and p.id in row.answers)][
        :1
    ]
    reasons = (wish.reason, *(case.reason(pattern) for pattern in answered))
    return Exercise(
        id=row.id,
        kind="exercise",
        title=row.title,
        text=row.text,
        reason=" ".join(filter(None, reasons)),
        answers=tuple(pattern.id for pattern in answered),
        check=_check(case, row),
        watch=row.watch,
        article=row.article,
        studies=row.studies,
        source=row.source,
        how=row.how,
        figure=row.id,
        start=start,
        start_reason=start_reason,
        ladder=row.ladder,
        stop=row.stop,
        up=row.up,
        down=row.down,
    )


def _check(case: Case, row: ExerciseRow) -> str:
    """How one will see whether it helped: by the test with its error in numbers, else by what needs none."""
    test = home_test(row.test) if row.test else None
    if test is None or test.detectable_change is None or barred(test, case.told):
        return row.check
    change = f"{test.detectable_change:g} {test.unit}"
    return str(words("say")[_check_when(case, test)].format(title=test.title, change=change))


def _check_when(case: Case, test: HomeTest) -> str:
    """Whether the test was done, can be done now, or waits until the pain is low."""
    if result(test, case.told) is not None:
        return "check_again"
    return "check_first" if case.allowed.loading_tests else "check_later"


def _start(case: Case, row: ExerciseRow) -> tuple[Effort, str]:
    """The rung to start on: easy while the back is sore or that is not known, else by the test at home."""
    say = words("say")
    if case.calm == "unanswered":
        return "easier", say["start_unsaid"]
    if case.calm != "green":
        return "easier", say["start_calm"].format(light=case.calm)
    if case.guarded:
        return "easier", say["start_guarded"]
    tested = _tested(case, row)
    if tested is None:
        return "usual", say["start_usual"]
    effort, told = tested
    return effort, say["start_weak" if effort == "easier" else "start_strong"].format(result=told)


def _tested(case: Case, row: ExerciseRow) -> tuple[Effort, str] | None:
    """Easier where the worse side is surely low, harder where it surely lies above the middle of others; None
    where the test was not done or says neither."""
    test = home_test(row.test) if row.test else None
    done = result(test, case.told) if test else None
    if test is None or done is None or done.worst is None:
        return None
    runner, worst = case.analysis.runner, done.worst
    others = reference(test, runner.sex, runner.age_years)
    if others is None:
        return None
    sign = -1.0 if test.worse == "high" else 1.0
    ends = [sign * end for end in worst.interval or (worst.value, worst.value)]
    told = f"{test.title.lower()}, {worst.value:g} {test.unit}"
    if max(ends) < sign * others.low:
        return "easier", told
    return ("harder", told) if min(ends) > sign * others.typical else None
