"""One page set as PDF: our template, and everything else as data that it cannot take for its own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from backstride.errors import BackstrideError, ModelMissingError
from backstride.report.pdf.fonts import INSTALL, font_folder, printable

BASE: Final = "paper.typ"  # stands before each page's own template
STANDARD: Final = "ua-1"  # PDF/UA-1: tagged, with title, language and a text for every picture


def compiled(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its name without the ending) with its data; the same input gives the same bytes.

    data: texts, numbers, lists and mappings of them; no text of it is ever read as the typesetter's language.

    Raises:
        ModelMissingError: the PDF extra is not installed.
        BackstrideError: the page cannot be set.
    """
    made, _ = compiled_with_warnings(template, data)
    return made


def compiled_with_warnings(template: str, data: Mapping[str, Any]) -> tuple[bytes, tuple[str, ...]]:
    """The PDF, and what the typesetter remarks; raises as ``compiled`` does."""
    try:
        import typst
    except ImportError as error:
        raise ModelMissingError("PDF pages need typst, which is not installed", fix=INSTALL) from error
    with font_folder() as fonts:
        try:
            made, warned = typst.compile_with_warnings(
                _source(template),
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
                ),
                sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
                pdf_standards=[STANDARD],
            )
        except (RuntimeError, ValueError, TypeError) as error:
            first = str(getattr(error, "message", error)).splitlines()[0]
            raise BackstrideError(
                f"the PDF could not be made ({first})",
                where=template,
                fix="Print report.html instead, and report this fault",
            ) from error
    if not isinstance(made, bytes):
        raise BackstrideError("the PDF could not be made", where=template, fix="Print report.html instead")
    return made, tuple(str(getattr(one, "message", one)) for one in warned)


def _source(template: str) -> bytes:
    """The template after what all pages share."""
    folder = resources.files("backstride.report.pdf") / "templates"
    return b"\n".join((folder / name).read_bytes() for name in (BASE, f"{template}.typ"))
