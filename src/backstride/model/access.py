"""Who looked at a runner's data, as a clinic's server keeps it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from backstride.model.common import Frozen


class Access(Frozen):
    """One request for the data of one person.

    at: UTC. who: "clinic" or "link" and the short public name of the session or the link, never a secret.
    address: of the network. route: as the app has it, without what fills it. status: of the answer, as HTTP
    has it (404 for who was refused); 101 for an open line.
    """

    at: AwareDatetime
    who: Annotated[str, Field(max_length=80)]
    address: Annotated[str, Field(max_length=64)]
    method: Annotated[str, Field(max_length=16)]
    route: Annotated[str, Field(max_length=200)]
    status: int


class RunnerLink(Frozen):
    """A link by which one runner sees their own pages. name: public, to tell links apart. secret_sha256: of
    what stands in the link; the secret itself is shown once and kept nowhere. Both moments are UTC."""

    name: Annotated[str, Field(max_length=16)]
    person: str
    secret_sha256: Annotated[str, Field(min_length=64, max_length=64)]
    made_at: AwareDatetime
    ends_at: AwareDatetime
