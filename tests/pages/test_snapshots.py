"""The snapshots page: freeze, begin a new round, take reports away, compare, and say what a PDF cannot show."""

from readiness.commands.answers import rate, set_note
from readiness.commands.initiatives import start_round
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.queries.snapshots import snapshots
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
