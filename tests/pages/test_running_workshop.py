"""Other pages say that a workshop is running and lead to its board, and count the workshops there have been."""

from typing import Any

from readiness.commands import workshops as steps
from readiness.commands.consensus import agree
from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from readiness.queries.system import system_facts
from tests.pages.conftest import OpenPage, links, page_html, words
from tests.pages.workshop_room import MAPPING, Room, revealed, room


def pages(open_page: OpenPage, initiative: str) -> tuple[Any, Any]:
    return open_page(), open_page("initiative/overview.py", initiative=initiative)


def test_home_and_overview_say_that_a_workshop_is_running_and_lead_to_its_board(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    for app in pages(open_page, initiative):
        assert "A workshop is running" not in words(app)
    here = room(context, initiative)
    code = f"{here.made.code[:3]}-{here.made.code[3:]}"
    home, overview = pages(open_page, initiative)
    for app in (home, overview):
        assert f"6 people in, not begun yet, code {code}." in words(app)
        assert any("workshop" in one and initiative in one for one in links(app))
    assert "A workshop is running on Call-back list" in words(home).replace(" .", ".")
    revealed(here, "yellow", "yellow", "yellow", "yellow")
    here.step(agree, rating="yellow", seen=0)
    for app in pages(open_page, initiative):
        assert "6 people in, 1 of 2 criteria agreed" in words(app)
    here.step(steps.close)
    for app in pages(open_page, initiative):
        assert "A workshop is running" not in words(app)


def test_before_the_reveal_it_holds_nothing_of_what_was_answered(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    here: Room = room(context, initiative)
    here.step(steps.open_voting, criterion=MAPPING)
    before = [page_html(app).replace("0 of", "") for app in pages(open_page, initiative)]
    here.say("red", "green", reason="zebra-4711")
    after = [page_html(app).replace("0 of", "") for app in pages(open_page, initiative)]
    assert all("zebra-4711" not in said for said in after)
    assert [len(said) for said in before] == [len(said) for said in after]


def test_the_workshop_of_another_initiative_is_on_home_alone(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    room(context, create_initiative(context, name="Other <b>list</b>", profile="document_processing"))
    home, overview = pages(open_page, initiative)
    assert "Other &lt;b&gt;list&lt;/b&gt;" in page_html(home)
    assert "A workshop is running" not in words(overview)


def test_the_system_counts_workshops(open_page: OpenPage, context: Context, initiative: str) -> None:
    assert "workshop" not in words(open_page("system.py")).split("recorded changes")[0].rpartition("initiative")[2]
    here = room(context, initiative)
    here.step(steps.close)
    room(context, initiative)
    stored = system_facts(context).stored
    assert (stored.workshops, stored.running) == (2, 1)
    assert "2 workshops (1 running) and" in words(open_page("system.py"))
