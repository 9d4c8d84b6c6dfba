"""The way on, as HTML: steps to a better verdict with what each takes, and what is overdue or will be."""

from collections.abc import Iterable, Sequence
from datetime import date

from readiness.domain.evaluation import Evaluation, Path, Upcoming
from readiness.domain.wording import count_text
from readiness.signs import VERDICTS
from readiness.ui.dates import day, distance
from readiness.ui.markup import Html, Piece, element, join, link, muted, section, table, text, verdict_chip
from readiness.ui.session import step_link

SHOWN = 5


def path_steps(initiative: str, title: str, path: Path) -> Html:
    """One path: where it leads, its steps as links, and under each what it takes."""
    lead = element(
        "p", f"{count_text(len(path.steps), 'step')} from here to ", verdict_chip(path.end), class_="rd-path-lead"
    )
    items = [
        element("li", step_link(initiative, step), element("div", step.takes, class_="rd-takes") if step.takes else None)
        for step in path.steps
    ]
    pieces: list[Piece] = [section(title), lead, element("ol", *items[:SHOWN], class_="rd-points")]
    if len(items) > SHOWN:
        pieces.append(
            element(
                "details",
                element("summary", f"Show {len(items) - SHOWN} more"),
                element("ol", *items[SHOWN:], class_="rd-points", start=SHOWN + 1),
                class_="rd-more",
            )
        )
    return join(pieces)


def paths(initiative: str, next_path: Path | None, ready_path: Path | None) -> Html:
    """The way to the next verdict and, where that is longer, the way to ready."""
    if next_path is None:
        return join((section("Way to ready"), element("p", "Nothing is left to do: every dimension is green.")))
    same = ready_path is None or ready_path.steps == next_path.steps
    pieces = [path_steps(initiative, "Way to ready" if same else "Way to the next verdict", next_path)]
    if not same and ready_path is not None:
        pieces.append(path_steps(initiative, "Way to ready", ready_path))
    return join(pieces)


def overdue_lines(initiative: str, evaluation: Evaluation, review: date) -> list[tuple[date | None, Html]]:
    """What time has already done, longest ago first: the day it began, and a line that links to its cure."""
    lines: list[tuple[date | None, Html]] = []
    for result in evaluation.criteria:
        for adjustment in result.adjustments:
            if adjustment.since is None or adjustment.cause == "stress_test_failed":
                continue
            page = "plan" if adjustment.cause == "plan_overdue" else "assess"
            said = link(result.name, page, initiative=initiative, criterion=result.criterion)
            lines.append((adjustment.since, join((said, f": {adjustment.text}. ", muted(adjustment.remedy)))))
    if review < evaluation.day:
        said = link("The review", "snapshots", initiative=initiative)
        lines.append((review, join((said, f" was due on {day(review)}. ", muted("Freeze a snapshot to record one.")))))
    return sorted(lines, key=lambda line: line[0] or date.min)


def calendar(initiative: str, evaluation: Evaluation, upcoming: Sequence[Upcoming], review: date) -> Html:
    """What is overdue, and what will expire or fall due."""
    overdue = overdue_lines(initiative, evaluation, review)
    pieces: list[Piece] = [section("Overdue and expiring")]
    if not overdue and not upcoming:
        pieces.append(element("p", "Nothing is overdue, and nothing expires in the next 120 days."))
        return join(pieces)
    if overdue:
        pieces.append(_dated("Overdue", overdue, evaluation.day))
    coming = [(event.day, _upcoming_line(initiative, event)) for event in upcoming]
    if coming:
        pieces.append(_dated("Coming up", coming[: SHOWN + 3], evaluation.day))
    if len(coming) > SHOWN + 3:
        rest = _dated("Later", coming[SHOWN + 3 :], evaluation.day)
        summary = element("summary", f"Show {len(coming) - SHOWN - 3} more")
        pieces.append(element("details", summary, rest, class_="rd-more"))
    return join(pieces)


def _dated(caption: str, lines: Iterable[tuple[date | None, Html]], today: date) -> Html:
    rows = [
        (element("span", distance(when, today), title=day(when)) if when else "", said) for when, said in lines
    ]
    return table([caption, "What"], rows, caption=caption)


def _upcoming_line(initiative: str, event: Upcoming) -> Html:
    said: Piece = event.text
    if event.criterion is not None:
        page = "plan" if event.kind == "plan_overdue" else "assess"
        said = link(event.text, page, initiative=initiative, criterion=event.criterion)
    elif event.kind == "sign_off_ends":
        said = link(event.text, "sign-off", initiative=initiative)
    if event.voids_sign_off and event.kind != "sign_off_ends":
        return join((said, " ", element("strong", "This will void the sign-off.")))
    return text(said)


def supposed(evaluation: Evaluation, before: Evaluation) -> Html:
    """What a what-if gives: the verdict then, whether it is better than now, in a sentence."""
    if evaluation.verdict == before.verdict:
        change = f"The verdict stays {VERDICTS[before.verdict].word.lower()}."
    else:
        change = f"Now: {VERDICTS[before.verdict].word.lower()}."
    return element(
        "div",
        element("p", Html("<strong>Then:</strong> "), verdict_chip(evaluation.verdict), " ", evaluation.headline),
        element("p", muted(f"{change} Nothing here is saved.")),
        class_="rd-supposed",
        role="status",
    )
