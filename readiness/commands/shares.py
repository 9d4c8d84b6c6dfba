"""Make a link that shows a snapshot or the live state to whoever has it, and end it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.secret import hashed
from readiness.domain.share_link import DOWNLOADS, ShareLink, Shows
from readiness.domain.wording import count_text, day_text
from readiness.errors import Invalid, NotFound
from readiness.storage import shares

LONGEST_DAYS = 366
"""How far ahead a link may last."""
MOST_OPEN = 100
"""Links of one initiative that may be open at once: nobody can watch over more."""
_TOKEN_BYTES = 32


@dataclass(frozen=True)
class NewShareLink:
    """A link as it was made. The token is known here and nowhere else: only its hash is stored."""

    id: str
    token: str


def create_share_link(
    context: Context,
    initiative: str,
    *,
    snapshot: int | None,
    until: date,
    shows: Shows,
    live: bool = False,
    label: str = "",
) -> NewShareLink:
    """Make a link to one snapshot, or to whichever is the latest (None), that opens until the end of a day (UTC).

    With `live` it shows the assessment as it stands at each opening instead, names no snapshot and needs none.
    Raises Invalid, NotFound.
    """
    entries.line(label, "label", "The name of the link")
    today = context.today()
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise Invalid(
            f"The last day of the link must lie between today and {day_text(today + timedelta(days=LONGEST_DAYS))}. "
            "No link was made.",
            "until",
        )
    if live and snapshot is not None:
        raise Invalid("A link opens a snapshot or the live state, not both. No link was made.", "snapshot")
    _check_downloads(shows, live)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with context.store.together(), context.change(initiative) as change:
        numbers = [row.number for row in change.snapshots()]
        if not numbers and not live:
            raise NotFound("There is no snapshot to show yet. Freeze one first. No link was made.")
        if snapshot is not None and snapshot not in numbers:
            raise NotFound(f"There is no snapshot {snapshot} of this initiative. No link was made.")
        with context.store.engine.reading() as run:
            known = shares.of(run, initiative)
        if sum(link.state(change.at) == "open" for link in known) >= MOST_OPEN:
            raise Invalid(
                f"{count_text(MOST_OPEN, 'link')} of this initiative are open already. Revoke some first. No link was "
                "made."
            )
        link = entries.made(
            ShareLink,
            id=context.new_id(),
            initiative=initiative,
            label=label.strip(),
            snapshot=snapshot,
            live=live,
            shows=shows,
            created_at=change.at,
            created_by=context.actor.label,
            expires_at=datetime.combine(until + timedelta(days=1), time(), UTC),
        )
        with context.store.engine.writing() as run:
            shares.add(run, link, hashed(token))
        change.record(
            "share_link_created",
            f"share/{link.id}",
            {
                "label": link.label,
                "snapshot": _opens(snapshot, live),
                "until": until.isoformat(),
                "shows": shows.model_dump(mode="json"),
            },
        )
    return NewShareLink(id=link.id, token=token)


def _opens(snapshot: int | None, live: bool) -> str | int:
    """What a link opens, as the log of changes says it."""
    if live:
        return "none: the live state"
    return "the latest" if snapshot is None else snapshot


def _check_downloads(shows: Shows, live: bool) -> None:
    unknown = [format for format in shows.downloads if format not in DOWNLOADS]
    if unknown:
        raise Invalid(f"There is no report format “{unknown[0]}”. No link was made.", "downloads")
    if shows.downloads and live:
        raise Invalid(
            "Reports are made from snapshots only, so a link to the live state offers none. Leave out the reports, or "
            "choose a snapshot. No link was made.",
            "downloads",
        )
    if shows.downloads and not (shows.evidence and shows.plans):
        raise Invalid(
            "The reports hold evidence and plans, so they can be offered only where the link shows both. No link was "
            "made.",
            "downloads",
        )


def revoke_share_link(context: Context, initiative: str, link_id: str) -> bool:
    """End a link for good, at once; False, and nothing done, where it was revoked before. Raises NotFound."""
    with context.store.together(), context.change(initiative) as change:
        with context.store.engine.writing() as run:
            link = shares.one(run, initiative, link_id)
            if link is None:
                raise NotFound("There is no such link of this initiative. Nothing was revoked.")
            if link.revoked_at is not None:
                return False
            shares.revoke(run, link.id, context.actor.label, change.at)
        change.record("share_link_revoked", f"share/{link.id}", {"revoked": link.id})
        return True
