"""The verdict in words: a banner with the answer and its reasons, each linked to where it can be changed."""

from collections.abc import Sequence

from readiness.domain.evaluation import Evaluation, Reason, VerdictId
from readiness.domain.wording import count_text
from readiness.signs import VERDICTS
from readiness.ui.markup import Html, Piece, element, join, link, section, text, verdict_chip

SHOWN = 6
"""Reasons shown at once; the others are one click away."""

REASON_TITLES: dict[VerdictId, str] = {
    "blocked": "What blocks it",
    "incomplete": "What is not known yet",
    "needs_plan": "What has no plan yet",
    "needs_sign_off": "What an executive has to acknowledge",
    "ready_with_mitigations": "What is still yellow",
    "ready": "",
}


def banner(evaluation: Evaluation) -> Html:
    """The question, the verdict and the answer in a sentence."""
    return element(
        "div",
        element("h1", "Can it go to production?", class_="rd-title"),
        element(
            "p", verdict_chip(evaluation.verdict), Html(" "), element("span", evaluation.headline), class_="rd-lead"
        ),
        class_=f"rd-banner rd-edge-{VERDICTS[evaluation.verdict].tone}",
    )


def reasons(initiative: str, evaluation: Evaluation) -> Html:
    """The causes of the verdict as a numbered list of links, and what else is not green one click away."""
    pieces: list[Piece] = []
    if evaluation.reasons:
        pieces += [section(REASON_TITLES[evaluation.verdict]), _listed(initiative, evaluation, evaluation.reasons)]
    if evaluation.open_points:
        title = f"Not decisive now, but open: {count_text(len(evaluation.open_points), 'more point')}"
        pieces.append(
            element(
                "details",
                element("summary", title),
                _items(initiative, evaluation, evaluation.open_points),
                class_="rd-more",
            )
        )
    return join(pieces)


def _listed(initiative: str, evaluation: Evaluation, entries: Sequence[Reason]) -> Html:
    if len(entries) <= SHOWN + 1:
        return _items(initiative, evaluation, entries)
    rest = entries[SHOWN:]
    more = element(
        "details",
        element("summary", f"Show {len(rest)} more"),
        _items(initiative, evaluation, rest, start=SHOWN + 1),
        class_="rd-more",
    )
    return join((_items(initiative, evaluation, entries[:SHOWN]), more))


def _items(initiative: str, evaluation: Evaluation, entries: Sequence[Reason], *, start: int = 1) -> Html:
    return element(
        "ol",
        *(element("li", reason_line(initiative, evaluation, reason)) for reason in entries),
        class_="rd-points",
        start=start if start > 1 else None,
    )


def reason_line(initiative: str, evaluation: Evaluation, reason: Reason) -> Html:
    """A reason as a sentence that begins with a link to its criterion, dimension or statement."""
    if reason.cause == "use_case":
        return link(reason.text, "use-case", initiative=initiative)
    if reason.criterion is None:
        return link(reason.text, "assess", initiative=initiative, dimension=reason.dimension)
    name = evaluation.criterion(reason.criterion).name
    said = reason.text.removeprefix(name)
    page = "plan" if reason.cause == "no_plan" else "assess"
    if said == reason.text:
        return link(said, page, initiative=initiative, criterion=reason.criterion)
    return join((link(name, page, initiative=initiative, criterion=reason.criterion), text(said)))
