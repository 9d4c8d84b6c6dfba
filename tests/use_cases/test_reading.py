"""Queries: the initiative's page, the form without dates, the list, snapshots, the log and the system's facts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from readiness.commands.answers import rate, set_note
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import change_initiative, create_initiative, delete_initiative
from readiness.commands.plans import add_plan
from readiness.commands.sign_off import sign
from readiness.commands.snapshots import freeze
from readiness.domain.gate import evaluate
from readiness.domain.snapshot import fingerprint, seal_of, unsealed
from readiness.errors import NotFound, StorageError
from readiness.queries.assess import assess_view
from readiness.queries.audit import events, verify
from readiness.queries.initiative import initiative_view
from readiness.queries.portfolio import portfolio, refresh
from readiness.queries.snapshots import snapshot_document, snapshot_text, snapshots
from readiness.queries.system import integrity_check, system_facts
from readiness.storage import verdicts
from tests.builders import PROFILE, SMALL
from tests.use_cases.conftest import C1, C2, C3, C4, Bench
from tests.use_cases.test_facts_around import WORDS, with_yellows


def test_the_form_follows_a_note_and_keeps_the_other_cards(bench: Bench) -> None:
    before = assess_view(bench.context, bench.id)
    set_note(bench.context, bench.id, C1, note="seen in the drill", seen="")
    view = assess_view(bench.context, bench.id)
    noted, other = view.card(C1), view.card(C2)
    assert noted is not None and noted.answer.note == "seen in the drill"
    assert other is not None and other is before.card(C2)


def test_the_view_of_an_initiative_follows_every_change_and_every_day(bench: Bench) -> None:
    view = initiative_view(bench.context, bench.id)
    assert (view.evaluation.verdict, view.previous, view.phase) == ("incomplete", None, "not started")
    assert initiative_view(bench.context, bench.id) is view, "nothing changed, nothing is computed again"
    with_yellows(bench)
    assert initiative_view(bench.context, bench.id).evaluation.verdict == "needs_sign_off"
    sign(bench.as_("eve"), bench.id, person_id=bench.eve, acknowledgements=WORDS)
    view = initiative_view(bench.context, bench.id)
    assert view.evaluation.verdict == "ready_with_mitigations"
    bench.clock.forward(days=31)
    assert initiative_view(bench.context, bench.id).evaluation.verdict != "ready_with_mitigations", "evidence expired"
    with pytest.raises(NotFound):
        initiative_view(bench.context, "unknown")


def test_the_view_equals_the_rules_applied_to_the_stored_facts(bench: Bench) -> None:
    with_yellows(bench)
    for days in (0, 10, 25, 40, 200):
        bench.clock.forward(days=days)
        view = initiative_view(bench.context, bench.id)
        assert view.evaluation == evaluate(bench.facts, SMALL, bench.today)


def values_of(thing: object) -> Iterator[object]:
    if dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from values_of(getattr(thing, field.name))
    elif isinstance(thing, BaseModel):
        for _, value in thing:
            yield from values_of(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from values_of(value)
    elif isinstance(thing, dict):
        yield from values_of(tuple(thing.items()))
    else:
        yield thing


def test_the_form_holds_no_date_of_a_plan_or_launch_and_no_budget(bench: Bench) -> None:
    with_yellows(bench)
    due, cost = date(2026, 6, 17), 987_654.0
    add_plan(bench.context, bench.id, criteria=(C1,), text="SECRET", owner="Olga", due=due, cost=cost, effort_days=77)
    change_initiative(bench.context, bench.id, field="description", value="Launch on 17 June 2026", seen="")
    sign(bench.as_("eve"), bench.id, person_id=bench.eve, acknowledgements=WORDS)
    freeze(bench.context, bench.id)
    for days in (0, 120):
        bench.clock.forward(days=days)
        found = list(values_of(assess_view(bench.context, bench.id)))
        assert C1 in found, "the values are really looked at"
        assert not [value for value in found if value in (due, due + timedelta(days=1), cost, 77)]
        texts = " ".join(value for value in found if isinstance(value, str))
        for hidden in ("SECRET", "17 Jun", "18 Jun", "June 2026", "2026-06-1", "987", "1 May 2026", "2 May 2026"):
            assert hidden not in texts
    assert assess_view(bench.context, bench.id).total == 4


def names(bench: Bench, **wish: object) -> list[str]:
    return [row.name for row in portfolio(bench.context, **wish).rows]  # type: ignore[arg-type]


def test_an_empty_list_is_a_page_too(bench: Bench) -> None:
    delete_initiative(bench.context, bench.id)
    page = portfolio(bench.context)
    assert (page.rows, page.total, page.pages, page.page, page.counts_by_verdict) == ((), 0, 1, 1, {})


def test_the_list_shows_what_the_rules_say_and_follows_changes(bench: Bench) -> None:
    with_yellows(bench)
    (row,) = portfolio(bench.context).rows
    evaluation = initiative_view(bench.context, bench.id).evaluation
    assert (row.verdict, row.headline) == (evaluation.verdict, evaluation.headline)
    assert row.dimensions == {result.dimension: result.status for result in evaluation.dimensions}
    assert (row.coverage, row.assessed, row.criteria) == (1.0, 4, 4)
    assert (row.snapshots, row.overdue_plans, row.review_overdue) == (0, 0, False)
    freeze(bench.context, bench.id)
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen="yellow")
    (row,) = portfolio(bench.context).rows
    assert (row.verdict, row.snapshots) == ("blocked", 1)


def test_the_list_follows_the_calendar(bench: Bench) -> None:
    with_yellows(bench)
    (row,) = portfolio(bench.context).rows
    assert (row.expiring, row.overdue_plans, row.review_overdue) == (0, 0, False)
    bench.clock.forward(days=5)
    assert portfolio(bench.context).rows[0].expiring == 2, "two greens lose their proof within 30 days"
    for _ in range(60):
        bench.clock.forward(days=3)
        (row,) = portfolio(bench.context).rows
        evaluation = evaluate(bench.facts, SMALL, bench.today)
        assert (row.verdict, row.headline) == (evaluation.verdict, evaluation.headline)
    assert row.overdue_plans == 1
    assert row.review_overdue
    assert portfolio(bench.context).overdue_reviews == 1


def test_the_list_is_searched_sorted_and_paged(bench: Bench) -> None:
    for number in range(30):
        create_initiative(
            bench.context, name=f"Name {number:02}", profile=PROFILE, description="x" if number % 2 else "Ü"
        )
        bench.clock.forward(minutes=1)
    page = portfolio(bench.context, sort="name", per_page=10, page=2)
    assert (page.total, page.pages, page.page) == (31, 4, 2)
    assert [row.name for row in page.rows] == [f"Name {number:02}" for number in range(9, 19)]
    assert portfolio(bench.context, per_page=10, page=99).page == 4
    assert portfolio(bench.context, page=-5).page == 1
    assert names(bench, search="name 07") == ["Name 07"]
    assert portfolio(bench.context, search="ü").total == 15
    assert names(bench, search="%") == []
    assert names(bench, sort="changed", descending=True)[0] == "Name 29"
    rate(bench.context, bench.id, C1, rating="red", seen=None)
    assert names(bench, sort="verdict")[0] == "Claims"
    assert names(bench, sort="attention")[0] == "Claims"
    assert portfolio(bench.context).counts_by_verdict == {"blocked": 1, "incomplete": 30}
    assert names(bench, verdict="blocked") == ["Claims"]


def test_every_initiative_is_on_exactly_one_page(bench: Bench) -> None:
    for number in range(23):
        create_initiative(bench.context, name="Same name", profile=PROFILE, id=f"same-{number}")
    for sort in ("attention", "name", "verdict", "review", "changed"):
        for descending in (False, True):
            found = [
                row.id
                for page in range(1, 6)
                for row in portfolio(
                    bench.context,
                    sort=sort,
                    descending=descending,
                    page=page,
                    per_page=5,  # type: ignore[arg-type]
                ).rows
            ]
            assert len(found) == len(set(found)) == 24


def test_the_cache_of_verdicts_can_be_deleted_at_will(bench: Bench) -> None:
    with_yellows(bench)
    before = portfolio(bench.context)
    with bench.context.store.engine.writing() as run:
        verdicts.clear(run)
    assert portfolio(bench.context).rows == before.rows
    bench.context.store.close()
    assert portfolio(bench.context) == before


def test_the_list_works_where_the_cache_cannot_be_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with_yellows(bench)

    def refuse(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(verdicts, "put", refuse)
    (row,) = portfolio(bench.context).rows
    assert row.verdict == "needs_sign_off"


def test_progress_is_told_while_many_are_computed(bench: Bench) -> None:
    for number in range(3):
        create_initiative(bench.context, name=f"{number}", profile=PROFILE)
    told: list[tuple[int, int]] = []
    assert refresh(bench.context, lambda done, of: told.append((done, of)))
    assert told == [(4, 4)]
    refresh(bench.context, lambda done, of: told.append((done, of)))
    assert told == [(4, 4)], "nothing was stale any more"


def test_a_page_does_not_wait_for_many_stale_verdicts_and_its_rows_are_right_all_the_same(bench: Bench) -> None:
    with_yellows(bench)
    for number in range(3):
        create_initiative(bench.context, name=f"{number}", profile=PROFILE)
    first = portfolio(bench.context, sort="name", at_once=2)
    assert first.pending == 4
    assert first.total == 4
    assert sorted(row.verdict for row in first.rows) == ["incomplete", "incomplete", "incomplete", "needs_sign_off"]
    assert refresh(bench.context)
    later = portfolio(bench.context, sort="name", at_once=2)
    assert later.pending == 0
    assert later.counts_by_verdict == {"incomplete": 3, "needs_sign_off": 1}
    assert later.rows == first.rows


def test_a_few_stale_verdicts_are_computed_before_the_page_is_shown(bench: Bench) -> None:
    create_initiative(bench.context, name="One", profile=PROFILE)
    page = portfolio(bench.context, at_once=2)
    assert page.pending == 0
    assert sum(page.counts_by_verdict.values()) == 2


def test_a_snapshot_holds_what_was_then_and_never_changes(bench: Bench) -> None:
    with_yellows(bench)
    head = bench.context.store.head()
    assert freeze(bench.as_("ida"), bench.id, note="First") == 1
    text, sha256 = snapshot_text(bench.context, bench.id)
    document = snapshot_document(bench.context, bench.id, 1)
    assert document.snapshot is not None
    frozen = document.snapshot
    assert (frozen.number, frozen.frozen_by, frozen.note) == (1, "Ida (not signed in)", "First")
    assert (frozen.chain_sequence, frozen.chain_hash) == (head.seq, head.hash)
    assert frozen.evaluation == evaluate(bench.facts, SMALL, bench.today)
    assert document.assessment == bench.facts, "the review that it is stands in it"
    assert bench.facts.initiative.last_review_at == bench.clock.moment
    assert document.framework_hash == fingerprint(SMALL)
    bench.clock.forward(days=50)
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen="yellow")
    assert freeze(bench.as_("bob"), bench.id) == 2
    assert snapshot_text(bench.context, bench.id, 1) == (text, sha256)
    second = snapshot_document(bench.context, bench.id).snapshot
    assert second is not None
    assert (second.number, second.previous_number) == (2, 1)
    assert second.previous_dimensions == frozen.evaluation.dimensions
    assert [(row.number, row.verdict) for row in snapshots(bench.context, bench.id)] == [
        (1, "needs_sign_off"),
        (2, "blocked"),
    ]
    view = initiative_view(bench.context, bench.id)
    assert view.previous is not None and view.previous.number == 2
    assert view.previous_evaluation == second.evaluation


def test_the_fingerprint_of_a_snapshot_is_over_everything_else_in_its_text(bench: Bench) -> None:
    import json

    freeze(bench.context, bench.id)
    text, sha256 = snapshot_text(bench.context, bench.id)
    values = json.loads(text)
    assert values["sha256"] == sha256 == seal_of(values)
    values["assessment"]["initiative"]["name"] += "!"
    assert seal_of(values) != sha256
    assert unsealed(text) == snapshot_document(bench.context, bench.id)


def test_a_snapshot_that_does_not_exist_is_said(bench: Bench) -> None:
    with pytest.raises(NotFound, match="has no snapshot yet"):
        snapshot_text(bench.context, bench.id)
    with pytest.raises(NotFound, match="no initiative"):
        snapshot_text(bench.context, "unknown")
    freeze(bench.context, bench.id)
    with pytest.raises(NotFound, match="The latest is 1"):
        snapshot_text(bench.context, bench.id, 7)


def test_verification_finds_a_changed_snapshot_a_lost_one_and_a_lost_file(bench: Bench) -> None:
    from readiness.commands.evidence import add_file

    add_file(bench.context, bench.id, C1, file_name="x", content=b"x", media_type="text/plain", day=bench.today)
    freeze(bench.context, bench.id)
    freeze(bench.context, bench.id)
    assert verify(bench.context).ok
    store = bench.context.store
    with store.engine.writing() as run:
        run("update snapshot set text = replace(text, 'Claims', 'Chains') where number = 1")
        run("delete from snapshot where number = 2")
    (sha256,) = store.evidence.names()
    store.evidence.path(sha256).write_bytes(b"y")
    found = verify(bench.context)
    assert not found.ok
    assert len(found.problems) == 3
    assert "Snapshot 1 of claims was changed" in found.problems[0]
    assert "Snapshot 2 of claims is missing" in found.problems[1]
    assert sha256 in found.problems[2]


def test_the_log_names_who_did_what(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    set_note(bench.as_("bob"), bench.id, C1, note="n", seen="")
    page = events(bench.context, subject=f"answer/{C1}")
    assert [(event.kind, event.actor, event.signed_in) for event in page.rows] == [
        ("note_changed", "Bob", False),
        ("rated", "Ida", False),
    ]
    assert events(bench.context, actor="bob").total == 1
    assert events(bench.context, page=99).page == 1
    assert "person_added" in page.kinds


def test_the_system_says_where_things_lie(bench: Bench) -> None:
    facts = system_facts(bench.context)
    assert facts.database.is_file()
    assert facts.evidence == facts.database.parent / "evidence"
    assert (facts.stored.initiatives, facts.stored.events, facts.stored.evidence_files) == (1, 4, 0)
    assert facts.stored.database_bytes > 0
    assert integrity_check(bench.context) == ()


def test_greens_in_every_dimension_are_ready(bench: Bench, tmp_path: Path) -> None:
    for criterion in (C1, C2, C3, C4):
        rate(bench.as_("ida"), bench.id, criterion, rating="green", seen=None, reason="Seen")
        add_link(bench.as_("ida"), bench.id, criterion, url="https://example.org", day=bench.today)
    assert portfolio(bench.context).rows[0].verdict == "ready"
