"""Is this request for us, and from one of our own pages? Against rebound names and forged requests."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from backstride.app.settings import ServeSettings
from backstride.errors import UsageError

_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
SAFE: Final = ("GET", "HEAD", "OPTIONS")
_OURS: Final = ("same-origin", "none")  # of a page of ours, or typed by a person


def checked_name(name: str) -> str:
    """A name, or an address, that people may reach the server by. Raises UsageError for anything else.

    >>> checked_name("clinic.example")
    'clinic.example'
    """
    found = _address(name) is not None or ((host := _HOST.fullmatch(name)) and host[1] == name.strip("[]"))
    if not found:
        raise UsageError(f"{name!r} is no name of a server", fix="Give it as clinic.example with --name")
    return name


def for_us(scope: Scope, settings: ServeSettings) -> bool:
    """Whether the Host header names this server: a page elsewhere can let its own name point here.

    An address counts where the connection came in by it: no name can be made to look like one.
    """
    found = _HOST.fullmatch(Headers(scope=scope).get("host", ""))
    if found is None:
        return False
    name = found[1].strip("[]").rstrip(".").lower()
    if name in {one.lower() for one in settings.names} or (name == settings.host.lower() and name != ""):
        return True
    here = _address((scope.get("server") or ("", None))[0])
    if here is None:
        return False
    if name == "localhost":
        return here.is_loopback
    asked = _address(name)
    return asked is not None and (asked == here or (asked.is_loopback and here.is_loopback))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, one of IPv4 written as one of IPv6 taken for what it is; None for a name."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def from_us(scope: Scope) -> bool:
    """Whether a page of ours, or a person, asks. What changes something and every open line must say so.

    Browsers send Origin with both, or Sec-Fetch-Site, which no script can set; a program may send neither.
    """
    headers = Headers(scope=scope)
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if scope["type"] == "websocket" or scope["method"] not in SAFE:
        if origin is not None and origin != "null":
            return origin == _own_origin(scope, headers) and site in (None, "same-origin")
        # Under Referrer-Policy no-referrer a form's own origin is sent as null.
        return site == "same-origin" or (site is None and origin is None)
    return site is None or site in _OURS or _opens_a_page(headers)


def comes_from_elsewhere(scope: Scope) -> bool:
    """Whether a link of another page led here: the browser holds our cookie back then."""
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-site") in ("cross-site", "same-site") and _opens_a_page(headers)


def _opens_a_page(headers: Headers) -> bool:
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _own_origin(scope: Scope, headers: Headers) -> str:
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return f"{scheme}://{headers.get('host', '')}".lower()
