"""Papers of many people in one zip that is sent while it is made: one paper is in memory at a time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final

from fastapi import HTTPException

from backstride.app.page import words
from backstride.app.results.current import current
from backstride.app.results.downloads import file_of
from backstride.app.services import Services
from backstride.errors import BackstrideError

UNSAFE: Final = re.compile(r"[^A-Za-z0-9 _.-]+")
LEFT_OUT: Final = "left-out.txt"


class _Pipe(io.RawIOBase):
    """What a zip is written to: takes bytes, gives them away, cannot go back."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        """All that was written since the last time."""
        out, self.waiting = bytes(self.waiting), bytearray()
        return out


def papers(found: Services, people: Sequence[str], paper: str) -> Iterator[bytes]:
    """The bytes of the zip. Who has no result, or whose paper cannot be made, is named in a text in it."""
    pipe, left_out = _Pipe(), list[str]()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        for number, person in enumerate(people, 1):
            content, why = _paper(found, person, paper)
            if content is None:
                left_out.append(f"{person}: {why}")
            else:
                made.writestr(f"{number:03d} {_plain(person)} {paper}.pdf", content)
            yield pipe.taken()
        if left_out:
            made.writestr(LEFT_OUT, "\n".join(left_out) + "\n")
    yield pipe.taken()


def _paper(found: Services, person: str, paper: str) -> tuple[bytes | None, str]:
    """The page as PDF, or why there is none. At a level that shows no findings it says only what to do."""
    own = [job for job in found.jobs.results_of(person) if job.kind != "demo"]
    if not own:
        return None, words("inbox")("no_result")
    try:
        return file_of(found, current(found, person, own[0].id), f"{paper}.pdf").path.read_bytes(), ""
    except HTTPException as error:
        return None, str(error.detail)
    except BackstrideError as error:
        return None, str(error)
    except OSError as error:
        return None, error.strerror or "it cannot be read"


def _plain(person: str) -> str:
    """A label as part of a file's name on any system."""
    return UNSAFE.sub("_", person).strip(" .") or "person"
