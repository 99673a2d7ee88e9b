"""Jobs from drop to done in real processes: also killed, cancelled, restarted, too much."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.app_server import children

from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import JobFile
from backstride.app.jobs.limits import Limits
from backstride.app.jobs.scheduler import Scheduler
from backstride.history.store import open_store
from helpers.clips import grey, write_clip
from helpers.jobs_sent import JOBS, OVER, begun, made, over, until
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.told import demo_answers
from helpers.training_made import run_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_file(tmp_path_factory.mktemp("watch"), 0, 6.0)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests that leave it as it is."""
    with serving(settings_for(tmp_path_factory.mktemp("server"), workers=2)) as found:
        yield found


@pytest.fixture
def client(one: Served) -> Iterator[httpx.Client]:
    with one.client() as found:
        yield found


def phases(client: httpx.Client, job_id: str) -> list[dict[str, Any]]:
    """What a page sees that looks often, until the job is over."""
    seen: list[dict[str, Any]] = []

    def look() -> bool:
        found = client.get(f"{JOBS}/{job_id}/progress").json()
        if not seen or found != seen[-1]:
            seen.append(found)
        return found["job"]["state"] in OVER

    until(look)
    return seen


def test_a_watch_file_from_drop_to_done(one: Served, client: httpx.Client, run: Path) -> None:
    job_id = begun(client, run)
    seen = phases(client, job_id)
    assert seen[-1]["job"]["state"] == "done"
    assert "report" in {found["progress"]["phase"] for found in seen}
    job = one.box.load(job_id)
    assert job is not None
    assert (one.box.result(job) / "analysis.json").is_file()
    until(lambda: not one.box.files(job).exists())
    assert one.box.results_of("me")[0].id == job_id

    again = made(client, run)
    known = client.post(f"{JOBS}/{again['id']}/start")
    assert (known.status_code, known.json()["same_as"]) == (200, job_id)
    assert known.json()["state"] == "uploading"
    assert client.post(f"{JOBS}/{again['id']}/start?again=true").status_code == 202
    assert over(client, again["id"])["same_as"] is None
    assert client.delete(f"{JOBS}/{job_id}").status_code == 204
    assert client.get(f"{JOBS}/{job_id}").status_code == 404
    assert not one.box.place(job_id).exists()


def test_a_check_then_its_measuring_without_sending_again(
    one: Served, client: httpx.Client, run: Path
) -> None:
    job_id = begun(client, run, kind="check")
    assert over(client, job_id)["state"] == "done"
    rows = client.get(f"{JOBS}/{job_id}/check").json()
    assert [row["kind"] for row in rows] == ["watch"]
    assert "cadence" in rows[0]["can_measure"]
    answer = client.post(f"{JOBS}/{job_id}/analyze", json={"height_m": 1.8, "mass_kg": 70})
    assert answer.status_code == 201, answer.text
    done = over(client, answer.json()["id"])
    assert (done["state"], done["looked_at"]) == ("done", job_id)
    twice = client.post(f"{JOBS}/{job_id}/analyze", json={"height_m": 1.8, "mass_kg": 70})
    assert twice.status_code == 409
    assert "Send them again" in twice.json()["error"]
    assert client.post(f"{JOBS}/{done['id']}/analyze", json={}).status_code == 409


def test_what_cannot_be_measured_fails_with_its_sentence(client: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("time,x,y\n" + "".join(f"{n / 100},1,2\n" for n in range(500)), encoding="utf-8")
    job = over(client, begun(client, path))
    assert job["state"] == "failed"
    assert job["reason"].startswith("steps.csv: ")
    wrong = client.post(
        JOBS, json={"kind": "analyze", "files": [{"name": "a", "bytes": 1, "role": "forces"}]}
    )
    assert wrong.status_code == 422


def test_the_demo_needs_no_files(one: Served, client: httpx.Client) -> None:
    job = client.post(JOBS, json={"kind": "demo"}).json()
    assert over(client, job["id"])["state"] == "done"
    folder = one.box.place(job["id"])
    assert {path.name for path in folder.iterdir() if path.is_dir()} <= {"result", "shown"}


def test_the_newest_answers_go_with_it_and_the_result_is_kept_when_asked(tmp_path: Path, run: Path) -> None:
    with serving(settings_for(tmp_path, workers=2)) as served, served.client() as client:
        keep(served, demo_answers())
        kept = over(client, begun(client, run, keep=True))
        assert (kept["state"], kept["reason"]) == ("done", None)
        result = served.box.place(kept["id"]) / "result"
        assert (result / "answers.json").is_file()
    with open_store(served.settings.store) as store:
        (session,) = store.sessions("me")
        assert session.analysis["safety"]["level"] == "clear"


def test_a_killed_worker_is_tried_again_and_at_last_given_up(tmp_path: Path, run: Path) -> None:
    with serving(settings_for(tmp_path, workers=2)) as served, served.client() as client:
        job_id = begun(client, run)
        killed: set[int] = set()

        def kill() -> bool:
            for pid in workers_of(served, job_id) - killed:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            return bool(client.get(f"{JOBS}/{job_id}").json()["state"] == "failed")

        until(kill)
        job = client.get(f"{JOBS}/{job_id}").json()
        assert len(killed) == 3
        assert (job["attempt"], "cut off 3 times" in job["reason"]) == (3, True)
        assert over(client, begun(client, run))["state"] == "done"


def workers_of(served: Served, job_id: str) -> set[int]:
    """The process that measures a job, by what the system knows of this process's children."""
    job = served.box.load(job_id)
    if job is None or job.state != "running":
        return set()
    return {pid for pid in children(os.getpid()) if has_open(pid, served.box.place(job_id) / ".worker")}


def has_open(pid: int, path: Path) -> bool:
    try:
        return any(link.readlink() == path for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def test_cancel_ends_the_process_and_takes_the_files(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "long.mp4", grey(600, 640, 480))
    with serving(settings_for(tmp_path, workers=2)) as served, served.client() as client:
        job_id = begun(client, clip)
        until(lambda: workers_of(served, job_id))
        (pid,) = workers_of(served, job_id)
        job = client.post(f"{JOBS}/{job_id}/cancel").json()
        assert job["state"] == "cancelled"
        assert not Path(f"/proc/{pid}").exists()
        place = served.box.place(job_id)
        assert {path.name for path in place.iterdir()} <= {"job.json", ".worker"}
        assert client.post(f"{JOBS}/{job_id}/start").status_code == 409


def test_a_restarted_server_goes_on_and_its_old_workers_are_gone(tmp_path: Path, run: Path) -> None:
    settings, before = settings_for(tmp_path, workers=2), set(children(os.getpid()))
    with serving(settings) as served, served.client() as client:
        job_id, half = begun(client, run), made(client, run)["id"]
        until(lambda: client.get(f"{JOBS}/{job_id}").json()["state"] == "running")
    assert set(children(os.getpid())) <= before
    with serving(settings) as served, served.client() as client:
        assert over(client, job_id)["state"] == "done"
        failed = client.get(f"{JOBS}/{half}").json()
        assert (failed["state"], "Send them again" in failed["reason"]) == ("failed", True)


LIMITS = {
    "frames": (Limits(most_frames=100), "about 150 frames. At most 100"),
    "picture": (Limits(most_side_px=300), "320 x 240 px"),
    "time": (Limits(heavy_s=0.2, light_s=0.2), "longer than 0.00333 minutes"),
    "memory": (Limits(memory_bytes=100_000_000), "memory"),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_bomb_ends_with_a_sentence(tmp_path: Path, limit: str) -> None:
    limits, said = LIMITS[limit]
    box = JobBox(tmp_path / "jobs")
    file = JobFile(name="run.mp4", stored="0/run.mp4", kind="video", sha256="a")
    job = box.new("me", "analyze", (file,))
    (box.files(job) / "0").mkdir(parents=True)
    write_clip(box.files(job) / file.stored, grey(150, 320, 240))
    box.save(job.model_copy(update={"state": "waiting"}))
    scheduler = Scheduler(box, 2, limits=limits)
    scheduler.start()
    try:
        found = until(lambda: (now := box.load(job.id)) and now.over and now)
        assert (found.state, said in found.reason) == ("failed", True), found
        until(lambda: not box.files(job).exists())
    finally:
        scheduler.stop()
