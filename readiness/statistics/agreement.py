"""How far two deciders agree: overall, class by class, and beyond what chance would give (Cohen's kappa)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.statistics.bounds import CONFIDENCE, Bound, bound

Table = Mapping[tuple[str, str], int] | Iterable[tuple[tuple[str, str], int]]
"""How often which pair of answers was given: ((first decider, second decider), count)."""


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """Agreement on one class, seen from either side."""

    label: str
    by_first: Bound
    """Of the cases in which the first decider (the human) chose the class: those in which the second did, too."""
    by_second: Bound
    """Of the cases in which the second decider (the AI) chose the class: those in which the first did, too."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two deciders on the same cases. It is not accuracy: the first decider may be the one in error."""

    overall: Bound
    classes: tuple[ClassAgreement, ...]
    """In the order of their labels."""
    kappa: float | None
    """Cohen's kappa, at most 1, 0 as by chance; None where it does not exist: no case, or both always said the same."""
    by_constant: float | None
    """The agreement that always answering with the first decider's commonest class would reach; None without a case."""


def agreement(table: Table, confidence: float = CONFIDENCE) -> Agreement:
    """The agreement in a table of counts, with exact one-sided bounds. Raises Invalid for negative counts."""
    counts = _added(table)
    total = sum(counts.values())
    labels = sorted({label for pair in counts for label in pair})
    first = {label: sum(count for pair, count in counts.items() if pair[0] == label) for label in labels}
    second = {label: sum(count for pair, count in counts.items() if pair[1] == label) for label in labels}
    same = {label: counts.get((label, label), 0) for label in labels}
    return Agreement(
        overall=bound(sum(same.values()), total, confidence),
        classes=tuple(
            ClassAgreement(
                label, bound(same[label], first[label], confidence), bound(same[label], second[label], confidence)
            )
            for label in labels
        ),
        kappa=cohens_kappa(counts),
        by_constant=max(first.values()) / total if total else None,
    )


def cohens_kappa(table: Table) -> float | None:
    """(observed - expected) / (1 - expected) agreement, expected from the two deciders' own shares of each class.

    None where it does not exist: without a case, or when both gave one and the same answer throughout. Source: J. Cohen
    (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 37-46.
    """
    counts = _added(table)
    total = sum(counts.values())
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for (one, other), count in counts.items():
        first[one] = first.get(one, 0) + count
        second[other] = second.get(other, 0) + count
    # Whole numbers until the one division: what exists is told from what does not without a rounding error.
    observed = total * sum(count for (one, other), count in counts.items() if one == other)
    expected = sum(count * second.get(label, 0) for label, count in first.items())
    if total == 0 or expected == total * total:
        return None
    return (observed - expected) / (total * total - expected)


def group_bounds(
    groups: Mapping[str, tuple[int, int]] | Iterable[tuple[str, tuple[int, int]]], confidence: float = CONFIDENCE
) -> dict[str, Bound]:
    """The bound of every group by itself, from its (count, n); each holds alone, not all of them together."""
    pairs = groups.items() if isinstance(groups, Mapping) else groups
    return {name: bound(count, n, confidence) for name, (count, n) in pairs}


def _added(table: Table) -> dict[tuple[str, str], int]:
    pairs = table.items() if isinstance(table, Mapping) else table
    counts: dict[tuple[str, str], int] = {}
    for pair, count in pairs:
        counts[pair] = counts.get(pair, 0) + int(count)
    return counts
