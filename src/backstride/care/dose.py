"""How much of an exercise, in words."""

from __future__ import annotations

from backstride.model.plan import Dose

WEEK = 7


def dose_said(dose: Dose) -> str:
    """Sets, repeats, holds and days, as one reads them on a plan.

    >>> dose_said(Dose(sets=3, hold_s=20, each_side=True, days_a_week=3))
    '3 × hold 20 s, each side, 3 days a week'
    >>> dose_said(Dose(sets=1, repeats=15, hold_s=10, days_a_week=7))
    '15 × hold 10 s, every day'
    """
    parts = [_work(dose), "each side" if dose.each_side else "", days_said(dose.days_a_week)]
    return ", ".join(part for part in parts if part)


def days_said(days: int) -> str:
    """On how many days.

    >>> days_said(1), days_said(7), days_said(0)
    ('1 day a week', 'every day', 'no day yet')
    """
    if days == 0:
        return "no day yet"
    if days == WEEK:
        return "every day"
    return f"{days} {'day' if days == 1 else 'days'} a week"


def _work(dose: Dose) -> str:
    if dose.hold_s is None:
        return f"{dose.sets} × {dose.repeats}" if dose.sets > 1 else f"{dose.repeats} ×"
    hold = f"hold {dose.hold_s} s"
    if dose.repeats == 1:
        return f"{dose.sets} × {hold}"
    return f"{dose.sets} × {dose.repeats} × {hold}" if dose.sets > 1 else f"{dose.repeats} × {hold}"
