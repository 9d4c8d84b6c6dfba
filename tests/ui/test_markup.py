"""Whatever a user typed stays text: in HTML, in Markdown, in links."""

import html
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.ui import markup as m
from readiness.ui.errors import plain
from readiness.ui.going import destination


class Reader(HTMLParser):
    """Collects the elements and the text that a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


TYPED = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TYPED)
def test_text_is_shown_as_typed_and_makes_no_element(typed: str) -> None:
    reader = read(m.element("p", typed))
    assert reader.tags == ["p"]
    assert reader.text.replace("\r", "\n") == m.visible(typed).replace("\r", "\n")


@given(TYPED)
def test_a_value_cannot_leave_its_attribute(typed: str) -> None:
    reader = read(m.element("a", "x", href=typed))
    assert reader.tags == ["a"]
    assert [name for name, _ in reader.attributes] == ["href"]


@given(TYPED)
def test_an_address_of_ours_stays_on_our_page_whatever_is_in_its_parameters(typed: str) -> None:
    href = m.address("assess", initiative=typed)
    assert href.startswith("/assess?initiative=")
    assert not set(href.removeprefix("/assess?initiative=")) & set("&#<>\"' ")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x", "file:///etc", "http://[bad", "x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert read(m.foreign_link("label", url)).tags == []


def test_a_web_address_becomes_a_link_that_tells_the_other_side_nothing() -> None:
    reader = read(m.foreign_link("<b>", "https://example.org/?a=1&b=2"))
    assert dict(reader.attributes)["href"] == "https://example.org/?a=1&b=2"
    assert "noreferrer" in (dict(reader.attributes)["rel"] or "")
    assert reader.text == "<b>"


def test_direction_overrides_and_nul_cannot_change_what_is_read() -> None:
    assert m.visible("a\u202eb\u2066c\x00\u05d0") == "abc\N{REPLACEMENT CHARACTER}\u05d0"


def test_a_chip_says_its_word_even_when_short() -> None:
    assert "Red" in read(m.chip("red", short=True)).text
    assert "Not assessed" in read(m.chip("not_assessed", short=True)).text
    assert read(m.chip("green", "3 of 5")).text == "● Green 3 of 5"


def test_a_table_is_a_table_for_a_screen_reader() -> None:
    columns = [m.Column("Name", sort="name"), m.Column("Days", align="right")]
    html = m.table(columns, [("A <b>", 3)], caption="People", page="people", sorted_by="name", descending=True)
    reader = read(html)
    assert reader.tags.count("th") == 3
    assert ("scope", "col") in reader.attributes
    assert ("scope", "row") in reader.attributes
    assert ("aria-sort", "descending") in reader.attributes
    assert ("href", "/people?sort=name&order=asc") in reader.attributes
    assert "A <b>" in reader.text
    assert "b" not in reader.tags


def test_a_row_of_the_wrong_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        m.table(["A", "B"], [("only one",)], caption="x")


@given(st.text(alphabet="\\`*_{}[]<>()#+-.!|~$:&ab1 ", max_size=30))
def test_every_character_that_markdown_reads_is_escaped(typed: str) -> None:
    escaped = plain(typed)
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == typed
    for place, character in enumerate(escaped):
        if character in "`*_[]<>#$:&":
            assert escaped[place - 1] == "\\"


def test_no_character_that_has_to_change_is_taken_for_one_that_stands_as_it_is() -> None:
    everything = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    changed = [one for one in everything if html.escape(m.visible(one), quote=True) != one]
    assert [one for one in changed if m.text(one) == one] == []
    assert m.text("".join(everything)) == html.escape(m.visible("".join(everything)), quote=True)
    quoted = str(m.element("i", title="".join(everything)))
    assert quoted == f'<i title="{html.escape("".join(everything), quote=True)}"></i>'


class State:
    """What the listener hands over."""

    def __init__(self, followed: object) -> None:
        self.followed = followed


@pytest.mark.parametrize("followed", [None, 3, "", "people", "https://evil.example/people", "/nowhere", "/people/x"])
def test_an_address_that_is_none_of_ours_is_not_followed(followed: object) -> None:
    assert destination(State(followed), {"": "home.py", "people": "people.py"}) is None


def test_an_address_of_ours_is_followed_with_its_parameters() -> None:
    pages = {"": "home.py", "people": "people.py"}
    assert destination(State("/people?initiative=a%26b&x="), pages) == ("people.py", [("initiative", "a&b"), ("x", "")])
    assert destination(State("/?sort=name"), pages) == ("home.py", [("sort", "name")])
    assert destination(State("/base/people"), pages) == ("people.py", [])


def test_a_short_column_keeps_each_value_in_one_line() -> None:
    drawn = str(
        m.table([m.Column("Snapshot", short=True), "Note"], [("Snapshot 1", "Before the pilot")], caption="All")
    )
    assert '<th scope="row" role="rowheader" class="rd-left rd-short"' in drawn
    assert '<td role="cell" class="rd-left" data-label="Note">' in drawn
