"""Under which name a program may be asked for: a page of somebody else must not reach it by a name that it owns.

A browser lets a page talk to whatever its own name points at. An attacker's name that is made to point at this machine
(DNS rebinding) would let the attacker's page read everything here, so requests under foreign names are refused.
"""

import socket
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from readiness.web.replies import sentence


@lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """The name of a Host header without its port, in small letters; "" where it makes no sense."""
    try:
        parts = urlsplit(f"//{host.strip()}")
        sensible = parts.netloc == host.strip() and parts.username is None and (parts.port is None or parts.port >= 0)
        return (parts.hostname or "").rstrip(".") if sensible else ""
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def address_in(name: str) -> IPv4Address | IPv6Address | None:
    """The address that a name consists of, an IPv4 address in IPv6 clothes as what it is; None for a word."""
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(name: str) -> bool:
    """Whether this name leads to the machine itself, whoever asks: localhost, 127.0.0.1, ::1."""
    address = address_in(name)
    if address is not None:
        return address.is_loopback
    return name == "localhost" or name.endswith(".localhost")


@cache
def machine_name() -> str:
    """The first part of this machine's own name, in small letters; "" where it has none."""
    return socket.gethostname().partition(".")[0].lower()


def is_own_name(name: str) -> bool:
    """Whether this is an address in numbers, or this machine's own name as the network it is in knows it.

    Nobody else can own these: numbers need no name server, a bare name has no owner, and .local is asked for in the
    room itself.
    """
    own = machine_name()
    return address_in(name) is not None or is_loopback(name) or (own != "" and name in (own, f"{own}.local"))


class OwnNamesOnly:
    """ASGI middleware of the port for phones: answers under an address in numbers or the machine's own name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it with a sentence."""
        if scope["type"] == "http" and not is_own_name(host_name(Headers(scope=scope).get("host", ""))):
            refusal = sentence(
                "This program is not known under the name in your address bar. Nothing was shown. Use the address "
                "that stands beside the code on the screen.",
                421,
            )
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
