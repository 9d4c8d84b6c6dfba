"""Where things lie and how large they may be: read once from the environment, then passed in."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from readiness.errors import Invalid

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds app.py; every default path starts here, whatever the working directory is."""

MEGABYTE = 1024 * 1024

VARIABLES = ("READINESS_DATABASE", "READINESS_FRAMEWORKS")
"""The environment variables that say where things lie."""


@dataclass(frozen=True)
class Settings:
    """The program's settings; all paths are absolute, sizes are in bytes."""

    database: Path
    """The SQLite file; it and its folder are created on first use."""
    framework_folders: tuple[Path, ...]
    """Folders that hold one framework version a subfolder; later ones may extend earlier ones; some may not exist."""
    max_evidence_bytes: int = 10 * MEGABYTE
    """The largest evidence file that is accepted."""

    @property
    def evidence(self) -> Path:
        """The folder of evidence files, beside the database so that one volume holds both."""
        return self.database.parent / "evidence"

    @property
    def network_choice(self) -> Path:
        """The file that remembers which of this machine's networks phones are in; it belongs to the machine."""
        return self.database.parent / "network.json"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Read READINESS_DATABASE and READINESS_FRAMEWORKS (folders separated as in PATH); blanks count as unset.

        A relative path starts at the project root, so that the same setting means the same file from any folder.
        """
        local = PROJECT_ROOT / "data" / "local"
        database = env.get("READINESS_DATABASE", "").strip()
        extra = [part.strip() for part in env.get("READINESS_FRAMEWORKS", "").split(os.pathsep)]
        return cls(
            database=_anchored(database) if database else local / "readiness.db",
            framework_folders=(
                PROJECT_ROOT / "data" / "frameworks",
                local / "frameworks",
                *(_anchored(part) for part in extra if part),
            ),
        )


SHORTEST_KEY = 16
"""Characters that a key of one's own must have at least; whoever has it can do everything."""


@dataclass(frozen=True)
class NetworkSettings:
    """How others reach the program. On a laptop in a room nothing of this is set."""

    public_address: str = ""
    """Where the program is hosted: "https://readiness.example.com", without a path; empty on a laptop."""
    workshop_port: int | None = None
    """The one port that phones are served on; None tries the usual ones in turn."""
    key: str = field(default="", repr=False)
    """The key for whoever comes from elsewhere; empty makes a new one at every start."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks of proxies that are believed when they say for whom they ask, beside this machine's."""

    @property
    def public_host(self) -> str:
        """The public address as a browser names it in its Host header: "readiness.example.com:8443", or empty."""
        return urlsplit(self.public_address).netloc

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "NetworkSettings":
        """Read READINESS_PUBLIC_ADDRESS, _WORKSHOP_PORT, _KEY and _TRUSTED_PROXIES; blanks count as unset.

        Raises Invalid, which names the variable and what it may hold.
        """
        key = env.get("READINESS_KEY", "").strip()
        if key and (len(key) < SHORTEST_KEY or not (key.isascii() and key.isprintable()) or " " in key):
            raise Invalid(
                f"READINESS_KEY needs at least {SHORTEST_KEY} plain characters without a space. The program was not "
                "started. Leave it out to get a new key at every start.",
                field="READINESS_KEY",
            )
        return cls(
            public_address=_public_address(env.get("READINESS_PUBLIC_ADDRESS", "").strip()),
            workshop_port=_port(env.get("READINESS_WORKSHOP_PORT", "").strip()),
            key=key,
            trusted_proxies=_proxies(env.get("READINESS_TRUSTED_PROXIES", "")),
        )


def _public_address(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise Invalid(
            "READINESS_PUBLIC_ADDRESS must be an address like https://readiness.example.com, without a path. The "
            "program was not started.",
            field="READINESS_PUBLIC_ADDRESS",
        )
    host = parts.netloc.lower()
    standard = {"http": ":80", "https": ":443"}[parts.scheme]  # a browser leaves it out, so it is left out here
    return f"{parts.scheme}://{host.removesuffix(standard)}"


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535):
        raise Invalid(
            "READINESS_WORKSHOP_PORT must be a number from 1024 to 65535. The program was not started.",
            field="READINESS_WORKSHOP_PORT",
        )
    return int(text)


def _proxies(text: str) -> tuple[str, ...]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    networks = []
    for part in named:
        try:
            network = ip_network(part, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:  # else anybody could try codes under any number of addresses
            raise Invalid(
                "READINESS_TRUSTED_PROXIES must be addresses or networks of your own proxies, like 10.0.0.7 or "
                f"10.0.0.0/24, with commas between them. “{part}” is none. The program was not started.",
                field="READINESS_TRUSTED_PROXIES",
            )
        networks.append(str(network))
    return tuple(networks)


def database_argument(arguments: Sequence[str]) -> str | None:
    """The value of `--database FILE` or `--database=FILE` among the program's own arguments, absolute, or None.

    A relative path given on the command line starts at the working directory, as a person at a prompt expects.
    Everything else is left alone: the arguments may belong to another program that merely loads this one.
    """
    for place, argument in enumerate(arguments):
        if argument == "--database" and place + 1 < len(arguments):
            value = arguments[place + 1]
        elif argument.startswith("--database="):
            value = argument.removeprefix("--database=")
        else:
            continue
        if value.strip():
            return str(Path(value).expanduser().resolve())
    return None


def _anchored(text: str) -> Path:
    return (PROJECT_ROOT / Path(text).expanduser()).resolve()
