"""The app as a program that is killed and begun again: ``python -m benchmarks.app_program HOME PORT``."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import uvicorn

from backstride.app.build import create_app
from backstride.app.settings import COOKIE, ServeSettings

TOKEN: Final = "token-of-a-benchmark-that-is-long-enough"
JOBS: Final = "/api/p/me/jobs"
START_S: Final = 60.0


def settings_for(home: Path, port: int) -> ServeSettings:
    """A server with a home and a store of its own."""
    return ServeSettings(home=home, token=TOKEN, port=port, store=str(home / "store.sqlite3"))


class Program:
    """The server in a process that can be killed and begun again."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.begin()

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "benchmarks.app_program", str(self.home), str(self.port)]
        self.process = subprocess.Popen(command, start_new_session=True)
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            try:
                with self.client() as client:
                    client.get(JOBS).raise_for_status()
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError("the server did not begin")

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        self.process.terminate()
        self.process.wait(30)

    def client(self) -> httpx.Client:
        """Somebody who was let in."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", cookies={COOKIE: TOKEN}, timeout=30, trust_env=False
        )

    def workers(self) -> list[int]:
        """The processes it started."""
        return list(children(self.process.pid))

    def memory_mb(self) -> float:
        """What the server itself holds, MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children(pid: int) -> Iterator[int]:
    """The numbers of a process's children, from Linux's own list."""
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text("ascii").split())
    except OSError:
        return


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main() -> None:
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    logging.basicConfig(level=logging.ERROR)
    settings = settings_for(home, port)
    uvicorn.run(create_app(settings), host=settings.host, port=port, log_level="error")


if __name__ == "__main__":
    main()
