"""A real PostgreSQL: a server that is there or a throw-away one, and empty databases on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url

VARIABLE: Final = "BACKSTRIDE_TEST_POSTGRES"
USER, PASSWORD = "tester", "s3cret-word"


@contextmanager
def server() -> Iterator[str | None]:
    """The address in BACKSTRIDE_TEST_POSTGRES, else of a server that is gone afterwards; None without one."""
    bin_ = binaries()
    given = os.environ.get(VARIABLE) or None
    if given is not None or bin_ is None:
        yield given
        return
    home = Path(tempfile.mkdtemp(prefix="bs-pg-"))  # short: the name of a socket has 107 characters at most
    try:
        _start(bin_, home)
        yield f"postgresql://{USER}:{PASSWORD}@/postgres?host={home}"
    finally:
        _run(bin_ / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of a database of its own. server: the address of one whose user may make databases."""
    name = f"bs_{uuid.uuid4().hex[:12]}"
    _on(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _on(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl; Debian puts them outside of PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


def _start(bin_: Path, home: Path) -> None:
    (home / "password").write_text(PASSWORD, "utf-8")
    if os.geteuid() == 0:  # the server refuses to run as root
        for path in (home, home / "password"):
            shutil.chown(path, "postgres")
    home.chmod(0o755)
    word = ("--auth=scram-sha-256", f"--pwfile={home / 'password'}")
    _run(bin_ / "initdb", "-D", home / "data", "-U", USER, *word, "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
    _run(bin_ / "pg_ctl", "-D", home / "data", "-l", home / "log", "-o", options, "-w", "start")


def _run(*command: object, check: bool = True) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [str(word) for word in command],
        check=check,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
