"""Enter, change and remove points of a metric by hand: one, or a grid of them, all or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from readiness.commands import entries
from readiness.commands.metrics import LARGEST, metric_of
from readiness.context import Context
from readiness.domain.wording import count_text, day_text, number_text
from readiness.errors import Invalid, StaleVersion
from readiness.storage.metric_points import Point
from readiness.storage.store import Change

BY_HAND = "entered by hand"
"""The source of a point that was not read from a file."""
FIRST_MOMENT = datetime(1990, 1, 1, tzinfo=UTC)
ROWS_RECORDED = 200
"""How many edited points the audit log tells one by one; the rest is counted."""
MOST_EDITS = 10_000


@dataclass(frozen=True)
class PointEdit:
    """One edited row. Without `was` the point is new; without a moment and a value it is removed."""

    row: int
    """As the person counts it, from 1; named where something is wrong with it."""
    at: datetime | None
    value: float | None
    source: str = BY_HAND
    was: Point | None = None
    """The point as the edit found it."""


@dataclass(frozen=True)
class Edited:
    """How many points an edit added, changed and removed."""

    added: int
    changed: int
    removed: int


def enter_point(
    context: Context, initiative: str, metric_id: str, *, at: datetime, value: float, source: str = BY_HAND
) -> None:
    """Enter one point; the same one again changes nothing. Raises Conflict for another value, Invalid, NotFound."""
    edit_points(context, initiative, metric_id, [PointEdit(row=1, at=at, value=value, source=source)])


def edit_points(context: Context, initiative: str, metric_id: str, edits: Sequence[PointEdit]) -> Edited:
    """Add, change and remove points together: every row is taken, or none and each fault is told by its row.

    Raises StaleVersion where somebody else changed a point meanwhile, Invalid, NotFound.
    """
    if len(edits) > MOST_EDITS:
        raise Invalid(f"At most {MOST_EDITS:,} rows can be edited at once. Nothing was saved; import a file instead.")
    _check(context, edits)
    with context.change(initiative) as change:
        metric = metric_of(change, metric_id)
        _check_still_there(change, metric.id, edits)
        done: list[tuple[str, PointEdit]] = []
        for edit in edits:
            if edit.was is not None and (edit.at is None or _ms(edit.at) != edit.was.at):
                change.points.remove(metric.id, edit.source, edit.was.at)
        for edit in edits:
            if edit.at is None or edit.value is None:
                done.append(("removed", edit))
                continue
            if change.points.value(metric.id, edit.source, _ms(edit.at)) == edit.value:
                continue
            change.points.put(metric.id, edit.source, _ms(edit.at), edit.value + 0.0)
            done.append(("added" if edit.was is None else "changed", edit))
        counts = {kind: sum(1 for one, _ in done if one == kind) for kind in ("added", "changed", "removed")}
        if done:
            rows = [_recorded(kind, edit) for kind, edit in done[:ROWS_RECORDED]]
            body = {"metric": metric.key, **counts, "rows": rows}
            change.points.move_token(change.record("points_edited", f"metric/{metric.id}", body).seq)
    return Edited(**counts)


def _check(context: Context, edits: Sequence[PointEdit]) -> None:
    problems: list[str] = []
    latest = context.now() + timedelta(days=1)
    seen: dict[tuple[str, int], int] = {}
    for edit in edits:
        fault = _fault(edit, latest)
        if fault is None and edit.at is not None:
            key = (edit.source, _ms(edit.at))
            if key in seen:
                fault = f"the same moment stands in row {seen[key]}"
            seen.setdefault(key, edit.row)
        if fault is not None:
            problems.append(f"Row {edit.row}: {fault}.")
    for edit in edits:
        entries.line(edit.source, "source", "The source", longest=entries.LONGEST_NAME, required=True)
    if problems:
        raise Invalid(
            f"{count_text(len(problems), 'row')} cannot be accepted, so nothing was saved. Please correct:",
            "points",
            problems,
        )


def _fault(edit: PointEdit, latest: datetime) -> str | None:
    """What is wrong with a row by itself, as the end of a sentence."""
    if edit.at is None and edit.value is None:
        return None if edit.was is not None else "it is empty"
    if edit.at is None:
        return "it has no time"
    if edit.value is None:
        return "it has no value"
    if edit.at.tzinfo is None:
        return "its time has no time zone"
    if not FIRST_MOMENT <= edit.at <= latest:
        when = day_text(edit.at.date())
        return f"{when} lies in the future" if edit.at > latest else f"{when} lies before 1990"
    if not math.isfinite(edit.value):
        return "its value is no number"
    if abs(edit.value) > LARGEST:
        return "its value is too large"
    return None


def _check_still_there(change: Change, metric: str, edits: Sequence[PointEdit]) -> None:
    """Refuse edits that started from points which are not stored so any more."""
    moved = {(edit.source, edit.was.at) for edit in edits if edit.was is not None}
    for edit in edits:
        if edit.was is not None:
            stored = change.points.value(metric, edit.source, edit.was.at)
            if stored != edit.was.value:
                _refuse(edit, edit.was.at, stored)
        if edit.at is None or edit.value is None or (edit.was is not None and _ms(edit.at) == edit.was.at):
            continue
        there = change.points.value(metric, edit.source, _ms(edit.at))
        if there is not None and there != edit.value and (edit.source, _ms(edit.at)) not in moved:
            _refuse(edit, _ms(edit.at), there)


def _refuse(edit: PointEdit, at: int, stored: float | None) -> None:
    day = day_text(datetime.fromtimestamp(at / 1000, UTC).date())
    now = "is not there any more" if stored is None else f"is {number_text(stored)} now"
    raise StaleVersion(
        f"Row {edit.row}: the point of {day} ({edit.source}) {now}. Nothing was saved: look at it and choose.",
        theirs=stored,
    )


def _recorded(kind: str, edit: PointEdit) -> dict[str, object]:
    return {
        "done": kind,
        "source": edit.source,
        "at": None if edit.at is None else edit.at.astimezone(UTC).isoformat(),
        "value": edit.value,
        "old_at": None if edit.was is None else edit.was.at,
        "old_value": None if edit.was is None else edit.was.value,
    }


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
