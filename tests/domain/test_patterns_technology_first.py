"""Technology-first trap: each sign as hit, clear and unknown, and at its limits."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.domain.assessment import Answer, Person, UseCase
from readiness.domain.project_record import Feedback, PresentWay
from tests.pattern_facts import ago, an_assessment, at, facts, measured, metric, ratings, record, sign, state

WHOLE = UseCase(user="clerks", decision="whom to call", value="an hour a day")
UNA = Person(id="una", name="Una", user_side=True)


def with_use_case(use_case: UseCase, **more: Any) -> Any:
    return facts(assessment=an_assessment(initiative={"use_case": use_case}), **more)


@pytest.mark.parametrize("part", ["user", "decision", "value"])
def test_a_missing_part_of_the_use_case_is_a_sign_and_is_named(part: str) -> None:
    found = sign("no_use_case", with_use_case(WHOLE.model_copy(update={part: " "})))
    assert (found.state, found.page) == ("hit", "use-case")
    assert part in found.fact


def test_a_whole_use_case_is_clear_and_needs_no_measure() -> None:
    assert state("no_use_case", with_use_case(WHOLE)) == "clear"


def test_a_missing_use_case_says_nothing_in_the_first_days() -> None:
    found = sign("no_use_case", with_use_case(UseCase(), silence=False))
    assert found.state == "unknown"
    assert "Counts as a sign from the first snapshot on, or from 30 Mar 2026." in found.fact


def test_a_business_metric_needs_both_a_baseline_and_a_target() -> None:
    assert state("no_business_metric", facts(metric("business", baseline=True, target=5))) == "clear"
    assert state("no_business_metric", facts(metric("business", baseline=True))) == "hit"
    assert state("no_business_metric", facts(metric("business", target=5))) == "hit"
    assert state("no_business_metric", facts(metric("model", baseline=True, target=5))) == "hit"
    assert state("no_business_metric", facts(silence=False)) == "unknown"


def test_a_retired_business_metric_does_not_count() -> None:
    retired = metric("business", baseline=True, target=5, retired_at=at(ago(1)))
    assert state("no_business_metric", facts(retired)) == "hit"


def test_the_business_family_is_silent_beside_a_technical_or_model_point_of_60_days() -> None:
    model, business = metric("model"), metric("business", "value")
    assert state("business_family_silent", facts(metrics=(measured(model, days=60),))) == "hit"
    assert state("business_family_silent", facts(metrics=(measured(model, days=61),))) == "unknown"
    both = (measured(model, days=1), measured(business, days=60))
    assert state("business_family_silent", facts(metrics=both)) == "clear"
    late = (measured(model, days=1), measured(business, days=61))
    assert state("business_family_silent", facts(metrics=late)) == "hit"
    assert state("business_family_silent", facts(metrics=None)) == "unknown"


def test_two_changes_of_the_use_case_on_different_days_of_a_year_are_a_sign() -> None:
    assert state("use_case_moved", facts(use_case_changes=(ago(365), ago(1)))) == "hit"
    assert state("use_case_moved", facts(use_case_changes=(ago(366), ago(1)))) == "clear"
    assert state("use_case_moved", facts(use_case_changes=(ago(1), ago(1), ago(1)))) == "clear"
    assert state("use_case_moved", facts()) == "clear"


def test_cost_or_quality_of_the_present_way_is_enough() -> None:
    for way in (PresentWay(cost="14 minutes a claim"), PresentWay(quality="8 % wrong", measured_on=ago(20))):
        found = sign("no_baseline_cost", facts(record(present_way=way)))
        assert (found.state, found.day) == ("clear", way.measured_on)
    assert state("no_baseline_cost", facts()) == "hit"
    assert state("no_baseline_cost", facts(silence=False)) == "unknown"


def test_somebody_of_the_user_side_counts_as_owner_deputy_or_assessor() -> None:
    people = an_assessment(people=(UNA,))
    assert state("no_named_user_group", facts(assessment=people)) == "hit"
    assert state("no_named_user_group", facts(record(operational_owner="una"), assessment=people)) == "clear"
    assert state("no_named_user_group", facts(record(deputy="una"), assessment=people)) == "clear"
    answer = Answer(criterion="data.source_mapping", rating="red", chosen_at=at(ago(9)), raters=("una",))
    assert state("no_named_user_group", facts(assessment=an_assessment(people=(UNA,), answers=(answer,)))) == "clear"


def test_a_user_who_has_left_or_a_person_of_another_side_does_not_count() -> None:
    gone = UNA.model_copy(update={"left": True})
    assert (
        state("no_named_user_group", facts(record(operational_owner="una"), assessment=an_assessment(people=(gone,))))
        == "hit"
    )
    other = Person(id="bo", name="Bo")
    assert state("no_named_user_group", facts(record(deputy="bo"), assessment=an_assessment(people=(other,)))) == "hit"


def test_feedback_under_a_name_comes_from_the_user_side_and_anonymous_feedback_names_nobody() -> None:
    named = Feedback(id="f", day=ago(5), text="Too slow", author="Kim", added_at=at(ago(5)))
    assert state("no_named_user_group", facts(named)) == "clear"
    assert state("no_named_user_group", facts(named.model_copy(update={"author": ""}))) == "hit"
    assert state("no_named_user_group", facts(silence=False)) == "unknown"


def test_incentives_or_sponsorship_red_or_not_assessed_are_a_sign() -> None:
    def weak(**statuses: Any) -> str:
        return state("org_side_weak", facts(statuses=ratings(**statuses)))

    assert weak(metrics_incentives="red", executive_sponsorship="green") == "hit"
    assert weak(metrics_incentives="yellow") == "hit"
    assert weak(metrics_incentives="yellow", executive_sponsorship="green") == "clear"
    assert weak(metrics_incentives="yellow", silence=False) == "unknown"
    assert weak(metrics_incentives="red", silence=False) == "hit"
