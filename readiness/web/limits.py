"""Patience with wrong codes and links: who tries too many from one address has to wait."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

MOST_ADDRESSES = 10_000
"""Addresses that are remembered; beyond that the one that was quiet for longest is forgotten."""


@dataclass
class _Tries:
    """What is remembered of one address: when it failed lately, and until when it waits."""

    failed: deque[float] = field(default_factory=deque)
    until: float = 0.0


class Limit:
    """So many failures within so many seconds, then a wait of as many seconds as `wait` says.

    An address that waits is to be refused whatever it asks for, right or wrong: else the refusal would tell which it
    is. Failures during the wait do not lengthen it. Threads may share one; nothing is stored.
    """

    def __init__(
        self, failures: int, *, within: float, wait: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._failures = failures
        self._within = within
        self._wait = wait
        self._clock = clock
        self._known: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def waits(self, address: str) -> int:
        """How many whole seconds this address still has to wait; 0 where it may try."""
        with self._lock:
            tries = self._known.get(address)
            return max(0, math.ceil(tries.until - self._clock())) if tries else 0

    def failed(self, address: str) -> int:
        """Note a failure; how many seconds the address has to wait from now on, 0 where it may try again."""
        with self._lock:
            now = self._clock()
            tries = self._known.setdefault(address, _Tries())
            self._known.move_to_end(address)
            if tries.until > now:
                return math.ceil(tries.until - now)
            while tries.failed and tries.failed[0] <= now - self._within:
                tries.failed.popleft()
            tries.failed.append(now)
            if len(tries.failed) >= self._failures:
                tries.failed.clear()
                tries.until = now + self._wait
            while len(self._known) > MOST_ADDRESSES:
                self._known.popitem(last=False)
            return max(0, math.ceil(tries.until - now))


def address_of(request: Request) -> str:
    """Where a request comes from, as limits count: one IPv4 address, or the network of an IPv6 address.

    A household is given a whole IPv6 network, so that its single addresses say nothing.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
