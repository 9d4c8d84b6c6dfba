"""From the room to the report: what a closed workshop leaves in snapshot and exports, and what stays in the room."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from readiness.commands.documents import import_document
from readiness.commands.snapshots import freeze
from readiness.domain.snapshot import canonical
from readiness.domain.workshop import Anonymity
from readiness.queries.documents import live_document
from readiness.queries.initiative import assessment_of
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.reports import FORMATS, render
from tests.reports.documents import a_document
from tests.reports.pdfs import unspaced, whole_text
from tests.use_cases.conftest import C1, C2, C3, Bench
from tests.use_cases.workshop_room import Room, a_room

NAMES = ("Quirine", "Zebedee", "Wilhelmina", "Xanthippe")
ROLE = "Lighthousekeeper"
REASON = "Because-of-the-raccoon"
HIDDEN = "Never-shown-to-anybody"


def held(bench: Bench, anonymity: Anonymity = "named") -> Room:
    """A workshop over three criteria: agreed after two rounds, parked, and closed while people answer the third."""
    room = a_room(bench, anonymity=anonymity)
    for name in NAMES:
        room.join(name, role=ROLE, independence="none")
    room.join("Ignatius", observer=True)
    room.open(C1)
    for name, choice in zip(NAMES, ("red", "yellow", "yellow", "green"), strict=True):
        room.vote(name, choice, REASON)  # type: ignore[arg-type]
    room.reveal()
    room.again()
    for name in NAMES[:3]:
        room.vote(name, "yellow", REASON)
    room.reveal()
    room.agree("yellow", rationale="The log was read aloud", dissent="One would wait")
    room.open(C2)
    room.vote(NAMES[0], "green", REASON)
    room.reveal()
    room.park()
    room.open(C3)
    for name in NAMES:
        room.vote(name, "red", HIDDEN)
    room.close()
    return room


def contents(document_format: str, content: bytes) -> str:
    """All text of an export, without white space."""
    if document_format in ("xlsx", "tables"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            return unspaced(" ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist()))
    return whole_text(content) if content.startswith(b"%PDF") else unspaced(content.decode())


def test_closing_leaves_counts_and_decisions_on_the_initiative(bench: Bench) -> None:
    room = held(bench)
    (record,) = bench.facts.workshops
    assert (record.id, record.joined, record.independent, record.observers) == (room.id, 4, 4, 1)
    assert [one.outcome for one in record.criteria] == ["agreed", "parked", "not_agreed"]
    agreed, parked, open_one = record.criteria
    first, second = agreed.rounds
    assert (first.spread.red, first.spread.yellow, first.spread.green, first.movement) == (1, 2, 1, None)
    assert (second.spread.yellow, second.spread.not_voted) == (3, 1)
    assert second.movement is not None
    assert (second.movement.up, second.movement.down, second.movement.stayed) == (1, 0, 2)
    assert (agreed.rating, agreed.rationale, agreed.dissent) == ("yellow", "The log was read aloud", "One would wait")
    assert (parked.rating, len(parked.rounds)) == (None, 1)
    assert (open_one.rating, open_one.rounds) == (None, ()), "its answers were never shown"
    assert bench.answer(C3).rating is None


def test_what_an_agreed_green_lacks_is_kept_with_it(bench: Bench) -> None:
    room = a_room(bench)
    room.open(C1)
    room.votes(Quirine="green", Zebedee="green", Wilhelmina="green")
    room.reveal()
    room.agree("green", rationale="We believe it")
    room.close()
    (record,) = bench.facts.workshops
    assert "unproven" in record.criteria[0].unproven


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
@pytest.mark.parametrize("format", FORMATS)
def test_no_export_says_who_took_part_or_what_anybody_wrote(bench: Bench, format: str, anonymity: Anonymity) -> None:
    room = held(bench, anonymity)
    freeze(bench.as_("ida"), bench.id)
    # Reports draw all five dimensions, so the frozen facts stand in a document whose framework has them.
    document = a_document(assessment=snapshot_document(bench.context, bench.id).assessment)
    text = contents(format, render(document, format).content)  # type: ignore[arg-type]
    for secret in (*NAMES, "Ignatius", ROLE, REASON, HIDDEN, room.made.code, *room.tokens.values(), *room.ids.values()):
        assert unspaced(secret) not in text, secret
    if format not in ("onepage", "csv"):
        assert unspaced("The log was read aloud") in text


@pytest.mark.parametrize("frozen", [False, True])
def test_a_document_carries_the_workshop_to_another_initiative_without_loss(bench: Bench, frozen: bool) -> None:
    held(bench)
    data = canonical(live_document(bench.context, bench.id))
    if frozen:
        freeze(bench.as_("ida"), bench.id)
        data = snapshot_text(bench.context, bench.id)[0]
    assert len(json.loads(data)["assessment"]["workshops"]) == 1
    copy = import_document(bench.context, data.encode(), new_id=True)
    assert copy != bench.id
    assert assessment_of(bench.context, copy).workshops == bench.facts.workshops
