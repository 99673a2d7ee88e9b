"""How a person is named in the store."""

from __future__ import annotations

import unicodedata
from typing import Final

from backstride.errors import UsageError

LONGEST: Final = 80


def checked_label(person: str) -> str:
    """The label as it is kept: composed, without spaces around. Raises UsageError where it is none.

    >>> checked_label(" athlete-7 ")
    'athlete-7'
    """
    label = unicodedata.normalize("NFC", person).strip()
    if not 1 <= len(label) <= LONGEST or any(unicodedata.category(one)[0] == "C" for one in label):
        raise UsageError(
            f"a person's label has 1 to {LONGEST} printable characters", fix="Give another with --person"
        )
    return label
