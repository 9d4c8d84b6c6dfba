"""The examples of the laws reach every verdict, status and cause: a law on nothing would hold as well."""

from collections import Counter

from hypothesis import given, settings

from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import VERDICT_ORDER, AdjustmentCause
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from tests.builders import TODAY
from tests.properties.strategies import cases


def test_the_examples_reach_every_verdict_every_cause_and_both_states_of_a_sign_off() -> None:
    seen: Counter[object] = Counter()

    @settings(max_examples=400)
    @given(cases())
    def look(case: tuple[Framework, Assessment]) -> None:
        framework, assessment = case
        found = evaluate(assessment, framework, TODAY)
        seen.update([found.verdict, ("signed", found.sign_off.valid)])
        seen.update({adjustment.cause for result in found.criteria for adjustment in result.adjustments})

    look()
    wanted: set[object] = {*VERDICT_ORDER, *AdjustmentCause.__args__, ("signed", True), ("signed", False)}  # type: ignore[attr-defined]
    assert {one: seen[one] for one in wanted if seen[one] < 4} == {}
