"""The word for how a metric stands says what makes its colour worse than the word alone."""

import pytest

from readiness.domain.metric import MetricStatus
from readiness.domain.metric_wording import metric_tone, status_word


@pytest.mark.parametrize(
    ("status", "beyond", "within", "overdue", "word", "tone"),
    [
        ("steady", None, None, False, "Steady", "green"),
        ("steady", False, True, False, "Steady", "green"),
        ("steady", False, False, False, "Steady, off target", "yellow"),
        ("improved", True, False, False, "Improved, beyond limit", "red"),
        ("slipping", True, False, False, "Slipping, beyond limit", "red"),
        ("slipping", False, False, False, "Slipping", "yellow"),
        ("degraded", True, False, False, "Degraded", "red"),
        ("steady", False, True, True, "Steady, overdue", "yellow"),
        ("steady", False, False, True, "Steady, off target, overdue", "yellow"),
        ("no_data", None, None, True, "No data", "not_assessed"),
    ],
)
def test_the_word_says_why_the_colour_is_worse(
    status: MetricStatus, beyond: bool | None, within: bool | None, overdue: bool, word: str, tone: str
) -> None:
    assert status_word(status, beyond_limit=beyond, within_target=within, overdue=overdue) == word
    assert metric_tone(status, beyond_limit=beyond, within_target=within, overdue=overdue) == tone
