"""What a decision log adds up to: the counts of its days, its samples and how far they were judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from readiness.context import Context
from readiness.domain.decision_figures import Count, DecisionFigures, Paired
from readiness.domain.decision_log import CriticalPairs, ReviewPlan, ReviewSample, agreed
from readiness.storage import decision_counts
from readiness.storage.decision_counts import Counts
from readiness.storage.decision_log import DAY_MS

EPOCH = date(1970, 1, 1)

Row = dict[str, Any]


def decision_figures(
    context: Context, initiative: str, since: date | None = None, until: date | None = None
) -> DecisionFigures:
    """The counts over the decisions between two days, both inclusive. Raises NotFound."""
    critical = context.store.load_rollout(initiative).critical_pairs
    token = context.store.decisions.token(initiative)
    if not token:
        return DecisionFigures(decisions=0)
    key = ("decisions", initiative, token, since, until, critical)
    return context.store.memory.get(key, lambda: _figures(context, initiative, token, since, until, critical))


def _figures(
    context: Context, initiative: str, token: int, since: date | None, until: date | None, critical: CriticalPairs
) -> DecisionFigures:
    figures = figures_of(_counts(context, initiative, token, since, until), critical)
    if since is None and until is None:
        return figures
    # What people decided without advice lies before the phase in which they got it.
    return replace(figures, unadvised=decision_figures(context, initiative).unadvised)


def _counts(context: Context, initiative: str, token: int, since: date | None, until: date | None) -> Counts:
    """The rows of the questions, from what a list of many kept of them where it did."""
    if until is None:
        with context.store.engine.reading() as run:
            kept = decision_counts.known(run, [initiative]).get((initiative, since))
        if kept is not None and kept.token == token:
            return kept.counts
    return context.store.decisions.counts(initiative, since, until)


def figures_of(found: Counts, critical: CriticalPairs) -> DecisionFigures:
    """The rows of the questions put together."""
    days = [EPOCH + timedelta(days=row["day"]) for row in found["days"]]
    kinds = found["kinds"]
    both = [row for row in kinds if row["human"] is not None and row["ai"] is not None]
    pairs: dict[tuple[str, str], int] = {}
    for row in both:
        pair = (row["human"], row["ai"])
        pairs[pair] = pairs.get(pair, 0) + row["number"]
    verified = [row for row in kinds if row["random"] and row["ai"] is not None and row["truth"] is not None]
    listed = None if critical.pairs is None else frozenset(critical.pairs)

    def wrong(row: Row) -> bool:
        return bool(row["ai"] != row["truth"])

    def is_critical(row: Row) -> bool:
        return wrong(row) and (listed is None or (row["ai"], row["truth"]) in listed)

    def human_right(row: Row) -> bool:
        return bool(row["human"] == row["truth"])

    def differs(row: Row) -> bool:
        return bool(row["human"] != row["ai"])

    def followed(row: Row) -> bool:
        return bool(row["followed"]) if row["followed"] is not None else not differs(row)

    advised = [row for row in both if row["shown"] == 1]
    known = [row for row in kinds if row["human"] is not None and row["truth"] is not None]
    judged = [row for row in both if row["judged"] is not None and differs(row)]
    groups = sorted({row["group"] for row in verified if row["group"] is not None})
    return DecisionFigures(
        decisions=sum(row["number"] for row in found["days"]),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        weekdays=frozenset(day.weekday() for day in days),
        days_with_decisions=len(days),
        agreement=_count(both, lambda row: not differs(row)),
        agreement_by_class=tuple(
            (human, _count([row for row in both if row["human"] == human], lambda row: not differs(row)))
            for human in sorted({human for human, _ in pairs})
        ),
        kappa_table=tuple(sorted(pairs.items())),
        errors=_count(verified, wrong),
        critical=_count(verified, is_critical),
        critical_by_group=tuple(
            (group, _count([row for row in verified if row["group"] == group], is_critical)) for group in groups
        ),
        adjudicated_disagreements=_number(judged),
        judged_for_human=_number(row for row in judged if row["human"] == row["judged"]),
        judged_for_ai=_number(row for row in judged if row["ai"] == row["judged"]),
        paired=_paired([row for row in both if row["truth"] is not None and row["shown"] != 1]),
        advised=_count([row for row in known if row["shown"] == 1], human_right),
        unadvised=_count([row for row in known if row["shown"] != 1], human_right),
        overrides=_count(advised, differs),
        overrides_reasoned=_count([row for row in advised if differs(row)], lambda row: bool(row["reasoned"])),
        override_reasons=tuple((row["reason"], row["number"]) for row in found["reasons"]),
        followed=_count(advised, followed),
        escalated=_count([row for row in kinds if row["escalated"] is not None], lambda row: bool(row["escalated"])),
        median_review_seconds=found["median_review"][0]["seconds"],
        reviewed_random=_number(verified),
    )


def _paired(rows: Sequence[Row]) -> Paired | None:
    """Who was right on the same cases; None without a case."""
    if not rows:
        return None

    def right(human: bool, ai: bool) -> int:
        return _number(
            row for row in rows if (row["human"] == row["truth"]) is human and (row["ai"] == row["truth"]) is ai
        )

    return Paired(
        both=right(True, True),
        only_human=right(True, False),
        only_ai=right(False, True),
        neither=right(False, False),
    )


def _number(rows: Iterable[Row]) -> int:
    return sum(row["number"] for row in rows)


def _count(rows: Sequence[Row], fits: Callable[[Row], bool]) -> Count:
    return Count(_number(row for row in rows if fits(row)), _number(rows))


@dataclass(frozen=True)
class SampleState:
    """A drawn sample and how far it was judged."""

    sample: ReviewSample
    judged: int
    """Cases on which the reviewers agree."""
    open: int
    """Cases that nobody judged."""
    undecided: int
    """Cases on which nobody could tell, or reviewers differ evenly."""
    errors: int
    """Judged cases in which the AI was wrong."""
    critical: int
    reviewers: int
    days: Counter[date] = field(default_factory=Counter)
    """How many of its cases were decided on which day."""


@dataclass(frozen=True)
class CaseToJudge:
    """One case as a reviewer sees it: the answers without a word of who gave them."""

    position: int
    case: str
    answers: tuple[str, ...]
    """One answer where both sides gave the same, else two in an order that was drawn."""
    given: str | None
    note: str
    judged: bool
    """Whether this reviewer has judged it."""


def sample_states(context: Context, initiative: str) -> tuple[SampleState, ...]:
    """The samples of an initiative, the latest first. Raises NotFound."""
    rollout = context.store.load_rollout(initiative)
    return tuple(_state(context, initiative, one, rollout.critical_pairs) for one in reversed(rollout.review_samples))


def _state(context: Context, initiative: str, sample: ReviewSample, critical: CriticalPairs) -> SampleState:
    cases = context.store.decisions.review_cases(initiative, sample.id)
    said = context.store.decisions.judgements(initiative, sample.id)
    answers: dict[int, list[str | None]] = {}
    for row in said:
        answers.setdefault(row["position"], []).append(row["answer"])
    # What another sample found on the same cases leaves this one as its own reviewers judged it.
    found = [(row["ai"], agreed(answers.get(row["position"], ()))) for row in cases]
    settled = [(ai, truth) for ai, truth in found if truth is not None]
    wrong = [(ai, truth) for ai, truth in settled if ai != truth]
    return SampleState(
        sample=sample,
        judged=len(settled),
        open=sample.size - len(answers),
        undecided=len(answers) - len(settled),
        errors=len(wrong),
        critical=sum(critical.pairs is None or pair in critical.pairs for pair in wrong),
        reviewers=len({row["reviewer"] for row in said}),
        days=Counter(EPOCH + timedelta(days=row["at"] // DAY_MS) for row in cases),
    )


def cases_to_judge(context: Context, initiative: str, sample: str) -> tuple[CaseToJudge, ...]:
    """The cases of a sample for the reviewer at the keyboard: nothing says which answer is whose. Raises NotFound."""
    rollout = context.store.load_rollout(initiative)
    if not any(one.id == sample for one in rollout.review_samples):
        return ()
    reviewer = context.actor.id
    mine = {
        row["position"]: row
        for row in context.store.decisions.judgements(initiative, sample)
        if row["reviewer"] == reviewer
    }
    found = []
    for row in context.store.decisions.review_cases(initiative, sample):
        answers = [row["ai"], row["human"]] if row["first_is_ai"] else [row["human"], row["ai"]]
        own = mine.get(row["position"])
        found.append(
            CaseToJudge(
                position=row["position"],
                case=row["case"],
                answers=tuple(dict.fromkeys(answer for answer in answers if answer is not None)),
                given=own["answer"] if own else None,
                note=own["note"] if own else "",
                judged=own is not None,
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class PlanState:
    """A declared review plan: what it allows, what was found so far, and what that says."""

    plan: ReviewPlan
    samples: tuple[SampleState, ...]
    outcome: str
    """`passed`, `failed`, `second_stage`, `under_way` or `not_begun`."""

    @property
    def holds(self) -> bool:
        """Whether passing shows, with 95 % confidence at least, that the error rate lies below the plan's limit."""
        # What computes bounds is loaded where there is a plan: Home is drawn without it.
        from readiness.statistics.bounds import CONFIDENCE
        from readiness.statistics.sample_size import Plan, TwoStagePlan

        one, confidence = self.plan, max(CONFIDENCE, self.plan.confidence_pct / 100)
        limit = one.limit_pct / 100
        if one.second_cases is None:
            return Plan(limit, confidence, one.cases, one.allowed_errors).holds
        allowed = one.second_allowed_errors or 0
        refuse = one.first_refuse_from if one.first_refuse_from is not None else one.allowed_errors + 1
        stages = TwoStagePlan(limit, confidence, one.cases, one.allowed_errors, refuse, one.second_cases, allowed)
        return stages.holds


def plan_states(context: Context, initiative: str) -> tuple[PlanState, ...]:
    """The review plans of an initiative, the latest first. Raises NotFound."""
    rollout = context.store.load_rollout(initiative)
    states = sample_states(context, initiative)
    return tuple(
        plan_state(plan, tuple(one for one in reversed(states) if one.sample.plan == plan.id))
        for plan in reversed(rollout.review_plans)
    )


def plan_state(plan: ReviewPlan, samples: tuple[SampleState, ...]) -> PlanState:
    """How a plan stands by what was declared: it passes once every case is judged, and counts critical errors.

    Until an initiative lists which errors are critical, every wrong decision is.
    """
    if not samples:
        return PlanState(plan, samples, "not_begun")
    first = samples[0]
    complete = first.judged == first.sample.size
    if plan.second_cases is None:
        if first.critical > plan.allowed_errors:
            return PlanState(plan, samples, "failed")
        return PlanState(plan, samples, "passed" if complete else "under_way")
    refuse = plan.first_refuse_from if plan.first_refuse_from is not None else plan.allowed_errors + 1
    if first.critical >= refuse:
        return PlanState(plan, samples, "failed")
    if not complete:
        return PlanState(plan, samples, "under_way")
    if first.critical <= plan.allowed_errors:
        return PlanState(plan, samples, "passed")
    if len(samples) == 1:
        return PlanState(plan, samples, "second_stage")
    errors = first.critical + samples[1].critical
    allowed = plan.second_allowed_errors or 0
    if errors > allowed:
        return PlanState(plan, samples, "failed")
    return PlanState(plan, samples, "passed" if samples[1].judged == samples[1].sample.size else "under_way")
