"""The failure patterns of an initiative: the framework says which signs and how much they weigh, the rules look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from readiness.domain.dismissal import Dismissal
from readiness.domain.framework import Framework, Indicator, Pattern
from readiness.domain.patterns import (
    big_bang,
    black_box,
    cultural_resistance,
    perfect_data,
    set_and_forget,
    technology_first,
)
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding, SignState, Weighed, weigh
from readiness.domain.patterns.sign import Rule, Sign, unknown

RULES: Mapping[str, Rule] = {
    **technology_first.RULES,
    **big_bang.RULES,
    **set_and_forget.RULES,
    **perfect_data.RULES,
    **black_box.RULES,
    **cultural_resistance.RULES,
}
"""The rule of each sign that this program knows, by its key."""


def find_patterns(facts: PatternFacts, framework: Framework) -> tuple[PatternFinding, ...]:
    """Every pattern of the framework as it stands today, in the framework's order."""
    standing = [one for one in facts.rollout.dismissals if holds(one, facts.today)]
    return tuple(
        found(pattern, {sign.key: sign_of(sign.key, facts) for sign in pattern.indicators}, standing)
        for pattern in framework.patterns
    )


def sign_of(key: str, facts: PatternFacts) -> Sign:
    """What the rule of a sign finds; unknown for one that a team added and this program has no rule for."""
    rule = RULES.get(key)
    return rule(facts) if rule is not None else no_rule(key)


def no_rule(key: str) -> Sign:
    """The answer for a sign that only the team's framework knows."""
    return unknown(f"This program has no rule for “{key}”; look for it yourselves.")


def found(pattern: Pattern, signs: Mapping[str, Sign], dismissals: Sequence[Dismissal] = ()) -> PatternFinding:
    """A pattern with its figures, from what was found of each of its signs. Dismissals are named and change nothing."""
    own = {one.indicator: one for one in dismissals if one.pattern == pattern.id}
    indicators = tuple(_indicator(sign, signs[sign.key], own.get(sign.key)) for sign in pattern.indicators)
    weighed = _weighed(tuple((one.state, one.weight, one.source) for one in indicators))
    return PatternFinding(
        pattern_id=pattern.id,
        name=pattern.name,
        level=weighed.level,
        severity=weighed.severity,
        severity_range=weighed.severity_range,
        coverage=weighed.coverage,
        indicators=indicators,
        antidotes=pattern.antidotes,
        caution=pattern.caution,
        dismissed=own.get(None),
    )


def holds(dismissal: Dismissal, today: date) -> bool:
    """Whether a dismissal stands: not revoked, and not past its last day."""
    return dismissal.revoked_at is None and today <= dismissal.until


def _indicator(sign: Indicator, answer: Sign, dismissed: Dismissal | None) -> IndicatorFinding:
    said = _said(sign.key, sign.rule, sign.weight, sign.source, answer)
    return said if dismissed is None else said.model_copy(update={"dismissed": dismissed})


@lru_cache(maxsize=4096)
def _weighed(signs: tuple[tuple[SignState, float, str], ...]) -> Weighed:
    """The figures of a pattern; the same few combinations of states come again and again in a portfolio."""
    return weigh(signs)


@lru_cache(maxsize=4096)
def _said(key: str, rule: str, weight: float, source: str, answer: Sign) -> IndicatorFinding:
    """What was found of a sign; most initiatives of a portfolio say the same of most signs, so it is made once."""
    return IndicatorFinding(
        key=key,
        state=answer.state,
        rule=rule,
        fact=answer.fact,
        day=answer.day,
        page=answer.page,
        weight=weight,
        source=source,
    )
