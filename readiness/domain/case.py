"""A case coded from the public record, and where the gate table puts its ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from readiness.domain.assessment import Rating, Status
from readiness.domain.evaluation import CriterionResult, Reason, Suggestion, Value, VerdictId
from readiness.domain.framework import Criterion, CriterionId, Framework, Id, PhaseId, Profile, Text
from readiness.domain.gate import RANKS_OF_VERDICT, dimension_result, ranked_reasons, sign_off_needed, verdict_of
from readiness.errors import Invalid

CaseRating = Literal["red", "yellow", "green", "unknown", "not_applicable"]
CASE_RATINGS: tuple[CaseRating, ...] = get_args(CaseRating)
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Prose = Annotated[str, StringConstraints(max_length=20_000)]

_CHOSEN: Mapping[str, Rating] = {
    "red": "red",
    "yellow": "yellow",
    "green": "green",
    "not_applicable": "not_applicable",
}
"""The coded ratings that say something; all else is not assessed."""
_NO_CHECKS = Suggestion(rating=None, text="", measured=0, of=0)


class CasePart(BaseModel):
    """A part of a case: immutable, and strict about fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CodedRating(CasePart):
    """How a reader coded one criterion; `unknown`: the record is silent."""

    rating: CaseRating
    reason: Prose = ""


class Source(CasePart):
    """Where a case's facts were read."""

    title: Text
    url: Prose = ""
    basis: Prose = ""
    """How it was read: an excerpt, recalled, ..."""


class CasePhase(CasePart):
    """One phase of a case's rollout as the record shows it."""

    phase: PhaseId
    period: Prose | None = None
    detail: Prose = ""
    status: Id
    """How well the record shows it: documented, partly_documented, no_evidence, ..."""


class Case(CasePart):
    """One AI deployment, coded by hindsight from public sources: a teaching example, never an audit."""

    id: Line
    name: Prose = ""
    year: Prose = ""
    domain: Prose = ""
    technique: Prose = ""
    """What decided where it was no machine learning ("fixed rules"); else, or where nobody can say, empty."""
    profile: Id
    outcome: Prose = ""
    summary: Prose = ""
    sources: tuple[Source, ...] = ()
    patterns_expected: tuple[Id, ...] = ()
    pattern_reasons: dict[str, Prose] = Field(default_factory=dict)
    """Why a pattern is expected, by pattern id; under "(none)" why none is."""
    ratings: dict[CriterionId, CodedRating]
    phases: tuple[CasePhase, ...] = ()
    coding_confidence: Literal["low", "medium", "high"] | None = None
    notes: Prose = ""


class CaseResult(Value):
    """Where the gate table puts a case."""

    id: str
    profile: str
    verdict: VerdictId
    dimensions: dict[str, Status]
    """Status of each dimension, in framework order."""
    reasons: tuple[Reason, ...]
    """What causes the verdict, in the order of reasons."""

    def as_json(self) -> dict[str, Any]:
        """The result in its documented form for other programs."""
        reasons = [reason.model_dump(include={"criterion", "status", "cause", "text"}) for reason in self.reasons]
        return {**self.model_dump(exclude={"reasons"}), "reasons": reasons}


def score(case: Case, framework: Framework) -> CaseResult:
    """Where the gate table puts a case on its ratings as coded. Raises Invalid as score_case does."""
    ratings = {criterion: coded.rating for criterion, coded in case.ratings.items()}
    reasons = {criterion: coded.reason for criterion, coded in case.ratings.items()}
    return score_case(ratings, case.profile, framework, case_id=case.id, reasons=reasons)


def score_case(
    ratings: Mapping[str, str],
    profile_id: str,
    framework: Framework,
    *,
    case_id: str = "",
    reasons: Mapping[str, str] | None = None,
) -> CaseResult:
    """The verdict on ratings as coded: no adjustments, no use case statement and no plans are asked.

    `unknown` and criteria without a rating are not assessed. `reasons` are the reader's own words for a criterion.
    Raises Invalid with every unknown criterion, rating and profile at once.
    """
    profile = _valid(ratings, profile_id, framework, case_id)
    results = tuple(_result(criterion, ratings.get(criterion.id), profile) for criterion in framework.criteria)
    dimensions = tuple(
        dimension_result(dimension.id, dimension.name, [one for one in results if one.dimension == dimension.id])
        for dimension in framework.dimensions
    )
    ranked = ranked_reasons(results, dimensions, framework)
    yellows = sum(one.status == "yellow" for one in results)
    verdict = verdict_of({rank for rank, _ in ranked}, unsigned=sign_off_needed(dimensions, yellows, profile))
    return CaseResult(
        id=case_id,
        profile=profile.id,
        verdict=verdict,
        dimensions={dimension.dimension: dimension.status for dimension in dimensions},
        reasons=tuple(
            _in_the_readers_words(reason, framework, reasons or {})
            for rank, reason in ranked
            if rank in RANKS_OF_VERDICT[verdict]
        ),
    )


def _valid(ratings: Mapping[str, str], profile_id: str, framework: Framework, case_id: str) -> Profile:
    """The profile, if everything that the ratings name is known."""
    profile = framework.profile(profile_id)
    problems = []
    if profile is None:
        known = ", ".join(one.id for one in framework.profiles)
        problems.append(f"profile: there is no profile {profile_id} in framework {framework.version} (found: {known})")
    for criterion, rating in ratings.items():
        if framework.criterion(criterion) is None:
            problems.append(f"ratings, {criterion}: framework {framework.version} has no such criterion")
        if rating not in CASE_RATINGS:
            problems.append(f"ratings, {criterion}: {rating} is no rating; the ratings are {', '.join(CASE_RATINGS)}")
    if problems or profile is None:
        named = f"The case {case_id}" if case_id else "The case"
        raise Invalid(f"{named} cannot be scored; nothing was changed.", problems=problems)
    return profile


def _result(criterion: Criterion, coded: str | None, profile: Profile) -> CriterionResult:
    """A coded rating as the gate sees it: no adjustment, and no plan to ask for."""
    chosen = _CHOSEN.get(coded or "")
    return CriterionResult(
        criterion=criterion.id,
        dimension=criterion.dimension,
        name=criterion.name,
        chosen=chosen,
        status=chosen or "not_assessed",
        adjustments=(),
        suggestion=_NO_CHECKS,
        must_be_green=criterion.id in profile.must_be_green,
        weight=profile.weight(criterion.id),
        self_assessed=False,
        fresh_until=None,
        reason_missing=False,
        planned=True,
        rechecked=True,
    )


def _in_the_readers_words(reason: Reason, framework: Framework, reasons: Mapping[str, str]) -> Reason:
    """The reason with what the reader wrote, where the reader wrote anything."""
    criterion = framework.criterion(reason.criterion or "")
    said = reasons.get(reason.criterion or "", "").strip()
    if criterion is None or not said:
        return reason
    status = "not assessed" if reason.status == "not_assessed" else reason.status
    return reason.model_copy(update={"text": f"{criterion.name} is {status}: {said}"})
