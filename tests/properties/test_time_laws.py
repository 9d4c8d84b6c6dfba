"""Time alone never betters anything, acts exactly on its days, and does nothing in between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.upcoming import next_change, upcoming
from tests.builders import TODAY, days
from tests.properties.order import assert_no_worse
from tests.properties.strategies import cases

Case = tuple[Framework, Assessment]


@given(cases(), st.lists(st.integers(0, 250), min_size=2, max_size=4))
def test_letting_time_pass_never_betters(case: Case, later: list[int]) -> None:
    """All facts fixed, none of them in the future but due dates."""
    framework, assessment = case
    found = [evaluate(assessment, framework, TODAY + days(number)) for number in sorted(later)]
    for earlier, after in pairwise(found):
        assert_no_worse(after, earlier)


@given(cases())
def test_nothing_at_all_changes_before_the_day_of_the_next_change(case: Case) -> None:
    framework, assessment = case
    day = TODAY
    for _ in range(4):
        today = evaluate(assessment, framework, day)
        change = next_change(assessment, framework, day)
        until = change or day + days(400)
        assert until > day
        for between in {day + days(1), day + (until - day) // 2, until - days(1)}:
            if day < between < until:
                assert evaluate(assessment, framework, between) == today.model_copy(update={"day": between})
        if change is None:
            return
        day = change


@given(cases())
def test_what_is_upcoming_acts_exactly_on_its_day(case: Case) -> None:
    framework, assessment = case
    for event in upcoming(assessment, framework, TODAY, days=400):
        before = evaluate(assessment, framework, event.day - days(1))
        on_the_day = evaluate(assessment, framework, event.day)
        if event.kind == "sign_off_ends":
            # Another one may hold again by then, if its unnamed yellows turned worse: that helps nobody.
            assert not on_the_day.sign_off.valid or on_the_day.verdict in ("blocked", "incomplete")
        elif event.kind == "plan_overdue":
            plans = [p for p in assessment.plans if p.due is not None and p.due + days(1) == event.day and p.is_open]
            hit = {c for p in plans if p.kind == "mitigation" for c in p.criteria}
            for criterion in hit:
                if assessment.answer(criterion).rating == "yellow":
                    causes = [[a.cause for a in e.criterion(criterion).adjustments] for e in (before, on_the_day)]
                    assert causes[1].count("plan_overdue") > causes[0].count("plan_overdue")
                    assert on_the_day.criterion(criterion).status == "red"
        elif event.kind != "review_due":
            assert event.criterion is not None
            cause = {
                "evidence_expires": "evidence_expired",
                "evidence_too_old": "evidence_too_old",
                "check_lapses": "check_lapsed",
            }[event.kind]
            held = [
                [a for a in e.criterion(event.criterion).adjustments if a.cause == cause] for e in (before, on_the_day)
            ]
            assert (len(held[0]), len(held[1])) == (0, 1)
            assert held[1][0].since == event.day


@given(cases())
def test_every_change_of_a_status_or_the_verdict_was_announced_for_that_day(case: Case) -> None:
    framework, assessment = case
    announced = {event.day for event in upcoming(assessment, framework, TODAY, days=400)}
    was, day = evaluate(assessment, framework, TODAY), next_change(assessment, framework, TODAY)
    while day is not None:
        now = evaluate(assessment, framework, day)
        if [r.status for r in now.criteria] != [r.status for r in was.criteria] or now.verdict != was.verdict:
            assert day in announced
        was, day = now, next_change(assessment, framework, day)


@given(cases())
def test_an_announced_end_of_the_sign_off_is_one(case: Case) -> None:
    framework, assessment = case
    if not evaluate(assessment, framework, TODAY).sign_off.valid:
        return
    for event in upcoming(assessment, framework, TODAY, days=400):
        if event.voids_sign_off and event.kind in ("evidence_expires", "check_lapses"):
            after = evaluate(assessment, framework, event.day)
            assert not after.sign_off.valid or after.criterion(event.criterion or "").status != "yellow"
