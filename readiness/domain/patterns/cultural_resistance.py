"""Cultural resistance blind spot: the signs that people do not use it, and that nobody asks them why."""

from __future__ import annotations

from readiness.domain.assessment import SEVERITY_ORDER, Status
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.overrides import override_share
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Rule, Sign, assess, clear, hit, silent, unknown
from readiness.domain.wording import count_text, day_text, number_text

TREND_P = 0.05
TREND_POINTS = 8
TRAINED_PCT = 80
NEAR_ZERO_PCT = 1
REVIEW_SECONDS = 10
FEEDBACK_DAYS = 60
TECHNICAL = ("data", "integration", "operations")
"""The technical dimensions, beside which the organisation is looked at; governance is how people keep control."""
NOT_SEEN = "Nobody sees its output yet."
ROLES, SKILLS = "organization.role_clarity", "organization.skills_training"


def use_metric(facts: PatternFacts) -> MetricState | None:
    """The state of the metric that the profile names for weekly use."""
    key = facts.profile.weekly_use_metric if facts.profile is not None else None
    return next((state for state in facts.metrics or () if state.metric.key == key), None)


def adoption_low(facts: PatternFacts) -> Sign:
    """The last two points of the profile's metric of weekly use lie below the profile's minimum for advisory."""
    minimum = facts.profile.phase_gates.advisory.min_weekly_use_pct if facts.profile is not None else None
    state = use_metric(facts)
    if minimum is None:
        return unknown("The profile sets no minimum for use.", page="metrics")
    if state is None or len(state.weekly) < 2:
        return unknown("Use was not measured for two periods.", page="metrics")
    (_, before), (day, last) = state.weekly[-2:]
    said = f"{state.metric.name}: {number_text(before)} and {number_text(last)} in the last two periods, "
    said += f"with a minimum of {number_text(minimum)}."
    return (hit if before < minimum and last < minimum else clear)(said, day, "metrics")


def adoption_falling(facts: PatternFacts) -> Sign:
    """A falling trend in use by the Mann-Kendall test (tau under 0, two-sided p under 0.05), eight points or more."""
    trend = facts.use_trend
    if trend is None or trend.points < TREND_POINTS:
        return unknown("Use has fewer than eight points, too few for a trend.", page="metrics")
    falling = trend.tau < 0 and trend.p < TREND_P
    said = f"Use {'falls' if falling else 'shows no steady fall'} over {trend.points} points (p = {trend.p:.3f})."
    return (hit if falling else clear)(said, trend.last_day, "metrics")


def adoption_unmeasured(facts: PatternFacts) -> Sign:
    """The adoption family has no data once people can see output, which is from advisory on; before, unknown."""
    since = facts.seen_since
    if since is None:
        return unknown(NOT_SEEN, page="rollout")
    if facts.metrics is None:
        return unknown("The metric points could not be read.", page="metrics")
    measured = [state for state in facts.family("adoption") if state.last_at is not None]
    if measured:
        last = max(state.last_at.date() for state in measured if state.last_at is not None)
        return clear(f"Adoption was last measured on {day_text(last)}.", last, "metrics")
    return silent(
        facts, f"People have seen its output since {day_text(since)}; no adoption metric has data.", "metrics"
    )


def org_weaker(ratings: Ratings) -> Sign:
    """The organisation is at least one level (red, yellow, green) worse than each technical dimension, or not assessed.

    Technical are data, integration and operations. A technical dimension that is not assessed leaves it unknown where
    it could decide.
    """
    page = "assess?dimension=organization"
    organization: Status = ratings.dimensions.get("organization", "not_assessed")
    if organization in ("not_assessed", "not_applicable"):
        return silent(ratings, "The organisation is not fully assessed.", page)
    technical = {name: ratings.dimensions.get(name, "not_assessed") for name in TECHNICAL}
    known = [status for status in technical.values() if status in ("red", "yellow", "green")]
    level = SEVERITY_ORDER[organization]
    if organization == "green" or any(SEVERITY_ORDER[status] <= level for status in known):
        return clear(f"The organisation is {organization}, no worse than the technical dimensions.", page=page)
    open_ = [name for name, status in technical.items() if status == "not_assessed"]
    if open_ or not known:
        said = f"The organisation is {organization}; {' and '.join(open_ or technical)} "
        return unknown(f"{said}{'is' if len(open_) == 1 else 'are'} not fully assessed.", page="initiative")
    best = ", ".join(f"{name} {status}" for name, status in technical.items() if status in ("yellow", "green"))
    return hit(f"The organisation is {organization}, worse than the technical dimensions ({best}).", page=page)


def training_gap(facts: PatternFacts) -> Sign:
    """Under 80 percent of the affected people trained or briefed, whichever of the two checks is higher."""
    found: list[tuple[float, str, str]] = []
    for criterion, measure, word in (
        (ROLES, "people_briefed_twice", "briefed"),
        (SKILLS, "trained_and_assessed", "trained"),
    ):
        check = facts.check(criterion, measure)
        if check is not None and (check.number is not None or check.kind == "nothing_yet"):
            found.append((check.number or 0.0, word, criterion))
    if not found:
        return unknown("How many people were trained or briefed is not recorded.", page=assess(SKILLS))
    percent, word, criterion = max(found)
    said = f"{number_text(percent)} % of the affected people are {word}."
    return (hit if percent < TRAINED_PCT else clear)(said, facts.ratings.days.get(criterion), assess(criterion))


def override_extreme(facts: PatternFacts) -> Sign:
    """Overrides above the profile's limit, or near zero (1 percent or less) with a median review under 10 seconds."""
    share = override_share(facts)
    if share.state == "above":
        return hit(share.fact, share.day, share.page)
    if share.percent is None:
        return unknown(share.fact, share.day, share.page)
    if share.percent > NEAR_ZERO_PCT:
        return (unknown if share.state == "unknown" else clear)(share.fact, share.day, share.page)
    seconds = facts.decisions.median_review_seconds if facts.decisions is not None else None
    if seconds is None:
        return unknown(f"{share.fact} How long a review takes is not recorded.", share.day, "decisions")
    said = f"{share.fact} The median review takes {number_text(round(seconds, 1))} seconds."
    return (hit if seconds < REVIEW_SECONDS else clear)(said, share.day, "decisions")


def feedback_silence(facts: PatternFacts) -> Sign:
    """No user feedback in 60 days although people have been able to use it for 60 days or longer; else unknown."""
    since = facts.seen_since
    days = [entry.day for entry in facts.rollout.feedback if entry.day <= facts.today]
    last = max(days, default=None)
    if last is not None and (facts.today - last).days <= FEEDBACK_DAYS:
        return clear(f"The last feedback is of {day_text(last)}.", last, "record")
    if since is None:
        return unknown(NOT_SEEN, page="rollout")
    seen = (facts.today - since).days
    if seen < FEEDBACK_DAYS:
        return unknown(f"People have seen its output for {count_text(seen, 'day')} only.", since, "record")
    said = f"People have seen its output since {day_text(since)}; "
    said += f"the last feedback is of {day_text(last)}." if last else "there is no feedback."
    return silent(facts, said, "record")


RULES: dict[str, Rule] = {
    "adoption_low": adoption_low,
    "adoption_falling": adoption_falling,
    "adoption_unmeasured": adoption_unmeasured,
    "org_weaker": lambda facts: org_weaker(facts.ratings),
    "training_gap": training_gap,
    "override_extreme": override_extreme,
    "feedback_silence": feedback_silence,
}
