"""The path to a better verdict arrives, and no smaller set of steps does: every smaller set is tried."""

from collections.abc import Iterator
from itertools import combinations
from math import comb

from hypothesis import assume, given, settings

from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import VERDICT_ORDER, Evaluation, Path, Step
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.path import next_path, ready_path
from readiness.domain.what_if import apply_steps
from tests.builders import TODAY
from tests.properties.order import verdict_of
from tests.properties.strategies import cases

Case = tuple[Framework, Assessment]
MOST_SETS = 1500
"""Examples in which more sets than this would have to be tried are passed over for others."""


def every_step(assessment: Assessment, framework: Framework) -> list[Step]:
    """All that anybody could do: each criterion to yellow or green, each plan there is or could be, use case, signing.

    A criterion that is green already is left out: bringing it to yellow never helps (a law of its own).
    """
    open_ones = [r.criterion for r in evaluate(assessment, framework, TODAY).criteria if r.status != "green"]
    steps = [Step(kind="criterion", criterion=one, to="yellow", text="") for one in open_ones]
    steps += [Step(kind="criterion", criterion=one, to="green", text="") for one in open_ones]
    steps += [Step(kind="mitigation", criterion=one, text="") for one in open_ones]
    steps += [
        Step(kind="mitigation", plan=plan.id, text="")
        for plan in assessment.plans
        if plan.kind == "mitigation" and plan.is_open
    ]
    return [*steps, Step(kind="use_case", text=""), Step(kind="sign_off", text="")]


def sets_of(steps: list[Step], size: int) -> Iterator[tuple[Step, ...]]:
    """Sets of so many steps, none of which brings one criterion to two statuses."""
    for chosen in combinations(steps, size):
        named = [step.criterion for step in chosen if step.kind == "criterion"]
        if len(named) == len(set(named)):
            yield chosen


def both_paths(assessment: Assessment, framework: Framework, start: Evaluation) -> list[tuple[Path, int]]:
    """The path to the next verdict and the one to readiness, each with the least verdict that it is to reach."""
    one, other = next_path(assessment, framework, start), ready_path(assessment, framework, start)
    assert one is not None
    assert other is not None
    better = verdict_of(start) + 1
    return [(one, better), (other, max(better, VERDICT_ORDER["ready_with_mitigations"]))]


@given(cases())
def test_a_path_arrives_where_it_says(case: Case) -> None:
    framework, assessment = case
    start = evaluate(assessment, framework, TODAY)
    if start.verdict == "ready":
        assert next_path(assessment, framework, start) is None
        assert ready_path(assessment, framework, start) is None
        return
    for path, goal in both_paths(assessment, framework, start):
        end = apply_steps(assessment, framework, TODAY, path.steps)
        assert (path.start, path.end) == (start.verdict, end.verdict)
        assert verdict_of(end) >= goal
        assert path.steps


@settings(max_examples=400)
@given(cases())
def test_no_step_of_a_path_is_in_vain(case: Case) -> None:
    framework, assessment = case
    start = evaluate(assessment, framework, TODAY)
    if start.verdict == "ready":
        return
    for path, goal in both_paths(assessment, framework, start):
        for index in range(len(path.steps)):
            without = (*path.steps[:index], *path.steps[index + 1 :])
            assert verdict_of(apply_steps(assessment, framework, TODAY, without)) < goal


@settings(max_examples=60)
@given(cases(largest=4))
def test_no_smaller_set_of_steps_arrives(case: Case) -> None:
    framework, assessment = case
    start = evaluate(assessment, framework, TODAY)
    assume(start.verdict != "ready")
    paths = both_paths(assessment, framework, start)
    steps = every_step(assessment, framework)
    longest = max(len(path.steps) for path, _ in paths)
    assume(sum(comb(len(steps), size) for size in range(longest)) <= MOST_SETS)
    for size in range(longest):
        for chosen in sets_of(steps, size):
            reached = verdict_of(apply_steps(assessment, framework, TODAY, chosen))
            for path, goal in paths:
                assert size >= len(path.steps) or reached < goal, (path, chosen)


@settings(max_examples=60)
@given(cases(largest=4))
def test_of_equally_short_paths_it_is_the_one_whose_criteria_are_the_first_reasons(case: Case) -> None:
    """Without mitigations that exist, so that each step names one criterion, the use case or the sign-off."""
    framework, stored = case
    assessment = stored.model_copy(update={"plans": ()})
    start = evaluate(assessment, framework, TODAY)
    assume(start.verdict != "ready")
    steps = every_step(assessment, framework)
    reasons = [reason.criterion for reason in (*start.reasons, *start.open_points) if reason.criterion is not None]

    def place(step: Step) -> int:
        if step.criterion in reasons:
            return reasons.index(step.criterion)
        return len(reasons) + {"use_case": 1, "sign_off": 2}.get(step.kind, 0)

    for path, goal in both_paths(assessment, framework, start):
        assume(comb(len(steps), len(path.steps)) <= MOST_SETS)
        places = sorted(map(place, path.steps))
        for chosen in sets_of(steps, len(path.steps)):
            if sorted(map(place, chosen)) < places:
                assert verdict_of(apply_steps(assessment, framework, TODAY, chosen)) < goal, (path, chosen)


@given(cases())
def test_no_step_makes_anything_not_assessed_or_not_applicable(case: Case) -> None:
    framework, assessment = case
    start = evaluate(assessment, framework, TODAY)
    if start.verdict == "ready":
        return
    for path, _ in both_paths(assessment, framework, start):
        end = apply_steps(assessment, framework, TODAY, path.steps)
        for before, after in zip(start.criteria, end.criteria, strict=True):
            if after.status in ("not_assessed", "not_applicable"):
                assert before.status in (after.status, "red")
        assert {step.to for step in path.steps} <= {None, "yellow", "green"}
