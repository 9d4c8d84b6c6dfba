"""Where the live connection does not come through: it is said, and there is a page without script that does it all."""

import pytest

from readiness.web import phone_following
from tests.web.phones.room import ANSWER, Room, join, said


def test_the_way_in_tries_the_live_connection_and_offers_a_page_without_script(room: Room) -> None:
    page = room.phone().get(f"/w/{room.created.code}").text
    assert "/w/try" in page
    assert "The live connection does not come through here. Join all the same" in said(page)
    assert f'href="/w/plain?code={room.created.code}"' in page


def test_a_page_at_the_seat_offers_the_plain_page_as_well(room: Room) -> None:
    assert 'href="/w/plain"' in room.joined("Bo").get("/w/me").text


def test_the_plain_pages_hold_no_script_and_stay_plain_until_that_is_taken_back(room: Room) -> None:
    phone = room.phone()
    assert phone.get(f"/w/plain?code={room.created.code}").headers["location"] == f"/w/{room.created.code}"
    assert "<script" not in phone.get(f"/w/{room.created.code}").text
    assert join(phone, room.created.code, "Bo").headers["location"] == "/w/me"
    assert "<script" not in phone.get("/w/me").text
    lobby = phone.get("/w/me")
    assert "<script" not in lobby.text
    assert '<meta http-equiv="refresh" content="15">' in lobby.text.replace("<noscript>", "")
    room.open()
    red = {**ANSWER, "choice": "red"}
    refused = phone.post("/w/vote", data=red)
    assert "Red needs a reason" in said(refused.text)
    assert "<script" not in refused.text
    assert phone.post("/w/vote", data={**red, "reason": "No test"}).headers["location"] == "/w/me"
    page = phone.get("/w/me")
    assert "<script" not in page.text
    assert "Look whether the room has moved on" in page.text
    assert "<noscript" not in page.text
    assert room.votes() == [("red", "No test")]
    assert phone.get("/w/plain?off=1").headers["location"] == "/w/me"
    assert "<script" in phone.get("/w/me").text


def test_whoever_touches_a_plain_page_is_with_us_for_a_while(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = room.joined("Bo")
    phone.get("/w/me")  # a page with a script says so itself
    assert phone_following.connected(room.id) == frozenset()
    phone.get("/w/plain")
    phone.get("/w/me")
    (bo,) = room.context.store.workshop(room.id).participants
    assert phone_following.connected(room.id) == {bo.id}
    monkeypatch.setattr(phone_following, "PLAIN_SECONDS", 0.0)
    assert phone_following.connected(room.id) == frozenset()


def test_the_way_to_the_plain_page_leads_nowhere_else(room: Room) -> None:
    for code in ("//evil.example", "../x", "%0d%0aSet-Cookie:a=b", "x" * 400):
        to = room.phone().get(f"/w/plain?code={code}").headers["location"]
        assert to == "/w/me" or to == f"/w/{'x' * 12}"
