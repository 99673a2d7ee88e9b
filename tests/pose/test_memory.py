"""Freed memory goes back where the C library can, and nothing breaks where it cannot."""

from __future__ import annotations

import platform

import pytest

from backstride.pose import memory


def test_it_can_be_asked_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    trim = memory._trim()
    assert (trim is not None) == (platform.libc_ver()[0] == "glibc")
    asked: list[tuple[int, int]] = []

    def counted(pad: int) -> None:
        asked.append((pad, trim(pad)))

    monkeypatch.setattr(memory, "_trim", lambda: trim and counted)
    for _ in range(2):
        memory.give_back_freed()
    assert [pad for pad, _ in asked] == ([] if trim is None else [0, 0])
    assert {given_back for _, given_back in asked} <= {0, 1}  # all that the C library ever answers


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(memory, "_trim", lambda: None)
    memory.give_back_freed()
    monkeypatch.setattr(memory, "_trim", lambda: asked.append)
    memory.give_back_freed()
    assert asked == [0]
