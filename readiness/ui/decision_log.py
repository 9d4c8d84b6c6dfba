"""The decision log as text to read: its figures with their bounds, its rows, and the sizes of samples."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.decision_log import ReviewPlan
from readiness.domain.wording import count_text, number_text
from readiness.queries.decision_view import DecisionView, Figure, LogPage
from readiness.queries.decisions import PlanState, SampleState
from readiness.ui.dates import day
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    element,
    empty,
    join,
    link,
    muted,
    section,
    table,
)

VIEWS = {"figures": "Figures", "log": "Log", "samples": "Reviews", "plans": "Sample sizes", "import": "Import"}
ONLY = {
    "": "All decisions",
    "disagreements": "Where human and AI differ",
    "wrong": "AI wrong, where the truth is known",
    "overrides": "Overridden advice",
    "reviewed": "Judged in a review",
}
OUTCOMES = {
    "passed": "● Passed",
    "failed": "■ Failed",
    "second_stage": "▲ Undecided: the declared second stage comes next",
    "under_way": "○ Under way",
    "not_begun": "○ Not begun",
}
TOO_WEAK = "So few cases with so many errors allowed do not show this rate with 95 % confidence."


def _decisions(number: int) -> str:
    return "1 decision" if number == 1 else f"{number:,} decisions"


def latest_first(total: int) -> str:
    """What stands over the log: "3,200 decisions, the latest first"."""
    return f"{_decisions(total)}, the latest first"


def answer(view: DecisionView) -> str:
    """How well it decides, in a sentence."""
    figures = view.figures
    if figures.first_day is None or figures.last_day is None:
        return "Unknown: no decision log was read in yet."
    said = [f"{_decisions(figures.decisions)} from {day(figures.first_day)} to {day(figures.last_day)}"]
    by_name = {row.name: row for row in view.rows}
    agreement = by_name["Agreement of human and AI"]
    said.append(f"agreement {agreement.value}, {agreement.bound}" if agreement.bound else "agreement unknown")
    critical = by_name["Critical errors, of cases drawn at random"]
    said.append(f"critical errors {critical.bound}" if critical.bound else "critical errors unknown")
    return "; ".join(said) + "."


def figures_table(view: DecisionView) -> Html:
    """The figures, then what they are class by class and group by group."""
    parts = [_table("Figures of the decision log", view.rows, "Figure")]
    if view.classes:
        parts.append(section("Agreement by decision"))
        parts.append(_table("Agreement by the human decision", view.classes, "Human decision"))
        if view.kappa is not None:
            words = f"Cohen's kappa {view.kappa:.2f}: agreement beyond what chance would give; 1 is full, 0 none."
            parts.append(element("p", muted(words + " Agreement is not accuracy: people may be the ones in error.")))
    if view.groups:
        parts.append(section("Critical errors by group"))
        parts.append(_table("Critical errors by group", view.groups, "Group"))
        parts.append(
            element("p", muted("With no error at all, 59 cases a group only show a rate below 5 %, 299 below 1 %."))
        )
    if view.figures.override_reasons:
        parts.append(section("Why advice was overridden"))
        rows = [(reason, f"{number:,}") for reason, number in view.figures.override_reasons]
        titles: list[Column | str] = ["Reason", Column("Times", align="right")]
        parts.append(table(titles, rows, caption="Reasons for overrides"))
    return join(parts)


def _table(caption: str, rows: Sequence[Figure], title: str) -> Html:
    columns: list[Column | str] = [
        title,
        Column("Value", align="right"),
        Column("Bound (95 %)", short=True),
        "Counted",
        "",
    ]
    if not any(row.note for row in rows):
        columns = columns[:4]
    cells: list[list[Piece]] = []
    for row in rows:
        value: Piece = muted("○ unknown") if row.value == "unknown" else row.value
        cells.append([row.name, value, row.bound, row.count, muted(row.note)][: len(columns)])
    return table(columns, cells, caption=caption)


def log_table(initiative: str, page: LogPage) -> Html:
    """Some rows of the log."""
    if not page.rows:
        return empty("No decision fits.")
    differs = Html(' <strong aria-label="differs">≠</strong>')
    rows = [
        (
            row.case,
            row.at.strftime("%Y-%m-%d %H:%M"),
            row.human or muted("–"),
            join((row.ai or muted("–"), differs if row.human and row.ai and row.human != row.ai else "")),
            row.truth or muted("unknown"),
            row.group,
            row.reason,
            row.source,
        )
        for row in page.rows
    ]
    titles = ["Case", "Time (UTC)", "Human", "AI", "Truth", "Group", "Override reason", "Source"]
    return table(titles, rows, caption="Decisions")


def samples_table(initiative: str, states: Sequence[SampleState], plans: dict[str, ReviewPlan]) -> Html:
    """The drawn samples with how far each was judged."""
    if not states:
        return empty("No sample was drawn yet. Draw one below; the program chooses the cases, nobody else.")
    rows: list[tuple[Piece, ...]] = []
    for state in states:
        sample = state.sample
        name = "Random review" if sample.purpose == "random_review" else "Disagreements"
        plan = plans.get(sample.plan or "")
        rows.append(
            (
                join(
                    (
                        link(name, "decisions", initiative=initiative, show="samples", sample=sample.id),
                        element("div", muted(f"for “{plan.name}”")) if plan else "",
                    )
                ),
                day(sample.drawn_at),
                f"{sample.size:,} of {sample.frame:,}",
                f"{sample.seed}",
                f"{state.judged:,} judged, {state.open:,} open"
                + (f", {state.undecided:,} undecided" if state.undecided else ""),
                f"{state.errors:,} wrong, {state.critical:,} critical" if state.judged else muted("unknown"),
            )
        )
    columns: list[Column | str] = ["Sample", "Drawn", "Cases", Column("Seed", align="right"), "Review", "AI"]
    return table(columns, rows, caption="Drawn samples")


def plans_table(initiative: str, states: Sequence[PlanState]) -> Html:
    """The declared plans and what came of them."""
    if not states:
        return empty(
            "No plan is declared. Declare one before drawing: a sample that grows with what is seen proves nothing."
        )
    rows: list[tuple[Piece, ...]] = []
    for state in states:
        plan = state.plan
        asked = f"{plan.cases:,} cases, at most {count_text(plan.allowed_errors, 'error')}"
        if plan.second_cases is not None:
            asked += f"; else {plan.second_cases:,} more, at most {plan.second_allowed_errors} in all"
        rows.append(
            (
                plan.name,
                f"error rate below {number_text(plan.limit_pct)} % at {number_text(plan.confidence_pct)} % confidence",
                asked,
                join((day(plan.declared_at), muted(f" by {plan.declared_by}"))),
                join((OUTCOMES[state.outcome], "" if state.holds else element("div", muted(TOO_WEAK)))),
            )
        )
    return table(["Plan", "Shows", "Asks for", "Declared", "Outcome"], rows, caption="Review plans")


def sizes_table(limits: Sequence[float], allowed: Sequence[int], sizes: Sequence[Sequence[int]]) -> Html:
    """How many reviewed cases show which error rate, by errors that may be found."""
    columns: list[Column | str] = ["Error rate below"]
    columns += [Column(f"{count_text(errors, 'error')} found", align="right") for errors in allowed]
    rows = [
        (f"{number_text(round(100 * limit, 3))} %", *(f"{cases:,}" for cases in row))
        for limit, row in zip(limits, sizes, strict=True)
    ]
    return table(columns, rows, caption="Reviewed cases needed at 95 % confidence")


def sources_line(view: DecisionView) -> Piece:
    """Where the decisions come from."""
    if not view.sources:
        return None
    said = ", ".join(f"{source} ({number:,})" for source, number in view.sources)
    since = f" Counted since {day(view.since)}." if view.since else ""
    return muted(f"From {said}.{since}")


def sample_facts(state: SampleState) -> Piece:
    """How a sample came to be, in a line."""
    sample = state.sample
    span = ""
    if sample.first_day or sample.last_day:
        span = f", decisions from {day(sample.first_day) if sample.first_day else 'the first'} "
        span += f"to {day(sample.last_day) if sample.last_day else 'the last'}"
    return muted(
        f"{sample.size:,} of {sample.frame:,} cases drawn with seed {sample.seed} on {day(sample.drawn_at)}{span}. "
        "The same seed draws the same cases from the same log again."
    )
