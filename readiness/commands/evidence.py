"""Add dated evidence to a criterion as a text, a link or a file, and withdraw it."""

from __future__ import annotations

import re
from datetime import date

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Evidence
from readiness.errors import Invalid, NotFound
from readiness.storage.store import Change

LONGEST_FILE_NAME = 255
UNKNOWN_TYPE = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")


def add_text(context: Context, initiative: str, criterion: str, *, text: str, day: date, by: str = "") -> str:
    """Add a text, which proves yellow but not green; the item's id. Raises Invalid, NotFound."""
    entries.text(text, "text", "The text", required=True)
    return _add(context, initiative, _item(context, criterion, day, by, kind="text", text=text))


def add_link(
    context: Context, initiative: str, criterion: str, *, url: str, day: date, text: str = "", by: str = ""
) -> str:
    """Add a link with an optional title; the item's id. Raises Invalid, NotFound."""
    entries.link(url)
    entries.text(text, "text", "The title")
    return _add(context, initiative, _item(context, criterion, day, by, kind="link", url=url, text=text))


def add_file(
    context: Context,
    initiative: str,
    criterion: str,
    *,
    file_name: str,
    content: bytes,
    media_type: str,
    day: date,
    text: str = "",
    by: str = "",
) -> str:
    """Put a file away as evidence; the item's id. The name is only shown, the declared type only remembered.

    Raises Invalid (empty, too large, unknown criterion), StorageError, NotFound.
    """
    folder = context.store.evidence
    if not content:
        raise Invalid("The file is empty. Nothing was saved; choose another file.", "file")
    if len(content) > folder.limit:
        raise Invalid(
            f"The file has {len(content) / 2**20:.1f} MB and may have {folder.limit / 2**20:g} MB at most. Nothing was "
            "saved. Add a link to where it lies instead.",
            "file",
        )
    entries.line(file_name, "file", "The file name", longest=LONGEST_FILE_NAME, required=True)
    entries.text(text, "text", "The title")
    declared = media_type.strip().lower()
    item = _item(
        context,
        criterion,
        day,
        by,
        kind="file",
        text=text,
        file_name=file_name,
        media_type=declared if _MEDIA_TYPE.fullmatch(declared) else UNKNOWN_TYPE,
        size=len(content),
    )
    # What can be refused is refused before the file is written; the row follows only once the file is on the disk.
    assessment = context.store.load(initiative)
    entries.criterion_of(context.framework_of(assessment), criterion)
    stored = entries.renewed(item, sha256=folder.store(content))
    return _add(context, initiative, stored)


def withdraw(context: Context, initiative: str, evidence_id: str) -> None:
    """Withdraw an item: it proves nothing any more, stays in the record and still sets the age. Raises NotFound."""
    with context.change(initiative) as change:
        item = next((item for item in change.assessment.evidence if item.id == evidence_id), None)
        if item is None:
            raise NotFound("There is no such evidence on this initiative. Nothing was changed.")
        if item.withdrawn_at is None:
            withdrawn = entries.renewed(item, withdrawn_at=change.at)
            change.save("evidence_withdrawn", _subject(item), item, withdrawn)


def _item(context: Context, criterion: str, day: date, by: str, **fields: object) -> Evidence:
    return entries.made(
        Evidence,
        id=context.new_id(),
        criterion=criterion,
        day=entries.past_day(day, "day", "The date of the evidence", context.today()),
        by=entries.line(by, "by", "The name of who vouches for it"),
        added_at=context.now(),
        added_by=context.actor.label,
        **fields,
    )


def _add(context: Context, initiative: str, item: Evidence) -> str:
    with context.change(initiative) as change:
        entries.criterion_of(context.framework_of(change.assessment), item.criterion)
        _note_file(change, item)
        change.add("evidence_added", _subject(item), item)
    return item.id


def _note_file(change: Change, item: Evidence) -> None:
    if item.kind == "file" and item.size is not None:
        change.note_file(item.sha256, item.size)


def _subject(item: Evidence) -> str:
    return f"evidence/{item.criterion}/{item.id}"
