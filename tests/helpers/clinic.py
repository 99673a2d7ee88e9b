"""A clinic's server: people log in, runners come by a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from backstride.app.passwords import hashed
from backstride.app.settings import TlsFiles
from helpers.served import Served, serving, settings_for

PASSWORD = "four-words-of-a-test"


@dataclass(frozen=True)
class Clinic:
    """A running server of a clinic."""

    served: Served

    def nobody(self, **more: Any) -> httpx.Client:
        """Somebody who was not let in."""
        return httpx.Client(base_url=self.served.base, timeout=30, **more)

    def physio(self, **more: Any) -> httpx.Client:
        """Somebody who logged in."""
        client = self.nobody(**more)
        assert client.post("/login", data={"password": PASSWORD}).status_code == 303
        return client

    def runner(self, person: str) -> httpx.Client:
        """This runner, let in by a link."""
        with self.physio() as physio:
            made = physio.post(f"/api/people/{person}/link")
        assert made.status_code == 201
        client = self.nobody()
        key = made.json()["address"].partition("key=")[2]
        assert client.post("/join", data={"key": key}).status_code == 303
        return client


@contextmanager
def clinic_at(home: Path, tls: TlsFiles | None = None) -> Iterator[Clinic]:
    """A clinic's server in this process."""
    with serving(replace(settings_for(home), password_hash=_hash(), tls=tls)) as found:
        yield Clinic(found)


@cache
def _hash() -> str:
    return hashed(PASSWORD)
