"""The initiatives of the portfolio as HTML: a list to read, and a heat map of initiatives by dimension."""

from collections.abc import Mapping, Sequence
from datetime import date

from readiness.context import Context
from readiness.domain.evaluation import VerdictId
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.phase_rules import PHASE_WORDS
from readiness.domain.wording import count_text
from readiness.queries.portfolio import InitiativeRow, PortfolioPage, Sort
from readiness.signs import VERDICTS
from readiness.ui.dates import day, distance
from readiness.ui.maps import legend, status_cell
from readiness.ui.markup import Column, Html, Piece, element, join, link, muted, table, verdict_chip
from readiness.ui.pattern_list import warning_marks

SORTS: dict[str, tuple[str, bool]] = {
    "attention": ("Most urgent first", False),
    "name": ("Name, A to Z", False),
    "verdict": ("Verdict, worst first", False),
    "best": ("Verdict, best first", True),
    "review": ("Next review, soonest first", False),
    "changed": ("Last changed first", True),
}
"""What the person can choose: key in the address, words, whether the order is turned round."""
ORDER_OF: dict[str, Sort] = {"best": "verdict"}
"""Keys that are another order turned round."""


def answer(page: PortfolioPage) -> str:
    """The portfolio in a sentence: how many initiatives there are, and how they stand."""
    counts = page.counts_by_verdict
    total = sum(counts.values())
    said = [f"{counts[verdict]:,} {VERDICTS[verdict].word.lower()}" for verdict in VERDICTS if counts.get(verdict)]
    sentence = f"{count_text(total, 'initiative')}: {', '.join(said)}."
    if page.overdue_reviews:
        sentence += f" {count_text(page.overdue_reviews, 'review is', 'reviews are')} overdue."
    return sentence


def waiting(pending: int) -> str:
    """What is said while many verdicts are still to be computed."""
    return (
        f"{count_text(pending, 'verdict is', 'verdicts are')} being worked out as of today. The rows below are right "
        "already; order and counts follow."
    )


def listed(
    rows: Sequence[InitiativeRow], today: date, patterns: Mapping[str, Sequence[PatternFinding]] | None = None
) -> Html:
    """The list: name with the answer in a sentence, verdict and phase, warnings, how far assessed, what comes next.

    `patterns` are the failure patterns by initiative; of one that is not among them they are still to be worked out.
    """
    known = patterns or {}
    columns: list[Column | str] = [
        Column("Initiative"),
        "Verdict, phase",
        "Warnings",
        Column("Answered", align="right"),
        "Next review",
        "Waiting",
        Column("Snapshots", align="right"),
    ]
    shown = table(
        columns,
        [
            (
                _name(row),
                _standing(row),
                warning_marks(row.id, known[row.id]) if row.id in known else muted("…"),
                join((f"{row.assessed} of {row.criteria}", _under(f"{row.lapsed} lapsed") if row.lapsed else None)),
                _review(row, today),
                _waiting(row),
                row.snapshots,
            )
            for row in rows
        ],
        caption="Initiatives",
    )
    return element("div", shown, class_="rd-portfolio")


def _under(said: Piece) -> Html:
    return element("span", said, class_="rd-under")


def _name(row: InitiativeRow) -> Html:
    under = join((row.profile_name, element("span", " · example", title=row.example) if row.example else None))
    return join((link(row.name, "initiative", initiative=row.id), _under(under), _under(row.headline)))


def _standing(row: InitiativeRow) -> Html:
    """The verdict, and under it the phase, which leads to the rollout."""
    phase = PHASE_WORDS[row.phase]
    shown = muted(phase) if row.phase == "not_started" else link(phase, "rollout", initiative=row.id)
    return join((verdict_chip(row.verdict), _under(shown)))


def _review(row: InitiativeRow, today: date) -> Html:
    if row.review_overdue:
        said = element("strong", f"Overdue: {distance(row.next_review, today)}")
    else:
        said = element("span", distance(row.next_review, today))
    return element("span", said, _under(day(row.next_review)), class_="rd-when")


def _waiting(row: InitiativeRow) -> Piece:
    said = []
    if row.overdue_plans:
        said.append(count_text(row.overdue_plans, "plan overdue", "plans overdue"))
    if row.expiring:
        said.append(f"{row.expiring} expiring")
    return join(element("div", part, class_="rd-when") for part in said) if said else muted("nothing")


def heat_map(rows: Sequence[InitiativeRow], dimensions: Mapping[str, str]) -> Html:
    """Initiatives by dimension: a cell opens the dimension, the name opens the initiative. `dimensions`: id -> name."""
    heads = "".join(element("th", name, scope="col") for name in dimensions.values())
    body = [
        element(
            "tr",
            element("th", link(row.name, "initiative", initiative=row.id), scope="row"),
            *(
                element(
                    "td",
                    status_cell(row.dimensions[dimension], "assess", initiative=row.id, dimension=dimension)
                    if dimension in row.dimensions
                    else "",
                    class_="rd-status",
                )
                for dimension in dimensions
            ),
            element("td", verdict_chip(row.verdict), class_="rd-heat-verdict"),
        )
        for row in rows
    ]
    head = element(
        "tr",
        element("th", "Initiative", scope="col", class_="rd-left"),
        Html(heads),
        element("th", "Verdict", scope="col"),
    )
    frame = element(
        "div",
        element(
            "table",
            element("caption", "Initiatives by dimension", class_="rd-hidden"),
            element("thead", head),
            element("tbody", *body),
            class_="rd-table rd-heat",
        ),
        class_="rd-table-frame",
        tabindex="0",
        role="region",
        aria_label="Initiatives by dimension",
    )
    return join((frame, legend(("green", "yellow", "red", "not_assessed"))))


def dimension_names(context: Context) -> dict[str, str]:
    """The dimensions of the built-in framework with their short names; every framework has the same ones."""
    framework = context.frameworks.get(context.frameworks.default)
    return {dimension.id: dimension.short_name for dimension in framework.dimensions}


def verdict_word(verdict: VerdictId, count: int) -> str:
    """A verdict with its count, for the filter: '■ Blocked 3'."""
    return f"{VERDICTS[verdict].label} {count:,}"
