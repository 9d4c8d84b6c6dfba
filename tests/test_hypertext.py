"""Text becomes HTML in one way: escaped; what is written word for word can end nothing."""

import pytest

from readiness.hypertext import element, embedded, lone


def test_an_element_without_content_has_no_end_tag_and_escapes_its_values() -> None:
    made = lone("input", type="text", value='"><script>', checked="", disabled=None)
    assert made == '<input type="text" value="&quot;&gt;&lt;script&gt;" checked="">'


def test_a_style_is_written_word_for_word() -> None:
    assert embedded("style", "a>b{color:red}") == "<style>a>b{color:red}</style>"


@pytest.mark.parametrize("source", ["</script>", "a</STYLE>", "x </ y"])
def test_a_source_that_would_end_its_own_element_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="end its own element"):
        embedded("script", source)


def test_typed_text_inside_an_element_is_no_markup() -> None:
    assert element("p", "<b>&", class_="x") == '<p class="x">&lt;b&gt;&amp;</p>'
