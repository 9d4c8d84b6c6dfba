"""From the secret in a link to its page: the cookie, links that show nothing, and who guesses."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from readiness.commands.shares import revoke_share_link
from readiness.context import Context
from readiness.queries.shares import share_links
from readiness.web import share
from readiness.web.share import COOKIE_SECONDS
from tests.web.share.reading import EVERYTHING, Browser, make, told, words

# From the link to the page --------------------------------------------------------------------------------------------


def test_the_token_leaves_the_address_at_once_and_goes_into_a_cookie_of_this_page_alone(
    context: Context, initiative: str
) -> None:
    token = make(context, initiative)
    (row,) = share_links(context, initiative)
    browser = Browser()
    answer = browser.get(f"/s/{token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/s/view/{row.link.id}"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert cookie == (
        f"readiness_share_{row.link.id}={token}; HttpOnly; Max-Age={COOKIE_SECONDS}; Path=/s/view/{row.link.id}; "
        "SameSite=lax"
    )
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert token not in page.text and token not in str(page.headers)


def test_under_https_the_cookie_never_travels_in_clear(context: Context, initiative: str) -> None:
    token = make(context, initiative)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=share.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="https://readiness") as client:
            return await client.get(f"/s/{token}")

    assert "; Secure" in asyncio.run(ask()).headers["set-cookie"]


def test_a_program_below_a_path_sends_on_below_it(context: Context, initiative: str) -> None:
    token = make(context, initiative)
    answer = Browser(root_path="/base").get(f"/base/s/{token}")
    assert answer.headers["location"].startswith("/base/s/view/")
    assert f"Path={answer.headers['location']};" in answer.headers["set-cookie"]


def test_what_a_sentence_leaves_behind_a_link_does_no_harm(context: Context, initiative: str) -> None:
    token = make(context, initiative)
    for tail in (".", ")", "/", "%E2%80%9D", ">,"):
        assert Browser().get(f"/s/{token}{tail}").status_code == 303, tail


def test_two_links_are_read_side_by_side_in_one_browser(context: Context, initiative: str) -> None:
    bare, full = make(context, initiative), make(context, initiative, EVERYTHING)
    browser = Browser()
    one, other = browser.open(bare), browser.open(full)
    assert "Olga Owner" in words(other) and "Olga Owner" not in words(one)
    assert words(browser.get(one.url.path)) == words(one)


def test_the_address_of_the_page_opens_nothing_in_another_browser(context: Context, initiative: str) -> None:
    address = Browser().open(make(context, initiative)).url.path
    assert Browser().get(address).status_code == 404


def test_the_cookie_of_one_link_opens_no_other(context: Context, initiative: str) -> None:
    make(context, initiative, EVERYTHING)
    (full,) = share_links(context, initiative)
    token = make(context, initiative)
    browser = Browser()
    browser.cookies.set(f"readiness_share_{full.link.id}", token)
    assert browser.get(f"/s/view/{full.link.id}").status_code == 404


def test_a_page_is_counted_when_it_is_read_and_not_when_it_is_only_looked_for(
    context: Context, initiative: str
) -> None:
    token = make(context, initiative)
    browser = Browser()
    browser.get(f"/s/{token}", method="HEAD")
    browser.get(f"/s/{token}")
    assert share_links(context, initiative)[0].link.uses == 0
    address = browser.open(token).url.path
    browser.get(address)
    browser.get(address, method="HEAD")
    (row,) = share_links(context, initiative)
    assert row.link.uses == 2 and row.link.last_used_at is not None


# What shows nothing ---------------------------------------------------------------------------------------------------


def test_wrong_expired_revoked_and_unknown_links_cannot_be_told_apart(
    context: Context, initiative: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked, gone = make(context, initiative), make(context, initiative)
    rows = {row.link.id: row for row in share_links(context, initiative)}
    holders = {token: Browser() for token in (revoked, gone)}
    pages = {token: holders[token].open(token).url.path for token in holders}
    revoke_share_link(context, initiative, pages[revoked].rpartition("/")[2])
    with context.store.engine.writing() as run:
        day = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
        run("update share_link set expires_at = :day where id = :id", day=day, id=pages[gone].rpartition("/")[2])
    assert len(rows) == 2
    tried = [
        "A" * 43,
        "x",
        revoked,
        gone,
        revoked[:-1],
        "%00",
        "%F0%9F%A6%8A",
        "a" * 5000,
        f"{revoked}/more",
        "",
        "view",
        "'%20or%201=1",
    ]
    answers = [told(Browser().get(f"/s/{one}")) for one in tried]
    answers += [told(holders[token].get(pages[token])) for token in holders]
    answers += [told(holders[token].get(f"{pages[token]}/pdf")) for token in holders]
    answers += [told(Browser().get(path)) for path in ("/s/view/0123456789abcdef", "/s/view/../view", "/s/view/x/pdf")]
    assert answers[0][0] == 404
    assert [answer for answer in answers if answer != answers[0]] == []
    assert "set-cookie" not in dict(answers[0][1])


def test_every_link_costs_the_same_look_into_the_database(
    context: Context, initiative: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked = make(context, initiative)
    revoke_share_link(context, initiative, share_links(context, initiative)[0].link.id)
    looks: list[str] = []
    by_token = share.open_link

    def counted(context: Context, token: str) -> Any:
        looks.append(token)
        return by_token(context, token)

    monkeypatch.setattr(share, "open_link", counted)
    for token in (revoked, "A" * 43, "short", "é"):
        Browser().get(f"/s/{token}")
    assert looks == [revoked, "A" * 43, "short", "é"]


def test_a_revoked_link_shows_nothing_to_a_page_that_is_open_already(context: Context, initiative: str) -> None:
    browser = Browser()
    address = browser.open(make(context, initiative)).url.path
    revoke_share_link(context, initiative, share_links(context, initiative)[0].link.id)
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "There is nothing to show here" in words(answer)
    assert "Ask whoever sent it to you for a new one" in words(answer)


def test_who_tries_too_many_wrong_links_waits_whatever_they_try_and_others_do_not(
    context: Context, initiative: str
) -> None:
    token = make(context, initiative)
    guesser = Browser("198.51.100.1")
    for number in range(20):
        assert guesser.get(f"/s/guess{number}").status_code == 404
    wrong, right = guesser.get("/s/guess"), guesser.get(f"/s/{token}")
    assert told(wrong) == told(right)
    assert (right.status_code, right.headers["retry-after"]) == (429, "60")
    assert "Wait 60 seconds" in words(right)
    assert Browser("198.51.100.2").get(f"/s/{token}").status_code == 303


def test_reading_a_page_that_is_open_is_never_taken_for_guessing(context: Context, initiative: str) -> None:
    browser = Browser()
    address = browser.open(make(context, initiative)).url.path
    for _ in range(30):
        assert browser.get(address).status_code == 200


def test_only_reading_is_possible(context: Context, initiative: str) -> None:
    token = make(context, initiative)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert Browser().get(f"/s/{token}", method=method).status_code == 405
