"""What nobody sees and a screen or terminal obeys is taken out of what people type; what belongs to words stays."""

import unicodedata

import pytest

from readiness.domain.typed_text import typed_line, typed_text


@pytest.mark.parametrize(
    "obeyed",
    ["\x1b[2J", "\x07", "\x08", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufff9", "\U000e0041"],
)
def test_what_a_screen_or_terminal_obeys_is_taken_out(obeyed: str) -> None:
    assert obeyed[0] not in typed_text(f"It{obeyed} fails")
    assert typed_text(f"It{obeyed[0]} fails") == "It fails"


def test_no_control_character_is_left_but_line_ends_and_tabs_and_what_is_refused() -> None:
    left = {letter for letter in typed_text("".join(map(chr, range(0x110000)))) if unicodedata.category(letter) == "Cc"}
    assert left == {"\n", "\t", "\x00"}


@pytest.mark.parametrize(
    "words",
    [
        "na\u00efve",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f469\u200d\U0001f4bb",
        "a\tb\n\nc",
        "\u05e9\u05dc\u05d5\u05dd\u200e!",
    ],
)
def test_what_belongs_to_words_stays(words: str) -> None:
    assert typed_text(words) == words


def test_every_way_to_end_a_line_is_a_line_end_and_a_line_has_none() -> None:
    assert typed_text("a\r\nb\rc\x0bd\x85e\u2028f\u2029g") == "a\nb\nc\nd\ne\nf\ng"
    assert typed_line("  Bo\r\n \x1b Quagga\u2028 ") == "Bo Quagga"
