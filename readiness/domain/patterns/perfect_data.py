"""Perfect data fallacy: the signs that data is prepared for ever, and nothing is ever tried."""

from __future__ import annotations

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Rule, Sign, clear, hit, partial, silent, unknown
from readiness.domain.wording import count_text, day_text

LONG_DAYS, VERY_LONG_DAYS = 180, 365
DATA_SHARE = 0.7
WINDOW_DAYS = 90
OTHER_DIMENSIONS = ("integration", "governance", "operations", "organization")


def long_preparation(facts: PatternFacts) -> Sign:
    """More than 180 days from the creation to the first phase, or to today: partial; more than 365: hit."""
    began = facts.began_on
    waited = max(0, ((began or facts.today) - facts.created_on).days)
    said = f"{count_text(waited, 'day')} from {day_text(facts.created_on)} "
    said += f"to the first phase on {day_text(began)}." if began else "to today without any phase begun."
    found = hit if waited > VERY_LONG_DAYS else partial if waited > LONG_DAYS else clear
    return found(said, began or facts.today, "rollout")


def data_only_work(facts: PatternFacts) -> Sign:
    """Over 70 percent of the updates of 90 days concern data, and no shadow run is planned.

    Updates are records on criteria: ratings, checks, notes, evidence, stress tests and plans. Planned is a shadow run
    with a date in the project record; once a phase has begun there is nothing to plan.
    """
    updates, began = facts.updates, facts.began_on
    if began is not None:
        return clear(f"It has been run since {day_text(began)}.", began, "rollout")
    plans = [step for step in facts.rollout.planned_steps if step.step == "shadow"]
    planned = plans[-1].day if plans else None
    if planned is not None:
        return clear(f"A shadow run is planned for {day_text(planned)}.", planned, "record")
    if not updates.all:
        return unknown("Nothing was recorded on criteria in the last 90 days.", page="assess")
    said = f"{updates.data} of {count_text(updates.all, 'update')} of the last 90 days concern data"
    if updates.data > DATA_SHARE * updates.all:
        return silent(facts, f"{said}, and no shadow run is planned.", "assess?dimension=data")
    return clear(f"{said}.", page="assess")


def non_data_green(ratings: Ratings) -> Sign:
    """Data alone blocks, and every other dimension is yellow or green."""
    if not ratings.blocking:
        if ratings.dimensions.get("data", "not_assessed") == "not_assessed":
            return unknown("The dimension data is not fully assessed.", page="assess?dimension=data")
        return clear("Data does not block.", page="assess?dimension=data")
    if ratings.blocking != {"data"}:
        named = [name for name in ("data", *OTHER_DIMENSIONS) if name in ratings.blocking]
        said = " and ".join(filter(None, (", ".join(named[:-1]), named[-1]))).capitalize()
        verb = "blocks" if len(named) == 1 else "block"
        return clear(f"{said} {verb}, not data alone.", page="initiative")
    others = {name: ratings.dimensions.get(name, "not_assessed") for name in OTHER_DIMENSIONS}
    open_ = [name for name, status in others.items() if status == "not_assessed"]
    if open_:
        said = "is" if len(open_) == 1 else "are"
        return unknown(f"Data blocks; {' and '.join(open_)} {said} not fully assessed.", page="initiative")
    return hit("Data alone blocks; every other dimension is yellow or green.", page="assess?dimension=data")


def moving_target(facts: PatternFacts) -> Sign:
    """A limit by which data is accepted was made harder since it was first written.

    Such limits are the green limits of the data criteria's checks (they change where the initiative moves to another
    framework), and target and limit of metrics that are bound to such a check.
    """
    if facts.raised_limits:
        last = facts.raised_limits[-1]
        said = f"{last.what} was made harder on {day_text(last.day)}, from {last.old} to {last.new}."
        return hit(said, last.day, "metrics")
    return clear("No limit for data was made harder since it was first written.", page="assess?dimension=data")


def no_tolerance_test(facts: PatternFacts) -> Sign:
    """No stress test with missing or faulty data was run: one of the kind bad data, or one of a data criterion
    that names no kind."""
    runs = [
        test
        for test in facts.assessment.stress_tests
        if test.kind == "bad_data" or (not test.kind and test.criterion.startswith("data."))
    ]
    if runs:
        last = max(runs, key=lambda test: test.day)
        return clear(f"“{last.name}” was run on {day_text(last.day)}.", last.day, "stress-tests")
    return silent(facts, "No stress test with missing or faulty data was run.", "stress-tests")


def no_minimum_set(facts: PatternFacts) -> Sign:
    """The project record does not list the smallest set of inputs that would be useful."""
    if facts.rollout.record.smallest_input_set.strip():
        return clear("The smallest useful set of inputs is listed.", page="record")
    return silent(facts, "The smallest useful set of inputs is not listed.", "record")


RULES: dict[str, Rule] = {
    "long_preparation": long_preparation,
    "data_only_work": data_only_work,
    "non_data_green": lambda facts: non_data_green(facts.ratings),
    "moving_target": moving_target,
    "no_tolerance_test": no_tolerance_test,
    "no_minimum_set": no_minimum_set,
}
