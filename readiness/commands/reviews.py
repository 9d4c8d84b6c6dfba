"""Reviews of decisions: what counts as critical, plans fixed beforehand, drawn samples, and blind judgements."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date
from typing import Literal

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.decision_log import CriticalPairs, ReviewPlan, ReviewSample, truth_of
from readiness.domain.phase_rules import running_phase
from readiness.domain.rollout import Rollout
from readiness.domain.share_wording import share_text
from readiness.domain.wording import count_text, number_text
from readiness.errors import Conflict, Invalid, NotAllowed, NotFound
from readiness.statistics import sample_size
from readiness.statistics.sample_size import Plan, TwoStagePlan
from readiness.storage.store import Change

LONGEST_ANSWER = 300
MOST_CASES = 100_000
LEAST_CONFIDENCE = 95
"""Percent; every bound here holds with it."""


def set_critical_pairs(
    context: Context, initiative: str, *, pairs: Sequence[tuple[str, str]] | None, seen: CriticalPairs
) -> None:
    """Say which (AI decision, truth) pairs are critical; None: every wrong one. Raises Invalid, Conflict, NotFound."""
    if pairs is not None:
        for ai, truth in pairs:
            entries.line(ai, "pairs", "The AI's decision", longest=LONGEST_ANSWER, required=True)
            entries.line(truth, "pairs", "The truth", longest=LONGEST_ANSWER, required=True)
            if ai == truth:
                raise Invalid(f"“{ai}” is no error when the truth is the same. Nothing was saved.", "pairs")
    with context.change(initiative) as change:
        old = change.rollout.critical_pairs
        if old != seen:
            raise Conflict("Somebody has changed what is critical meanwhile. Nothing was saved.", theirs=old)
        new = CriticalPairs(pairs=None if pairs is None else tuple(dict.fromkeys(pairs)))
        change.save("critical_pairs_set", "decisions", old, new)


def declare_review_plan(
    context: Context,
    initiative: str,
    *,
    name: str,
    limit_pct: float,
    cases: int,
    allowed_errors: int,
    confidence_pct: float = 95.0,
    second_cases: int | None = None,
    second_allowed_errors: int | None = None,
    first_refuse_from: int | None = None,
) -> str:
    """Declare, before looking, how many cases are reviewed and how many errors allowed.

    A plan that would let through a system at its limit more often than the confidence says is none. Raises Invalid,
    NotFound.
    """
    entries.line(name, "name", "The name of the plan", required=True)
    if not 0 < limit_pct < 100:
        raise Invalid("The error limit lies between 0 and 100 percent. Nothing was saved.", "limit_pct")
    if not LEAST_CONFIDENCE <= confidence_pct < 100:
        raise Invalid(
            f"The confidence is at least {LEAST_CONFIDENCE} percent and below 100. Nothing was saved.", "confidence_pct"
        )
    if not 1 <= cases <= MOST_CASES:
        raise Invalid(f"A plan has 1 to {MOST_CASES:,} cases. Nothing was saved.", "cases")
    if not 0 <= allowed_errors < cases:
        raise Invalid("The allowed errors are fewer than the cases. Nothing was saved.", "allowed_errors")
    second = (second_cases, second_allowed_errors, first_refuse_from)
    if any(value is not None for value in second) and None in second:
        raise Invalid(
            "A second stage needs its cases, its allowed errors, and when the first one fails.", "second_cases"
        )
    if second_cases is not None and second_allowed_errors is not None and first_refuse_from is not None:
        fits = 1 <= second_cases <= MOST_CASES and first_refuse_from > allowed_errors
        if not fits or second_allowed_errors < allowed_errors:
            raise Invalid("The second stage does not follow from the first one. Nothing was saved.", "second_cases")
        two = TwoStagePlan(
            limit_pct / 100,
            confidence_pct / 100,
            cases,
            allowed_errors,
            first_refuse_from,
            second_cases,
            second_allowed_errors,
        )
        if not two.holds:
            raise _shows_nothing(two)
    else:
        one = Plan(limit_pct / 100, confidence_pct / 100, cases, allowed_errors)
        if not one.holds:
            raise _shows_nothing(one)
    with context.change(initiative) as change:
        made = entries.made(
            ReviewPlan,
            id=context.new_id(),
            name=name,
            limit_pct=limit_pct,
            confidence_pct=confidence_pct,
            cases=cases,
            allowed_errors=allowed_errors,
            second_cases=second_cases,
            second_allowed_errors=second_allowed_errors,
            first_refuse_from=first_refuse_from,
            declared_at=change.at,
            declared_by=context.actor.label,
        )
        change.add("review_plan_declared", f"review_plan/{made.id}", made)
    return made.id


def draw_sample(
    context: Context,
    initiative: str,
    *,
    purpose: Literal["random_review", "disagreements"],
    size: int,
    seed: int | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    plan: str | None = None,
) -> str:
    """Draw cases for review; the seed is recorded and draws them again. Raises Invalid, NotFound.

    The cases are sorted by source and id before they are drawn, so the draw does not depend on how they came in. For a
    plan they are decisions since the entry into the present phase, unless another first day is said.
    """
    entries.choice(purpose, "purpose", "The purpose", ("random_review", "disagreements"))
    if not 1 <= size <= MOST_CASES:
        raise Invalid(f"A sample has 1 to {MOST_CASES:,} cases. Nothing was drawn.", "size")
    if first_day and last_day and last_day < first_day:
        raise Invalid("The last day lies before the first. Nothing was drawn.", "last_day")
    chosen = random.SystemRandom().randrange(2**31) if seed is None else seed
    with context.change(initiative) as change:
        if plan is not None:
            declared = next((one for one in change.rollout.review_plans if one.id == plan), None)
            if declared is None:
                raise NotFound("There is no such review plan on this initiative. Nothing was drawn.")
            if purpose != "random_review":
                raise Invalid(
                    "A plan is served by cases drawn at random. Disagreements show how often the AI is wrong where "
                    "people differ from it, not how often it is wrong. Nothing was drawn.",
                    "purpose",
                )
            _check_stage(change, declared, size)
            first_day = first_day or _phase_began(change.rollout, last_day)
        frame = context.store.decisions.frame(
            initiative, disagreements=purpose == "disagreements", since=first_day, until=last_day
        )
        if not frame:
            what = "disagreement" if purpose == "disagreements" else "decision of the AI"
            raise Invalid(f"There is no {what} to draw from that was not drawn before. Nothing was drawn.", "size")
        if len(frame) < size:
            raise Invalid(
                f"Only {count_text(len(frame), 'case')} can be drawn, {size:,} were asked for. Nothing was drawn.",
                "size",
            )
        drawing = random.Random(chosen)
        cases = [(log, case, drawing.random() < 0.5) for log, case in drawing.sample(frame, size)]
        sample = ReviewSample(
            id=context.new_id(),
            purpose=purpose,
            seed=chosen,
            size=size,
            frame=len(frame),
            first_day=first_day,
            last_day=last_day,
            plan=plan,
            drawn_at=change.at,
            drawn_by=context.actor.label,
        )
        change.decisions.draw(sample.id, cases, at_random=purpose == "random_review")
        change.put(sample)
        head = change.record(
            "review_sample_drawn", f"review_sample/{sample.id}", {"added": sample.model_dump(mode="json")}
        )
        change.decisions.move_token(head.seq)
    return sample.id


def judge(context: Context, initiative: str, sample: str, position: int, *, answer: str | None, note: str = "") -> None:
    """Record what a reviewer holds for right on one case; None: cannot tell. Their later answer replaces the first.

    The truth of a case is what most of its reviewers answered, in all samples that hold it; a tie leaves it open, or
    as a sample drawn at random found it. Raises NotAllowed where nobody is named, Invalid, NotFound.
    """
    if context.actor.id is None:
        raise NotAllowed("Say who is at the keyboard before judging a case. Nothing was saved.")
    if answer is not None:
        entries.line(answer, "answer", "The right answer", longest=LONGEST_ANSWER, required=True)
    entries.text(note, "note", "The note")
    with context.change(initiative) as change:
        drawn = next((one for one in change.rollout.review_samples if one.id == sample), None)
        if drawn is None or not 1 <= position <= drawn.size:
            raise NotFound("There is no such case in a sample of this initiative. Nothing was saved.")
        change.decisions.judge(
            sample,
            position,
            context.actor.id,
            context.actor.label,
            answer,
            note,
            change.at.astimezone(UTC).isoformat(timespec="microseconds"),
        )
        truth, at_random = truth_of(change.decisions.answers_about(sample, position))
        change.decisions.settle(sample, position, truth, at_random=at_random)
        body = {"answer": answer, "note": note}
        head = change.record("case_judged", f"review_sample/{sample}/{position}", body)
        change.decisions.move_token(head.seq)


def _shows_nothing(weak: Plan | TwoStagePlan) -> Invalid:
    """Why a plan is none, with the number of cases that makes it one."""
    limit, confidence = 100 * weak.limit, 100 * weak.confidence
    said = (
        f"A system of which {number_text(limit)} % is wrong would pass with a probability of "
        f"{share_text(weak.error_probability)}, and {number_text(round(100 - confidence, 6))} % is the most at a "
        f"confidence of {number_text(confidence)} %."
    )
    if isinstance(weak, TwoStagePlan) and min(weak.refuse_from, weak.second_allowed + 1) > weak.allowed + 1:
        refuse = min(weak.refuse_from, weak.second_allowed + 1)
        two = sample_size.two_stage_plan(
            weak.limit, weak.allowed, weak.second_allowed, weak.confidence, refuse_from=refuse
        )
        return Invalid(
            f"{said} With so many errors allowed it takes two stages of {two.cases:,} cases each. Nothing was saved.",
            "cases",
        )
    size = sample_size.plan(weak.limit, weak.allowed, weak.confidence).cases
    return Invalid(
        f"{said} With {count_text(weak.allowed, 'error')} allowed it takes {size:,} cases. Nothing was saved.", "cases"
    )


def _phase_began(rollout: Rollout, last_day: date | None) -> date | None:
    """The entry into the present phase, where the system runs and days until then are not asked for."""
    if running_phase(rollout.moves) is None:
        return None
    began = rollout.moves[-1].day
    return began if last_day is None or began <= last_day else None


def _check_stage(change: Change, plan: ReviewPlan, size: int) -> None:
    """Raise Invalid for a sample that the plan did not declare: its size was fixed before anybody looked."""
    before = [one for one in change.rollout.review_samples if one.plan == plan.id]
    wanted = plan.cases if not before else plan.second_cases if len(before) == 1 else None
    if wanted is None:
        raise Invalid(
            f"“{plan.name}” has drawn all the cases that it declared. A sample that grows because of what was seen "
            "proves nothing; declare a new plan. Nothing was drawn.",
            "plan",
        )
    if size != wanted:
        raise Invalid(f"“{plan.name}” declared {count_text(wanted, 'case')} for this stage. Nothing was drawn.", "size")
