"""A complete framework folder: framework.toml with the dimensions, profiles, phases and patterns that it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from readiness.content.draft import Draft, Part, finish
from readiness.content.reading import (
    DOES_NOT_APPLY,
    Problems,
    Raw,
    label,
    read_toml,
    take_date,
    take_table,
    take_tables,
)
from readiness.domain.framework import (
    AdvisoryGate,
    Framework,
    FullGate,
    ShadowGate,
    SupervisedGate,
)

MANIFEST = "framework.toml"
_NAME = re.compile(r"[a-z0-9_]+")
GATES: dict[str, type[BaseModel]] = {
    "shadow": ShadowGate,
    "advisory": AdvisoryGate,
    "supervised_automation": SupervisedGate,
    "full_automation": FullGate,
}


def read_complete(folder: Path, manifest: Raw, problems: Problems) -> Framework | None:
    """The framework in a folder whose manifest extends nothing; None with every fault noted."""
    before = len(problems.lines)
    file = label(folder, folder / MANIFEST)
    manifest = dict(manifest)
    dimensions = _names(folder, manifest, "dimensions", file, problems)
    profiles = _names(folder, manifest, "profiles", file, problems)
    draft = Draft(file, head_of(folder, manifest, problems))
    for name in dimensions:
        read_dimension(folder, name, draft, problems)
    for name in profiles:
        read_profile(folder, name, draft, problems)
    _read_phases(folder, draft, problems)
    for data in _parts(folder, "patterns.toml", "patterns", problems) or []:
        draft.patterns.append(Part(label(folder, folder / "patterns.toml"), data, "pattern"))
    note_strays(
        folder, {MANIFEST, "phases.toml", "patterns.toml"}, {"dimensions": dimensions, "profiles": profiles}, problems
    )
    framework = finish(draft, problems)
    return framework if len(problems.lines) == before else None


def head_of(folder: Path, manifest: Raw, problems: Problems) -> Raw:
    """The manifest's own values, with the date as text and the version compared with the folder's name."""
    file = label(folder, folder / MANIFEST)
    head = dict(manifest)
    head["published"] = take_date(head, "published", file, problems)
    version = head.get("version")
    if isinstance(version, str) and version != folder.name:
        problems.add(file, "version", f"{version} lies in a folder named {folder.name}; the two must be the same")
    return head


def read_dimension(folder: Path, name: str, draft: Draft, problems: Problems) -> None:
    """Read dimensions/NAME.toml into the draft."""
    file = label(folder, folder / "dimensions" / f"{name}.toml")
    data = read_toml(folder, f"dimensions/{name}.toml", problems)
    if data is None:
        draft.unread.add(name)
        return
    criteria = take_tables(data, "criteria", file, problems)
    note_name(data, name, file, problems)
    draft.dimensions.append(Part(file, data, "dimension"))
    add_criteria(criteria, name, file, draft, problems)


def add_criteria(criteria: list[Raw], dimension: str, file: str, draft: Draft, problems: Problems) -> None:
    """Put criteria of one dimension's file into the draft; the file decides the dimension."""
    for number, criterion in enumerate(criteria, start=1):
        part = Part(
            file, {**criterion, "dimension": dimension}, "criterion" if "id" in criterion else f"criterion {number}"
        )
        if "dimension" in criterion:
            problems.add(file, f"{part.place}, dimension", "is not a known field: the file says which dimension it is")
        draft.criteria.append(part)


def read_profile(folder: Path, name: str, draft: Draft, problems: Problems) -> None:
    """Read profiles/NAME.toml into the draft; every limit of every phase gate must be written."""
    file = label(folder, folder / "profiles" / f"{name}.toml")
    data = read_toml(folder, f"profiles/{name}.toml", problems)
    if data is None:
        return
    note_name(data, name, file, problems)
    part = Part(file, data, "profile")
    gates = take_table(data, "phase_gates", file, problems, part.place)
    data["phase_gates"] = gates
    for phase, gate in GATES.items():
        limits = take_table(gates, phase, file, problems, f"{part.place}, phase_gates")
        gates[phase] = limits
        for limit in gate.model_fields:
            if limit not in limits:
                problems.add(
                    file,
                    f"{part.place}, phase_gates, {phase}, {limit}",
                    f'is missing; write a number or "{DOES_NOT_APPLY}"',
                )
            limits[limit] = limit_value(limits.get(limit))
    draft.profiles.append(part)


def limit_value(value: Any) -> Any:
    """A phase gate's limit as read, with nothing in place of "does not apply"."""
    return None if value == DOES_NOT_APPLY else value


def note_name(data: Raw, name: str, file: str, problems: Problems) -> None:
    """Note an id that is not the name of its file."""
    if isinstance(data.get("id"), str) and data["id"] != name:
        problems.add(file, "id", f"must be {name}, the name of the file (found {data['id']})")


def note_strays(folder: Path, known: set[str], listed: dict[str, list[str]], problems: Problems) -> None:
    """Note TOML files that nothing names, since they would be ignored in silence."""
    for path in sorted(folder.rglob("*.toml")):
        inside = path.relative_to(folder)
        if inside.as_posix() in known or (len(inside.parts) == 2 and inside.stem in listed.get(inside.parts[0], ())):
            continue
        where = f" in {MANIFEST}" if len(inside.parts) == 2 and inside.parts[0] in listed else ""
        problems.add(label(folder, path), "", f"nothing names this file{where}; name it there or take it away")


def _names(folder: Path, manifest: Raw, key: str, file: str, problems: Problems) -> list[str]:
    """The files that the manifest lists under a key; those in the folder when the list cannot be read."""
    value = manifest.pop(key, None)
    if isinstance(value, list) and all(isinstance(name, str) and _NAME.fullmatch(name) for name in value):
        for name in sorted({name for name in value if value.count(name) > 1}):
            problems.add(file, key, f"{name} stands there twice")
        return list(dict.fromkeys(value))
    problems.add(file, key, "must be a list of names of small letters, digits and underscores, one for each file")
    return sorted(path.stem for path in (folder / key).glob("*.toml"))


def _parts(folder: Path, name: str, key: str, problems: Problems) -> list[Raw] | None:
    """The tables of a file that holds nothing else; None if it cannot be read."""
    file = label(folder, folder / name)
    data = read_toml(folder, name, problems)
    if data is None:
        return None
    parts = take_tables(data, key, file, problems)
    for other in data:
        problems.add(file, other, "is not a known field; is it misspelt?")
    return parts


def _read_phases(folder: Path, draft: Draft, problems: Problems) -> None:
    file = label(folder, folder / "phases.toml")
    phases = _parts(folder, "phases.toml", "phases", problems)
    if phases is None:
        draft.unread.add("phases")
    for data in phases or []:
        part = Part(file, data, "phase")
        for key in ("entry", "exit", "keep", "step_back"):
            if key in data:
                conditions = take_table(data, key, file, problems, part.place)
                data[key] = [{"key": name, "text": text} for name, text in conditions.items()]
        draft.phases.append(part)
