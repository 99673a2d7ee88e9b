"""How far a job is, as a person watches it; why it failed; what a check found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from backstride.app.jobs.job import Job, JobFile, JobOptions, Progress
from backstride.app.pages.body_lines import body_lines
from backstride.app.pages.checked_view import checked_view
from backstride.app.pages.job_steps import job_steps
from backstride.app.plain_options import in_the_app
from backstride.checkup import CannotMeasure, Checkup
from backstride.knowledge.loader import load
from backstride.model.analysis import Quality
from backstride.model.recording import Note
from backstride.model.sight import Sight
from backstride.motion.facts import StepsSeen
from helpers.served import Served
from helpers.web import DESK, PHONE, Visit, visiting

CLIP = JobFile(name="evening run.mp4", stored="evening_run.mp4", bytes=9, kind="video", sha256="a")
POINTS = [[0.3 + 0.01 * n, 0.2 + 0.02 * n] for n in range(33)]
HIDDEN = "Object.defineProperty(document, 'hidden', { get: () => true })"


def stands(served: Served, state: str, **more: Any) -> Job:
    """A job of a clip in a state that no worker brings about here."""
    job = served.box.new("me", more.pop("kind", "analyze"), (CLIP,))
    job = job.model_copy(update={"state": state, **more})
    served.box.save(job)
    return job


def checkup(**more: Any) -> Checkup:
    """A clip from the left side that gives two measures and lacks two for one reason."""
    usual: dict[str, Any] = {
        "id": "evening run",
        "paths": ("evening run.mp4",),
        "format": "MP4",
        "kind": "video",
        "rate_hz": 59.94,
        "duration_s": 7.0,
        "frames": 420,
        "first_time_s": 0.0,
        "sight": Sight(
            view="side_left", yaw_deg=8.0, roll_deg=2.4, near="left", width_px=1280, height_px=720, engine="x"
        ),
        "steps": StepsSeen(left=9, right=10),
        "notes": (Note(level="warning", code="slow_camera", text="Film at 60 frames a second."),),
        "can_measure": ("cadence", "trunk_lean"),
        "cannot_measure": tuple(
            CannotMeasure(id=name, reason="Give the height with --height-m.")
            for name in ("vertical_oscillation", "overstride")
        ),
        "quality": Quality(verdict="usable", reasons=("Film at 60 frames a second.",)),
    }
    return Checkup(**(usual | more))


def told_of(page: Page, told: list[dict[str, Any]]) -> None:
    """What the page is told of a job, one after the other; the last again and again."""

    def answer(route: Route) -> None:
        route.fulfill(json=told.pop(0) if len(told) > 1 else told[0])

    page.route("**/progress", answer)


def far(job: Job, state: str = "running", ahead: int = 0, **progress: Any) -> dict[str, Any]:
    """An answer about a job."""
    now = job.model_copy(update={"state": state})
    return {
        "job": now.model_dump(mode="json"),
        "progress": Progress(**progress).model_dump(mode="json"),
        "ahead": ahead,
    }


@pytest.fixture
def visit(served: Served, browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    with visiting(browser, served.entry, tmp_path, PHONE) as found:
        yield found


def test_bars_are_honest_and_the_body_is_drawn_as_it_is_found(served: Served, visit: Visit) -> None:
    job, page = stands(served, "running"), visit.page
    pose = far(job, phase="pose", done=120, of=600, unit="frames", said="Looking.", points=POINTS)
    told_of(page, [far(job, phase="waiting", ahead=2), pose])
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    step = page.locator(".step")
    expect(step.nth(0)).to_have_attribute("data-now", "done")
    expect(step.nth(1)).to_contain_text("120 of 600 frames")
    assert step.nth(1).locator("progress").evaluate("one => one.position") == pytest.approx(0.2)
    expect(step.nth(2)).to_have_attribute("data-now", "waits")
    expect(page.locator("#skeleton line")).to_have_count(len(body_lines()))
    assert page.locator("#skeleton line.left").count() == page.locator("#skeleton line.right").count() == 7
    expect(page.get_by_role("status").filter(has_text="Finding the body: now")).to_have_count(1)
    expect(page.get_by_text("You may leave this page.")).to_be_visible()
    assert visit.violations() == []
    assert visit.overflows() <= 0
    visit.shot("processing-360")
    assert visit.faults == []


def test_the_report_opens_by_itself_only_for_somebody_who_looks(
    served: Served, visit: Visit, demo_result: Path
) -> None:
    done, page = served.adopt(demo_result), visit.page
    job = stands(served, "running")
    told_of(page, [far(job.model_copy(update={"id": done.id}), "done", phase="report")])
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    page.wait_for_url(f"**/p/me/results/{done.id}")
    page.add_init_script(HIDDEN)
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    page.wait_for_function("document.title === 'Done'")
    assert page.url.endswith(f"/jobs/{job.id}")


def test_a_finished_job_leads_to_its_report(served: Served, visit: Visit, demo_result: Path) -> None:
    job = served.adopt(demo_result)
    visit.page.goto(f"{served.base}/p/me/jobs/{job.id}")
    assert visit.page.url == f"{served.base}/p/me/results/{job.id}"


def test_a_server_that_is_gone_is_said_and_asked_again(served: Served, visit: Visit) -> None:
    job, page = stands(served, "running"), visit.page
    page.route("**/progress", lambda route: route.abort())
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    expect(page.locator("#cut")).to_contain_text("does not answer")
    page.unroute("**/progress")
    told_of(page, [far(job, phase="analysis")])
    expect(page.locator("#cut")).to_be_hidden()
    expect(page.locator(".step").nth(2)).to_have_attribute("data-now", "going")


def test_a_refused_clip_says_why_and_is_filmed_again_with_one_tap(served: Served, visit: Visit) -> None:
    why = "evening run.mp4: left and right are mixed. Film again, or use --swap-sides."
    job, page = stands(served, "failed", reason=why), visit.page
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    expect(page.get_by_text("or use “Left and right are mixed up in this clip”.")).to_be_visible()
    assert visit.violations() == []
    visit.shot("failed-360")
    page.get_by_role("link", name="Film again").click()
    page.wait_for_url("**/p/me/film")
    assert visit.faults == []


def test_stopping_ends_a_job_for_good(served: Served, visit: Visit) -> None:
    job, page = stands(served, "uploading"), visit.page
    page.goto(f"{served.base}/p/me/jobs/{job.id}")
    expect(page.get_by_text("The files have not all arrived.")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped this.")).to_be_visible()
    found = served.box.of("me", job.id)
    assert found is not None
    assert found.state == "cancelled"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_check_tells_what_is_measured_and_what_is_not(
    served: Served, browser: Browser, tmp_path: Path, scheme: str
) -> None:
    job = stands(served, "done", kind="check")
    served.box.checked(job).write_text(json.dumps([checkup().model_dump(mode="json")]), encoding="utf-8")
    with visiting(browser, served.entry, tmp_path, DESK, color_scheme=scheme) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/jobs/{job.id}")
        expect(page.locator(".pill")).to_have_text("usable")
        assert page.locator(".gives li").all_inner_texts() == ["Cadence", "Trunk lean"]
        page.locator("summary").last.click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text("Give the height with “Height (cm)”.")
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot(f"checked-1280-{scheme}")
        page.get_by_role("button", name="Measure this").first.click()
        expect(page.get_by_role("alert")).to_contain_text("The files are no longer kept")  # none lay here


def test_what_is_refused_is_not_offered_to_be_measured(served: Served) -> None:
    job = stands(served, "done", kind="check")
    refused = checkup(frames=0, can_measure=(), cannot_measure=(), sight=None, notes=(), steps=None)
    refused = refused.model_copy(
        update={"quality": Quality(verdict="refused", reasons=("Too dark. Add light.",))}
    )
    served.box.checked(job).write_text(json.dumps([refused.model_dump(mode="json")]), encoding="utf-8")
    with served.client() as client:
        page = client.get(f"/p/me/jobs/{job.id}").text
        assert "Too dark. Add light." in page
        assert 'class="first">Measure this' not in page  # only with what the clip's owner still has to tell
        assert "Film again" in page
        assert client.get(f"/p/athlete%207/jobs/{job.id}").status_code == 404


def test_a_refused_clip_is_measured_with_what_its_owner_tells_then(served: Served) -> None:
    job = stands(served, "done", kind="check", options=JobOptions(height_m=1.7, pictures=False))
    files = served.box.files(job)
    files.mkdir(parents=True)
    (files / CLIP.stored).write_bytes(b"no clip")
    with served.client() as client:
        client.headers["Origin"] = served.base
        told = {"slow_motion": "8", "swap_sides": "true"}
        answer = client.post(f"/p/me/jobs/{job.id}/measure", data=told)
        assert answer.status_code == 303
        begun = served.box.of("me", answer.headers["location"].rpartition("/")[2])
        assert begun is not None
        assert begun.options == JobOptions(height_m=1.7, pictures=False, slow_motion=8, swap_sides=True)
        assert client.post(f"/p/me/jobs/{job.id}/measure", data={"slow_motion": "0"}).status_code == 422


# --- what the pages are made of


def test_the_facts_of_a_check() -> None:
    [one] = checked_view([checkup().model_dump(mode="json")])
    assert dict(one.facts) == {
        "Frames a second": "59.9",
        "Length": "7.0 s",
        "Looked at": "420 frames",
        "Seen from": "the left side, 8° off",
        "Camera": "tilted by 2°, put right",
        "Left and right": "told apart",
        "Steps seen": "9 left, 10 right",
    }
    assert one.remarks == ()  # it stands among the reasons already
    assert one.lacking == 2


def test_doubt_about_left_and_right_is_told() -> None:
    doubt = (Note(level="info", code="sides_doubtful", text="One leg hides the other."),)
    [one] = checked_view([checkup(notes=doubt).model_dump(mode="json")])
    assert dict(one.facts)["Left and right"] == "doubtful in places"
    assert one.remarks == ("One leg hides the other.",)


@pytest.mark.parametrize(
    ("kind", "files", "ids"),
    [
        ("demo", (), ["reading", "analysis", "report"]),
        ("analyze", (CLIP,), ["reading", "pose", "analysis", "report"]),
        ("check", (CLIP,), ["reading", "pose", "analysis"]),
        ("analyze", (CLIP.model_copy(update={"kind": "watch"}),), ["reading", "analysis", "report"]),
    ],
)
def test_a_job_has_the_steps_it_goes_through(kind: Any, files: tuple[JobFile, ...], ids: list[str]) -> None:
    job = Job(id="0" * 16, person="me", kind=kind, state="running", made_at="", files=files)
    steps = job_steps(job, Progress(phase="analysis", done=1, of=3))
    assert [step.id for step in steps] == ids
    at = ids.index("analysis")
    assert [step.now for step in steps] == ["done"] * at + ["going"] + ["waits"] * (len(ids) - at - 1)
    assert (steps[at].done, steps[at].of) == (1, 3)


def test_lines_join_points_of_one_side() -> None:
    names = load("keypoint_sets/mediapipe_33.toml")["names"]
    for one, other, side in body_lines():
        sides = {names[one].rpartition("_")[2], names[other].rpartition("_")[2]}
        assert sides == ({"left", "right"} if side == "both" else {side})


def test_every_option_with_a_word_is_a_field_of_the_form() -> None:
    known = load("app/start.toml")
    assert all(key in known["say"] for key in known["option"].values())
    assert (
        in_the_app("Use --contacts markers or --rate-hz.") == "Use --contacts markers or “Samples a second”."
    )
