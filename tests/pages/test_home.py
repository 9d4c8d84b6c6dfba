"""Home: an empty start that leads on, a list that can be searched, filtered, sorted and turned over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from readiness.queries.portfolio import portfolio
from tests.pages.conftest import USE_CASE, OpenPage, links, words


def create(context: Context, name: str, **fields: object) -> str:
    return create_initiative(context, name=name, profile="demand_forecasting", use_case=USE_CASE, **fields)  # type: ignore[arg-type]


def test_an_empty_start_offers_a_first_initiative_and_the_demo_portfolio(open_page: OpenPage) -> None:
    home = open_page()
    assert [button.label for button in home.button] == ["Describe your first initiative", "Try the demo portfolio"]
    assert not home.text_input


def test_the_first_way_leads_to_the_form(open_page: OpenPage) -> None:
    home = open_page()
    home.button[0].click().run()
    assert "What is the initiative?" in words(home)


def test_the_second_way_loads_the_demo_portfolio_and_shows_it(open_page: OpenPage) -> None:
    home = open_page()
    home.button[1].click().run()
    assert not home.exception
    assert "The demo portfolio is loaded" in words(home)
    assert "Where do our AI initiatives stand?" in words(home)
    assert any(address.startswith("/initiative?initiative=demo-") for address in links(home))


def test_the_list_says_how_all_stand_and_links_each(open_page: OpenPage, context: Context) -> None:
    made = create(context, "Stores forecast")
    home = open_page()
    assert "1 initiative: 1 incomplete." in words(home)
    assert f"/initiative?initiative={made}" in links(home)
    assert "0 of 25" in words(home)


def test_what_a_user_typed_as_a_name_stays_text(open_page: OpenPage, context: Context) -> None:
    create(context, "<b>Bold</b> & [link](javascript:alert(1))")
    for view in ("list", "map"):
        home = open_page(view=view)
        assert "<b>Bold" not in "".join(entry.proto.body for entry in home.get("html"))
        assert "<b>Bold</b> & [link](javascript:alert(1))" in words(home)


def test_an_overdue_review_is_said_at_the_top_and_in_the_row(open_page: OpenPage, context: Context) -> None:
    create(context, "Old one", created_at=datetime.now(UTC) - timedelta(days=100))
    home = open_page()
    assert "1 review is overdue." in words(home)
    assert "Overdue: 10 days ago" in words(home)


def test_the_search_finds_by_name_and_says_when_nothing_fits(open_page: OpenPage, context: Context) -> None:
    create(context, "Stores forecast")
    create(context, "Energy forecast")
    home = open_page()
    home.text_input(key="q").set_value("energy").run()
    assert "Energy forecast" in words(home)
    assert "Stores forecast" not in words(home)
    home.text_input(key="q").set_value("nothing like it").run()
    assert "No initiative fits" in words(home)


def test_the_address_holds_search_order_view_and_verdict(open_page: OpenPage, context: Context) -> None:
    create(context, "Aa")
    create(context, "Bb")
    home = open_page(sort="name", view="map", verdict="incomplete")
    assert home.get_by_key("rd-home-view").value == "map"
    assert home.get_by_key("rd-home-sort").value == "name"
    assert home.get_by_key("rd-home-verdict").value == "incomplete"
    assert words(home).index("Aa") < words(home).index("Bb")
    home = open_page(verdict="blocked")
    assert "No initiative fits" in words(home)


def test_values_in_the_address_that_mean_nothing_are_ignored(open_page: OpenPage, context: Context) -> None:
    create(context, "Aa")
    home = open_page(sort="' or 1=1", view="x", verdict="dreadful", page="-3")
    assert "Aa" in words(home)


def test_the_verdict_filter_counts_all_and_leaves_those_with_it(open_page: OpenPage, context: Context) -> None:
    create(context, "Silent")
    failing = create(context, "Failing")
    rate(context, failing, "data.source_mapping", rating="red", seen=None)
    home = open_page()
    assert "2 initiatives: 1 blocked, 1 incomplete." in words(home)
    home.get_by_key("rd-home-verdict").set_value("blocked").run()
    assert home.query_params["verdict"] == "blocked"
    assert "Failing" in words(home)
    assert "Silent" not in words(home)
    assert "2 initiatives: 1 blocked, 1 incomplete." in words(home)


def test_long_lists_are_turned_over_in_pages_of_25(open_page: OpenPage, context: Context) -> None:
    for number in range(27):
        create(context, f"Initiative {number:02}")
    home = open_page(sort="name")
    assert "Initiative 24" in words(home)
    assert "Initiative 25" not in words(home)
    home = open_page(sort="name", page="2")
    assert "Initiative 24" not in words(home)
    assert "Initiative 26" in words(home)
    home = open_page(sort="name", page="99")
    assert "Initiative 26" in words(home)


def test_a_large_portfolio_is_shown_at_once_and_then_in_its_order(
    open_page: OpenPage, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.queries.portfolio.AT_ONCE", 1)
    for number in range(3):
        create(context, f"Number {number}")
    home = open_page()
    assert not home.exception
    assert "3 initiatives: 3 incomplete." in words(home), "the refresh ends with the answer"
    assert portfolio(context, at_once=0).pending == 0


def test_a_search_begins_at_the_first_page_again(open_page: OpenPage, context: Context) -> None:
    for number in range(27):
        create(context, f"Initiative {number:02}")
    home = open_page(sort="name", page="2")
    home.text_input(key="q").set_value("initiative").run()
    assert "Initiative 00" in words(home)


def test_the_heat_map_shows_shape_and_letter_and_opens_dimensions(open_page: OpenPage, context: Context) -> None:
    made = create(context, "Stores forecast")
    home = open_page(view="map")
    assert "○ ?" in words(home)
    assert f"/assess?initiative={quote(made)}&dimension=data" in links(home)


def test_a_file_that_is_no_database_is_told_in_a_sentence(open_page: OpenPage, own_database: Path) -> None:
    own_database.write_text("shopping list", encoding="utf-8")
    home = open_page()
    assert len(home.error) == 1
    assert str(own_database) in words(home)
    assert [button.label for button in home.button] == ["Try again"]
    assert own_database.read_text(encoding="utf-8") == "shopping list"
