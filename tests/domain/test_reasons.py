"""The reasons of a verdict: which criteria, in which order, in which words."""

from readiness.domain.assessment import UseCase
from readiness.domain.evaluation import Evaluation
from tests.builders import DUE, a_failed_test, a_framework, a_plan, a_sign_off, ago, judged, proof, rated

FRAMEWORK = a_framework(
    (4, 4),
    must_be_green=["data.c2", "data.c4", "integration.c2", "integration.c3"],
    double_weight=["data.c3", "integration.c1", "integration.c3"],
    tolerance=9,
)


def named(evaluation: Evaluation) -> list[str | None]:
    return [reason.criterion for reason in evaluation.reasons]


def opened(evaluation: Evaluation) -> list[str | None]:
    return [reason.criterion for reason in evaluation.open_points]


def test_what_blocks_comes_in_the_order_red_must_be_green_other_red_yellow_must_be_green() -> None:
    found = judged(
        rated("data.c1", "red"),
        rated("data.c2", "yellow"),
        rated("data.c3", "yellow"),
        rated("integration.c1", "red"),
        rated("integration.c2", "red"),
        rated("integration.c3", "red"),
        rated("integration.c4", None),
        framework=FRAMEWORK,
    )
    assert named(found) == ["integration.c3", "integration.c2", "integration.c1", "data.c1", "data.c2"]
    assert opened(found) == ["integration.c4", "data.c3"]


def test_open_points_come_as_not_assessed_and_unproven_then_no_plan_then_other_yellow() -> None:
    found = judged(
        rated("data.c1", "green"),
        rated("data.c2", "green"),
        rated("data.c3", "yellow"),
        rated("integration.c1", "yellow"),
        rated("integration.c2", None),
        rated("integration.c3", "red"),
        rated("integration.c4", None),
        a_plan("integration.c1"),
        use_case=UseCase(),
        framework=FRAMEWORK,
    )
    assert named(found) == ["integration.c3"]
    assert opened(found) == [
        "data.c2",
        "integration.c2",
        "integration.c4",
        None,
        "data.c3",
        "integration.c1",
        "data.c1",
    ]


def test_within_a_rank_weight_goes_before_the_order_of_the_framework() -> None:
    found = judged(rest="red", framework=FRAMEWORK)
    assert named(found) == [
        "integration.c3",
        "data.c2",
        "data.c4",
        "integration.c2",
        "data.c3",
        "integration.c1",
        "data.c1",
        "integration.c4",
    ]


def test_an_incomplete_verdict_names_criteria_dimensions_and_the_use_case() -> None:
    gone = [rated(f"data.c{n}", "not_applicable") for n in (1, 3)] + [
        rated(
            f"data.c{n}",
            "not_applicable",
            not_applicable_confirmed_by="eve",
            not_applicable_confirmation="It has none",
        )
        for n in (2, 4)
    ]
    found = judged(*gone, rated("integration.c1", None), use_case=UseCase(user="clerks"), framework=FRAMEWORK)
    assert [(r.criterion, r.dimension, r.cause) for r in found.reasons] == [
        ("integration.c1", "integration", "not_answered"),
        (None, "data", "dimension_empty"),
        (None, None, "use_case"),
    ]
    assert [r.text for r in found.reasons] == [
        "Integration 1 is not assessed.",
        "Data has no criterion left that applies, so it is not assessed.",
        "The use case statement does not name the decision and the value.",
    ]
    assert {r.status for r in found.reasons} == {"not_assessed"}


def said(*facts: object, strict: bool = False) -> tuple[str, str, str]:
    """Status, cause and sentence of the one reason or open point about data.c1."""
    framework = a_framework((2, 2), must_be_green=["data.c1"] if strict else [])
    found = judged(*facts, framework=framework)  # type: ignore[arg-type]
    [reason] = [r for r in (*found.reasons, *found.open_points) if r.criterion == "data.c1"]
    return reason.status, reason.cause, reason.text


ONE = "data.c1"


def test_each_reason_says_its_cause_in_a_sentence() -> None:
    assert said(rated(ONE, "red")) == ("red", "chosen", "Data 1 is red: Data 1 is bad.")
    assert said(rated(ONE, "yellow"), a_plan(ONE, due=ago(1))) == (
        "red",
        "plan_overdue",
        "Data 1 is red: plan overdue since 20 Mar 2026.",
    )
    assert said(rated(ONE, "green"), a_failed_test(ONE, "critical")) == (
        "red",
        "stress_test_failed",
        "Data 1 is red: stress test Flood failed, critical finding.",
    )
    assert said(rated(ONE, "yellow"), strict=True) == (
        "yellow",
        "chosen",
        "Data 1 is yellow, and must be green in this profile.",
    )
    assert said(rated(ONE, "green"), proof(ONE), a_failed_test(ONE), strict=True) == (
        "yellow",
        "stress_test_failed",
        "Data 1 is yellow: stress test Flood failed, and must be green in this profile.",
    )
    assert said(rated(ONE, None)) == ("not_assessed", "not_answered", "Data 1 is not assessed.")
    assert said(rated(ONE, "yellow", on=ago(61))) == (
        "not_assessed",
        "evidence_too_old",
        "Data 1 counts as not assessed: evidence too old since 20 Mar 2026.",
    )
    assert said(rated(ONE, "not_applicable", by=[])) == (
        "not_assessed",
        "not_applicable_unconfirmed",
        "Data 1 counts as not assessed: not applicable, unconfirmed.",
    )
    assert said(rated(ONE, "green", by=[]), strict=True) == (
        "yellow",
        "unproven",
        "Data 1 lacks proof and must be green in this profile: unproven; "
        "self-assessed: no independent person rated or confirmed it.",
    )
    assert said(rated(ONE, "yellow")) == (
        "yellow",
        "no_plan",
        "Data 1 is yellow and has no mitigation with text, owner and due date.",
    )
    assert said(rated(ONE, "yellow"), a_plan(ONE)) == ("yellow", "chosen", "Data 1 is yellow: Data 1 is fair.")
    assert said(rated(ONE, "green")) == ("yellow", "unproven", "Data 1 counts as yellow: unproven.")


def test_a_sign_off_is_asked_for_every_yellow() -> None:
    found = judged(
        rated("data.c1", "yellow"),
        rated("integration.c1", "yellow"),
        rated("integration.c4", "green"),
        a_plan("data.c1", "integration.c1"),
        framework=FRAMEWORK,
    )
    assert (found.verdict, named(found)) == ("needs_sign_off", ["integration.c1", "data.c1", "integration.c4"])
    signed = judged(rated("data.c1", "yellow"), a_plan("data.c1"), a_sign_off("data.c1", due=DUE), framework=FRAMEWORK)
    assert (signed.verdict, named(signed)) == ("ready_with_mitigations", ["data.c1"])


def test_ready_has_no_reason_and_no_open_point() -> None:
    found = judged(framework=FRAMEWORK)
    assert (found.reasons, found.open_points) == ((), ())


def test_a_full_stop_in_the_content_is_not_doubled() -> None:
    framework = a_framework()
    criteria = tuple(c.model_copy(update={"red": f"{c.name} is bad."}) for c in framework.criteria)
    found = judged(
        rated(ONE, "red"),
        framework=framework.model_validate(framework.model_copy(update={"criteria": criteria}).model_dump()),
    )
    assert found.reasons[0].text == "Data 1 is red: Data 1 is bad."
