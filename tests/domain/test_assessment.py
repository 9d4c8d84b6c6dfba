"""The stored facts as values: strict, frozen, and with look-ups that are never out of date."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from readiness.domain.assessment import Answer, CheckValue, Fact, SignOff, worst
from readiness.domain.gate import evaluate
from tests.builders import SMALL, TODAY, a_plan, an_assessment, proof, rated

ONE = "data.c1"


def test_the_worst_status_comes_in_the_order_red_not_assessed_yellow_green() -> None:
    order = ["red", "not_assessed", "yellow", "green", "not_applicable"]
    for index, status in enumerate(order):
        assert worst(order[index:]) == status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("model", "fields", "place"),
    [
        (Answer, {"criterion": ONE, "rating": "green"}, ""),
        (Answer, {"criterion": ONE, "rating": "blue"}, "rating"),
        (Answer, {"criterion": ONE, "mood": "good"}, "mood"),
        (Answer, {"criterion": ONE, "chosen_at": datetime(2026, 1, 1)}, "chosen_at"),  # noqa: DTZ001
        (CheckValue, {"measure": "m", "kind": "number"}, ""),
        (CheckValue, {"measure": "m", "kind": "date"}, ""),
        (CheckValue, {"measure": "m", "kind": "number", "number": float("nan")}, "number"),
        (CheckValue, {"measure": "m", "kind": "number", "number": float("inf")}, "number"),
        (
            SignOff,
            {"id": "s", "person": "p", "person_name": "P", "signed_at": datetime(2026, 1, 1, tzinfo=UTC)},
            "risks",
        ),
    ],
)
def test_a_fact_that_could_not_be_judged_is_refused(model: type[Fact], fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model(**fields)
    [detail] = caught.value.errors()
    assert ".".join(map(str, detail["loc"])) == place


def test_an_answer_without_a_rating_may_hold_checks_and_a_note() -> None:
    answer = Answer(
        criterion=ONE, note="asked Olga", checks=(CheckValue(measure="m", kind="date", day=date(2026, 1, 1)),)
    )
    assert answer.rating is None


def test_facts_are_frozen() -> None:
    with pytest.raises(ValidationError):
        rated(ONE, "red").rating = "green"  # type: ignore[misc]


def test_a_copy_with_other_facts_is_judged_by_those() -> None:
    before = an_assessment(rated(ONE, "yellow"), a_plan(ONE))
    assert evaluate(before, SMALL, TODAY).verdict == "ready_with_mitigations"
    assert evaluate(before.model_copy(update={"plans": ()}), SMALL, TODAY).verdict == "needs_plan"
    green = before.model_copy(update={"answers": (*before.answers[1:], rated(ONE, "green"))})
    assert evaluate(green, SMALL, TODAY).criterion(ONE).chosen == "green"
    proven = green.model_copy(update={"evidence": (*green.evidence, proof(ONE))})
    assert evaluate(proven, SMALL, TODAY).verdict == "ready"


def test_an_assessment_survives_its_json() -> None:
    before = an_assessment(rated(ONE, "yellow"), a_plan(ONE))
    evaluate(before, SMALL, TODAY)
    assert type(before).model_validate_json(before.model_dump_json()) == before


def test_what_was_never_recorded_reads_as_empty() -> None:
    assessment = an_assessment(rest=None)
    assert assessment.answer(ONE) == Answer(criterion=ONE)
    assert assessment.evidence_of(ONE) == ()
    assert assessment.person("ghost") is None
