"""What a report shows of the decision log: human against AI, each figure with its count, its n and its exact bound."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.operation import Comparison, PairedComparison, Share
from readiness.domain.share_wording import bound_text, lower_points_text, p_text, points_text, share_text
from readiness.domain.wording import count_text, day_text, duration_text


@dataclass(frozen=True)
class FigureRow:
    """One figure."""

    part: str
    """What it belongs to: the log, a class, a group, a reason."""
    name: str
    value: str
    share: float | None
    """0 to 1, where it is a share."""
    bound: str
    bound_share: float | None
    count: int | None
    n: int | None
    counted: str
    """Count and n in words."""
    note: str = ""


@dataclass(frozen=True)
class ComparisonRows:
    """All of the comparison."""

    answer: str
    basis: str
    """Which decisions, and how many of them were reviewed."""
    rows: tuple[FigureRow, ...]


def comparison_rows(found: Comparison) -> ComparisonRows:
    """The rows of a comparison."""
    rows = [_share("The log", one) for one in (found.agreement, found.critical, found.errors)]
    rows.insert(1, _plain("Cohen's kappa", "unknown" if found.kappa is None else f"{found.kappa:.2f}"))
    rows.append(_paired(found.paired))
    rows += [
        _share("The log", one) for one in (found.overrides, found.overrides_reasoned, found.followed, found.escalated)
    ]
    rows.append(_plain("Disagreements judged blind", f"{found.adjudicated_disagreements:,}"))
    if found.median_review_seconds is not None:
        rows.append(_plain("Median review time", duration_text(found.median_review_seconds)))
    rows += [_share("Agreement by human decision", one) for one in found.classes]
    rows += [_share("Critical errors by group", one) for one in found.critical_by_group]
    rows += [
        FigureRow("Reasons for overrides", name, f"{count:,}", None, "", None, count, None, "")
        for name, count in found.override_reasons
    ]
    return ComparisonRows(answer=_answer(found), basis=_basis(found), rows=tuple(rows))


def _answer(found: Comparison) -> str:
    agreed = found.agreement
    if agreed.share is None or agreed.bound is None:
        return "Nothing can be said yet: no decision has both sides."
    text = f"Human and AI agree in {share_text(agreed.share)} of {agreed.n:,} decisions"
    text += f", {bound_text('at least', agreed.bound)}"
    if found.critical.share is None or found.critical.bound is None:
        return f"{text}; critical errors are unknown, as no case drawn at random is verified."
    return f"{text}; critical errors {share_text(found.critical.share)}, {bound_text('at most', found.critical.bound)}."


def _basis(found: Comparison) -> str:
    days = ""
    if found.first_day is not None and found.last_day is not None:
        days = f" from {day_text(found.first_day)} to {day_text(found.last_day)}"
    since = f", since the entry on {day_text(found.since)}" if found.since is not None else ""
    noun = "decision" if found.decisions == 1 else "decisions"
    drawn = "No sample was drawn for review."
    if found.samples:
        drawn = f"{count_text(found.samples, 'sample')} drawn for review: {found.judged:,} of {found.sampled:,} judged."
    return (
        f"{found.decisions:,} {noun}{days}{since}. {drawn} Bounds are exact and one-sided, 95 % "
        "(Clopper-Pearson). Agreement is not accuracy: either side may be the one in error."
    )


def _share(part: str, share: Share) -> FigureRow:
    if share.share is None:
        return FigureRow(part, share.name, "unknown", None, "", None, None, None, "no such case yet")
    bound = bound_text(share.side, share.bound) if share.side and share.bound is not None else ""
    counted = f"{share.count:,} of {share.n:,}"
    return FigureRow(
        part, share.name, share_text(share.share), share.share, bound, share.bound, share.count, share.n, counted
    )


def _plain(name: str, value: str) -> FigureRow:
    return FigureRow("The log", name, value, None, "", None, None, None, "")


def _paired(paired: PairedComparison | None) -> FigureRow:
    name = "AI right, less human right, same cases"
    if paired is None:
        return FigureRow(
            "The log", name, "unknown", None, "", None, None, None, "no case of known truth without advice"
        )
    n = paired.both + paired.only_human + paired.only_ai + paired.neither
    said = "not worse by 3 points" if paired.not_worse else "not shown to be no worse"
    return FigureRow(
        "The log",
        name,
        points_text(paired.difference),
        None,
        f"above {lower_points_text(paired.lower)}",
        None,
        None,
        n,
        f"{paired.only_ai:,} only AI, {paired.only_human:,} only human, of {n:,}",
        f"{said}; exact p of a difference {p_text(paired.p)}",
    )
