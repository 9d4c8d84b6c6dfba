"""What stands on the page of a share link, and which reports can be taken from it."""

import re
from html.parser import HTMLParser

import pytest

from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.share_link import Shows
from readiness.queries.snapshots import snapshot_text
from tests.builders import a_workshop_record, in_rounds, left
from tests.web.share.reading import CRITERION, EVERYTHING, HOSTILE, Browser, make, words


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
