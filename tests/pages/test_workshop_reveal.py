"""The workshop's board from the reveal on: the spread, another round, the decision, and nothing overwritten."""

import re
from datetime import date

import pytest

from readiness.commands import workshops as steps
from readiness.commands.consensus import agree
from readiness.commands.facilitators import add_facilitator
from readiness.commands.participants import vote
from readiness.context import Context
from tests.pages.conftest import page_html, words
from tests.pages.workshop_room import MAPPING, ROBUST, UNIQUE, Room, lead, press, revealed, room


@pytest.fixture
def here(context: Context, initiative: str) -> Room:
    """A workshop on two criteria, still in the lobby."""
    return room(context, initiative)


# After the reveal -----------------------------------------------------------------------------------------------------


def test_a_split_room_is_shown_as_a_chart_and_in_words_with_its_reasons(here: Room) -> None:
    revealed(here, "red", "red", "yellow", "green", "dont_know", reason="<b>loud</b>")
    app = lead(here)
    said = words(app)
    assert "Split agreement 0.26" in said
    assert "The room sees it in opposite ways." in said
    assert "5 of 6 answered in round 1." in said
    assert "&lt;b&gt;loud&lt;/b&gt;" in page_html(app)
    assert "<b>loud" not in page_html(app)
    assert "rd-workshop-spread" in page_html(app)


def test_after_an_anonymous_reveal_the_board_names_nobody(context: Context, initiative: str) -> None:
    here = revealed(room(context, initiative, anonymity="anonymous"), "red", "green", "green", reason=UNIQUE)
    said = page_html(lead(here))
    assert UNIQUE in said
    assert not re.search(r"\b(Amy|Bo|Cy|Dee|Eli|Fay)\b", said)


def test_a_new_round_keeps_the_first_and_says_what_moved(here: Room) -> None:
    revealed(here, "red", "red", "yellow", "green")
    app = press(lead(here), "New round")
    here.say("yellow", "yellow", "yellow", "yellow", "yellow", "yellow")
    press(app, "Reveal")
    assert "Since round 1: 2 moved up, 1 down, 1 stayed." in words(app)
    assert "was 2" in words(app)
    assert [one.number for one in here.facts.rounds] == [1, 2]


def test_agreeing_off_the_middle_asks_why_and_becomes_the_rating_with_its_evidence(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    for token, evidence in zip(here.tokens, ("https://wiki.example/a", "A drill", "", "", "", ""), strict=True):
        vote(here.context, token, criterion=MAPPING, round=1, choice="green", evidence=evidence)
    here.step(steps.reveal)
    app = lead(here)
    form = f"rd-workshop-agree-{MAPPING}-1-{here.made.id}"
    app.get_by_key(f"{form}-rating").set_value("yellow").run()
    # A link without blanks breaks where the screen ends: the class says so.
    assert re.search(r'<p class="rd-typed"><a [^>]*href="https://wiki.example/a"', page_html(app))
    assert any("required: the middle answer is green" in one.label for one in app.text_area)
    press(app, "Agree")
    assert here.facts.consensus == ()
    assert app.error
    app.get_by_key(f"{form}-rationale").set_value("Two sources have no steward").run()
    app.get_by_key(f"{form}-proof-1").check().run()
    app.get_by_key(f"{form}-day-1").set_value(date(2026, 3, 4)).run()
    press(app, "Agree")
    assert "Agreed:" in words(app)
    assessment = here.context.store.load(here.initiative)
    assert assessment.answer(MAPPING).rating == "yellow"
    assert [(one.url, one.day) for one in assessment.evidence] == [("https://wiki.example/a", date(2026, 3, 4))]


def test_not_applicable_is_agreed_only_with_a_reason_code(here: Room) -> None:
    revealed(here, "not_applicable", "not_applicable", "not_applicable")
    app = lead(here)
    form = f"rd-workshop-agree-{MAPPING}-1-{here.made.id}"
    app.get_by_key(f"{form}-rating").set_value("not_applicable").run()
    press(app, "Agree")
    assert app.error
    assert here.facts.consensus == ()
    app.get_by_key(f"{form}-code").set_value("no_such_component")
    app.get_by_key(f"{form}-words").set_value("It has no sources of its own").run()
    press(app, "Agree")
    assert here.facts.consensus[0].rating == "not_applicable"


def test_two_facilitators_on_one_decision_see_both_and_nothing_is_overwritten(here: Room) -> None:
    revealed(here, "yellow", "yellow", "yellow", "yellow")
    bea = add_facilitator(here.context, here.made.id, key=here.made.key, name="Bea")
    app = lead(here)
    form = f"rd-workshop-agree-{MAPPING}-1-{here.made.id}"
    app.get_by_key(f"{form}-rating").set_value("green").run()
    app.get_by_key(f"{form}-rationale").set_value("Ana's reason").run()
    here.step(agree, key=bea, rating="yellow", rationale="Bea's reason", seen=0)
    press(app, "Agree")
    said = words(app)
    assert "Bea's reason" in said
    assert app.error
    assert here.facts.consensus[0].rating == "yellow"
    assert app.get_by_key(f"{form}-rationale").value == "Ana's reason"


def test_what_is_parked_waits_in_grey_and_the_room_moves_on(here: Room) -> None:
    revealed(here, "red", "green", "yellow", "red")
    press(lead(here), "Park it")
    assert here.workshop.criterion == ROBUST
    app = lead(here, view="agenda")
    assert '<span class="rd-chip rd-grey rd-outlined">Parked</span>' in page_html(app)
    assert "Parked" in words(lead(here, view="close"))
    here.step(steps.go_to, criterion=MAPPING)
    assert "Parked It is listed at the end." in words(lead(here))


def test_what_was_agreed_stands_until_a_later_round_agrees_on_something_else(here: Room) -> None:
    revealed(here, "yellow", "yellow", "yellow", "yellow")
    here.step(agree, rating="yellow", seen=0)
    here.step(steps.new_round)
    here.say("red", "red", "red", "red")
    here.step(steps.reveal, missing_ok=True)
    assert re.search(r"Agreed: ▲ Yellow by Ana in round 1", words(lead(here)))


def test_the_agenda_sorts_by_disagreement_and_leads_everybody_to_a_criterion(here: Room) -> None:
    revealed(here, "green", "green", "green", "green")
    here.step(steps.step, by=1)
    here.say("red", "green", "red", "green")
    here.step(steps.reveal, missing_ok=True)
    app = lead(here, view="agenda")

    def order() -> list[str]:
        return [str(one.key).removeprefix("rd-workshop-go-") for one in app.button if "-go-" in str(one.key)]

    assert order() == ["data-source_mapping", "data-pipeline_robustness"]
    app.get_by_key("rd-workshop-order").set_value("disagreement").run()
    assert order() == ["data-pipeline_robustness", "data-source_mapping"]
    app.get_by_key("rd-workshop-go-data-source_mapping").click().run()
    assert here.workshop.criterion == MAPPING
