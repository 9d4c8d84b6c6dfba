"""The PDF reports: nothing typed is lost, read as markup, or able to break the file; structure for screen readers."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from readiness.domain.snapshot import fingerprint
from readiness.reports import FORMATS, typefaces
from tests.builders import TODAY
from tests.reports.documents import a_document, a_report_assessment, a_report_framework, with_note, with_text
from tests.reports.pdfs import made, pages, report, unspaced, whole_text

ROOT = Path(__file__).resolve().parents[2]

SCRIPTS = {
    "arabic": "مرحبا بالعالم، هذا تقرير عن الجاهزية.",
    "arabic and latin": "تقرير 2026 about readiness ثم نهاية",
    "hebrew": "שלום עולם, זה דוח מוכנות.",
    "thai": "รายงานความพร้อมของระบบปัญญาประดิษฐ์ก่อนนำไปใช้งานจริง",
    "devanagari": "यह तैयारी की रिपोर्ट है।",
    "greek and cyrillic": "Ετοιμότητα и готовность",
    "georgian and armenian": "მზადყოფნა պատրաստություն",
    "bengali, tamil, telugu": "প্রস্তুতি தயார்நிலை సంసిద్ధత",
    "khmer, lao, burmese, amharic": "ការត្រៀម ຄວາມພ້ອມ အသင့် ዝግጁነት",
    "emoji": "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 ❤️ 1️⃣ ⚠️",
    "symbols and maths": "● ▲ ■ ○ ✓ → ≤ ≥ ≠ ∑ ∫ 𝑥 ½ € ™",
    "invisible": "a\u200db\u00adc\u200be\ufefff\u2028g",
    "turned around": "abc\u202efed\u202c \u2066ghi\u2069",
}
MARKUP = {
    "typst": '#set page(fill: red) *bold* _it_ $x^2$ @ref <label> // no #read("/etc/passwd") ] } ) \\ ~ `raw` #{1+1}',
    "html": "<script>alert(1)</script><b>x</b>&amp;&#x41;<img src=x onerror=alert(1)>",
    "markdown": "# h\n- item\n1. one\n[a](javascript:alert(1)) ![i](x) **b** | a | b |\n```\ncode\n```",
    "escapes": 'quote " backslash \\ \\u{41} {{d.head}} %s ${x} ',
}


@pytest.mark.parametrize("format", ["pdf", "onepage"])
@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_script_in_every_field_makes_a_clean_report(text: str, format: str) -> None:
    assert made(with_text(a_document(), text), format).replaced == ()


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP.keys())
def test_markup_in_every_field_is_shown_as_typed(text: str) -> None:
    content = made(with_text(a_document(), text)).pdf
    assert whole_text(content).count(unspaced(text)) > 20
    assert "root:x" not in whole_text(content)


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP.keys())
def test_markup_in_every_field_leaves_the_executive_page_one_page(text: str) -> None:
    assert len(pages(made(with_text(a_document(), text), "onepage").pdf)) == 1


def test_arabic_letters_can_be_copied_from_the_file() -> None:
    text = whole_text(made(with_note(a_document(), "مرحبا")).pdf)
    assert set("مرحبا") <= set(text)


LONG_FIELDS = [
    "note",
    "reason",
    "text",
    "finding",
    "acknowledgement",
    "statement",
    "role",
    "owner",
    "description",
    "example",
    "headline",
    "remedy",
    "takes",
    "rationale",
    "frozen_by",
    "decision",
    "name",
]


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_a_text_taller_than_a_page_is_shown_from_its_first_to_its_last_word(field: str) -> None:
    lines = "\n".join(f"{field}-line-{number:03d} with some words to fill the row." for number in range(130))
    data = a_document().model_dump(mode="json")
    shown = put_once(data, field, f"{field}-START\n{lines}\n{field}-END")
    assert shown, f"no field {field} in the document"
    text = whole_text(made(type(a_document()).model_validate(data)).pdf)
    assert f"{field}-START" in text
    assert f"{field}-END" in text
    assert all(f"{field}-line-{number:03d}withsome" in text for number in range(130))


def put_once(value: object, field: str, text: str) -> bool:
    """Put a text into every such field, but for those of the framework, which have limits."""
    found = False
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "framework":
                continue
            if name == field and isinstance(item, str) and item:
                value[name] = text
                found = True
            found |= put_once(item, field, text)
    elif isinstance(value, list):
        for item in value:
            found |= put_once(item, field, text)
    return found


@pytest.mark.parametrize("letter", ["w", "م", "ש", "ท", "न"])
def test_a_word_of_two_thousand_letters_is_shown_whole_and_stays_on_the_page(letter: str) -> None:
    content = made(with_note(a_document(), "START" + letter * 2000 + "END")).pdf
    text = whole_text(content)
    assert text.count(letter) >= 2000
    assert "START" in text
    assert "END" in text
    assert rightmost(content) <= 595.3


def test_a_word_of_two_thousand_letters_in_every_field_keeps_the_executive_page_one_page() -> None:
    assert len(pages(made(with_text(a_document(), "w" * 2000), "onepage").pdf)) == 1


def test_thai_which_has_no_spaces_breaks_into_lines_that_fit() -> None:
    sentence = "รายงานความพร้อมของระบบปัญญาประดิษฐ์ก่อนนำไปใช้งานจริงในโรงพยาบาลทุกแห่งทั่วประเทศ"
    content = made(with_note(a_document(), sentence * 6)).pdf
    lines = [line for page in PdfReader(io.BytesIO(content)).pages for line in page.extract_text().split("\n")]
    thai = [line for line in lines if "\u0e01" <= max(line, default="") <= "\u0e5b" or "ก" in line]
    assert len(thai) >= 4
    assert max(len(line) for line in thai) < 160


def rightmost(content: bytes) -> float:
    """Where the rightmost piece of text begins, in points."""
    found = [0.0]
    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size: found.append(tm[4] * cm[0] + cm[4]) if text.strip() else None
        )
    return max(found)


def test_a_character_that_no_font_has_is_replaced_visibly_and_named() -> None:
    compiled = made(with_note(a_document(), "Ꮳ Cherokee, \U0001e900 Adlam"))
    assert compiled.replaced == ("Ꮳ", "\U0001e900")
    text = " ".join(pages(compiled.pdf))
    assert "\ufffd Cherokee, \ufffd Adlam" in text
    assert "U+13E3 CHEROKEE LETTER TSA" in text
    assert "U+1E900 ADLAM CAPITAL LETTER ALIF" in text


def test_a_mark_that_no_font_can_join_is_replaced_and_the_rest_of_the_text_stays() -> None:
    compiled = made(with_note(a_document(), "x\u0f71 and xylophone"))
    assert "\u0f71" in compiled.replaced
    assert "xylophone" in " ".join(pages(compiled.pdf))


def test_control_characters_are_replaced_and_named() -> None:
    compiled = made(with_note(a_document(), "be\x07ep \x1b[31m nul\x00l \x9b"))
    assert set(compiled.replaced) == {"\x00", "\x07", "\x1b", "\x9b"}
    assert "be\ufffdep" in " ".join(pages(compiled.pdf))


def test_chinese_japanese_and_korean_come_from_the_machine_or_are_named() -> None:
    text = "你好世界 こんにちは 안녕하세요"
    compiled = made(with_note(a_document(), text))
    drawable = typefaces.extended_fonts().covers
    assert set(compiled.replaced) == {character for character in text if not drawable(ord(character))}
    shown = whole_text(compiled.pdf)
    assert all((character in shown) == drawable(ord(character)) for character in text if character != " ")


def test_without_any_such_font_chinese_is_replaced_and_the_report_is_still_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typefaces, "_extended", typefaces.core_fonts())
    assert set(made(with_note(a_document(), "你好 fine")).replaced) == {"你", "好"}


def test_pages_are_numbered_out_of_how_many_there_are() -> None:
    found = pages(made(a_document()).pdf)
    assert len(found) > 5
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in text


def test_every_page_but_the_cover_names_initiative_and_snapshot_at_its_head() -> None:
    for text in pages(made(a_document()).pdf)[1:]:
        assert "AI readiness report · Sepsis alert Snapshot 3" in text


def test_the_cover_answers_the_question_and_says_why() -> None:
    cover = pages(made(a_document()).pdf)[0]
    assert "Can it go to production?" in cover
    assert "Not yet: 2 criteria block it, 1 more is not assessed." in cover
    assert "Governance 1 is red" in cover
    assert "The shortest way on" in cover


def test_the_head_of_a_table_is_repeated_on_its_next_page() -> None:
    long = "\n".join(f"line {number}" for number in range(120))
    found = [
        text for text in pages(made(with_note(a_document(), long)).pdf) if "Check Value Green Yellow Level" in text
    ]
    continued = [text for text in found if "Data 1" in text and "line 100 " in text]
    assert continued, "the page on which the note goes on lacks the head"


def test_the_report_says_what_each_part_of_the_snapshot_holds() -> None:
    text = whole_text(made(a_document()).pdf)
    for said in (
        "Two alarms are false ones",
        "not re-checked in this round",
        "self-assessed",
        "Lifted by:",
        "nothing has happened yet",
        "Data 1, Share covered, green: 90, originally 100 (softer than the original)",
        "There is no such feed",
        "withdrawn 18 Mar 2026",
        "report.pdf",
        "critical finding",
        "It fell over",
        "12,500",
        "overdue",
        "no owner",
        "A sign-off was given and does not hold.",
        "I have read it.",
        "not declared",
        "not signed in",
        "Executive who signs",
        "The first line that applies is the verdict.",
        "A mapping is orientation, never proof of compliance.",
        "NIST AI RMF MAP 2.3 (data collection; checked)",
        "35 of 120 cases came unfiltered from production",
        "entry 41",
        "number 3, frozen 20 Mar 2026, 12:07 UTC",
    ):
        assert unspaced(said) in text, said


def test_the_method_page_holds_the_hashes_whole() -> None:
    document = a_document()
    text = whole_text(made(document).pdf)
    assert fingerprint(document) in text
    assert document.framework_hash in text
    assert "9f" * 32 in text


@pytest.mark.parametrize("format", ["pdf", "onepage"])
def test_the_file_is_tagged_and_says_that_it_is_accessible(format: str) -> None:
    with pikepdf.open(io.BytesIO(made(a_document(), format).pdf)) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert root.StructTreeRoot.K is not None
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Sepsis alert" in metadata["dc:title"]
        kinds = structure_kinds(root.StructTreeRoot)
        assert {"H1", "Table", "TH", "TD", "Figure"} - {"TH" if format == "onepage" else ""} <= kinds
        assert all("/Alt" in figure for figure in figures(root.StructTreeRoot))


def elements(node: pikepdf.Object) -> list[pikepdf.Dictionary]:
    found = []
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            found += elements(node.K)
    elif isinstance(node, pikepdf.Array):
        for item in node:
            found += elements(item)
    return found


def structure_kinds(root: pikepdf.Object) -> set[str]:
    return {str(element.S).removeprefix("/") for element in elements(root.K)}


def figures(root: pikepdf.Object) -> list[pikepdf.Dictionary]:
    return [element for element in elements(root.K) if str(element.S) == "/Figure"]


def test_only_web_addresses_become_links() -> None:
    document = with_text(a_document(), "javascript:alert(1)")
    with pikepdf.open(io.BytesIO(made(document).pdf)) as pdf:
        assert links(pdf) == set()
    with pikepdf.open(io.BytesIO(made(a_document()).pdf)) as pdf:
        assert links(pdf) == {"https://example.org/drill?a=1"}


def links(pdf: pikepdf.Pdf) -> set[str]:
    annotations = [item for page in pdf.pages for item in page.get("/Annots", [])]
    return {str(item.A.URI) for item in annotations if "/A" in item and "/URI" in item.A}


def test_all_fonts_are_inside_the_file() -> None:
    with pikepdf.open(io.BytesIO(made(a_document()).pdf)) as pdf:
        descriptors = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        assert descriptors
        assert all(any(f"/FontFile{kind}" in item for kind in ("", "2", "3")) for item in descriptors)


def test_an_initiative_without_any_answer_makes_a_report() -> None:
    framework = a_report_framework()
    bare = a_report_assessment(framework).model_copy(
        update={"answers": (), "evidence": (), "plans": (), "stress_tests": (), "sign_offs": (), "people": ()}
    )
    document = a_document(framework, bare, previous_number=None, previous_dimensions=())
    text = " ".join(pages(made(document).pdf))
    assert "0 of 11 criteria answered" in text
    assert "Nobody is entered." in text
    assert "No mitigation or action is planned." in text
    assert len(pages(made(document, "onepage").pdf)) == 1


def test_the_executive_page_stays_one_page_with_sixty_criteria_and_long_texts() -> None:
    framework = a_report_framework((12, 12, 12, 12, 12))
    document = with_text(a_document(framework), "A long sentence that says a great deal. " * 60)
    found = pages(made(document, "onepage").pdf)
    assert len(found) == 1
    assert "…" in found[0]
    assert "more in the full report" in found[0]
    assert "Executive: name, date and signature" in found[0]
    assert "Page 1 of 1" in found[0]


def test_the_executive_page_says_what_blocks_and_what_to_do() -> None:
    (text,) = pages(made(a_document(), "onepage").pdf)
    for said in (
        "Example: A made-up case",
        "Can it go to production?",
        "Governance 1 is red",
        "The way to",
        "3 plans, 3 open, 1 overdue. Open: 2.5 person-days. Money: 12,500.",
        "1 of 5 people independent",
        "Snapshot 3",
    ):
        assert said in text, said


def test_the_same_snapshot_gives_the_same_bytes_in_every_process() -> None:
    script = (
        "import hashlib\n"
        "from readiness.reports import FORMATS, render\n"
        "from tests.reports.documents import a_document\n"
        "print([hashlib.sha256(render(a_document(), format).content).hexdigest() for format in FORMATS])\n"
    )
    outputs = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(set(outputs[0].split(","))) == len(FORMATS)


def test_another_snapshot_gives_other_bytes() -> None:
    assert report(a_document(), "pdf").content != report(a_document(number=4), "pdf").content


def test_reports_made_at_the_same_time_do_not_disturb_each_other() -> None:
    documents = [with_note(a_document(), f"note {number}") for number in range(4)]
    alone = [report(document, "onepage").content for document in documents]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda document: report(document, "onepage").content, documents))
    assert together == alone


def test_the_file_bears_the_time_of_the_snapshot() -> None:
    with pikepdf.open(io.BytesIO(made(a_document()).pdf)) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith(f"D:{TODAY:%Y%m%d}")
