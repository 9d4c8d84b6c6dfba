"""What time alone will change: expiries, lapsing checks, due dates, the end of a sign-off, the next review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from readiness.domain.adjustment import OLD_FACTOR, age_counts_from, lapse_day
from readiness.domain.assessment import Assessment, Initiative
from readiness.domain.evaluation import Upcoming
from readiness.domain.framework import Framework
from readiness.domain.gate import criterion_result, profile_of
from readiness.domain.sign_off import last_valid_day, sign_off_problems
from readiness.domain.wording import count_text, day_text, utc_day

NOTICE_DAYS = (30, 14, 3)
"""How many days ahead the sign-off page warns of what will void it."""


def next_review(initiative: Initiative) -> date:
    """The day on which the next review is due: the review interval after the last one, or after the creation."""
    return utc_day(initiative.last_review_at or initiative.created_at) + timedelta(days=initiative.review_interval_days)


def upcoming(assessment: Assessment, framework: Framework, today: date, days: int = 120) -> tuple[Upcoming, ...]:
    """What will act after today and within `days`, soonest first."""
    return outlook(assessment, framework, today, days)[1]


def next_change(assessment: Assessment, framework: Framework, today: date) -> date | None:
    """The first later day on which anything computed may differ although nobody stores anything; None: never."""
    return outlook(assessment, framework, today, 0)[0]


def voided_on(events: Sequence[Upcoming], last_valid: date) -> date | None:
    """The first day on which time alone would end a sign-off that holds until `last_valid`; None: none before."""
    return min((event.day for event in events if event.voids_sign_off and event.day <= last_valid), default=None)


def outlook(
    assessment: Assessment, framework: Framework, today: date, days: int
) -> tuple[date | None, tuple[Upcoming, ...]]:
    """`next_change` and `upcoming` in one go, for lists of many initiatives."""
    events = list(_events(assessment, framework, today))
    horizon = today + timedelta(days=days)
    # Two plans may be due on one day for one criterion: what is equal up to there is ordered by its words.
    soon = sorted(
        (e for e in events if today < e.day <= horizon), key=lambda e: (e.day, e.kind, e.criterion or "", e.text)
    )
    return _first_change(events, assessment, framework, today), tuple(soon)


def _first_change(events: Sequence[Upcoming], assessment: Assessment, framework: Framework, today: date) -> date | None:
    days = [event.day for event in events]
    days += [last_valid_day(sign_off) + timedelta(days=1) for sign_off in assessment.sign_offs]
    for answer in assessment.answers:
        criterion = framework.criterion(answer.criterion)
        for value in answer.checks:
            check = criterion.check(value.measure) if criterion else None
            if check is not None and value.day is not None:
                days += [value.day + timedelta(days=int(limit) + 1) for limit in (check.green, check.yellow)]
    return min((day for day in days if day > today), default=None)


def _events(assessment: Assessment, framework: Framework, today: date) -> Iterator[Upcoming]:
    """Everything that acts on some day, past days included."""
    profile = profile_of(assessment, framework)
    # Only a sign-off is voided by anything; without one there is nothing to work out.
    judged = framework.criteria if assessment.sign_offs else ()
    results = {c.id: criterion_result(c, assessment, profile, today) for c in judged}
    yellows = [result for result in results.values() if result.status == "yellow"]
    standing = [s for s in assessment.sign_offs if not sign_off_problems(s, yellows, assessment, today)]

    def voids(criterion_id: str, day: date) -> bool:
        """Whether a criterion turning yellow on a day would end every sign-off that holds today and would hold then."""
        then = [sign_off for sign_off in standing if last_valid_day(sign_off) >= day]
        return (
            bool(then)
            and results[criterion_id].status == "green"
            and all(criterion_id not in {risk.criterion for risk in sign_off.risks} for sign_off in then)
        )

    for criterion in framework.criteria:
        answer = assessment.answer(criterion.id)
        start = age_counts_from(answer, assessment)
        if answer.rating in ("green", "yellow") and start is not None:
            expires = start + timedelta(days=criterion.fresh_days + 1)
            if answer.rating == "green":
                yield Upcoming(
                    day=expires,
                    kind="evidence_expires",
                    criterion=criterion.id,
                    text=f"Evidence for {criterion.name} expires on {day_text(expires)}.",
                    voids_sign_off=voids(criterion.id, expires),
                )
            too_old = start + timedelta(days=OLD_FACTOR * criterion.fresh_days + 1)
            yield Upcoming(
                day=too_old,
                kind="evidence_too_old",
                criterion=criterion.id,
                text=f"{criterion.name} counts as not assessed from {day_text(too_old)} without new evidence.",
            )
        if answer.rating == "green":
            for check in criterion.checks:
                lapse = lapse_day(answer, check.measure, check.green) if check.is_date else None
                if lapse is not None:
                    yield Upcoming(
                        day=lapse,
                        kind="check_lapses",
                        criterion=criterion.id,
                        text=f"{criterion.name}: “{check.text}” is due again by {day_text(lapse - timedelta(days=1))}.",
                        voids_sign_off=voids(criterion.id, lapse),
                    )
    for plan in assessment.plans:
        if plan.is_open and plan.due is not None:
            hit = [c for c in plan.criteria if plan.kind == "mitigation" and assessment.answer(c).rating == "yellow"]
            yield Upcoming(
                day=plan.due + timedelta(days=1),
                kind="plan_overdue",
                criterion=next(iter(hit or plan.criteria), None),
                text=f"“{plan.text.strip() or 'A plan without text'}” is due on {day_text(plan.due)}"
                + (
                    f"; after that {count_text(len(hit), 'criterion counts', 'criteria count')} as red." if hit else "."
                ),
            )
    if standing:
        last = max(standing, key=lambda sign_off: (last_valid_day(sign_off), sign_off.id))
        yield Upcoming(
            day=last_valid_day(last) + timedelta(days=1),
            kind="sign_off_ends",
            criterion=None,
            text=f"The sign-off of {last.person_name} ends on {day_text(last_valid_day(last))}.",
            voids_sign_off=True,
        )
    review = next_review(assessment.initiative)
    overdue_from = review + timedelta(days=1)
    yield Upcoming(
        day=overdue_from, kind="review_due", criterion=None, text=f"The next review is due on {day_text(review)}."
    )
