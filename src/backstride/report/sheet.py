"""One sheet of A4: what does not fit in the usual size is set smaller, then smallest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOAD_LEFT_OUT: Final = "load-left-out"  # class of a sheet that holds nothing of the back's load on paper
SHEET_MM: Final = 281.0  # A4 is 297 mm high (ISO 216); print.css leaves 8 mm at either end


@dataclass(frozen=True)
class Smaller:
    """The two smaller settings of a page, as classes of its style sheet.

    share: of its usual height, what the page takes in the setting ``smaller``.
    """

    smaller: str
    smallest: str
    share: float

    def for_height(self, usual_mm: float) -> str:
        """The setting with which a page of this usual height fits; empty for the usual one.

        >>> page = Smaller("small", "smallest", 0.9)
        >>> page.for_height(281.0), page.for_height(300.0), page.for_height(320.0)
        ('', 'small', 'smallest')
        """
        if usual_mm <= SHEET_MM:
            return ""
        return self.smaller if usual_mm * self.share <= SHEET_MM else self.smallest
