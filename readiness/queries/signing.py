"""What an executive sees before signing: the yellows and their plans, who may sign, what will void it, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.acceptance import acceptances
from readiness.domain.assessment import Person, SignOff
from readiness.domain.evaluation import CriterionResult, Upcoming
from readiness.domain.sign_off import last_valid_day, plan_due, sign_off_problems, signer_problems
from readiness.domain.upcoming import NOTICE_DAYS
from readiness.queries.initiative import InitiativeView

VOIDING = frozenset({"evidence_expires", "check_lapses", "sign_off_ends"})


@dataclass(frozen=True)
class Risk:
    """One present yellow, as an executive would acknowledge it."""

    result: CriterionResult
    level: str
    """What yellow means for this criterion."""
    plans: tuple[str, ...]
    """The mitigations that cover it, each in a line."""
    accepted: tuple[str, ...]
    """Who is ready to accept it and until when, each in a line; it covers nothing."""
    due: date | None
    """The day by which its plan is done, which a sign-off would name."""


@dataclass(frozen=True)
class Signer:
    """An executive of the initiative, and why they may not sign (empty: they may)."""

    person: Person
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PastSignOff:
    """A sign-off in the history, and why it does not hold today (empty: it holds)."""

    sign_off: SignOff
    problems: tuple[str, ...]
    last_day: date


@dataclass(frozen=True)
class Notice:
    """What will void a sign-off within so many days, and not within the shorter notice before."""

    days: int
    events: tuple[Upcoming, ...]


@dataclass(frozen=True)
class SigningView:
    """All that the sign-off page decides by."""

    risks: tuple[Risk, ...]
    reds: tuple[CriterionResult, ...]
    signers: tuple[Signer, ...]
    """The executives; those who may sign first."""
    notices: tuple[Notice, ...]
    """Soonest first."""
    history: tuple[PastSignOff, ...]
    """Latest first."""
    standing: PastSignOff | None
    """The sign-off that holds."""

    @property
    def seen(self) -> tuple[tuple[str, date | None], ...]:
        """The yellows and due dates that a person signing now has before their eyes."""
        return tuple((risk.result.criterion, risk.due) for risk in self.risks)


def signing_view(view: InitiativeView) -> SigningView:
    """What the sign-off page shows of an initiative."""
    assessment, evaluation, today = view.assessment, view.evaluation, view.evaluation.day
    history = [
        PastSignOff(item, sign_off_problems(item, evaluation.yellows, assessment, today), last_valid_day(item))
        for item in sorted(assessment.sign_offs, key=lambda item: item.signed_at, reverse=True)
    ]
    signers = [
        Signer(person, signer_problems(person)) for person in assessment.people if person.executive and not person.left
    ]
    return SigningView(
        risks=tuple(_risk(view, result) for result in evaluation.yellows),
        reds=tuple(result for result in evaluation.criteria if result.status == "red"),
        signers=tuple(sorted(signers, key=lambda signer: bool(signer.problems))),
        notices=_notices(view, standing=any(not item.problems for item in history)),
        history=tuple(history),
        standing=next((item for item in history if not item.problems), None),
    )


def _risk(view: InitiativeView, result: CriterionResult) -> Risk:
    criterion = view.framework.criterion(result.criterion)
    plans = [
        f"{plan.text.strip()} ({plan.owner.strip()})"
        for plan in view.assessment.mitigations_of(result.criterion)
        if plan.status != "dropped" and plan.is_complete
    ]
    return Risk(
        result=result,
        level=criterion.yellow if criterion else "",
        plans=tuple(plans),
        accepted=acceptances(view.assessment, result.criterion),
        due=plan_due(view.assessment, result.criterion),
    )


def _notices(view: InitiativeView, *, standing: bool) -> tuple[Notice, ...]:
    """What will void the sign-off that holds, or one that is given today, by how soon it acts."""
    green = {result.criterion for result in view.evaluation.criteria if result.status == "green"}

    def voids(event: Upcoming) -> bool:
        if standing:
            return event.voids_sign_off
        return event.kind in VOIDING and event.criterion in green

    found = [event for event in view.upcoming if voids(event)]
    notices, after = [], 0
    for days in sorted(NOTICE_DAYS):
        first, last = view.evaluation.day + timedelta(days=after), view.evaluation.day + timedelta(days=days)
        notices.append(Notice(days, tuple(event for event in found if first < event.day <= last)))
        after = days
    return tuple(notices)
