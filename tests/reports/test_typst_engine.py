"""The compile wrapper: data is cleaned visibly, a template sees only its folder, and a missed standard is reported."""

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from readiness.reports import typst_engine
from readiness.reports.typefaces import core_fonts
from readiness.reports.typst_engine import (
    MAY_BREAK,
    PLAIN,
    TEMPLATES,
    character_name,
    clean_text,
    clean_tree,
    compile_pdf,
    texts_with_care,
)

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
HEAD = (
    '#let d = json(bytes(sys.inputs.data))\n#set document(title: "t")\n#set text(font: d.families, fallback: false)\n'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template folder of the test's own."""
    monkeypatch.setattr(typst_engine, "TEMPLATES", tmp_path)
    return tmp_path


def cleaned(text: str) -> tuple[str, set[str]]:
    replaced: set[str] = set()
    return clean_text(text, lambda point: point < 0x250, replaced), replaced


def test_plain_text_stays_as_it_is() -> None:
    assert cleaned("A plain, printable text. #*_$") == ("A plain, printable text. #*_$", set())


def test_what_is_passed_by_as_plain_is_drawable_and_never_changed_by_joining() -> None:
    plain = [chr(point) for point in range(0x3000) if PLAIN.fullmatch(chr(point))]
    assert len(plain) > 300
    for character in plain:
        assert core_fonts().covers(ord(character)), character_name(character)
        assert unicodedata.is_normalized("NFC", character)
        assert unicodedata.combining(character) == 0


def test_every_kind_of_line_end_becomes_a_newline() -> None:
    assert cleaned("a\r\nb\rc\x85d\u2028e\x0bf")[0] == "a\nb\nc\nd\ne\nf"


def test_a_tab_becomes_spaces() -> None:
    assert cleaned("a\tb") == ("a    b", set())


def test_letters_and_their_marks_are_joined() -> None:
    assert cleaned("e\u0301") == ("é", set())


def test_a_half_character_is_replaced() -> None:
    assert cleaned("a\ud83db") == ("a\ufffdb", {"\ud83d"})


def test_overrides_of_the_direction_are_dropped_and_lose_nothing() -> None:
    assert cleaned("a\u202eb\u2066c\u2069") == ("abc", set())


def test_a_tree_is_cleaned_in_its_values_only() -> None:
    replaced: set[str] = set()
    tree = {"kéy": ["ა", {"x": ("ბ", 1, None, True, 2.5)}]}
    assert clean_tree(tree, lambda point: point < 0x250, replaced) == {
        "kéy": ["\ufffd", {"x": ["\ufffd", 1, None, True, 2.5]}]
    }
    assert replaced == {"ა", "ბ"}


def test_short_latin_texts_need_no_care() -> None:
    assert texts_with_care({"a": ["Überprüft am 3. März – “so” …", {"b": ""}], "c": 1, "d": None}) == {}


def test_a_long_word_may_break_every_twelve_characters_and_lines_end_where_they_ended() -> None:
    word = "abcdefghijkl" * 2
    assert texts_with_care([{"a": f"see {word}mn"}, "two\nlines", word]) == {
        f"see {word}mn": f"see abcdefghijkl{MAY_BREAK}abcdefghijkl{MAY_BREAK}mn",
        "two\nlines": "two\nlines",
    }


def test_a_word_that_may_break_in_many_places_needs_no_care() -> None:
    assert texts_with_care(f"https://{MAY_BREAK}example.org/{MAY_BREAK}one-{MAY_BREAK}two") == {}


def test_the_rules_of_scripts_are_left_to_the_template_wherever_it_has_one() -> None:
    written = re.search(r'#let needs-care = regex\("(.*)"\)', (TEMPLATES / "scripts.typ").read_text("utf-8"))
    assert written
    rule = re.compile(re.sub(r"\\u\{(\w+)\}", lambda match: f"\\U{int(match[1], 16):08x}", written[1]))
    # Control characters never come here: cleaning replaces them.
    texts = [chr(point) for point in range(0xA0, 0x20000) if not 0xD800 <= point < 0xE000 and chr(point) != MAY_BREAK]
    texts += ["ä" * 24, "ä" * 25, "aä" * 13]
    assert [text for text in texts if texts_with_care(text)] == [text for text in texts if rule.search(text)]
    assert all(set(texts_with_care(text).values()) <= {""} for text in texts)


def test_a_character_is_named_in_plain_letters() -> None:
    assert character_name("Ꮳ") == "U+13E3 CHEROKEE LETTER TSA"
    assert character_name("\x07") == "U+0007 control or unnamed character"
    assert character_name("\ud83d") == "U+D83D surrogate"


def test_a_lone_surrogate_in_the_data_does_not_stop_the_report(folder: Path) -> None:
    (folder / "t.typ").write_text(HEAD + "= Title\n#d.note", encoding="utf-8")
    made = compile_pdf("t.typ", {"note": "half \ud83d done"}, at=AT)
    assert made.accessible
    assert made.replaced == ("\ud83d",)


def test_a_file_that_misses_the_standard_is_made_and_reported(folder: Path) -> None:
    (folder / "t.typ").write_text(HEAD + "= Title\n#figure(circle())", encoding="utf-8")  # no alternative text
    made = compile_pdf("t.typ", {}, at=AT)
    assert not made.accessible
    assert made.pdf.startswith(b"%PDF")


def test_a_fault_of_a_template_is_raised(folder: Path) -> None:
    (folder / "t.typ").write_text(HEAD + "#d.nothing", encoding="utf-8")
    with pytest.raises(typst.TypstError, match="nothing"):
        compile_pdf("t.typ", {}, at=AT)


def test_a_template_reads_nothing_outside_its_folder(folder: Path) -> None:
    (folder / "t.typ").write_text(HEAD + '#read("/etc/passwd")', encoding="utf-8")
    with pytest.raises(typst.TypstError, match="not found"):
        compile_pdf("t.typ", {}, at=AT)
    (folder / "t.typ").write_text(HEAD + '#read("../../etc/passwd")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        compile_pdf("t.typ", {}, at=AT)


def test_a_warning_of_typst_is_handed_back(folder: Path) -> None:
    (folder / "t.typ").write_text(HEAD + '#set text(font: "No Such Family")\n= Title', encoding="utf-8")
    made = compile_pdf("t.typ", {}, at=AT)
    assert any("no such family" in warning for warning in made.warnings)


def test_templates_never_turn_text_into_source() -> None:
    templates = Path(typst_engine.__file__).parent / "templates"
    for path in templates.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        for forbidden in ("eval(", "@preview", "datetime.today", "read(", 'mode: "markup"', "image("):
            assert forbidden not in source, f"{path.name} uses {forbidden}"
