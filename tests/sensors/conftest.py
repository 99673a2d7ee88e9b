"""A watch file from bytes, read through the one door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from backstride.model.watch import WatchRun
from backstride.sensors.load import load_watch
from helpers.fit_bytes import Message, fit_bytes

Read = Callable[..., WatchRun]


@pytest.fixture
def read_fit_of(tmp_path: Path) -> Read:
    """Messages -> the run that is read from them."""

    def read(messages: Sequence[Message], **options: object) -> WatchRun:
        path = tmp_path / "run.fit"
        path.write_bytes(fit_bytes(messages, **options))
        return load_watch(path)

    return read


@pytest.fixture
def read_text(tmp_path: Path) -> Read:
    """Text or bytes under a name -> the run."""

    def read(content: str | bytes, name: str) -> WatchRun:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_watch(path)

    return read
