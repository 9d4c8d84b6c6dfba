"""A sign-off never survives a worse or larger set of yellows, a plan moved later, or its 90 days."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment, SignOff
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.sign_off import plan_due
from readiness.domain.what_if import what_if
from tests.builders import TODAY, a_plan, days
from tests.properties.order import verdict_of
from tests.properties.strategies import cases

Case = tuple[Framework, Assessment]


@st.composite
def signed_cases(draw: st.DrawFn) -> Case:
    """An assessment in which nothing is red or unknown, whose yellows were all signed just now."""
    framework, assessment = draw(cases())
    found = evaluate(assessment, framework, TODAY)
    signed = SignOff(
        id="fresh",
        person="eve",
        person_name="Eve",
        risks=tuple(
            {"criterion": r.criterion, "status": "yellow", "due": plan_due(assessment, r.criterion)}  # type: ignore[misc]
            for r in found.yellows
        ),
        signed_at=assessment.initiative.created_at + days(100),
    )
    return framework, assessment.model_copy(update={"sign_offs": (signed,)})


@given(signed_cases())
def test_a_fresh_sign_off_of_every_yellow_holds(case: Case) -> None:
    framework, assessment = case
    found = evaluate(assessment, framework, TODAY)
    assert found.sign_off.valid
    assert found.verdict != "needs_sign_off"


@given(signed_cases(), st.data())
def test_a_sign_off_never_survives_a_larger_set(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    before = evaluate(assessment, framework, TODAY)
    others = [r.criterion for r in before.criteria if r.status != "yellow"]
    if not others:
        return
    added = data.draw(st.sampled_from(others))
    after = what_if(assessment, framework, TODAY, changes={added: "yellow"}, newly_planned=[added])
    assert not after.sign_off.valid


@given(signed_cases(), st.data())
def test_a_sign_off_never_helps_where_a_named_yellow_got_worse(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    named = [risk.criterion for risk in assessment.sign_offs[0].risks]
    if not named:
        return
    worse = data.draw(st.sampled_from(("red", "not_assessed")))
    after = what_if(assessment, framework, TODAY, changes={data.draw(st.sampled_from(named)): worse})  # type: ignore[dict-item]
    assert after.verdict in ("blocked", "incomplete")


@given(signed_cases(), st.integers(1, 60), st.data())
def test_a_sign_off_never_survives_a_named_plan_that_moved_later(case: Case, by: int, data: st.DataObject) -> None:
    framework, assessment = case
    named = {risk.criterion: risk.due for risk in assessment.sign_offs[0].risks if risk.due is not None}
    plans = [
        plan
        for plan in assessment.plans
        if plan.kind == "mitigation"
        and plan.status != "dropped"
        and plan.is_complete
        and set(plan.criteria) & set(named)
    ]
    if not plans:
        return
    moved = data.draw(st.sampled_from(plans))
    latest = max(named[one] for one in moved.criteria if one in named)  # type: ignore[type-var]
    assert latest is not None
    later = moved.model_copy(update={"due": latest + days(by)})
    after = assessment.model_copy(update={"plans": tuple(later if p is moved else p for p in assessment.plans)})
    assert not evaluate(after, framework, TODAY).sign_off.valid


@given(signed_cases())
def test_a_sign_off_holds_to_day_90_at_most(case: Case) -> None:
    framework, assessment = case
    assert not evaluate(assessment, framework, TODAY + days(91)).sign_off.valid


@given(cases())
def test_a_sign_off_only_ever_decides_between_needing_one_and_not(case: Case) -> None:
    framework, assessment = case
    unsigned = evaluate(assessment.model_copy(update={"sign_offs": ()}), framework, TODAY)
    supposed = what_if(assessment, framework, TODAY, signed=True)
    found = evaluate(assessment, framework, TODAY)
    assert verdict_of(unsigned) <= verdict_of(found) <= verdict_of(supposed)
    if unsigned.verdict != "needs_sign_off":
        assert unsigned.verdict == found.verdict == supposed.verdict
    else:
        assert supposed.verdict == "ready_with_mitigations"


@given(cases(), st.data())
def test_one_more_plan_never_worsens_an_unsigned_assessment(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    unsigned = assessment.model_copy(update={"sign_offs": ()})
    covered = data.draw(st.lists(st.sampled_from([c.id for c in framework.criteria]), min_size=1, unique=True))
    planned = unsigned.model_copy(update={"plans": (*unsigned.plans, a_plan(*covered, id="one more"))})
    before, after = evaluate(unsigned, framework, TODAY), evaluate(planned, framework, TODAY)
    assert verdict_of(after) >= verdict_of(before)
