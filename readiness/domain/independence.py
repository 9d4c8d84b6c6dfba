"""Who counts as independent, and which ratings stand on somebody independent."""

from __future__ import annotations

from typing import Literal

from readiness.domain.assessment import SEVERITY_ORDER, Answer, Assessment, Person

_Vote = Literal["red", "yellow", "green"]


def is_independent(person: Person) -> bool:
    """Whether all three declarations are a clear no; any yes, or undeclared, is not independent."""
    return person.builder is False and person.reports_to_delivery is False and person.rewarded_for_launch is False


def is_self_assessed(answer: Answer, assessment: Assessment) -> bool:
    """Whether no independent rater stands behind the present rating (False where nothing is rated)."""
    return self_assessment_text(answer, assessment) is not None


def self_assessment_text(answer: Answer, assessment: Assessment) -> str | None:
    """Why the rating counts as self-assessed, in words; None where it does not or nothing is rated.

    A rating agreed in a group needs at least one independent vote of red, yellow or green in its last round, and must
    not be better than the lower median of those votes. "Not applicable" needs somebody independent who said so.
    """
    if answer.rating is None:
        return None
    if answer.agreement is not None and answer.rating == "not_applicable" and answer.agreement.withheld == "supported":
        return None
    if answer.agreement is not None and answer.rating != "not_applicable":
        votes = answer.agreement.independent_votes
        if answer.agreement.withheld == "supported":
            return None
        if answer.agreement.withheld == "overruled":
            return "self-assessed: agreed above the independent assessors"
        if not votes:
            return "self-assessed: nobody independent voted on it"
        if SEVERITY_ORDER[answer.rating] > SEVERITY_ORDER[lower_median(votes)]:
            return "self-assessed: agreed above the independent assessors"
        return None
    for rater in answer.raters:
        person = assessment.person(rater)
        if person is not None and is_independent(person):
            return None
    return "self-assessed: no independent person rated or confirmed it"


def lower_median(votes: tuple[_Vote, ...]) -> _Vote:
    """The middle vote, the worse of the two middle ones when their number is even. Raises IndexError when empty."""
    ordered = sorted(votes, key=SEVERITY_ORDER.__getitem__)
    return ordered[(len(ordered) - 1) // 2]


def declaration_text(person: Person) -> str:
    """The three declarations of a person in one sentence."""

    def said(answer: bool | None, yes: str, no: str, unknown: str) -> str:
        return unknown if answer is None else yes if answer else no

    return "; ".join(
        (
            said(
                person.builder, "works on the delivery", "does not work on the delivery", "work on delivery undeclared"
            ),
            said(
                person.reports_to_delivery,
                "reports to the delivery manager",
                "does not report to the delivery manager",
                "reporting line undeclared",
            ),
            said(
                person.rewarded_for_launch,
                "is rewarded for the launch date",
                "is not rewarded for the launch date",
                "reward undeclared",
            ),
        )
    )
