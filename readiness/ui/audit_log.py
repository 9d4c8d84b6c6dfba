"""The record of changes as text to read: who changed what and when, each change to be opened."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from readiness.domain.wording import count_text
from readiness.queries.audit import EventsPage
from readiness.storage.events import Event
from readiness.ui.dates import moment
from readiness.ui.markup import Html, Piece, element, join, link, muted, table
from readiness.ui.saved import browser_zone

KINDS = {
    "initiative_created": "Initiative created",
    "initiative_changed": "Initiative changed",
    "initiative_deleted": "Initiative deleted",
    "framework_moved": "Moved to another framework",
    "round_started": "Round started",
    "person_added": "Person entered",
    "person_changed": "Person changed",
    "rated": "Rated",
    "rating_confirmed": "Rating confirmed",
    "reason_changed": "Reason changed",
    "note_changed": "Note changed",
    "check_changed": "Check changed",
    "not_applicable_confirmed": "Not applicable confirmed",
    "evidence_added": "Evidence added",
    "evidence_withdrawn": "Evidence withdrawn",
    "plan_added": "Plan added",
    "plan_changed": "Plan changed",
    "signed": "Signed",
    "sign_off_revoked": "Sign-off revoked",
    "stress_test_recorded": "Stress test recorded",
    "stress_test_resolved": "Stress test resolved",
    "snapshot_frozen": "Snapshot frozen",
    "share_link_created": "Share link made",
    "share_link_revoked": "Share link revoked",
    "imported": "Document read in",
    "restored": "Backup restored",
}
LONGEST = 400
"""Letters of a value that are shown; the whole of it stands in the database."""


def kind_words(kind: str) -> str:
    """A kind of event in words."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def kind_choices(kinds: Sequence[str]) -> dict[str, str]:
    """The kinds that occur, by their words."""
    return dict(sorted(((kind, kind_words(kind)) for kind in kinds), key=lambda pair: pair[1]))


def events_table(page: EventsPage) -> Html:
    """One page of the log."""
    rows = [
        (
            f"{event.seq:,}",
            _when(event.at),
            join((event.actor, muted("" if event.signed_in else " (not signed in)"))),
            kind_words(event.kind),
            _where(event, page.names),
            _body(event),
        )
        for event in page.rows
    ]
    titles = ["No.", "When", "Who", "What", "Where", "Recorded"]
    return element("div", table(titles, rows, caption="Record of changes, newest first"), class_="rd-log")


def _when(at: datetime) -> str:
    return moment(at, browser_zone())


def _where(event: Event, names: dict[str, str]) -> Html:
    if not event.initiative:
        return element("span", event.subject)
    name: Piece = names.get(event.initiative)
    if name is None:
        name = muted(f"{event.initiative} (removed)")
    else:
        name = link(name, "initiative", initiative=event.initiative)
    subject = "" if event.subject == "initiative" else event.subject
    return join((name, element("div", subject, class_="rd-code") if subject else None))


@lru_cache(maxsize=1000)
def _body(event: Event) -> Piece:
    """What was recorded: old and new value of each field, or the fields of what was added.

    An event never changes, so that its words are put together once.
    """
    body = event.changes
    lines: list[Html] = []
    changes = body.get("changes")
    if isinstance(changes, dict):
        lines += [_change(field, change) for field, change in changes.items()]
    for key, value in body.items():
        if key == "changes":
            continue
        parts = value.items() if isinstance(value, dict) else [(key, value)]
        lines += [
            _line(field.replace("_", " "), _shown(part)) for field, part in parts if part not in (None, "", [], {})
        ]
    if not lines:
        return muted("nothing more")
    if len(lines) == 1:
        return lines[0]
    summary = element("summary", count_text(len(lines), "entry", "entries"))
    return element("details", summary, *(element("div", line) for line in lines), class_="rd-more")


def _change(field: str, change: Any) -> Html:
    if not isinstance(change, dict) or set(change) != {"old", "new"}:
        return _line(field.replace("_", " "), _shown(change))
    return _line(field.replace("_", " "), f"{_shown(change['old'])} → {_shown(change['new'])}")


def _line(name: str, value: str) -> Html:
    return join((muted(f"{name}: "), value))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} letters)"
