"""The document of an initiative with its assessment: live for interchange, or frozen as a numbered snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import DimensionResult, Evaluation, Path, Upcoming
from readiness.domain.framework import Framework
from readiness.domain.operation import OperationSummary
from readiness.domain.rollout import Rollout

FORMAT: Literal["readiness-document/1"] = "readiness-document/1"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _is_none(value: object) -> bool:
    return value is None


class Part(BaseModel):
    """A part of the document: immutable, and strict about fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Difference(Part):
    """One value that a team's framework changed against the one it extends."""

    place: str
    """Where: a criterion, profile or phase with the field, in words."""
    criterion: str | None = None
    original: str
    changed: str
    softer: bool | None = None
    """Whether the change makes green or yellow easier to reach; None where that cannot be said."""


class Frozen(Part):
    """What freezing adds: number, time, author, the evaluation of that day and the audit chain's head."""

    number: int
    frozen_at: datetime
    frozen_by: str
    """Name of the person at the keyboard, with "not signed in" until there is sign-in."""
    note: str = ""
    evaluation: Evaluation
    path_next: Path | None = None
    path_ready: Path | None = None
    upcoming: tuple[Upcoming, ...] = ()
    previous_number: int | None = None
    previous_dimensions: tuple[DimensionResult, ...] = ()
    """The dimensions of the snapshot before, for the radar."""
    chain_sequence: int
    chain_hash: str
    operation: OperationSummary | None = Field(default=None, exclude_if=_is_none)
    """How it was rolled out and ran on that day. None: nothing of that was recorded; then it is left out of the text,
    so that a snapshot from before there was such a thing keeps the bytes over which its SHA-256 was taken."""


class Document(Part):
    """An initiative as a file. `snapshot` None: the initiative as it is now."""

    format: Literal["readiness-document/1"] = FORMAT
    program: str
    """Version of the program that wrote it."""
    framework_hash: Sha256
    framework: Framework
    differences: tuple[Difference, ...] = ()
    """What a team's framework changed against the one it extends."""
    assessment: Assessment
    rollout: Rollout | None = Field(default=None, exclude_if=_is_none)
    """The stored facts of rolling it out and running it, without the points of its metrics and without the decisions
    and drawn cases of its decision log. None: nothing of that is stored; then it is left out of the text."""
    snapshot: Frozen | None = None


def canonical(value: Any) -> str:
    """JSON text with sorted keys and no spare white space: the same value always gives the same text."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(value: Any) -> str:
    """SHA-256 (hex) over the canonical JSON of a value."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def sealed(document: Document) -> tuple[str, str]:
    """The text of a snapshot and its SHA-256: canonical JSON with the key `sha256`, which is over all the rest."""
    values = document.model_dump(mode="json")
    sha256 = fingerprint(values)
    return canonical(values | {"sha256": sha256}), sha256


def seal_of(values: Mapping[str, Any]) -> str:
    """The SHA-256 that the values of a snapshot's text should carry."""
    return fingerprint({key: value for key, value in values.items() if key != "sha256"})


def unsealed(text: str) -> Document:
    """The document in the text of a snapshot. Raises ValidationError for a text that holds none."""
    values = json.loads(text)
    return Document.model_validate_json(canonical({key: value for key, value in values.items() if key != "sha256"}))
