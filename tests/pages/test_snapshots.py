"""The snapshots page: freeze, begin a round, take reports away, hand on links, compare, say what a PDF cannot show."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate, set_note
from readiness.commands.initiatives import start_round
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.wording import day_text
from readiness.queries.shares import note_use, open_link, share_links
from readiness.queries.snapshots import snapshots
from readiness.ui.share_links import opens_here_only
from tests.pages.conftest import OpenPage, acting, links, words

PAGE = "initiative/snapshots.py"
CRITERION = "data.source_mapping"


def test_without_a_snapshot_the_page_says_what_one_is(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "Nothing yet. A snapshot keeps an assessment as it stands, for good" in said


def test_freezing_with_a_note_lists_the_snapshot_and_offers_a_new_round(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)
    app.get_by_key(f"rd-freeze-note-{initiative}").set_value("For the board <1>")
    app.button(key="rd-freeze-now").click().run()
    (one,) = snapshots(context, initiative)
    assert one.note == "For the board <1>"
    said = words(app)
    assert "Snapshot 1 is frozen." in said and "For the board <1>" in said and one.sha256 in said
    assert "Round 1 is frozen in snapshot 1." in said
    app.button(key="rd-start-round").click().run()
    assert context.store.load(initiative).initiative.round == 2
    assert "Round 1 is frozen" not in words(app)


def test_every_format_of_every_snapshot_can_be_taken_away(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    freeze(context, initiative)
    addresses = links(open_page(PAGE, initiative=initiative))
    for number in (1, 2):
        for format in ("pdf", "onepage", "xlsx", "csv", "json", "md"):
            assert f"/download/{initiative}/{number}/{format}" in addresses


def test_two_snapshots_are_compared_criterion_by_criterion(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = acting(context, initiative, "Ida")
    rate(ida, initiative, "data.pipeline_robustness", rating="red", seen=None)
    rate(ida, initiative, "data.quality_monitoring", rating="yellow", seen=None)
    rate(ida, initiative, "data.freshness_latency", rating="yellow", seen=None)
    freeze(context, initiative)
    rate(ida, initiative, "data.pipeline_robustness", rating="yellow", seen="red")
    rate(ida, initiative, "data.quality_monitoring", rating="red", seen="yellow")
    rate(ida, initiative, "data.freshness_latency", rating=None, seen="yellow")
    rate(ida, initiative, CRITERION, rating="yellow", seen=None)
    freeze(context, initiative)
    said = words(open_page(PAGE, initiative=initiative))
    counts = "1 worse, 1 no longer assessed, 1 improved, 1 newly assessed, 21 unchanged"
    assert f"Of 25 criteria: {counts}." in said
    assert "Improved: 1" in said and "Worse: 1" in said
    backwards = words(open_page(PAGE, initiative=initiative, **{"from": "2", "to": "1"}))
    assert f"Of 25 criteria: {counts}." in backwards
    assert backwards.index("Worse: 1") < backwards.index("Pipeline robustness")


def test_a_snapshot_is_compared_with_now(open_page: OpenPage, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    rate(acting(context, initiative, "Ida"), initiative, CRITERION, rating="red", seen=None)
    said = words(open_page(PAGE, initiative=initiative))
    assert "○ Incomplete to ■ Blocked" in said
    assert "Of 25 criteria: 1 newly assessed, 24 unchanged." in said
    same = words(open_page(PAGE, initiative=initiative, **{"from": "now", "to": "now"}))
    assert "These are the same. Choose two different ones." in same


def test_after_a_new_round_began_none_is_offered_before_it_is_frozen(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    start_round(context, initiative)
    app = open_page(PAGE, initiative=initiative)
    assert not [button for button in app.button if button.key == "rd-start-round"]


def test_a_character_that_no_font_has_is_named_before_the_pdf_is_handed_on(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    set_note(context, initiative, CRITERION, note="The scribe wrote \U00012000 here", seen="")
    freeze(context, initiative)
    said = words(open_page(PAGE, initiative=initiative))
    assert "In the PDFs, 1 character is shown as �" in said
    assert "U+12000 CUNEIFORM SIGN A" in said


def test_a_pdf_that_shows_everything_says_nothing(open_page: OpenPage, context: Context, initiative: str) -> None:
    set_note(context, initiative, CRITERION, note="مرحبا שלום สวัสดี 😀", seen="")
    freeze(context, initiative)
    assert "In the PDFs" not in words(open_page(PAGE, initiative=initiative))


def test_a_snapshot_that_does_not_exist_is_said_and_the_latest_shown(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    said = words(open_page(PAGE, initiative=initiative, number="7"))
    assert "There is no snapshot with this number." in said and "Snapshot 1" in said


# Links to hand on -----------------------------------------------------------------------------------------------------


def make_link(app: AppTest, initiative: str, **given: object) -> AppTest:
    """Fill in the form as a person does and send it."""
    for name, value in given.items():
        form = f"rd-new-share-{initiative}"
        turn = app.session_state.get(f"turn-of-{form}", 0)
        app.get_by_key(f"{form}-{turn}-{name}" if turn else f"{form}-{name}").set_value(value)
    return next(button for button in app.button if button.label == "Make the link").click().run()


def test_before_the_first_link_the_page_says_what_one_is(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    app = open_page(PAGE, initiative=initiative)
    said = words(app)
    assert "A link shows a snapshot, or the live state, to whoever has it, to read only" in said
    assert "No link has been made yet." in said
    assert "A name within a text that somebody wrote, such as a reason or a description, cannot be recognised" in said
    assert "The live state is not frozen and has no checksum" in said and "nothing of a vote under way" in said
    assert "the link opens on this computer only" in said


def test_a_new_link_is_shown_to_copy_until_it_was_copied_and_opens_what_was_ticked(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    freeze(context, initiative)
    app = open_page(PAGE, initiative=initiative)
    day = context.today() + timedelta(days=3)
    make_link(app, initiative, label="For *the* board", opens="1", until=day, names=True)
    (shown,) = [entry.value for entry in app.code if "/s/" in entry.value]
    link = open_link(context, shown.rpartition("/s/")[2])
    assert shown.startswith("http://localhost") and link is not None
    assert (link.snapshot, link.label) == (1, "For *the* board")
    assert (link.shows.names, link.shows.evidence, link.shows.plans, link.shows.downloads) == (True, False, False, ())
    said = words(app)
    assert "The link is made. Copy it now." in said
    assert (
        f"Link 1: For *the* board Opens snapshot 1 of {day_text(context.today())}, until" in said
        and "(in 3 days)" in said
    )
    assert "It shows verdict, reasons and ratings, with names." in said and "Not opened yet." in said
    app.button(key="rd-link-copied").click().run()
    assert not [entry for entry in app.code if "/s/" in entry.value]
    assert shown not in words(app)


def test_the_live_state_can_be_handed_on_before_anything_was_frozen(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)
    assert "Freeze a snapshot first to hand on what stays as it is." in words(app)
    assert "Reports that can be taken away" not in words(app), "there is nothing to make them from"
    make_link(app, initiative, label="Sponsor")
    (row,) = share_links(context, initiative)
    assert (row.link.live, row.link.snapshot) == (True, None)
    assert "Link 1: Sponsor Opens the live state, not frozen, until" in words(app)
    app = open_page(PAGE, initiative=initiative)
    assert "Opens the live state, not frozen, until" in words(app)


def test_the_list_says_of_every_link_what_it_opens(open_page: OpenPage, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    freeze(context, initiative)
    app = open_page(PAGE, initiative=initiative)
    for opens in ("1", "2", "latest", "live"):
        make_link(app, initiative, opens=opens)
    said, day = words(app), day_text(context.today())
    for number, opens in enumerate(
        (
            f"snapshot 1 of {day}",
            f"snapshot 2 of {day}",
            "always the latest snapshot (now 2)",
            "the live state, not frozen",
        ),
        start=1,
    ):
        assert f"Link {number} Opens {opens}, until" in said
    live = next(row.link for row in share_links(context, initiative) if row.link.live)
    app.button(key=f"rd-revoke-{live.id}").click().run()
    assert "Opened the live state, not frozen; showed verdict, reasons and ratings alone" in words(app)


def test_a_live_link_with_reports_is_refused_beside_the_button(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    app = open_page(PAGE, initiative=initiative)
    make_link(app, initiative, opens="live", evidence=True, plans=True, downloads=["pdf"])
    assert "Reports are made from snapshots only, so a link to the live state offers none." in words(app)
    assert share_links(context, initiative) == ()


def test_a_form_that_is_refused_says_why_and_keeps_what_was_entered(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    app = make_link(open_page(PAGE, initiative=initiative), initiative, label="Sponsor", downloads=["pdf"])
    assert "The reports hold evidence and plans" in words(app)
    assert app.get_by_key(f"rd-new-share-{initiative}-label").value == "Sponsor"
    assert share_links(context, initiative) == ()
    make_link(app, initiative, evidence=True, plans=True)
    (row,) = share_links(context, initiative)
    assert row.link.shows.downloads == ("pdf",) and row.link.label == "Sponsor"


def test_a_link_is_revoked_with_one_click_and_listed_among_those_that_ended(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    app = make_link(open_page(PAGE, initiative=initiative), initiative, opens="latest")
    (row,) = share_links(context, initiative)
    assert "Opens always the latest snapshot (now 1), until" in words(app)
    note_use(context, row.link)
    app.button(key=f"rd-revoke-{row.link.id}").click().run()
    (row,) = share_links(context, initiative)
    assert row.state == "revoked"
    said = words(app)
    assert "Link 1 is revoked. It shows nothing from now on." in said
    assert "1 link that has ended" in said and "Opened 1 time, last" in said
    assert not [button for button in app.button if str(button.label).startswith("Revoke")]


def test_where_the_program_has_a_public_address_links_begin_with_it(
    open_page: OpenPage, context: Context, initiative: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_PUBLIC_ADDRESS", "https://readiness.example.com")
    freeze(context, initiative)
    app = make_link(open_page(PAGE, initiative=initiative), initiative)
    (shown,) = [entry.value for entry in app.code if "/s/" in entry.value]
    assert shown.startswith("https://readiness.example.com/s/")
    assert "on this computer only" not in words(app)


@pytest.mark.parametrize(
    ("origin", "here"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://192.168.1.5:8501", False),
        ("https://readiness.example.com", False),
    ],
)
def test_an_address_that_leads_every_computer_to_itself_is_recognised(origin: str, here: bool) -> None:
    assert opens_here_only(origin) is here
