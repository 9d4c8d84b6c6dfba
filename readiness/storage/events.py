"""The event log: who changed what and when, each event bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import BaseModel

from readiness.domain.assessment import Fact
from readiness.domain.snapshot import canonical
from readiness.storage.engine import Row, Run
from readiness.storage.facts import batches

_FIELDS = "seq, at, actor, actor_id, signed_in, kind, initiative, subject, body"


class Author(Protocol):
    """Who makes a change."""

    @property
    def id(self) -> str | None:
        """Id of the person, where they named themselves."""

    @property
    def name(self) -> str:
        """Name as shown."""

    @property
    def signed_in(self) -> bool:
        """Whether a sign-in vouches for the name."""


@dataclass(frozen=True)
class Head:
    """The end of the chain: sequence number and hash of the last event (0 and empty before the first)."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Event:
    """One recorded change. `changes` is its body, read."""

    seq: int
    at: datetime
    actor: str
    actor_id: str | None
    signed_in: bool
    kind: str
    initiative: str
    subject: str
    body: str
    hash: str

    @property
    def changes(self) -> dict[str, Any]:
        """The body as a value: field -> {"old": ..., "new": ...} under "changes", or what else the kind records."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def head(run: Run) -> Head:
    """The end of the chain."""
    row = run("select seq, hash from head")[0]
    return Head(row["seq"], row["hash"])


def append(
    run: Run, author: Author, at: datetime, kind: str, initiative: str, subject: str, body: Mapping[str, object]
) -> Head:
    """Append an event in the open transaction; the new end of the chain."""
    last = head(run)
    event: Row = {
        "seq": last.seq + 1,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": author.name,
        "actor_id": author.id,
        "signed_in": int(author.signed_in),
        "kind": kind,
        "initiative": initiative,
        "subject": subject,
        "body": canonical(dict(body)),
    }
    hash = chained(last.hash, event)
    run(
        f"insert into event ({_FIELDS}, hash) values (:seq, :at, :actor, :actor_id, :signed_in, :kind, :initiative, "
        ":subject, :body, :hash)",
        hash=hash,
        **event,
    )
    run("update head set seq = :seq, hash = :hash", seq=event["seq"], hash=hash)
    return Head(event["seq"], hash)


def chained(before: str, event: Row) -> str:
    """The hash of an event: over the hash before it and the canonical JSON of its fields."""
    return hashlib.sha256((before + canonical(event)).encode("utf-8")).hexdigest()


def last_change(run: Run, initiative: str, subject: str, field: str) -> Event | None:
    """The last event that changed one field of a thing, or None."""
    for row in run(
        f"select {_FIELDS}, hash from event where initiative = :initiative and subject = :subject order by seq desc",
        initiative=initiative,
        subject=subject,
    ):
        if field in json.loads(row["body"]).get("changes", {}):
            return _event(row)
    return None


def page(
    run: Run,
    *,
    subject: str = "",
    actor: str = "",
    kind: str = "",
    since: datetime | None = None,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[tuple[Event, ...], int]:
    """Events that fit, newest first, and how many there are. `subject` is an initiative's id or a part of a subject.

    `text` stands anywhere in what was recorded: old and new values, names, reasons.
    """
    where = ["1 = 1"]
    values: dict[str, object] = {}
    if subject:
        where.append("(initiative = :initiative or lower(subject) like :subject escape '\\')")
        values |= {"initiative": subject, "subject": containing(subject.lower())}
    if actor:
        where.append("lower(actor) like :actor escape '\\'")
        values["actor"] = containing(actor.lower())
    if kind:
        where.append("kind = :kind")
        values["kind"] = kind
    if since is not None:
        where.append("at >= :since")
        values["since"] = since.astimezone(UTC).isoformat(timespec="microseconds")
    if text:
        where.append("lower(body) like :text escape '\\'")
        values["text"] = containing(json.dumps(text.lower(), ensure_ascii=False)[1:-1])
    condition = " and ".join(where)
    total = run(f"select count(*) as number from event where {condition}", **values)[0]["number"]
    rows = run(
        f"select {_FIELDS}, hash from event where {condition} order by seq desc limit :limit offset :offset",
        limit=limit,
        offset=offset,
        **values,
    )
    return tuple(_event(row) for row in rows), total


def recorded_since(run: Run, initiatives: Sequence[str], since: datetime) -> dict[str, dict[str, int]]:
    """How many events on criteria each initiative has had since a moment, by what they are on.

    `data` and `other` for ratings, checks, notes, evidence and stress tests of criteria of that dimension or another;
    plans by their subject, since the event does not name their criteria.
    """
    found: dict[str, dict[str, int]] = {}
    for batch in batches(initiatives):
        for row in run(
            "select initiative, case when subject like 'plan/%' then subject when subject like '%/data.%' then 'data' "
            f"else 'other' end as matter, count(*) as number from event where initiative in {batch.names} "
            "and at >= :since and (subject like 'answer/%' or subject like 'evidence/%' or "
            "subject like 'stress_test/%' or subject like 'plan/%') group by initiative, matter",
            since=since.astimezone(UTC).isoformat(timespec="microseconds"),
            **batch.values,
        ):
            found.setdefault(row["initiative"], {})[row["matter"]] = row["number"]
    return found


def changes_of(run: Run, initiatives: Sequence[str], kinds: Sequence[str]) -> dict[str, tuple[Event, ...]]:
    """The events of some kinds on each initiative, oldest first; those with none are left out."""
    found: dict[str, list[Event]] = {}
    named = {f"kind{place}": kind for place, kind in enumerate(kinds)}
    for batch in batches(initiatives):
        for row in run(
            f"select {_FIELDS}, hash from event where initiative in {batch.names} "
            f"and kind in ({', '.join(f':{name}' for name in named)}) order by seq",
            **named,
            **batch.values,
        ):
            found.setdefault(row["initiative"], []).append(_event(row))
    return {initiative: tuple(events) for initiative, events in found.items()}


def kinds(run: Run) -> tuple[str, ...]:
    """The kinds of events that occur."""
    return tuple(row["kind"] for row in run("select distinct kind from event order by kind"))


def every(run: Run, *, batch: int = 1000) -> Iterator[Row]:
    """All events as stored, oldest first."""
    after = 0
    while rows := run(
        f"select {_FIELDS}, hash from event where seq > :after order by seq limit :batch", after=after, batch=batch
    ):
        yield from rows
        after = rows[-1]["seq"]


def containing(text: str) -> str:
    """A pattern for `like ... escape '\\'` that finds the text itself, whatever characters it holds."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def changes_between(old: Fact, new: Fact) -> dict[str, dict[str, Any]]:
    """What differs between two states of a fact: field -> old and new value; parts of a part as `use_case.user`."""
    found: dict[str, dict[str, Any]] = {}
    before, after = _flat(old), _flat(new)
    for field in [*before, *(field for field in after if field not in before)]:
        if before.get(field) != after.get(field):
            found[field] = {"old": before.get(field), "new": after.get(field)}
    return found


def _flat(fact: Fact) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, value in fact.model_dump(mode="json").items():
        if field == "checks":
            values |= {f"checks.{check['measure']}": check for check in value}
        elif isinstance(value, dict) and isinstance(getattr(fact, field), BaseModel) and field != "agreement":
            values |= {f"{field}.{part}": inner for part, inner in value.items()}
        else:
            values[field] = value
    return values


def _event(row: Row) -> Event:
    return Event(
        seq=row["seq"],
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        actor_id=row["actor_id"],
        signed_in=bool(row["signed_in"]),
        kind=row["kind"],
        initiative=row["initiative"],
        subject=row["subject"],
        body=row["body"],
        hash=row["hash"],
    )
