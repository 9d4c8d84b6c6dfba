"""One answer from a phone: taken, shown back, counted once, or refused in words with nothing changed."""

import logging
from collections.abc import AsyncIterator

import pytest

from readiness.web import phone_requests
from tests.web.phones.room import ANSWER, FIRST, SECOND, Room, said


def test_five_answers_carry_shape_word_colour_and_the_words_of_the_level(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    page = phone.get("/w/me").text
    framework = room.context.framework_of(room.context.store.load(room.initiative))
    criterion = framework.criterion(FIRST)
    assert criterion
    text = said(page)
    for words in (criterion.question, criterion.red, criterion.yellow, criterion.green):
        assert words in text
    for sign in ("■ Red", "▲ Yellow", "● Green", "– Not applicable", "? Don't know"):
        assert sign in text
    assert page.count('type="radio"') == 5


def test_an_answer_without_script_is_saved_and_shown_back(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data={**ANSWER, "choice": "red", "reason": 'No <b>test</b> & "x"'})
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/me")
    page = phone.get("/w/me").text
    assert 'value="red" id="choice-red" required="" checked=""' in page
    assert "No &lt;b&gt;test&lt;/b&gt;" in page
    assert "✓ You can change it until the reveal." in said(page)
    assert room.votes() == [("red", 'No <b>test</b> & "x"')]


def test_an_answer_sent_again_counts_once_and_the_last_one_stands(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    for choice in ["green", "green", "yellow", "yellow"]:
        answer = phone.post("/w/vote", data={**ANSWER, "choice": choice}, headers={"accept": "application/json"})
        assert answer.json()["ok"] is True
    assert room.votes() == [("yellow", "")]


def test_red_without_a_reason_is_refused_and_what_was_typed_stays(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data={**ANSWER, "choice": "red", "evidence": "Wiki page 7"})
    assert answer.status_code == 409
    assert "Red needs a reason" in answer.text
    assert "Wiki page 7" in answer.text
    assert 'value="red" id="choice-red" required="" checked=""' in answer.text
    assert room.votes() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round": "7"}, "has not been opened"),
        ({"round": "-1"}, "Voting closed"),
        ({"round": "x"}, "Voting closed"),
        ({"criterion": SECOND}, "another criterion"),
        ({"criterion": "no.such"}, "not on the workshop's agenda"),
        ({"choice": "purple"}, "none of"),
        ({"choice": ""}, "none of"),
        ({"reason": "x" * 2001}, "2"),
        ({"evidence": "x" * 2001}, "2"),
        ({"reason": "a\x00b"}, "reason"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words_logged_and_changes_nothing(
    room: Room, caplog: pytest.LogCaptureFixture, change: dict[str, str], words: str
) -> None:
    phone = room.joined("Bo")
    room.open()
    with caplog.at_level(logging.WARNING, logger="readiness"):
        answer = phone.post("/w/vote", data={**ANSWER, **change}, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert words in answer.json()["sentence"]
    assert "Refused" in caplog.text
    assert room.votes() == []


def test_a_reason_of_a_megabyte_is_refused_before_it_is_read(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    phone = room.joined("Bo")
    room.open()

    async def endless() -> AsyncIterator[bytes]:
        yield b"choice=red&reason="
        for _ in range(1024):
            yield b"x" * 1024

    with caplog.at_level(logging.WARNING, logger="readiness"):
        declared = phone.post("/w/vote", data={**ANSWER, "reason": "x" * 1_000_000})
        streamed = phone.post(
            "/w/vote", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
        )
    assert [declared.status_code, streamed.status_code] == [413, 413]
    assert "too much text" in declared.text
    assert caplog.text.count("Refused") == 2
    assert room.votes() == []


def test_a_forged_token_is_refused_in_the_same_words_as_an_old_one(room: Room) -> None:
    forged = room.phone()
    forged.cookies.set(phone_requests.SEAT, "A" * 43, path="/w")
    room.open()
    answer = forged.post("/w/vote", data=ANSWER)
    assert answer.status_code == 404
    assert "Join with the code" in answer.text
    assert room.phone().post("/w/vote", data=ANSWER).status_code == 404
    assert room.votes() == []


def test_nobody_answers_for_somebody_else(room: Room) -> None:
    room.joined("Ana")
    bo = room.joined("Bo")
    room.open()
    ana = room.context.store.workshop(room.id).participants[0]
    bo.post("/w/vote", data={**ANSWER, "participant": ana.id, "token": "x"})
    votes = room.context.store.workshop(room.id).votes
    assert [vote.participant for vote in votes] == [room.context.store.workshop(room.id).participants[1].id]


@pytest.mark.parametrize("step", ["reveal", "open", "new_round", "agree", "close", "W0RKSHOP/reveal", "seat/x"])
def test_a_facilitators_step_from_a_phone_is_refused_in_words_and_logged(
    room: Room, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    phone = room.joined("Bo")
    room.open()
    before = room.version
    with caplog.at_level(logging.WARNING, logger="readiness"):
        answer = phone.post(f"/w/{step}", data={"version": str(before), "key": "x"})
    assert answer.status_code == 403
    assert "Only a facilitator can do that" in answer.text
    assert "Refused" in caplog.text
    assert room.version == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "http://evil"},
        {"sec-fetch-site": "same-site", "origin": "http://other.room"},
        {"origin": "http://evil"},
        {"origin": "null"},
        {"origin": "http://room.evil"},
    ],
)
def test_a_form_of_another_site_does_nothing(room: Room, headers: dict[str, str]) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data=ANSWER, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert room.votes() == []
    assert phone.post("/w/vote", data=ANSWER, headers={"origin": "http://room"}).status_code == 303


def test_an_answer_after_the_reveal_is_refused_and_says_which_round_comes(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    room.reveal()
    script = phone.post("/w/vote", data=ANSWER, headers={"accept": "application/json"})
    assert script.json() == {
        "ok": False,
        "sentence": "Voting closed — you can answer in round 2. Your answer was not saved.",
        "moved": True,
        "gone": False,
    }
    plain = phone.post("/w/vote", data=ANSWER)
    assert plain.status_code == 409
    assert "Voting closed — you can answer in round 2" in plain.text
    assert room.votes() == []
