"""The Markdown report: read by a Markdown reader, typed text comes out as typed and never as markup."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from readiness.reports import render
from readiness.reports.markdown import escaped
from tests.reports.documents import a_document, with_note, with_text

READER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])

NASTY = [
    "# heading",
    "- item",
    "+ item",
    "1. one",
    "12) twelve",
    "> quote",
    "    code",
    "```fence",
    "***",
    "===",
    "a | b | c",
    "[a](javascript:alert(1))",
    "![x](y)",
    "<script>alert(1)</script>",
    "<!-- comment -->",
    "&lt;b&gt; &#65;",
    "*a* _b_ **c** ~~d~~ `e`",
    "back\\slash \\* \\",
    "<https://example.org>",
    "[ref]: https://example.org",
    "| --- |",
    "$x^2$ @all :smile:",
]


def shown(text: str) -> str:
    """What a reader shows of Markdown, as plain text."""
    return html.unescape(re.sub("<[^>]+>", "", READER.render(text))).strip()


@pytest.mark.parametrize("text", NASTY)
def test_an_escaped_text_is_shown_as_typed(text: str) -> None:
    for placed in (f"- {escaped(text)}", f"1. {escaped(text)}", f"| a | b |\n| --- | --- |\n| {escaped(text)} | x |"):
        tags = set(re.findall("<(/?[a-z0-9]+)", READER.render(placed)))
        assert tags <= {"ul", "/ul", "ol", "/ol", "li", "/li", *(f"{end}{tag}" for end in ("", "/") for tag in TABLE)}
        assert text.strip() in shown(placed)


TABLE = ("table", "thead", "tbody", "tr", "th", "td")


@pytest.mark.parametrize("text", NASTY)
def test_a_second_line_is_shown_as_typed_as_well(text: str) -> None:
    assert shown(f"- {escaped('first' + chr(10) + text)}") == "first" + text.strip()


def test_a_line_end_in_a_table_cell_keeps_the_table_whole() -> None:
    assert escaped("a\nb\r\nc\u2028d") == "a<br>b<br>c<br>d"


def test_control_characters_are_replaced() -> None:
    assert escaped("a\x00b\x1bc\ud83d") == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize("text", NASTY)
def test_a_report_with_markup_in_every_field_keeps_its_structure(text: str) -> None:
    plain = READER.render(render(with_text(a_document(), "word"), "md").content.decode())
    nasty = READER.render(render(with_text(a_document(), text), "md").content.decode())
    assert re.findall("</?[a-z0-9]+", nasty) == re.findall("</?[a-z0-9]+", plain)


def test_the_report_begins_with_the_question_and_its_answer() -> None:
    lines = render(a_document(), "md").content.decode().splitlines()
    assert lines[0] == "# AI readiness: Sepsis alert"
    assert lines[2] == "**Can it go to production? Not yet: 2 criteria block it, 1 more is not assessed.**"


def test_the_report_says_what_the_snapshot_holds() -> None:
    text = render(with_note(a_document(), "A *note*"), "md").content.decode()
    for said in (
        "| Data | ■ Red |",
        "A \\*note\\*",
        "chosen ● Green, counts as",
        "Lifted by:",
        "| Mend it | Olga | 19 May 2026 | Open | Data 2 | 2.5 | 12,500 |",
        "Signed by Eve 15 Mar 2026, 12:00 UTC, not signed in.",
        "Snapshot SHA-256: ",
    ):
        assert said in text, said
