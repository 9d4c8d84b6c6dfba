"""The networks this machine is in: which of its addresses phones can be given, and which one was chosen before."""

import json
import logging
import os
import socket
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal

import ifaddr

logger = logging.getLogger("readiness")

Kind = Literal["Wi-Fi", "Cable", "Network", "VPN", "Virtual"]
"""What an adapter is, as far as its name tells; Network where it does not."""

_ORDER: tuple[Kind, ...] = ("Wi-Fi", "Cable", "Network", "VPN", "Virtual")
_NO_ROOM: tuple[Kind, ...] = ("VPN", "Virtual")
"""Adapters behind which there is hardly ever a phone; they are offered last, since names can mislead."""

# Tried in this order: "Microsoft Wi-Fi Direct Virtual Adapter" is a hotspot, "vEthernet" is no cable.
_SIGNS: tuple[tuple[Kind, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Wi-Fi", (), ("wi-fi direct",)),
    ("VPN", ("tun", "tap", "utun", "wg", "ppp", "zt", "ipsec"), ("vpn", "wireguard", "tailscale", "zerotier")),
    (
        "Virtual",
        ("docker", "br-", "bridge", "veth", "virbr", "vmnet", "vboxnet", "vnic", "lxc", "lxd", "cni", "podman"),
        ("virtual", "vethernet", "hyper-v", "vmware", "wsl", "loopback"),
    ),
    ("Wi-Fi", ("wl", "ath"), ("wi-fi", "wifi", "wireless", "wlan", "802.11", "airport")),
    ("Cable", ("eth", "eno", "enp", "ens", "enx", "em"), ("ethernet", "gbe", "gigabit", "lan adapter")),
)


@dataclass(frozen=True)
class Interface:
    """One address of one adapter, as the operating system lists it."""

    name: str
    description: str
    address: str
    """Four numbers with dots."""


@dataclass(frozen=True)
class Adapter:
    """An address of this machine that other devices in the same network can reach, for a person to choose."""

    name: str
    """The adapter's name on this machine: wlan0, Wi-Fi 2."""
    address: str
    kind: Kind

    @property
    def label(self) -> str:
        """All of it in one line: "Wi-Fi · 192.168.1.5 (wlan0)"."""
        return f"{self.kind} · {self.address}" + ("" if self.name == self.kind else f" ({self.name})")


def kind_of(name: str, description: str = "") -> Kind:
    """What an adapter is, by its name and the description that the system gives."""
    words = f"{name} {description}".lower()
    for kind, beginnings, parts in _SIGNS:
        if name.lower().startswith(beginnings) or any(part in words for part in parts):
            return kind
    return "Network"


def offered(interfaces: Iterable[Interface], *, outward: str = "") -> tuple[Adapter, ...]:
    """The addresses that phones can be given, likeliest first; never one that only this machine reaches.

    `outward` is the address this machine uses towards other networks, where it has one.
    """
    found: dict[str, Adapter] = {}
    for interface in interfaces:
        if reaches_others(interface.address):
            name = interface.name if _speaks(interface.name) else interface.description
            kind = kind_of(interface.name, interface.description)
            found.setdefault(interface.address, Adapter(name, interface.address, kind))

    def likelihood(adapter: Adapter) -> tuple[bool, bool, int, bool, str, IPv4Address]:
        address = IPv4Address(adapter.address)
        last = (adapter.address != outward, adapter.name, address)
        return adapter.kind in _NO_ROOM, address.is_global, _ORDER.index(adapter.kind), *last

    return tuple(sorted(found.values(), key=likelihood))


def reaches_others(address: str) -> bool:
    """Whether this is an IPv4 address that another device could be reached at: no loopback, no link-local, no group."""
    try:
        parsed = IPv4Address(address)
    except ValueError:
        return False
    return not (
        parsed.is_loopback or parsed.is_link_local or parsed.is_multicast or parsed.is_unspecified or parsed.is_reserved
    )


def _speaks(name: str) -> bool:
    return not name.startswith("{")  # Windows names adapters by a number in braces


def interfaces() -> tuple[Interface, ...]:
    """Every IPv4 address of this machine, read anew from the operating system; () where it cannot be read."""
    found = []
    try:
        for adapter in ifaddr.get_adapters():
            for ip in adapter.ips:
                if isinstance(ip.ip, str):
                    # On Windows the address carries the name of the connection, on others everything is one name.
                    name = ip.nice_name if ip.nice_name and not _speaks(adapter.name) else adapter.name
                    found.append(Interface(name, adapter.nice_name, ip.ip))
    except OSError:
        logger.warning("The networks of this machine could not be listed.", exc_info=True)
    return tuple(found)


def outward_address() -> str:
    """The address that this machine would use towards another network, or ""; nothing is sent to find out."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("10.254.254.254", 9))
        return str(probe.getsockname()[0])
    return ""


def adapters() -> tuple[Adapter, ...]:
    """What this machine can offer to phones at this moment, likeliest first."""
    return offered(interfaces(), outward=outward_address())


# The choice -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Where phones were served last, so that the next workshop, or the same one after a restart, is found there."""

    adapter: str
    address: str
    port: int
    """The port of the last workshop."""
    open: bool = False
    """Whether phones are being served at this moment; stays true when the program is killed."""


def preselected(available: tuple[Adapter, ...], choice: Choice | None) -> Adapter | None:
    """The adapter that was chosen before, by its address or by its name; otherwise the likeliest; None without any."""
    before = [adapter for adapter in available if choice is not None and adapter.address == choice.address]
    before += [adapter for adapter in available if choice is not None and adapter.name == choice.adapter]
    return next(iter((*before, *available)), None)


def recall(file: Path) -> Choice | None:
    """The remembered choice; None where there is none or the file says nothing that makes sense."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        choice = Choice(str(said["adapter"]), str(said["address"]), int(said["port"]), said["open"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return choice if reaches_others(choice.address) and 0 < choice.port < 65536 else None


def remember(file: Path, choice: Choice) -> None:
    """Keep the choice; where it cannot be written the next start asks again, which is said in the log alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".network-", suffix=".json")
        try:
            with open(handle, "w", encoding="utf-8") as draft_file:  # noqa: PTH123 - a handle, not a path
                json.dump(asdict(choice), draft_file)
            os.replace(draft, file)  # noqa: PTH105 - both are names already
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError:
        logger.warning("Which network the phones are in could not be remembered in %s.", file)
