"""A team's framework folder: what it adds to the version it extends, and the limits and weights it changes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from readiness.content.complete import (
    GATES,
    MANIFEST,
    add_criteria,
    head_of,
    limit_value,
    note_strays,
    read_profile,
)
from readiness.content.draft import Draft, Part, finish
from readiness.content.reading import Problems, Raw, label, read_toml, take_table, take_tables
from readiness.domain.framework import DIMENSION_IDS, Framework

CHANGES = "changes.toml"
_FIXED = "belongs to {base} and may not be changed; a team's framework may add a {noun} of its own"
_REMOVED = "belongs to {base} and may not be removed or renamed; a team's framework only adds and changes limits"
_REMOVERS = frozenset(
    {"remove", "removed", "delete", "deleted", "disable", "disabled", "enabled", "id", "key", "measure", "name"}
)


def read_team(
    folder: Path, manifest: Raw, complete: Mapping[str, Framework], found: set[str], problems: Problems
) -> Framework | None:
    """The framework of a folder whose manifest extends a complete version; None with every fault noted.

    `found` names the complete versions that exist, those with faults included: their faults are not repeated here.
    """
    before = len(problems.lines)
    file = label(folder, folder / MANIFEST)
    head = head_of(folder, manifest, problems)
    for key in ("dimensions", "profiles", "mapping_note"):
        if head.pop(key, None) is not None:
            problems.add(file, key, "is taken over from the framework that it extends; leave it out here")
    extends = head.get("extends")
    base = complete.get(extends) if isinstance(extends, str) else None
    if base is None:
        if not isinstance(extends, str) or extends not in found:
            problems.add(
                file,
                "extends",
                f"there is no complete framework {extends} (found: {', '.join(sorted(found)) or 'none'})",
            )
        return None
    head["mapping_note"] = base.mapping_note
    draft = _draft_of(base, Draft(file, head))
    changes = read_toml(folder, CHANGES, problems) if (folder / CHANGES).exists() else {}
    criteria_files = sorted(path.stem for path in (folder / "criteria").glob("*.toml"))
    profile_files = sorted(path.stem for path in (folder / "profiles").glob("*.toml"))
    for name in criteria_files:
        _read_criteria(folder, name, base, draft, problems)
    for name in profile_files:
        if base.profile(name) is not None:
            problems.add(
                label(folder, folder / "profiles" / f"{name}.toml"),
                "",
                f"the profile {name} belongs to {base.version}; change its limits in {CHANGES} or rename yours",
            )
        else:
            read_profile(folder, name, draft, problems)
    if changes:
        _Changes(label(folder, folder / CHANGES), base, draft, problems).apply(changes)
    note_strays(folder, {MANIFEST, CHANGES}, {"criteria": criteria_files, "profiles": profile_files}, problems)
    framework = finish(draft, problems)
    return framework if len(problems.lines) == before else None


def _draft_of(base: Framework, draft: Draft) -> Draft:
    """The base's parts, as a draft that may be changed; faults in them can only come from changes.toml."""
    raw = base.model_dump(mode="json")
    file = f"{Path(draft.file).parent.as_posix()}/{CHANGES}"
    for noun, key in (
        ("dimension", "dimensions"),
        ("criterion", "criteria"),
        ("profile", "profiles"),
        ("phase", "phases"),
        ("pattern", "patterns"),
    ):
        getattr(draft, key).extend(Part(file, copy.deepcopy(part), noun) for part in raw[key])
    return draft


def _read_criteria(folder: Path, name: str, base: Framework, draft: Draft, problems: Problems) -> None:
    file = label(folder, folder / "criteria" / f"{name}.toml")
    data = read_toml(folder, f"criteria/{name}.toml", problems)
    if data is None:
        return
    if name not in DIMENSION_IDS:
        problems.add(file, "", f"must be named after a dimension: {', '.join(DIMENSION_IDS)}")
        return
    criteria = take_tables(data, "criteria", file, problems)
    for other in data:
        problems.add(file, other, "is not a known field; the file holds [[criteria]] alone")
    new = []
    for criterion in criteria:
        if isinstance(criterion.get("id"), str) and base.criterion(criterion["id"]) is not None:
            problems.add(
                file,
                f"criterion {criterion['id']}",
                f"belongs to {base.version}; change its limits in {CHANGES}, or give yours another id",
            )
        else:
            new.append(criterion)
    add_criteria(new, name, file, draft, problems)


class _Changes:
    """The changes of changes.toml, applied to a draft; whatever a team may not do is noted as an offence."""

    def __init__(self, file: str, base: Framework, draft: Draft, problems: Problems) -> None:
        self.file = file
        self.base = base
        self.draft = draft
        self.problems = problems

    def apply(self, changes: Raw) -> None:
        changes = dict(changes)
        kinds: tuple[tuple[str, str, list[Part], Callable[[Part, Raw, str], None]], ...] = (
            ("criteria", "criterion", self.draft.criteria, self._criterion),
            ("profiles", "profile", self.draft.profiles, self._profile),
            ("patterns", "pattern", self.draft.patterns, self._pattern),
        )
        for key, noun, parts, change in kinds:
            table = take_table(changes, key, self.file, self.problems)
            inherited = {part.id: part for part in parts if part.file == self.file}
            for name in table:
                place = f"{noun} {name}"
                wanted = take_table({name: table[name]}, name, self.file, self.problems, key)
                if name not in inherited:
                    self._note(place, f"{self.base.version} has no such {noun}, so it cannot be changed here")
                else:
                    change(inherited[name], wanted, place)
        for other in changes:
            self._note(other, "is not a known field; changes.toml holds criteria, profiles and patterns")

    def _note(self, place: str, what: str) -> None:
        self.problems.add(self.file, place, what)

    def _set(self, target: Raw, changes: Raw, allowed: tuple[str, ...], noun: str, place: str) -> None:
        """Take over the allowed values; note every other as an offence."""
        for key, value in changes.items():
            if key in allowed:
                target[key] = value
            elif key in _REMOVERS:
                self._note(f"{place}, {key}", _REMOVED.format(base=self.base.version))
            elif key in target:
                self._note(f"{place}, {key}", _FIXED.format(base=self.base.version, noun=noun))
            else:
                self._note(f"{place}, {key}", f"is not a known field; here one may change {', '.join(allowed)}")

    def _named(self, parts: list[Raw], key: str, name: str, noun: str, place: str) -> Raw | None:
        """The inherited check, metric or indicator of a name; None, with the fault noted, if there is none."""
        found = next((part for part in parts if part.get(key) == name), None)
        if found is None:
            self._note(f"{place}, {noun} {name}", f"{self.base.version} has no such {noun} there")
        return found

    def _criterion(self, part: Part, changes: Raw, place: str) -> None:
        checks = take_table(changes, "checks", self.file, self.problems, place)
        for measure, wanted in checks.items():
            check = self._named(part.data["checks"], "measure", measure, "check", place)
            if check is None:
                continue
            if isinstance(wanted, dict):
                self._set(check, wanted, ("green", "yellow"), "criterion", f"{place}, check {measure}")
            else:
                self._note(f"{place}, check {measure}", "must be a table, such as { green = 30, yellow = 60 }")
        self._set(part.data, changes, ("fresh_days",), "criterion", place)

    def _profile(self, part: Part, changes: Raw, place: str) -> None:
        metrics = take_table(changes, "metrics", self.file, self.problems, place)
        for key, wanted in metrics.items():
            metric = self._named(part.data["metrics"], "key", key, "metric", place)
            if metric is None:
                continue
            if isinstance(wanted, dict):
                self._set(metric, wanted, ("green", "red", "interval_days"), "metric", f"{place}, metric {key}")
            else:
                self._note(f"{place}, metric {key}", "must be a table, such as { green = 95, red = 90 }")
        part.data["metrics"].extend(take_tables(changes, "new_metrics", self.file, self.problems, place))
        gates = take_table(changes, "phase_gates", self.file, self.problems, place)
        for phase, wanted in gates.items():
            where = f"{place}, phase_gates, {phase}"
            if phase not in GATES:
                self._note(where, f"is no phase; the phases are {', '.join(GATES)}")
            elif not isinstance(wanted, dict):
                self._note(where, "must be a table of limits")
            else:
                limits = {key: limit_value(value) for key, value in wanted.items()}
                self._set(part.data["phase_gates"][phase], limits, tuple(GATES[phase].model_fields), "profile", where)
        self._list(part.data, changes, "double_weight", place, removable=True)
        self._list(part.data, changes, "must_be_green", place, removable=False)
        self._set(part.data, changes, ("yellow_tolerance",), "profile", place)

    def _list(self, target: Raw, changes: Raw, key: str, place: str, *, removable: bool) -> None:
        """Apply { add = [...], remove = [...] } to a list of criteria."""
        if key not in changes:
            return
        where = f"{place}, {key}"
        shape = "{ add = [...], remove = [...] }" if removable else "{ add = [...] }"
        wanted: Any = changes.pop(key)
        if not isinstance(wanted, dict):
            self._note(where, f"must be a table {shape}")
            return
        for word, names in wanted.items():
            if word not in ("add", "remove"):
                self._note(f"{where}, {word}", f"is not a known field; write {shape}")
            elif word == "remove" and not removable:
                self._note(
                    where,
                    f"belongs to {self.base.version}; a team's framework may add criteria to it, not take any away",
                )
            elif not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                self._note(f"{where}, {word}", "must be a list of criterion ids")
            elif word == "add":
                target[key].extend(names)
            else:
                for name in names:
                    if name in target[key]:
                        target[key].remove(name)
                    else:
                        self._note(f"{where}, remove", f"{name} is not in the list")

    def _pattern(self, part: Part, changes: Raw, place: str) -> None:
        weights = take_table(changes, "weights", self.file, self.problems, place)
        for key, weight in weights.items():
            indicator = self._named(part.data["indicators"], "key", key, "indicator", place)
            if indicator is not None:
                indicator["weight"] = weight
        self._set(part.data, changes, ("weights",), "pattern", place)
