"""The two PDF reports: the full one and the executive page, from the same rows."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from typing import Any

from readiness.domain.assessment import Status
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.reports import words
from readiness.reports.operation_pages import operation_pages
from readiness.reports.typst_engine import MAY_BREAK, CompiledPdf, compile_pdf
from readiness.reports.view import CriterionRow, EffortRow, EvidenceRow, MappingRow, PlanRow, ReportView
from readiness.signs import ACCENT, GROUND, LINE, MUTED, STATUSES, TEXT, TONES, VERDICTS

COVER_REASONS = 6
"""So many reasons stand on the cover; all of them follow inside."""
LONGEST_LINK = 1500
"""An address of so many bytes or more is shown as text, not as a link."""
_WEB_ADDRESS = re.compile(r"https?://\S+")
_URL_SIGNS = re.compile(r"[/?&=._-]+")


def full_pdf(view: ReportView) -> CompiledPdf:
    """The full report."""
    return compile_pdf("full.typ", template_data(view), at=view.head.frozen_at)


def one_page_pdf(view: ReportView) -> CompiledPdf:
    """The executive summary on one page; texts that do not fit are cut visibly."""
    return compile_pdf("onepage.typ", template_data(view), at=view.head.frozen_at)


def template_data(view: ReportView) -> dict[str, Any]:
    """The rows as JSON-able data with every date and amount already written out."""
    head, frozen = view.head, utc_day(view.head.frozen_at)
    # The lists of all evidence and all stress tests are for tables; here each criterion has its own.
    data: dict[str, Any] = _plain(dataclasses.replace(view, evidence=(), stress_tests=(), operation=None))
    del data["operation"]
    if view.operation is not None:
        data["operation"] = operation_pages(view.operation, _plain)
    title = _one_line(head.initiative, 120)
    data["head"] |= {"frozen_day": day_text(frozen), "frozen_at": words.moment_text(head.frozen_at)}
    if view.sign_off.signed_at is not None:
        data["sign_off"]["signed_at"] = words.moment_text(view.sign_off.signed_at)
    for row, criterion in zip(data["criteria"], view.criteria, strict=True):
        row["short"] = _one_line(criterion.name, 60)
        row["mapping_text"] = "; ".join(row.pop("mappings"))
        row |= _sentences(criterion)
        for shown, check in zip(row["checks"], criterion.checks, strict=True):
            shown["asked"] = f"{check.text} · {check.unit}"
        for adjustment in row["adjustments"]:
            since = f" · since {adjustment['since']}" if adjustment["since"] else ""
            adjustment["lifting"] = f"{since}. Lifted by: {adjustment['remedy']}"
    for shown, workshop in zip(data["workshops"], view.workshops, strict=True):
        shown["opened"] = words.moment_text(workshop.opened_at)
        shown["closed"] = words.moment_text(workshop.closed_at)
    data |= {
        "words": {status: sign.word for status, sign in (*STATUSES.items(), *VERDICTS.items())},
        "tones": {status: _tone(status) for status in STATUSES},
        "palette": {"text": TEXT[0], "muted": MUTED[0], "accent": ACCENT[0], "line": LINE[0]},
        "document_title": f"AI readiness report: {title}, snapshot {head.snapshot}",
        "document_author": _one_line(head.frozen_by, 120),
        "document_keywords": [f"snapshot {head.snapshot}", f"framework {head.framework_version}", head.sha256],
        "cover_title": head.initiative,
        "framework": words.framework_text(head.framework, head.framework_version),
        "next_review": day_text(head.next_review) + (", overdue" if head.next_review < head.day else ""),
        "running": f"AI readiness report · {_one_line(head.initiative, 80)}",
        "year": frozen.year,
        "month": frozen.month,
        "day": frozen.day,
        "cover_reasons": _plain(view.verdict.reasons[:COVER_REASONS]),
        "short_profile": _one_line(head.profile, 70),
        "summary": _summary(view),
        "gate_rule": [
            {"word": VERDICTS[verdict].word, "status": words.verdict_status(verdict), "text": text}
            for verdict, text in words.GATE_RULE
        ],
        "no_demo": words.NO_DEMO,
        "status_rule": list(words.STATUS_RULE),
    }
    return data


def _tone(status: Status) -> dict[str, str]:
    tone = TONES[STATUSES[status].tone]
    ground = GROUND[0] if status == "not_applicable" else tone.light_ground
    return {"text": tone.light_text, "ground": ground, "mark": tone.mark, "outline": tone.outline}


def _sentences(row: CriterionRow) -> dict[str, str]:
    """What stands beside a criterion in one piece of text each."""
    rated = f"by {row.raters}" if row.raters else "by nobody named"
    for word, day in (("chosen", row.chosen_at), ("confirmed", row.confirmed_at), ("fresh until", row.fresh_until)):
        if day is not None:
            rated += f" · {word} {day_text(utc_day(day) if isinstance(day, datetime) else day)}"
    doubts = [" · self-assessed"] if row.self_assessed else []
    doubts += [] if row.rechecked else [" · not re-checked in this round"]
    suggested = row.suggestion_text
    if row.suggestion != "not_assessed":
        suggested = f"{STATUSES[row.suggestion].word}. {suggested}"
    return {"rated": rated, "doubts": "".join(doubts), "suggested": suggested}


def _evidence(item: EvidenceRow) -> dict[str, str | None]:
    """What a report shows of an item of evidence; there are many of them, and a template reads no more than this."""
    said = f" · {item.kind}" + (f": {item.text}" if item.text else "")
    said += f" · {item.file_name}" if item.file_name else ""
    said += f" ({item.size_text}, SHA-256 {item.sha256[:12]}…)" if item.size_text else ""
    address = None
    if _WEB_ADDRESS.fullmatch(item.url) and len(item.url.encode(errors="replace")) < LONGEST_LINK:
        # An address breaks after its signs first, and only in long parts without any of them in between.
        address = _URL_SIGNS.sub(lambda signs: signs[0] + MAY_BREAK, item.url)
    return {
        "day": day_text(item.day),
        "url": item.url,
        "withdrawn_at": None if item.withdrawn_at is None else day_text(utc_day(item.withdrawn_at)),
        "said": said + (" · " if item.url else ""),
        "who": f" · {item.by}" if item.by else "",
        "url_shown": address,
    }


def _summary(view: ReportView) -> dict[str, list[str]]:
    """The three columns at the foot of the executive page, most important line first."""
    open_plans = sorted((plan for plan in view.plans if plan.open), key=lambda plan: plan.due or date.max)
    total = view.effort_total
    overdue = sum(plan.overdue for plan in view.plans)
    plans = ["No mitigation or action is planned."]
    if view.plans:
        line = f"{count_text(len(view.plans), 'plan')}, {len(open_plans)} open, {overdue} overdue."
        if total.effort_days is not None:
            line += f" Open: {words.amount_text(total.effort_days)} person-days."
        if total.cost is not None:
            line += f" Money: {words.amount_text(total.cost)}."
        plans = [line]
    for plan in open_plans:
        due = day_text(plan.due) if plan.due else "no date"
        text = _one_line(plan.text, 200) or "No text yet"
        plans.append(f"{due}{', overdue' if plan.overdue else ''}: {text} ({plan.owner or 'no owner'})")
    rated = [row for row in view.criteria if row.chosen]
    independent = sum(person.independent for person in view.people)
    trust = [
        f"{independent} of {count_text(len(view.people), 'person', 'people')} independent; "
        f"{sum(row.self_assessed for row in rated)} of {count_text(len(rated), 'rating')} self-assessed.",
        *view.verdict.exceptions,
        *(f"Workshop of {day_text(workshop.day)}: {workshop.result}" for workshop in view.workshops[-1:]),
        *((view.operation.line,) if view.operation is not None else ()),
        *view.warnings,
    ]
    if view.upcoming:
        trust.append(f"Next change by time alone: {view.upcoming[0].text}")
    sign_off = [view.sign_off.state, *view.sign_off.problems]
    if view.sign_off.signed_at is not None:
        role = f", {view.sign_off.role}" if view.sign_off.role else ""
        sign_off.insert(1, f"{view.sign_off.person}{role}, {day_text(utc_day(view.sign_off.signed_at))}")
    return {"plans": plans, "trust": trust, "sign_off": sign_off}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, EvidenceRow):
        return _evidence(value)
    if isinstance(value, MappingRow):
        return _mapping_text(value)
    if dataclasses.is_dataclass(value):
        plain = {name: _plain(item) for name, item in vars(value).items()}
        if isinstance(value, PlanRow | EffortRow):
            plain["effort_text"] = None if value.effort_days is None else words.amount_text(value.effort_days)
            plain["cost_text"] = None if value.cost is None else words.amount_text(value.cost)
        return plain
    if isinstance(value, date):
        return day_text(utc_day(value) if isinstance(value, datetime) else value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _one_line(text: str, limit: int) -> str:
    """A text for a place that has room for one line only: white space folded, the rest cut visibly."""
    folded = re.sub(r"\s+", " ", text).strip()
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def _mapping_text(mapping: MappingRow) -> str:
    notes = [mapping.why] if mapping.why else []
    notes += [] if mapping.close_fit else ["loose fit"]
    notes += ["checked"] if mapping.checked else []
    return mapping.ref + (f" ({'; '.join(notes)})" if notes else "")
