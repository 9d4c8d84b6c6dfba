"""People, evidence, plans, stress tests and sign-offs: what is stored and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from readiness.commands.answers import rate
from readiness.commands.evidence import add_file, add_link, add_text, withdraw
from readiness.commands.people import add_person, change_person
from readiness.commands.plans import add_plan, change_plan
from readiness.commands.sign_off import revoke, sign
from readiness.commands.stress_tests import record_stress_test, resolve_stress_test
from readiness.domain.assessment import Person, Plan, StressTest
from readiness.errors import Invalid, NotFound, StaleVersion
from readiness.queries.evidence import evidence_file
from readiness.queries.initiative import evaluation_of
from tests.use_cases.conftest import C1, C2, C3, C4, Bench

ODD = "<b>مرحبا</b> =1+1 🦊"


def person(bench: Bench, id: str) -> Person:
    found = bench.facts.person(id)
    assert found is not None
    return found


def test_a_person_is_entered_with_open_declarations(bench: Bench) -> None:
    id = add_person(bench.context, bench.id, name=ODD, role="=role")
    entered = person(bench, id)
    assert (entered.name, entered.role, entered.builder, entered.declared_at) == (ODD, "=role", None, None)
    change_person(bench.context, bench.id, id, seen=entered, builder=False)
    assert person(bench, id).declared_at == bench.clock.moment


def test_fields_of_a_person_are_guarded_one_by_one(bench: Bench) -> None:
    seen = person(bench, bench.bob)
    change_person(bench.as_("ida"), bench.id, bench.bob, seen=seen, role="Engineer")
    change_person(bench.as_("eve"), bench.id, bench.bob, seen=seen, name="Robert")
    assert (person(bench, bench.bob).name, person(bench, bench.bob).role) == ("Robert", "Engineer")
    with pytest.raises(StaleVersion) as caught:
        change_person(bench.as_("eve"), bench.id, bench.bob, seen=seen, role="Manager")
    assert isinstance(caught.value.theirs, Person)
    assert (caught.value.theirs.role, caught.value.by) == ("Engineer", "Ida")


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 201}, {"role": "x\ny"}, {"id": "other"}, {"unknown": 1}, {"builder": "so"}]
)
def test_a_person_that_cannot_be_stored_is_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    seen, events = person(bench, bench.bob), bench.events
    with pytest.raises(Invalid):
        change_person(bench.context, bench.id, bench.bob, seen=seen, **wrong)
    assert (person(bench, bench.bob), bench.events) == (seen, events)


def test_a_person_who_does_not_exist_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        change_person(bench.context, bench.id, "nobody", seen=person(bench, bench.bob), name="X")


def test_text_link_and_file_are_stored_as_given(bench: Bench) -> None:
    here = (bench.as_("ida"), bench.id, C1)
    day = bench.today - timedelta(days=3)
    text = add_text(*here, text=ODD, day=day, by="Ida")
    link = add_link(*here, url="HTTPS://example.org/a?b=<c>", text="Title", day=day)
    file = add_file(*here, file_name="../r<e>port.pdf", content=b"%PDF", media_type="Application/PDF", day=day, by="QA")
    items = {item.id: item for item in bench.facts.evidence_of(C1)}
    assert list(items) == [text, link, file]
    assert (items[text].text, items[text].by, items[text].added_by) == (ODD, "Ida", "Ida (not signed in)")
    assert items[link].url == "HTTPS://example.org/a?b=<c>"
    assert (items[file].file_name, items[file].media_type, items[file].size) == (
        "../r<e>port.pdf",
        "application/pdf",
        4,
    )
    got = evidence_file(bench.context, bench.id, file)
    assert (got.content, got.media_type, got.file_name) == (b"%PDF", "application/pdf", "../r<e>port.pdf")
    with pytest.raises(NotFound):
        evidence_file(bench.context, bench.id, text)
    with pytest.raises(NotFound):
        evidence_file(bench.context, bench.id, "unknown")


@pytest.mark.parametrize(
    "declared", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/html; x", "", "\r\nx"]
)
def test_a_type_that_a_browser_would_run_is_never_handed_out(bench: Bench, declared: str) -> None:
    id = add_file(
        bench.context, bench.id, C1, file_name="x.html", content=b"<script>", media_type=declared, day=bench.today
    )
    assert evidence_file(bench.context, bench.id, id).media_type == "application/octet-stream"


@pytest.mark.parametrize("day", [date(2026, 3, 21), date(1989, 12, 31), date(2200, 1, 1)])
def test_evidence_from_the_future_or_before_1990_is_refused(bench: Bench, day: date) -> None:
    before, here = bench.events, (bench.context, bench.id, C1)
    with pytest.raises(Invalid) as caught:
        add_text(*here, text="x", day=day)
    assert caught.value.field == "day"
    with pytest.raises(Invalid):
        add_link(*here, url="https://example.org", day=day)
    with pytest.raises(Invalid):
        add_file(*here, file_name="x", content=b"x", media_type="text/plain", day=day)
    assert bench.events == before
    assert list(bench.context.store.evidence.names()) == [], "no file without its row"


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "https:///x", "x", "ftp://a/b"],
)
def test_only_a_web_address_is_a_link(bench: Bench, url: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_link(bench.context, bench.id, C1, url=url, day=bench.today)
    assert caught.value.field == "url"


def test_a_file_is_refused_when_empty_too_large_or_on_an_unknown_criterion(bench: Bench) -> None:
    def add(content: bytes, criterion: str = C1, name: str = "x") -> None:
        add_file(
            bench.context,
            bench.id,
            criterion,
            file_name=name,
            content=content,
            media_type="text/plain",
            day=bench.today,
        )

    limit = bench.context.store.evidence.limit
    for content, criterion, name in (
        (b"", C1, "x"),
        (b"x" * (limit + 1), C1, "x"),
        (b"x", "data.no", "x"),
        (b"x", C1, ""),
    ):
        with pytest.raises(Invalid):
            add(content, criterion, name)
    assert list(bench.context.store.evidence.names()) == []
    add(b"x" * limit)


def test_withdrawn_evidence_stays_in_the_record(bench: Bench) -> None:
    id = add_text(bench.context, bench.id, C1, text="x", day=bench.today)
    withdraw(bench.context, bench.id, id)
    events = bench.events
    withdraw(bench.context, bench.id, id)
    assert bench.events == events, "withdrawing twice is withdrawing once"
    assert bench.facts.evidence_of(C1) == ()
    assert [item.withdrawn_at for item in bench.facts.evidence] == [bench.clock.moment]
    with pytest.raises(NotFound):
        withdraw(bench.context, bench.id, "unknown")


def plan(bench: Bench, id: str) -> Plan:
    return next(plan for plan in bench.facts.plans if plan.id == id)


def test_a_plan_is_made_changed_and_done(bench: Bench) -> None:
    id = add_plan(bench.context, bench.id, criteria=(C1, C2), text=ODD, owner="Olga", due=date(2026, 5, 1))
    seen = plan(bench, id)
    assert seen.is_complete and seen.criteria == (C1, C2)
    change_plan(bench.context, bench.id, id, seen=seen, status="done", effort_days=2.5, cost=1000)
    assert (plan(bench, id).done_at, plan(bench, id).effort_days) == (bench.clock.moment, 2.5)
    change_plan(bench.context, bench.id, id, seen=plan(bench, id), status="open")
    assert plan(bench, id).done_at is None
    with pytest.raises(StaleVersion):
        change_plan(bench.context, bench.id, id, seen=seen, cost=7)
    change_plan(bench.context, bench.id, id, seen=seen, text="Other words")


@pytest.mark.parametrize(
    "wrong",
    [
        {"criteria": ()},
        {"criteria": ("data.unknown",)},
        {"criteria": (C1, C1)},
        {"kind": "action", "text": " "},
        {"kind": "dream"},
        {"text": "x" * 10_001},
        {"owner": "x\ny"},
        {"due": date(1989, 1, 1)},
        {"effort_days": -1},
        {"effort_days": float("nan")},
        {"cost": 1e12},
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_is_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    id = add_plan(bench.context, bench.id, criteria=(C1,), text="Mend it")
    before, events = plan(bench, id), bench.events
    with pytest.raises(Invalid):
        change_plan(bench.context, bench.id, id, seen=before, **wrong)
    if wrong != {"kind": "dream"}:
        with pytest.raises(Invalid):
            add_plan(bench.context, bench.id, **({"criteria": (C1,), "text": "Mend it"} | wrong))
    assert (plan(bench, id), bench.events) == (before, events)


def test_an_action_needs_no_criterion(bench: Bench) -> None:
    id = add_plan(bench.context, bench.id, kind="action", text="Tell the board")
    assert plan(bench, id).criteria == ()
    with pytest.raises(Invalid):
        change_plan(bench.context, bench.id, id, seen=plan(bench, id), created_at=None)
    with pytest.raises(NotFound):
        change_plan(bench.context, bench.id, "unknown", seen=plan(bench, id), text="x")


def stress_test(bench: Bench) -> StressTest:
    (found,) = bench.facts.stress_tests
    return found


def test_a_failed_stress_test_is_recorded_and_resolved(bench: Bench) -> None:
    day = bench.today - timedelta(days=5)
    id = record_stress_test(
        bench.as_("ida"), bench.id, criterion=C1, name="Flood", day=day, outcome="failed", severity="major", finding=ODD
    )
    assert stress_test(bench).is_unresolved
    resolve_stress_test(bench.context, bench.id, id, fixed_on=bench.today, passed_again_on=None)
    assert stress_test(bench).is_unresolved
    resolve_stress_test(bench.context, bench.id, id, fixed_on=bench.today, passed_again_on=bench.today)
    assert not stress_test(bench).is_unresolved
    for fixed, passed in (
        (day - timedelta(days=1), None),
        (bench.today + timedelta(days=1), None),
        (None, bench.today),
        (bench.today, day),
    ):
        with pytest.raises(Invalid):
            resolve_stress_test(bench.context, bench.id, id, fixed_on=fixed, passed_again_on=passed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"day": date(2026, 3, 21)},
        {"outcome": "failed"},
        {"outcome": "failed", "severity": "major"},
        {"outcome": "failed", "finding": "x"},
        {"outcome": "failed", "finding": "x", "severity": "terrible"},
        {"outcome": "perhaps"},
        {"severity": "minor"},
        {"criterion": "data.unknown"},
    ],
    ids=str,
)
def test_a_stress_test_that_says_too_little_is_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    values: dict[str, Any] = {"criterion": C1, "name": "Flood", "day": bench.today, "outcome": "passed"}
    with pytest.raises(Invalid):
        record_stress_test(bench.context, bench.id, **(values | wrong))
    assert bench.facts.stress_tests == ()
    id = record_stress_test(bench.context, bench.id, **values)
    with pytest.raises(Invalid, match="passed"):
        resolve_stress_test(bench.context, bench.id, id, fixed_on=bench.today, passed_again_on=None)
    with pytest.raises(NotFound):
        resolve_stress_test(bench.context, bench.id, "unknown", fixed_on=None, passed_again_on=None)


def with_yellows(bench: Bench) -> Bench:
    """Everything green with proof, but for two planned yellows in two dimensions."""
    for criterion in (C1, C3):
        rate(bench.as_("ida"), bench.id, criterion, rating="yellow", seen=None)
    for criterion in (C2, C4):
        rate(bench.as_("ida"), bench.id, criterion, rating="green", seen=None, reason="Seen")
        add_link(bench.as_("ida"), bench.id, criterion, url="https://example.org", day=bench.today)
    add_plan(bench.context, bench.id, criteria=(C1, C3), text="Mend", owner="Olga", due=date(2026, 5, 1))
    assert evaluation_of(bench.context, bench.id).verdict == "needs_sign_off"
    return bench


WORDS = {C1: "I accept the first", C3: "and the second"}


def test_a_sign_off_names_each_yellow_with_its_status_and_due_date(bench: Bench) -> None:
    with_yellows(bench)
    id = sign(bench.as_("eve"), bench.id, person_id=bench.eve, acknowledgements=WORDS, statement=ODD)
    (sign_off,) = bench.facts.sign_offs
    assert [(r.criterion, r.status, r.due, r.acknowledgement) for r in sign_off.risks] == [
        (C1, "yellow", date(2026, 5, 1), WORDS[C1]),
        (C3, "yellow", date(2026, 5, 1), WORDS[C3]),
    ]
    assert (sign_off.person_name, sign_off.signed_in, sign_off.statement) == ("Eve", False, ODD)
    assert "does not work on the delivery" in sign_off.declaration
    assert evaluation_of(bench.context, bench.id).verdict == "ready_with_mitigations"
    revoke(bench.as_("eve"), bench.id, id)
    assert evaluation_of(bench.context, bench.id).verdict == "needs_sign_off"
    with pytest.raises(NotFound):
        revoke(bench.as_("eve"), bench.id, "unknown")


def refusal(bench: Bench, person: str, words: dict[str, str]) -> str:
    before = bench.events
    with pytest.raises(Invalid) as caught:
        sign(bench.as_("eve"), bench.id, person_id=person, acknowledgements=words)
    assert bench.events == before
    assert bench.facts.sign_offs == ()
    return "\n".join(caught.value.problems)


def test_every_yellow_must_be_acknowledged_in_writing(bench: Bench) -> None:
    with_yellows(bench)
    assert "Integration 1 is yellow and is not acknowledged" in refusal(bench, bench.eve, {C1: "yes", C3: "  "})
    said = refusal(bench, bench.eve, {})
    assert "Data 1" in said and "Integration 1" in said
    assert "is not yellow" in refusal(bench, bench.eve, WORDS | {C2: "this too"})
    assert "letters" in refusal(bench, bench.eve, WORDS | {C1: "x" * 10_001})


def test_a_red_cannot_be_signed_away(bench: Bench) -> None:
    with_yellows(bench)
    rate(bench.as_("ida"), bench.id, C2, rating="red", seen="green")
    assert "Data 2 is red" in refusal(bench, bench.eve, WORDS)


def test_only_an_executive_who_is_no_builder_signs(bench: Bench) -> None:
    with_yellows(bench)
    assert "not entered as an executive" in refusal(bench, bench.ida, WORDS)
    change_person(bench.context, bench.id, bench.eve, seen=person(bench, bench.eve), builder=None)
    assert "has not declared" in refusal(bench, bench.eve, WORDS)
    change_person(bench.context, bench.id, bench.eve, seen=person(bench, bench.eve), builder=True)
    assert "cannot sign" in refusal(bench, bench.eve, WORDS)
    change_person(bench.context, bench.id, bench.eve, seen=person(bench, bench.eve), builder=False, left=True)
    assert "has left" in refusal(bench, bench.eve, WORDS)
    with pytest.raises(NotFound):
        sign(bench.context, bench.id, person_id="nobody", acknowledgements=WORDS)


def test_there_is_nothing_to_sign_without_a_yellow(bench: Bench) -> None:
    assert "nothing to sign for" in refusal(bench, bench.eve, {})
