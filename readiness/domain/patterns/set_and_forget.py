"""Set-and-forget mentality: the signs that a running system has nobody who looks after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from readiness.domain.framework import MetricFamily
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.sign import Rule, Sign, assess, clear, hit, silent, unknown
from readiness.domain.wording import count_text, day_text, number_text, utc_day

REVIEW_FACTOR = 1.5
STALE_SHARE = 0.4
ALARM_DAYS = 14
BUDGET_MONTHS = 6
CHANGE_DAYS = 180
SPONSOR, BUDGET_CHECK = "organization.executive_sponsorship", "months_run_budget"
NOT_RUNNING = "It does not run yet, so nothing has to be watched."


def owner_missing(facts: PatternFacts) -> Sign:
    """No current operational owner in the project record, or the owner has left."""
    id = facts.rollout.record.operational_owner
    if id is None:
        return silent(facts, "No operational owner is named.", "record")
    owner = facts.assessment.person(id)
    if owner is None:
        return hit("The operational owner is no longer among the people.", page="record")
    if owner.left:
        return hit(f"{owner.name}, the operational owner, has left.", page="record")
    return clear(f"{owner.name} is operational owner.", page="record")


def review_overdue(facts: PatternFacts) -> Sign:
    """The last review is older than 1.5 times its interval; with none yet it counts from the creation."""
    initiative = facts.assessment.initiative
    last = utc_day(initiative.last_review_at) if initiative.last_review_at is not None else None
    since, interval = last or facts.created_on, initiative.review_interval_days
    age = (facts.today - since).days
    said = f"Last reviewed on {day_text(since)}" if last else f"Not reviewed since it began on {day_text(since)}"
    said += f", {count_text(age, 'day')} ago; the interval is {interval}."
    return (hit if age > REVIEW_FACTOR * interval else clear)(said, since, "snapshots")


def evidence_stale(facts: PatternFacts) -> Sign:
    """Over 40 percent of the criteria chosen green rest on evidence that has expired or is too old."""
    stale, greens = facts.ratings.stale, facts.ratings.greens
    if not greens:
        return unknown("Nothing is rated green.", page="assess")
    said = f"{len(stale)} of {count_text(greens, 'green rating')} rest on expired evidence."
    return (hit if len(stale) > STALE_SHARE * greens else clear)(said, page=assess(stale[0]) if stale else "assess")


def monitoring_silent(facts: PatternFacts) -> Sign:
    """The model or the technical family has had no point in two expected intervals, or has no metric at all.

    One metric of a family that is kept up speaks for the family. Before any phase has begun it is unknown, and so it is
    while the first points of new metrics are not late yet.
    """
    if not facts.is_running:
        return unknown(NOT_RUNNING, page="metrics")
    if facts.metrics is None:
        return unknown("The metric points could not be read.", page="metrics")
    families: tuple[MetricFamily, ...] = ("model", "technical")
    quiet = [name for name in families if all(state.overdue for state in facts.family(name))]
    latest = {name: _last_day(facts.family(name)) for name in families}
    if quiet:
        last = max((day for name in quiet if (day := latest[name]) is not None), default=None)
        said = f"No {' and no '.join(quiet)} metric has a point of its last two intervals"
        return silent(facts, f"{said}." if last is None else f"{said}; the last is of {day_text(last)}.", "metrics")
    days = [day for day in latest.values() if day is not None]
    if len(days) < len(families):
        return unknown("The first points of new metrics are not late yet.", page="metrics")
    newest = max(days)
    return clear(
        f"Model and technical metrics are kept up; the last point is of {day_text(newest)}.", newest, "metrics"
    )


def _last_day(states: Sequence[MetricState]) -> date | None:
    return max((state.last_at.date() for state in states if state.last_at is not None), default=None)


def degradation_ignored(facts: PatternFacts) -> Sign:
    """An alarm of a slip has stood open for more than 14 days and nobody answered it with an action or a reason."""
    if facts.metrics is None:
        return unknown("The metric points could not be read.", page="metrics")
    watched = [state for state in facts.metrics if state.status not in ("no_data", "too_little_data")]
    if not watched:
        return unknown("No metric has enough points for an alarm.", page="metrics")
    open_ = [(state.alarm_since, state) for state in watched if state.alarm_since is not None]
    for since, state in sorted(open_, key=lambda pair: (pair[0], pair[1].metric.key)):
        answered = any(answer.alarm_day >= since or utc_day(answer.answered_at) >= since for answer in state.answers)
        if (facts.today - since).days > ALARM_DAYS and not answered:
            said = f"{state.metric.name} has been slipping since {day_text(since)} without an action."
            return hit(said, since, "metrics")
    said = f"{count_text(len(open_), 'alarm')} open, none of them older than 14 days without an action."
    return clear(said if open_ else "No alarm of a slip is open.", page="metrics")


def no_run_budget(facts: PatternFacts) -> Sign:
    """No running budget, or fewer than six months of it left, counted in calendar months from today.

    The project record decides; where it is silent, the check "months of running budget" of executive sponsorship.
    """
    record = facts.rollout.record
    if record.no_budget:
        return hit("There is no running budget.", page="record")
    if record.budget_until is not None:
        enough = record.budget_until >= _months_after(facts.today, BUDGET_MONTHS)
        said = f"Running it is paid for until {day_text(record.budget_until)}."
        return (clear if enough else hit)(said, record.budget_until, "record")
    check = facts.check(SPONSOR, BUDGET_CHECK)
    if check is not None and check.number is not None:
        said = f"{number_text(check.number)} months of running budget are left."
        return (clear if check.number >= BUDGET_MONTHS else hit)(said, page=assess(SPONSOR))
    return silent(facts, "No running budget is stated.", "record")


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def no_change_log(facts: PatternFacts) -> Sign:
    """No change, retraining or decision not to retrain recorded in 180 days.

    Counts as a record: an entry of the change log, a move of phase, feedback that something changed for, and a stress
    test's fix. Before any phase has begun it is unknown.
    """
    if not facts.is_running:
        return unknown(NOT_RUNNING, page="rollout")
    found: list[tuple[date, str]] = [(entry.day, entry.text) for entry in facts.rollout.changes]
    found += [(span.first_day, "a move of phase") for span in facts.spans]
    found += [
        (entry.answered_on, entry.change)
        for entry in facts.rollout.feedback
        if entry.answered_on is not None and entry.change.strip()
    ]
    found += [
        (test.fixed_on, f"the fix after “{test.name}”")
        for test in facts.assessment.stress_tests
        if test.fixed_on is not None
    ]
    day, what = max(entry for entry in found if entry[0] <= facts.today)
    said = f"The last recorded change is of {day_text(day)}: {what[:120]}{'' if what.endswith('.') else '.'}"
    if (facts.today - day).days > CHANGE_DAYS:
        return silent(facts, said, "warnings")
    return clear(said, day, "warnings")


RULES: dict[str, Rule] = {
    "owner_missing": owner_missing,
    "review_overdue": review_overdue,
    "evidence_stale": evidence_stale,
    "monitoring_silent": monitoring_silent,
    "degradation_ignored": degradation_ignored,
    "no_run_budget": no_run_budget,
    "no_change_log": no_change_log,
}
