"""What every answer says to the browser: run nothing foreign, keep nothing of a person."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NO_STORE: Final = "no-store"
_ASK_AGAIN: Final = "no-cache"  # kept, but asked for whether it is still the same
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_HSTS: Final = "max-age=31536000"
_POLICY: Final = "Content-Security-Policy"
STATIC: Final = "/static/"


def say_to_browser(scope: Scope, start: Message, *, tls: bool) -> None:
    """Put the headers on the beginning of an answer.

    A route may give a policy of its own only for a page in a sandbox, as the saved report is.
    """
    headers = MutableHeaders(scope=start)
    for name, value in _ALWAYS.items():
        headers[name] = value
    if "sandbox" not in headers.get(_POLICY, "").split(";")[0].split():
        headers[_POLICY] = POLICY
    headers["Cache-Control"] = _kept_how(scope, int(start["status"]))
    if tls:
        headers["Strict-Transport-Security"] = _HSTS


def _kept_how(scope: Scope, status: int) -> str:
    """Files of the pages may be kept, those named with their version for good; nothing of a person."""
    if not scope["path"].startswith(STATIC) or status >= 400:
        return _NO_STORE
    return _FOR_GOOD if scope["query_string"].startswith(b"v=") else _ASK_AGAIN
