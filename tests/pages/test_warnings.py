"""The page of warnings: the answer first, every sign with its fact, antidotes and dismissals by one press."""

from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from readiness.commands.antidotes import plan_antidote
from readiness.commands.dismissals import dismiss
from readiness.commands.initiatives import create_initiative
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.patterns.antidote import action_text
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.project_record import PresentWay, ProjectRecord
from readiness.queries.patterns import patterns_of
from tests.pages.conftest import OpenPage, acting, links, page_html, words

PAGE = "initiative/warnings.py"
TODAY = datetime.now(UTC).date()


def pattern(context: Context, initiative: str, id: str) -> PatternFinding:
    return next(one for one in patterns_of(context, initiative) if one.pattern_id == id)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_a_new_initiative_has_no_warning_and_says_how_little_is_known(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "Does it show signs of a known way to fail?" in said
    assert "No warning." in said
    assert "too little is known to say" in said
    assert "Counts as a sign from the first snapshot on" in said


def test_after_the_first_snapshot_the_answer_names_the_worst_first(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    worst = pattern(context, initiative, "technology_first")
    assert worst.is_warning
    app = open_page(PAGE, initiative=initiative)
    said = words(app)
    assert f"signs of {len(worst.indicators)}" in said
    for sign in worst.indicators:
        assert sign.fact in words(open_page(PAGE, initiative=initiative, pattern="technology_first"))
    assert f"/metrics?initiative={initiative}" in links(app)


def test_each_pattern_opens_by_its_address_and_an_unknown_one_opens_the_worst(
    open_page: OpenPage, initiative: str
) -> None:
    said = words(open_page(PAGE, initiative=initiative, pattern="big_bang"))
    assert "Return to the last phase whose exit criteria are met" in said
    assert "Signs of Big bang deployment" in page_html(open_page(PAGE, initiative=initiative, pattern="big_bang"))
    assert "What helps" in words(open_page(PAGE, initiative=initiative, pattern="bad_luck"))


def test_an_antidote_becomes_an_action_by_one_press_and_then_links_to_it(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    press(app, "rd-plan-antidote-technology_first-1")
    (plan,) = context.store.load(initiative).plans
    antidote = pattern(context, initiative, "technology_first").antidotes[1]
    assert (plan.kind, plan.text) == ("action", action_text(antidote, "Technology-first trap"))
    assert "It is planned as an action." in words(app)
    assert f"/plan?initiative={initiative}&plan={plan.id}" in links(app)
    assert not [button for button in app.button if button.key == "rd-plan-antidote-technology_first-1"]


def test_two_people_who_press_the_same_antidote_plan_one_action(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    antidote = pattern(context, initiative, "technology_first").antidotes[0]
    plan_antidote(acting(context, initiative, "Ida"), initiative, pattern="technology_first", antidote=antidote)
    press(app, "rd-plan-antidote-technology_first-0")
    assert len(context.store.load(initiative).plans) == 1


def set_aside(app: AppTest, initiative: str, reason: str, what: str = "") -> AppTest:
    key = f"rd-dismiss-{initiative}-technology_first"
    app.get_by_key(f"{key}-what").set_value(what)
    app.get_by_key(f"{key}-reason").set_value(reason)
    app.get_by_key(f"{key}-until").set_value(TODAY + timedelta(days=30))
    return app.button(key=next(one.key for one in app.button if one.label == "Set it aside")).click().run()


def test_a_warning_set_aside_goes_on_being_shown_with_its_reason_and_is_taken_back(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    before = pattern(context, initiative, "technology_first")
    set_aside(app, initiative, "Declared research, <b>stop</b> in May")
    dismissed = pattern(context, initiative, "technology_first")
    assert dismissed.dismissed is not None
    assert dismissed.level == before.level
    said = words(app)
    assert "Declared research, <b>stop</b> in May" in said
    assert "set aside" in said
    assert "<b>stop</b>" not in page_html(app)
    press(app, f"rd-aside-back-{dismissed.dismissed.id}")
    assert pattern(context, initiative, "technology_first").dismissed is None


def test_without_a_reason_nothing_is_set_aside_and_the_form_says_why(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    set_aside(app, initiative, "  ")
    assert "The reason is empty." in words(app)
    assert context.store.load_rollout(initiative).dismissals == ()


def test_one_sign_is_set_aside_alone(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    set_aside(app, initiative, "Measured elsewhere", "no_baseline_cost")
    (dismissal,) = context.store.load_rollout(initiative).dismissals
    assert (dismissal.pattern, dismissal.indicator) == ("technology_first", "no_baseline_cost")


def test_what_somebody_else_set_aside_meanwhile_is_a_conflict_in_words(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="technology_first")
    until = TODAY + timedelta(days=9)
    dismiss(acting(context, initiative, "Ida"), initiative, pattern="technology_first", reason="Mine", until=until)
    set_aside(app, initiative, "Yours")
    assert "This is set aside until" in words(app)
    assert [one.reason for one in context.store.load_rollout(initiative).dismissals] == ["Mine"]


def test_a_change_is_noted_beside_set_and_forget(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, pattern="set_and_forget")
    key = f"rd-change-{initiative}"
    app.get_by_key(f"{key}-kind").set_value("no_retraining")
    app.get_by_key(f"{key}-text").set_value("Quality is steady")
    app.button(key=next(one.key for one in app.button if one.label == "Note it")).click().run()
    (entry,) = context.store.load_rollout(initiative).changes
    assert (entry.kind, entry.text, entry.day) == ("no_retraining", "Quality is steady", TODAY)
    assert "decided not to retrain: Quality is steady" in words(app)


def test_the_trend_since_the_last_snapshot_is_said_with_what_turned(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    with context.change(initiative) as change:
        change.put(ProjectRecord(present_way=PresentWay(cost="14 minutes a letter")))
        change.record("test_facts", "test", {})
    said = words(open_page(PAGE, initiative=initiative, pattern="technology_first"))
    assert "↓ falling" in said
    assert "Gone since snapshot 1: 1 sign No recorded cost or quality of the present way of working" in said


def test_the_page_says_that_weights_are_judgement_and_where_they_are_changed(
    open_page: OpenPage, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)
    assert "The weights are judgement, not measurement" in words(app)
    assert "changes.toml" in words(app)
    assert "/framework?view=patterns" in links(app)
    assert f"/use-case?initiative={initiative}" in links(app)


def test_an_address_of_nothing_says_so(open_page: OpenPage) -> None:
    assert "There is no initiative at this address." in words(open_page(PAGE, initiative="nobody"))


def test_home_and_the_overview_name_the_warnings_and_leave_out_what_is_set_aside(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    quiet = create_initiative(context, name="Quiet", profile="document_processing")
    freeze(context, initiative)
    address = f"/warnings?initiative={initiative}&pattern=technology_first"
    assert address in links(open_page("home.py"))
    assert f"/warnings?initiative={quiet}" not in " ".join(links(open_page("home.py")))
    assert address in links(open_page("initiative/overview.py", initiative=initiative))
    until = TODAY + timedelta(days=9)
    dismiss(context, initiative, pattern="technology_first", reason="Known", until=until)
    home = open_page("home.py")
    assert address not in links(home)
    assert "1 set aside" in words(home)
    assert "set aside for now" in words(open_page("initiative/overview.py", initiative=initiative))
