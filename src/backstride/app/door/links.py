"""Links by which one runner sees their own pages, and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from backstride.app.services import Services
from backstride.errors import UsageError
from backstride.model.access import RunnerLink

LASTS: Final = timedelta(days=30)  # judged: until the next check at four weeks
MOST: Final = 20  # of one runner that have not ended; judged


def make_link(found: Services, person: str) -> tuple[RunnerLink, str]:
    """A new link and its secret, which is told this once. Raises UsageError where there are too many."""
    now = datetime.now(UTC)
    if len(in_use(found, person)) >= MOST:
        raise UsageError(f"there are {MOST} links for this runner", fix="Take one back first")
    secret = secrets.token_urlsafe(32)
    link = RunnerLink(
        name=secrets.token_hex(4), person=person, secret_sha256=_sum(secret), made_at=now, ends_at=now + LASTS
    )
    found.store().add_link(link)
    return link, secret


def link_of(found: Services, secret: str) -> RunnerLink | None:
    """The link of a secret, None where it ended, was taken back, or never was."""
    store = found.kept()
    link = store.link_with(_sum(secret)) if store is not None else None
    return link if link is not None and link.ends_at > datetime.now(UTC) else None


def still_holds(found: Services, person: str, name: str) -> bool:
    """Whether a link that let somebody in still does."""
    return any(one.name == name for one in in_use(found, person))


def in_use(found: Services, person: str) -> tuple[RunnerLink, ...]:
    """The links of a runner that have not ended, the last made first."""
    store, now = found.kept(), datetime.now(UTC)
    return tuple(one for one in store.links(person) if one.ends_at > now) if store is not None else ()


def _sum(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
