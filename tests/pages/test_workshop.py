"""The workshop's board until the reveal: opened, led by who has the key, and blind."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.commands import workshops as steps
from readiness.commands.attendance import add_without_device
from readiness.commands.facilitators import add_facilitator
from readiness.commands.participants import ask_rejoin, join
from readiness.commands.workshops import create_workshop
from readiness.context import Context
from readiness.settings import NetworkSettings
from readiness.web import phone_following, reach
from readiness.web.adapters import Adapter
from readiness.web.listener import Address, Seen
from readiness.web.reach import Reach
from tests.pages.conftest import OpenPage, page_html, words
from tests.pages.workshop_room import MAPPING, PAGE, UNIQUE, Room, lead, press, room


@pytest.fixture
def here(context: Context, initiative: str) -> Room:
    """A workshop on two criteria, still in the lobby."""
    return room(context, initiative)


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


def on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, public: str = "", *offered: Adapter) -> Reach:
    """Let the pages find this computer in such networks."""
    settings = NetworkSettings.from_environment({"READINESS_PUBLIC_ADDRESS": public})
    there = Reach(settings, tmp_path / "network.json", adapters=lambda: offered)
    monkeypatch.setattr(reach, "shared_reach", lambda: there)
    return there


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


def test_the_board_says_by_itself_that_no_phone_arrives_and_stops_when_one_does(
    here: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = on(monkeypatch, tmp_path, "", Adapter("eth0", "10.0.0.9", "Cable"))
    there.listener._address = Address("10.0.0.9", 8700)
    seen = there.listener._seen = Seen(opened=time.monotonic() - 1)
    app = lead(here)
    assert "No phone has reached" not in words(app)
    seen.opened -= 9
    assert "No phone has reached this computer yet at 10.0.0.9:8700" in words(app.run())
    seen.requests += 1
    assert "No phone has reached" not in words(app.run())


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
    monkeypatch.setattr(
        phone_following, "connected", lambda workshop: frozenset({eli} if workshop == here.made.id else ())
    )
    said = words(lead(here)).replace(" ,", ",")
    assert "waiting for: Eli without a connection: Dee, Fay" in said
    assert "○" in page_html(lead(here)) and '<span class="rd-away">◌◌</span>' in page_html(lead(here))
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
    # Two have answered, and no phone of the others is with us: dots of another shape, and nobody is named.
    assert '<span class="rd-done">●●</span><span></span><span class="rd-away">◌◌◌◌</span>' in page_html(app)
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
    for name, how, left in (
        ("Amy", "keep their answers", 2),
        ("Bo", "drop their answer that is not revealed yet", 1),
    ):
        who = next(one.id for one in here.facts.participants if one.name == name)
        app.get_by_key(f"rd-workshop-remove-{here.made.id}-who").set_value(who)
        press(app, f"Remove, {how}")
        assert len(here.facts.votes) == left
    assert [one.name for one in here.facts.participants if one.removed_at] == ["Amy", "Bo"]


def test_who_asks_to_come_back_is_let_in_on_whatever_part_of_the_board(here: Room) -> None:
    ask_rejoin(here.context, here.made.code, "Amy")
    app = lead(here, view="agenda")
    assert "Amy asks to come back" in words(app)
    press(app, "Let in")
    assert [one.decision for one in here.facts.rejoins] == ["granted"]
