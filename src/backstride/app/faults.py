"""What a person reads when something is wrong: one sentence on a page, or in JSON for a program."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from backstride.app.page import environment, words
from backstride.errors import BackstrideError, UsageError


def answer_faults(app: FastAPI) -> None:
    """Turn every error into one clear sentence."""

    @app.exception_handler(BackstrideError)
    def ours(request: Request, error: BackstrideError) -> Response:
        return fault(request, str(error), 400 if isinstance(error, UsageError) else 422)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        return fault(request, str(error.detail), error.status_code)

    @app.exception_handler(RequestValidationError)
    def odd(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return fault(request, f"{where}: {first['msg']}.", 422)

    @app.exception_handler(Exception)
    def ours_to_mend(request: Request, _error: Exception) -> Response:
        return fault(request, words("every")("fault"), 500)


def fault(request: Request, text: str, status: int) -> Response:
    """The sentence, as the asker can read it."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, status)
    page = environment().get_template("fault.html").render(all=words("every"), text=text, status=status)
    return HTMLResponse(page, status)
