"""How a rule of a sign answers: hit, partial, clear or unknown, with the fact, its date and where it is entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.finding import SignState
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.wording import day_text


class Sign(NamedTuple):
    """What a rule found."""

    state: SignState
    fact: str
    day: date | None = None
    page: str | None = None


Rule = Callable[[PatternFacts], Sign]
RatingRule = Callable[[Ratings], Sign]
"""A rule that looks at ratings alone, so that it holds for public cases as well."""


def hit(fact: str, day: date | None = None, page: str | None = None) -> Sign:
    """The sign shows."""
    return Sign("hit", fact, day, page)


def partial(fact: str, day: date | None = None, page: str | None = None) -> Sign:
    """The sign shows in part: beyond the first of two limits."""
    return Sign("partial", fact, day, page)


def clear(fact: str, day: date | None = None, page: str | None = None) -> Sign:
    """The sign does not show."""
    return Sign("clear", fact, day, page)


def unknown(fact: str, day: date | None = None, page: str | None = None) -> Sign:
    """Nobody can say: nothing is recorded, or what the rule speaks of has not come about yet."""
    return Sign("unknown", fact, day, page)


def silent(facts: PatternFacts | Ratings, fact: str, page: str | None = None) -> Sign:
    """Nothing is recorded where the lack itself is the sign: a hit once silence counts, unknown before."""
    if facts.silence_counts:
        return hit(fact, page=page)
    if facts.counts_from is None:
        return unknown(fact, page=page)
    start = day_text(facts.counts_from)
    return unknown(f"{fact} Counts as a sign from the first snapshot on, or from {start}.", page=page)


def assess(criterion: str) -> str:
    """The address of a criterion's form."""
    return f"assess?criterion={criterion}"


def weak(ratings: Ratings, names: dict[str, str]) -> Sign:
    """Whether any of some criteria is red, or not assessed once that counts; `names` are their names by id."""
    states = {criterion: ratings.status(criterion) for criterion in names}
    first = next(iter(names))
    red = [criterion for criterion, status in states.items() if status == "red"]
    if red:
        said = " and ".join(names[criterion] for criterion in red)
        return hit(f"{said} {'is' if len(red) == 1 else 'are'} red.", ratings.days.get(red[0]), assess(red[0]))
    open_ = [criterion for criterion, status in states.items() if status == "not_assessed"]
    if open_:
        said = " and ".join(names[criterion] for criterion in open_)
        return silent(ratings, f"{said} {'is' if len(open_) == 1 else 'are'} not assessed.", assess(open_[0]))
    said = "; ".join(f"{names[criterion]} is {status.replace('_', ' ')}" for criterion, status in states.items())
    return clear(f"{said}.", ratings.days.get(first), assess(first))
