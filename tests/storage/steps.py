"""Small steps that storage tests share, also those that run in processes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.domain.assessment import Answer, Assessment, Initiative
from readiness.domain.snapshot import fingerprint
from readiness.storage.store import Store
from tests.builders import COMPLETE, PEOPLE, PROFILE, SMALL

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MEGABYTE = 2**20


@dataclass(frozen=True)
class Author:
    id: str | None = "ida"
    name: str = "Ida"
    signed_in: bool = False


IDA = Author()


def open_store(database: Path, limit: int = MEGABYTE) -> Store:
    return Store(database, database.parent / "evidence", limit)


def an_initiative(id: str = "claims", **more: object) -> Initiative:
    values: dict[str, object] = {
        "id": id,
        "name": "Claims",
        "profile": PROFILE,
        "framework_version": SMALL.version,
        "framework_hash": fingerprint(SMALL),
        "created_at": NOON,
        "use_case": COMPLETE,
    }
    return Initiative.model_validate(values | more)


def add_initiative(store: Store, id: str = "claims") -> str:
    with store.creation(IDA, NOON) as creation:
        creation.add(
            Assessment(initiative=an_initiative(id), people=PEOPLE), SMALL, (), "initiative_created", {"added": id}
        )
    return id


def write_note(store: Store, initiative: str, criterion: str, note: str) -> int:
    """Store a note; the number of its event, known only once the transaction is on the disk."""
    with store.change(initiative, IDA, NOON) as change:
        old = change.assessment.answer(criterion)
        new = Answer.model_validate(old.model_dump() | {"note": note})
        change.put(new)
        seq = change.record(
            "note_changed", f"answer/{criterion}", {"changes": {"note": {"old": old.note, "new": note}}}
        )
    return seq.seq


def sentence(error: BaseException) -> str:
    """The message, after the checks that every sentence for a person must pass."""
    text = str(error)
    assert text.endswith("."), text
    assert "sqlite3" not in text.lower(), text
    assert "Error" not in text, text
    return text
