"""The ratings on a share link's page: a table a dimension, with why each criterion stands as it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.domain.share_link import Shows
from readiness.domain.share_live import Left
from readiness.hypertext import Html, Piece, element, join
from readiness.reports.view import CriterionRow, ReportView
from readiness.signs import STATUSES
from readiness.web.share_pieces import chip, muted, table


def ratings(
    view: ReportView, numbered: Sequence[tuple[int, CriterionRow]], shows: Shows, left: Mapping[str, Left]
) -> Html:
    """Every criterion by its number; who rated it only with names. `left` is what running workshops left open."""
    parts: list[Piece] = [element("h2", "The ratings", id="ratings")]
    titles = ["Criterion", "Status", "Why", *(["Rated by"] if shows.names else [])]
    for dimension in view.dimensions:
        rows = [
            (
                join((element("strong", f"{number}. {row.name}"), _must(row))),
                _status(row),
                _why(row, left.get(row.id)),
                *((_raters(row),) if shows.names else ()),
            )
            for number, row in numbered
            if row.dimension_id == dimension.id
        ]
        parts += [element("h3", dimension.name), table(titles, rows, caption=f"Ratings: {dimension.name}")]
    return join(parts)


def _must(row: CriterionRow) -> Piece:
    return element("div", "must be green", class_="muted") if row.must_be_green else None


def _status(row: CriterionRow) -> Html:
    chosen = None
    if row.chosen is not None and row.chosen != row.status:
        chosen = element("div", f"rated {STATUSES[row.chosen].word.lower()}", class_="muted")
    return join((chip(row.status), chosen))


def _why(row: CriterionRow, left: Left | None) -> Piece:
    lines: list[Piece] = [f"{item.text[:1].upper()}{item.text[1:]}. {item.remedy}" for item in row.adjustments]
    if row.not_applicable:
        lines.append(element("span", row.not_applicable, class_="typed"))
    if not lines and row.level_words:
        lines.append(row.level_words)
    if row.reason.strip():
        lines.append(
            join((muted("Rated better than suggested because: "), element("span", row.reason, class_="typed")))
        )
    elif row.reason_missing:
        lines.append("Rated better than the checks suggest, and no reason was written.")
    if row.chosen is None:
        lines.append(muted("Nobody has rated it yet."))
    if row.self_assessed and not any("self-assessed" in item.text for item in row.adjustments):
        lines.append(muted("Self-assessed."))
    if left is not None:
        lines.append(_left(row, left))
    if not row.rechecked:
        lines.append(muted("Not re-checked in this round."))
    return join(element("div", line) for line in lines)


def _left(row: CriterionRow, left: Left) -> Html:
    """That a running workshop has agreed on nothing here, without any colour."""
    word, more = {
        "parked": ("Parked", " in the workshop that is running: no rating was agreed there."),
        "not_agreed": ("Not agreed yet", " in the workshop that is running."),
    }[left]
    other = "" if row.chosen is None else " The rating does not come from it."
    return muted(join((element("strong", word), more, other)))


def _raters(row: CriterionRow) -> Piece:
    return row.raters or (muted("nobody named") if row.chosen is not None else "")
