"""What is kept is told with its size, taken along whole, and deleted for real."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from fastapi import HTTPException
from playwright.sync_api import expect

from backstride.app.jobs.job import Job
from backstride.app.kept.forget import check_may_delete, word_for
from backstride.app.results import covered
from backstride.app.results.compared import KEPT
from backstride.app.visitor import Visitor
from backstride.history.restore import read_export
from backstride.history.store import open_store
from helpers.served import Served
from helpers.tapping import keep
from helpers.told import all_no
from helpers.web import Visit

COPIES = "import shutil, sys; shutil.copy(sys.argv[2], sys.argv[4])"
REFUSES = "import sys; print('nobody is found in the video', file=sys.stderr); sys.exit(3)"
NOTE = "a sentence to look for"


def bytes_of_store(served: Served) -> bytes:
    return b"".join(path.read_bytes() for path in Path(str(served.settings.store)).parent.glob("store*"))


def post(served: Served, path: str, **data: str) -> tuple[int, str]:
    with served.client() as client:
        answer = client.post(path, data=data, headers={"Origin": served.base})
        return answer.status_code, answer.headers.get("location", answer.text)


def size_on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_sizes_are_those_of_the_disk(served: Served, demo_result: Path, clip_result: Path) -> None:
    jobs = [served.adopt(demo_result), served.adopt(clip_result), served.adopt(demo_result, "athlete 7")]
    keep(served, all_no())
    with served.client() as client:
        held = client.get("/api/p/me/privacy").json()
    assert {one["id"] for one in held["jobs"]} == {job.id for job in jobs[:2]}
    for one in held["jobs"]:
        assert one["result_bytes"] == size_on_disk(served.box.place(one["id"]))
        assert one["files_bytes"] == 0
    assert held["machine"]["jobs"] == size_on_disk(served.box.folder)
    assert held["machine"]["store"] > 0
    assert held["history"]["answers"] == 1
    assert held["history"]["sessions"] == 0


def test_the_archive_holds_everything_of_the_person_and_nothing_of_others(
    served: Served, clip_result: Path, demo_result: Path, tmp_path: Path
) -> None:
    mine, other = served.adopt(clip_result), served.adopt(demo_result, "athlete 7")
    keep(served, all_no())
    keep(served, all_no(), person="athlete 7")
    with served.client() as client:
        client.get(f"/p/me/results/{mine.id}")  # renders pages, which are not packed
        answer = client.get("/p/me/privacy/export.zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert packed.testzip() is None
    names = set(packed.namelist())
    result = served.box.result(mine)
    for path in result.rglob("*"):
        if path.is_file():
            name = f"jobs/{mine.id}/result/{path.relative_to(result).as_posix()}"
            assert packed.read(name) == path.read_bytes()
    assert not any(other.id in name or "/shown/" in name for name in names)
    archive = tmp_path / "data.zip"
    archive.write_bytes(answer.content)
    assert [one.person for one in read_export(archive)] == ["me"]
    assert not list(served.settings.home.glob("tmp*"))  # no folder names the archive while it is sent


def test_an_archive_of_nothing_opens(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/p/nobody/privacy/export.zip")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == []


def test_one_result_goes_and_the_others_stay(served: Served, demo_result: Path) -> None:
    gone, stays = served.adopt(demo_result), served.adopt(demo_result)
    foreign = served.adopt(demo_result, "athlete 7")
    assert post(served, "/p/me/privacy/remove", job=foreign.id)[0] == 404
    assert post(served, "/p/me/privacy/remove", job="../../x")[0] == 404
    compared = served.box.place(stays.id) / KEPT
    compared.mkdir()
    for one in (gone, stays):
        (compared / f"{one.id}-two.json").write_text("{}")
    assert post(served, "/p/me/privacy/remove", job=gone.id)[0] == 303
    assert [path.name for path in compared.iterdir()] == [f"{stays.id}-two.json"]
    assert not served.box.place(gone.id).exists()
    assert served.box.place(stays.id).is_dir()
    assert served.box.place(foreign.id).is_dir()
    assert post(served, "/p/me/privacy/remove", job=gone.id)[0] == 404


@pytest.mark.parametrize("person", ["me", "athlete 7"])
def test_everything_goes_only_where_the_word_is_typed(served: Served, demo_result: Path, person: str) -> None:
    job, other = served.adopt(demo_result, person), served.adopt(demo_result, "somebody else")
    keep(served, all_no(note=NOTE), person=person)
    keep(served, all_no(), person="somebody else")
    assert NOTE.encode() in bytes_of_store(served)
    at = f"/p/{person.replace(' ', '%20')}/privacy/everything"
    for typed in ("", "yes", "somebody else"):
        assert post(served, at, typed=typed)[0] == 400
    assert served.box.place(job.id).is_dir()
    assert post(served, at, typed=word_for(person).upper())[0] == 303
    assert not served.box.place(job.id).exists()
    assert served.box.place(other.id).is_dir()
    with open_store(served.settings.store) as store:
        assert store.people() == ("somebody else",)
    assert NOTE.encode() not in bytes_of_store(served)


def test_deleting_by_the_api_asks_for_the_word(served: Served, demo_result: Path) -> None:
    job = served.adopt(demo_result)
    with served.client() as client:
        told = {"Origin": served.base}
        refused = client.delete("/api/p/me/everything", params={"confirm": "no"}, headers=told)
        assert refused.status_code == 400
        assert served.box.place(job.id).is_dir()
        done = client.delete("/api/p/me/everything", params={"confirm": "delete"}, headers=told)
        assert done.status_code == 204
    assert not served.box.place(job.id).exists()


def test_a_runner_s_link_deletes_nothing() -> None:
    check_may_delete(Visitor("owner"))
    check_may_delete(Visitor("clinic"))
    with pytest.raises(HTTPException) as refused:
        check_may_delete(Visitor("runner", "athlete 7"))
    assert refused.value.status_code == 403


def cover(served: Served, job: Job, name: str = "clip-run.mp4") -> tuple[int, str]:
    return post(served, "/p/me/privacy/cover", job=job.id, name=name)


def test_a_copy_is_made_shown_and_deleted(
    served: Served, clip_result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered, "COMMAND", (sys.executable, "-c", COPIES, "scrub"))
    job = served.adopt(clip_result)
    at = f"/p/me/privacy/copies/{job.id}/clip-run.mp4"
    with served.client() as client:
        assert client.get(at).status_code == 404
        assert cover(served, job, "../job.json")[0] == 404
        assert cover(served, job)[0] == 303
        assert client.get(at).content == (clip_result / "clip-run.mp4").read_bytes()
        assert "<video" in client.get("/p/me/privacy").text
        assert post(served, "/p/me/privacy/uncover", job=job.id, name="clip-run.mp4")[0] == 303
        assert client.get(at).status_code == 404


def test_a_copy_that_cannot_be_made_says_why(
    served: Served, clip_result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered, "COMMAND", (sys.executable, "-c", REFUSES, "scrub"))
    status, text = cover(served, served.adopt(clip_result))
    assert status == 422
    assert "nobody is found in the video" in text.lower()
    assert "Traceback" not in text


def test_the_page_by_hand(served: Served, both_ways: Visit, clip_result: Path) -> None:
    kept, gone = served.adopt(clip_result), served.adopt(clip_result)
    keep(served, all_no())
    visit, page = both_ways, both_ways.page
    page.goto(f"{served.base}/p/me/privacy")
    assert visit.violations() == []
    assert visit.overflows() <= 0
    visit.shot(f"privacy-{visit.look}")
    with page.expect_download() as saved:
        page.locator("a[href$='export.zip']").click()
    assert zipfile.is_zipfile(saved.value.path())
    page.locator(f"form:has(input[value='{gone.id}']) button.small").click()
    expect(page.locator("[role=status].note")).to_have_text("Deleted.")
    assert served.box.load(kept.id) is not None
    assert served.box.load(gone.id) is None
    page.locator("#typed").fill("delete")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status].note")).to_contain_text("Everything")
    assert served.box.load(kept.id) is None
    assert visit.violations() == []
    assert visit.faults == []
