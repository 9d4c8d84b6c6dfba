"""The head of a share link's page: which initiative, the verdict with its reasons, and where every dimension stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from readiness.domain.assessment import Status
from readiness.domain.share_link import ShareLink
from readiness.domain.share_live import RunningWorkshop
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.hypertext import Html, Piece, element, join
from readiness.queries.shares import LiveState
from readiness.reports import words
from readiness.reports.view import CriterionRow, ReasonRow, ReportView
from readiness.signs import STATUSES, VERDICTS
from readiness.web.share_charts import criteria_map, radar
from readiness.web.share_pieces import chip, listed, shape

REASON_TITLES = {
    "blocked": "What blocks it",
    "incomplete": "What is not known yet",
    "needs_plan": "What has no plan yet",
    "needs_sign_off": "What an executive has to acknowledge",
    "ready_with_mitigations": "What is still yellow",
    "ready": "Why",
}


def top(view: ReportView, link: ShareLink, live: LiveState | None) -> Html:
    """Which initiative, which snapshot or that there is none, and until when the link opens."""
    head = view.head
    basis = (
        f"{head.profile} · framework {head.framework_version} · {head.assessed} of {head.criteria} criteria answered"
    )
    return element(
        "header",
        element("p", "AI readiness · to read only", class_="kicker"),
        element("h1", head.initiative),
        element("p", head.description, class_="typed") if head.description.strip() else None,
        element("p", element("strong", f"Example: {head.example}")) if head.example.strip() else None,
        element(
            "p",
            basis if live else f"Snapshot {head.snapshot} of {day_text(utc_day(head.frozen_at))} · {basis}",
            class_="muted",
        ),
        element(
            "p",
            ("The latest snapshot at any time. " if link.snapshot is None and not live else "")
            + f"This link opens until the end of {_last_day(link)} (UTC).",
            class_="muted",
        ),
        _live(live) if live else None,
    )


def _live(live: LiveState) -> Html:
    """That nothing keeps what stands here, and how far a workshop has come that runs."""
    return element(
        "section",
        element("p", element("strong", f"Live state as of {words.moment_text(live.at)}, not frozen; no checksum.")),
        element("p", "It changes with every change of the assessment. Load the page anew to see it as it stands then."),
        *(element("p", _running(one)) for one in live.running),
        aria_label="Live state",
        class_="notice",
    )


def _running(workshop: RunningWorkshop) -> str:
    agenda = count_text(len(workshop.agenda), "criterion", "criteria")
    parked = f", {len(workshop.parked)} parked" if workshop.parked else ""
    return (
        f"A workshop that was opened on {day_text(utc_day(workshop.opened_at))} is running: {len(workshop.agreed)} "
        f"of {agenda} agreed so far{parked}. What it agreed on is on this page; nothing of a vote under way is."
    )


def _last_day(link: ShareLink) -> str:
    return day_text(utc_day(link.expires_at - timedelta(microseconds=1)))


def verdict(view: ReportView) -> Html:
    """The answer, why, and what stands beside it."""
    found = view.verdict
    parts: list[Piece] = [
        element(
            "section",
            element("h2", found.question),
            element("p", chip(found.status, found.word), " ", element("strong", found.answer), class_="answer"),
            class_=f"banner {VERDICTS[found.id].tone}",
        )
    ]
    if found.reasons:
        parts += [element("h2", REASON_TITLES[found.id]), _reasons(found.reasons)]
    if found.open_points:
        title = f"Not decisive now, but open: {count_text(len(found.open_points), 'point')}"
        parts.append(element("details", element("summary", title), _reasons(found.open_points)))
    beside = [*found.exceptions, *view.warnings]
    if beside:
        parts += [element("h3", "Beside the verdict"), listed(beside)]
    return join(parts)


def _reasons(rows: Sequence[ReasonRow]) -> Html:
    return element("ol", *(element("li", shape(row.status), " ", row.text) for row in rows))


def standing(view: ReportView, numbered: Sequence[tuple[int, CriterionRow]]) -> Html:
    """Every dimension as a card, the radar, and the map of criteria."""
    cards = [
        element(
            "div",
            element("h3", row.name),
            element("p", chip(row.status)),
            element("p", f"{row.assessed} of {row.applicable} assessed", _before(row.previous_status), class_="muted"),
            class_=f"card {STATUSES[row.status].tone}",
        )
        for row in view.dimensions
    ]
    before = any(row.previous_score is not None for row in view.dimensions)
    dashed = f"; dashed: snapshot {view.head.previous_snapshot}" if before else ""
    return join(
        (
            element("h2", "Where it stands", id="standing"),
            element("div", *cards, class_="cards"),
            element(
                "div",
                element(
                    "figure",
                    radar(view.dimensions),
                    element(
                        "figcaption",
                        f"Score from 0 to 100 and criteria assessed{dashed}. The score is for the picture only: a "
                        "dimension is as good as its worst criterion.",
                    ),
                ),
                element(
                    "figure",
                    criteria_map(view.dimensions, numbered),
                    element("figcaption", "Every criterion by its number in the tables below. ", _legend()),
                ),
                class_="pictures",
            ),
        )
    )


def _before(status: Status | None) -> str:
    return "" if status is None else f" · {STATUSES[status].word.lower()} in the snapshot before"


def _legend() -> Html:
    return join((f"{sign.shape} {sign.word}" for sign in STATUSES.values()), ", ")
