"""The page that a share link opens: a snapshot to read, on a phone, in the dark or on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from readiness.domain.assessment import Status
from readiness.domain.share_link import ShareLink, Shows
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.hypertext import Html, Piece, element, join
from readiness.reports import words
from readiness.reports.view import (
    CheckRow,
    CriterionRow,
    EvidenceRow,
    PathRows,
    PlanRow,
    ReasonRow,
    ReportView,
    StressTestRow,
)
from readiness.reports.workshop_rows import WorkshopCriterionRow, WorkshopRow
from readiness.signs import STATUSES, VERDICTS
from readiness.web.light_page import page_reply
from readiness.web.share_charts import criteria_map, radar

STYLE = "share.css"
HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive", "vary": "cookie"}
"""Beside those of every light page: tell nobody where one comes from, stand in no index."""

FORMAT_WORDS = {
    "pdf": "Full report (PDF)",
    "onepage": "One page for executives (PDF)",
    "xlsx": "Spreadsheet (XLSX)",
    "csv": "Criteria (CSV)",
    "md": "Text (Markdown)",
    "json": "Whole document (JSON)",
}
REASON_TITLES = {
    "blocked": "What blocks it",
    "incomplete": "What is not known yet",
    "needs_plan": "What has no plan yet",
    "needs_sign_off": "What an executive has to acknowledge",
    "ready_with_mitigations": "What is still yellow",
    "ready": "Why",
}


def share_page(view: ReportView, link: ShareLink, sha256: str) -> HTMLResponse:
    """What the link shows of the snapshot. `view` is already without what the link leaves out."""
    head = view.head
    shows = link.shows
    numbered = list(enumerate(view.criteria, 1))
    body: list[Piece] = [
        _top(view, link),
        _verdict(view),
        _contents(shows),
        _standing(view, numbered),
        _ratings(view, numbered, shows),
    ]
    if shows.evidence:
        body += [_evidence(view), _workshops(view.workshops)]
    if shows.plans:
        body.append(_plans(view))
    body += [_sign_off(view, shows), _downloads(link), _method(view, link, sha256)]
    return page_reply(
        f"{head.initiative}: AI readiness, snapshot {head.snapshot}",
        element("main", *body),
        style=STYLE,
        headers=HEADERS,
    )


def closed_page() -> HTMLResponse:
    """The one page for every link that shows nothing, whatever the cause: nothing in it tells which."""
    return page_reply(
        "Nothing to show",
        element(
            "main",
            element("h1", "There is nothing to show here"),
            element(
                "p",
                "This link may be incomplete, it may have ended, or it may have been revoked. Ask whoever sent it to "
                "you for a new one.",
            ),
            element(
                "p",
                "If it has shown you something before, open the link once more as it was sent to you. The address that "
                "your browser shows afterwards works in that browser alone and for some hours, and only where cookies "
                "are allowed.",
            ),
        ),
        style=STYLE,
        status=404,
        headers=HEADERS,
    )


def waiting_page(seconds: int) -> HTMLResponse:
    """What an address is told that tried too many links that show nothing."""
    return page_reply(
        "Please wait",
        element(
            "main",
            element("h1", "Please wait"),
            element(
                "p",
                "Too many links that show nothing were opened from where you are. Wait "
                f"{count_text(seconds, 'second')}, then try again.",
            ),
        ),
        style=STYLE,
        status=429,
        headers={**HEADERS, "retry-after": str(seconds)},
    )


# The answer -----------------------------------------------------------------------------------------------------------


def _top(view: ReportView, link: ShareLink) -> Html:
    head = view.head
    return element(
        "header",
        element("p", "AI readiness · to read only", class_="kicker"),
        element("h1", head.initiative),
        element("p", head.description, class_="typed") if head.description.strip() else None,
        element("p", element("strong", f"Example: {head.example}")) if head.example.strip() else None,
        element(
            "p",
            f"Snapshot {head.snapshot} of {day_text(utc_day(head.frozen_at))} · {head.profile} · framework "
            f"{head.framework_version} · {head.assessed} of {head.criteria} criteria answered",
            class_="muted",
        ),
        element(
            "p",
            ("The latest snapshot at any time. " if link.snapshot is None else "")
            + f"This link opens until the end of {_last_day(link)} (UTC).",
            class_="muted",
        ),
    )


def _last_day(link: ShareLink) -> str:
    return day_text(utc_day(link.expires_at - timedelta(microseconds=1)))


def _verdict(view: ReportView) -> Html:
    verdict = view.verdict
    parts: list[Piece] = [
        element(
            "section",
            element("h2", verdict.question),
            element("p", _chip(verdict.status, verdict.word), " ", element("strong", verdict.answer), class_="answer"),
            class_=f"banner {VERDICTS[verdict.id].tone}",
        )
    ]
    if verdict.reasons:
        parts += [element("h2", REASON_TITLES[verdict.id]), _reasons(verdict.reasons)]
    if verdict.open_points:
        title = f"Not decisive now, but open: {count_text(len(verdict.open_points), 'point')}"
        parts.append(element("details", element("summary", title), _reasons(verdict.open_points)))
    beside = [*verdict.exceptions, *view.warnings]
    if beside:
        parts += [element("h3", "Beside the verdict"), _list(beside)]
    return join(parts)


def _reasons(rows: Sequence[ReasonRow]) -> Html:
    return element("ol", *(element("li", _shape(row.status), " ", row.text) for row in rows))


def _contents(shows: Shows) -> Html:
    """Links to the parts of the page: on a phone it is long."""
    parts = [("standing", "Where it stands"), ("ratings", "The ratings")]
    parts += [("evidence", "Evidence")] if shows.evidence else []
    parts += [("plans", "Plans")] if shows.plans else []
    parts += [("sign-off", "Sign-off")]
    parts += [("reports", "Reports")] if shows.downloads else []
    parts += [("method", "How it was judged")]
    items = (element("li", element("a", title, href=f"#{name}")) for name, title in parts)
    return element("nav", element("ul", *items), aria_label="On this page", class_="contents screen")


def _standing(view: ReportView, numbered: list[tuple[int, CriterionRow]]) -> Html:
    cards = [
        element(
            "div",
            element("h3", row.name),
            element("p", _chip(row.status)),
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


# The ratings ----------------------------------------------------------------------------------------------------------


def _ratings(view: ReportView, numbered: list[tuple[int, CriterionRow]], shows: Shows) -> Html:
    parts: list[Piece] = [element("h2", "The ratings", id="ratings")]
    titles = ["Criterion", "Status", "Why", *(["Rated by"] if shows.names else [])]
    for dimension in view.dimensions:
        rows = [
            (
                join((element("strong", f"{number}. {row.name}"), _must(row))),
                _status(row),
                _why(row),
                *((_raters(row),) if shows.names else ()),
            )
            for number, row in numbered
            if row.dimension_id == dimension.id
        ]
        parts += [element("h3", dimension.name), _table(titles, rows, caption=f"Ratings: {dimension.name}")]
    return join(parts)


def _must(row: CriterionRow) -> Piece:
    return element("div", "must be green", class_="muted") if row.must_be_green else None


def _status(row: CriterionRow) -> Html:
    chosen = None
    if row.chosen is not None and row.chosen != row.status:
        chosen = element("div", f"rated {STATUSES[row.chosen].word.lower()}", class_="muted")
    return join((_chip(row.status), chosen))


def _why(row: CriterionRow) -> Piece:
    lines: list[Piece] = [f"{item.text[:1].upper()}{item.text[1:]}. {item.remedy}" for item in row.adjustments]
    if row.not_applicable:
        lines.append(element("span", row.not_applicable, class_="typed"))
    if not lines and row.level_words:
        lines.append(row.level_words)
    if row.reason.strip():
        lines.append(
            join((_muted("Rated better than suggested because: "), element("span", row.reason, class_="typed")))
        )
    elif row.reason_missing:
        lines.append("Rated better than the checks suggest, and no reason was written.")
    if row.chosen is None:
        lines.append(_muted("Nobody has rated it yet."))
    if row.self_assessed and not any("self-assessed" in item.text for item in row.adjustments):
        lines.append(_muted("Self-assessed."))
    if not row.rechecked:
        lines.append(_muted("Not re-checked in this round."))
    return join(element("div", line) for line in lines)


def _raters(row: CriterionRow) -> Piece:
    return row.raters or (_muted("nobody named") if row.chosen is not None else "")


# What the switches add ------------------------------------------------------------------------------------------------


def _evidence(view: ReportView) -> Html:
    parts: list[Piece] = [element("h2", "Evidence", id="evidence")]
    for row in view.criteria:
        lines: list[Piece] = [_check(check) for check in row.checks if check.kind != "none"]
        lines += [_evidence_line(item) for item in row.evidence]
        lines += [_stress_test(test) for test in row.stress_tests]
        if row.note.strip():
            lines.append(join((_muted("Note: "), element("span", row.note, class_="typed"))))
        if row.agreement.strip():
            lines.append(element("span", row.agreement, class_="typed"))
        if lines:
            parts += [element("h3", row.name), _list(lines)]
    if len(parts) == 1:
        parts.append(element("p", "None is recorded in this snapshot."))
    return join(parts)


def _check(check: CheckRow) -> Html:
    return join((f"{check.text}: {check.value_text} ", _muted(f"({STATUSES[check.level].word.lower()})")))


def _evidence_line(item: EvidenceRow) -> Html:
    named: list[Piece] = [element("span", item.text, class_="typed")] if item.text.strip() else []
    if item.url:
        named.append(_foreign_link(item.url))
    if item.file_name:
        named.append(f"{item.file_name} ({item.size_text})" if item.size_text else item.file_name)
    if item.by.strip():
        named.append(f"by {item.by}")
    withdrawn = ", withdrawn" if item.withdrawn_at else ""
    return join((f"{item.kind} of {day_text(item.day)}{withdrawn}: ", join(named, " · ")))


def _stress_test(test: StressTestRow) -> Html:
    severity = f", {test.severity.lower()}" if test.severity else ""
    return join(
        (
            f"Stress test {test.name} of {day_text(test.day)}: {test.outcome}{severity}",
            join((". ", element("span", test.finding, class_="typed"))) if test.finding.strip() else None,
        )
    )


def _foreign_link(url: str) -> Piece:
    """A link that somebody typed; only the web's own kinds become links."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return url
    return element("a", url, href=url, rel="noopener noreferrer nofollow")


def _workshops(workshops: Sequence[WorkshopRow]) -> Html:
    """What closed workshops left. What was not agreed has no colour."""
    parts: list[Piece] = []
    for workshop in workshops:
        rows = [(row.criterion, _result(row), _rounds(row), _in_writing(row)) for row in workshop.criteria]
        title = f"Workshop of {day_text(workshop.day)}"
        parts += [
            element("h2", title),
            element("p", f"{workshop.attendance} {workshop.result}"),
            _table(["Criterion", "Result", "Answers", "In writing"], rows, caption=title),
        ]
    return join(parts)


def _result(row: WorkshopCriterionRow) -> Piece:
    return join((f"{row.outcome_text} ", _chip(row.rating))) if row.rating is not None else row.outcome_text


def _rounds(row: WorkshopCriterionRow) -> Piece:
    lines = (
        element("div", f"Round {one.number}: {one.label_text} ({one.counts_text}{_moved(one.movement)})")
        for one in row.rounds
    )
    return join(lines) if row.rounds else _muted("no round was revealed")


def _moved(movement: str) -> str:
    return f"; {movement}" if movement else ""


def _in_writing(row: WorkshopCriterionRow) -> Piece:
    said = [
        join((_muted(f"{label}: "), element("span", typed, class_="typed")))
        for label, typed in (
            ("Does not apply", row.not_applicable),
            ("Because", row.rationale),
            ("Dissent", row.dissent),
            ("Still unproven", row.unproven),
        )
        if typed.strip()
    ]
    return join(element("div", line) for line in said)


def _plans(view: ReportView) -> Html:
    parts: list[Piece] = [element("h2", "Plans", id="plans")]
    if view.plans:
        rows = [_plan(plan) for plan in view.plans]
        parts.append(_table(["What", "For", "Owner", "Due", "State"], rows, caption="Mitigations and actions"))
    else:
        parts.append(element("p", "None is recorded in this snapshot."))
    parts += [_path(path) for path in _paths(view)]
    return join(parts)


def _plan(plan: PlanRow) -> tuple[Piece, ...]:
    return (
        element("span", plan.text.strip() or "No text yet", class_="typed"),
        plan.criteria,
        plan.owner.strip() or _muted("nobody yet"),
        day_text(plan.due) if plan.due else _muted("no date"),
        join((plan.state, element("strong", ", overdue") if plan.overdue else None)),
    )


def _paths(view: ReportView) -> Iterable[PathRows]:
    verdict = view.verdict
    if verdict.path_next is not None and verdict.path_next.steps:
        yield verdict.path_next
    if verdict.path_ready is not None and verdict.path_ready.steps and verdict.path_ready != verdict.path_next:
        yield verdict.path_ready


def _path(path: PathRows) -> Html:
    steps = (element("li", step.text, join((" ", _muted(step.takes))) if step.takes else None) for step in path.steps)
    title = f"The shortest way to “{words.verdict_word(path.end).lower()}”"
    return join((element("h3", title), element("ol", *steps)))


def _sign_off(view: ReportView, shows: Shows) -> Html:
    sign_off = view.sign_off
    parts: list[Piece] = [element("h2", "Sign-off", id="sign-off"), element("p", sign_off.state)]
    parts += [_list(sign_off.problems)] if sign_off.problems else []
    if sign_off.signed_at is not None:
        who = sign_off.person + (f", {sign_off.role}" if sign_off.role.strip() else "")
        signed_in = "" if sign_off.signed_in else f" ({words.NOT_SIGNED_IN})"
        by = f"Signed by {who}{signed_in}" if shows.names else "Signed"
        parts.append(
            element("p", f"{by} on {words.moment_text(sign_off.signed_at)}. The signer {sign_off.declaration}.")
        )
        if sign_off.statement.strip():
            parts.append(element("p", sign_off.statement, class_="typed"))
    if sign_off.risks:
        rows = [
            (
                risk.criterion,
                _chip(risk.status),
                day_text(risk.due) if risk.due else _muted("no date"),
                element("span", risk.acknowledgement, class_="typed"),
            )
            for risk in sign_off.risks
        ]
        parts.append(_table(["Risk", "Status then", "Plan due", "Acknowledged"], rows, caption="Risks acknowledged"))
    return join(parts)


def _downloads(link: ShareLink) -> Piece:
    if not link.shows.downloads:
        return None
    items = (
        element("li", element("a", FORMAT_WORDS[format], href=f"{link.id}/{format}")) for format in link.shows.downloads
    )
    note = None if link.shows.names else element("p", "The reports leave out names as this page does.", class_="muted")
    return element("section", element("h2", "Reports", id="reports"), element("ul", *items), note, class_="screen")


# How it was judged ----------------------------------------------------------------------------------------------------


def _method(view: ReportView, link: ShareLink, sha256: str) -> Html:
    head, shows = view.head, link.shows
    frozen = words.moment_text(head.frozen_at) + (f" by {head.frozen_by}" if shows.names else "")
    pairs: list[tuple[str, Piece]] = [
        ("Snapshot", f"{head.snapshot}, frozen {frozen}"),
        ("SHA-256 of the snapshot", element("code", sha256)),
        ("Framework", words.framework_text(head.framework, head.framework_version)),
        ("SHA-256 of the framework", element("code", head.framework_hash)),
        ("Assessment round", head.round),
        ("Next review", day_text(head.next_review)),
        ("Program", f"Readiness {head.program}"),
    ]
    left_out = [
        word
        for word, shown in (
            ("evidence, check values, notes and votes", shows.evidence),
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
        *(element("p", rule) for rule in words.STATUS_RULE),
        element("p", f"Left out of this page: {'; '.join(left_out)}.") if left_out else None,
        element("dl", *(join((element("dt", name), element("dd", value))) for name, value in pairs)),
        class_="method",
    )


# Pieces ---------------------------------------------------------------------------------------------------------------


def _chip(status: Status, word: str = "") -> Html:
    sign = STATUSES[status]
    return element(
        "span",
        element("span", sign.shape, aria_hidden="true"),
        " ",
        word or sign.word,
        class_=f"chip {sign.tone}" + (" open" if status == "not_assessed" else ""),
    )


def _shape(status: Status) -> Html:
    sign = STATUSES[status]
    return element(
        "span",
        element("span", sign.shape, aria_hidden="true"),
        element("span", f"{sign.word}: ", class_="hidden"),
        class_=f"shape {sign.tone}",
    )


def _muted(value: Piece) -> Html:
    return element("span", value, class_="muted")


def _list(items: Iterable[Piece]) -> Html:
    return element("ul", *(element("li", item) for item in items))


def _table(titles: Sequence[str], rows: Iterable[Sequence[Piece]], *, caption: str) -> Html:
    """A real table whose rows become blocks on a phone; the first column names the row."""
    heads = (
        element("th", title, scope="col", role="columnheader", class_=title.lower().replace(" ", "-"))
        for title in titles
    )
    body = []
    for row in rows:
        cells = [
            element(
                "td" if place else "th",
                element("div", cell),
                data_label=title,
                scope=None if place else "row",
                role="cell" if place else "rowheader",
            )
            for place, (title, cell) in enumerate(zip(titles, row, strict=True))
        ]
        body.append(element("tr", *cells, role="row"))
    return element(
        "table",
        element("caption", caption, class_="hidden"),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *body, role="rowgroup"),
        role="table",
    )
