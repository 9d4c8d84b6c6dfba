"""The QR code of an address: a picture as SVG, or the sentence why there is none."""

from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import segno

QUIET_ZONE = 4
"""Modules of white around the code, as the standard asks for; cameras look for it."""

ONLY_HERE = (
    "There is no QR code: this address leads a phone to itself, not to this computer. Choose the network that the "
    "phones are in."
)
NO_ADDRESS = "There is no QR code, because there is no address that a phone could open."


class Qr(NamedTuple):
    """A QR code, or why there is none: exactly one of the two is given."""

    svg: str | None
    """The picture as one `<svg>` element that takes the size it is given."""
    why_not: str = ""


@lru_cache(maxsize=64)
def qr_code(url: str) -> Qr:
    """The QR code of an address; none of one that only this machine can open, since a phone would open itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return Qr(None, NO_ADDRESS)
    if parts.scheme not in ("http", "https") or not host:
        return Qr(None, NO_ADDRESS)
    if leads_to_itself(host):
        return Qr(None, ONLY_HERE)
    # Medium correction survives a projector's glare without making the modules too small.
    code = segno.make_qr(url, error="m")
    picture = code.svg_inline(border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass="")
    return Qr(picture.replace("<svg ", '<svg role="img" aria-label="QR code of the address" ', 1))


def leads_to_itself(host: str) -> bool:
    """Whether a device that opens this host reaches itself: loopback, unspecified and link-local addresses."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".localdomain")):
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address.is_loopback or address.is_unspecified or address.is_link_local
