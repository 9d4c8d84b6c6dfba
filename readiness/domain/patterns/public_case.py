"""The failure patterns of a public case: what its coded ratings and phases say, and nothing where it is silent."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.domain.assessment import Status
from readiness.domain.case import Case, CaseResult
from readiness.domain.framework import Framework
from readiness.domain.patterns.big_bang import no_canary, phase_skipped_in_case, rollback_red
from readiness.domain.patterns.black_box import explain_red
from readiness.domain.patterns.cultural_resistance import org_weaker
from readiness.domain.patterns.detect import RULES, found, no_rule
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.patterns.perfect_data import non_data_green
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import RatingRule, Sign, unknown
from readiness.domain.patterns.technology_first import org_side_weak

_OF_RATINGS: Mapping[str, RatingRule] = {
    "org_side_weak": org_side_weak,
    "no_canary": no_canary,
    "no_way_back": rollback_red,
    "non_data_green": non_data_green,
    "explain_red": explain_red,
    "org_weaker": org_weaker,
}
"""The signs that ratings alone can show; a case states no other facts than ratings and phases."""


def patterns_of_case(case: Case, result: CaseResult, framework: Framework) -> tuple[PatternFinding, ...]:
    """Every pattern as the case's record shows it; silence is never a sign, since the record was not made for us."""
    ratings = _ratings(case, result)
    return tuple(
        found(pattern, {sign.key: _sign(sign.key, case, ratings) for sign in pattern.indicators})
        for pattern in framework.patterns
    )


def _sign(key: str, case: Case, ratings: Ratings) -> Sign:
    if key == "phase_skipped":
        sign = phase_skipped_in_case([(phase.phase, phase.status) for phase in case.phases])
    elif key in _OF_RATINGS:
        sign = _OF_RATINGS[key](ratings)
    elif key in RULES:
        sign = unknown("The public record does not say.")
    else:
        sign = no_rule(key)
    return sign._replace(page=None)


def _ratings(case: Case, result: CaseResult) -> Ratings:
    words: dict[str, Status] = {"red": "red", "yellow": "yellow", "green": "green", "not_applicable": "not_applicable"}
    blocked = result.verdict == "blocked"
    return Ratings(
        criteria={name: words.get(coded.rating, "not_assessed") for name, coded in case.ratings.items()},
        dimensions=result.dimensions,
        blocking=frozenset(reason.dimension or "" for reason in result.reasons if blocked),
    )
