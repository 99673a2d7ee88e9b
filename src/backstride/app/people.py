"""What somebody new may be called."""

from __future__ import annotations

from typing import Final

from backstride.app.page import words
from backstride.errors import UsageError
from backstride.history.person import checked_label

NO_PLACE: Final = (".", "..")  # in an address these are folders, and a slash parts them


def new_label(typed: str) -> str:
    """The label of somebody new, whose pages it will name; UsageError, in one sentence, where it cannot."""
    try:
        label = checked_label(typed)
    except UsageError as error:
        raise UsageError(words("inbox")("bad_label")) from error
    if "/" in label or label in NO_PLACE:
        raise UsageError(words("every")("label_slash"))
    return label
