"""Share links as a browser opens them: from the link to the page, what stands on it, and the page for all others."""

import asyncio
import base64
import hashlib
import html
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands.answers import rate, set_note
from readiness.commands.evidence import add_link, add_text
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.commands.shares import create_share_link, revoke_share_link
from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, shared_context
from readiness.domain.share_link import DOWNLOADS, Shows
from readiness.queries.shares import share_links
from readiness.queries.snapshots import snapshot_text
from readiness.settings import Settings
from readiness.web import share
from readiness.web.access_log import keep_secrets_out_of_access_log, without_secret
from readiness.web.headers import SecurityHeaders
from readiness.web.limits import Limit
from readiness.web.share import COOKIE_SECONDS
from tests.builders import a_workshop_record, in_rounds, left
from tests.web.test_door import free_port, start, stop

CRITERION = "data.source_mapping"
EVERYTHING = Shows(evidence=True, names=True, plans=True, downloads=DOWNLOADS)
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with nobody waiting."""
    monkeypatch.setattr(share, "_wrong", Limit(20, within=60, wait=60))


@pytest.fixture
def context(own_database: Path) -> Iterator[Context]:
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


@pytest.fixture
def initiative(context: Context) -> str:
    """A snapshot with names, evidence, plans and hostile text."""
    made = create_initiative(context, name=f"Claims {HOSTILE}", description="What it is for", profile="fraud_detection")
    ida = add_person(
        context, made, name="Ida Ionescu", builder=False, reports_to_delivery=False, rewarded_for_launch=False
    )
    acting = replace(context, actor=Actor(ida, "Ida Ionescu"))
    today = context.today()
    rate(acting, made, CRITERION, rating="red", seen=None)
    rate(acting, made, "data.quality_monitoring", rating="yellow", seen=None)
    rate(acting, made, "operations.incident_response", rating="green", seen=None, reason="Seen it work")
    add_text(acting, made, CRITERION, text=f"Drill report {HOSTILE}", day=today, by="Vera Voucher")
    add_link(acting, made, CRITERION, url="https://example.org/a?b=1&c=2", day=today)
    set_note(acting, made, CRITERION, note="Between you and me", seen="")
    add_plan(
        acting,
        made,
        criteria=["data.quality_monitoring"],
        text="Buy a pump",
        owner="Olga Owner",
        due=today + timedelta(days=9),
    )
    freeze(acting, made, note="For the board")
    return made


def make(context: Context, initiative: str, shows: Shows = Shows(), *, snapshot: int | None = 1, days: int = 9) -> str:  # noqa: B008
    until = context.today() + timedelta(days=days)
    return create_share_link(context, initiative, snapshot=snapshot, until=until, shows=shows).token


class Browser:
    """A browser with its cookies; follows where it is sent only when told to."""

    def __init__(self, address: str = "203.0.113.7", *, root_path: str = "") -> None:
        app = Starlette(routes=share.routes(), middleware=[Middleware(SecurityHeaders)])
        self._transport = httpx.ASGITransport(
            app, raise_app_exceptions=False, client=(address, 50000), root_path=root_path
        )
        self.cookies = httpx.Cookies()

    def get(self, path: str, *, method: str = "GET", follow: bool = False) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://readiness", cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, follow_redirects=follow)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def open(self, token: str) -> httpx.Response:
        """Open a link as a person does."""
        answer = self.get(f"/s/{token}", follow=True)
        assert answer.status_code == 200, answer.text
        return answer


def words(answer: httpx.Response) -> str:
    """What a person reads: no style, no tags, in one line."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


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


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """All that an answer tells."""
    return answer.status_code, sorted(answer.headers.items()), answer.content


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


# Headers and logs -----------------------------------------------------------------------------------------------------


def test_the_page_lets_nothing_in_but_its_own_style_and_tells_nobody_of_itself(
    context: Context, initiative: str
) -> None:
    answer = Browser().open(make(context, initiative, EVERYTHING))
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "script-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert re.findall(r"<script| style=| on[a-z]+=|<form|<iframe|javascript:", answer.text) == []
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert len(answer.headers.get_list("referrer-policy")) == 1


def test_neither_the_page_nor_its_style_names_another_host(context: Context, initiative: str) -> None:
    page = Browser().open(make(context, initiative)).text
    assert re.findall(r"https?://[^\"'< )]+", page) == []


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/s/abcDEF_-123", "/s/…"),
        ("/s/abc?x=1", "/s/…?x=1"),
        ("/base/s/abc", "/base/s/…"),
        ("/s/view/0123", "/s/view/0123"),
        ("/s/abc/def", "/s/…/def"),
        ("/w/seat/abc", "/w/seat/…"),
        ("/projector/w1/abc", "/projector/w1/…"),
        ("/snapshots?initiative=s", "/snapshots?initiative=s"),
        ("/download/a/1/pdf", "/download/a/1/pdf"),
    ],
)
def test_what_opens_something_is_left_out_of_logs(path: str, logged: str) -> None:
    assert without_secret(path) == logged


def test_the_access_log_of_the_server_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    keep_secrets_out_of_access_log()
    keep_secrets_out_of_access_log()
    log = logging.getLogger("uvicorn.access")
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/s/SECRET", "1.1", 303)
    assert caplog.messages == ['127.0.0.1:5 - "GET /s/… HTTP/1.1" 303']


def test_a_failure_nobody_expected_is_logged_without_the_token(
    context: Context, initiative: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(share, "open_link", fails)
    answer = Browser().get("/s/SECRETSECRET")
    assert answer.status_code == 500
    assert "SECRETSECRET" not in caplog.text and "out of order" in caplog.text
    assert "SECRETSECRET" not in answer.text


# What stands on it ----------------------------------------------------------------------------------------------------


def test_the_page_says_the_verdict_why_where_it_stands_and_what_seals_it(context: Context, initiative: str) -> None:
    said = words(Browser().open(make(context, initiative)))
    _, sha256 = snapshot_text(context, initiative, 1)
    assert "Can it go to production? ■ Blocked No" in said
    assert "What blocks it" in said
    assert "Where it stands" in said and "Incident response" in said
    assert "Snapshot 1 of " in said and "0 of 25" not in said and "3 of 25 criteria answered" in said
    assert sha256 in said and "framework 2026.1" in said
    assert "Not assessed is never a score." in said
    assert "This link opens until the end of" in said


def test_with_the_switches_off_the_page_holds_neither_names_nor_evidence_nor_plans(
    context: Context, initiative: str
) -> None:
    page = Browser().open(make(context, initiative)).text
    hidden = ("Ida", "Ionescu", "Vera", "Olga", "Drill report", "example.org", "Between you", "pump")
    assert [word for word in hidden if word in page] == []
    said = words(Browser().open(make(context, initiative)))
    assert "Left out of this page: evidence, check values, notes and votes; names; plans." in said


@pytest.mark.parametrize(
    ("switch", "shown"),
    [
        ("evidence", ("Drill report", "https://example.org/a?b=1&c=2", "Between you and me")),
        ("names", ("Ida Ionescu",)),
        ("plans", ("Buy a pump", "The shortest way to")),
    ],
)
def test_a_switch_shows_its_part(context: Context, initiative: str, switch: str, shown: tuple[str, ...]) -> None:
    said = words(Browser().open(make(context, initiative, Shows(**{switch: True}))))
    assert [word for word in shown if word not in said] == []
    assert "Vera Voucher" not in said and "Olga Owner" not in said, "a name needs its own switch as well"


def test_what_somebody_typed_is_shown_as_typed_and_never_run(context: Context, initiative: str) -> None:
    answer = Browser().open(make(context, initiative, EVERYTHING))
    assert "<script" not in answer.text
    assert f"Drill report {HOSTILE}" in words(answer) and f"Claims {HOSTILE}" in words(answer)


def test_a_link_to_the_latest_follows_what_is_frozen(context: Context, initiative: str) -> None:
    token = make(context, initiative, snapshot=None)
    browser = Browser()
    assert "Snapshot 1 of" in words(browser.open(token))
    freeze(context, initiative)
    said = words(browser.open(token))
    assert "Snapshot 2 of" in said and "The latest snapshot at any time." in said
    assert "dashed: snapshot 1" in said


class Outline(HTMLParser):
    """The headings of a page with their levels, its language, and elements that are open at its end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.language: str | None = None
        self.open: list[str] = []
        self.mains = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "link"):
            return
        self.open.append(tag)
        self.mains += tag == "main"
        if tag == "html":
            self.language = dict(attrs).get("lang")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_well_formed_document_with_its_headings_in_order(context: Context, initiative: str) -> None:
    for shows in (Shows(), EVERYTHING):
        answer = Browser().open(make(context, initiative, shows))
        outline = Outline(answer.text)
        assert outline.open == [] and outline.language == "en" and outline.mains == 1
        assert outline.levels[0] == 1 and outline.levels.count(1) == 1
        steps = zip(outline.levels, outline.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps)
        assert len(answer.content) < 150_000


# Reports --------------------------------------------------------------------------------------------------------------


def test_only_the_reports_that_the_link_offers_can_be_taken_away(context: Context, initiative: str) -> None:
    token = make(context, initiative, Shows(evidence=True, plans=True, downloads=("md", "csv")))
    browser = Browser()
    page = browser.open(token)
    offered = re.findall(r'href="([0-9a-f]+/\w+)"', page.text)
    assert [one.partition("/")[2] for one in offered] == ["md", "csv"]
    for address in offered:
        answer = browser.get(f"/s/view/{address}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["referrer-policy"] == "no-referrer"
    for format in ("pdf", "json", "exe"):
        assert browser.get(f"{page.url.path}/{format}").status_code == 404


def test_reports_of_a_link_without_names_hold_none_and_say_so(context: Context, initiative: str) -> None:
    token = make(context, initiative, Shows(evidence=True, plans=True, downloads=("md", "json", "csv")))
    browser = Browser()
    address = browser.open(token).url.path
    _, sha256 = snapshot_text(context, initiative, 1)
    for format in ("md", "json", "csv"):
        text = browser.get(f"{address}/{format}").text
        assert [name for name in ("Ida", "Ionescu", "Vera", "Olga") if name in text] == [], format
    assert "Person 1" in browser.get(f"{address}/md").text
    said = browser.get(f"{address}/json").text
    assert f"Copy for a share link, without names. SHA-256 of the snapshot itself: {sha256}" in said


def test_a_link_that_leaves_nothing_out_gives_the_document_as_it_was_frozen(context: Context, initiative: str) -> None:
    browser = Browser()
    address = browser.open(make(context, initiative, EVERYTHING)).url.path
    text, _ = snapshot_text(context, initiative, 1)
    assert browser.get(f"{address}/json").text == text
    assert browser.get(f"{address}/pdf").content.startswith(b"%PDF-")


# Workshops ------------------------------------------------------------------------------------------------------------


def test_what_a_workshop_left_stands_on_the_page_with_the_evidence_and_names_nobody(
    context: Context, initiative: str
) -> None:
    agreed = left(
        CRITERION, rounds=in_rounds("RRYYY", "YYYYY", moved=[(2, 0, 3)]), rating="yellow", rationale=f"Seen {HOSTILE}"
    )
    with context.change(initiative) as change:
        change.put(a_workshop_record(agreed, left("data.quality_monitoring"), joined=5))
        change.record("workshop_closed", "workshop/w1", {})
    freeze(context, initiative)
    said = words(Browser().open(make(context, initiative, Shows(evidence=True), snapshot=2)))
    assert "Workshop of" in said and "1 of 2 criteria agreed, 0 parked, 1 not agreed." in said
    assert "5 people took part, 3 of them independent" in said
    assert "Agreed ▲ Yellow Round 1: " in said and "2 moved up, 0 down, 3 stayed" in said
    assert f"Because: Seen {HOSTILE}" in said
    assert "Not agreed no round was revealed" in said
    assert "Workshop of" not in words(Browser().open(make(context, initiative, snapshot=2)))


# At a real server -----------------------------------------------------------------------------------------------------


def test_a_server_that_writes_down_every_address_writes_no_token_and_asks_no_reader_for_its_key(
    context: Context, initiative: str, own_database: Path, tmp_path: Path
) -> None:
    token = make(context, initiative)
    port = free_port()
    command = ("uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port))
    server = start(tmp_path, *command, port=port, READINESS_DATABASE=str(own_database))
    try:
        elsewhere = {"x-forwarded-for": "203.0.113.9"}
        with httpx.Client(headers=elsewhere) as client:
            assert client.get(server.url("/plan")).status_code == 401, "who comes from elsewhere needs the key"
            page = client.get(server.url(f"/s/{token}"), follow_redirects=True)
            assert page.status_code == 200 and "There is nothing" not in page.text
            assert client.get(server.url("/s/WRONG-TOKEN")).status_code == 404
        assert "GET /s/… " in server.log and "GET /s/view/" in server.log
        assert token not in server.log and "WRONG-TOKEN" not in server.log
    finally:
        stop(server)
