"""The workshop in every report: attendance, agreement by round, what was decided and what was not; nobody's name."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from readiness.domain.snapshot import Document
from readiness.domain.workshop_record import WorkshopRecord
from readiness.reports import render
from readiness.reports.from_document import report_view
from tests.builders import a_workshop_record, ago, in_rounds, left
from tests.reports.documents import (
    a_document,
    a_report_assessment,
    a_report_framework,
    a_report_workshop,
    with_text,
)
from tests.reports.pdfs import made, pages, unspaced, whole_text

FRAMEWORK = a_report_framework()
TITLE = "Workshop of 19 Mar 2026"


def with_workshops(*records: WorkshopRecord) -> Document:
    return a_document(FRAMEWORK, a_report_assessment(FRAMEWORK).model_copy(update={"workshops": records}))


def workshop_page(content: bytes) -> str:
    (found,) = [text for text in pages(content) if TITLE in text]
    return found


def sheet(document: Document, name: str) -> list[dict[str, Any]]:
    heads, *lines = load_workbook(io.BytesIO(render(document, "xlsx").content))[name].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_the_page_says_who_was_there_in_numbers_and_what_came_of_it() -> None:
    page = workshop_page(made(a_document()).pdf)
    for said in (
        "12 people took part, 3 of them independent; 2 more looked on. 3 of 6 criteria agreed, 1 parked, 2 not agreed.",
        "Held from 19 Mar 2026, 13:00 UTC to 19 Mar 2026, 16:00 UTC.",
        "The room saw who answered what; this report names nobody.",
        "Parked: Integration 1",
        "Not agreed: Integration 2, Governance 1",
    ):
        assert said in page, said


def test_the_page_shows_each_round_with_its_agreement_its_counts_and_how_people_moved() -> None:
    page = workshop_page(made(a_document()).pdf)
    for said in (
        "Round 1 · Split",
        "2 red, 3 yellow, 5 green, 1 not applicable, 1 don't know, 1 not voted",
        "Round 2 · Leaning",
        "9 yellow, 3 green, 1 not voted",
        "2 moved up, 4 down, 4 stayed",
        "Because The log was read aloud",
        "Dissent Operations would wait for the drill",
        "Still unproven unproven",
        "Out of scope: No such feed",
        "Too few answers",
        "no round was revealed",
    ):
        assert said in page, said


def result_colours(document: Document) -> list[tuple[str, str | None]]:
    """Criterion and colour word of each result in the spreadsheet."""
    return [(row["Criterion"], row["Agreed rating"]) for row in sheet(document, "Workshops")]


def test_parked_and_not_agreed_have_no_colour_anywhere() -> None:
    document = with_workshops(
        a_workshop_record(
            left("integration.c1", rounds=in_rounds("RRRR"), parked=True),
            left("integration.c2", rounds=in_rounds("YYYY")),
            on=ago(1),
        )
    )
    row = report_view(document).workshops[0].criteria
    assert [(one.outcome_text, one.rating) for one in row] == [("Parked", None), ("Not agreed", None)]
    assert result_colours(document) == [("integration.c1", None), ("integration.c2", None)]
    page = workshop_page(made(document).pdf)
    assert "Agree 4 red Parked –" in page
    assert "Agree 4 yellow Not agreed –" in page
    text = render(document, "md").content.decode()
    assert "| Integration 1 | Parked | Round 1: Agree (4 red) | – |" in text
    assert "| Integration 2 | Not agreed | Round 1: Agree (4 yellow) | – |" in text


def test_a_report_without_a_workshop_says_nothing_of_workshops() -> None:
    document = with_workshops()
    assert "orkshop" not in " ".join(pages(made(document).pdf))
    assert "orkshop" not in render(document, "md").content.decode()
    assert "workshops" not in render(document, "json").content.decode()
    assert (sheet(document, "Workshops"), sheet(document, "Workshop rounds")) == ([], [])


def test_each_workshop_has_a_page_of_its_own_in_their_order() -> None:
    document = with_workshops(a_workshop_record(left("data.c1"), on=ago(30)), a_report_workshop())
    found = [number for number, text in enumerate(pages(made(document).pdf)) if "Workshop of " in text]
    texts = pages(made(document).pdf)
    assert len(found) == 2
    assert "Workshop of 18 Feb 2026" in texts[found[0]]
    assert TITLE in texts[found[1]]


def elements(node: Any) -> list[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Dictionary):
        return [node] * ("/S" in node) + (elements(node.K) if "/K" in node else [])
    return [one for item in node for one in elements(item)] if isinstance(node, pikepdf.Array) else []


def kinds(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [str(element.S).removeprefix("/") for element in elements(pdf.Root.StructTreeRoot.K)]


def test_the_page_is_a_tagged_table_with_a_heading_and_a_bookmark() -> None:
    with_one, without = made(with_workshops(a_report_workshop())).pdf, made(with_workshops()).pdf
    more = {kind: kinds(with_one).count(kind) - kinds(without).count(kind) for kind in ("H1", "Table", "TH", "TR")}
    assert more == {"H1": 1, "Table": 1, "TH": 4, "TR": 7}
    with pikepdf.open(io.BytesIO(with_one)) as pdf, pdf.open_outline() as outline:
        assert TITLE in [entry.title for entry in outline.root]


def test_a_row_taller_than_a_page_goes_on_with_the_head_repeated() -> None:
    lines = "\n".join(f"word-{number:03d} and some more of what was said in the room" for number in range(150))
    long = left("data.c1", rounds=in_rounds("GGGG"), rating="green", rationale=f"START {lines} END", dissent=lines)
    content = made(with_workshops(a_workshop_record(long, left("data.c2"), on=ago(1)))).pdf
    text = whole_text(content)
    assert all(text.count(f"word-{number:03d}andsome") == 2 for number in range(150))
    assert "START" in text and "END" in text
    heads = [page for page in pages(content) if "Criterion Answers and agreement Result In writing" in page]
    assert len(heads) >= 3


TEXTS = {
    "arabic": "مرحبا 2026 about readiness",
    "hebrew": "שלום עולם",
    "emoji": "👩‍💻 🏳️‍🌈 👍🏽",
    "typst": '#set page(fill: red) *bold* $x^2$ @ref <label> #read("/etc/passwd") ] } )',
    "html": "<script>alert(1)</script>| a | b |",
    "one word": "w" * 2000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_was_written_in_the_room_is_shown_as_typed(text: str) -> None:
    row = left("data.c1", rating="green", rationale=text, dissent=text, unproven=(text,))
    compiled = made(with_workshops(a_workshop_record(row, on=ago(1))))
    assert compiled.replaced == ()
    shown = "".join(unspaced(page) for page in pages(compiled.pdf))
    if len(text) > 1000:
        assert shown.count("w") >= 6000
    elif text.isascii():
        assert shown.count(unspaced(text)) == 3
    else:
        assert set(unspaced(text)) <= set(shown)


def test_the_markdown_says_the_same_and_typed_text_is_no_markup() -> None:
    text = render(a_document(), "md").content.decode()
    assert f"## {TITLE}" in text
    assert "Round 1: Split (2 red, 3 yellow, 5 green, 1 not applicable, 1 don't know, 1 not voted)<br>Round 2:" in text
    assert "| Agreed: ▲ Yellow |" in text
    nasty = render(with_text(a_document(), "a | b\n<b>*x*</b>"), "md").content.decode()
    assert r"Because: a \| b<br>\<b\>\*x\*\</b\><br>Dissent:" in nasty


def test_the_sheets_hold_a_row_a_criterion_and_a_row_a_round_with_real_numbers() -> None:
    left_so, rounds = sheet(a_document(), "Workshops"), sheet(a_document(), "Workshop rounds")
    assert [row["Result"] for row in left_so] == ["Agreed", "Agreed", "Agreed", "Parked", "Not agreed", "Not agreed"]
    first = left_so[0]
    assert (first["Criterion"], first["Agreed rating"], first["Agreement"]) == ("data.c2", "Yellow", "Leaning")
    assert (first["Took part"], first["Independent"], first["Observers"], first["Rounds"]) == (12, 3, 2, 2)
    assert first["Date"] == datetime(2026, 3, 19)  # noqa: DTZ001 a cell has no time zone
    assert left_so[-1]["Answers"] is None
    assert [(row["Criterion"], row["Round"]) for row in rounds[:2]] == [("data.c2", 1), ("data.c2", 2)]
    one, two = rounds[:2]
    assert [one[name] for name in ("Red", "Yellow", "Green", "Not applicable", "Don't know", "Not voted")] == [
        2,
        3,
        5,
        1,
        1,
        1,
    ]
    assert (one["Moved up"], two["Moved up"], two["Moved down"], two["Stayed"]) == (None, 2, 4, 4)
    assert (one["Consensus index"], two["Median"]) == (0.32, "Yellow")


def test_the_csv_names_the_latest_workshop_that_dealt_with_a_criterion() -> None:
    older = a_workshop_record(left("data.c2", rounds=in_rounds("RRR")), left("operations.c1", parked=True), on=ago(60))
    document = with_workshops(older, a_report_workshop())
    rows = csv.DictReader(io.StringIO(render(document, "csv").content.decode(), newline=""))
    found = {row["criterion"]: [value for name, value in row.items() if name.startswith("workshop_")] for row in rows}
    assert found["data.c2"] == ["2026-03-19", "leaning", "agreed"]
    assert found["integration.c2"] == ["2026-03-19", "too_few", "not_agreed"]
    assert found["operations.c1"] == ["2026-01-19", "", "parked"]
    assert found["governance.c1"] == ["", "", ""], "it was on the agenda and not reached"


def test_the_json_holds_the_record_whole() -> None:
    values = json.loads(render(a_document(), "json").content)
    assert values["assessment"]["workshops"] == [a_report_workshop().model_dump(mode="json")]


def test_the_executive_page_says_how_the_latest_workshop_went_in_one_line() -> None:
    (page,) = pages(made(a_document(), "onepage").pdf)
    assert f"{TITLE}: 3 of 6 criteria agreed, 1 parked, 2 not agreed." in page
    assert "orkshop" not in pages(made(with_workshops(), "onepage").pdf)[0]


@pytest.mark.parametrize("format", ["json", "csv", "xlsx", "pdf", "onepage", "md"])
def test_the_same_snapshot_with_a_workshop_gives_the_same_bytes(format: str) -> None:
    first = with_workshops(a_report_workshop())
    again = Document.model_validate_json(first.model_dump_json())
    assert render(first, format).content == render(again, format).content  # type: ignore[arg-type]
    assert render(first, format).content != render(with_workshops(), format).content  # type: ignore[arg-type]
