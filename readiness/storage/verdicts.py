"""The disposable cache of verdicts: computed values that lists can be sorted and counted by. Safe to delete."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.storage.engine import Row, Run
from readiness.storage.events import containing
from readiness.storage.facts import batches

_FRESH = (
    "v.token = i.token and v.framework_hash = i.framework_hash and v.rules = :rules and v.day_from <= :today "
    "and (v.day_until is null or v.day_until > :today)"
)
_JOINED = "from initiative i left join verdict v on v.initiative = i.id"

ORDERS = {
    "attention": "v.verdict_order {way} nulls last, v.next_review {way}, i.name_folded {way}, i.id {way}",
    "verdict": "v.verdict_order {way} nulls last, i.name_folded {way}, i.id {way}",
    "review": "v.next_review {way} nulls last, i.name_folded {way}, i.id {way}",
    "name": "i.name_folded {way}, i.id {way}",
    "changed": "i.changed_at {way}, i.id {way}",
}
"""How a list can be ordered; `changed` runs from the oldest change, `attention` from what is worst and due first."""


@dataclass(frozen=True)
class VerdictRow:
    """The cached verdict of one initiative: valid while token, framework and rules are the same, on days
    from `day_from` to before `day_until` (None: for good)."""

    initiative: str
    token: int
    framework_hash: str
    rules: str
    day_from: date
    day_until: date | None
    verdict: str
    verdict_order: int
    headline: str
    assessed: int
    lapsed: int
    """Answers that count no longer."""
    criteria: int
    dimensions: dict[str, str]
    """Status by dimension id, in framework order."""
    next_review: date
    expiries: tuple[date, ...]
    """Days on which evidence expires or a check lapses, as far ahead as was looked."""


@dataclass(frozen=True)
class ListedRow:
    """What a list shows of an initiative, and its cached verdict where that is still valid."""

    id: str
    name: str
    profile: str
    framework_hash: str
    example: str
    changed_at: str
    verdict: VerdictRow | None


def put(run: Run, rows: Iterable[VerdictRow]) -> None:
    """Store computed verdicts; those of initiatives that are gone are left out."""
    run.many(
        "insert into verdict (initiative, token, framework_hash, rules, day_from, day_until, verdict, verdict_order, "
        "headline, assessed, lapsed, criteria, dimensions, next_review, expiries) select :initiative, :token, "
        ":framework_hash, :rules, :day_from, :day_until, :verdict, :verdict_order, :headline, :assessed, :lapsed, "
        ":criteria, :dimensions, :next_review, :expiries from initiative where id = :initiative "
        "on conflict (initiative) do update set token = excluded.token, framework_hash = excluded.framework_hash, "
        "rules = excluded.rules, day_from = excluded.day_from, day_until = excluded.day_until, "
        "verdict = excluded.verdict, verdict_order = excluded.verdict_order, headline = excluded.headline, "
        "assessed = excluded.assessed, lapsed = excluded.lapsed, criteria = excluded.criteria, "
        "dimensions = excluded.dimensions, next_review = excluded.next_review, expiries = excluded.expiries",
        [_to_row(row) for row in rows],
    )


def stale(run: Run, rules: str, today: date) -> tuple[str, ...]:
    """Ids of the initiatives whose verdict has to be computed anew."""
    rows = run(
        f"select i.id {_JOINED} where v.initiative is null or not ({_FRESH})", rules=rules, today=today.isoformat()
    )
    return tuple(row["id"] for row in rows)


def ordered(run: Run, *, search: str, sort: str, descending: bool, verdict: str = "") -> tuple[str, ...]:
    """Ids of the initiatives whose name or description holds the text and that have the verdict, if one is asked for.

    Order and verdict are right when none is stale.
    """
    conditions = ["1 = 1"]
    values: dict[str, object] = {}
    if search:
        conditions.append("(i.name_folded like :search escape '\\' or i.description_folded like :search escape '\\')")
        values["search"] = containing(search.casefold())
    if verdict:
        conditions.append("v.verdict = :verdict")
        values["verdict"] = verdict
    order = ORDERS[sort].format(way="desc" if descending else "asc")
    rows = run(f"select i.id {_JOINED} where {' and '.join(conditions)} order by {order}", **values)
    return tuple(row["id"] for row in rows)


def listed(run: Run, ids: Sequence[str], rules: str, today: date) -> tuple[ListedRow, ...]:
    """What a list shows of these initiatives, in the order given; unknown ones are left out."""
    found: dict[str, ListedRow] = {}
    for batch in batches(ids):
        for row in run(
            "select i.id, i.name, i.profile, i.framework_hash as framework, i.example, i.changed_at, v.*, "
            f"case when {_FRESH} then 1 else 0 end as fresh {_JOINED} where i.id in {batch.names}",
            rules=rules,
            today=today.isoformat(),
            **batch.values,
        ):
            found[row["id"]] = ListedRow(
                id=row["id"],
                name=row["name"],
                profile=row["profile"],
                framework_hash=row["framework"],
                example=row["example"],
                changed_at=row["changed_at"],
                verdict=_from_row(row) if row["fresh"] else None,
            )
    return tuple(found[id] for id in ids if id in found)


def counts(run: Run) -> dict[str, int]:
    """How many initiatives have each verdict; correct when none is stale."""
    rows = run("select verdict, count(*) as number from verdict group by verdict")
    return {row["verdict"]: row["number"] for row in rows}


def overdue_reviews(run: Run, today: date) -> int:
    """How many initiatives should have been reviewed before today; correct when none is stale."""
    rows = run("select count(*) as number from verdict where next_review < :today", today=today.isoformat())
    return int(rows[0]["number"])


def clear(run: Run) -> None:
    """Forget all; everything is computed anew when asked for."""
    run("delete from verdict")


def _to_row(row: VerdictRow) -> Row:
    return {
        **row.__dict__,
        "day_from": row.day_from.isoformat(),
        "day_until": row.day_until.isoformat() if row.day_until else None,
        "dimensions": json.dumps(row.dimensions),
        "next_review": row.next_review.isoformat(),
        "expiries": json.dumps([day.isoformat() for day in row.expiries]),
    }


def _from_row(row: Row) -> VerdictRow:
    return VerdictRow(
        initiative=row["id"],
        token=row["token"],
        framework_hash=row["framework_hash"],
        rules=row["rules"],
        day_from=date.fromisoformat(row["day_from"]),
        day_until=date.fromisoformat(row["day_until"]) if row["day_until"] else None,
        verdict=row["verdict"],
        verdict_order=row["verdict_order"],
        headline=row["headline"],
        assessed=row["assessed"],
        lapsed=row["lapsed"],
        criteria=row["criteria"],
        dimensions=json.loads(row["dimensions"]),
        next_review=date.fromisoformat(row["next_review"]),
        expiries=tuple(date.fromisoformat(day) for day in json.loads(row["expiries"])),
    )
