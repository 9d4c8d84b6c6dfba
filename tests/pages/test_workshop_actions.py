"""Actions from the room on the board: once, however often a press arrives; and the close that names what is open."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands import workshops as steps
from readiness.commands.attendance import add_without_device
from readiness.commands.consensus import agree
from readiness.commands.participants import join, propose, vote
from readiness.commands.workshop_actions import add_workshop_action
from readiness.commands.workshops import create_workshop
from readiness.context import Context
from readiness.queries.initiative import evaluation_of
from readiness.queries.snapshots import snapshots
from tests.pages.conftest import links, words
from tests.pages.workshop_room import MAPPING, Room, lead, press, revealed, room


@pytest.fixture
def here(context: Context, initiative: str) -> Room:
    """A workshop on two criteria, still in the lobby."""
    return room(context, initiative)


# Actions and the end --------------------------------------------------------------------------------------------------


def test_accepting_a_risk_is_offered_on_an_agreed_yellow_alone_and_needs_who_and_until_when(here: Room) -> None:
    revealed(here, "yellow", "yellow", "yellow", "yellow")
    form = f"rd-workshop-action-{MAPPING}-{here.made.id}"
    assert "Accept the risk" not in lead(here).get_by_key(f"{form}-kind").options
    here.step(agree, rating="yellow", seen=0)
    app = lead(here)
    assert "Accept the risk" in app.get_by_key(f"{form}-kind").options
    app.get_by_key(f"{form}-kind").set_value("accept").run()
    app.get_by_key(f"{form}-text").set_value("Nobody is hurt")
    press(app, "Save the action")
    assert here.context.store.load(here.initiative).plans == ()
    assert app.error
    app.get_by_key(f"{form}-owner").set_value("Ida")
    app.get_by_key(f"{form}-due").set_value(datetime.now(UTC).date() + timedelta(days=30)).run()
    press(app, "Save the action")
    (plan,) = here.context.store.load(here.initiative).plans
    assert plan.criteria == (MAPPING,)


def arrives_twice(app: AppTest, key: str) -> AppTest:
    """A press of the button whose key begins so, sent twice with all that the browser says beside it."""
    next(one for one in app.button if str(one.key).startswith(key)).click()
    said = app._tree.get_widget_states()
    for _ in range(2):
        app._run(said)
        assert not app.exception, app.exception
    return app


def test_one_press_of_save_that_arrives_twice_is_one_action_and_the_next_press_another(here: Room) -> None:
    revealed(here, "red", "red", "red", "red")
    app = lead(here)
    form = f"rd-workshop-action-{MAPPING}-{here.made.id}"
    for number, fields in ((1, form), (2, f"{form}-1")):
        app.get_by_key(f"{fields}-text").set_value("Draw the map")
        app = arrives_twice(app, f"{form}-save")
        assert not app.error
        assert "The action is saved." in words(app)
        plans = here.context.store.load(here.initiative).plans
        assert [plan.text for plan in plans] == ["Draw the map"] * number


def test_one_press_of_agree_that_arrives_twice_is_one_decision_with_its_evidence_once(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    for token in here.tokens:
        vote(here.context, token, criterion=MAPPING, round=1, choice="yellow", evidence="https://wiki.example/a")
    here.step(steps.reveal)
    app = lead(here)
    form = f"rd-workshop-agree-{MAPPING}-1-{here.made.id}"
    app.get_by_key(f"{form}-rating").set_value("yellow").run()
    app.get_by_key(f"{form}-proof-0").check().run()
    app = arrives_twice(app, f"{form}-save")
    assert not app.error
    assert len(here.context.store.load(here.initiative).evidence) == 1
    assert here.facts.consensus[0].rating == "yellow"


def test_a_proposal_becomes_a_plan_when_it_is_approved(here: Room) -> None:
    revealed(here, "red", "red", "red", "yellow")
    propose(here.context, here.tokens[0], criterion=MAPPING, text="Draw the map", owner="Bo")
    propose(here.context, here.tokens[1], criterion=MAPPING, text="Buy a tool")
    app = lead(here)
    assert "Proposed: Draw the map · Bo · by Amy" in words(app)
    first, second = (one.id for one in here.facts.proposals)
    app.get_by_key(f"rd-workshop-proposal-{first}-{here.made.id}-approve").click().run()
    app.get_by_key(f"rd-workshop-proposal-{second}-{here.made.id}-reject").click().run()
    (plan,) = here.context.store.load(here.initiative).plans
    assert (plan.text, plan.owner) == ("Draw the map", "Bo")
    assert [one.decision for one in here.facts.proposals] == ["approved", "rejected"]


def test_closing_says_what_is_open_then_a_click_freezes_and_leads_to_the_pdf(here: Room) -> None:
    revealed(here, "green", "green", "green", "green")
    here.step(agree, rating="green", rationale="Seen by all", seen=0)
    app = lead(here, view="close")
    assert "Not agreed 1 criterion" in words(app)
    assert "Agreed green, still without dated evidence" in words(app)
    app.get_by_key(f"rd-workshop-sure-{here.made.id}").check().run()
    press(app, "Close the workshop")
    assert here.workshop.state == "closed"
    assert "1 of 2 criteria were agreed." in words(app)
    press(app, "Freeze snapshot")
    (frozen,) = snapshots(here.context, here.initiative)
    assert f"/download/{here.initiative}/{frozen.number}/pdf" in links(app)
    assert "Open a workshop" in words(app)


def test_closing_names_a_red_that_must_be_green_until_something_is_planned_for_it(here: Room) -> None:
    must = next(one.criterion for one in evaluation_of(here.context, here.initiative).criteria if one.must_be_green)
    made = create_workshop(here.context, here.initiative, name="Ana", agenda=(must,))
    tokens = tuple(join(here.context, made.code, name=name).token for name in ("Amy", "Bo", "Cy"))
    here = Room(here.context, here.initiative, made, tokens)
    here.step(steps.open_voting, criterion=must)
    here.say("red", "red", "red")
    here.step(steps.reveal)
    here.step(agree, rating="red", seen=0)
    gap = "Must be green, agreed red, and nothing is planned: 1"
    assert gap in words(lead(here, view="close"))
    add_workshop_action(here.context, made.id, key=made.key, criterion=must, text="Mend it", owner="Bo")
    assert gap not in words(lead(here, view="close"))


def test_a_person_without_a_device_counts_among_those_who_are_waited_for(here: Room) -> None:
    add_without_device(here.context, here.made.id, key=here.made.key, name="Gus")
    here.step(steps.open_voting, criterion=MAPPING)
    assert "0 of 7 voted" in words(lead(here))
