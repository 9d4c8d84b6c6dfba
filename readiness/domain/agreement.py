"""How far a room agrees on one criterion: counts, a label from fixed rules, and the order in which to discuss.

Rules and thresholds are a design choice of this program, not from the literature; the consensus index is that of Tastle
and Wierman (2007), "Consensus and dissention: a measure of ordinal dispersion", for the points 1, 2 and 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from readiness.domain.fact import Fact
from readiness.domain.workshop import CHOICES, Choice

Label = Literal["split", "dissent", "leaning", "agree", "too_few"]
LABEL_ORDER: tuple[Label, ...] = ("split", "dissent", "leaning", "agree", "too_few")
"""What needs talk most comes first."""

TOO_FEW = 3
"""Below so many red, yellow and green answers nothing is said about agreement."""
SPLIT_PERCENT = 20
"""From this share of the smaller of red and green on, the room is split."""
SPLIT_INDEX = 0.4
"""Below this consensus index the room is split."""
AGREE_PERCENT = 80
"""From this share of one level on, the room agrees; a common cut-off of Delphi studies."""
SMALL_GROUP = 4
"""A cut by role, or the median of the independent, is shown only from so many people on."""


class Spread(Fact):
    """The answers of one round on one criterion."""

    red: int = 0
    yellow: int = 0
    green: int = 0
    not_applicable: int = 0
    dont_know: int = 0
    not_voted: int = 0
    label: Label
    index: float | None = None
    """Consensus index from 0 (half at each end) to 1 (all the same); None without red, yellow and green answers."""
    median: Choice | None = None
    """The lower median of red, yellow and green: the worse of the two middle ones where their number is even."""

    @property
    def counted(self) -> int:
        """How many red, yellow and green answers there are."""
        return self.red + self.yellow + self.green

    @property
    def spoken_index(self) -> float | None:
        """The index where so many answered that it says something; "1.00" of a single answer would mislead."""
        return None if self.label == "too_few" else self.index

    def of(self, choice: Choice) -> int:
        """How many gave this answer."""
        return int(getattr(self, choice))


def spread(choices: Iterable[Choice], *, not_voted: int = 0) -> Spread:
    """The spread of some answers."""
    given = list(choices)
    counts = {choice: given.count(choice) for choice in CHOICES}
    red, yellow, green = counts["red"], counts["yellow"], counts["green"]
    index = consensus_index(red, yellow, green)
    return Spread(
        red=red,
        yellow=yellow,
        green=green,
        not_applicable=counts["not_applicable"],
        dont_know=counts["dont_know"],
        not_voted=not_voted,
        label=label(red, yellow, green),
        index=index,
        median=lower_median(red, yellow, green),
    )


def follows_from_its_counts(given: Spread) -> bool:
    """Whether a spread that came from elsewhere is what its counts make; the last digits of logarithms may differ."""
    counts = [given.of(choice) for choice in CHOICES]
    if min(*counts, given.not_voted) < 0:
        return False
    index = consensus_index(given.red, given.yellow, given.green)
    same = index == given.index if index is None or given.index is None else abs(index - given.index) < 1e-9
    return (
        same
        and given.label == label(given.red, given.yellow, given.green)
        and given.median == lower_median(given.red, given.yellow, given.green)
    )


def consensus_index(red: int, yellow: int, green: int) -> float | None:
    """1 + sum of p * log2(1 - |x - mean| / width) over the points 1, 2, 3 with width 2; None without answers."""
    n = red + yellow + green
    if n == 0:
        return None
    points = ((1, red), (2, yellow), (3, green))
    mean = sum(point * count for point, count in points) / n
    dispersion = [count / n * math.log2(1 - abs(point - mean) / 2) for point, count in points if count]
    # Rounding may leave a hair outside of the range, which would read as "-0.00".
    return min(1.0, max(0.0, 1 + math.fsum(dispersion)))


def label(red: int, yellow: int, green: int) -> Label:
    """Too few below 3 answers; split; dissent; agree; else leaning. Shares are compared in whole numbers."""
    n = red + yellow + green
    if n < TOO_FEW:
        return "too_few"
    index = consensus_index(red, yellow, green)
    assert index is not None
    both = red > 0 and green > 0
    if (both and min(red, green) * 100 >= SPLIT_PERCENT * n) or index < SPLIT_INDEX:
        return "split"
    if both:
        return "dissent"
    return "agree" if max(red, yellow, green) * 100 >= AGREE_PERCENT * n else "leaning"


def lower_median(red: int, yellow: int, green: int) -> Choice | None:
    """The middle answer, the worse of two middle ones; None without answers."""
    n = red + yellow + green
    if n == 0:
        return None
    middle = (n - 1) // 2
    return "red" if middle < red else "yellow" if middle < red + yellow else "green"


def discussion_key(spread: Spread) -> tuple[int, float]:
    """What sorts criteria by the need to talk: by label, then by consensus index, least first."""
    return LABEL_ORDER.index(spread.label), spread.index if spread.index is not None else 2.0


def needs_rationale(rating: str, spread: Spread) -> bool:
    """Whether agreeing on a rating asks for a written reason: it is not the median, or the room is split."""
    return rating != spread.median or spread.label == "split"
