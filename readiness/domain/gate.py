"""The gate: from an assessment on a day to statuses, verdict, reasons and warnings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from readiness.domain.adjustment import adjustments, age_counts_from
from readiness.domain.assessment import Answer, Assessment, Status, worst
from readiness.domain.beside_verdict import confirmed_exceptions, warnings
from readiness.domain.evaluation import (
    Adjustment,
    Cause,
    CriterionResult,
    DimensionResult,
    Evaluation,
    Reason,
    Suggestion,
    VerdictId,
)
from readiness.domain.framework import Criterion, Framework, Profile
from readiness.domain.independence import self_assessment_text
from readiness.domain.sign_off import sign_off_state
from readiness.domain.suggestion import needs_reason, suggest
from readiness.domain.use_case import use_case_gaps
from readiness.domain.wording import count_text, utc_day

SCORES: dict[Status, float] = {"green": 100.0, "yellow": 50.0, "red": 0.0}
"""Points for charts only; a score never overrides a status."""

YELLOW_DIMENSIONS_WITHOUT_SIGN_OFF = 1
"""More yellow dimensions than this need a sign-off."""


def evaluate(assessment: Assessment, framework: Framework, today: date) -> Evaluation:
    """All that follows from the stored facts on one day. Raises KeyError for a profile the framework lacks."""
    profile = profile_of(assessment, framework)
    results = tuple(criterion_result(criterion, assessment, profile, today) for criterion in framework.criteria)
    return decide(results, assessment, framework, today)


def evaluate_again(
    assessment: Assessment, framework: Framework, today: date, before: Assessment, known: Evaluation
) -> Evaluation:
    """The same as `evaluate`, at the cost of what differs from an earlier assessment with its known evaluation.

    A result is taken over where all that it follows from is the same: every fact beside the answers, as the very same
    object, and the criterion's answer but for its note.
    """
    kept = ("initiative", "people", "evidence", "plans", "stress_tests")
    if known.day != today or any(getattr(assessment, kind) is not getattr(before, kind) for kind in kept):
        return evaluate(assessment, framework, today)
    answers = {answer.criterion: answer for answer in before.answers}
    changed = {
        answer.criterion
        for answer in assessment.answers
        if (earlier := answers.get(answer.criterion)) is not answer
        and (earlier is None or earlier.model_copy(update={"note": answer.note}) != answer)
    }
    gone = answers.keys() - {answer.criterion for answer in assessment.answers}
    if not changed and not gone and assessment.sign_offs is before.sign_offs:
        return known
    changed |= gone
    profile = profile_of(assessment, framework)
    results = tuple(
        criterion_result(criterion, assessment, profile, today)
        if criterion.id in changed
        else known.criterion(criterion.id)
        for criterion in framework.criteria
    )
    return decide(results, assessment, framework, today)


def profile_of(assessment: Assessment, framework: Framework) -> Profile:
    """The initiative's profile. Raises KeyError where the framework has none of that name."""
    profile = framework.profile(assessment.initiative.profile)
    if profile is None:
        raise KeyError(assessment.initiative.profile)
    return profile


def criterion_result(criterion: Criterion, assessment: Assessment, profile: Profile, today: date) -> CriterionResult:
    """Where one criterion stands on the day."""
    # Names for what is needed twice: reading a field of a model costs more than most of what is done with it here.
    criterion_id = criterion.id
    answer = assessment.answer(criterion_id)
    rating = answer.rating
    must_be_green = criterion_id in profile.must_be_green
    start = age_counts_from(answer, assessment)
    alone = self_assessment_text(answer, assessment)
    found = adjustments(criterion, answer, assessment, today, must_be_green=must_be_green, start=start, alone=alone)
    chosen_status: Status = rating or "not_assessed"
    suggestion = suggest(criterion, answer, today)
    ages = start if rating in ("green", "yellow") else None
    return CriterionResult(
        criterion=criterion_id,
        dimension=criterion.dimension,
        name=criterion.name,
        chosen=rating,
        status=worst([chosen_status, *[adjustment.status for adjustment in found]]) if found else chosen_status,
        adjustments=found,
        suggestion=suggestion,
        must_be_green=must_be_green,
        weight=profile.weight(criterion_id),
        self_assessed=alone is not None,
        fresh_until=None if ages is None else ages + timedelta(days=criterion.fresh_days),
        reason_missing=reason_missing(criterion, answer, suggestion),
        planned=criterion_id in assessment.covered,
        rechecked=rating is None or answer.rechecked,
    )


def reason_missing(criterion: Criterion, answer: Answer, suggestion: Suggestion) -> bool:
    """Whether the rating was better than the checks suggested on the day of choice, and no reason was written.

    That it is better than today's suggestion is not enough: a dated check may have run out since.
    """
    if answer.chosen_at is None or answer.reason.strip() or not needs_reason(answer.rating, suggestion):
        return False
    if not any(value.kind == "date" for value in answer.checks):
        return True
    return needs_reason(answer.rating, suggest(criterion, answer, utc_day(answer.chosen_at)))


def decide(
    results: Sequence[CriterionResult],
    assessment: Assessment,
    framework: Framework,
    today: date,
    *,
    signed: bool | None = None,
    gaps: Sequence[str] | None = None,
) -> Evaluation:
    """The verdict on given criterion results. `signed` and `gaps` replace the stored facts in a what-if."""
    profile = profile_of(assessment, framework)
    grouped: dict[str, list[CriterionResult]] = {}
    for result in results:
        grouped.setdefault(result.dimension, []).append(result)
    dimensions = tuple(
        dimension_result(dimension.id, dimension.name, grouped.get(dimension.id, ()))
        for dimension in framework.dimensions
    )
    missing = use_case_gaps(assessment.initiative.use_case) if gaps is None else tuple(gaps)
    yellows = [result for result in results if result.status == "yellow"]
    state = sign_off_state(yellows, sign_off_needed(dimensions, len(yellows), profile), assessment, today)
    if signed:
        state = state.model_copy(update={"valid": True, "problems": ()})
    ranked = ranked_reasons(results, dimensions, framework, missing)
    verdict = verdict_of({rank for rank, _ in ranked}, unsigned=state.needed and not state.valid)
    causes = [reason for rank, reason in ranked if rank in RANKS_OF_VERDICT[verdict]]
    return Evaluation(
        day=today,
        verdict=verdict,
        headline=headline(verdict, results, missing, causes),
        reasons=tuple(causes),
        open_points=tuple(reason for rank, reason in ranked if rank not in RANKS_OF_VERDICT[verdict]),
        warnings=warnings(results, assessment, framework),
        dimensions=dimensions,
        criteria=tuple(results),
        sign_off=state,
        confirmed_exceptions=confirmed_exceptions(results, assessment),
    )


def dimension_result(dimension_id: str, name: str, results: Sequence[CriterionResult]) -> DimensionResult:
    """The worst effective criterion, not-applicable ones left out; not assessed when nothing is left."""
    counted: list[Status] = []
    points, weights, assessed = 0.0, 0, 0
    for result in results:
        status = result.status
        if status != "not_applicable":
            counted.append(status)
        if status in SCORES:
            weight = result.weight
            points += SCORES[status] * weight
            weights += weight
            assessed += 1
    return DimensionResult(
        dimension=dimension_id,
        name=name,
        status=worst(counted) if counted else "not_assessed",
        score=points / weights if weights else None,
        assessed=assessed,
        applicable=len(counted),
        total=len(results),
    )


def blocks(result: CriterionResult) -> bool:
    """Whether a criterion blocks by itself: red, or must be green and chosen yellow or failed in a stress test.

    Time must never better a verdict, so a must-be-green yellow goes on blocking when its evidence becomes too old.
    """
    return result.status == "red" or (
        result.must_be_green
        and result.chosen in ("yellow", "green")
        and (
            result.chosen == "yellow"
            or any(adjustment.cause == "stress_test_failed" for adjustment in result.adjustments)
        )
    )


def is_open_question(result: CriterionResult) -> bool:
    """Whether a criterion leaves the assessment incomplete: not assessed, or must be green and lacks proof."""
    return result.status == "not_assessed" or (result.must_be_green and result.lacks_proof)


def sign_off_needed(dimensions: Sequence[DimensionResult], yellow_criteria: int, profile: Profile) -> bool:
    """Whether the yellows need an executive: two or more yellow dimensions, or more yellows than tolerated."""
    yellow_dimensions = sum(dimension.status == "yellow" for dimension in dimensions)
    return yellow_dimensions > YELLOW_DIMENSIONS_WITHOUT_SIGN_OFF or yellow_criteria > profile.yellow_tolerance


RED_MUST_BE_GREEN, RED, YELLOW_MUST_BE_GREEN, OPEN_QUESTION, NO_PLAN, OTHER_YELLOW = range(6)
"""The order of reasons."""
RANKS_OF_VERDICT: Mapping[VerdictId, frozenset[int]] = {
    "blocked": frozenset({RED_MUST_BE_GREEN, RED, YELLOW_MUST_BE_GREEN}),
    "incomplete": frozenset({OPEN_QUESTION}),
    "needs_plan": frozenset({NO_PLAN}),
    "needs_sign_off": frozenset({OTHER_YELLOW}),
    "ready_with_mitigations": frozenset({OTHER_YELLOW}),
    "ready": frozenset(),
}


def verdict_of(ranks: Collection[int], *, unsigned: bool) -> VerdictId:
    """The first verdict that applies, worst first, by the kinds of reasons there are.

    `unsigned`: the yellows need a sign-off and none holds.
    """
    for verdict in ("blocked", "incomplete", "needs_plan"):
        if not RANKS_OF_VERDICT[verdict].isdisjoint(ranks):
            return verdict
    if OTHER_YELLOW not in ranks:
        return "ready"
    return "needs_sign_off" if unsigned else "ready_with_mitigations"


def rank_of(result: CriterionResult) -> int | None:
    """Which kind of reason a criterion is; None for green and not applicable."""
    status = result.status
    if status == "green" or status == "not_applicable":
        # A failed stress test makes at least yellow, so nothing that blocks is left out.
        return None
    if status == "red":
        return RED_MUST_BE_GREEN if result.must_be_green else RED
    if blocks(result):
        return YELLOW_MUST_BE_GREEN
    if is_open_question(result):
        return OPEN_QUESTION
    return NO_PLAN if result.needs_plan else OTHER_YELLOW


def ranked_reasons(
    results: Sequence[CriterionResult],
    dimensions: Sequence[DimensionResult],
    framework: Framework,
    missing_use_case: Sequence[str] = (),
) -> list[tuple[int, Reason]]:
    """Everything that is not green, with its rank, in the order of reasons: rank, weight, framework order."""
    ranked: list[tuple[tuple[int, int, int], Reason]] = []
    for result in results:
        rank = rank_of(result)
        if rank is not None:
            order = (rank, -result.weight, framework.position[result.criterion])
            ranked.append((order, criterion_reason(result, rank, framework)))
    for index, dimension in enumerate(dimensions):
        if dimension.applicable == 0:
            text = f"{dimension.name} has no criterion left that applies, so it is not assessed."
            reason = Reason(
                criterion=None, dimension=dimension.dimension, status="not_assessed", cause="dimension_empty", text=text
            )
            ranked.append(((OPEN_QUESTION, 0, index), reason))
    if missing_use_case:
        text = f"The use case statement does not name the {' and the '.join(missing_use_case)}."
        reason = Reason(criterion=None, dimension=None, status="not_assessed", cause="use_case", text=text)
        ranked.append(((OPEN_QUESTION, 0, len(dimensions)), reason))
    ranked.sort(key=lambda entry: entry[0])
    return [(order[0], reason) for order, reason in ranked]


def criterion_reason(result: CriterionResult, rank: int, framework: Framework) -> Reason:
    """The reason that one criterion is, as a sentence."""
    status, chosen, found = result.status, result.chosen, result.adjustments
    deciding = None if chosen == status else next((a for a in found if a.status == status), None)
    if rank == YELLOW_MUST_BE_GREEN:
        deciding = None if chosen == "yellow" else next(a for a in found if a.cause == "stress_test_failed")
    cause: Cause = deciding.cause if deciding else "chosen"
    if rank in (RED_MUST_BE_GREEN, RED):
        tail = f"is red: {deciding.text if deciding else _level_text(result, framework)}"
    elif rank == YELLOW_MUST_BE_GREEN:
        tail = f"is yellow{f': {deciding.text}' if deciding else ''}, and must be green in this profile"
    elif rank == OPEN_QUESTION and chosen is None:
        tail, cause = "is not assessed", "not_answered"
    elif rank == OPEN_QUESTION and status == "not_assessed":
        tail = f"counts as not assessed: {_causes_text(found)}"
    elif rank == OPEN_QUESTION:
        tail = f"lacks proof and must be green in this profile: {_causes_text(found)}"
    elif rank == NO_PLAN:
        tail, cause = "is yellow and has no mitigation with text, owner and due date", "no_plan"
    elif deciding is None:
        tail = f"is yellow: {_level_text(result, framework)}"
    else:
        tail = f"counts as yellow: {_causes_text(found)}"
    return Reason(
        criterion=result.criterion,
        dimension=result.dimension,
        status=status,
        cause=cause,
        text=f"{result.name} {tail}.",
    )


def _level_text(result: CriterionResult, framework: Framework) -> str:
    """What the framework says of the status that a criterion has, without the full stop."""
    criterion = framework.criterion(result.criterion)
    return str(getattr(criterion, result.status, "")).rstrip(".")


def _causes_text(found: Sequence[Adjustment]) -> str:
    return "; ".join([adjustment.text for adjustment in found])


def headline(
    verdict: VerdictId, results: Sequence[CriterionResult], missing: Sequence[str], causes: Sequence[Reason]
) -> str:
    """The answer to "Can it go to production?" in one sentence."""
    unassessed = sum(result.status == "not_assessed" for result in results)
    unproven = sum(result.lacks_proof for result in results)
    if verdict == "blocked":
        count = sum(reason.criterion is not None for reason in causes)
        unassessed = sum(result.status == "not_assessed" and not blocks(result) for result in results)
        tail = ""
        if unassessed:
            tail = f", {unassessed} more {'is' if unassessed == 1 else 'are'} not assessed"
        elif unproven:
            tail = f", {unproven} more {'is' if unproven == 1 else 'are'} unproven"
        return f"Not yet: {count_text(count, 'criterion', 'criteria')} {'blocks' if count == 1 else 'block'} it{tail}."
    if verdict == "incomplete":
        parts = []
        if unassessed:
            parts.append(f"{unassessed} of {count_text(len(results), 'criterion', 'criteria')} not assessed")
        lacking = sum(result.must_be_green and result.lacks_proof for result in results)
        if lacking:
            parts.append(f"{lacking} that must be green {'lacks' if lacking == 1 else 'lack'} proof")
        if missing:
            parts.append(f"the use case lacks its {' and '.join(missing)}")
        if not parts:
            parts.append("a dimension has nothing left to assess")
        return f"Not known yet: {', '.join(parts)}."
    if verdict == "needs_plan":
        count = len(causes)
        return f"Not yet: {count_text(count, 'yellow criterion has', 'yellow criteria have')} no complete plan."
    yellow = sum(result.status == "yellow" for result in results)
    if verdict == "needs_sign_off":
        return f"Not yet: an executive has to acknowledge {count_text(yellow, 'yellow criterion', 'yellow criteria')}."
    if verdict == "ready_with_mitigations":
        return f"Yes, with {count_text(yellow, 'yellow criterion', 'yellow criteria')} planned or signed for."
    return "Yes: every dimension is green."
