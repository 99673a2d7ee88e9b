"""Jobs on disk: every change whole, what a killed server left is put right."""

from __future__ import annotations

import errno
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backstride.app.jobs import ending, work
from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import Job, JobFile, JobState
from backstride.app.jobs.limits import Limits
from backstride.app.lock import claim
from backstride.app.results import fragments
from backstride.errors import BackstrideError, UsageError

FILE = JobFile(name="run.fit", stored="0/run.fit", bytes=3, kind="watch", sha256="a")


class Measured:
    """What ``analyze`` gives, as far as a worker asks."""

    def save(self, out: Path, **_how: object) -> None:
        out.mkdir()
        (out / "analysis.json").write_text("{}", encoding="utf-8")


@pytest.fixture
def box(tmp_path: Path) -> JobBox:
    return JobBox(tmp_path / "jobs")


def put(box: JobBox, state: JobState, **more: object) -> Job:
    """A job in a state, its one file on the disk."""
    job = box.new("me", "analyze", (FILE,)).model_copy(update={"state": state, **more})
    box.save(job)
    path = box.files(job) / FILE.stored
    path.parent.mkdir(parents=True)
    path.write_bytes(b"fit")
    return job


def state(box: JobBox, job: Job) -> str:
    found = box.load(job.id)
    return found.state if found else "gone"


def test_changes_of_many_at_once_are_all_kept(box: JobBox) -> None:
    job = box.new("me", "analyze", (FILE,))

    def add() -> None:
        for _ in range(10):
            box.change(job.id, lambda now: now.model_copy(update={"attempt": now.attempt + 1}))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = box.load(job.id)
    assert found is not None
    assert found.attempt == 40
    assert JobBox(box.folder).load(job.id) == found


def test_a_state_that_another_wrote_is_seen(box: JobBox) -> None:
    job = box.new("me", "demo")
    assert state(box, job) == "waiting"
    JobBox(box.folder).save(job.model_copy(update={"state": "running"}))
    assert state(box, job) == "running"
    (box.place(job.id) / "job.json").write_text("{", encoding="utf-8")
    assert state(box, job) == "gone"


def test_a_disk_that_is_full_leaves_the_old_state(box: JobBox, monkeypatch: pytest.MonkeyPatch) -> None:
    job = box.new("me", "demo")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackstrideError, match=r"No space left on device.*Make room"):
        box.save(job.model_copy(update={"state": "running"}))
    assert [path.name for path in box.place(job.id).iterdir()] == ["job.json"]
    assert state(box, job) == "waiting"
    with pytest.raises(BackstrideError, match="No space"):
        box.new("me", "demo")
    assert [path.name for path in box.folder.iterdir()] == [job.id]


def test_ids_are_no_way_out_of_the_folder(box: JobBox) -> None:
    for name in ("../../../etc", "..", "", "a" * 15, "A" * 16, "a/" * 8):
        assert box.load(name) is None
        with pytest.raises(ValueError, match="no id"):
            box.place(name)


def test_what_a_killed_server_left_is_tidied(box: JobBox) -> None:
    job = put(box, "done")
    for name in (f".gone-{'a' * 16}", "b" * 16):
        (box.folder / name / "files").mkdir(parents=True)
    (box.place(job.id) / ".job.json.abcd").write_text("half", encoding="utf-8")
    ending.taken_up(box, Limits())
    assert [path.name for path in box.folder.iterdir()] == [job.id]
    assert [path.name for path in box.place(job.id).iterdir()] == ["job.json"]


@pytest.mark.parametrize(
    ("before", "attempt", "after", "said"),
    [
        ("uploading", 0, "failed", "stopped before all files had arrived"),
        ("waiting", 0, "waiting", None),
        ("running", 1, "waiting", None),
        ("running", 3, "waiting", None),
        ("cancelled", 1, "cancelled", None),
        ("done", 1, "done", None),
    ],
)
def test_a_new_server_takes_up_what_the_old_one_left(
    box: JobBox, before: JobState, attempt: int, after: str, said: str | None
) -> None:
    job = put(box, before, attempt=attempt)
    ending.taken_up(box, Limits())
    found = box.load(job.id)
    assert found is not None
    assert found.state == after
    assert (said or "") in (found.reason or "")
    assert box.files(job).exists() == (after == "waiting")


def test_a_job_that_takes_the_server_down_each_time_is_given_up_at_last(box: JobBox) -> None:
    job, limits = put(box, "running", attempt=1), Limits(restarts=2)
    ends = []
    for _ in range(3):
        ending.taken_up(box, limits)
        found = box.load(job.id)
        assert found is not None
        ends.append((found.state, found.attempt, found.restarts))
        box.save(found.model_copy(update={"attempt": 1, "state": "running"}))
    assert ends[:2] == [("waiting", 0, 1), ("waiting", 0, 2)]
    assert ends[2][0] == "failed"


def test_a_job_whose_worker_dies_is_given_up_at_the_third(box: JobBox) -> None:
    twice, thrice = put(box, "running", attempt=2), put(box, "running", attempt=3)
    for job in (twice, thrice):
        ending.cut_off(box, job, Limits())
    assert (state(box, twice), state(box, thrice)) == ("waiting", "failed")


def test_a_server_that_stops_in_order_costs_the_job_no_attempt(box: JobBox) -> None:
    job = put(box, "running", attempt=1)
    ending.put_back(box, job)
    found = box.load(job.id)
    assert found is not None
    assert (found.state, found.attempt) == ("waiting", 0)


def test_what_is_over_is_not_changed_by_who_comes_late(box: JobBox) -> None:
    job = put(box, "running")
    assert ending.cancelled(box, job)
    ending.done(box, job, lambda _job: None)
    ending.failed(box, job, "no")
    ending.cut_off(box, job, Limits())
    assert state(box, job) == "cancelled"
    assert not ending.cancelled(box, job)


def test_uploads_go_when_a_job_is_done_and_a_checks_after_a_day(box: JobBox) -> None:
    done, looked_at = put(box, "running"), put(box, "running", kind="check")
    ending.done(box, done, lambda _job: None)
    ending.done(box, looked_at, lambda _job: None)
    assert not box.files(done).exists()
    assert box.files(looked_at).exists()
    now = datetime.now(UTC)
    ending.old_files_gone(box, now + timedelta(hours=23))
    assert box.files(looked_at).exists()
    ending.old_files_gone(box, now + timedelta(hours=25))
    assert not box.files(looked_at).exists()
    assert state(box, looked_at) == "done"


def test_the_files_of_a_check_go_once_they_are_measured(box: JobBox) -> None:
    looked_at = put(box, "done", kind="check")
    ending.done(box, put(box, "running", looked_at=looked_at.id), lambda _job: None)
    assert not box.files(looked_at).exists()


def test_a_result_that_cannot_be_kept_is_done_and_says_so(box: JobBox) -> None:
    def no(_job: Job) -> None:
        raise BackstrideError("the store is full")

    job = put(box, "running")
    job = job.model_copy(update={"options": job.options.model_copy(update={"keep": True})})
    box.save(job)
    ending.done(box, job, no)
    found = box.load(job.id)
    assert found is not None
    assert found.state == "done"
    assert "the store is full" in (found.reason or "")


def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    again = claim(tmp_path / "home")
    with claim(tmp_path / "home"), pytest.raises(UsageError, match="another Backstride server uses"), again:
        pass
    with claim(tmp_path / "home"):
        pass
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BackstrideError, match="cannot be used"), claim(tmp_path / "file"):
        pass


@pytest.mark.parametrize("fault", [BackstrideError("no room"), ValueError("a fault of ours"), MemoryError()])
def test_pieces_that_cannot_be_made_take_no_result_away(
    box: JobBox, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_where: Path) -> None:
        raise fault

    monkeypatch.setattr(fragments, "write_fragments", broken)
    monkeypatch.setattr(work, "run_demo", lambda *_how: Measured())
    job = box.new("me", "demo")
    work.work(job, box.folder, None, Limits(), lambda _progress: None)
    assert (box.result(job) / "analysis.json").is_file()
    assert not box.shown(job).exists()
