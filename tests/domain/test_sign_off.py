"""When an executive's acknowledgement holds, day by day and change by change."""

import pytest

from readiness.domain.assessment import Fact, SignedRisk
from readiness.domain.evaluation import SignOffState
from readiness.domain.sign_off import last_valid_day, plan_due, signer_problems
from tests.builders import (
    BOB,
    DUE,
    EVE,
    IDA,
    TODAY,
    UNA,
    a_failed_test,
    a_framework,
    a_plan,
    a_sign_off,
    ago,
    an_assessment,
    at,
    days,
    judged,
    proof,
    rated,
)

ONE, TWO, THREE, FOUR = "data.c1", "data.c2", "integration.c1", "integration.c2"
LASTING = a_framework(fresh_days=300)
YELLOWS = (rated(ONE, "yellow"), rated(THREE, "yellow"))
PLAN = a_plan(ONE, THREE, due=TODAY + days(200))
SIGNED = a_sign_off(ONE, THREE, due=TODAY + days(200))


def state(*facts: Fact, after: int = 0) -> SignOffState:
    return judged(*facts, framework=LASTING, today=TODAY + days(after)).sign_off


def test_a_sign_off_holds_when_every_yellow_is_named() -> None:
    found = state(*YELLOWS, PLAN, SIGNED)
    assert (found.needed, found.valid, found.sign_off, found.problems) == (True, True, "signed", ())
    assert found.valid_until == TODAY + days(90)


def test_without_any_sign_off_none_holds() -> None:
    assert state(*YELLOWS, PLAN) == SignOffState(needed=True, valid=False, sign_off=None)


def test_nothing_needs_signing_when_all_is_green() -> None:
    assert not state().needed


def test_a_sign_off_holds_on_day_90_and_not_on_day_91() -> None:
    assert last_valid_day(SIGNED) == TODAY + days(90)
    assert state(*YELLOWS, PLAN, SIGNED, after=90).valid
    ended = state(*YELLOWS, PLAN, SIGNED, after=91)
    assert (ended.valid, ended.problems) == (False, ("It ended on 18 Jun 2026, 90 days after signing.",))


def test_an_ended_sign_off_puts_the_verdict_back() -> None:
    verdicts = [judged(*YELLOWS, PLAN, SIGNED, framework=LASTING, today=TODAY + days(n)).verdict for n in (90, 91)]
    assert verdicts == ["ready_with_mitigations", "needs_sign_off"]


def test_the_days_count_from_the_utc_day_of_signing() -> None:
    late = SIGNED.model_copy(update={"signed_at": at(TODAY, 23)})
    assert last_valid_day(late) == TODAY + days(90)


def test_a_yellow_that_is_not_named_ends_it() -> None:
    found = state(*YELLOWS, rated(TWO, "yellow"), a_plan(ONE, TWO, THREE, due=TODAY + days(200)), SIGNED)
    assert (found.valid, found.problems) == (False, ("Data 2 is yellow and is not named in it.",))


def test_a_yellow_for_want_of_proof_ends_it_as_well() -> None:
    assert not state(*YELLOWS, rated(TWO, "green"), PLAN, SIGNED).valid


def test_fewer_yellows_than_named_do_not_end_it() -> None:
    assert state(YELLOWS[0], rated(THREE, "green"), proof(THREE), PLAN, SIGNED).valid


def test_a_red_is_never_signed_away() -> None:
    named_red = SIGNED.model_copy(update={"risks": (SignedRisk(criterion=ONE, status="red"), *SIGNED.risks[1:])})
    assert judged(rated(ONE, "red"), YELLOWS[1], PLAN, named_red, framework=LASTING).verdict == "blocked"


def test_naming_a_criterion_as_green_does_not_cover_its_yellow() -> None:
    rosy = SIGNED.model_copy(update={"risks": (SignedRisk(criterion=ONE, status="green"), *SIGNED.risks[1:])})
    assert state(*YELLOWS, PLAN, rosy).problems == ("Data 1 is yellow and is named in it as green.",)


@pytest.mark.parametrize(("moved", "valid"), [(-5, True), (0, True), (1, False)])
def test_a_plan_moved_later_ends_it_and_one_moved_earlier_does_not(moved: int, valid: bool) -> None:
    found = state(*YELLOWS, PLAN.model_copy(update={"due": TODAY + days(200 + moved)}), SIGNED)
    assert found.valid is valid
    if not valid:
        assert found.problems == ("The plan “Mend it” moved from 6 Oct 2026 to 7 Oct 2026.",)


def test_a_named_plan_moved_later_ends_it_even_when_its_criterion_is_green_by_now() -> None:
    green = (rated(ONE, "green"), proof(ONE), rated(TWO, "yellow"), YELLOWS[1])
    plans = (a_plan(ONE, id="a", due=DUE), a_plan(TWO, THREE, id="b", due=DUE))
    signed = a_sign_off(ONE, TWO, THREE, due=DUE)
    assert state(*green, *plans, signed).valid
    assert not state(*green, plans[0].model_copy(update={"due": DUE + days(1)}), plans[1], signed).valid


def test_a_plan_that_is_gone_ends_it() -> None:
    dropped = PLAN.model_copy(update={"status": "dropped"})
    assert state(*YELLOWS, dropped, SIGNED).problems == (
        "The plan for Data 1 is gone.",
        "The plan for Integration 1 is gone.",
    )


def test_a_yellow_that_was_named_without_a_plan_needs_none() -> None:
    facts = (rated(ONE, "green"), rated(THREE, "green"))
    assert state(*facts, a_sign_off(ONE, THREE, due=None)).valid


def test_a_revoked_sign_off_does_not_hold() -> None:
    found = state(*YELLOWS, PLAN, SIGNED.model_copy(update={"revoked_at": at(TODAY)}))
    assert (found.valid, found.problems) == (False, ("It was revoked on 20 Mar 2026.",))


def test_an_older_sign_off_may_hold_when_the_latest_does_not() -> None:
    older = a_sign_off(ONE, THREE, on=ago(5), due=TODAY + days(200), id="older")
    narrow = a_sign_off(ONE, due=TODAY + days(200), id="narrow")
    assert state(*YELLOWS, PLAN, older, narrow).sign_off == "older"


def test_the_latest_sign_off_is_reported_when_none_holds() -> None:
    older = a_sign_off(ONE, on=ago(5), id="older")
    newer = a_sign_off(THREE, on=ago(1), id="newer")
    found = state(*YELLOWS, PLAN, newer, older)
    assert found.sign_off == "newer"
    assert "Data 1 is yellow and is not named in it." in found.problems


def test_the_plan_of_a_criterion_is_due_with_the_last_of_its_complete_mitigations() -> None:
    assessment = an_assessment(
        a_plan(ONE, due=TODAY, id="a"),
        a_plan(ONE, TWO, due=TODAY + days(5), id="b"),
        a_plan(ONE, due=TODAY + days(9), id="c", owner=""),
        a_plan(ONE, due=TODAY + days(9), id="d", status="dropped"),
        a_plan(ONE, due=TODAY + days(9), id="e", kind="action"),
    )
    assert plan_due(assessment, ONE) == TODAY + days(5)
    assert plan_due(assessment, THREE) is None


def test_a_stress_test_that_fails_after_signing_ends_it() -> None:
    failed = (rated(TWO, "green"), proof(TWO), a_failed_test(TWO))
    assert state(*YELLOWS, PLAN, SIGNED).valid
    assert not state(*YELLOWS, *failed, PLAN, SIGNED).valid


def test_an_executive_who_does_not_build_may_sign() -> None:
    assert signer_problems(EVE) == ()
    assert signer_problems(IDA) == ("Ida is not entered as an executive of this initiative.",)
    boss = BOB.model_copy(update={"executive": True})
    assert signer_problems(boss) == ("Bob works on, owns or manages the delivery and so cannot sign.",)
    assert signer_problems(UNA.model_copy(update={"executive": True})) == (
        "Una has not declared whether they work on, own or manage the delivery.",
    )
    assert len(signer_problems(BOB)) == 2
