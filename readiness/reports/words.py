"""The words that only reports need: causes, rules in prose, and how moments and amounts are written."""

from __future__ import annotations

from datetime import UTC, datetime

from readiness.domain.assessment import PlanKind, Severity, Status, StressTest
from readiness.domain.evaluation import Cause, VerdictId
from readiness.domain.wording import day_text, utc_day
from readiness.signs import VERDICTS

CAUSE: dict[Cause, str] = {
    "chosen": "rated so",
    "not_answered": "not answered",
    "no_plan": "no complete plan",
    "use_case": "use case unfinished",
    "dimension_empty": "nothing left to assess",
    "unproven": "unproven",
    "evidence_expired": "evidence expired",
    "check_lapsed": "check lapsed",
    "self_assessed": "self-assessed",
    "evidence_too_old": "evidence too old",
    "not_applicable_unconfirmed": "not applicable, unconfirmed",
    "stress_test_failed": "stress test failed",
    "plan_overdue": "plan overdue",
}
PLAN_KIND: dict[PlanKind, str] = {"mitigation": "Mitigation", "action": "Action"}
SEVERITY: dict[Severity, str] = {"minor": "Minor", "major": "Major", "critical": "Critical"}

QUESTION = "Can it go to production?"
NOT_SIGNED_IN = "not signed in"

GATE_RULE: tuple[tuple[VerdictId, str], ...] = (
    (
        "blocked",
        "A dimension is red, or a must-be-green criterion was chosen yellow or made yellow by a failed stress test.",
    ),
    (
        "incomplete",
        "Something is not assessed; or a must-be-green criterion only lacks proof; or user, decision or value is "
        "missing in the use case.",
    ),
    (
        "needs_plan",
        "A yellow that does not merely lack proof is not covered by a mitigation with text, owner and due date.",
    ),
    (
        "needs_sign_off",
        "Two or more dimensions are yellow, or more criteria than the profile tolerates, and no valid sign-off exists.",
    ),
    ("ready_with_mitigations", "Yellows remain: planned where asked, signed where needed."),
    ("ready", "Every dimension is green."),
)
"""The gate in words: the first line that applies is the verdict."""

STATUS_RULE: tuple[str, ...] = (
    "A dimension is as good as its worst criterion, in the order red, not assessed, yellow, green; criteria that do "
    "not apply are left out. The score from 0 to 100 is for charts only: the weighted mean over the assessed criteria "
    "(green 100, yellow 50, red 0; double weight where the profile says so). It never overrides a status.",
    "A chosen rating counts only as far as it is proven. Green needs a dated file, link or bound metric value, fresh "
    "evidence and an independent rater; else it counts as yellow. Evidence older than twice its period counts as not "
    "assessed. A failed stress test and an overdue plan make a rating worse. Each such adjustment stands beside the "
    "rating, with what would lift it.",
    "Not assessed is never a score. Ages are whole calendar days in UTC, counted on the day of the snapshot.",
)


NO_DEMO = "Nobody has said how the demo was run, so its distance from production is unknown."


def verdict_status(verdict: VerdictId) -> Status:
    """The status whose colour and shape stand beside a verdict."""
    tones: dict[str, Status] = {"green": "green", "yellow": "yellow", "red": "red", "grey": "not_assessed"}
    return tones[VERDICTS[verdict].tone]


def stress_test_outcome(test: StressTest) -> tuple[str, Status]:
    """How a run ended, in words, and the status whose colour stands beside it."""
    if test.outcome == "passed":
        return "passed", "green"
    if not test.is_unresolved:
        return "failed, fixed and passed again", "green"
    return "failed", "red" if test.severity == "critical" else "yellow"


def moment_text(moment: datetime) -> str:
    """A time to the minute in UTC: "12 Nov 2026, 10:42 UTC"."""
    utc = moment.astimezone(UTC)
    return f"{day_text(utc_day(moment))}, {utc.hour:02d}:{utc.minute:02d} UTC"


def amount_text(amount: float) -> str:
    """An amount with its thousands set apart and at most two decimals: "12,500", "2.5"."""
    text = f"{amount:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def size_text(count: int) -> str:
    """A file size: "312 bytes", "48 kB", "3.1 MB"."""
    if count < 1000:
        return f"{count} bytes"
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


def yes_no(value: bool | None) -> str:
    """A declaration in a word; None was never declared."""
    return "not declared" if value is None else "yes" if value else "no"


def framework_text(name: str, version: str) -> str:
    """A framework with its version, said once."""
    return name if version in name else f"{name} {version}"


def verdict_word(verdict: VerdictId) -> str:
    """A verdict in its word."""
    return VERDICTS[verdict].word
