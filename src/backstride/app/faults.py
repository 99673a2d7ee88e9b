"""What a person reads when something is wrong: one sentence on a page, or in JSON for a program."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from backstride.app.page import bare_page, words
from backstride.app.plain_options import without_options
from backstride.errors import BackstrideError, UsageError

_BARE: Final = {*(one.phrase for one in HTTPStatus), "There was an error parsing the body"}
"""What the libraries say of themselves: their words for a person stand in every.toml, by status."""

_log: Final = logging.getLogger(__name__)


def answer_faults(app: FastAPI) -> None:
    """Turn every error into one clear sentence."""

    @app.exception_handler(BackstrideError)
    def ours(request: Request, error: BackstrideError) -> Response:
        return fault(request, without_options(error), 400 if isinstance(error, UsageError) else 422)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        slash = error.status_code == 404 and b"%2f" in request.scope.get("raw_path", b"").lower()
        text = words("every")("label_slash") if slash else _said(error)
        return fault(request, text, error.status_code)

    @app.exception_handler(RequestValidationError)
    def odd(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        if _for_program(request):
            return fault(request, f"{where}: {first['msg']}.", 422)
        key = "too_long" if first["type"] in ("string_too_long", "too_long") else "odd"
        return fault(request, words("every")(key, name=where), 422)

    @app.exception_handler(FileNotFoundError)
    def gone(request: Request, _error: FileNotFoundError) -> Response:
        return fault(request, words("every")("gone"), 404)

    @app.exception_handler(OSError)
    def disk(request: Request, error: OSError) -> Response:
        _log.error("the disk", exc_info=error)
        return fault(request, words("every")("disk", why=error.strerror or type(error).__name__), 503)

    @app.exception_handler(Exception)
    def ours_to_mend(request: Request, _error: Exception) -> Response:
        return fault(request, words("every")("fault"), 500)


def fault(request: Request, text: str, status: int) -> Response:
    """The sentence, as the asker can read it."""
    if _for_program(request):
        return JSONResponse({"error": text}, status)
    return bare_page("fault", status, text=text)


def _for_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _said(error: HTTPException) -> str:
    if error.detail not in _BARE:
        return str(error.detail)
    return words("every")({404: "no_page", 405: "not_so"}.get(error.status_code, "not_read"))
