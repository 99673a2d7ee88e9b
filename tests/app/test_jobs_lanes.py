"""Whose turn it is."""

from __future__ import annotations

from backstride.app.jobs.job import Job, JobFile
from backstride.app.jobs.lanes import LIGHT_BYTES, ahead_of, is_light, next_jobs
from backstride.app.jobs.same import same_before


def job(number: int, kind: str = "video", person: str = "me", size: int = 1_000, **more: object) -> Job:
    file = JobFile(name="x", stored="0/x", bytes=size, kind=kind, sha256=f"{number}")  # type: ignore[arg-type]
    return Job(
        id=f"{number:016}",
        person=person,
        kind="analyze",
        state="waiting",
        made_at=f"2026-05-01T10:00:{number:02}.000+00:00",
        files=(file,),
    ).model_copy(update=more)


def chosen(waiting: list[Job], running: list[Job], workers: int = 2) -> list[int]:
    return [int(one.id) for one in next_jobs(waiting, running, workers)]


def test_a_watch_file_and_the_demo_are_light_and_a_clip_or_much_is_not() -> None:
    assert is_light(job(1, "watch"))
    assert is_light(job(1, files=()))
    assert not is_light(job(1, "video"))
    assert not is_light(job(1, "table", size=LIGHT_BYTES + 1))


def test_clips_wait_for_each_other_and_a_light_job_for_none_of_them() -> None:
    clips = [job(number) for number in range(4)]
    assert chosen(clips, []) == [0, 1]
    assert chosen([*clips[2:], job(5, "watch")], clips[:2]) == [5]
    assert chosen([job(6, "watch")], [*clips[:2], job(5, "watch")]) == []
    assert chosen(clips[2:], [clips[0], job(5, "watch")]) == [2]
    assert chosen([job(n, "watch") for n in range(5)], []) == [0, 1, 2]
    assert chosen(clips, [], workers=1) == [0]


def test_one_persons_many_do_not_keep_another_waiting() -> None:
    many = [job(number, person="a") for number in range(8)]
    one = job(9, person="b")
    assert chosen([*many, one], []) == [0, 9]
    assert chosen([*many[1:], one], [many[0]]) == [9]


def test_how_many_are_ahead_counts_the_same_lane_only() -> None:
    waiting = [job(0), job(1, "watch"), job(2), job(3), job(4, "watch")]
    assert [ahead_of(one, waiting) for one in waiting] == [0, 0, 1, 2, 1]


def test_the_same_is_the_same_files_and_options_whatever_their_order() -> None:
    first = job(1, state="done")
    two = (first.files[0], first.files[0].model_copy(update={"sha256": "b", "name": "y"}))
    before = first.model_copy(update={"files": two})
    again = before.model_copy(update={"id": "f" * 16, "files": two[::-1], "state": "uploading"})
    assert same_before(again, [again, before]) == before
    kept = again.model_copy(update={"options": again.options.model_copy(update={"keep": True})})
    assert same_before(kept, [before]) == before
    for other in (
        again.model_copy(update={"files": two[:1]}),
        again.model_copy(update={"kind": "check"}),
        again.model_copy(update={"options": again.options.model_copy(update={"height_m": 1.8})}),
        again.model_copy(update={"files": (two[0].model_copy(update={"role": "standing"}), two[1])}),
    ):
        assert same_before(other, [before]) is None
    assert same_before(again, [before.model_copy(update={"state": "failed"})]) is None
