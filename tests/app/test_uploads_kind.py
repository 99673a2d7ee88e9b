"""What a file is, by its content: a name never decides, nothing is unpacked."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from backstride.app.uploads.kind import NoRecording, kind_of_file
from backstride.clips import is_clip
from backstride.read.keypoints import is_keypoints
from backstride.sensors.load import is_watch
from helpers import keypoint_files
from helpers.clips import grey, write_clip
from helpers.training_made import run_file

TRC = b"PathFileType\t4\t(X/Y/Z)\trun.trc\n"
MOT = b"forces\nversion=1\nnRows=2\nendheader\ntime\tfx\n0.0\t1.0\n"
TSV = b"NO_OF_FRAMES\t10\nNO_OF_CAMERAS\t4\n"
CSV = b"time_s;ax;ay\n0,01;0,5;9,8\n0,02;0,4;9,7\n"
GPX = b'<?xml version="1.0"?>\n<gpx version="1.1"><trk></trk></gpx>'
TCX = b"   <?xml version='1.0'?><TrainingCenterDatabase></TrainingCenterDatabase>"
OPENPOSE = json.dumps({"version": 1.3, "people": [{"pose_keypoints_2d": [1.0, 2.0, 0.9]}]}).encode()
TEXTS = {"trc": TRC, "mot": MOT, "tsv": TSV, "csv": CSV}
STREAM = b"".join(b"\x47" + bytes(187) for _ in range(6))


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.mp4", bytes(1_000_000))
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("run.fit"), io.BytesIO())
    return made.getvalue()


REFUSED = {
    "a zip file": zipped(),
    "a packed file": gzip.compress(TRC),
    "packed file": tarred(),
    "PDF": b"%PDF-1.7\n",
    "a program": b"MZ\x90\x00" + bytes(100),
    "program": b"#!/bin/sh\nrm -rf run\n",
    "a picture": b"\xff\xd8\xff\xe0" + bytes(100),
    "picture": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "a sound": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "a web page": b"<!DOCTYPE html><html><body>run</body></html>",
    "a document type": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><gpx>&a;</gpx>',
    "an XML file": b"<?xml version='1.0'?><kml></kml>",
    "a JSON file": b'{"some": [1, 2, 3]}',
    "text without": b"Dear coach, here is my run of today.\n",
    "not known": bytes(range(256)) * 20,
}


def put(folder: Path, content: bytes, name: str = "run.mp4") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("suffix", TEXTS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_a_table_whatever_its_name(tmp_path: Path, suffix: str, mark: bytes) -> None:
    found = kind_of_file(put(tmp_path, mark + TEXTS[suffix], "run.exe"))
    assert (found.kind, found.suffixes[0]) == ("table", f".{suffix}")


def test_a_real_c3d_and_what_only_looks_like_one(tmp_path: Path, synthetic: dict[str, Path]) -> None:
    assert kind_of_file(synthetic["run"]).kind == "c3d"
    broken = bytearray(synthetic["run"].read_bytes())
    broken[(broken[0] - 1) * 512 + 3] = 7
    with pytest.raises(NoRecording):
        kind_of_file(put(tmp_path, bytes(broken), "run.c3d"))


def test_watch_files(tmp_path: Path) -> None:
    for content, suffix in ((GPX, ".gpx"), (TCX, ".tcx"), (GPX.decode().encode("utf-16"), ".gpx")):
        path = put(tmp_path, content, "run.txt")
        assert (kind_of_file(path).kind, kind_of_file(path).suffixes) == ("watch", (suffix,))
        assert is_watch(path)
    assert kind_of_file(run_file(tmp_path, 0, 5.0)).suffixes == (".fit",)


def test_a_clip_whatever_its_name(tmp_path: Path) -> None:
    for suffix in (".mp4", ".mkv", ".avi", ".mov", ".webm"):
        codec = {"codec": "libvpx"} if suffix == ".webm" else {}
        clip = write_clip(tmp_path / f"x{suffix}", grey(3), **codec)
        assert kind_of_file(put(tmp_path, clip.read_bytes(), "x.pdf")).kind == "video"
        assert is_clip(clip)
    assert kind_of_file(put(tmp_path, STREAM)).suffixes[0] == ".ts"


def test_keypoints_also_behind_a_long_list(tmp_path: Path) -> None:
    assert kind_of_file(put(tmp_path, OPENPOSE)).kind == "keypoints"
    images = [{"id": number, "file_name": f"{number:06}.png"} for number in range(40_000)]
    late = put(tmp_path, json.dumps({"images": images, "annotations": [{"keypoints": [1]}]}).encode())
    assert kind_of_file(late).kind == "keypoints"
    for one in keypoint_files.clip(tmp_path / "openpose", frames=1).iterdir():
        assert kind_of_file(one).kind == "keypoints"
        assert is_keypoints(one)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_recording_is_named(tmp_path: Path, what: str) -> None:
    with pytest.raises(NoRecording) as refusal:
        kind_of_file(put(tmp_path, REFUSED[what]))
    said = refusal.value.sentence("run.mp4")
    assert said.startswith("run.mp4: this seems to be ")
    assert what in said
    assert said.count(". ") == 1


def test_answers_are_sent_to_the_page_for_them(tmp_path: Path) -> None:
    for raw in ({"schema": "backstride.answers/1"}, {"safety": {"infection": "no"}}):
        with pytest.raises(NoRecording) as refusal:
            kind_of_file(put(tmp_path, json.dumps(raw).encode(), "answers.json"))
        assert "Safety" in refusal.value.sentence("answers.json")


def test_json_that_is_nested_without_end_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(NoRecording):
        kind_of_file(put(tmp_path, b"[" * 100_000))
