"""What is deleted while it is shown, covered or kept does not come back; nor do older answers."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException

from backstride.app.jobs.job import Job, JobFile
from backstride.app.kept.forget import delete_everything, delete_job
from backstride.app.results import covered, current
from backstride.app.results.covered import clip_of, make_copy
from backstride.app.results.current import current as current_result
from backstride.app.results.downloads import file_of
from backstride.app.services import Services
from backstride.errors import UsageError
from backstride.history.store import open_store
from backstride.model.stored import StoredAnswers
from helpers.served import Served
from helpers.tapping import keep
from helpers.told import all_no, with_yes
from helpers.wording import visible

COPIES = "import os, shutil, sys; os.makedirs(os.path.dirname(sys.argv[4]), exist_ok=True); "
COPIES += "shutil.copy(*sys.argv[2::2])"


def test_a_page_of_a_deleted_result_brings_no_piece_of_it_back(
    served: Served, demo_result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, found = served.adopt(demo_result, rendered=False), Services(served.settings)
    whole = current.write_fragments

    def rendered_before(result: Path, shown: Path) -> None:
        delete_job(found, job)
        whole(demo_result, shown)  # what was read before it was deleted

    monkeypatch.setattr(current, "write_fragments", rendered_before)
    with pytest.raises(HTTPException) as gone:
        current_result(found, "me", job.id)
    assert gone.value.status_code == 404
    assert not served.box.place(job.id).exists()


def test_a_paper_of_a_deleted_result_is_not_left(
    served: Served, demo_result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, found = served.adopt(demo_result), Services(served.settings)
    one = current_result(found, "me", job.id)

    def made(folder: Path, _paper: str) -> None:
        delete_job(found, job)
        folder.mkdir(parents=True)
        (folder / "runner.pdf").write_bytes(b"%PDF-")

    monkeypatch.setattr("backstride.rerender.papers", made)
    with pytest.raises(HTTPException) as gone:
        file_of(found, one, "runner.pdf")
    assert gone.value.status_code == 404
    assert not served.box.place(job.id).exists()


def test_a_full_disk_is_said_in_a_sentence(
    served: Served, demo_result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = served.adopt(demo_result)
    keep(served, all_no())

    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(current.tempfile, "TemporaryDirectory", full)
    with served.client() as client:
        answer = client.get(f"/p/me/results/{job.id}")
    assert answer.status_code == 422
    assert "No space left on device" in answer.text
    assert "Make room on the disk" in answer.text


def clip_job(served: Served, name: str, number: int = 1) -> Job:
    """A check with clips that all have one name."""
    files = tuple(
        JobFile(name=f"{n} {name}", stored=f"{n}/{name}", kind="video", bytes=3) for n in range(number)
    )
    job = served.box.new("me", "check", files)
    for n in range(number):
        path = served.box.files(job) / f"{n}/{name}"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"clip %d" % n)
    served.box.save(job.model_copy(update={"state": "done"}))
    return job


def test_a_covered_copy_of_a_deleted_clip_is_not_left(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered, "COMMAND", (sys.executable, "-c", COPIES, "scrub"))
    job, found = clip_job(served, "run.mp4"), Services(served.settings)
    clip = clip_of(found, "me", job.id, "0-run.mp4")
    whole = covered._scrub

    def scrubbed(path: Path, out: Path) -> Any:
        copied = path.read_bytes()
        delete_job(found, job)
        path.parent.mkdir(parents=True)
        path.write_bytes(copied)  # as if the command had it open
        return whole(path, out)

    monkeypatch.setattr(covered, "_scrub", scrubbed)
    with pytest.raises(HTTPException) as gone:
        make_copy(found, clip)
    assert gone.value.status_code == 404
    assert not served.box.place(job.id).exists()


def test_a_copy_goes_with_its_upload_and_equal_names_do_not_meet(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered, "COMMAND", (sys.executable, "-c", COPIES, "scrub"))
    job, found = clip_job(served, "clip-run.mp4", 2), Services(served.settings)
    for n in range(2):
        out = make_copy(found, clip_of(found, "me", job.id, f"{n}-clip-run.mp4"))
        assert out.read_bytes() == b"clip %d" % n
    with served.client() as client:
        page = client.get("/p/me/privacy").text
        assert client.get(f"/p/me/privacy/copies/{job.id}/1-clip-run.mp4").content == b"clip 1"
    assert "small copy of a result" not in page
    served.box.drop_files(job)
    assert not list(served.box.place(job.id).rglob("*.mp4"))


def test_answers_beside_a_result_never_stand_before_what_was_told_meanwhile(
    served: Served, demo_result: Path
) -> None:
    job, found = served.adopt(demo_result), Services(served.settings)
    keep(served, with_yes("fever"))
    found.keep(job)  # it was begun with the answers from before
    with open_store(served.settings.store) as store:
        assert len(store.sessions("me")) == 1
        assert [one.raw for one in store.answers("me")] == [with_yes("fever")]


def test_a_result_that_was_deleted_is_not_kept_any_more(served: Served, demo_result: Path) -> None:
    job, found = served.adopt(demo_result), Services(served.settings)
    keep(served, all_no())
    delete_everything(found, "me", "delete")
    with pytest.raises(UsageError, match="deleted meanwhile"):
        found.keep(job)
    with open_store(served.settings.store) as store:
        assert store.people() == ()


def test_the_archive_holds_no_report_that_newer_answers_forbid(served: Served, demo_result: Path) -> None:
    job = served.adopt(demo_result)
    keep(served, with_yes("cauda_equina"))
    with served.client() as client:
        assert client.get("/p/me/privacy/export.zip").status_code == 200
    report = (served.box.result(job) / "report.html").read_text(encoding="utf-8")
    assert "What stands out" not in visible(report)


def test_a_result_judged_by_the_rules_of_an_earlier_version_is_judged_anew(
    served: Served, demo_result: Path
) -> None:
    job = served.adopt(demo_result)
    path = served.box.result(job) / "analysis.json"
    analysis = json.loads(path.read_text(encoding="utf-8"))
    analysis["safety"]["reasons"] = ["A sentence of an earlier version."]
    path.write_text(json.dumps(analysis), encoding="utf-8")
    with served.client() as client:
        answer = client.get(f"/p/me/results/{job.id}")
    assert answer.status_code == 200
    assert "earlier version" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), OSError(5, "Input/output error")])
def test_a_file_that_went_away_is_no_fault_of_ours(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def away(*_args: Any, **_more: Any) -> None:
        raise error

    monkeypatch.setattr("backstride.app.pages.privacy.held", away)
    with served.client() as client:
        answer = client.get("/p/me/privacy")
    assert answer.status_code == (404 if isinstance(error, FileNotFoundError) else 503)
    assert "Something in Backstride went wrong" not in answer.text


def test_the_browser_is_told_to_forget_what_it_kept(served: Served) -> None:
    with served.client() as client:
        assert "data-forget" in client.get("/p/me/privacy?done=all").text
        assert "data-forget" not in client.get("/p/me/privacy?done=removed").text
        script = client.get("/static/privacy.js").text
        for page, key in (("diary", "backstride.diary.${person}"), ("plan", "backstride.plan.${person}.")):
            assert key in client.get(f"/static/{page}.js").text
            assert key in script


def test_a_deleted_result_leaves_no_comparison_in_another(served: Served, demo_result: Path) -> None:
    before, after = served.adopt(demo_result), served.adopt(demo_result)
    held = served.box.place(after.id) / "compared" / f"{before.id}-days.json"
    held.parent.mkdir()
    held.write_text("{}")
    with served.client() as client:
        answer = client.delete(f"/api/p/me/jobs/{before.id}", headers={"Origin": served.base})
    assert answer.status_code == 204
    assert not held.exists()


@pytest.mark.parametrize("put_back", [False, True], ids=["deleted", "another in its place"])
def test_a_store_deleted_under_the_server_takes_nothing_with_it(
    served: Served, tmp_path: Path, put_back: bool
) -> None:
    store = Path(served.settings.store)
    other = tmp_path / "other.sqlite3"
    with open_store(str(other)) as kept:
        kept.add_answers("athlete-7", StoredAnswers(day=date(2026, 7, 1), raw=all_no()))
    keep(served, all_no())
    day = {"day": "2026-07-02", "fields": {"during": "2"}}
    with served.client() as client:
        assert client.get("/api/p/me/diary").status_code == 200
        store.unlink()
        if put_back:
            other.rename(store)
        answer = client.post("/api/p/me/diary", json=day)
        assert answer.status_code < 300, answer.text
    with open_store(str(store)) as kept:
        assert kept.people() == (("athlete-7", "me") if put_back else ("me",))
        assert len(kept.diary("me")) == 1
