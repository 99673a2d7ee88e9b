"""Recordings on two processes: the same bytes as on one, and what is refused is refused alike."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

import backstride as bs
from backstride.errors import RefusedError
from backstride.jobs import WORTH_FROM, in_order, sensible_jobs


def square(number: int) -> int:
    return number * number


def failing() -> int:
    raise RefusedError("no running here", where="walk.c3d", fix="Record a run")


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs: int) -> None:
    assert list(in_order([partial(square, n) for n in range(9)], jobs)) == [n * n for n in range(9)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_arrives_whole_and_the_environment_is_as_before(jobs: int) -> None:
    before = dict(os.environ)
    with pytest.raises(RefusedError, match=r"walk.c3d: no running here. Record a run."):
        list(in_order([partial(square, 2), failing, partial(square, 3)], jobs))
    assert dict(os.environ) == before


def test_few_recordings_stay_on_one_process() -> None:
    assert sensible_jobs(WORTH_FROM - 1) == 1
    assert sensible_jobs(WORTH_FROM) == os.cpu_count()


@pytest.mark.slow
def test_two_processes_write_the_same_bytes_as_one(synthetic: dict[str, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty.c3d"
    empty.write_bytes(b"")
    second = tmp_path / "again.c3d"
    second.write_bytes(synthetic["run"].read_bytes())
    for jobs in (1, 2):
        result = bs.analyze(
            synthetic["run"], second, empty, standing=synthetic["standing"], surface="treadmill", jobs=jobs
        )
        result.save(tmp_path / str(jobs))
    one, two = (sorted((tmp_path / str(jobs)).iterdir()) for jobs in (1, 2))
    assert [path.name for path in one] == [path.name for path in two]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, two, strict=True))
