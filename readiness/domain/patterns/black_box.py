"""Black box problem: the signs that nobody can say why it decided what it decided."""

from __future__ import annotations

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.overrides import override_share
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Rule, Sign, assess, clear, hit, silent, unknown, weak
from readiness.domain.wording import day_text, number_text

AUDIT = "governance.audit_explainability"
FEEDBACK = "organization.feedback_loops"
REBUILT = 18
"""Of twenty past decisions, so many must have been rebuilt."""
REASONS_DAYS = 30.0
"""Days for an answer, where the framework has no limit of its own."""
REASONED_PCT = 50


def explain_red(ratings: Ratings) -> Sign:
    """Audit and explainability red or not assessed."""
    return weak(ratings, {AUDIT: "Audit and explainability"})


def rebuild_failed(facts: PatternFacts) -> Sign:
    """Fewer than 18 of 20 past decisions could be rebuilt; without a trial it is unknown."""
    check = facts.check(AUDIT, "decisions_rebuilt")
    if check is None or check.number is None:
        said = "No past decision was rebuilt yet." if check else "Nobody has said how many decisions could be rebuilt."
        return unknown(said, page=assess(AUDIT))
    said = f"{number_text(check.number)} of 20 past decisions could be rebuilt."
    return (hit if check.number < REBUILT else clear)(said, facts.ratings.days.get(AUDIT), assess(AUDIT))


def no_model_doc(facts: PatternFacts) -> Sign:
    """The fact sheet of the project record does not state purpose, data, limits and known failure groups, all four."""
    sheet = facts.rollout.record.fact_sheet
    parts = (
        ("purpose", sheet.purpose),
        ("data", sheet.data),
        ("limits", sheet.limits),
        ("known failure groups", sheet.failure_groups),
    )
    missing = [name for name, value in parts if not value.strip()]
    if not missing:
        return clear("The fact sheet states purpose, data, limits and known failure groups.", page="record")
    if len(missing) == len(parts):
        return silent(facts, "There is no fact sheet of the model.", "record")
    return silent(facts, f"The fact sheet does not state {' and '.join(missing)}.", "record")


def vendor_opaque(facts: PatternFacts) -> Sign:
    """A vendor's model without local validation on own cases. Whether it is a vendor's must be stated to count."""
    record = facts.rollout.record
    if record.vendor_model is None:
        return unknown("Nobody has said whether the model is a vendor's.", page="record")
    if not record.vendor_model:
        return clear("The model is not a vendor's.", page="record")
    if record.locally_validated_on is not None:
        day = record.locally_validated_on
        return clear(f"The vendor's model was validated on own cases on {day_text(day)}.", day, "record")
    if record.not_locally_validated:
        return hit("The vendor's model was never validated on own cases.", page="record")
    return silent(facts, "No validation of the vendor's model on own cases is recorded.", "record")


def unexplained_overrides(facts: PatternFacts) -> Sign:
    """Overrides above the profile's limit, and under half of them with a reason.

    The share is that of the decision log since people see the output, else the last value of the override metric.
    Reasons are counted in the decision log, else taken from the check "overrides with a recorded reason" of feedback
    loops.
    """
    share = override_share(facts)
    if share.state != "above":
        return (unknown if share.state == "unknown" else clear)(share.fact, share.day, share.page)
    log = facts.decisions
    check = facts.check(FEEDBACK, "overrides_with_reason")
    if log is not None and log.overrides_reasoned.share is not None:
        reasoned = 100 * log.overrides_reasoned.share
    elif check is not None and check.number is not None:
        reasoned = check.number
    else:
        return unknown(f"{share.fact} How many have a reason is not recorded.", share.day, assess(FEEDBACK))
    said = f"{share.fact} {number_text(round(reasoned, 1))} % of them have a reason."
    return (hit if reasoned < REASONED_PCT else clear)(said, share.day, share.page)


def reasons_late(facts: PatternFacts) -> Sign:
    """The time taken to answer a request for reasons lies beyond the check's yellow limit, where red begins."""
    value = facts.check(AUDIT, "days_to_answer_reason_request")
    if value is None or value.number is None:
        said = "No request for reasons was answered yet." if value else "The time to answer is not recorded."
        return unknown(said, page=assess(AUDIT))
    limit = facts.limits.get((AUDIT, "days_to_answer_reason_request"), REASONS_DAYS)
    said = f"{number_text(value.number)} days to answer a request for reasons, with a limit of {number_text(limit)}."
    return (hit if value.number > limit else clear)(said, facts.ratings.days.get(AUDIT), assess(AUDIT))


def single_expert(facts: PatternFacts) -> Sign:
    """One person at most can debug it, as the project record states; where it does not say, unknown."""
    names = facts.rollout.record.debuggers
    if names is None:
        return unknown("Who can debug it is not stated.", page="record")
    if len(names) > 1:
        return clear(f"{len(names)} people can debug it.", page="record")
    return hit(f"Only {names[0]} can debug it." if names else "Nobody can debug it.", page="record")


RULES: dict[str, Rule] = {
    "explain_red": lambda facts: explain_red(facts.ratings),
    "rebuild_failed": rebuild_failed,
    "no_model_doc": no_model_doc,
    "vendor_opaque": vendor_opaque,
    "unexplained_overrides": unexplained_overrides,
    "reasons_late": reasons_late,
    "single_expert": single_expert,
}
