"""Whether one evaluation is worse than another, for the verdict and for every criterion."""

from readiness.domain.assessment import SEVERITY_ORDER, Status
from readiness.domain.evaluation import VERDICT_ORDER, Evaluation


def verdict_of(evaluation: Evaluation) -> int:
    """The verdict as a number; higher is better."""
    return VERDICT_ORDER[evaluation.verdict]


def level(status: Status) -> int:
    """A status as a number; higher is better."""
    return SEVERITY_ORDER[status]


def statuses(evaluation: Evaluation) -> dict[str, int]:
    return {result.criterion: level(result.status) for result in evaluation.criteria}


def assert_no_worse(before: Evaluation, after: Evaluation) -> None:
    """Neither the verdict nor any criterion or dimension is worse afterwards."""
    assert verdict_of(after) >= verdict_of(before), f"{before.verdict} -> {after.verdict}"
    was = statuses(before)
    assert {one: now for one, now in statuses(after).items() if now < was[one]} == {}
    for old, new in zip(before.dimensions, after.dimensions, strict=True):
        assert level(new.status) >= level(old.status)
