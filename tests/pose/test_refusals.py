"""What is no video is refused in one sentence, with the contract's exit code, and without the network."""

from __future__ import annotations

import socket
import sys
import wave
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from backstride.errors import (
    BackstrideError,
    RecordingError,
    RefusedError,
    UnreadableError,
    UsageError,
    WrongKindError,
)
from backstride.pose.decode import frames, video_info
from helpers.clips import grey, remuxed_with_times, write_clip


def read_all(path: Path) -> None:
    video_info(path)
    for _ in frames(path):
        pass


class Refused(NamedTuple):
    """How a file was refused."""

    kind: type[BackstrideError]
    exit_code: int
    path: Path
    message: str

    def says(self, words: str) -> bool:
        """Whether it says this of the file, by its name and without its folder."""
        named = self.message.startswith(f"{self.path.name}: ") and str(self.path.parent) not in self.message
        return named and words in self.message


def refused(path: Path) -> Refused:
    """The refusal of a file that is read to its end."""
    with pytest.raises(BackstrideError) as stop:
        read_all(path)
    return Refused(type(stop.value), stop.value.exit_code, path, str(stop.value))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    found = refused(tmp_path / "none.mp4")
    assert (found.kind, found.exit_code) == (UsageError, 2)
    assert found.says("no such file"), found
    found = refused(tmp_path)
    assert (found.kind, found.exit_code) == (WrongKindError, 3)
    assert found.says("folder"), found


def test_an_empty_file_and_one_of_noise(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    found = refused(tmp_path / "empty.mp4")
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("empty"), found
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(5000))
    found = refused(tmp_path / "noise.mp4")
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("does not open as a video"), found


def test_sound_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))
    found = refused(path)
    assert (found.kind, found.exit_code) == (WrongKindError, 3)
    assert found.says("no moving picture"), found


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("faststart", [False, True])
def test_a_file_cut_off(tmp_path: Path, cut: float, faststart: bool) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(50)]
    whole = write_clip(tmp_path / "a.mp4", images, faststart=faststart).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: int(len(whole) * cut)])
    found = refused(path)
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("cut off"), found


def test_a_matroska_cut_off_ends_before_its_header_says(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(50)]
    whole = write_clip(tmp_path / "a.mkv", images).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole[: len(whole) // 2])
    found = refused(path)
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("cut off"), found


def test_a_picture_of_one_pixel(tmp_path: Path) -> None:
    found = refused(write_clip(tmp_path / "a.mkv", grey(5, 2, 2), codec="ffv1"))
    assert (found.kind, found.exit_code) == (RefusedError, 3)
    assert found.says("2 x 2 px, too small"), found


def test_no_frame_at_all(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "a.mp4", grey(5)).read_bytes()
    for box, fields in ((b"stsz", 8), (b"stts", 4), (b"stsc", 4), (b"stco", 4)):
        place = whole.index(box) + 4 + fields  # its count of entries
        whole = whole[:place] + bytes(4) + whole[place + 4 :]
    path = tmp_path / "none.mp4"
    path.write_bytes(whole)
    found = refused(path)
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("holds no frame"), found


def test_a_still_image(tmp_path: Path) -> None:
    import cv2

    for suffix in (".png", ".jpg", ".bmp"):
        cv2.imwrite(str(tmp_path / f"a{suffix}"), np.zeros((80, 80, 3), np.uint8))
        found = refused(tmp_path / f"a{suffix}")
        assert (found.kind, found.exit_code) == (WrongKindError, 3)
        assert found.says("still image"), found
    found = refused(write_clip(tmp_path / "one.mp4", grey(1)))
    assert (found.kind, found.exit_code) == (WrongKindError, 3)
    assert found.says("still image"), found


def test_an_unknown_codec(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", grey(5), codec="ffv1")
    path.write_bytes(path.read_bytes().replace(b"V_FFV1", b"V_NONE"))
    found = refused(path)
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("codec is not supported"), found


def test_times_that_run_backwards(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", grey(6))
    path = remuxed_with_times(clip, tmp_path / "back.mp4", [0, 40, 80, 60, 100, 140])
    found = refused(path)
    assert (found.kind, found.exit_code) == (UnreadableError, 3)
    assert found.says("times run backwards after 0.08 s"), found


def test_a_repeated_time_is_one_frame(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", grey(6))
    path = remuxed_with_times(clip, tmp_path / "twice.mp4", [0, 40, 80, 80, 120, 160])
    assert [frame.time_s for frame in frames(path)] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16], abs=1e-4)


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile '{url}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n",
    "mpd": "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>{url}</BaseURL></MPD>",
}


@pytest.mark.parametrize("suffix", PLAYLISTS)
def test_a_playlist_opens_no_address(tmp_path: Path, suffix: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        path = tmp_path / f"a.{suffix}"
        path.write_text(PLAYLISTS[suffix].format(url=f"http://127.0.0.1:{port}/a.mp4", port=port))
        found = refused(path)
        assert (found.kind, found.exit_code) == (UnreadableError, 3)
        assert found.says("does not open as a video"), found
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_address_is_no_file() -> None:
    with pytest.raises(UsageError, match="no such file"):
        video_info(Path("http://127.0.0.1:9/a.mp4"))


@pytest.mark.parametrize("seed", range(8))
def test_damage_is_a_sentence_or_frames_and_never_a_traceback(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(seed)
    data = bytearray(write_clip(tmp_path / "a.mp4", grey(25), faststart=bool(seed % 2)).read_bytes())
    for place in rng.integers(0, len(data), 40):
        data[place] = rng.integers(256)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(data)
    with suppress(RecordingError):
        read_all(path)
    assert capfd.readouterr().err == ""


def test_without_the_library_the_fix_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", grey(3))
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(BackstrideError, match=r"pip install 'backstride\[video\]'") as stop:
        video_info(path)
    assert stop.value.exit_code == 5
