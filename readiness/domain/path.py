"""The way to a better verdict: the fewest steps to the next one, and to ready with mitigations (or ready)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from readiness.domain.assessment import Assessment, Plan
from readiness.domain.evaluation import VERDICT_ORDER, CriterionResult, Evaluation, Path, Step
from readiness.domain.framework import Framework
from readiness.domain.gate import blocks, criterion_result, decide, is_open_question, profile_of
from readiness.domain.use_case import use_case_gaps
from readiness.domain.what_if import apply_steps, suppose, with_completed_plans

MOST_PLANS_TRIED = 8
"""Mitigations that help several criteria and whose combinations are tried; beyond that, those that help most."""


def next_path(assessment: Assessment, framework: Framework, evaluation: Evaluation) -> Path | None:
    """The fewest steps to the next better verdict; None when it is ready already."""
    return _shortest(assessment, framework, evaluation, all_the_way=False)


def ready_path(assessment: Assessment, framework: Framework, evaluation: Evaluation) -> Path | None:
    """The fewest steps to ready with mitigations, or to ready when that is next; None when it is ready already."""
    return _shortest(assessment, framework, evaluation, all_the_way=True)


def _shortest(
    assessment: Assessment, framework: Framework, evaluation: Evaluation, *, all_the_way: bool
) -> Path | None:
    """Try the sets of existing mitigations to complete; what remains then takes one step a criterion."""
    if evaluation.verdict == "ready":
        return None
    search = _Search(assessment, framework, evaluation, all_the_way=all_the_way)
    best: tuple[tuple[int, tuple[int, ...]], list[Step]] | None = None
    for at_least, chosen in search.plan_sets():
        if best is not None and at_least > best[0][0]:
            break
        steps = [search.finish(plan) for plan in chosen] + search.remaining(chosen)
        key = (len(steps), search.order(steps))
        if best is None or key < best[0]:
            best = (key, steps)
    assert best is not None, "completing no plan at all always leaves a way"
    steps = search.asking_less(sorted(best[1], key=search.position))
    end = apply_steps(assessment, framework, evaluation.day, steps).verdict
    return Path(start=evaluation.verdict, end=end, steps=tuple(steps))


class _Search:
    """One search: the assessment, where it stands, and the order of reasons that breaks ties."""

    def __init__(self, assessment: Assessment, framework: Framework, start: Evaluation, *, all_the_way: bool) -> None:
        self.assessment, self.framework, self.start = assessment, framework, start
        self.all_the_way = all_the_way
        self.profile = profile_of(assessment, framework)
        self.supposed = assessment
        """The assessment with the mitigations complete that are being tried."""
        self._known: dict[tuple[str, frozenset[str]], CriterionResult] = {}
        reasons = [*start.reasons, *start.open_points]
        self._positions = {r.criterion: index for index, r in enumerate(reasons) if r.criterion is not None}

    def position(self, step: Step) -> int:
        """Where a step stands in the order of reasons; the use case after the criteria, a sign-off last of all."""
        last = len(self._positions) + len(self.framework.criteria)
        if step.kind in ("sign_off", "use_case"):
            return last + (step.kind == "sign_off")
        if step.plan is not None:
            plan = next(plan for plan in self.assessment.plans if plan.id == step.plan)
            return min((self._positions.get(criterion, last) for criterion in plan.criteria), default=last)
        return self._positions.get(step.criterion or "", last)

    def order(self, steps: Iterable[Step]) -> tuple[int, ...]:
        """What breaks ties between equally short paths: the positions of the steps, in ascending order."""
        return tuple(sorted(self.position(step) for step in steps))

    def plan_sets(self) -> Iterator[tuple[int, tuple[Plan, ...]]]:
        """Sets of mitigations to complete, each with the least number of steps it can lead to, in that order.

        A mitigation that helps one criterion alone is in none: bringing that criterion to green is one step too and
        does no less.
        """
        helped = {plan.id: self.helped(plan) for plan in self.assessment.plans}
        plans = [plan for plan in self.assessment.plans if len(helped[plan.id]) > 1]
        plans = sorted(plans, key=lambda plan: (-len(helped[plan.id]), plan.id))[:MOST_PLANS_TRIED]
        sets = [chosen for size in range(len(plans) + 1) for chosen in combinations(plans, size)]
        bounded = [(len(chosen) + self.open_after(chosen), chosen) for chosen in sets]
        yield from sorted(bounded, key=lambda entry: entry[0])

    def helped(self, plan: Plan) -> tuple[str, ...]:
        """The criteria that an open mitigation could serve, once it is complete or finished.

        A yellow that only lacks proof is among them: it asks for no plan, but a sign-off may name the date of one.
        """
        if plan.kind != "mitigation" or not plan.is_open:
            return ()
        overdue = plan.due is not None and plan.due < self.start.day
        return tuple(
            result.criterion
            for result in self.start.criteria
            if result.criterion in plan.criteria
            and (
                (not plan.is_complete and result.status == "yellow" and not result.planned)
                or ((overdue or not plan.is_complete) and result.status == "red" and result.chosen == "yellow")
            )
        )

    def open_after(self, completed: Sequence[Plan]) -> int:
        """How many criteria still ask for a step of their own once some mitigations are complete."""
        results = self.results_after(completed)
        if self.all_the_way:
            return sum(blocks(r) or is_open_question(r) or r.needs_plan for r in results)
        if self.start.verdict == "blocked":
            return sum(blocks(r) for r in results)
        return sum(r.needs_plan for r in results) if self.start.verdict == "needs_plan" else 0

    def results_after(self, completed: Sequence[Plan]) -> list[CriterionResult]:
        """Where the criteria stand once some mitigations are complete; each is judged once a set that touches it."""
        results: list[CriterionResult] = []
        supposed: Assessment | None = None
        for result in self.start.criteria:
            touching = frozenset(plan.id for plan in completed if result.criterion in plan.criteria)
            key = (result.criterion, touching)
            if touching and key not in self._known:
                criterion = self.framework.criterion(result.criterion)
                assert criterion is not None, "a result names a criterion of the framework"
                supposed = supposed or self.with_completed({plan.id for plan in completed})
                self._known[key] = criterion_result(criterion, supposed, self.profile, self.start.day)
            results.append(self._known[key] if touching else result)
        return results

    def with_completed(self, plan_ids: Collection[str]) -> Assessment:
        """The assessment as if these mitigations were complete and done."""
        return with_completed_plans(self.assessment, plan_ids, self.start.day)

    def asking_less(self, steps: list[Step]) -> list[Step]:
        """The path with existing mitigations completed in place of new ones or of better ratings, where that does."""
        for index, step in enumerate(steps):
            if step.criterion is None:
                continue
            used = {other.plan for other in steps}
            for plan in sorted(self.assessment.mitigations_of(step.criterion), key=lambda plan: plan.id):
                if plan.id not in used and step.criterion in self.helped(plan):
                    instead = [*steps[:index], self.finish(plan), *steps[index + 1 :]]
                    if self.arrives(apply_steps(self.assessment, self.framework, self.start.day, instead)):
                        steps = instead
                        break
        return steps

    def arrives(self, evaluation: Evaluation) -> bool:
        """Whether an evaluation is where the path is to lead."""
        start, end = VERDICT_ORDER[self.start.verdict], VERDICT_ORDER[evaluation.verdict]
        goal = VERDICT_ORDER["ready_with_mitigations"] if self.all_the_way else 0
        return end > start and end >= goal

    def remaining(self, completed: Sequence[Plan]) -> list[Step]:
        """The fewest steps that are left once these mitigations are complete."""
        base = self.start
        self.supposed = self.assessment
        if completed:
            self.supposed = self.with_completed({plan.id for plan in completed})
            base = decide(self.results_after(completed), self.supposed, self.framework, self.start.day)
        if self.start.verdict == "ready_with_mitigations":
            return [self.bring(result, "green") for result in base.yellows]
        if self.all_the_way:
            return self._to_ready_with_mitigations(base)
        if VERDICT_ORDER[base.verdict] > VERDICT_ORDER[self.start.verdict]:
            return []
        if self.start.verdict == "blocked":
            return [self.bring(result, _least(result)) for result in base.criteria if blocks(result)]
        if self.start.verdict == "incomplete":
            return self._open_questions(base, least=True)
        if self.start.verdict == "needs_plan":
            return [_plan_for(result) for result in base.criteria if result.needs_plan]
        for result in self._by_reasons(base.yellows):
            step = self.bring(result, "green")
            if VERDICT_ORDER[self._after(base, [step]).verdict] > VERDICT_ORDER["needs_sign_off"]:
                return [step]
        return [_sign()]

    def _to_ready_with_mitigations(self, base: Evaluation) -> list[Step]:
        forced = [self.bring(result, "green") for result in base.criteria if blocks(result)]
        forced += self._open_questions(base, least=False)
        touched = {step.criterion for step in forced}
        planless = self._by_reasons(r for r in base.criteria if r.needs_plan and r.criterion not in touched)
        # A plan and a better rating are one step each; a plan asks less, so a rating improves only to spare signing.
        for improved in range(len(planless) + 1):
            steps = [
                *forced,
                *(self.bring(result, "green") for result in planless[:improved]),
                *(_plan_for(result) for result in planless[improved:]),
            ]
            if self._is_ready(base, steps):
                return steps
        all_green = [*forced, *(self.bring(result, "green") for result in planless)]
        touched = {step.criterion for step in all_green}
        for result in self._by_reasons(r for r in base.yellows if r.criterion not in touched):
            steps = [*all_green, self.bring(result, "green")]
            if self._is_ready(base, steps):
                return steps
        return [*forced, *(_plan_for(result) for result in planless), _sign()]

    def _open_questions(self, base: Evaluation, *, least: bool) -> list[Step]:
        """What an incomplete assessment asks for: every open criterion, every empty dimension, the use case."""
        steps = [
            self.bring(result, _least(result) if least else "green")
            for result in base.criteria
            if is_open_question(result) and not blocks(result)
        ]
        for dimension in base.dimensions:
            if dimension.applicable == 0:
                first = next((r for r in base.criteria if r.dimension == dimension.dimension), None)
                if first is not None:
                    steps.append(self.bring(first, _least(first) if least else "green"))
        gaps = use_case_gaps(self.assessment.initiative.use_case)
        if gaps:
            text = f"Complete the use case: name the {' and the '.join(gaps)}."
            steps.append(Step(kind="use_case", text=text))
        return steps

    def _is_ready(self, base: Evaluation, steps: Sequence[Step]) -> bool:
        return VERDICT_ORDER[self._after(base, steps).verdict] >= VERDICT_ORDER["ready_with_mitigations"]

    def _after(self, base: Evaluation, steps: Sequence[Step]) -> Evaluation:
        """The evaluation if steps were taken on top of an evaluation that is itself supposed."""
        to = {step.criterion: step.to for step in steps if step.kind == "criterion"}
        planned = {step.criterion for step in steps if step.kind == "mitigation"}
        results = [suppose(r, to.get(r.criterion), planned=r.criterion in planned) for r in base.criteria]
        gaps = () if any(step.kind == "use_case" for step in steps) else None
        return decide(results, self.supposed, self.framework, base.day, gaps=gaps)

    def _by_reasons(self, results: Iterable[CriterionResult]) -> list[CriterionResult]:
        last = len(self._positions)
        return sorted(results, key=lambda result: self._positions.get(result.criterion, last))

    def bring(self, result: CriterionResult, to: Literal["yellow", "green"]) -> Step:
        """The step that brings one criterion to a status, with what that takes."""
        criterion = self.framework.criterion(result.criterion)
        assert criterion is not None, "a result names a criterion of the framework"
        if result.chosen == "green" or (result.chosen == "yellow" == to):
            takes = " ".join(dict.fromkeys(adjustment.remedy for adjustment in result.adjustments))
        elif to == "green":
            takes = (
                f"{criterion.green.rstrip('.')}. Proven by a file, link or metric value from the last "
                f"{criterion.fresh_days} days, rated or confirmed by an independent person."
            )
        else:
            takes = f"{criterion.yellow.rstrip('.')}."
        return Step(
            kind="criterion",
            criterion=result.criterion,
            to=to,
            text=f"Bring {result.name} to {to}" + (" or green." if to == "yellow" else "."),
            takes=takes,
        )

    def finish(self, plan: Plan) -> Step:
        """The step that completes one mitigation."""
        names = [r.name for r in self.start.criteria if r.criterion in plan.criteria]
        what = plan.text.strip() or "the mitigation"
        missing = [
            word
            for word, there in (("text", plan.text.strip()), ("owner", plan.owner.strip()), ("due date", plan.due))
            if not there
        ]
        takes = f"Give it its {' and '.join(missing)}." if missing else "Finish it; it is past its due date."
        return Step(kind="mitigation", plan=plan.id, text=f"Complete “{what}” for {', '.join(names)}.", takes=takes)


def _least(result: CriterionResult) -> Literal["yellow", "green"]:
    """The least demanding status that helps: a must-be-green criterion blocks at yellow, others do not."""
    return "green" if result.must_be_green or result.chosen == "green" else "yellow"


def _plan_for(result: CriterionResult) -> Step:
    return Step(
        kind="mitigation",
        criterion=result.criterion,
        text=f"Plan a mitigation for {result.name}.",
        takes="Text, owner and due date. One mitigation may cover several criteria.",
    )


def _sign() -> Step:
    return Step(
        kind="sign_off",
        text="Obtain the sign-off.",
        takes="A named executive, who is no builder, acknowledges the yellow criteria one by one in writing.",
    )
