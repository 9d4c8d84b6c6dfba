"""The way in: the code, who somebody is, the personal link, and all that keeps others out."""

import logging
import re

import pytest

from readiness.commands import attendance
from readiness.commands.people import add_person
from readiness.context import Context
from readiness.web import phone_requests
from tests.web.phones.room import ANSWER, Phone, Room, join, said


def test_a_code_a_name_and_one_tap_lead_to_the_room(room: Room) -> None:
    phone = room.phone()
    assert (
        phone.get(f"/w?code={room.created.code[:3].lower()}%20{room.created.code[3:].lower()}").headers["location"]
        == f"/w/{room.created.code}"
    )
    form = phone.get(f"/w/{room.created.code}")
    assert "I would rather not say" in form.text
    assert "Until the reveal nobody else sees your answer, the facilitator included." in said(form.text)
    assert join(phone, room.created.code, "Bo", role="Security").headers["location"] == "/w/me"
    page = phone.get("/w/me")
    assert "You are in, Bo" in page.text
    assert "Bo · Security · independent" in page.text
    assert [(one.name, one.independent) for one in room.context.store.workshop(room.id).participants] == [("Bo", True)]


@pytest.mark.parametrize("tap", ["stake", "unsaid"])
def test_only_a_clear_no_counts_as_independent(room: Room, tap: str) -> None:
    phone = room.joined("Bo", independence=tap)
    assert "not independent" in phone.get("/w/me").text


def test_an_anonymous_workshop_asks_for_no_role_and_promises_no_more_than_it_keeps(context: Context) -> None:
    room = Room(context, "anonymous")
    add_person(context, room.initiative, name="Kim Lee", builder=True)
    phone = room.phone()
    assert "Your role" not in phone.get(f"/w/{room.created.code}").text
    assert "keeps no more of it than whether you are independent" in join(phone, room.created.code, "Kim Lee").text
    join(phone, room.created.code, "Kim Lee", person="yes", role="Security")
    one = context.store.workshop(room.id).participants[0]
    assert (one.role, one.person, one.independent) == ("", None, False)


def test_who_leaves_the_question_of_independence_out_is_asked_again_and_keeps_what_was_typed(room: Room) -> None:
    answer = join(room.phone(), room.created.code, "Bo", role="Security", independence="")
    assert answer.status_code == 422
    assert 'value="Security"' in answer.text
    assert room.context.store.workshop(room.id).participants == ()


def test_two_taps_on_join_are_one_person(room: Room) -> None:
    phone = room.phone()
    once = re.search(r'name="once" value="([^"]+)"', phone.get(f"/w/{room.created.code}").text)
    assert once
    fields = {"name": "Bo", "independence": "none", "once": once.group(1)}
    tokens = {phone.post(f"/w/{room.created.code}/join", data=fields).cookies[phone_requests.SEAT] for _ in range(2)}
    assert len(tokens) == 1
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_a_name_that_is_taken_is_never_taken_over(room: Room) -> None:
    room.joined("Sam")
    second = room.phone()
    answer = join(second, room.created.code, "Sam")
    assert answer.status_code == 200
    assert phone_requests.SEAT not in second.cookies
    assert "That’s me — rejoin" in answer.text
    assert join(second, room.created.code, "Sam", another="1").status_code == 303
    assert "You are in, Sam (2)" in second.get("/w/me").text


def test_who_rejoins_waits_until_the_facilitator_lets_them_in_and_hears_that_they_have_answered(
    room: Room,
) -> None:
    first = room.joined("Sam")
    room.open()
    first.post("/w/vote", data=ANSWER)
    other = room.phone()
    assert other.post("/w/rejoin", data={"code": room.created.code, "name": "Sam"}).status_code == 303
    waiting = other.get("/w/me")
    assert "The facilitator has to let you back in" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    assert "Your answer" not in waiting.text
    asked = room.context.store.workshop(room.id).rejoins[0]
    attendance.decide_rejoin(room.context, room.id, key=room.created.key, rejoin=asked.id, grant=True)
    assert "An answer was given from the device before. Send anew to replace it." in said(other.get("/w/me").text)
    assert "checked=" not in other.get("/w/me").text
    for gone in (first.get("/w/me"), first.get("/w/state"), first.post("/w/vote", data=ANSWER)):
        assert gone.status_code == 403 and "Your seat in this workshop moved to another device" in gone.text
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_a_person_of_the_initiative_is_offered_their_own_declaration(room: Room) -> None:
    person = add_person(room.context, room.initiative, name="Kim Lee", builder=True)
    phone = room.phone()
    asked = join(phone, room.created.code, "kim  lee")
    assert "Yes, use my declaration" in asked.text
    assert "works on the delivery" not in asked.text, "what somebody declared is shown to nobody who types their name"
    assert join(phone, room.created.code, "Kim Lee", person="yes").status_code == 303
    one = room.context.store.workshop(room.id).participants[0]
    assert (one.person, one.independent) == (person, False)


def test_somebody_else_of_that_name_joins_as_themselves(room: Room) -> None:
    add_person(room.context, room.initiative, name="Kim Lee", builder=True)
    assert join(room.phone(), room.created.code, "Kim Lee", person="no").status_code == 303
    one = room.context.store.workshop(room.id).participants[0]
    assert (one.person, one.independent) == (None, True)


def test_ten_wrong_codes_from_one_address_have_to_wait_even_with_the_right_one(room: Room) -> None:
    phone = room.phone()
    for _ in range(9):
        assert phone.get("/w/ABCDEF").status_code == 404
    assert phone.get("/w/ABCDEF").status_code == 429
    right = phone.get(f"/w/{room.created.code}")
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0
    assert "Claims" not in right.text


def test_who_sits_already_is_not_kept_waiting_by_the_wrong_codes_of_others(room: Room) -> None:
    phone = room.joined("Bo")
    for _ in range(12):
        room.phone().get("/w/ABCDEF")
    assert phone.get("/w/me").status_code == 200


def test_guessed_seats_have_to_wait_as_well(room: Room) -> None:
    phone = room.phone()
    statuses = [phone.get(f"/w/seat/guess{number}").status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]


def test_a_closed_workshop_says_so_plainly(room: Room) -> None:
    room.lead("close")
    answer = room.phone().get(f"/w/{room.created.code}")
    assert answer.status_code == 410
    assert "The workshop is over" in answer.text


# The seat -------------------------------------------------------------------------------------------------------------


def test_the_personal_link_is_shown_once_and_opens_the_same_seat_in_another_browser(room: Room) -> None:
    phone = room.joined("Bo")
    page = phone.get("/w/me").text
    link = re.search(r"http://room(/w/seat/[A-Za-z0-9_-]{22,})", page)
    assert link
    assert link.group(1) not in phone.get("/w/me").text
    other = room.phone()
    answer = other.get(link.group(1))
    assert answer.headers["location"] == "/w/me"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "You are in, Bo" in other.get("/w/me").text
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_the_seat_is_a_cookie_that_no_script_and_no_other_site_can_use(room: Room) -> None:
    phone = room.phone()
    cookie = next(
        line
        for line in join(phone, room.created.code, "Bo").headers.get_list("set-cookie")
        if phone_requests.SEAT in line
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/w;" in cookie
    assert "Secure" not in cookie
    token = phone.cookies[phone_requests.SEAT]
    assert token not in room.context.store.path.read_bytes().decode("latin-1")
    safe = Phone(room.app, "https://room")
    assert "; Secure" in join(safe, room.created.code, "Cy").headers["set-cookie"]


def test_scanning_the_code_again_leads_back_to_the_seat(room: Room) -> None:
    phone = room.joined("Bo")
    assert phone.get(f"/w/{room.created.code}").headers["location"] == "/w/me"
    assert phone.get("/w").headers["location"] == "/w/me"
    assert phone.get(f"/w/{room.created.code}?new=1").status_code == 200


def test_the_token_is_in_no_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        phone = room.joined("Bo")
        token = phone.cookies[phone_requests.SEAT]
        room.phone().get(f"/w/seat/{token}")
        phone.post("/w/vote", data={**ANSWER, "reason": "UNIQUE"})
        phone.post("/w/reveal")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name == "readiness")
    assert "Refused" in ours
    assert token not in ours
    assert "UNIQUE" not in ours


def test_who_was_removed_is_told_and_their_seat_is_dead(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    one = room.context.store.workshop(room.id).participants[0]
    attendance.remove_participant(room.context, room.id, key=room.created.key, participant=one.id, keep_votes=False)
    page = phone.get("/w/me")
    assert page.status_code == 403
    assert "You were removed from this workshop" in page.text
    assert phone.post("/w/vote", data=ANSWER).status_code == 403
    assert room.votes() == []


def test_the_page_with_the_personal_link_never_loads_again_by_itself(room: Room) -> None:
    phone = room.joined("Bo")
    first = phone.get("/w/me").text
    assert "/w/seat/" in first and 'http-equiv="refresh"' not in first
    assert 'href="/w/me">I have noted it, go on</a>' in first
    after = phone.get("/w/me").text
    assert "/w/seat/" not in after and 'http-equiv="refresh"' in after


def test_what_is_hidden_on_a_phones_page_takes_no_place_whatever_its_kind(room: Room) -> None:
    page = room.joined("Bo").get("/w/me").text
    assert "data_copy" not in page and re.search(r'<button[^>]*data-copy="personal"[^>]*hidden', page)
    assert "[hidden]{display:none!important}" in page


def test_a_refusal_of_a_light_route_has_the_strict_policy(room: Room) -> None:
    phone = room.joined("Bo")
    for answer in (
        phone.get("/w/state"),
        phone.get("/w?code=zzzzzz"),
        phone.post("/w/plain", headers={"accept": "application/json"}),
        room.phone()._ask("DELETE", "/w"),
        phone.post("/w/vote", data={**ANSWER, "choice": "blue"}, headers={"accept": "application/json"}),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'"), answer.text
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
