"""The workshop's board: led and closed on one page; blind until the reveal; nothing is overwritten."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands import workshops as steps
from readiness.commands.attendance import add_without_device
from readiness.commands.consensus import agree
from readiness.commands.facilitators import add_facilitator
from readiness.commands.participants import ask_rejoin, join, propose, vote
from readiness.commands.workshop_actions import add_workshop_action
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context
from readiness.domain.workshop import Anonymity, Workshop
from readiness.queries.initiative import evaluation_of
from readiness.queries.snapshots import snapshots
from readiness.settings import NetworkSettings
from readiness.storage.workshops import WorkshopFacts
from readiness.web import phones, reach
from readiness.web.adapters import Adapter
from readiness.web.reach import Reach
from tests.pages.conftest import FRAME, SECONDS, OpenPage, links, page_html, words

PAGE = "initiative/workshop.py"
MAPPING, ROBUST = "data.source_mapping", "data.pipeline_robustness"
UNIQUE = "zebra-4711 was never tested"


@dataclass
class Room:
    """A workshop with six people, and the tokens of their phones."""

    context: Context
    initiative: str
    made: Created
    tokens: tuple[str, ...]

    @property
    def facts(self) -> WorkshopFacts:
        return self.context.store.workshop(self.made.id)

    @property
    def workshop(self) -> Workshop:
        return self.facts.workshop

    def step(self, command: Any, key: str = "", **given: Any) -> Any:
        return command(self.context, self.made.id, key=key or self.made.key, version=self.workshop.version, **given)

    def say(self, *choices: str, reason: str = "") -> None:
        """What people answer on the present criterion, in the order in which they joined."""
        stands = self.workshop
        for token, choice in zip(self.tokens, choices, strict=False):
            vote(
                self.context,
                token,
                criterion=stands.criterion or "",
                round=stands.round,
                choice=choice,  # type: ignore[arg-type]
                reason=reason or ("because" if choice == "red" else ""),
            )


def room(context: Context, initiative: str, *, anonymity: Anonymity = "named") -> Room:
    made = create_workshop(context, initiative, name="Ana", agenda=(MAPPING, ROBUST), anonymity=anonymity)
    names = ("Amy", "Bo", "Cy", "Dee", "Eli", "Fay")
    tokens = [join(context, made.code, name=name, role="ops", independence="none").token for name in names]
    return Room(context, initiative, made, tuple(tokens))


@pytest.fixture
def here(context: Context, initiative: str) -> Room:
    """A workshop on two criteria, still in the lobby."""
    return room(context, initiative)


def lead(here: Room, *, key: str = "", view: str = "") -> AppTest:
    """The board as the tab with the facilitator's key shows it."""
    app = AppTest.from_file(str(FRAME), default_timeout=SECONDS)
    app.session_state["readiness-workshop-keys"] = {here.made.id: key or here.made.key}
    app.query_params["initiative"] = here.initiative
    if view:
        app.query_params["view"] = view
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press the button that says this, with or without its key."""
    found = [one for one in app.button if one.label == label or one.label.endswith(f"` {label}")]
    assert len(found) == 1, [one.label for one in app.button]
    found[0].click().run()
    assert not app.exception, app.exception
    return app


def revealed(here: Room, *choices: str, reason: str = "") -> Room:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say(*choices, reason=reason)
    here.step(steps.reveal, missing_ok=True)
    return here


# Before it starts -----------------------------------------------------------------------------------------------------


def test_a_workshop_is_opened_and_its_secrets_are_shown_once_and_never_stored(
    open_page: OpenPage, context: Context, initiative: str, own_database: Path
) -> None:
    app = open_page(PAGE, initiative=initiative)
    assert "How does the room see it?" in words(app)
    app.get_by_key("rd-workshop-start-agenda").set_value("data").run()
    app.get_by_key("rd-workshop-start-name").set_value("Ana").run()
    press(app, "Open the workshop")
    (workshop,) = context.store.running_workshops()
    assert len(workshop.agenda) == 5
    recovery, key = (one.value for one in app.code)
    assert "shown this once" in words(app)
    context.store.engine.fold()
    stored = own_database.read_bytes()
    assert recovery.encode() not in stored
    assert key.encode() not in stored
    press(app, "I have noted them")
    assert not app.code
    assert "Who is in?" in words(app)
    assert f"{workshop.code[:3]}-{workshop.code[3:]}" in words(app)


def test_a_workshop_needs_a_name_to_lead_it(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = press(open_page(PAGE, initiative=initiative), "Open the workshop")
    assert "Your name" in words(app)
    assert context.store.running_workshops() == ()


def test_an_initiative_that_does_not_exist_is_said(open_page: OpenPage) -> None:
    assert "no initiative" in words(open_page(PAGE, initiative="nobody-0")).lower()


def on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, public: str = "", *offered: Adapter) -> None:
    """Let the pages find this computer in such networks."""
    settings = NetworkSettings.from_environment({"READINESS_PUBLIC_ADDRESS": public})
    there = Reach(settings, tmp_path / "network.json", adapters=lambda: offered)
    monkeypatch.setattr(reach, "shared_reach", lambda: there)


def test_every_network_of_the_computer_is_offered_and_none_gives_a_qr_code_before_it_is_chosen(
    here: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on(monkeypatch, tmp_path, "", Adapter("wlan0", "192.168.1.5", "Wi-Fi"), Adapter("eth0", "10.0.0.9", "Cable"))
    app = lead(here)
    assert app.get_by_key("rd-workshop-network").options == ["Wi-Fi · 192.168.1.5 (wlan0)", "Cable · 10.0.0.9 (eth0)"]
    assert "Choose the network that the phones are in." in words(app)
    assert "<img" not in page_html(app)


def test_where_the_program_is_hosted_its_public_address_is_the_qr_code_and_nothing_is_chosen(
    here: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on(monkeypatch, tmp_path, "https://rate.example.com", Adapter("eth0", "10.0.0.9", "Cable"))
    app = lead(here)
    assert 'src="data:image/svg+xml;base64,' in page_html(app)
    assert "https://rate.example.com/w" in words(app)
    assert "10.0.0.9" not in words(app)
    assert all(box.key != "rd-workshop-network" for box in app.selectbox)


def test_without_a_network_there_is_no_qr_code_and_the_page_says_why(here: Room) -> None:
    app = lead(here)
    assert "<img" not in page_html(app)
    said = words(app)
    assert "Choose the network" in said or "in no network" in said


# Who leads ------------------------------------------------------------------------------------------------------------


def test_a_tab_without_a_key_never_lands_on_the_form_while_a_workshop_runs(open_page: OpenPage, here: Room) -> None:
    app = open_page(PAGE, initiative=here.initiative)
    assert "Who leads the running workshop?" in words(app)
    assert "Open a workshop" not in words(app)
    app.text_input[1].set_value("WRONG-CODE")
    press(app, "Lead this workshop")
    assert "Only who leads this workshop" in words(app)
    app.text_input[0].set_value("Ana again")
    app.text_input[1].set_value(here.made.recovery_code.lower())
    press(app, "Lead this workshop")
    assert "Who is in?" in words(app)
    assert [one.name for one in here.facts.facilitators] == ["Ana", "Ana again"]


def test_a_key_made_for_somebody_else_lets_them_lead_and_the_last_one_cannot_leave(
    open_page: OpenPage, here: Room
) -> None:
    app = lead(here, view="people")
    press(app, "Leave")
    assert "You are the only one who leads" in words(app)
    app.get_by_key(f"rd-workshop-colead-{here.made.id}-name").set_value("Bea")
    press(app, "Make a key")
    (key,) = (one.value for one in app.code)
    assert "People" in words(lead(here, key=key, view="people"))
    press(app, "Leave")
    assert "Who leads the running workshop?" in words(app)


def test_a_stale_press_says_who_was_first_and_changes_nothing(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("green", "green", "green", "green", "green", "green")
    bea = add_facilitator(here.context, here.made.id, key=here.made.key, name="Bea")
    app = lead(here)
    here.step(steps.reveal, key=bea)
    before = here.workshop.version
    press(app, "Reveal")
    assert "already revealed by Bea" in words(app)
    assert here.workshop.version == before
    assert "What does the room agree on?" in words(app)


# Voting ---------------------------------------------------------------------------------------------------------------


def test_until_the_reveal_the_board_says_who_is_missing_and_nothing_of_what_was_answered(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("red", "yellow", reason=UNIQUE)
    app = lead(here)
    assert "2 of 6 voted" in words(app)
    assert "without a connection: Cy, Dee, Eli, Fay" in words(app).replace(" ,", ",")
    for view in ("", "agenda", "people", "join", "close"):
        shown = lead(here, view=view)
        everything = page_html(shown) + words(shown)
        assert UNIQUE not in everything
        assert "rd-workshop-spread" not in everything


def test_who_is_missing_is_told_apart_by_whether_their_phone_is_with_us(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("red", "yellow", "green")
    eli = next(one.id for one in here.facts.participants if one.name == "Eli")
    monkeypatch.setattr(phones, "connected", lambda workshop: frozenset({eli} if workshop == here.made.id else ()))
    said = words(lead(here)).replace(" ,", ",")
    assert "waiting for: Eli without a connection: Dee, Fay" in said
    # Who has no device is waited for, not missed by the network.
    add_without_device(here.context, here.made.id, key=here.made.key, name="Gus")
    assert "waiting for: Eli, Gus" in words(lead(here)).replace(" ,", ",")


def test_an_anonymous_board_shows_dots_and_no_name_of_who_has_voted(context: Context, initiative: str) -> None:
    here = room(context, initiative, anonymity="anonymous")
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("red", "yellow")
    app = lead(here)
    assert "2 of 6 voted" in words(app)
    assert "waiting for" not in words(app)
    assert "without a connection" not in words(app)
    assert "●●" in page_html(app)
    assert "Voted" not in words(lead(here, view="people")).replace("2 of 6 voted", "")


def test_reveal_asks_once_how_many_are_missing_and_then_reveals(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("red", "green", "yellow", "yellow")
    app = press(lead(here), "Reveal")
    assert "2 people have not answered yet" in words(app)
    assert "Not yet: Eli, Fay." in words(app)
    assert here.workshop.state == "voting"
    press(app, "Wait")
    assert "have not answered yet" not in words(app)
    press(press(app, "Reveal"), "Reveal without them")
    assert here.workshop.state == "revealed"
    assert "○ Not voted" in words(app)


def test_the_timer_only_signals_unless_it_was_chosen_to_reveal(context: Context, initiative: str) -> None:
    for auto, state, said in ((False, "voting", "Time is up"), (True, "revealed", "What does the room agree on?")):
        made = create_workshop(context, initiative, name="Ana", agenda=(MAPPING,), auto_reveal=auto)
        here = Room(context, initiative, made, (join(context, made.code, name="Amy").token,))
        here.step(steps.open_voting, criterion=MAPPING)
        long_ago = replace(context, now=lambda: datetime.now(UTC) - timedelta(minutes=10))
        steps.set_timer(long_ago, made.id, key=made.key, seconds=60)
        app = lead(here)
        assert here.workshop.state == state
        assert said in words(app.run())
        here.step(steps.close)


def test_what_people_without_a_device_say_is_entered_for_them(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    app = lead(here, view="people")
    app.get_by_key(f"rd-workshop-enter-{here.made.id}-name").set_value("Gus")
    press(app, "Enter them")
    app.run()
    form = f"rd-workshop-proxy-{MAPPING}-1-{here.made.id}"
    gus = next(one.id for one in here.facts.participants if one.name == "Gus")
    app.get_by_key(f"{form}-who").set_value(gus)
    app.get_by_key(f"{form}-choice").set_value("yellow")
    press(app, "Enter the answer")
    (given,) = here.facts.votes
    assert (given.participant, given.choice, given.entered_by_facilitator) == (gus, "yellow", True)


def test_somebody_is_removed_with_or_without_their_answers(here: Room) -> None:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say("yellow", "green")
    app = lead(here, view="people")
    for name, how, left in (("Amy", "keep", 2), ("Bo", "drop", 1)):
        who = next(one.id for one in here.facts.participants if one.name == name)
        app.get_by_key(f"rd-workshop-remove-{here.made.id}-who").set_value(who)
        press(app, f"Remove, {how} their answers")
        assert len(here.facts.votes) == left
    assert [one.name for one in here.facts.participants if one.removed_at] == ["Amy", "Bo"]


def test_who_asks_to_come_back_is_let_in_on_whatever_part_of_the_board(here: Room) -> None:
    ask_rejoin(here.context, here.made.code, "Amy")
    app = lead(here, view="agenda")
    assert "Amy asks to come back" in words(app)
    press(app, "Let in")
    assert [one.decision for one in here.facts.rejoins] == ["granted"]


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
