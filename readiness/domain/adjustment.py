"""The causes for which a rating counts for less than what was chosen; computed on the day, never stored."""

from __future__ import annotations

from datetime import date, timedelta

from readiness.domain.assessment import Answer, Assessment, EvidenceKind
from readiness.domain.evaluation import Adjustment
from readiness.domain.framework import Criterion
from readiness.domain.wording import day_text, utc_day

OLD_FACTOR = 2
"""Evidence older than this many times `fresh_days` proves nothing any more."""

PROOF_KINDS: frozenset[EvidenceKind] = frozenset({"file", "link", "metric"})
"""The kinds of evidence that prove green; a text alone is evidence for yellow."""


def age_counts_from(answer: Answer, assessment: Assessment) -> date | None:
    """The day from which the age of a rating counts; None where nothing is rated.

    It is the newest date among the evidence or, with none, the day on which the value was chosen or last confirmed.
    Evidence that was withdrawn since then still sets the age: taking evidence away must not make a rating younger.
    """
    if answer.chosen_at is None:
        return None
    standing = assessment.evidence_of(answer.criterion)
    if standing:
        return max(item.day for item in standing)
    decided_at = max(answer.chosen_at, answer.confirmed_at or answer.chosen_at)
    withdrawn = [
        item.day
        for item in assessment.withdrawn_evidence_of(answer.criterion)
        if item.withdrawn_at is not None and item.withdrawn_at > decided_at
    ]
    return min([utc_day(decided_at), *withdrawn])


def adjustments(
    criterion: Criterion,
    answer: Answer,
    assessment: Assessment,
    today: date,
    *,
    must_be_green: bool,
    start: date | None,
    alone: str | None,
) -> tuple[Adjustment, ...]:
    """Every cause that holds on the day, each judged on its own from the chosen rating.

    `start` is the day from which the rating's age counts, `alone` why it counts as self-assessed (None: it does not).
    """
    if answer.rating == "not_applicable":
        return _not_applicable(answer, assessment, must_be_green, alone)
    if answer.rating not in ("green", "yellow") or start is None:
        return ()
    found: list[Adjustment] = []
    if answer.rating == "green":
        found += _for_green(criterion, answer, assessment, today, start, alone)
    if (today - start).days > OLD_FACTOR * criterion.fresh_days:
        too_old = start + timedelta(days=OLD_FACTOR * criterion.fresh_days + 1)
        found.append(
            Adjustment(
                cause="evidence_too_old",
                status="not_assessed",
                text=f"evidence too old since {day_text(too_old)}",
                since=too_old,
                remedy=f"Add evidence from the last {criterion.fresh_days} days.",
            )
        )
    failed = [test for test in assessment.stress_tests_of(criterion.id) if test.is_unresolved]
    failed.sort(key=lambda test: (test.day, test.id))
    for test in failed:
        critical = test.severity == "critical"
        found.append(
            Adjustment(
                cause="stress_test_failed",
                status="red" if critical else "yellow",
                text=f"stress test {test.name} failed" + (", critical finding" if critical else ""),
                since=test.day,
                remedy=f"Fix the finding of {test.name} and pass the test again.",
            )
        )
    if answer.rating == "yellow":
        found += _overdue(criterion, assessment, today)
    return tuple(found)


def _overdue(criterion: Criterion, assessment: Assessment, today: date) -> list[Adjustment]:
    dues = [plan.due for plan in assessment.mitigations_of(criterion.id) if plan.is_open and plan.due is not None]
    return [
        Adjustment(
            cause="plan_overdue",
            status="red",
            text=f"plan overdue since {day_text(due + timedelta(days=1))}",
            since=due + timedelta(days=1),
            remedy="Finish the mitigation, or agree a new date for it.",
        )
        for due in sorted(dues)
        if today > due
    ]


def _for_green(
    criterion: Criterion, answer: Answer, assessment: Assessment, today: date, start: date, alone: str | None
) -> list[Adjustment]:
    found: list[Adjustment] = []
    if not any(item.kind in PROOF_KINDS for item in assessment.evidence_of(criterion.id)):
        found.append(
            Adjustment(
                cause="unproven",
                status="yellow",
                text="unproven",
                since=_unproven_since(answer, assessment),
                remedy="Add a dated file, link or metric value; a text alone proves yellow, not green.",
            )
        )
    if (today - start).days > criterion.fresh_days:
        expired = start + timedelta(days=criterion.fresh_days + 1)
        found.append(
            Adjustment(
                cause="evidence_expired",
                status="yellow",
                text=f"evidence expired on {day_text(expired)}",
                since=expired,
                remedy=f"Add evidence from the last {criterion.fresh_days} days.",
            )
        )
    for check in criterion.dated_checks:
        value = answer.check_value(check.measure)
        day = value.day if value is not None else None
        lapse = lapse_day(answer, check.measure, check.green)
        if lapse is not None and today >= lapse and day is not None:
            found.append(
                Adjustment(
                    cause="check_lapsed",
                    status="yellow",
                    text=f"{check.text}: last done on {day_text(day)}",
                    since=lapse,
                    remedy=f"Do it again and enter the date; green needs it every {check.green:g} days.",
                )
            )
    if alone is not None:
        found.append(
            Adjustment(
                cause="self_assessed",
                status="yellow",
                text=alone,
                since=_chosen_on(answer),
                remedy="Let an independent person rate or confirm it.",
            )
        )
    return found


def _chosen_on(answer: Answer) -> date | None:
    return None if answer.chosen_at is None else utc_day(answer.chosen_at)


def _unproven_since(answer: Answer, assessment: Assessment) -> date | None:
    """The day of the choice, or the later one on which the last proof was withdrawn."""
    withdrawn = [
        utc_day(item.withdrawn_at)
        for item in assessment.withdrawn_evidence_of(answer.criterion)
        if item.withdrawn_at is not None and item.kind in PROOF_KINDS
    ]
    return max(filter(None, (_chosen_on(answer), *withdrawn)), default=None)


def lapse_day(answer: Answer, measure: str, green_days: float) -> date | None:
    """The first day on which a dated check is past its green limit, if that came after the rating was chosen.

    A check that was past its limit already when the rating was chosen does not lapse: that choice needed a reason.
    """
    value = answer.check_value(measure)
    if value is None or value.day is None or answer.chosen_at is None:
        return None
    lapse = value.day + timedelta(days=int(green_days) + 1)
    return lapse if lapse > utc_day(answer.chosen_at) else None


def _not_applicable(
    answer: Answer, assessment: Assessment, must_be_green: bool, alone: str | None
) -> tuple[Adjustment, ...]:
    found: list[Adjustment] = []
    if alone is not None:
        found.append(
            Adjustment(
                cause="not_applicable_unconfirmed",
                status="not_assessed",
                text="not applicable, unconfirmed",
                since=_chosen_on(answer),
                remedy="Let an independent person confirm that it does not apply.",
            )
        )
    if must_be_green and not executive_confirmed(answer, assessment):
        found.append(
            Adjustment(
                cause="not_applicable_unconfirmed",
                status="not_assessed",
                text="not applicable, not confirmed by an executive although it must be green",
                since=_chosen_on(answer),
                remedy="Let an executive confirm in writing that it does not apply.",
            )
        )
    return tuple(found)


def executive_confirmed(answer: Answer, assessment: Assessment) -> bool:
    """Whether an executive of the initiative confirmed in writing that the criterion does not apply."""
    person = assessment.person(answer.not_applicable_confirmed_by or "")
    return person is not None and person.executive and bool(answer.not_applicable_confirmation.strip())
