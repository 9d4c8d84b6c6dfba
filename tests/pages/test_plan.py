"""The plan page: what lacks a plan comes first; a plan is made, changed field by field, and nobody is overwritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate
from readiness.commands.plans import add_plan, change_plan
from readiness.context import Context
from readiness.domain.assessment import Plan
from tests.pages.conftest import OpenPage, acting, links, page_html, words

PAGE = "initiative/plan.py"
YELLOW = "operations.incident_response"
OTHER = "operations.backup_recovery"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def yellow(context: Context, initiative: str) -> str:
    """The initiative with one yellow criterion and no plan."""
    rate(acting(context, initiative, "Ida"), initiative, YELLOW, rating="yellow", seen=None)
    return initiative


def plans(context: Context, initiative: str) -> tuple[Plan, ...]:
    return context.store.load(initiative).plans


def the_plan(context: Context, initiative: str) -> Plan:
    (plan,) = plans(context, initiative)
    return plan


def fill(app: AppTest, initiative: str, criterion: str = "", **given: object) -> AppTest:
    key = f"rd-new-plan-{initiative}-{criterion}"
    for name, value in given.items():
        app.get_by_key(f"{key}-{name}").set_value(value)
    return app.button(key=submit_key(app)).click().run()


def submit_key(app: AppTest) -> str:
    return next(button.key for button in app.button if button.label == "Save plan")


def test_without_plans_the_page_leads_to_the_first_one(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative)
    assert "Nothing is planned, and nothing asks for a plan now." in words(app)
    assert f"/plan?initiative={initiative}&plan=new" in links(app)


def test_a_yellow_without_a_plan_stands_first_with_plan_it(open_page: OpenPage, yellow: str) -> None:
    app = open_page(PAGE, initiative=yellow)
    assert "1 yellow criterion still without a complete plan" in words(app)
    assert f"/plan?initiative={yellow}&criterion={YELLOW}" in links(app)


def test_plan_it_opens_a_form_with_the_criterion_chosen_and_saves_a_plan_that_covers_it(
    open_page: OpenPage, context: Context, yellow: str
) -> None:
    app = open_page(PAGE, initiative=yellow, criterion=YELLOW)
    due = TODAY + timedelta(days=30)
    fill(app, yellow, YELLOW, text="Drill it twice", owner="Ida", due=due, effort_days=3.5, cost=1200.0)
    plan = the_plan(context, yellow)
    assert (plan.criteria, plan.text, plan.owner, plan.due) == ((YELLOW,), "Drill it twice", "Ida", due)
    assert (plan.effort_days, plan.cost, plan.kind, plan.status) == (3.5, 1200.0, "mitigation", "open")
    said = words(app)
    assert "The plan is saved." in said
    assert "still without a complete plan" not in said
    assert "1 plan is open." in said


def test_a_form_that_is_refused_keeps_what_was_typed(open_page: OpenPage, context: Context, yellow: str) -> None:
    app = open_page(PAGE, initiative=yellow, plan="new")
    fill(app, yellow, text="For nothing in particular", criteria=[])
    assert "A mitigation names at least one criterion." in words(app)
    assert app.get_by_key(f"rd-new-plan-{yellow}--text").value == "For nothing in particular"
    assert plans(context, yellow) == ()


def test_one_mitigation_covers_several_criteria(open_page: OpenPage, context: Context, yellow: str) -> None:
    rate(acting(context, yellow, "Ida"), yellow, OTHER, rating="yellow", seen=None)
    app = open_page(PAGE, initiative=yellow)
    assert "2 yellow criteria still without a complete plan" in words(app)
    app = open_page(PAGE, initiative=yellow, plan="new")
    fill(app, yellow, criteria=[YELLOW, OTHER], text="Both at once", owner="Ida", due=TODAY)
    assert set(the_plan(context, yellow).criteria) == {YELLOW, OTHER}
    assert "still without a complete plan" not in words(app)


def test_an_overdue_plan_says_so_and_names_the_criterion_that_it_makes_red(
    open_page: OpenPage, context: Context, yellow: str
) -> None:
    add_plan(context, yellow, criteria=[YELLOW], text="Late", owner="Ana", due=TODAY - timedelta(days=1))
    app = open_page(PAGE, initiative=yellow)
    said = words(app)
    assert "1 plan is open and overdue." in said
    assert "(yesterday) Open, overdue ■ Red Incident response" in said


def test_an_incomplete_mitigation_says_what_it_needs(open_page: OpenPage, context: Context, yellow: str) -> None:
    plan = add_plan(context, yellow, criteria=[YELLOW], text="Some day")
    app = open_page(PAGE, initiative=yellow)
    assert "needs an owner and a due date" in words(app)
    assert f"/plan?initiative={yellow}&plan={plan}" in links(app)


def test_the_list_is_filtered_and_sorted_by_the_address(open_page: OpenPage, context: Context, initiative: str) -> None:
    add_plan(context, initiative, kind="action", text="Zebra", owner="Ana", due=TODAY - timedelta(days=3))
    add_plan(context, initiative, kind="action", text="Apple", owner="Bob", due=TODAY + timedelta(days=3))
    undated = add_plan(context, initiative, kind="action", text="Mango", owner="Cyd")
    done = plans(context, initiative)[1]
    change_plan(context, initiative, done.id, seen=done, status="done")

    def order(**address: str) -> list[str]:
        html = page_html(open_page(PAGE, initiative=initiative, **address))
        return sorted((name for name in ("Zebra", "Apple", "Mango") if f">{name}<" in html), key=html.index)

    assert order() == ["Zebra", "Mango"]
    assert order(show="overdue") == ["Zebra"]
    assert order(show="done") == ["Apple"]
    assert order(show="all", sort="due") == ["Zebra", "Apple", "Mango"]
    assert order(show="all", sort="due", order="desc") == ["Apple", "Zebra", "Mango"]
    assert order(show="all", sort="text") == ["Apple", "Mango", "Zebra"]
    assert order(show="nonsense", sort="nonsense") == ["Zebra", "Mango"]
    assert undated


def test_effort_is_summed_by_dimension_and_several_dimensions_stand_alone(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    add_plan(context, initiative, criteria=[YELLOW], text="a", effort_days=2, cost=1000, skill="SRE")
    add_plan(context, initiative, criteria=[OTHER], text="b", effort_days=3.5, skill="sre")
    add_plan(context, initiative, criteria=[YELLOW, "data.source_mapping"], text="c", cost=250.5)
    add_plan(context, initiative, kind="action", text="d")
    said = words(open_page(PAGE, initiative=initiative))
    assert "Operational capability 2 5.5 1,000 SRE" in said
    assert "Several dimensions 1 250.5" in said
    assert "No dimension 1" in said
    assert "Together 4 5.5 1,250.5 SRE" in said
    assert "1 open plan says neither effort nor cost, so the sums are a floor." in said


def test_each_field_of_a_plan_is_saved_as_it_is_entered(open_page: OpenPage, context: Context, yellow: str) -> None:
    plan = add_plan(context, yellow, criteria=[YELLOW], text="Mend it", owner="Ana", due=TODAY)
    app = open_page(PAGE, initiative=yellow, plan=plan)
    app.get_by_key(f"rd-plan-{plan}-status").set_value("in_progress").run()
    app.get_by_key(f"rd-plan-{plan}-text").set_value("Mend it <b>well</b>").run()
    app.get_by_key(f"rd-plan-{plan}-due").set_value(date(2030, 5, 6)).run()
    app.get_by_key(f"rd-plan-{plan}-effort_days").set_value(4.0).run()
    app.get_by_key(f"rd-plan-{plan}-criteria").set_value([YELLOW, OTHER]).run()
    stored = the_plan(context, yellow)
    assert (stored.status, stored.text, stored.due) == ("in_progress", "Mend it <b>well</b>", date(2030, 5, 6))
    assert (stored.effort_days, set(stored.criteria)) == (4.0, {YELLOW, OTHER})
    assert "<b>well</b>" not in page_html(app)


def test_two_people_editing_different_fields_of_one_plan_do_not_collide(
    open_page: OpenPage, context: Context, yellow: str
) -> None:
    plan = add_plan(context, yellow, criteria=[YELLOW], text="Mend it", owner="Ana", due=TODAY)
    ann, bob = (open_page(PAGE, initiative=yellow, plan=plan) for _ in range(2))
    ann.get_by_key(f"rd-plan-{plan}-text").set_value("Mend it well").run()
    bob.get_by_key(f"rd-plan-{plan}-skill").set_value("Welding").run()
    stored = the_plan(context, yellow)
    assert (stored.text, stored.skill) == ("Mend it well", "Welding")
    assert "Yours was not saved" not in words(bob)


def test_two_people_editing_the_same_field_see_both_versions_and_choose(
    open_page: OpenPage, context: Context, yellow: str
) -> None:
    plan = add_plan(context, yellow, criteria=[YELLOW], text="Mend it", owner="Ana", due=TODAY)
    field = f"rd-plan-{plan}-text"
    ann, bob = (open_page(PAGE, initiative=yellow, plan=plan) for _ in range(2))
    ann.get_by_key(field).set_value("Ann's way").run()
    bob.get_by_key(field).set_value("Bob's way").run()
    assert the_plan(context, yellow).text == "Ann's way"
    said = words(bob)
    assert "Yours was not saved" in said and "Ann's way" in said and "Bob's way" in said
    bob.button(key=f"{field}-mine").click().run()
    assert the_plan(context, yellow).text == "Bob's way"
    assert "Yours was not saved" not in words(bob)


def test_a_due_date_that_another_person_moved_is_not_overwritten(
    open_page: OpenPage, context: Context, yellow: str
) -> None:
    plan = add_plan(context, yellow, criteria=[YELLOW], text="Mend it", owner="Ana", due=TODAY)
    field = f"rd-plan-{plan}-due"
    ann, bob = (open_page(PAGE, initiative=yellow, plan=plan) for _ in range(2))
    ann.get_by_key(field).set_value(date(2031, 1, 1)).run()
    bob.get_by_key(field).set_value(date(2032, 2, 2)).run()
    assert the_plan(context, yellow).due == date(2031, 1, 1)
    said = words(bob)
    assert "1 Jan 2031" in said and "2 Feb 2032" in said
    bob.button(key=f"{field}-theirs").click().run()
    assert bob.get_by_key(field).value == date(2031, 1, 1)
    assert the_plan(context, yellow).due == date(2031, 1, 1)


def test_a_plan_that_does_not_exist_is_said_in_a_sentence(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, plan="0123456789abcdef")
    assert "There is no such plan on this initiative." in words(app)


def test_an_initiative_that_does_not_exist_is_said_in_a_sentence(open_page: OpenPage) -> None:
    assert "There is no initiative at this address." in words(open_page(PAGE, initiative="nobody"))
    assert "The address names no initiative." in words(open_page(PAGE))


def test_ten_thousand_letters_and_every_script_are_stored_and_shown_as_typed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    text = "مرحبا 😀 [a](javascript:x) $x^2$ :red[y] <script>alert(1)</script> " + "x" * 9_900
    plan = add_plan(context, initiative, kind="action", text=text)
    app = open_page(PAGE, initiative=initiative, plan=plan)
    assert app.get_by_key(f"rd-plan-{plan}-text").value == text
    assert "<script>" not in page_html(app)
    assert "مرحبا 😀 [a](javascript:x) $x^2$ :red[y] <script>alert(1)</script>" in words(app)


def test_an_action_of_nothing_is_not_saved(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, plan="new")
    fill(app, initiative, kind="action")
    assert "Say what will be done, or for which criterion. Nothing was saved." in words(app)
    assert plans(context, initiative) == ()
