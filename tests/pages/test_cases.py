"""The case library: what it is and is not, filters, and one case whole with its sources."""

import pytest

from tests.pages.conftest import OpenPage, links, page_html, words

PAGE = "library/cases.py"


def test_the_library_says_what_it_is_and_is_not(open_page: OpenPage) -> None:
    said = words(open_page(PAGE))
    assert "12 public AI deployments" in said
    assert "Coded by hindsight from the public record, by one reader." in said
    assert "never an audit of the organisation named" in said
    assert "No clean public example of “Perfect data fallacy” was found" in said


def test_every_case_stands_with_the_statuses_of_its_dimensions_and_the_verdict(open_page: OpenPage) -> None:
    said = words(open_page(PAGE))
    assert "Zillow Offers home buying" in said and "TREWS sepsis early warning, Johns Hopkins" in said
    assert said.count("■ Blocked") + said.count("○ Incomplete") == 12
    assert "7 of 25" in said


def test_cases_without_machine_learning_are_labelled(open_page: OpenPage) -> None:
    said = words(open_page(PAGE))
    assert "Knight Capital automated order router fixed rules" in said
    assert "Dutch childcare benefit risk scoring rules and statistics" in said


@pytest.mark.parametrize(
    ("address", "inside", "outside"),
    [
        ({"q": "sepsis"}, "TREWS", "Knight Capital"),
        ({"outcome": "succeeded"}, "CHARTwatch", "Knight Capital"),
        ({"field": "trading"}, "Knight Capital", "CHARTwatch"),
        ({"pattern": "black_box"}, "Dutch childcare", "CHARTwatch"),
        ({"pattern": "none"}, "McDonald's", "Zillow"),
    ],
)
def test_the_list_is_filtered_by_the_address(
    open_page: OpenPage, address: dict[str, str], inside: str, outside: str
) -> None:
    said = words(open_page(PAGE, **address))
    assert inside in said
    assert outside not in said


def test_when_nothing_fits_the_page_leads_back(open_page: OpenPage) -> None:
    app = open_page(PAGE, q="a zebra")
    assert "No case fits." in words(app)
    assert "/cases" in links(app)


def test_a_case_is_shown_whole_with_reasons_sources_and_phases(open_page: OpenPage) -> None:
    app = open_page(PAGE, case="knight_capital")
    said = words(app)
    assert "Failed. On what the record shows, the gate says blocked; the record says something on 10 of 25" in said
    assert "fixed rules, not machine learning" in said
    assert "never an audit" in said
    assert "No second person checked that all eight servers carried the new code." in said
    assert "○ Not assessed Unknown: 4" in said
    assert "(excerpt read)" in said
    assert "Full automation 1 Aug 2012 Direct to production at the open. documented" in said
    assert "https://docslib.org/doc/10585869/in-the-matter-of-knight-capital-americas-llc-et" in links(app)


def test_a_source_without_an_address_is_no_link(open_page: OpenPage) -> None:
    html = page_html(open_page(PAGE, case="zillow_offers"))
    assert "<li>Zillow Group Q3 2021 shareholder letter" in html


def test_a_yellow_that_blocks_says_that_it_must_be_green(open_page: OpenPage) -> None:
    said = words(open_page(PAGE, case="chartwatch"))
    assert "Why the gate says blocked" in said
    assert said.count("It must be green in this profile.") == 2


def test_a_success_on_a_thin_record_is_incomplete_and_not_ready(open_page: OpenPage) -> None:
    said = words(open_page(PAGE, case="trews"))
    assert "Succeeded. On what the record shows, the gate says incomplete" in said
    assert "silence is no green" in said


def test_a_case_that_does_not_exist_is_said_in_a_sentence(open_page: OpenPage) -> None:
    assert "There is no case at this address." in words(open_page(PAGE, case="nobody"))
