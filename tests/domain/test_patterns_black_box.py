"""Black box problem: each sign as hit, clear and unknown, and at its limits."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.domain.assessment import Answer, Assessment, CheckValue
from readiness.domain.decision_figures import Count, DecisionFigures
from readiness.domain.project_record import FactSheet
from tests.pattern_facts import ago, an_assessment, facts, measured, metric, ratings, record, sign, state

AUDIT, FEEDBACK = "governance.audit_explainability", "organization.feedback_loops"
WHOLE = FactSheet(purpose="Sort claims", data="Five years", limits="No fraud", failure_groups="New clients")
OVERRIDE = metric("adoption", "override")


def checked(criterion: str, measure: str, number: float | None) -> Assessment:
    kind: Any = "nothing_yet" if number is None else "number"
    return an_assessment(
        answers=(Answer(criterion=criterion, checks=(CheckValue(measure=measure, kind=kind, number=number),)),)
    )


def test_audit_and_explainability_red_or_not_assessed_is_a_sign() -> None:
    assert state("explain_red", facts(statuses=ratings(audit_explainability="red", silence=False))) == "hit"
    assert state("explain_red", facts()) == "hit"
    assert state("explain_red", facts(silence=False)) == "unknown"
    assert state("explain_red", facts(statuses=ratings(audit_explainability="yellow"))) == "clear"


@pytest.mark.parametrize(("rebuilt", "expected"), [(17, "hit"), (18, "clear"), (20, "clear"), (None, "unknown")])
def test_fewer_than_18_of_20_decisions_rebuilt_is_a_sign(rebuilt: float | None, expected: str) -> None:
    assert state("rebuild_failed", facts(assessment=checked(AUDIT, "decisions_rebuilt", rebuilt))) == expected
    assert state("rebuild_failed", facts()) == "unknown"


def test_the_fact_sheet_must_state_all_four() -> None:
    assert state("no_model_doc", facts(record(fact_sheet=WHOLE))) == "clear"
    part = WHOLE.model_copy(update={"limits": "", "failure_groups": " "})
    found = sign("no_model_doc", facts(record(fact_sheet=part)))
    assert (found.state, found.fact) == ("hit", "The fact sheet does not state limits and known failure groups.")
    assert state("no_model_doc", facts()) == "hit"
    assert state("no_model_doc", facts(silence=False)) == "unknown"


def test_a_vendors_model_needs_local_validation_and_nobody_is_suspected_of_a_vendor() -> None:
    assert state("vendor_opaque", facts()) == "unknown"
    assert state("vendor_opaque", facts(record(vendor_model=False))) == "clear"
    assert state("vendor_opaque", facts(record(vendor_model=True, locally_validated_on=ago(30)))) == "clear"
    assert state("vendor_opaque", facts(record(vendor_model=True))) == "hit"
    assert state("vendor_opaque", facts(record(vendor_model=True), silence=False)) == "unknown"
    stated = record(vendor_model=True, not_locally_validated=True)
    assert state("vendor_opaque", facts(stated, silence=False)) == "hit"


def log(overrides: int, reasoned: int, of: int = 100) -> DecisionFigures:
    return DecisionFigures(
        decisions=of,
        last_day=ago(1),
        overrides=Count(overrides, of),
        overrides_reasoned=Count(reasoned, overrides),
    )


@pytest.mark.parametrize(
    ("overrides", "reasoned", "expected"),
    [(30, 0, "clear"), (31, 15, "hit"), (32, 16, "clear"), (31, 31, "clear"), (0, 0, "clear")],
)
def test_overrides_above_the_limit_need_a_reason_in_half_of_the_cases(
    overrides: int, reasoned: int, expected: str
) -> None:
    assert state("unexplained_overrides", facts(decisions=log(overrides, reasoned))) == expected


def test_without_a_log_the_metric_and_the_check_on_reasons_speak() -> None:
    often = (measured(OVERRIDE, values=(20, 31)),)
    assert state("unexplained_overrides", facts(metrics=often)) == "unknown"
    few = checked(FEEDBACK, "overrides_with_reason", 49)
    assert state("unexplained_overrides", facts(metrics=often, assessment=few)) == "hit"
    half = checked(FEEDBACK, "overrides_with_reason", 50)
    assert state("unexplained_overrides", facts(metrics=often, assessment=half)) == "clear"
    seldom = (measured(OVERRIDE, values=(31, 30)),)
    assert state("unexplained_overrides", facts(metrics=seldom)) == "clear"
    assert state("unexplained_overrides", facts()) == "unknown"


def test_where_the_profile_has_no_limit_overrides_say_nothing() -> None:
    given = facts(decisions=log(90, 0), profile="content_recommendation")
    assert state("unexplained_overrides", given) == "unknown"


@pytest.mark.parametrize(("days", "expected"), [(30, "clear"), (31, "hit"), (None, "unknown")])
def test_reasons_come_late_beyond_the_yellow_limit(days: float | None, expected: str) -> None:
    given = checked(AUDIT, "days_to_answer_reason_request", days)
    limits = {(AUDIT, "days_to_answer_reason_request"): 30.0}
    assert state("reasons_late", facts(assessment=given, limits=limits)) == expected


def test_a_teams_own_limit_on_reasons_is_used() -> None:
    given = checked(AUDIT, "days_to_answer_reason_request", 11)
    limits = {(AUDIT, "days_to_answer_reason_request"): 10.0}
    assert state("reasons_late", facts(assessment=given, limits=limits)) == "hit"


@pytest.mark.parametrize(
    ("names", "expected"), [(None, "unknown"), ((), "hit"), (("Bo",), "hit"), (("Bo", "Ida"), "clear")]
)
def test_one_person_who_can_debug_it_is_too_few(names: tuple[str, ...] | None, expected: str) -> None:
    assert state("single_expert", facts(record(debuggers=names))) == expected
