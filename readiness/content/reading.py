"""Content files as they lie on disk: TOML read with every fault collected, nothing judged yet."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from readiness.domain.problems import faults_of

Model = TypeVar("Model", bound=BaseModel)
Raw = dict[str, Any]

DOES_NOT_APPLY = "does not apply"
"""Written instead of a limit that a profile does not ask for; TOML has no word for nothing."""

_TOML_PLACE = re.compile(
    r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)


@dataclass
class Problems:
    """Every fault found so far, as lines `file: place: what`."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, place: str, what: str) -> None:
        """Note one fault; the same fault is noted once."""
        line = ": ".join(part for part in (file, place, what) if part)
        if line not in self.lines:
            self.lines.append(line)


def label(folder: Path, path: Path) -> str:
    """How a file is named in messages: from the framework's own folder on."""
    return (Path(folder.name) / path.relative_to(folder)).as_posix()


def read_toml(folder: Path, name: str, problems: Problems) -> Raw | None:
    """One TOML file of a framework folder; None, with the fault noted, if it is missing or cannot be read."""
    path = folder / name
    file = label(folder, path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.add(file, "", "the file is missing")
        return None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.add(file, f"line {line}", "the file is not UTF-8 text; save it as UTF-8")
        return None
    except OSError as error:
        problems.add(file, "", f"the file cannot be read ({error.strerror or error})")
        return None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.match(str(error))
        what = found["what"] if found else str(error)
        line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
        problems.add(file, f"line {line}", f"this is not valid TOML: {what[:1].lower()}{what[1:]}")
        return None
    except RecursionError:
        problems.add(file, "", "the tables or lists are nested too deeply")
        return None
    return data


def take_date(data: Raw, key: str, file: str, problems: Problems) -> str:
    """Take a plain date out of a table, as ISO text; "" with the fault noted if it is none."""
    if key not in data:
        problems.add(file, key, "is missing; write a date such as 2026-12-31")
        return ""
    value = data.pop(key)
    if type(value) is not date:
        problems.add(file, key, "must be a date such as 2026-12-31, without quotation marks")
        return ""
    return value.isoformat()


def take_table(data: Raw, key: str, file: str, problems: Problems, place: str = "") -> Raw:
    """Take a table out of a table; an empty one if it is not there, the fault noted if it is something else."""
    value = data.pop(key, {})
    if isinstance(value, dict):
        return value
    problems.add(file, f"{place}, {key}" if place else key, "must be a table of named values")
    return {}


def take_tables(data: Raw, key: str, file: str, problems: Problems, place: str = "") -> list[Raw]:
    """Take a list of tables out of a table; faults are noted and left out."""
    value = data.pop(key, [])
    where = f"{place}, {key}" if place else key
    if not isinstance(value, list):
        problems.add(file, where, f"must be a list of tables, each written as [[{key}]]")
        return []
    tables = []
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict):
            tables.append(item)
        else:
            problems.add(file, f"{where} number {number}", "must be a table of named values")
    return tables


def checked(model: type[Model], data: Raw, file: str, place: str, problems: Problems) -> Model | None:
    """The table as a model, strictly: no value is converted into another type. None with all faults noted."""
    plain = _plain(data, file, place, problems)
    try:
        return model.model_validate_json(json.dumps(plain), strict=True)
    except ValidationError as error:
        for inside, what in faults_of(error, plain):
            problems.add(file, ", ".join(part for part in (place, inside) if part), what)
        return None


def _plain(value: Any, file: str, place: str, problems: Problems) -> Any:
    """The value without dates, which JSON does not know; each is noted as a fault and stands as nothing."""
    if isinstance(value, dict):
        return {key: _plain(item, file, f"{place}, {key}" if place else key, problems) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, file, place, problems) for item in value]
    if isinstance(value, date | datetime | time):
        problems.add(file, place, "must not be a date; put it in quotation marks if it is text")
        return None
    return value
