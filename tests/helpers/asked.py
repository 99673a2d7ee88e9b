"""A server asked with the very headers given, as an attacker's program would."""

from __future__ import annotations

import http.client
from collections.abc import Mapping

from backstride.app.settings import COOKIE
from helpers.served import TOKEN, Served


def asked(
    served: Served, method: str, path: str, headers: Mapping[str, str] | None = None, *, known: bool = True
) -> tuple[int, str]:
    """Status and text, the headers exactly as given."""
    line = http.client.HTTPConnection("127.0.0.1", served.settings.port, timeout=30)
    try:
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        given = {"Host": f"127.0.0.1:{served.settings.port}"}
        given |= {"Cookie": f"{COOKIE}={TOKEN}"} if known else {}
        for name, value in (given | dict(headers or {})).items():
            line.putheader(name, value.encode("latin-1"))
        line.endheaders()
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()
