"""The snapshots page's pieces: the list, one snapshot with its reports, and two compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from readiness.context import Context
from readiness.domain.comparison import CHANGE_WORDS, Change, Comparison, compare
from readiness.domain.evaluation import DimensionResult, Evaluation
from readiness.domain.snapshot import Document
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.queries.initiative import InitiativeView
from readiness.queries.snapshots import SnapshotSummary, snapshot_document
from readiness.signs import VERDICTS
from readiness.ui.dates import moment
from readiness.ui.freezing import FORMATS, report_links
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    chip,
    download,
    element,
    facts,
    join,
    link,
    muted,
    points,
    prose,
    section,
    table,
    verdict_chip,
)
from readiness.ui.saved import browser_zone

NOW = "now"
SHORT = {
    "pdf": "PDF",
    "onepage": "One page",
    "xlsx": "XLSX",
    "csv": "CSV",
    "tables": "All CSV",
    "md": "Markdown",
    "json": "JSON",
}
CHANGES: tuple[Change, ...] = (
    "worse",
    "no_longer_assessed",
    "improved",
    "newly_assessed",
    "not_applicable_now",
    "applies_again",
)
"""In the order in which they are shown: what got worse is read first."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a snapshot, or the initiative as it is now."""

    name: str
    evaluation: Evaluation
    framework: str
    framework_hash: str
    profile: str


# The list -------------------------------------------------------------------------------------------------------------


def answer(view: InitiativeView) -> str:
    """What has been recorded, in a sentence."""
    if view.previous is None:
        return "Nothing yet. A snapshot keeps an assessment as it stands, for good; reports are made from it."
    frozen = day_text(utc_day(view.previous.frozen_at))
    said = f"{count_text(len(view.snapshots), 'snapshot')}; the latest, number {view.previous.number}, found "
    return said + f"{VERDICTS[view.previous.verdict].word.lower()} on {frozen}."


def snapshot_table(initiative: str, summaries: Sequence[SnapshotSummary]) -> Html:
    """All snapshots, latest first, each with its reports."""
    rows = [
        (
            link(f"Snapshot {one.number}", "snapshots", initiative=initiative, number=one.number),
            verdict_chip(one.verdict),
            moment(one.frozen_at, browser_zone()),
            one.frozen_by,
            one.note,
            join((_download(initiative, one.number, format) for format, _ in FORMATS), " · "),
        )
        for one in reversed(summaries)
    ]
    columns: list[Column | str] = [Column("Snapshot", short=True), "Verdict", "Frozen", "By", "Note", "Reports"]
    return table(columns, rows, caption="Snapshots")


def _download(initiative: str, number: int, format: str) -> Html:
    said = join((SHORT[format], element("span", f" of snapshot {number}", class_="rd-hidden")))
    return download(said, f"download/{initiative}/{number}/{format}")


# One snapshot ---------------------------------------------------------------------------------------------------------


def one_snapshot(initiative: str, summary: SnapshotSummary, document: Document) -> Html:
    """One snapshot: what seals it, and every report of it."""
    frozen = document.snapshot
    return join(
        (
            section(f"Snapshot {summary.number}"),
            facts(
                (
                    (
                        "Verdict",
                        join((verdict_chip(summary.verdict), " ", frozen.evaluation.headline if frozen else "")),
                    ),
                    ("Frozen", f"{moment(summary.frozen_at, browser_zone())} by {summary.frozen_by}"),
                    *((("Note", summary.note),) if summary.note.strip() else ()),
                    ("Framework", f"{document.framework.version}, round {document.assessment.initiative.round}"),
                    ("SHA-256", element("span", summary.sha256, class_="rd-code")),
                    *(
                        (
                            (
                                "Audit log at that moment",
                                join(
                                    (
                                        f"event {frozen.chain_sequence}, ",
                                        element("span", frozen.chain_hash, class_="rd-code"),
                                    )
                                ),
                            ),
                        )
                        if frozen
                        else ()
                    ),
                    ("Reports", report_links(initiative, summary.number)),
                )
            ),
        )
    )


@st.cache_data(max_entries=500, show_spinner="Checking which characters the PDF can show")
def pdf_notes(sha256: str, _document: Document) -> tuple[tuple[str, ...], bool]:
    """Names of the characters that a PDF of this snapshot cannot show, and whether it passes the checks for all."""
    from readiness.reports import render
    from readiness.reports.typst_engine import character_name

    report = render(_document, "pdf")
    return tuple(character_name(character) for character in report.replaced), report.accessible


def pdf_warning(notes: tuple[tuple[str, ...], bool]) -> Html:
    """What a person should know before handing the PDF on; empty where there is nothing."""
    replaced, accessible = notes
    pieces: list[Piece] = []
    if replaced:
        said = count_text(len(replaced), "character is", "characters are")
        pieces += [
            element("p", element("strong", f"In the PDFs, {said} shown as � because no font here has them:")),
            points(element("span", name, class_="rd-code") for name in replaced),
            element("p", "Spreadsheet, CSV, Markdown and JSON hold them as they were typed."),
        ]
    if not accessible:
        pieces.append(element("p", "The PDF could not be made to pass the checks for screen readers (PDF/UA-1)."))
    return element("div", *pieces, class_="rd-aside", role="note") if pieces else Html("")


# Comparison -----------------------------------------------------------------------------------------------------------


def sides(view: InitiativeView) -> dict[str, str]:
    """What can be compared, latest first: value and words."""
    listed = {
        str(one.number): f"Snapshot {one.number}, {day_text(utc_day(one.frozen_at))}"
        for one in reversed(view.snapshots)
    }
    return {NOW: "Now, not frozen", **listed}


def side(context: Context, view: InitiativeView, chosen: str, names: dict[str, str]) -> Side:
    """One side of a comparison. Raises NotFound for a snapshot that does not exist."""
    initiative = view.assessment.initiative
    if chosen == NOW:
        framework, hash, profile, evaluation = view.framework, view.framework_hash, initiative.profile, view.evaluation
    else:
        document = snapshot_document(context, initiative.id, int(chosen))
        assert document.snapshot is not None, "what was read is a snapshot"
        framework, hash = document.framework, document.framework_hash
        profile, evaluation = document.assessment.initiative.profile, document.snapshot.evaluation
    named = framework.profile(profile)
    return Side(names[chosen], evaluation, framework.version, hash, named.name if named else profile)


def comparison(initiative: str, before: Side, after: Side) -> Html:
    """What changed from one side to the other."""
    found = compare(before.evaluation, after.evaluation)
    parts: list[Piece] = [
        element(
            "p",
            verdict_chip(found.verdict_before),
            element("span", " to ", class_="rd-muted"),
            verdict_chip(found.verdict_after),
        ),
        prose(_in_a_sentence(found)),
        _notes(before, after),
        _dimensions(before, after),
    ]
    for change in CHANGES:
        entries = found.of(change)
        if not entries:
            continue
        rows = [
            (
                link(entry.name, "assess", initiative=initiative, criterion=entry.criterion),
                chip(entry.before) if entry.before else muted("not in that framework"),
                chip(entry.after) if entry.after else muted("not in that framework"),
            )
            for entry in entries
        ]
        title = f"{CHANGE_WORDS[change]}: {len(entries)}"
        parts.append(element("h3", title, class_="rd-part"))
        parts.append(table(["Criterion", before.name, after.name], rows, caption=CHANGE_WORDS[change]))
    return join(parts)


def _in_a_sentence(found: Comparison) -> str:
    counted = [f"{len(found.of(change))} {CHANGE_WORDS[change].lower()}" for change in CHANGES if found.of(change)]
    unchanged = len(found.of("unchanged"))
    if not counted:
        said = f"All {unchanged} criteria stand where they stood"
        if found.verdict_before == found.verdict_after:
            return said + "."
        return said + "; plans, sign-off or use case made the difference."
    return f"Of {count_text(len(found.changes), 'criterion', 'criteria')}: {', '.join(counted)}, {unchanged} unchanged."


def _notes(before: Side, after: Side) -> Html:
    said = []
    if before.framework_hash != after.framework_hash:
        versions = f"{before.framework} then, {after.framework} later"
        said.append(f"The two were judged by different framework content ({versions}), so limits may differ.")
    if before.profile != after.profile:
        said.append(f"The profile changed from {before.profile} to {after.profile}.")
    return element("div", *(element("p", text) for text in said), class_="rd-aside") if said else Html("")


def _dimensions(before: Side, after: Side) -> Html:
    old = {one.dimension: one for one in before.evaluation.dimensions}
    rows = [(one.name, _standing(old.get(one.dimension)), _standing(one)) for one in after.evaluation.dimensions]
    return table(["Dimension", before.name, after.name], rows, caption="Dimensions")


def _standing(result: DimensionResult | None) -> Piece:
    return chip(result.status, f"{result.assessed} of {result.applicable}") if result else muted("not there")
