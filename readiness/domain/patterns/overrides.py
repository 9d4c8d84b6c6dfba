"""How often people decide against the AI, beside the profile's limit: two patterns ask for it."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.wording import number_text

PAGE_OF_LOG, PAGE_OF_METRICS = "decisions", "metrics"


class OverrideShare(NamedTuple):
    """The share of overrides in percent, and where it lies beside the limit."""

    state: Literal["above", "within", "unknown"]
    fact: str
    percent: float | None = None
    day: date | None = None
    page: str | None = None


def override_share(facts: PatternFacts) -> OverrideShare:
    """The share from the decision log where it holds one, else the last value of the override metric in percent.

    The override metric is that of the adoption family whose key ends in "override". The limit is the profile's for
    leaving advisory; where the profile has none, nothing can be said.
    """
    limit = facts.profile.phase_gates.advisory.max_override_pct if facts.profile is not None else None
    percent: float | None = None
    day: date | None = None
    page, said = PAGE_OF_METRICS, ""
    log = facts.decisions
    if log is not None and log.overrides.share is not None:
        percent, day, page = 100 * log.overrides.share, log.last_day, PAGE_OF_LOG
        said = f"{log.overrides.count:,} of {log.overrides.n:,} decisions went against the AI"
    else:
        for state in facts.family("adoption"):
            if state.metric.key.endswith("override") and state.last_value is not None and state.last_at is not None:
                percent, day = state.last_value, state.last_at.date()
                said = f"{state.metric.name}: {number_text(percent)} %"
    if percent is None:
        return OverrideShare("unknown", "How often people override it is not recorded.", page=PAGE_OF_METRICS)
    if limit is None:
        return OverrideShare("unknown", f"{said}; the profile sets no limit for overrides.", percent, day, page)
    fact = f"{said}, with a limit of {number_text(limit)} %."
    return OverrideShare("above" if percent > limit else "within", fact, percent, day, page)
