"""The decision log as its page shows it: each figure with its count, its n and its exact bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from readiness.context import Context
from readiness.domain.decision_figures import Count, DecisionFigures
from readiness.domain.share_wording import bound_text, lower_points_text, p_text, points_text, share_text
from readiness.domain.wording import duration_text
from readiness.queries.decisions import decision_figures
from readiness.statistics.agreement import agreement
from readiness.statistics.bounds import lower_bound, upper_bound
from readiness.statistics.paired import mcnemar, paired_non_inferiority


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how large, within which bound, and what it rests on."""

    name: str
    value: str
    bound: str
    """The exact one-sided 95 % bound in words; empty where there is none."""
    count: str
    """Count and n."""
    note: str = ""


@dataclass(frozen=True)
class DecisionView:
    """The figures of some days of an initiative's logs."""

    figures: DecisionFigures
    rows: tuple[Figure, ...]
    classes: tuple[Figure, ...]
    groups: tuple[Figure, ...]
    kappa: float | None
    sources: tuple[tuple[str, int], ...]
    since: date | None


def decision_view(context: Context, initiative: str, since: date | None = None) -> DecisionView:
    """What the log of an initiative adds up to since a day. Raises NotFound."""
    critical = context.store.load_rollout(initiative).critical_pairs
    key = ("decision view", initiative, context.store.decisions.token(initiative), since, critical)
    return context.store.memory.get(key, lambda: _view(context, initiative, since))


def _view(context: Context, initiative: str, since: date | None) -> DecisionView:
    figures = decision_figures(context, initiative, since)
    pairs = dict(figures.kappa_table)
    found = agreement(pairs) if pairs else None
    return DecisionView(
        figures=figures,
        rows=_rows(figures),
        classes=tuple(_share(name, count, "at least") for name, count in figures.agreement_by_class),
        groups=tuple(_share(name, count, "at most") for name, count in figures.critical_by_group),
        kappa=found.kappa if found else None,
        sources=context.store.decisions.sources(initiative),
        since=since,
    )


def _rows(figures: DecisionFigures) -> tuple[Figure, ...]:
    rows = [
        _share("Agreement of human and AI", figures.agreement, "at least"),
        replace(
            _share("Critical errors, of cases drawn at random", figures.critical, "at most"),
            note="drawn here or marked as drawn in the log, and judged or of known outcome",
        ),
        _share("All errors, of the same cases", figures.errors, "at most"),
        _paired(figures),
        _share("Overrides, of decisions with advice in view", figures.overrides, ""),
        _share("Overrides with a reason", figures.overrides_reasoned, ""),
        _share("Advice followed", figures.followed, ""),
        _share("Escalated", figures.escalated, ""),
        Figure(
            "Disagreements judged blind",
            f"{figures.adjudicated_disagreements:,}",
            "",
            f"AI right in {figures.judged_for_ai:,}, human in {figures.judged_for_human:,}"
            if figures.adjudicated_disagreements
            else "",
            "50 are asked for in shadow",
        ),
    ]
    if figures.median_review_seconds is not None:
        rows.append(Figure("Median review time", duration_text(figures.median_review_seconds), "", ""))
    return tuple(rows)


def _share(name: str, count: Count, side: str) -> Figure:
    if not count.n:
        return Figure(name, "unknown", "", "no such case yet")
    bounds: dict[str, Callable[[int, int], float]] = {"at least": lower_bound, "at most": upper_bound}
    bound = bound_text(side, bounds[side](count.count, count.n)) if side else ""
    return Figure(name, share_text(count.count / count.n), bound, f"{count.count:,} of {count.n:,}")


def _paired(figures: DecisionFigures) -> Figure:
    name = "AI right, less human right, same cases"
    paired = figures.paired
    if paired is None:
        return Figure(
            name,
            "unknown",
            "",
            "no case decided without advice whose outcome is known or that was drawn at random and judged",
        )
    test = paired_non_inferiority(paired.both, paired.only_human, paired.only_ai, paired.neither)
    verdict = "not worse by 3 points" if test.not_inferior else "not shown to be no worse"
    return Figure(
        name,
        points_text(test.difference),
        f"above {lower_points_text(test.lower)}",
        f"{paired.only_ai:,} only AI, {paired.only_human:,} only human, of {test.n:,}",
        f"{verdict}; exact p of a difference {p_text(mcnemar(paired.only_human, paired.only_ai))}",
    )


@dataclass(frozen=True)
class LogRow:
    """One decision as the list shows it."""

    source: str
    case: str
    at: datetime
    human: str
    ai: str
    truth: str
    group: str
    reason: str


@dataclass(frozen=True)
class LogPage:
    """Some decisions of the list."""

    rows: tuple[LogRow, ...]
    total: int
    page: int
    pages: int


PER_PAGE = 50


def named_decisions(context: Context, initiative: str) -> tuple[str, ...]:
    """Every decision that the AI, the human or the truth names anywhere in the log, in the order of the alphabet."""
    key = ("decision answers", initiative, context.store.decisions.token(initiative))
    return context.store.memory.get(key, lambda: context.store.decisions.answers(initiative))


def log_page(context: Context, initiative: str, *, only: str = "", page: int = 1) -> LogPage:
    """Some decisions, the latest first; a page beyond the last shows the last."""
    # Counting takes a second or more where there are a million, and is the same for every page.
    key = ("decision number", initiative, context.store.decisions.token(initiative), only)
    total = context.store.memory.get(key, lambda: context.store.decisions.number(initiative, only=only))
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    rows = context.store.decisions.page(initiative, only=only, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    return LogPage(
        rows=tuple(
            LogRow(
                source=row["source"],
                case=row["case"],
                at=datetime.fromtimestamp(row["at"] / 1000, UTC),
                human=row["human"] or "",
                ai=row["ai"] or "",
                truth=row["truth"] or row["outcome"] or "",
                group=row["group"] or "",
                reason=row["override_reason"] or "",
            )
            for row in rows
        ),
        total=total,
        page=page,
        pages=pages,
    )
