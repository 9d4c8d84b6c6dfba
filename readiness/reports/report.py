"""One call for every report: a document and a format in, a named file out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from readiness.domain.snapshot import Document, canonical, sealed
from readiness.errors import Invalid

Format = Literal["json", "csv", "xlsx", "pdf", "onepage", "md", "tables"]
FORMATS: tuple[Format, ...] = get_args(Format)

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "onepage": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "tables": "application/zip",
}
FILE_ENDS: dict[Format, str] = {"onepage": "-executive-page.pdf", "tables": "-tables.zip"}
"""How the file names end whose format alone would not say what is in them."""


@dataclass(frozen=True)
class Report:
    """A finished file."""

    content: bytes
    file_name: str
    """Plain ASCII, safe as a file name everywhere."""
    media_type: str
    replaced: tuple[str, ...] = ()
    """Characters that no font has and that a PDF shows as U+FFFD; tell the person who asked."""
    accessible: bool = True
    """False for a PDF that could not be made to pass the PDF/UA-1 checks; tell the person who asked."""


def render(document: Document, format: Format) -> Report:
    """The report of a snapshot in a format; the same document gives the same bytes.

    JSON is the document itself, a snapshot with the SHA-256 that seals it; other documents may be exported so as well.
    Raises Invalid for an unknown format, or a document that is no snapshot where one is needed.
    """
    if format not in FORMATS:
        raise Invalid(f"There is no report format “{format}”. Formats: {', '.join(FORMATS)}. Nothing was made.")
    if format == "json":
        text = sealed(document)[0] if document.snapshot else canonical(document)
        return _report(document, format, text.encode("utf-8"))
    # What makes a report is loaded when one is made: the server starts without any of it.
    from readiness.reports.from_document import report_view

    view = report_view(document)
    if format == "csv":
        from readiness.reports.csv_files import criteria_csv

        return _report(document, format, criteria_csv(view.head, view.verdict, view.criteria))
    if format == "xlsx":
        from readiness.reports.tables import tables
        from readiness.reports.xlsx import xlsx_bytes

        title = f"AI readiness: {view.head.initiative}, snapshot {view.head.snapshot}"
        return _report(document, format, xlsx_bytes(tables(view), title=title, made_at=view.head.frozen_at))
    if format == "tables":
        from readiness.reports.csv_files import tables_zip
        from readiness.reports.tables import tables

        return _report(document, format, tables_zip(tables(view), view.head.frozen_at))
    if format == "md":
        from readiness.reports.markdown import markdown_text

        return _report(document, format, markdown_text(view).encode("utf-8"))
    from readiness.reports.pdf import full_pdf, one_page_pdf

    compiled = full_pdf(view) if format == "pdf" else one_page_pdf(view)
    made = _report(document, format, compiled.pdf)
    return Report(made.content, made.file_name, made.media_type, compiled.replaced, compiled.accessible)


def issue_tracker(document: Document) -> Report:
    """The mitigations and actions as CSV for an issue tracker; the document need not be a snapshot."""
    from readiness.reports.csv_files import tracker_csv

    content = tracker_csv(document.framework, document.assessment)
    return Report(content, f"{_slug(document)}-plans.csv", MEDIA_TYPES["csv"])


def _report(document: Document, format: Format, content: bytes) -> Report:
    frozen = document.snapshot
    stem = f"{_slug(document)}-snapshot-{frozen.number}" if frozen else f"{_slug(document)}-live"
    return Report(content, stem + FILE_ENDS.get(format, f".{format}"), MEDIA_TYPES[format])


def _slug(document: Document) -> str:
    """The initiative's name as a file name: letters a to z, digits and hyphens, at most 60."""
    plain = unicodedata.normalize("NFKD", document.assessment.initiative.name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "initiative"
