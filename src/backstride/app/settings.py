"""How the server was started."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1_000_000
COOKIE: Final = "backstride"


@dataclass(frozen=True)
class TlsFiles:
    """A certificate and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class ServeSettings:
    """How the server was started. Secrets are never shown by ``repr``.

    home: folder of the app's own: uploads, jobs, results. store: address of the store, None for the default.
    token: opens the pages on this machine, new at each launch. password_hash: argon2, needed beyond loopback.
    names: further host names under which the server may be asked for. most_file_bytes, most_job_bytes: what
    is taken of one file, and of all files of one job. workers: jobs measured at once. spare: one
    more process is kept ready, so that a small file need not wait for libraries.
    """

    home: Path
    token: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8765
    store: str | None = field(default=None, repr=False)
    password_hash: str | None = field(default=None, repr=False)
    tls: TlsFiles | None = None
    names: tuple[str, ...] = ()
    most_file_bytes: int = 4_000 * MEGABYTE
    most_job_bytes: int = 8_000 * MEGABYTE
    most_files: int = 40
    workers: int = 2
    spare: bool = True

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def clinic(self) -> bool:
        """Whether people log in by a password, and every look at a runner's data is noted."""
        return self.password_hash is not None

    @property
    def cookie(self) -> str:
        """The name of the cookie; with TLS one that only this host can have set."""
        return f"__Host-{COOKIE}" if self.tls else COOKIE

    @property
    def scheme(self) -> str:
        """http, or https with a certificate."""
        return "https" if self.tls else "http"


def is_loopback(host: str) -> bool:
    """Whether a host to listen on is this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
