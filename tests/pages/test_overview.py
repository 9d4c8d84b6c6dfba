"""The page of one initiative: the answer with its reasons, the way on, what-if, and what can be changed about it."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import change_initiative
from readiness.commands.plans import add_plan
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.queries.initiative import initiative_view
from tests.pages.conftest import OpenPage, acting, links, words

PAGE = "initiative/overview.py"
CRITERION = "integration.dependency_management"


def rate_all(context: Context, initiative: str, *, days_ago: int = 0, **others: str) -> None:
    """Everything green with evidence by Ida, but for what `others` say (dots as __)."""
    ida = acting(context, initiative, "Ida", days_ago=days_ago)
    day = ida.now().date()
    for criterion in context.framework_of(context.store.load(initiative)).criteria:
        rating = others.get(criterion.id.replace(".", "__"), "green")
        if rating != "none":
            add_link(ida, initiative, criterion.id, url="https://example.org/proof", day=day)
            rate(ida, initiative, criterion.id, rating=rating, seen=None, reason="Measured by hand.")  # type: ignore[arg-type]


def button(app: AppTest, label: str) -> None:
    """Press the button with this label."""
    next(entry for entry in app.button if entry.label == label).click().run()
    assert not app.exception


def test_an_address_of_no_initiative_says_so(open_page: OpenPage) -> None:
    assert "There is no initiative at this address" in words(open_page(PAGE, initiative="nothing-here"))
    assert "The address names no initiative" in words(open_page(PAGE))


def test_a_new_initiative_is_not_known_yet_and_leads_to_what_is_open(open_page: OpenPage, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert "Not known yet: 25 of 25 criteria not assessed." in words(page)
    assert f"/assess?initiative={initiative}&criterion=data.source_mapping" in links(page)
    assert "Last snapshot" not in words(page)


def test_without_people_the_next_step_is_to_say_who_is_involved(open_page: OpenPage, context: Context) -> None:
    from readiness.commands.initiatives import create_initiative

    made = create_initiative(context, name="Empty", profile="fraud_detection")
    page = open_page(PAGE, initiative=made)
    assert "Next: say who is involved" in words(page)
    assert "The use case statement does not name the user and the decision and the value." in words(page)
    assert f"/use-case?initiative={made}" in links(page)


def test_each_reason_links_its_criterion(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative, integration__dependency_management="red")
    page = open_page(PAGE, initiative=initiative)
    assert "Not yet: 1 criterion blocks it." in words(page)
    assert "What blocks it" in words(page)
    assert f"/assess?initiative={initiative}&criterion={CRITERION}" in links(page)


def test_five_cards_lead_to_their_dimensions(open_page: OpenPage, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert words(page).count("0 of 5 assessed") == 5
    for dimension in ("data", "integration", "governance", "operations", "organization"):
        assert f"/assess?initiative={initiative}&dimension={dimension}" in links(page)


def test_a_card_says_what_does_not_apply(open_page: OpenPage, context: Context, initiative: str) -> None:
    from readiness.commands.answers import rate

    reason = "no_such_component"
    ida = acting(context, initiative, "Ida")
    rate(ida, initiative, CRITERION, rating="not_applicable", seen=None, not_applicable_reason=reason)
    assert "0 of 4 assessed, 1 not applicable" in words(open_page(PAGE, initiative=initiative))


def test_the_map_of_criteria_links_every_criterion(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    for criterion in context.framework_of(context.store.load(initiative)).criteria:
        assert f"/assess?initiative={initiative}&criterion={criterion.id}" in links(page)


def test_all_green_is_ready_and_nothing_is_left_to_do(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative)
    page = open_page(PAGE, initiative=initiative)
    assert "Yes: every dimension is green." in words(page)
    assert "Nothing is left to do" in words(page)


def test_what_is_overdue_is_told_with_its_cure(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative, days_ago=200)
    change_initiative(context, initiative, field="review_interval_days", value=1, seen=90)
    page = open_page(PAGE, initiative=initiative)
    assert "Overdue" in words(page)
    assert "evidence too old since" in words(page)


def test_what_will_expire_is_told_ahead(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative)
    assert "Coming up" in words(open_page(PAGE, initiative=initiative))


def test_an_overdue_plan_leads_to_the_plans(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative, integration__dependency_management="yellow")
    due = context.today() - timedelta(days=1)
    add_plan(context, initiative, criteria=[CRITERION], text="List them", owner="Bob", due=due)
    page = open_page(PAGE, initiative=initiative)
    assert "plan overdue since" in words(page)
    assert f"/plan?initiative={initiative}&criterion={CRITERION}" in links(page)


def test_freezing_makes_a_snapshot_whose_reports_are_offered(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert not any("/download/" in address for address in links(page))
    page.text_input(key=f"rd-freeze-note-{initiative}").set_value("For the board")
    button(page, "Freeze it now")
    assert "Snapshot 1 is frozen." in words(page)
    assert f"/download/{initiative}/1/pdf" in links(page)
    view = initiative_view(context, initiative)
    assert view.previous is not None
    assert view.previous.note == "For the board"


def test_a_what_if_shows_the_verdict_and_saves_nothing(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate_all(context, initiative, integration__dependency_management="red")
    before = context.store.head()
    page = open_page(PAGE, initiative=initiative)
    page.session_state[f"rd-if-{initiative}-open"] = True
    page.run()
    assert "The verdict stays blocked. Nothing here is saved." in words(page)
    page.multiselect(key=f"rd-if-{initiative}-green").set_value([CRITERION]).run()
    page.run()
    assert "Then: ● Ready Yes: every dimension is green." in words(page)
    assert "Now: blocked. Nothing here is saved." in words(page)
    assert context.store.head() == before


def test_taking_the_way_to_ready_in_a_what_if_reaches_its_verdict(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate_all(context, initiative, integration__dependency_management="red", data__source_mapping="none")
    path = initiative_view(context, initiative).ready_path
    assert path is not None
    assert path.end == "ready"
    page = open_page(PAGE, initiative=initiative)
    page.session_state[f"rd-if-{initiative}-open"] = True
    page.run()
    button(page, "Take the way to ready")
    page.run()
    assert "Then: ● Ready Yes" in words(page)


def test_a_new_round_marks_every_rating_as_not_rechecked(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate_all(context, initiative)
    page = open_page(PAGE, initiative=initiative)
    button(page, "Start round 2")
    assert "Round 2 has begun" in words(page)
    assert "25 of 25 not re-checked in this round." in words(page)


def test_the_review_interval_moves_the_next_review(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert "(in 90 days)" in words(page)
    page.number_input(key=f"rd-initiative-review_interval_days-{initiative}").set_value(30).run()
    assert "(in 30 days)" in words(page)
    assert context.store.load(initiative).initiative.review_interval_days == 30


def test_two_people_renaming_at_once_both_see_both_names(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    change_initiative(context, initiative, field="name", value="Theirs", seen="Call-back list")
    page.text_input(key=f"rd-initiative-name-{initiative}").set_value("Mine").run()
    assert context.store.load(initiative).initiative.name == "Theirs"
    assert "Yours, not saved" in words(page)
    button(page, "Keep mine")
    assert context.store.load(initiative).initiative.name == "Mine"


def test_deleting_needs_the_name_and_leads_home(open_page: OpenPage, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    page = open_page(PAGE, initiative=initiative)
    assert page.button(key="rd-delete").disabled
    page.text_input(key=f"rd-delete-name-{initiative}").set_value("Call-back list").run()
    page.button(key="rd-delete").click().run()
    assert "“Call-back list” is deleted." in words(page)
    assert context.store.ids() == ()


@pytest.fixture
def softer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A team's framework in which the proof of a rollback stays fresh for more than a year."""
    folder = tmp_path / "frameworks" / "ours"
    folder.mkdir(parents=True)
    manifest = 'version = "ours"\nname = "Ours"\nextends = "2026.1"\npublished = 2026-12-01\n'
    (folder / "framework.toml").write_text(manifest, encoding="utf-8")
    change = '[criteria."governance.version_rollback"]\nfresh_days = 400\n'
    (folder / "changes.toml").write_text(change, encoding="utf-8")
    monkeypatch.setenv("READINESS_FRAMEWORKS", str(folder.parent))
    return "ours"


def test_moving_to_a_softer_framework_is_previewed_and_marked(
    softer: str, open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.selectbox(key=f"rd-move-{initiative}").set_value(softer).run()
    assert "The verdict would stay incomplete." in words(page)
    assert "softer than 2026.1" in words(page)
    assert context.store.load(initiative).initiative.framework_version == "2026.1"
    button(page, "Move to ours")
    assert "The initiative now uses framework ours." in words(page)
    assert "1 softer than 2026.1" in words(page)
    assert context.store.load(initiative).initiative.framework_version == softer


def test_the_freeze_dialog_says_which_warnings_the_first_snapshot_brings(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)
    app.session_state["rd-freeze"] = True
    app.run()
    assert "what nobody has recorded counts as a sign. It will warn of: " in words(app)

    freeze(context, initiative, note="")
    app.run()
    assert "counts as a sign" not in words(app)
