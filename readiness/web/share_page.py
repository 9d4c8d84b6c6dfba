"""The page that a share link opens: a snapshot or the live state to read, on a phone, in the dark or on paper."""

from __future__ import annotations

from starlette.responses import HTMLResponse

from readiness.domain.share_link import ShareLink, Shows
from readiness.domain.wording import day_text
from readiness.hypertext import Html, Piece, element, join
from readiness.queries.shares import Shared
from readiness.reports import words
from readiness.reports.view import ReportView
from readiness.web.share_answer import standing, top, verdict
from readiness.web.share_evidence import evidence, workshops
from readiness.web.share_operation import operation
from readiness.web.share_plans import plans, sign_off
from readiness.web.share_ratings import ratings
from readiness.web.share_reply import share_reply

FORMAT_WORDS = {
    "pdf": "Full report (PDF)",
    "onepage": "One page for executives (PDF)",
    "xlsx": "Spreadsheet (XLSX)",
    "csv": "Criteria (CSV)",
    "tables": "All tables (CSV in a ZIP)",
    "md": "Text (Markdown)",
    "json": "Whole document (JSON)",
}


LIVE_RULE = tuple(rule.replace("the day of the snapshot", "the day of the live state") for rule in words.STATUS_RULE)
"""How a status comes about, where there is no snapshot."""


def share_page(found: Shared, view: ReportView) -> HTMLResponse:
    """What the link shows. `view` is of the document that was found, without what the link leaves out."""
    head, link, live = view.head, found.link, found.live
    shows = link.shows
    numbered = list(enumerate(view.criteria, 1))
    body: list[Piece] = [
        top(view, link, live),
        verdict(view),
        _contents(shows, running=view.operation is not None),
        standing(view, numbered),
        ratings(view, numbered, shows, live.left_open if live else {}),
    ]
    if view.operation is not None:
        body.append(operation(view.operation, shows))
    if shows.evidence:
        body += [evidence(view, live), workshops(view.workshops)]
    if shows.plans:
        body.append(plans(view, live))
    body += [sign_off(view, shows), _downloads(link), _method(view, found)]
    opened = "live state" if live else f"snapshot {head.snapshot}"
    return share_reply(f"{head.initiative}: AI readiness, {opened}", element("main", *body))


def _contents(shows: Shows, *, running: bool) -> Html:
    """Links to the parts of the page: on a phone it is long."""
    parts = [("standing", "Where it stands"), ("ratings", "The ratings")]
    parts += [("rollout", "Rollout and run")] if running else []
    parts += [("evidence", "Evidence")] if shows.evidence else []
    parts += [("plans", "Plans")] if shows.plans else []
    parts += [("sign-off", "Sign-off")]
    parts += [("reports", "Reports")] if shows.downloads else []
    parts += [("method", "How it was judged")]
    items = (element("li", element("a", title, href=f"#{name}")) for name, title in parts)
    return element("nav", element("ul", *items), aria_label="On this page", class_="contents screen")


def _seal(view: ReportView, found: Shared) -> list[tuple[str, Piece]]:
    """What is shown, and what proves that it is that."""
    if found.live is not None:
        return [("Live state", f"as of {words.moment_text(found.live.at)}; not frozen, no checksum")]
    head = view.head
    frozen = words.moment_text(head.frozen_at) + (f" by {head.frozen_by}" if found.link.shows.names else "")
    return [
        ("Snapshot", f"{head.snapshot}, frozen {frozen}"),
        ("SHA-256 of the snapshot", element("code", found.sha256)),
    ]


def _downloads(link: ShareLink) -> Piece:
    if not link.shows.downloads:
        return None
    items = (
        element("li", element("a", FORMAT_WORDS[format], href=f"{link.id}/{format}")) for format in link.shows.downloads
    )
    note = None if link.shows.names else element("p", "The reports leave out names as this page does.", class_="muted")
    return element("section", element("h2", "Reports", id="reports"), element("ul", *items), note, class_="screen")


def _method(view: ReportView, found: Shared) -> Html:
    head, shows = view.head, found.link.shows
    pairs: list[tuple[str, Piece]] = [
        *_seal(view, found),
        ("Framework", words.framework_text(head.framework, head.framework_version)),
        ("SHA-256 of the framework", element("code", head.framework_hash)),
        ("Assessment round", head.round),
        ("Next review", day_text(head.next_review)),
        ("Program", f"Readiness {head.program}"),
    ]
    recorded = view.operation is not None and view.operation.recorded
    left_out = [
        word
        for word, shown in (
            (
                "evidence, check values, notes and votes"
                + (", figures and reasons of rollout and run" if recorded else ""),
                shows.evidence,
            ),
            ("names", shows.names),
            ("plans", shows.plans),
        )
        if not shown
    ]
    return element(
        "section",
        element("h2", "How it was judged", id="method"),
        element("p", "The first line that applies is the verdict."),
        element(
            "ul",
            *(
                element("li", element("strong", words.verdict_word(verdict)), f": {rule}")
                for verdict, rule in words.GATE_RULE
            ),
        ),
        *(element("p", rule) for rule in (words.STATUS_RULE if found.live is None else LIVE_RULE)),
        element("p", f"Left out of this page: {'; '.join(left_out)}.") if left_out else None,
        element("dl", *(join((element("dt", name), element("dd", value))) for name, value in pairs)),
        class_="method",
    )
