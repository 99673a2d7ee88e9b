"""The server: a socket of ours, one address said, an end without noise."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from backstride.app.build import create_app
from backstride.app.door.protocol import PatientProtocol
from backstride.app.lock import claim
from backstride.app.settings import ServeSettings, TlsFiles
from backstride.app.shortly import said_shortly
from backstride.errors import BackstrideError, UsageError

MOST_CONNECTIONS: Final = 400  # at once; judged: fifty people with a browser each hold some six
KEEP_ALIVE_S: Final = 10
LAST_WORDS_S: Final = 5  # for what is being answered when the server is ended
LONGEST_MESSAGE: Final = (
    2_000_000  # bytes of one frame on an open line; judged: a picture of 640x480 has 60 000
)
NEXT_PORTS: Final = 20
ENDS: Final = (signal.SIGINT, signal.SIGTERM)


def serve(
    settings: ServeSettings, sock: socket.socket, started: Callable[[], None], opens: Path | None
) -> None:
    """Serve until Ctrl-C or a polite kill; both are the ordinary end.

    started: called once people can come. opens: a file with the launch's address, deleted once it was used.
    Raises UsageError where another server has this folder.
    """
    with claim(settings.home), said_shortly():
        app = create_app(settings)
        if opens is not None:
            app.state.door.entered = lambda: opens.unlink(missing_ok=True)
        try:
            _Server(config_for(app, settings), started).run([sock])
        except SystemExit as error:  # of the library, which has said why
            raise BackstrideError("the server could not start", fix="See the line above") from error


def config_for(app: FastAPI, settings: ServeSettings) -> uvicorn.Config:
    """How the library serves: no log of addresses, no belief in what a proxy claims, waits that end."""
    tls = settings.tls
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=PatientProtocol,
        lifespan="on",
        ws_max_size=LONGEST_MESSAGE,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=LAST_WORDS_S,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )


def bound(host: str, port: int, *, or_next: bool) -> socket.socket:
    """A socket at this place; where the port is taken, at one of the next if that is allowed.

    Raises UsageError in one sentence: taken, not ours to listen at, no such host.
    """
    try:
        family, kind, _protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"there is no such host here: {host!r}", fix="Give an address of this machine"
        ) from error
    for one in range(port, min(port + (NEXT_PORTS if or_next else 1), 65_536)):
        sock = socket.socket(family, kind)
        try:
            if os.name == "posix":  # elsewhere it would let two programs listen
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((place[0], one, *place[2:]))
            sock.listen(1)  # a port that another listens at is refused here at the latest
            return sock
        except OSError as error:
            sock.close()
            if error.errno != errno.EADDRINUSE:
                why = f"it is not possible to listen at {host} port {one} ({error.strerror})"
                raise UsageError(why, fix="Give another --host or --port") from error
    raise UsageError(f"port {port} is taken by another program", fix="Give another with --port")


def checked_tls(tls: TlsFiles) -> TlsFiles:
    """The same files. Raises UsageError where they do not make a certificate with its key."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, password=lambda: "")
    except (OSError, ValueError) as error:
        what = getattr(error, "reason", None) or getattr(error, "strerror", None) or "it needs a password"
        raise UsageError(
            f"the certificate and its key cannot be used ({what})",
            where=f"{tls.certificate}, {tls.key}",
            fix="Give both as PEM files without a password, the key belonging to the certificate",
        ) from None
    return tls


@contextmanager
def entry_page(settings: ServeSettings, address: str) -> Iterator[Path]:
    """A file for the browser that leads to the launch's address, readable by its owner alone and gone
    afterwards: what another program is given on its command line can be seen by everybody on the machine."""
    path = settings.home / f"open-{secrets.token_hex(8)}.html"
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
            stream.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(address)}">\n')
    except OSError as error:
        where = str(settings.home)
        raise BackstrideError(
            f"the folder cannot be used ({error.strerror})", where=where, fix="Choose another --home"
        ) from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C is how a server is ended: the signal is not raised again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self._end) for one in ENDS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.force_exit = self.should_exit  # the second Ctrl-C does not wait
        self.should_exit = True
