"""Where things lie and how large they may be: read once from the environment, then passed in."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds app.py; every default path starts here, whatever the working directory is."""

MEGABYTE = 1024 * 1024

VARIABLES = ("READINESS_DATABASE", "READINESS_FRAMEWORKS")
"""The environment variables that are read."""


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
