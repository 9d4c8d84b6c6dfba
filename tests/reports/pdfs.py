"""Reading PDFs in tests: text by page, and the structure that a screen reader needs."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from readiness.domain.snapshot import Document
from readiness.reports import Report, render
from readiness.reports.from_document import report_view
from readiness.reports.pdf import full_pdf, one_page_pdf
from readiness.reports.typst_engine import CompiledPdf


def made(document: Document, format: str = "pdf") -> CompiledPdf:
    """The compiled PDF of a document; fails on any Typst warning and on a file that missed the PDF/UA-1 checks."""
    view = report_view(document)
    compiled = full_pdf(view) if format == "pdf" else one_page_pdf(view)
    assert compiled.warnings == ()
    assert compiled.accessible
    return compiled


def pages(content: bytes) -> list[str]:
    """The text of each page, with white space folded and the helpers for line breaks taken out."""
    return [folded(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def unspaced(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u200b", ""))


def whole_text(content: bytes) -> str:
    """All text without any white space, so that line breaks make no difference."""
    return unspaced("".join(pages(content)))


def report(document: Document, format: str) -> Report:
    return render(document, format)  # type: ignore[arg-type]
