"""Every error a user of Backstride can meet.

::

    BackstrideError                 something went wrong; the message says what, where and what to do
    ├── UsageError                  a wrong option or a missing path            (exit code 2)
    │   └── AnswersError            an answers file does not read as JSON
    ├── ModelMissingError           a pose model, or a library of an extra      (exit code 5)
    ├── RecordingError              one recording cannot be used                (exit code 3)
    │   ├── UnreadableError         empty, truncated, corrupt, not permitted
    │   ├── WrongKindError          a folder, an unknown format, a standing trial given as a run
    │   └── RefusedError            readable, but no running can be measured from it (walking, 1 s, 10 Hz)
    └── MeasureRefused              one number cannot be had from this recording; never reaches a user
                                    as an error, it becomes ``measure.refused``

Every message has three parts, in one or two sentences: what is wrong, where, what to do.
"""

from __future__ import annotations


class BackstrideError(Exception):
    """Base of all errors raised on purpose; ``exit_code`` is what the command returns."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{_sentence(head)} {_sentence(self.fix)}".strip()

    def at(self, where: str) -> BackstrideError:
        """The same error with its place filled in, when the raiser did not know the file's name."""
        return self if self.where else type(self)(self.what, where=where, fix=self.fix)


class UsageError(BackstrideError):
    """A wrong option or a path that is not there."""

    exit_code = 2


class ModelMissingError(BackstrideError):
    """A pose model that a command needs, or a library of the video or PDF extra, is not installed."""

    exit_code = 5


class RecordingError(BackstrideError):
    """One recording cannot be used."""

    exit_code = 3


class UnreadableError(RecordingError):
    """The file is empty, truncated, corrupt or may not be read."""


class WrongKindError(RecordingError):
    """The path is a folder, an unknown format, or another kind of recording than was asked for."""


class RefusedError(RecordingError):
    """The file reads well, but no running can be measured from it."""


class AnswersError(UsageError):
    """An answers file does not read as JSON; what stands in a sound one is never refused, only said."""


class MeasureRefused(BackstrideError):  # noqa: N818 - a refusal is an outcome, not a fault
    """One measure cannot be had from this recording; the message is the reason shown to a person."""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."
