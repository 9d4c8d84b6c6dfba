"""Frozen documents for the tests of reports: one that uses every part, and the same with other text in every field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.domain.assessment import Agreement, Answer, Assessment, DemoFacts, Evidence, Person, StressTest, UseCase
from readiness.domain.framework import Framework, Mapping
from readiness.domain.gate import evaluate
from readiness.domain.path import next_path, ready_path
from readiness.domain.snapshot import Difference, Document, Frozen, fingerprint
from readiness.domain.upcoming import upcoming
from readiness.domain.workshop_record import WorkshopRecord
from tests.builders import (
    DUE,
    PEOPLE,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    a_sign_off,
    a_workshop_record,
    ago,
    an_assessment,
    at,
    check,
    in_rounds,
    left,
    proof,
    rated,
)

TYPED = frozenset(
    [
        "name",
        "description",
        "example",
        "note",
        "reason",
        "not_applicable_text",
        "not_applicable_confirmation",
        "rationale",
        "unproven",
        "dissent",
        "text",
        "url",
        "file_name",
        "by",
        "role",
        "person_name",
        "person_role",
        "declaration",
        "statement",
        "acknowledgement",
        "finding",
        "owner",
        "skill",
        "user",
        "decision",
        "value",
        "measure_text",
        "headline",
        "remedy",
        "takes",
        "frozen_by",
        "place",
        "original",
        "changed",
        "question",
        "why",
        "stakes",
        "mapping_note",
    ]
)
"""Fields that hold prose; a fuzz test replaces every one of them."""


def a_report_framework(shape: tuple[int, ...] = (3, 2, 2, 2, 2)) -> Framework:
    """Five dimensions with a mapping on the first criterion; two criteria must be green."""
    framework = a_framework(shape, must_be_green=("data.c1", "governance.c1"), double_weight=("data.c1",))
    mapping = Mapping(standard="NIST AI RMF", ref="NIST AI RMF MAP 2.3", why="data collection", checked=True)
    first = framework.criteria[0].model_copy(update={"mappings": (mapping,)})
    return framework.model_copy(update={"criteria": (first, *framework.criteria[1:]), "extends": "2026.1"})


def a_report_workshop() -> WorkshopRecord:
    """A workshop that left criteria in every way there is, over one and two rounds and none."""
    return a_workshop_record(
        left(
            "data.c2",
            rounds=in_rounds("RRYYYGGGGGDN", "YYYYYYYYYGGG", moved=[(2, 4, 4)], missing=1),
            rating="yellow",
            rationale="The log was read aloud",
            dissent="Operations would wait for the drill",
        ),
        left("data.c1", rounds=in_rounds("GGGGGGGGGG"), rating="green", unproven=("unproven",)),
        left("data.c3", rounds=in_rounds("NNNNNNNYYY"), rating="not_applicable", not_applicable_text="No such feed"),
        left("integration.c1", rounds=in_rounds("RRRRRGGGGG", missing=2), parked=True, rationale="Ask the vendor"),
        left("integration.c2", rounds=in_rounds("RG")),
        left("governance.c1"),
        on=ago(1),
    )


def a_report_assessment(framework: Framework) -> Assessment:
    """Facts that make every part of a report appear."""
    assessment = an_assessment(
        rated(
            "data.c1",
            "green",
            checks=(check("share_covered", 90), check("faults_open", None), check("days_since_drill", ago(3))),
            reason="Two alarms are false ones",
            note="Look again in June",
            rechecked=False,
        ),
        rated("data.c2", "yellow", by=("bob",), agreement=Agreement(independent_votes=("yellow",), rationale="Close")),
        rated("data.c3", "not_applicable", not_applicable_text="There is no such feed"),
        rated("integration.c1", "green", on=ago(50), by=("bob",)),
        rated("governance.c1", "red"),
        Answer(criterion="operations.c1", note="Asked Olga"),
        proof("data.c1"),
        proof("data.c1", ago(4), "link", id="link"),
        proof("integration.c1", ago(50), id="old", withdrawn=ago(2)),
        a_plan("data.c2", effort_days=2.5, cost=12500, skill="Python", id="one"),
        a_plan("data.c2", "governance.c1", due=ago(1), id="two"),
        a_plan(kind="action", id="three", owner="", due=None),
        a_failed_test("governance.c1", "critical", finding="It fell over"),
        StressTest(id="ok", criterion="data.c1", name="Drought", day=ago(9), outcome="passed", added_at=at(ago(9))),
        a_report_workshop(),
        a_sign_off("data.c2", on=ago(5), declaration="does not work on the delivery", statement="I have read it."),
        framework=framework,
        people=(*PEOPLE, Person(id="lou", name="Lou", role="Nurse", left=True, user_side=True)),
        use_case=UseCase(user="clerks", decision="whom to call", value="an hour a day", measure=""),
    )
    evidence = tuple(
        Evidence.model_validate(
            item.model_dump()
            | (
                {"url": "https://example.org/drill?a=1", "text": "Drill log", "by": "Olga"}
                if item.kind == "link"
                else {"file_name": "report.pdf", "media_type": "application/pdf", "size": 4711, "sha256": "ab" * 32}
            )
        )
        for item in assessment.evidence
    )
    initiative = assessment.initiative.model_copy(
        update={
            "name": "Sepsis alert",
            "description": "Warns the ward.",
            "example": "A made-up case",
            "demo": DemoFacts(cases_shown=120, cases_from_production=35, unattended_hours=3),
        }
    )
    return assessment.model_copy(update={"evidence": evidence, "initiative": initiative})


def a_document(framework: Framework | None = None, assessment: Assessment | None = None, **frozen: Any) -> Document:
    """A snapshot, frozen at noon of the builders' today."""
    framework = framework or a_report_framework()
    assessment = assessment or a_report_assessment(framework)
    evaluation = evaluate(assessment, framework, TODAY)
    before = tuple(
        result.model_copy(update={"status": "red", "score": 10.0 * place})
        for place, result in enumerate(evaluation.dimensions)
    )
    return Document(
        program="0.1.0",
        framework_hash=fingerprint(framework),
        framework=framework,
        differences=(
            Difference(
                place="Data 1, Share covered, green", criterion="data.c1", original="100", changed="90", softer=True
            ),
        ),
        assessment=assessment,
        snapshot=Frozen(
            **{
                "number": 3,
                "frozen_at": at(TODAY) + timedelta(minutes=7),
                "frozen_by": "Ida (not signed in)",
                "note": "Before the meeting",
                "evaluation": evaluation,
                "path_next": next_path(assessment, framework, evaluation),
                "path_ready": ready_path(assessment, framework, evaluation),
                "upcoming": upcoming(assessment, framework, TODAY),
                "previous_number": 2,
                "previous_dimensions": before,
                "chain_sequence": 41,
                "chain_hash": "9f" * 32,
                **frozen,
            }
        ),
    )


def with_text(document: Document, text: str) -> Document:
    """The same document with `text` in every field that holds prose, framework included."""

    def replaced(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: replaced(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [replaced(item, key) for item in value]
        return text if isinstance(value, str) and key in TYPED else value

    return Document.model_validate(replaced(document.model_dump(mode="json")))


def with_note(document: Document, text: str) -> Document:
    """The same document with `text` as the note of its first criterion."""
    answers = document.assessment.answers
    first = answers[0].model_copy(update={"note": text})
    return document.model_copy(
        update={"assessment": document.assessment.model_copy(update={"answers": (first, *answers[1:])})}
    )


__all__ = ["DUE", "TODAY", "a_document", "a_report_assessment", "a_report_framework", "with_note", "with_text"]
