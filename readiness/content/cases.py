"""Case files: one case, a list of them or {"cases": [...]} as JSON, read strictly with every fault collected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from readiness.domain.case import Case
from readiness.domain.problems import faults_of, visible
from readiness.errors import ContentError

MAX_BYTES = 20 * 1024 * 1024
"""The largest case file that is read."""


def load_cases(folder: Path) -> tuple[Case, ...]:
    """The public cases of a folder, one file each, in the order of their ids.

    Raises ContentError with every fault of every file (`file: place: what`).
    """
    cases: dict[str, Case] = {}
    problems: list[str] = []
    files = sorted(folder.glob("*.json"))
    if not files:
        problems.append(f"{folder}: no case file lies here")
    for path in files:
        file = f"{folder.name}/{path.name}"
        try:
            found, faults = cases_in(path.read_bytes())
        except OSError as error:
            problems.append(f"{file}: the file cannot be read ({error.strerror or error})")
            continue
        problems.extend(f"{file}: {fault}" for fault in faults)
        for case in found:
            if case.id in cases:
                problems.append(f"{file}: case {case.id}: another file has a case with this id")
            elif case.id != path.stem:
                problems.append(f"{file}: case {case.id}: the file must be named {case.id}.json, as its case")
            cases.setdefault(case.id, case)
    if problems:
        count = len(problems)
        raise ContentError(
            f"The case files have {count} fault{'' if count == 1 else 's'}, so none was loaded. Please correct:",
            problems,
        )
    return tuple(cases.values())


def cases_in(data: bytes) -> tuple[list[Case], list[str]]:
    """The cases that a file's bytes hold, and every fault as `place: what`; cases without a fault come in any event."""
    problems: list[str] = []
    value = _json(data, problems)
    if value is None:
        return [], problems
    if isinstance(value, dict) and "cases" in value:
        problems.extend(f"{visible(key)}: is not a known field beside cases" for key in value if key != "cases")
        value = value["cases"]
        if not isinstance(value, list):
            return [], [*problems, "cases: must be a list"]
    items = value if isinstance(value, list) else [value]
    if not items:
        problems.append("the file: holds no case")
    cases: list[Case] = []
    seen: set[str] = set()
    for number, item in enumerate(items, start=1):
        named = isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"]
        place = visible(f"case {named}") if named else f"case number {number}"
        try:
            case = Case.model_validate_json(json.dumps(item), strict=True)
        except ValidationError as error:
            problems.extend(": ".join(part for part in (place, *fault) if part) for fault in faults_of(error, item))
            continue
        if case.id in seen:
            problems.append(f"{place}: this id stands there twice")
        seen.add(case.id)
        cases.append(case)
    return cases, problems


def _json(data: bytes, problems: list[str]) -> Any:
    """The bytes as JSON; None, with the fault noted, if they are none."""
    if len(data) > MAX_BYTES:
        problems.append(f"the file: is larger than {MAX_BYTES // 1024 // 1024} MB; nothing was read")
        return None

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        for name in sorted({name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()):
            problems.append(f"{visible(name)}: stands twice in the same table")
        return dict(pairs)

    def constant(name: str) -> None:
        problems.append(f"the file: {name} is no number")

    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=table, parse_constant=constant)
    except UnicodeDecodeError:
        problems.append("the file: is not UTF-8 text; nothing was read")
        return None
    except json.JSONDecodeError as error:
        problems.append(f"line {error.lineno}: this is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}")
        return None
    except RecursionError:
        problems.append("the file: its lists or tables are nested too deeply")
        return None
    if not isinstance(value, dict | list):
        problems.append('the file: must hold one case, a list of cases or {"cases": [...]}')
        return None
    return value
