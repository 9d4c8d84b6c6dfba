"""The sign-off page: when one is needed, who may sign, one acknowledgement a yellow, what voids it, revoking."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import change_initiative
from readiness.commands.people import add_person, change_person
from readiness.commands.plans import add_plan, change_plan
from readiness.commands.sign_off import revoke, sign
from readiness.context import Context
from readiness.domain.assessment import SignOff
from tests.pages.conftest import OpenPage, acting, links, words

PAGE = "initiative/sign_off.py"
FIRST, SECOND = "integration.dependency_management", "operations.backup_recovery"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def yellows(context: Context, initiative: str) -> str:
    """The initiative with more yellow criteria than are tolerated, planned, and an executive who may sign, Eve."""
    ida = acting(context, initiative, "Ida")
    for criterion in (FIRST, SECOND):
        rate(ida, initiative, criterion, rating="yellow", seen=None)
    # This profile tolerates one yellow criterion.
    change_initiative(context, initiative, field="profile", value="hr_screening", seen="document_processing")
    due = TODAY + timedelta(days=60)
    add_plan(context, initiative, criteria=[FIRST, SECOND], text="Mend both", owner="Ana", due=due)
    add_person(
        context,
        initiative,
        name="Eve",
        role="Board",
        executive=True,
        builder=False,
        reports_to_delivery=False,
        rewarded_for_launch=True,
    )
    return initiative


@pytest.fixture
def sign_it(context: Context) -> Callable[[str], str]:
    def act(initiative: str) -> str:
        eve = next(person for person in context.store.load(initiative).people if person.name == "Eve")
        words = {FIRST: "The vendor may fail", SECOND: "A slow restore"}
        return sign(context, initiative, person_id=eve.id, acknowledgements=words)

    return act


def signed(context: Context, initiative: str) -> tuple[SignOff, ...]:
    return context.store.load(initiative).sign_offs


def press_sign(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Sign").click().run()


def test_with_nothing_yellow_there_is_nothing_to_sign(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "No: nothing is yellow, so there is nothing to sign for." in said
    assert "Reds cannot be signed away." in said


def test_more_yellow_criteria_than_tolerated_ask_for_a_signature(open_page: OpenPage, yellows: str) -> None:
    said = words(open_page(PAGE, initiative=yellows))
    assert "Yes, and none holds: 2 criteria are yellow, and this profile tolerates 1." in said
    assert "Something is not known yet as well" in said
    assert "Stands beside the signature: Eve is rewarded for the launch date." in said


def test_one_yellow_within_the_tolerance_asks_for_none(open_page: OpenPage, context: Context, initiative: str) -> None:
    rate(acting(context, initiative, "Ida"), initiative, FIRST, rating="yellow", seen=None)
    said = words(open_page(PAGE, initiative=initiative))
    assert "No: 1 criterion is yellow, this profile tolerates 3, and fewer than two dimensions are yellow." in said


def test_each_yellow_is_acknowledged_in_writing_and_the_sign_off_holds(
    open_page: OpenPage, context: Context, yellows: str
) -> None:
    app = open_page(PAGE, initiative=yellows)
    key = f"rd-sign-{yellows}"
    app.get_by_key(f"{key}-{FIRST}").set_value("The vendor <may> fail")
    app.get_by_key(f"{key}-{SECOND}").set_value("A slow restore")
    press_sign(app)
    (sign_off,) = signed(context, yellows)
    assert (sign_off.person_name, sign_off.person_role) == ("Eve", "Board")
    assert {risk.criterion: risk.acknowledgement for risk in sign_off.risks} == {
        FIRST: "The vendor <may> fail",
        SECOND: "A slow restore",
    }
    said = words(app)
    assert "It is needed, and Eve has signed: it holds until" in said
    assert "holds until" in said and "not signed in" in said


def test_a_yellow_without_words_is_not_signed_and_what_was_written_stays(
    open_page: OpenPage, context: Context, yellows: str
) -> None:
    app = open_page(PAGE, initiative=yellows)
    key = f"rd-sign-{yellows}"
    app.get_by_key(f"{key}-{FIRST}").set_value("The vendor may fail")
    press_sign(app)
    assert signed(context, yellows) == ()
    assert "Backup and disaster recovery is yellow and is not acknowledged in writing." in words(app)
    assert app.get_by_key(f"{key}-{FIRST}").value == "The vendor may fail"


def test_a_red_cannot_be_signed_away(open_page: OpenPage, context: Context, yellows: str) -> None:
    rate(acting(context, yellows, "Ida"), yellows, "data.source_mapping", rating="red", seen=None)
    app = open_page(PAGE, initiative=yellows)
    said = words(app)
    assert "Nobody can sign now: 1 criterion is red, and a red cannot be signed away." in said
    assert not [button for button in app.button if button.label == "Sign"]
    assert f"/assess?initiative={yellows}&criterion=data.source_mapping" in links(app)


def test_a_builder_or_undeclared_executive_cannot_sign(open_page: OpenPage, context: Context, yellows: str) -> None:
    eve = next(person for person in context.store.load(yellows).people if person.name == "Eve")
    change_person(context, yellows, eve.id, seen=eve, builder=True)
    add_person(context, yellows, name="Olaf", executive=True)
    app = open_page(PAGE, initiative=yellows)
    said = words(app)
    assert "Eve works on, owns or manages the delivery and so cannot sign." in said
    assert "Olaf has not declared whether they work on, own or manage the delivery." in said
    assert not [button for button in app.button if button.label == "Sign"]


def test_without_an_executive_the_page_says_where_to_enter_one(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    for criterion in (FIRST, SECOND):
        rate(acting(context, initiative, "Ida"), initiative, criterion, rating="yellow", seen=None)
    app = open_page(PAGE, initiative=initiative)
    assert "Nobody is entered as an executive of this initiative, so nobody can sign." in words(app)
    assert f"/people?initiative={initiative}" in links(app)


def test_a_due_date_moved_while_the_executive_writes_is_not_signed_unseen(
    open_page: OpenPage, context: Context, yellows: str
) -> None:
    app = open_page(PAGE, initiative=yellows)
    key = f"rd-sign-{yellows}"
    app.get_by_key(f"{key}-{FIRST}").set_value("One")
    app.get_by_key(f"{key}-{SECOND}").set_value("Two")
    (plan,) = context.store.load(yellows).plans
    change_plan(context, yellows, plan.id, seen=plan, due=TODAY + timedelta(days=600))
    press_sign(app)
    assert signed(context, yellows) == ()
    assert "have changed since you began. Nothing was signed" in words(app)
    assert app.get_by_key(f"{key}-{FIRST}").value == "One"
    press_sign(app)
    assert [risk.due for risk in signed(context, yellows)[0].risks] == [TODAY + timedelta(days=600)] * 2


def test_a_plan_moved_later_voids_the_sign_off_and_the_page_says_why(
    open_page: OpenPage, context: Context, yellows: str, sign_it: Callable[[str], str]
) -> None:
    sign_it(yellows)
    (plan,) = context.store.load(yellows).plans
    change_plan(context, yellows, plan.id, seen=plan, due=TODAY + timedelta(days=90))
    said = words(open_page(PAGE, initiative=yellows))
    assert "Why the sign-off of Eve does not hold" in said
    assert "The plan “Mend both” moved from" in said


def test_what_will_expire_is_listed_by_notice_of_3_14_and_30_days(
    open_page: OpenPage, context: Context, yellows: str, sign_it: Callable[[str], str]
) -> None:
    ida = acting(context, yellows, "Ida")
    # Fresh for 30 days: these have 2, 10 and 25 left.
    for criterion, left in (
        ("data.pipeline_robustness", 2),
        ("data.quality_monitoring", 10),
        ("data.freshness_latency", 25),
    ):
        day = TODAY - timedelta(days=30 - left)
        add_link(context, yellows, criterion, url="https://example.org/log", day=day)
        rate(ida, yellows, criterion, rating="green", seen=None, reason="Seen in the log")
    before = words(open_page(PAGE, initiative=yellows))
    sign_it(yellows)
    after = words(open_page(PAGE, initiative=yellows))
    assert "What would void a sign-off given today" in before
    assert "What will void it" in after
    for said in (before, after):
        places = [said.index(f"within {days} days") for days in (3, 14, 30)]
        names = ["Pipeline robustness", "Data quality monitoring", "Freshness and latency requirements"]
        expiries = [said.index(f"Evidence for {name} expires") for name in names]
        assert places[0] < expiries[0] < places[1] < expiries[1] < places[2] < expiries[2]


def test_a_sign_off_can_be_revoked_and_stays_in_the_history(
    open_page: OpenPage, context: Context, yellows: str, sign_it: Callable[[str], str]
) -> None:
    sign_off = sign_it(yellows)
    app = open_page(PAGE, initiative=yellows)
    app.button(key=f"rd-revoke-now-{sign_off}").click().run()
    assert signed(context, yellows)[0].revoked_at is not None
    said = words(app)
    assert "The sign-off of Eve is revoked." in said
    assert "revoked on" in said and "The vendor may fail" in said
    assert not [button for button in app.button if button.key == f"rd-revoke-now-{sign_off}"]


def test_a_revoked_sign_off_asks_for_a_new_one(
    open_page: OpenPage, context: Context, yellows: str, sign_it: Callable[[str], str]
) -> None:
    revoke(context, yellows, sign_it(yellows))
    app = open_page(PAGE, initiative=yellows)
    assert "Yes, and none holds" in words(app)
    assert [button for button in app.button if button.label == "Sign"]
