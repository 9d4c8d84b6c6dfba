"""The rollout page: where it stands, what is in the way, a move up with its gate record, down, stop, stated, waived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.conditions import answer_condition
from readiness.commands.initiatives import change_initiative
from readiness.commands.people import add_person
from readiness.commands.phases import state_history
from readiness.commands.project_record import change_record
from readiness.context import Context
from readiness.domain.phase_rules import phase_of
from readiness.domain.rollout import Rollout
from tests.pages.conftest import OpenPage, acting, links, page_html, words

PAGE = "initiative/rollout.py"
TODAY = datetime.now(UTC).date()


def rollout(context: Context, initiative: str) -> Rollout:
    return context.store.load_rollout(initiative)


@pytest.fixture
def executive(context: Context, initiative: str) -> str:
    return add_person(
        context,
        initiative,
        name="Eve Stone",
        executive=True,
        builder=False,
        reports_to_delivery=False,
        rewarded_for_launch=False,
    )


@pytest.fixture
def advisory(context: Context, initiative: str) -> str:
    """The initiative in advisory for ten days, as stated."""
    phases = [("shadow", TODAY - timedelta(90), TODAY - timedelta(30)), ("advisory", TODAY - timedelta(10), None)]
    state_history(acting(context, initiative, "Ida"), initiative, phases=phases, source="Minutes")  # type: ignore[arg-type]
    return initiative


def as_ida(app: AppTest, context: Context, initiative: str) -> AppTest:
    """Let Ida sit at the keyboard."""
    ida = next(one.id for one in context.store.load(initiative).people if one.name == "Ida")
    app.session_state["readiness-who"] = {initiative: (ida, "Ida")}
    return app.run()


def opens_shadow(context: Context, initiative: str) -> None:
    """Everything that shadow asks for but one rating, which a waiver stands in for."""
    ida = acting(context, initiative, "Ida")
    change_record(ida, initiative, field="present_way.cost", value="14 minutes", seen="")
    change_initiative(ida, initiative, field="use_case.measure", value="minutes", seen="")
    for key in ("outputs_invisible", "decisions_logged"):
        answer_condition(ida, initiative, phase="shadow", list="entry", key=key, met=True, text="Seen", day=TODAY)


def test_before_the_ladder_the_page_says_what_shadow_asks_for(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "Can it go a step up? Not yet, to shadow: 1 condition is unmet, 3 unknown." in said
    assert "Not started" in said
    assert "Outputs are invisible to the people who decide, and their access was checked." in said
    assert "It has not entered the ladder yet, so there is no history." in said


def test_an_initiative_that_does_not_exist_is_said_in_a_sentence(open_page: OpenPage, initiative: str) -> None:
    assert "There is no initiative at this address." in words(open_page(PAGE, initiative="nothing"))


def test_a_condition_is_answered_with_evidence(open_page: OpenPage, context: Context, initiative: str) -> None:
    name = "shadow.entry.outputs_invisible"
    app = as_ida(open_page(PAGE, initiative=initiative, do="answer", condition=name), context, initiative)
    next(button for button in app.button if button.label == "Save answer").click().run()
    assert "Choose “Met” or “Not met”. Nothing was saved." in words(app)
    app.get_by_key(f"rd-answer-{name}-met").set_value("Met")
    app.get_by_key(f"rd-answer-{name}-text").set_value("Checked with <b>both</b> teams")
    app.get_by_key(f"rd-answer-{name}-url").set_value("https://example.org/check")
    app.get_by_key(f"rd-answer-{name}-rehearsed").set_value(True)
    next(button for button in app.button if button.label == "Save answer").click().run()
    (answer,) = rollout(context, initiative).condition_answers
    assert (answer.met, answer.text, answer.rehearsed) == (True, "Checked with <b>both</b> teams", True)
    said = words(app)
    assert "The answer is saved." in said
    assert "“Checked with <b>both</b> teams”" in said
    assert "<b>" not in page_html(app)
    assert "1 condition is unmet, 2 unknown" in said


def test_a_refused_answer_keeps_what_was_typed(open_page: OpenPage, context: Context, initiative: str) -> None:
    name = "shadow.entry.outputs_invisible"
    app = open_page(PAGE, initiative=initiative, do="answer", condition=name)
    app.get_by_key(f"rd-answer-{name}-met").set_value("Met")
    app.get_by_key(f"rd-answer-{name}-text").set_value("Seen")
    app.get_by_key(f"rd-answer-{name}-url").set_value("javascript:alert(1)")
    next(button for button in app.button if button.label == "Save answer").click().run()
    assert "The link must begin with https:// or http://" in words(app)
    assert app.get_by_key(f"rd-answer-{name}-text").value == "Seen"
    assert rollout(context, initiative).condition_answers == ()


def test_nobody_named_answers_nothing(open_page: OpenPage, context: Context, initiative: str) -> None:
    name = "shadow.entry.outputs_invisible"
    app = open_page(PAGE, initiative=initiative, do="answer", condition=name)
    app.get_by_key(f"rd-answer-{name}-met").set_value("Met")
    app.get_by_key(f"rd-answer-{name}-text").set_value("Seen")
    next(button for button in app.button if button.label == "Save answer").click().run()
    assert "Say first who you are" in words(app)
    assert rollout(context, initiative).condition_answers == ()


def test_it_is_waived_moved_up_and_the_gate_record_can_be_opened(
    open_page: OpenPage, context: Context, initiative: str, executive: str
) -> None:
    opens_shadow(context, initiative)
    name = "shadow.entry.mapping_and_monitoring_rehearsed"
    app = open_page(PAGE, initiative=initiative, do="waive", condition=name)
    assert app.button(key="rd-rollout-up").disabled
    app.get_by_key(f"rd-waive-{name}-who").set_value(executive)
    app.get_by_key(f"rd-waive-{name}-reason").set_value("Replay is planned")
    next(button for button in app.button if button.label == "Waive it").click().run()
    said = words(app)
    assert "Yes, to shadow: nothing is in the way but an approver who does not build it." in said
    assert "▲ Waived" in said
    assert ", for the next move: “Replay is planned”" in said

    app.button(key="rd-rollout-up").click().run()
    ida = next(one.id for one in context.store.load(initiative).people if one.name == "Ida")
    app.get_by_key("rd-rollout-approver").set_value(ida)
    next(
        button for button in app.button if button.label == "Move up to shadow" and button.key != "rd-rollout-up"
    ).click()
    app.run()
    assert phase_of(rollout(context, initiative).moves) == "shadow"
    said = words(app)
    assert "It is in shadow now. The gate record is kept." in said
    assert "to shadow, at the verdict “incomplete”, with 5 conditions, 1 waived" in said
    assert "Approved by Ida, no builder." in said
    assert "Moved up, approved by Ida." in said


def test_two_people_move_it_once(open_page: OpenPage, context: Context, advisory: str) -> None:
    mine = open_page(PAGE, initiative=advisory, do="down")
    theirs = open_page(PAGE, initiative=advisory, do="down")
    for app in (theirs, mine):
        app.get_by_key("rd-rollout-down-reason").set_value("Leak")
        next(one for one in app.button if one.label == "Step down" and one.key != "rd-rollout-down").click().run()
    assert phase_of(rollout(context, advisory).moves) == "shadow"
    assert len(rollout(context, advisory).moves) == 3
    assert "has moved it to shadow meanwhile. Nothing was moved" in words(mine)


def test_a_reason_to_step_back_is_a_warning_with_the_way_down_in_one_click(
    open_page: OpenPage, context: Context, advisory: str
) -> None:
    ida = acting(context, advisory, "Ida")
    answer_condition(
        ida,
        advisory,
        phase="advisory",
        list="step_back",
        key="worse_together",
        met=True,
        text="Week 12: 4 points worse",
        day=TODAY,
    )
    app = open_page(PAGE, initiative=advisory)
    said = words(app)
    assert "1 condition to step back holds." in said
    assert "A condition to step back holds." in said
    assert "■ Holds" in said
    app.button(key="rd-step-back-now").click().run()
    move = rollout(context, advisory).moves[-1]
    assert (move.kind, move.to_phase) == ("down", "shadow")
    assert move.reason.startswith("Condition to step back: People with the AI decide worse than people alone.")
    assert "Stepping back is part of the way." in words(app)


def test_a_stop_says_what_was_learnt_and_how_it_could_begin_again(
    open_page: OpenPage, context: Context, advisory: str
) -> None:
    app = open_page(PAGE, initiative=advisory, do="stop")
    app.get_by_key("rd-rollout-stop-reason").set_value("No value")
    app.get_by_key("rd-rollout-learnt").set_value("Forms are too poor")
    next(one for one in app.button if one.label == "Stop it").click().run()
    said = words(app)
    assert "It was stopped; it would begin again at the bottom." in said
    assert "Stopped, a decision like any other: No value Learnt: Forms are too poor" in said
    assert "rd-rollout-down" not in [one.key for one in app.button]


def test_a_running_initiative_states_its_history(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, do="state")
    app.button(key="rd-rollout-more").click().run()
    app.get_by_key("rd-rollout-from-0").set_value(TODAY - timedelta(90))
    app.get_by_key("rd-rollout-from-1").set_value(TODAY - timedelta(34))
    app.get_by_key("rd-rollout-source").set_value("Minutes of May")
    app.button(key="rd-rollout-state-save").click().run()
    moves = rollout(context, initiative).moves
    assert [(one.kind, one.to_phase, one.day) for one in moves] == [
        ("stated", "shadow", TODAY - timedelta(90)),
        ("stated", "advisory", TODAY - timedelta(34)),
    ]
    said = words(app)
    assert "Stated, not observed; gate record unknown. Source: Minutes of May" in said
    assert "34 days since" in said
    assert "(34 days, stated)" in said


def test_another_phase_can_be_looked_at(open_page: OpenPage, advisory: str) -> None:
    app = open_page(PAGE, initiative=advisory, phase="full_automation")
    said = words(app)
    assert "A sample is drawn for audit all the time." in said
    assert "Not the present phase" in said
    assert f"/rollout?initiative={advisory}&phase=shadow" in links(app)


def test_the_profile_limit_is_said_and_the_executive_raises_it(
    open_page: OpenPage, context: Context, executive: str, initiative: str
) -> None:
    change_initiative(context, initiative, field="profile", value="medical_diagnosis", seen="document_processing")
    app = open_page(PAGE, initiative=initiative, do="raise")
    assert "In this profile it goes up to advisory." in words(app)
    assert "Beyond this profile" in words(app)
    app.get_by_key("rd-rollout-raise-who").set_value(executive)
    app.get_by_key("rd-rollout-raise-reason").set_value("A registry follows each case")
    next(one for one in app.button if one.label == "Raise it").click().run()
    assert "Eve Stone raised that to supervised automation" in words(app)


def test_each_page_of_the_initiative_says_the_phase_but_the_assessment_form(
    open_page: OpenPage, context: Context, advisory: str
) -> None:
    for page in ("overview", "plan", "people", "record", "rollout"):
        assert f'href="/rollout?initiative={advisory}">Advisory</a>' in page_html(
            open_page(f"initiative/{page}.py", initiative=advisory)
        )
    assert ">Advisory</a>" not in page_html(open_page("initiative/assess.py", initiative=advisory))


def test_a_condition_that_a_check_decides_leads_to_its_criterion(open_page: OpenPage, advisory: str) -> None:
    app = open_page(PAGE, initiative=advisory)
    assert f"/assess?initiative={advisory}&criterion=governance.version_rollback" in links(app)
