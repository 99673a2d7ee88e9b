"""What makes it hard to compare two sessions as a whole: sentences, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backstride.history.change_apart import ground, one_of
from backstride.history.change_session import ChangeRecording, ChangeSession
from backstride.history.change_words import rule, say
from backstride.measures.devices import SAME_SPEED

Told = Iterator[str]


def doubts(before: ChangeSession, after: ChangeSession) -> tuple[str, ...]:
    """The gravest first; none where both were recorded alike."""
    parts = (_same, _speed, _ground, _camera, _people, _quality, _version)
    return tuple(dict.fromkeys(text for part in parts for text in part(before, after)))


def _same(before: ChangeSession, after: ChangeSession) -> Told:
    if before.rows == after.rows and before.recordings == after.recordings:
        yield say("doubt", "same")


def _speed(before: ChangeSession, after: ChangeSession) -> Told:
    old, new = _mean_speed(before), _mean_speed(after)
    if old is None or new is None:
        yield say("doubt", "speed_unknown")
    elif abs(new - old) > SAME_SPEED * min(old, new):
        yield say("doubt", "speed", before=f"{old:.1f}", after=f"{new:.1f}")


def _mean_speed(session: ChangeSession) -> float | None:
    speeds = [one.speed_mps for one in session.recordings if one.speed_mps is not None]
    return sum(speeds) / len(speeds) if speeds else None


def _ground(before: ChangeSession, after: ChangeSession) -> Told:
    old, new = (_shared(one, lambda each: each.surface or "") for one in (before, after))
    if not old or not new:
        yield say("doubt", "ground_unknown")
    elif old != new:
        kinds = [one_of({ground(each.surface) for each in one.recordings}) for one in (before, after)]
        if kinds[0] != kinds[1] and all(kinds):
            told = [say("ground", kind) for kind in kinds]
            yield say("doubt", "ground", before=told[0], after=told[1])
        else:
            yield say("doubt", "ground_kind", before=old, after=new)


def _camera(before: ChangeSession, after: ChangeSession) -> Told:
    views = [_shared(one, lambda each: str(each.view)) for one in (before, after)]
    if all(views) and views[0] != views[1]:
        yield say("doubt", "view", before=say("view", views[0]), after=say("view", views[1]))
    rates = [max((each.rate_hz for each in one.recordings), default=0.0) for one in (before, after)]
    if min(rates) > 0 and max(rates) / min(rates) > rule("other_rate"):
        yield say("doubt", "rate", before=f"{rates[0]:.0f}", after=f"{rates[1]:.0f}")
    worn = [_shared(one, lambda each: each.wear if each.kind == "markers" else "") for one in (before, after)]
    if all(worn) and worn[0] != worn[1]:
        yield say("doubt", "placed")
    contacts = [_shared(one, lambda each: each.contacts) for one in (before, after)]
    if all(contacts) and contacts[0] != contacts[1]:
        yield say("doubt", "contacts", before=contacts[0], after=contacts[1])
    if all(one.kind == "imu" for session in (before, after) for one in session.recordings):
        yield say("doubt", "worn")


def _people(before: ChangeSession, after: ChangeSession) -> Told:
    old, new = before.runner, after.runner
    if old.sex and new.sex and old.sex != new.sex:
        yield say("doubt", "sex")
    if old.height_m and new.height_m and abs(old.height_m - new.height_m) > rule("other_height_m"):
        yield say("doubt", "height", before=f"{old.height_m:.2f}", after=f"{new.height_m:.2f}")
    if old.mass_kg and new.mass_kg and abs(old.mass_kg / new.mass_kg - 1) > rule("other_mass"):
        yield say("doubt", "mass", before=f"{old.mass_kg:.0f}", after=f"{new.mass_kg:.0f}")


def _quality(before: ChangeSession, after: ChangeSession) -> Told:
    for session, when in ((before, "before"), (after, "after")):
        for reason in dict.fromkeys(text for one in session.recordings for text in one.shaky):
            yield say("doubt", "shaky", when=say("doubt", when), reason=_sentence(reason))


def _version(before: ChangeSession, after: ChangeSession) -> Told:
    if before.version and after.version and before.version != after.version:
        yield say("doubt", "version")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _shared(session: ChangeSession, read: Callable[[ChangeRecording], str]) -> str:
    """What all recordings of a session have alike, else nothing."""
    return one_of({read(one) for one in session.recordings})
