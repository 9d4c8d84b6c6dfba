"""Each cause for which a rating counts for less than what was chosen, with its first and last day."""

import pytest

from readiness.domain.adjustment import age_counts_from
from readiness.domain.assessment import Agreement, Fact
from readiness.domain.evaluation import CriterionResult
from tests.builders import (
    BOB,
    EVE,
    FRESH,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    ago,
    an_assessment,
    at,
    check,
    days,
    judged,
    proof,
    rated,
)

ONE = "data.c1"


def result(*facts: Fact, **more: object) -> CriterionResult:
    return judged(*facts, **more).criterion(ONE)  # type: ignore[arg-type]


def causes(*facts: Fact, **more: object) -> list[str]:
    return [adjustment.cause for adjustment in result(*facts, **more).adjustments]


def test_a_green_with_proof_and_an_independent_rater_is_green() -> None:
    found = result(rated(ONE, "green"), proof(ONE))
    assert (found.status, found.adjustments) == ("green", ())


@pytest.mark.parametrize("kind", ["file", "link", "metric"])
def test_a_file_a_link_or_a_metric_value_proves_green(kind: str) -> None:
    assert result(rated(ONE, "green"), proof(ONE, kind=kind)).status == "green"  # type: ignore[arg-type]


def test_a_green_without_evidence_is_yellow_and_unproven() -> None:
    found = result(rated(ONE, "green"))
    assert (found.status, [a.text for a in found.adjustments]) == ("yellow", ["unproven"])


def test_a_text_alone_is_evidence_for_yellow_but_not_for_green() -> None:
    assert causes(rated(ONE, "green"), proof(ONE, kind="text")) == ["unproven"]
    assert causes(rated(ONE, "yellow"), proof(ONE, kind="text")) == []


def test_a_withdrawn_item_proves_nothing() -> None:
    assert causes(rated(ONE, "green"), proof(ONE, withdrawn=TODAY)) == ["unproven"]


def test_evidence_of_another_criterion_proves_nothing() -> None:
    assert causes(rated(ONE, "green"), proof("data.c2")) == ["unproven"]


def test_evidence_is_fresh_to_its_last_day_and_expired_from_the_next() -> None:
    facts = (rated(ONE, "green", on=ago(400)), proof(ONE, TODAY))
    last = TODAY + days(FRESH)
    assert causes(*facts, today=last) == []
    assert result(*facts).fresh_until == last
    expired = result(*facts, today=last + days(1))
    assert (expired.status, [a.cause for a in expired.adjustments]) == ("yellow", ["evidence_expired"])
    assert expired.adjustments[0].text == "evidence expired on 20 Apr 2026"
    assert expired.adjustments[0].since == last + days(1)


@pytest.mark.parametrize("rating", ["green", "yellow"])
def test_evidence_over_twice_its_time_counts_as_not_assessed(rating: str) -> None:
    facts = (rated(ONE, rating, on=ago(400)), proof(ONE, TODAY))  # type: ignore[arg-type]
    last = TODAY + days(2 * FRESH)
    assert result(*facts, today=last).status == "yellow"
    too_old = result(*facts, today=last + days(1))
    assert too_old.status == "not_assessed"
    assert too_old.adjustments[-1].cause == "evidence_too_old"
    assert too_old.adjustments[-1].since == last + days(1)


def test_a_yellow_only_grows_too_old_and_never_just_expires() -> None:
    assert causes(rated(ONE, "yellow"), today=TODAY + days(2 * FRESH)) == []


def test_each_criterion_has_its_own_time() -> None:
    framework = a_framework((1, 1), fresh_days=7)
    assert causes(rated(ONE, "yellow"), framework=framework, today=TODAY + days(14)) == []
    assert causes(rated(ONE, "yellow"), framework=framework, today=TODAY + days(15)) == ["evidence_too_old"]


def test_the_age_counts_from_the_newest_evidence() -> None:
    assessment = an_assessment(
        rated(ONE, "green", on=ago(1)), proof(ONE, ago(50)), proof(ONE, ago(20), kind="text"), proof(ONE, ago(30))
    )
    assert age_counts_from(assessment.answer(ONE), assessment) == ago(20)


def test_the_age_counts_from_the_choice_without_evidence() -> None:
    assessment = an_assessment(rated(ONE, "yellow", on=ago(9)))
    assert age_counts_from(assessment.answer(ONE), assessment) == ago(9)


def test_the_age_counts_from_the_last_confirmation_without_evidence() -> None:
    assessment = an_assessment(rated(ONE, "yellow", on=ago(9), confirmed_at=at(ago(2))))
    assert age_counts_from(assessment.answer(ONE), assessment) == ago(2)


def test_nothing_rated_has_no_age() -> None:
    assessment = an_assessment(rated(ONE, None), proof(ONE))
    assert age_counts_from(assessment.answer(ONE), assessment) is None


def test_evidence_withdrawn_after_the_choice_still_sets_the_age() -> None:
    assessment = an_assessment(rated(ONE, "green", on=ago(9)), proof(ONE, ago(40), withdrawn=ago(1)))
    assert age_counts_from(assessment.answer(ONE), assessment) == ago(40)


def test_a_confirmation_after_the_withdrawal_starts_the_age_anew() -> None:
    assessment = an_assessment(
        rated(ONE, "green", on=ago(9), confirmed_at=at(TODAY)), proof(ONE, ago(40), withdrawn=ago(1))
    )
    assert age_counts_from(assessment.answer(ONE), assessment) == TODAY


def test_ages_are_counted_in_utc_days_whatever_the_zone_of_a_moment() -> None:
    late = at(ago(9), 23).astimezone(tz=None)
    assessment = an_assessment(rated(ONE, "yellow").model_copy(update={"chosen_at": late}))
    assert age_counts_from(assessment.answer(ONE), assessment) == ago(9)


def drilled(day_of_drill: int, chosen: int) -> tuple[Fact, ...]:
    """A green with a drill so many days ago, chosen so many days ago (limit: 7 days)."""
    return (
        rated(
            ONE, "green", on=ago(chosen), reason="It is good", checks=(check("days_since_drill", ago(day_of_drill)),)
        ),
        proof(ONE),
    )


def test_a_dated_check_lapses_on_the_day_after_its_limit() -> None:
    assert causes(*drilled(7, 6)) == []
    lapsed = result(*drilled(8, 6))
    assert (lapsed.status, [a.cause for a in lapsed.adjustments]) == ("yellow", ["check_lapsed"])
    assert lapsed.adjustments[0].text == "Drill held: last done on 12 Mar 2026"
    assert lapsed.adjustments[0].since == TODAY


def test_a_dated_check_that_was_past_its_limit_when_the_rating_was_chosen_does_not_lapse() -> None:
    assert causes(*drilled(8, 0)) == []
    assert causes(*drilled(8, 1)) == ["check_lapsed"]


def test_a_check_entered_as_a_number_never_lapses() -> None:
    answer = rated(ONE, "green", on=ago(20), reason="Good", checks=(check("share_covered", 3),))
    assert causes(answer, proof(ONE)) == []


def test_a_self_assessed_green_is_yellow() -> None:
    found = result(rated(ONE, "green", by=["bob"]), proof(ONE))
    assert (found.status, found.self_assessed) == ("yellow", True)
    assert [a.cause for a in found.adjustments] == ["self_assessed"]


def test_a_self_assessed_yellow_stays_yellow_and_is_shown() -> None:
    found = result(rated(ONE, "yellow", by=["bob"]))
    assert (found.status, found.adjustments, found.self_assessed) == ("yellow", (), True)


@pytest.mark.parametrize(("severity", "status"), [("minor", "yellow"), ("major", "yellow"), ("critical", "red")])
@pytest.mark.parametrize("rating", ["green", "yellow"])
def test_a_failed_stress_test_makes_yellow_and_a_critical_finding_red(rating: str, severity: str, status: str) -> None:
    found = result(rated(ONE, rating), proof(ONE), a_failed_test(ONE, severity))  # type: ignore[arg-type]
    assert (found.status, [a.cause for a in found.adjustments]) == (status, ["stress_test_failed"])
    assert found.adjustments[0].text.startswith("stress test Flood failed")


@pytest.mark.parametrize(
    ("fixed", "passed", "lifted"),
    [(None, None, False), (ago(2), None, False), (None, ago(1), False), (ago(2), ago(1), True), (ago(2), ago(2), True)],
)
def test_a_failed_stress_test_is_lifted_by_a_fix_and_a_second_pass(fixed: object, passed: object, lifted: bool) -> None:
    test = a_failed_test(ONE, "critical", fixed_on=fixed, passed_again_on=passed)
    assert result(rated(ONE, "green"), proof(ONE), test).status == ("green" if lifted else "red")


def test_a_pass_before_the_fix_is_no_second_pass() -> None:
    test = a_failed_test(ONE, fixed_on=ago(1), passed_again_on=ago(2))
    assert causes(rated(ONE, "green"), proof(ONE), test) == ["stress_test_failed"]


def test_a_passed_stress_test_changes_nothing() -> None:
    test = a_failed_test(ONE).model_copy(update={"outcome": "passed"})
    assert causes(rated(ONE, "green"), proof(ONE), test) == []


def test_a_yellow_turns_red_on_the_day_after_its_plan_was_due() -> None:
    plan = a_plan(ONE, due=TODAY)
    assert result(rated(ONE, "yellow"), plan).status == "yellow"
    overdue = result(rated(ONE, "yellow"), plan, today=TODAY + days(1))
    assert (overdue.status, [a.text for a in overdue.adjustments]) == ("red", ["plan overdue since 21 Mar 2026"])
    assert overdue.adjustments[0].since == TODAY + days(1)


@pytest.mark.parametrize(
    ("status", "red"), [("open", True), ("in_progress", True), ("done", False), ("dropped", False)]
)
def test_only_an_open_plan_can_be_overdue(status: str, red: bool) -> None:
    found = result(rated(ONE, "yellow"), a_plan(ONE, due=ago(1), status=status))
    assert (found.status == "red") is red


def test_an_overdue_action_or_a_green_criterion_turns_nothing_red() -> None:
    assert causes(rated(ONE, "yellow"), a_plan(ONE, due=ago(1), kind="action")) == []
    assert causes(rated(ONE, "green"), proof(ONE), a_plan(ONE, due=ago(1))) == []


def test_an_overdue_plan_without_an_owner_turns_red_as_well() -> None:
    assert causes(rated(ONE, "yellow"), a_plan(ONE, due=ago(1), owner="")) == ["plan_overdue"]


def test_red_is_not_adjusted_further() -> None:
    facts = (rated(ONE, "red", on=ago(400), by=[]), a_plan(ONE, due=ago(1)), a_failed_test(ONE, "critical"))
    found = result(*facts)
    assert (found.status, found.adjustments) == ("red", ())


def test_what_nobody_rated_is_not_assessed_whatever_else_is_recorded() -> None:
    found = result(rated(ONE, None), proof(ONE), a_plan(ONE, due=ago(1)), a_failed_test(ONE, "critical"))
    assert (found.status, found.adjustments, found.chosen) == ("not_assessed", (), None)


def test_every_cause_is_judged_on_its_own_and_the_worst_decides() -> None:
    facts = (rated(ONE, "green", on=ago(100), by=[]), a_failed_test(ONE, "minor"))
    found = result(*facts)
    assert [a.cause for a in found.adjustments] == [
        "unproven",
        "evidence_expired",
        "self_assessed",
        "evidence_too_old",
        "stress_test_failed",
    ]
    assert found.status == "not_assessed"
    assert result(*facts, a_failed_test(ONE, "critical", name="Fire")).status == "red"


def test_every_adjustment_says_what_would_lift_it() -> None:
    facts = (rated(ONE, "green", on=ago(100), by=[]), a_failed_test(ONE, "minor"))
    assert all(adjustment.remedy.endswith(".") for adjustment in result(*facts).adjustments)


def test_not_applicable_needs_an_independent_person() -> None:
    assert result(rated(ONE, "not_applicable", by=["ida"])).status == "not_applicable"
    alone = result(rated(ONE, "not_applicable", by=["bob"]))
    assert (alone.status, alone.adjustments[0].text) == ("not_assessed", "not applicable, unconfirmed")


def test_a_group_alone_does_not_confirm_that_something_does_not_apply() -> None:
    agreed = rated(ONE, "not_applicable", by=["bob"], agreement=Agreement(independent_votes=("green",)))
    assert result(agreed).status == "not_assessed"


def test_not_applicable_does_not_grow_old_and_fears_no_stress_test() -> None:
    facts = (rated(ONE, "not_applicable", on=ago(400)), a_failed_test(ONE, "critical"), a_plan(ONE, due=ago(1)))
    assert result(*facts).status == "not_applicable"


def test_a_must_be_green_criterion_is_not_applicable_only_by_an_executives_written_word() -> None:
    framework = a_framework((2, 2), must_be_green=[ONE])

    def status(**confirmation: str) -> str:
        return result(rated(ONE, "not_applicable", **confirmation), framework=framework).status

    assert status() == "not_assessed"
    assert status(not_applicable_confirmed_by="eve", not_applicable_confirmation=" ") == "not_assessed"
    assert status(not_applicable_confirmed_by="ida", not_applicable_confirmation="It has none") == "not_assessed"
    assert status(not_applicable_confirmed_by="ghost", not_applicable_confirmation="It has none") == "not_assessed"
    assert status(not_applicable_confirmed_by="eve", not_applicable_confirmation="It has none") == "not_applicable"


def test_an_executives_word_does_not_replace_the_independent_person() -> None:
    framework = a_framework((2, 2), must_be_green=[ONE])
    answer = rated(
        ONE, "not_applicable", by=["bob"], not_applicable_confirmed_by="eve", not_applicable_confirmation="None there"
    )
    assert result(answer, framework=framework, people=[BOB, EVE]).status == "not_assessed"


def test_every_adjustment_says_since_when_it_holds() -> None:
    proof_gone = result(rated(ONE, "green", on=ago(9)), proof(ONE, ago(9), withdrawn=ago(2)))
    since = {one.cause: one.since for one in proof_gone.adjustments}
    assert since["unproven"] == ago(2), "from the day on which the last proof was withdrawn"
    never_proven = result(rated(ONE, "green", on=ago(9), by=()))
    since = {one.cause: one.since for one in never_proven.adjustments}
    assert since["unproven"] == since["self_assessed"] == ago(9), "from the day of the choice"
    unconfirmed = result(rated(ONE, "not_applicable", on=ago(9), by=()))
    assert [one.since for one in unconfirmed.adjustments] == [ago(9)]
