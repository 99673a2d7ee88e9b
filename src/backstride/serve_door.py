"""``backstride serve``: the page people use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.errors import ModelMissingError, UsageError

if TYPE_CHECKING:
    from backstride.app.settings import ServeSettings

DEFAULT_PORT: Final = 8765
INSTALL: Final = "Install them: pip install 'backstride[app]'"


def serve(
    open_: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Where to listen; else this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="Else 8765, or the next that is free.")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="FILE|URL", help="Where people are kept; else BACKSTRIDE_STORE."),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Uploads and results; else a folder in your data folder."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="For a clinic: holds the password, or its argon2id hash."),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For a clinic: the certificate, PEM.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="For a clinic: its key, PEM.")] = None,
    name: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="A name people reach this server by; repeatable.")
    ] = None,
) -> None:
    """Serve the page people use: for you alone on this machine, or for a clinic with a password and TLS.

    Prints one address. End it with Ctrl-C.

    Example:  backstride serve --open
    """
    _need_libraries()
    settings = _settings(host, port or DEFAULT_PORT, store, home, (tls_cert, tls_key), tuple(name or ()))
    settings = _with_password(settings, password_file)
    _run(settings, or_next=port is None, open_=open_)


def _need_libraries() -> None:
    from backstride.doctor import APP_LIBRARIES, absent

    if missing := absent(APP_LIBRARIES):
        raise ModelMissingError(
            f"the page needs libraries that are not here: {', '.join(missing)}", fix=INSTALL
        )


def _settings(
    host: str,
    port: int,
    store: str | None,
    home: Path | None,
    tls: tuple[Path | None, Path | None],
    names: tuple[str, ...],
) -> ServeSettings:
    import secrets

    from backstride.app.door.origin import checked_name
    from backstride.app.serve import checked_tls
    from backstride.app.settings import ServeSettings, TlsFiles
    from backstride.home import home_folder

    certificate, key = tls
    if (certificate is None) != (key is None):
        raise UsageError("a certificate and its key go together", fix="Give --tls-cert and --tls-key")
    files = checked_tls(TlsFiles(certificate, key)) if certificate is not None and key is not None else None
    return ServeSettings(
        home=(home or home_folder() / "app").absolute(),
        token=secrets.token_urlsafe(32),
        host=host,
        port=port,
        store=store,
        tls=files,
        names=tuple(map(checked_name, names)),
    )


def _with_password(settings: ServeSettings, file: Path | None) -> ServeSettings:
    """The same with the clinic's password where there is one; beyond this machine there must be, and TLS."""
    from dataclasses import replace

    from backstride.app.door import passwords

    if settings.loopback and file is None:
        return settings
    if settings.tls is None and not settings.loopback:
        raise UsageError(
            f"at {settings.host} other machines can reach this server: it needs a password and TLS",
            fix="Give --password-file FILE, and --tls-cert FILE --tls-key FILE; or leave --host away",
        )
    word = (
        passwords.from_file(file) if file is not None else passwords.kept(settings.home) or _asked(settings)
    )
    return replace(settings, password_hash=word)


def _asked(settings: ServeSettings) -> str:
    """A new password, typed twice and kept as a hash. Raises UsageError where there is nobody to ask."""
    from getpass import getpass

    from backstride.app.door import passwords

    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(
            "a server that other machines can reach needs a password, and nobody is there to ask",
            fix="Give --password-file FILE",
        )
    first = getpass("New password for the clinic: ", sys.stderr)
    password_hash = passwords.hashed(first)
    if getpass("The same again: ", sys.stderr) != first:
        raise UsageError("these were two different passwords", fix="Start again")
    passwords.keep(settings.home, password_hash)
    return password_hash


def _run(settings: ServeSettings, *, or_next: bool, open_: bool) -> None:
    from contextlib import ExitStack
    from dataclasses import replace

    from backstride.app import serve as serving

    with ExitStack() as held:
        sock = held.enter_context(serving.bound(settings.host, settings.port, or_next=or_next))
        settings = replace(settings, port=sock.getsockname()[1])
        _open_store(settings)
        address = _address(settings)
        page = held.enter_context(serving.entry_page(settings, address)) if open_ else None
        serving.serve(settings, sock, lambda: _say(address, page), page)
    typer.echo("Ended. What was being measured goes on at the next start.", err=True)


def _say(address: str, page: Path | None) -> None:
    import threading

    typer.echo(address)
    sys.stdout.flush()
    typer.echo("Backstride runs. Open this address; end with Ctrl-C.", err=True)
    if page is not None:  # some browsers do not return before they are closed
        threading.Thread(target=_open, args=(page.as_uri(),), daemon=True).start()


def _open(uri: str) -> None:
    import webbrowser

    if not webbrowser.open(uri):
        typer.echo("No browser could be opened: open the address yourself.", err=True)


def _open_store(settings: ServeSettings) -> None:
    """Say now what is wrong with the store, not to the first person who comes."""
    from backstride.history.store import existing_store

    opened = existing_store(settings.store)
    if opened is not None:
        opened.close()


def _address(settings: ServeSettings) -> str:
    shown = settings.names[0] if settings.names else settings.host
    shown = f"[{shown}]" if ":" in shown else shown
    path = "/login" if settings.clinic else f"/enter?token={settings.token}"
    return f"{settings.scheme}://{shown}:{settings.port}{path}"
