"""All framework versions that the program can find, read strictly and at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from readiness.content.complete import MANIFEST, read_complete
from readiness.content.reading import Problems, Raw, label, read_toml
from readiness.content.team import read_team
from readiness.domain.framework import Framework
from readiness.domain.framework_difference import difference_between
from readiness.domain.snapshot import Difference, fingerprint
from readiness.errors import ContentError, NotFound


class Frameworks:
    """The framework versions by name; built by `load`, never changed afterwards."""

    def __init__(self, frameworks: Mapping[str, Framework], default: str) -> None:
        self._frameworks = dict(frameworks)
        self._hashes = {version: fingerprint(framework) for version, framework in frameworks.items()}
        self._differences = {
            version: difference_between(self._frameworks[framework.extends], framework) if framework.extends else ()
            for version, framework in frameworks.items()
        }
        self.default = default
        """The version that a new initiative starts with: the newest complete one of the first folder that has any."""

    @classmethod
    def load(cls, folders: Sequence[Path]) -> Frameworks:
        """Read every framework of these folders; each is one framework or holds one a subfolder, and may be absent.

        Raises ContentError with every fault of every file (`file: place: what`); then nothing is loaded.
        """
        problems = Problems()
        found = list(_manifests(folders, problems))
        complete: dict[str, Framework] = {}
        seen: dict[str, Path] = {}
        default = ""
        for folder, manifest in found:
            if not _first_of_its_name(folder, seen, problems) or "extends" in manifest:
                continue
            framework = read_complete(folder, manifest, problems)
            if framework is not None:
                complete[framework.version] = framework
                if not default or (folder.parent == seen[default].parent and _newer(framework.version, default)):
                    default = framework.version
        frameworks = dict(complete)
        names_of_complete = {folder.name for folder, manifest in found if "extends" not in manifest}
        for folder, manifest in found:
            if "extends" in manifest and seen[folder.name] == folder:
                framework = read_team(folder, manifest, complete, names_of_complete, problems)
                if framework is not None:
                    frameworks[framework.version] = framework
        if not found and not problems.lines:
            problems.add(", ".join(str(folder) for folder in folders) or "no folder", "", "no framework lies here")
        if problems.lines:
            raise ContentError(_summary(problems), problems.lines)
        return cls(frameworks, default)

    def versions(self) -> tuple[str, ...]:
        """The versions, complete ones first, in the order in which they were found."""
        return tuple(self._frameworks)

    def get(self, version: str) -> Framework:
        """The framework of a version. Raises NotFound with the versions there are."""
        if version not in self._frameworks:
            raise NotFound(
                f"There is no framework version “{version}” here. Versions found: {', '.join(self._frameworks)}. "
                "If a team's framework was moved or renamed, put it back or move the initiative to another version."
            )
        return self._frameworks[version]

    def hash_of(self, version: str) -> str:
        """SHA-256 over the content of a version. Raises NotFound."""
        self.get(version)
        return self._hashes[version]

    def differences(self, version: str) -> tuple[Difference, ...]:
        """What a team's framework changed against the one it extends; empty for a complete one. Raises NotFound."""
        self.get(version)
        return self._differences[version]


def _manifests(folders: Sequence[Path], problems: Problems) -> Iterator[tuple[Path, Raw]]:
    """Every framework folder with its manifest; a folder given twice counts once."""
    visited: set[Path] = set()
    for folder in folders:
        if not folder.is_dir():
            continue
        alone = (folder / MANIFEST).is_file()
        for one in [folder] if alone else sorted(child for child in folder.iterdir() if child.is_dir()):
            if one.resolve() in visited or one.name.startswith((".", "__")):
                continue
            visited.add(one.resolve())
            manifest = read_toml(one, MANIFEST, problems)
            if manifest is not None:
                yield one, manifest


def _first_of_its_name(folder: Path, seen: dict[str, Path], problems: Problems) -> bool:
    first = seen.setdefault(folder.name, folder)
    if first != folder:
        problems.add(
            label(folder, folder / MANIFEST),
            "version",
            f"the version {folder.name} lies in both {first.parent} and {folder.parent}",
        )
    return first == folder


def _newer(version: str, than: str) -> bool:
    def key(text: str) -> list[tuple[int, str]]:
        return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[._-]", text)]

    return key(version) > key(than)


def _summary(problems: Problems) -> str:
    count = len(problems.lines)
    return f"The framework files have {count} fault{'' if count == 1 else 's'}, so none was loaded. Please correct:"
