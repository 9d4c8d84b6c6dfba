"""The page of a link to the live state: what it says it is, how it moves on, and a vote that leaves no trace in it."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from readiness.commands import consensus
from readiness.commands import workshops as steps
from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.participants import join, vote
from readiness.commands.shares import revoke_share_link
from readiness.commands.snapshots import freeze
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context
from readiness.domain.share_link import DOWNLOADS, Shows
from readiness.domain.workshop import Anonymity
from readiness.queries.shares import share_links
from readiness.queries.snapshots import snapshot_text
from tests.web.share.reading import CRITERION, EVERYTHING, HOSTILE, Browser, make, told, words

ALL = EVERYTHING.model_copy(update={"downloads": ()})
PARKED, WAITING = "data.quality_monitoring", "operations.incident_response"
SAM, ROLE, REASON = "Samuel Okapi", "Lighthousekeeper", "raccoons-were-here"
MOMENT = re.compile(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC")


def live(context: Context, initiative: str, shows: Shows = Shows(), *, days: int = 9) -> str:  # noqa: B008
    return make(context, initiative, shows, live=True, days=days)


def row_of(answer: httpx.Response, name: str) -> str:
    """The row of a criterion in the tables of ratings, as HTML."""
    (row,) = [
        row
        for row in re.findall(r'<tr role="row">.*?</tr>', answer.text, flags=re.DOTALL)
        if f". {name}</strong>" in row
    ]
    return row


def plain(markup: str) -> str:
    return re.sub("<[^>]+>", "", markup)


# What it says it is ---------------------------------------------------------------------------------------------------


def test_the_page_says_plainly_that_it_is_live_not_frozen_and_has_no_checksum(
    context: Context, initiative: str
) -> None:
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    answer = Browser().open(live(context, initiative, ALL))
    said = words(answer)
    (moment,) = set(re.findall(r"Live state as of (.*? UTC), not frozen; no checksum\.", said))
    at = datetime.strptime(moment, "%d %b %Y, %H:%M UTC").replace(tzinfo=UTC)
    assert before <= at <= datetime.now(UTC)
    assert f"Live state as of {moment}; not frozen, no checksum" in said
    assert "live state</title>" in answer.text
    _, sha256 = snapshot_text(context, initiative, 1)
    assert sha256 not in answer.text and "SHA-256 of the snapshot" not in said
    assert not re.search(r"[Ss]napshot 0|frozen (?:by|on)|The latest snapshot", said)
    assert "counted on the day of the live state." in said and "of the snapshot." not in said
    assert "is running" not in said, "no workshop is"


def test_it_needs_no_snapshot_and_begins_with_what_is_not_known(context: Context) -> None:
    bare = create_initiative(context, name="Nothing yet", profile="fraud_detection")
    said = words(Browser().open(live(context, bare, ALL)))
    assert "○ Incomplete" in said and "0 of 25 criteria answered" in said
    assert "None is recorded yet." in said and "in this snapshot" not in said and "dashed" not in said


def test_it_moves_on_with_the_assessment_and_compares_with_the_latest_snapshot(
    context: Context, initiative: str
) -> None:
    token = live(context, initiative)
    browser = Browser()
    page = browser.open(token)
    assert "chip red" in row_of(page, "Source system mapping") and "dashed: snapshot 1" in words(page)
    rate(context, initiative, CRITERION, rating="yellow", seen="red")
    row = row_of(browser.get(page.url.path), "Source system mapping")
    assert "chip yellow" in row and "chip red" not in row


def test_the_switches_leave_out_what_they_do_for_a_snapshot(context: Context, initiative: str) -> None:
    shown = {
        "evidence": ("Drill report", "https://example.org/a?b=1&c=2", "Between you and me"),
        "names": ("Ida Ionescu",),
        "plans": ("Buy a pump", "The shortest way to"),
    }
    hidden = ("Ida", "Ionescu", "Vera", "Olga", "Drill report", "example.org", "Between you", "pump")
    bare = Browser().open(live(context, initiative)).text
    assert [word for word in hidden if word in bare] == []
    for switch, texts in shown.items():
        said = words(Browser().open(live(context, initiative, Shows(**{switch: True}))))
        assert [text for text in texts if text not in said] == []
    everything = Browser().open(live(context, initiative, ALL))
    assert "Olga Owner" in words(everything) and f"Drill report {HOSTILE}" in words(everything)
    assert "<script" not in everything.text


def test_no_report_can_be_taken_from_it_even_where_snapshots_exist(context: Context, initiative: str) -> None:
    browser = Browser()
    page = browser.open(live(context, initiative, ALL))
    assert 'id="reports"' not in page.text and not re.findall(r'href="[0-9a-f]+/', page.text)
    for format in (*DOWNLOADS, "exe"):
        assert told(browser.get(f"{page.url.path}/{format}")) == told(Browser().get("/s/wrong"))


# As secret as any link ------------------------------------------------------------------------------------------------


def test_a_wrong_an_expired_and_a_revoked_live_link_cannot_be_told_apart(context: Context, initiative: str) -> None:
    revoked, gone = live(context, initiative), live(context, initiative)
    holders = {token: Browser() for token in (revoked, gone)}
    pages = {token: holder.open(token).url.path for token, holder in holders.items()}
    revoke_share_link(context, initiative, pages[revoked].rpartition("/")[2])
    with context.store.engine.writing() as run:
        day = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
        run("update share_link set expires_at = :day where id = :id", day=day, id=pages[gone].rpartition("/")[2])
    answers = [told(Browser().get(f"/s/{one}")) for one in ("A" * 43, revoked, gone)]
    answers += [told(holders[token].get(pages[token])) for token in holders]
    assert answers[0][0] == 404
    assert [answer for answer in answers if answer != answers[0]] == []


def test_it_is_sent_with_the_same_headers_as_a_snapshot_and_its_uses_are_counted(
    context: Context, initiative: str
) -> None:
    def headers(answer: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name != "content-length"}

    browser = Browser()
    frozen = browser.open(make(context, initiative))
    page = browser.open(live(context, initiative))
    assert headers(page) == headers(frozen)
    assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"
    assert "script-src 'none'" in page.headers["content-security-policy"]
    used = {row.link.live: row.link.uses for row in share_links(context, initiative)}
    assert used == {True: 1, False: 1}


# A workshop that is running -------------------------------------------------------------------------------------------


class Room:
    """A workshop on three criteria with three people; the first of them is Samuel."""

    def __init__(self, context: Context, initiative: str, anonymity: Anonymity) -> None:
        self.context = context
        agenda = [CRITERION, PARKED, WAITING]
        self.made: Created = create_workshop(context, initiative, name="Ana", agenda=agenda, anonymity=anonymity)
        role = "" if anonymity == "anonymous" else ROLE
        self.seats = [
            join(context, self.made.code, name=name, role=role, independence="none").token
            for name in (SAM, "Kim", "Lee")
        ]

    def step(self, action: Any, **more: Any) -> None:
        version = self.context.store.workshop_version(self.made.id)
        action(self.context, self.made.id, key=self.made.key, version=version, **more)

    def say(self, *choices: Any, criterion: str = CRITERION, round: int = 1) -> None:
        for seat, choice in zip(self.seats, choices, strict=True):
            vote(self.context, seat, criterion=criterion, round=round, choice=choice, reason=REASON, evidence=REASON)


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_two_votes_that_differ_give_the_same_page_to_the_byte_until_the_room_agrees(
    context: Context, initiative: str, anonymity: Anonymity
) -> None:
    tokens = [live(context, initiative, shows) for shows in (ALL, Shows())]
    room = Room(context, initiative, anonymity)
    room.step(steps.open_voting, criterion=CRITERION)

    def pages() -> list[tuple[Any, ...]]:
        answers = [Browser().open(token) for token in tokens]
        for answer in answers:
            for secret in (SAM, "Kim", ROLE, REASON, room.made.code, *room.seats):
                assert secret not in answer.text, secret
        return [(sorted(answer.headers.items()), MOMENT.sub("", answer.text)) for answer in answers]

    nobody = pages()
    room.say("green", "green", "green")
    assert pages() == nobody
    room.say("red", "yellow", "dont_know")
    assert pages() == nobody
    room.step(steps.reveal)
    assert pages() == nobody, "what the room sees is not handed on before it agrees"
    room.step(steps.new_round)
    room.say("not_applicable", "red", "red", round=2)
    assert pages() == nobody
    room.step(steps.reveal)
    room.step(consensus.agree, rating="yellow", rationale="Seen together", seen=0)
    agreed = pages()
    assert agreed != nobody
    assert "Seen together" in agreed[0][1] and "1 of 3 criteria agreed so far." in agreed[1][1]


def test_agreed_is_there_at_once_and_not_agreed_or_parked_is_said_in_words_without_a_colour(
    context: Context, initiative: str
) -> None:
    rate(context, initiative, PARKED, rating=None, seen="yellow")
    rate(context, initiative, WAITING, rating=None, seen="green")
    token = live(context, initiative)
    room = Room(context, initiative, "named")
    room.step(steps.open_voting, criterion=CRITERION)
    room.say("yellow", "yellow", "yellow")
    room.step(steps.reveal)
    room.step(consensus.agree, rating="yellow", seen=0)
    room.step(steps.open_voting, criterion=PARKED)
    room.say("green", "red", "green", criterion=PARKED)
    room.step(steps.reveal)
    room.step(consensus.park)
    room.say("green", "green", "green", criterion=WAITING)
    answer = Browser().open(token)
    said = words(answer)
    assert "is running: 1 of 3 criteria agreed so far, 1 parked." in said
    assert "nothing of a vote under way is." in said
    agreed = row_of(answer, "Source system mapping")
    assert "chip yellow" in agreed and "workshop" not in agreed
    for name, words_of in (
        ("Data quality monitoring", "Parked in the workshop that is running: no rating was agreed there."),
        ("Incident response", "Not agreed yet in the workshop that is running."),
    ):
        row = row_of(answer, name)
        assert words_of in plain(row) and "chip grey open" in row, row
        assert not re.search(r"\b(green|yellow|red)\b", row.replace("must be green", "")), row


def test_a_rating_from_before_the_workshop_is_marked_as_none_of_its(context: Context, initiative: str) -> None:
    token = live(context, initiative)
    Room(context, initiative, "named")
    row = row_of(Browser().open(token), "Source system mapping")
    assert "chip red" in row
    assert "Not agreed yet in the workshop that is running. The rating does not come from it." in plain(row)


def test_a_link_to_a_snapshot_says_nothing_of_a_workshop_that_runs(context: Context, initiative: str) -> None:
    tokens = [make(context, initiative, ALL), make(context, initiative, ALL, snapshot=None)]
    before = [Browser().open(token).text for token in tokens]
    room = Room(context, initiative, "named")
    room.step(steps.open_voting, criterion=CRITERION)
    room.say("yellow", "yellow", "yellow")
    room.step(steps.reveal)
    room.step(consensus.agree, rating="yellow", seen=0)
    assert [Browser().open(token).text for token in tokens] == before
    freeze(context, initiative)
    assert Browser().open(tokens[1]).text != before[1]
