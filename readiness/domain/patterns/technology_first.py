"""Technology-first trap: the signs that a technology looks for a use, rather than a need for a technology."""

from __future__ import annotations

from datetime import timedelta

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Rule, Sign, clear, hit, silent, unknown, weak
from readiness.domain.use_case import use_case_gaps
from readiness.domain.wording import count_text, day_text

METRICS_DAYS = 60
"""A family that has had no point for longer is silent."""
MOVED_DAYS = 365
MOVED_OFTEN = 2
"""So many changes of the use case statement within a year are a sign."""


def no_use_case(facts: PatternFacts) -> Sign:
    """User, decision or value is missing from the use case statement."""
    gaps = use_case_gaps(facts.assessment.initiative.use_case)
    if gaps:
        return silent(facts, f"The use case statement lacks the {' and the '.join(gaps)}.", "use-case")
    return clear("The use case statement names user, decision and value.", page="use-case")


def no_business_metric(facts: PatternFacts) -> Sign:
    """No metric of the business family has both a baseline and a target. Retired metrics do not count."""
    business = [metric for metric in facts.rollout.active_metrics if metric.family == "business"]
    whole = [metric for metric in business if metric.baseline is not None and metric.target is not None]
    if whole:
        baseline = whole[0].baseline
        day = baseline.last_day if baseline else None
        return clear(f"{whole[0].name} has a baseline and a target.", day, "metrics")
    if business:
        said = f"{count_text(len(business), 'business metric')}, none of them with both a baseline and a target."
        return silent(facts, said, "metrics")
    return silent(facts, "There is no business metric.", "metrics")


def business_family_silent(facts: PatternFacts) -> Sign:
    """A technical or model metric has a point of the last 60 days, and no business metric has one.

    Where no technical or model metric has one either, the silence of the business family says nothing: unknown.
    """
    if facts.metrics is None:
        return unknown("The metric points could not be read.", page="metrics")
    since = facts.today - timedelta(days=METRICS_DAYS)

    def latest(*families: str) -> list[tuple[str, str]]:
        found = [
            (state.last_at.date().isoformat(), state.metric.name)
            for state in facts.metrics or ()
            if state.metric.family in families and state.last_at is not None and state.last_at.date() >= since
        ]
        return sorted(found, reverse=True)

    business, other = latest("business"), latest("technical", "model")
    if business:
        day = facts.today.fromisoformat(business[0][0])
        return clear(f"{business[0][1]} has a point of {day_text(day)}.", day, "metrics")
    if not other:
        return unknown("No technical or model metric has a point of the last 60 days.", page="metrics")
    day = facts.today.fromisoformat(other[0][0])
    said = f"{other[0][1]} has a point of {day_text(day)}; no business metric has one of the last 60 days."
    return hit(said, day, "metrics")


def use_case_moved(facts: PatternFacts) -> Sign:
    """The use case statement changed on two or more days within 365 days.

    Writing a part that was empty is no change, and several parts changed on one day are one change.
    """
    since = facts.today - timedelta(days=MOVED_DAYS)
    days = sorted({day for day in facts.use_case_changes if since <= day <= facts.today})
    if len(days) >= MOVED_OFTEN:
        said = f"The use case statement changed {len(days)} times within 12 months, last on {day_text(days[-1])}."
        return hit(said, days[-1], "use-case")
    if days:
        return clear(f"The use case statement changed once within 12 months, on {day_text(days[0])}.", days[0])
    return clear("The use case statement has not changed within 12 months.", page="use-case")


def no_baseline_cost(facts: PatternFacts) -> Sign:
    """The project record states neither cost nor quality of the present way of working; either is enough."""
    way = facts.rollout.record.present_way
    stated = [name for name, value in (("cost", way.cost), ("quality", way.quality)) if value.strip()]
    if stated:
        said = f"The {' and '.join(stated)} of the present way of working {'is' if len(stated) == 1 else 'are'} stated."
        return clear(said, way.measured_on, "record")
    return silent(facts, "Neither cost nor quality of the present way of working is stated.", "record")


def no_named_user_group(facts: PatternFacts) -> Sign:
    """Nobody from the user side among owners, assessors or feedback authors.

    Counts as somebody: a person marked "user side" who has not left and is operational owner or deputy or chose or
    confirmed a rating; and any entry of user feedback that names its author, since feedback is what users said.
    """
    users = {person.id: person for person in facts.assessment.people if person.user_side and not person.left}
    record = facts.rollout.record
    for role, id in (("operational owner", record.operational_owner), ("deputy", record.deputy)):
        if id in users:
            return clear(f"{users[id].name} of the user side is {role}.", page="record")
    rated = [id for answer in facts.assessment.answers for id in answer.raters if id in users]
    if rated:
        return clear(f"{users[rated[0]].name} of the user side is among the assessors.", page="people")
    named = [entry for entry in facts.rollout.feedback if entry.author.strip()]
    if named:
        return clear(f"{named[-1].author} gave feedback on {day_text(named[-1].day)}.", named[-1].day, "record")
    said = "Nobody from the user side is an owner, has rated anything or has given feedback under a name."
    return silent(facts, said, "people")


def org_side_weak(ratings: Ratings) -> Sign:
    """Metrics and incentives or executive sponsorship red or not assessed."""
    return weak(
        ratings,
        {
            "organization.metrics_incentives": "Metrics and incentives",
            "organization.executive_sponsorship": "Executive sponsorship",
        },
    )


RULES: dict[str, Rule] = {
    "no_use_case": no_use_case,
    "no_business_metric": no_business_metric,
    "business_family_silent": business_family_silent,
    "use_case_moved": use_case_moved,
    "no_baseline_cost": no_baseline_cost,
    "no_named_user_group": no_named_user_group,
    "org_side_weak": lambda facts: org_side_weak(facts.ratings),
}
