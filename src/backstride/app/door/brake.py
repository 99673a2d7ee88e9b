"""Wrong passwords are slowed down, per address."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

FREE: Final = 3  # judged: typing errors of a person
LONGEST_S: Final = 900.0  # judged: at this pace 96 guesses a day
FORGET_S: Final = 3600.0  # judged: without a further try
MOST: Final = 10_000  # addresses remembered; judged: some MB


class Brake:
    """After three wrong words each further one doubles the wait, up to a quarter of an hour."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, address: str) -> int:
        """For how many whole seconds this address must wait; 0 where it may try."""
        with self._lock:
            count, last = self._failed.get(_network(address), (0, 0.0))
            if count <= FREE:
                return 0
            wait = min(2.0 ** min(count - FREE, 30), LONGEST_S)
            return max(0, math.ceil(last + wait - self._now()))

    def failed(self, address: str) -> None:
        """Note a wrong word."""
        now, key = self._now(), _network(address)
        with self._lock:
            count, last = self._failed.pop(key, (0, now))
            self._failed[key] = (count + 1 if now - last < FORGET_S else 1, now)
            while len(self._failed) > MOST:
                del self._failed[next(iter(self._failed))]  # the one that failed longest ago

    def passed(self, address: str) -> None:
        """Note the right word."""
        with self._lock:
            self._failed.pop(_network(address), None)


def _network(address: str) -> str:
    """Of IPv6 the part that one household has: it can choose the rest as it likes.

    >>> _network("10.0.0.7"), _network("2001:db8::1:2")
    ('10.0.0.7', '2001:db8::/64')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))
