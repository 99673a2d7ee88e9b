"""One session analysed, and how it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.beside import made_beside
from backstride.clips import Played, annotate_clip, players
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.contact import Contact
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.safety import Safety
from backstride.report.context import Background
from backstride.report.write import annotated_name, write

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Result:
    """One session analysed: the contract's nouns, the stride curves, and how the files were understood.

    >>> import backstride as bs  # doctest: +SKIP
    >>> a = bs.analyze("run.c3d", standing="static.c3d")  # doctest: +SKIP
    >>> a.save("out")  # doctest: +SKIP
    """

    analysis: Analysis
    curves: pa.Table
    background: Background
    told: Answers | None = None
    clips: tuple[Played, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure, refused ones too."""
        return self.analysis.measures

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The ten ledgers."""
        return self.analysis.patterns

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Foot strikes and toe-offs."""
        return self.analysis.contacts

    @property
    def safety(self) -> Safety:
        """What may be shown."""
        return self.analysis.safety

    def to_frame(self) -> pd.DataFrame:
        """The measures as a table, one row per measure, side and recording."""
        from backstride.report.tables import measures_frame

        return measures_frame(self.analysis)

    def save(self, out: str | Path, *, video: bool = True, annotated: bool = True) -> tuple[Path, ...]:
        """Write the contract's files into a folder; returns their paths, the report first.

        video: with the pictures of the clips in the report. annotated: and as an annotated MP4 each, which
        takes longer than all the rest together.
        """
        marked = {
            annotated_name(one.clip.recording): partial(annotate_clip, one, self.contacts)
            for one in self.clips
            if video and annotated and one.clip.path is not None
        }
        with made_beside(marked) as made:
            return write(
                self.analysis,
                self.curves,
                Path(out),
                background=self.background,
                told=self.told,
                players=players(self.clips, self.contacts, pictures=video),
                annotated=made,
            )
