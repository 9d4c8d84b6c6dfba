"""Verification: whether the event chain is unbroken, snapshots are what was frozen and evidence files are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.snapshot import canonical, seal_of
from readiness.storage import events, metric_packs, snapshots
from readiness.storage.engine import Run
from readiness.storage.events import Head
from readiness.storage.evidence import EvidenceFolder, noted_files


@dataclass(frozen=True)
class Chain:
    """What following the chain found."""

    events: int
    head: Head
    problem: str | None
    """The first fault in words; None where every link holds."""


def verify_chain(run: Run) -> Chain:
    """Follow the whole event chain and compare its end with the head."""
    head = events.head(run)
    last, count = "", 0
    for row in events.every(run):
        count += 1
        hash = row.pop("hash")
        if row["seq"] != count:
            return Chain(count, head, f"Event {count} is missing from the log: {row['seq']} stands in its place.")
        if events.chained(last, row) != hash:
            return Chain(count, head, f"Event {row['seq']} or the one before was changed after it was recorded.")
        last = hash
    if (count, last) != (head.seq, head.hash):
        return Chain(count, head, f"The log ends at event {count}, but {head.seq} were recorded.")
    return Chain(count, head, None)


def verify_snapshots(run: Run) -> Iterator[str]:
    """A sentence for each snapshot that is not what was frozen, or is gone although nobody removed its initiative."""
    recorded = _recorded_snapshots(run)
    for initiative, number, sha256, text in snapshots.every(run):
        name = f"Snapshot {number} of {initiative}"
        expected = recorded.pop((initiative, number), None)
        if not _holds(text, sha256):
            yield f"{name} was changed after it was frozen."
        elif expected != sha256:
            yield f"{name} is not the one that the event log names."
    for initiative, number in recorded:
        yield f"Snapshot {number} of {initiative} is missing, although nobody removed it."


def verify_files(run: Run, folder: EvidenceFolder) -> Iterator[str]:
    """A sentence for each evidence file that was stored here and is missing or changed."""
    for sha256, _ in noted_files(run):
        if not folder.holds(sha256):
            yield f"The evidence file {sha256} is missing or was changed. Restore it from a backup."


def verify_points(run: Run) -> Iterator[str]:
    """A sentence for each series of metric points whose packs are not what its rows say."""
    for row in run(
        "select m.id, m.initiative, m.metric from metric_series m "
        "where exists (select 1 from metric_pack p where p.series = m.id) order by m.initiative, m.metric, m.source"
    ):
        if not metric_packs.agrees(run, row["id"]):
            yield (
                f"The points of the metric {row['metric']} of {row['initiative']} are not those that are shown. Import "
                "them again, or restore them from a backup."
            )


def _holds(text: str, sha256: str) -> bool:
    try:
        values = json.loads(text)
    except ValueError:
        return False
    return isinstance(values, dict) and values.get("sha256") == sha256 == seal_of(values) and canonical(values) == text


def _recorded_snapshots(run: Run) -> dict[tuple[str, int], str]:
    """The SHA-256 of each snapshot that the event log says should be there."""
    found: dict[tuple[str, int], str] = {}
    for row in run(
        "select kind, initiative, body from event where kind in ('snapshot_frozen', 'imported', 'initiative_deleted') "
        "order by seq"
    ):
        if row["kind"] == "initiative_deleted":
            found = {key: sha256 for key, sha256 in found.items() if key[0] != row["initiative"]}
            continue
        body = json.loads(row["body"])
        body = body.get("snapshot") if row["kind"] == "imported" else body
        if body:
            found[(row["initiative"], body["number"])] = body["sha256"]
    return found
