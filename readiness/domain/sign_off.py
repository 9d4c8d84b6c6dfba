"""When an executive's acknowledgement of the yellows holds, and why it no longer does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from readiness.domain.assessment import SEVERITY_ORDER, Assessment, Person, Plan, SignOff
from readiness.domain.evaluation import CriterionResult, SignOffState
from readiness.domain.wording import day_text, utc_day

VALID_DAYS = 90
"""A sign-off holds while no more than this many days have passed."""


def last_valid_day(sign_off: SignOff) -> date:
    """The last day on which a sign-off can hold."""
    return utc_day(sign_off.signed_at) + timedelta(days=VALID_DAYS)


def plan_due(assessment: Assessment, criterion_id: str) -> date | None:
    """The date by which the plan for a criterion is done: the latest due date of its complete mitigations."""
    plan = _latest_plan(assessment, criterion_id)
    return plan.due if plan is not None else None


def _latest_plan(assessment: Assessment, criterion_id: str) -> Plan | None:
    """The complete mitigation of a criterion that is due last; dropped ones do not count."""
    plans = [plan for plan in assessment.mitigations_of(criterion_id) if plan.covers]
    return max(plans, key=lambda plan: (plan.due or date.min, plan.id), default=None)


def sign_off_problems(
    sign_off: SignOff, yellows: Sequence[CriterionResult], assessment: Assessment, today: date
) -> tuple[str, ...]:
    """Why a sign-off does not hold for the yellows of today, in sentences; empty when it holds.

    A plan that it names and that was moved later ends it whatever the criterion's status is now.
    """
    problems: list[str] = []
    if sign_off.revoked_at is not None:
        problems.append(f"It was revoked on {day_text(utc_day(sign_off.revoked_at))}.")
    if today > last_valid_day(sign_off):
        problems.append(f"It ended on {day_text(last_valid_day(sign_off))}, {VALID_DAYS} days after signing.")
    named = {risk.criterion: risk for risk in sign_off.risks}
    for result in yellows:
        risk = named.get(result.criterion)
        if risk is None:
            problems.append(f"{result.name} is yellow and is not named in it.")
        elif SEVERITY_ORDER[risk.status] > SEVERITY_ORDER["yellow"]:
            problems.append(f"{result.name} is yellow and is named in it as {risk.status.replace('_', ' ')}.")
        elif risk.due is not None and plan_due(assessment, risk.criterion) is None:
            problems.append(f"The plan for {result.name} is gone.")
    for risk in sign_off.risks:
        plan = _latest_plan(assessment, risk.criterion) if risk.due is not None else None
        if plan is not None and plan.due is not None and risk.due is not None and plan.due > risk.due:
            moved = f"from {day_text(risk.due)} to {day_text(plan.due)}"
            problems.append(f"The plan “{plan.text.strip()}” moved {moved}.")
    return tuple(dict.fromkeys(problems))


def sign_off_state(
    yellows: Sequence[CriterionResult], needed: bool, assessment: Assessment, today: date
) -> SignOffState:
    """Whether a sign-off is needed and whether one holds; the latest is reported when none does."""
    latest_first = sorted(assessment.sign_offs, key=lambda one: (one.signed_at, one.id), reverse=True)
    for sign_off in latest_first:
        if not sign_off_problems(sign_off, yellows, assessment, today):
            return SignOffState(needed=needed, valid=True, sign_off=sign_off.id, valid_until=last_valid_day(sign_off))
    if not latest_first:
        return SignOffState(needed=needed, valid=False, sign_off=None)
    latest = latest_first[0]
    return SignOffState(
        needed=needed,
        valid=False,
        sign_off=latest.id,
        problems=sign_off_problems(latest, yellows, assessment, today),
    )


def signer_problems(person: Person) -> tuple[str, ...]:
    """Why a person may not sign, in sentences; empty when they may."""
    problems: list[str] = []
    if not person.executive:
        problems.append(f"{person.name} is not entered as an executive of this initiative.")
    if person.builder is None:
        problems.append(f"{person.name} has not declared whether they work on, own or manage the delivery.")
    elif person.builder:
        problems.append(f"{person.name} works on, owns or manages the delivery and so cannot sign.")
    return tuple(problems)
