"""A clinic's server: people log in, runners come by a link."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import trustme

from backstride.app.door.passwords import hashed
from backstride.app.settings import TlsFiles
from helpers.served import PLAIN, Served, serving, settings_for

PASSWORD = "four-words-of-a-test"


@dataclass(frozen=True)
class Clinic:
    """A running server of a clinic."""

    served: Served

    def nobody(self, verify: ssl.SSLContext = PLAIN, **more: Any) -> httpx.Client:
        """Somebody who was not let in."""
        return httpx.Client(base_url=self.served.base, timeout=30, verify=verify, **more)

    @contextmanager
    def physio(self, **more: Any) -> Iterator[httpx.Client]:
        """Somebody who logged in."""
        with self.nobody(**more) as client:
            _expect(303, client.post("/login", data={"password": PASSWORD}))
            yield client

    @contextmanager
    def runner(self, person: str) -> Iterator[httpx.Client]:
        """This runner, let in by a link."""
        with self.physio() as physio:
            made = _expect(201, physio.post(f"/api/people/{quote(person, safe='')}/link")).json()
        with self.nobody() as client:
            _expect(303, client.post("/join", data={"key": made["address"].partition("key=")[2]}))
            yield client


def certificate_in(folder: Path) -> tuple[Path, Path, ssl.SSLContext]:
    """A certificate, its key, and who trusts it."""
    authority = trustme.CA()
    made = authority.issue_cert("localhost", "127.0.0.1")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    made.cert_chain_pems[0].write_to_path(certificate)
    made.private_key_pem.write_to_path(key)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    return certificate, key, trusted


def _expect(status: int, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == status, answer.text
    return answer


@contextmanager
def clinic_at(home: Path, tls: TlsFiles | None = None) -> Iterator[Clinic]:
    """A clinic's server in this process."""
    with serving(replace(settings_for(home), password_hash=_hash(), tls=tls)) as found:
        yield Clinic(found)


@cache
def _hash() -> str:
    return hashed(PASSWORD)
