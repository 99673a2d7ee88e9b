"""Freed memory goes back where the C library can, and nothing breaks where it cannot."""

from __future__ import annotations

import pytest

from backstride.pose import memory


def test_it_can_be_asked_at_any_time() -> None:
    memory.give_back_freed()
    memory.give_back_freed()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(memory, "_trim", lambda: None)
    memory.give_back_freed()
    monkeypatch.setattr(memory, "_trim", lambda: asked.append)
    memory.give_back_freed()
    assert asked == [0]
