"""Framework content as initiatives started with it, by hash: it outlives any change of the content files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from readiness.domain.framework import Framework
from readiness.domain.snapshot import Difference, canonical
from readiness.storage.engine import Run


def keep(run: Run, hash: str, framework: Framework, differences: Sequence[Difference], at: datetime) -> None:
    """Store a framework's content under its hash, with what it changed against the one it extends."""
    if run.one("select 1 as known from framework_content where hash = :hash", hash=hash) is not None:
        return  # writing out a whole framework costs more than all other facts of a new initiative together
    run(
        "insert into framework_content (hash, version, body, differences, stored_at) "
        "values (:hash, :version, :body, :differences, :at) on conflict (hash) do nothing",
        hash=hash,
        version=framework.version,
        body=canonical(framework),
        differences=canonical([difference.model_dump(mode="json") for difference in differences]),
        at=at.isoformat(),
    )


def content(run: Run, hash: str) -> tuple[Framework, tuple[Difference, ...]] | None:
    """The framework stored under a hash with its differences, or None."""
    row = run.one("select body, differences from framework_content where hash = :hash", hash=hash)
    if row is None:
        return None
    differences = tuple(Difference.model_validate(item) for item in json.loads(row["differences"]))
    return Framework.model_validate_json(row["body"]), differences
