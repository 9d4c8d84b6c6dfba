"""The way on, as HTML: steps to a better verdict with what each takes, and what is overdue or will be."""

from collections.abc import Sequence
from datetime import date

from readiness.domain.assessment import SEVERITY_ORDER
from readiness.domain.evaluation import Evaluation, Path, Upcoming
from readiness.domain.wording import count_text
from readiness.signs import VERDICTS
from readiness.ui.dates import day, distance
from readiness.ui.markup import Html, Piece, element, join, link, muted, section, text, verdict_chip
from readiness.ui.session import step_link

SHOWN = 5


def paths(initiative: str, next_path: Path | None, ready_path: Path | None) -> Html:
    """The way to the next verdict and, one click away where it is longer, the way to ready."""
    if next_path is None:
        return join((section("Way to ready"), element("p", "Nothing is left to do: every dimension is green.")))
    same = ready_path is None or ready_path.steps == next_path.steps
    title = "Way to ready" if same else "Way to the next verdict"
    lead = element("p", _length(next_path), class_="rd-path-lead")
    pieces: list[Piece] = [section(title), lead, *_steps(initiative, next_path)]
    if not same and ready_path is not None:
        summary = element("summary", "The whole way: ", _length(ready_path))
        pieces.append(element("details", summary, *_steps(initiative, ready_path, at_once=99), class_="rd-more"))
    return join(pieces)


def _length(path: Path) -> Html:
    return join((f"{count_text(len(path.steps), 'step')} to ", verdict_chip(path.end)))


def _steps(initiative: str, path: Path, *, at_once: int = SHOWN) -> list[Piece]:
    """The steps as links, each with what it takes."""
    items = [
        element(
            "li", step_link(initiative, step), element("div", step.takes, class_="rd-takes") if step.takes else None
        )
        for step in path.steps
    ]
    pieces: list[Piece] = [element("ol", *items[:at_once], class_="rd-points")]
    if len(items) > at_once:
        rest = element("ol", *items[at_once:], class_="rd-points", start=at_once + 1)
        pieces.append(
            element("details", element("summary", f"Show {len(items) - at_once} more"), rest, class_="rd-more")
        )
    return pieces


Dated = tuple[date, Html]


def overdue_lines(initiative: str, evaluation: Evaluation, review: date) -> list[Dated]:
    """What time has already done, longest ago first: the day it began, and a line that links to its cure.

    A criterion appears once, with the gravest of its causes.
    """
    lines: list[Dated] = []
    for result in evaluation.criteria:
        timed = [(entry, entry.since) for entry in result.adjustments if entry.cause != "stress_test_failed"]
        dated = [(entry, since) for entry, since in timed if since is not None]
        if dated:
            entry, since = min(dated, key=lambda found: (SEVERITY_ORDER[found[0].status], found[1]))
            page = "plan" if entry.cause == "plan_overdue" else "assess"
            said = link(result.name, page, initiative=initiative, criterion=result.criterion)
            lines.append((since, join((said, f": {entry.text}. ", muted(entry.remedy)))))
    if review < evaluation.day:
        said = link("The review", "snapshots", initiative=initiative)
        lines.append((review, join((said, f" was due on {day(review)}. ", muted("Freeze a snapshot to record one.")))))
    return sorted(lines, key=lambda line: line[0])


def calendar(initiative: str, evaluation: Evaluation, upcoming: Sequence[Upcoming], review: date) -> Html:
    """What is overdue, and what will expire or fall due."""
    overdue = overdue_lines(initiative, evaluation, review)
    coming = [(event.named_day, _upcoming_line(initiative, event)) for event in upcoming]
    if not overdue and not coming:
        nothing = element("p", "Nothing is overdue, and nothing expires in the next 120 days.")
        return join((section("Overdue and expiring"), nothing))
    return join(
        (
            section("Overdue and expiring"),
            _some("Overdue", overdue, evaluation.day) if overdue else None,
            _some("Coming up", coming, evaluation.day) if coming else None,
        )
    )


def _some(caption: str, lines: Sequence[Dated], today: date) -> Html:
    pieces: list[Piece] = [element("h3", caption, class_="rd-dated-title"), _dated(lines[:SHOWN], today)]
    if len(lines) > SHOWN:
        summary = element("summary", f"Show {len(lines) - SHOWN} more")
        pieces.append(element("details", summary, _dated(lines[SHOWN:], today), class_="rd-more"))
    return join(pieces)


def _dated(lines: Sequence[Dated], today: date) -> Html:
    return element(
        "ul",
        *(
            element(
                "li", element("span", distance(when, today), title=day(when), class_="rd-when"), element("span", said)
            )
            for when, said in lines
        ),
        class_="rd-dated",
    )


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
