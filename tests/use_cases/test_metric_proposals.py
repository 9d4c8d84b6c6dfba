"""A metric proposes evidence and ratings; a person accepts or declines, and nothing changes before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.commands.answers import rate, set_check
from readiness.commands.metric_proposals import accept_measurement, accept_rating, answer_alarm, decline_rating
from readiness.commands.metrics import bind_to_check, change_metric, set_baseline
from readiness.context import Actor, Context
from readiness.domain.assessment import CheckValue, Rating
from readiness.domain.framework import Check, Criterion
from readiness.domain.metric_proposal import MeasurementProposal, RatingProposal
from readiness.errors import Conflict, Invalid, NotAllowed, StaleVersion
from readiness.queries.metrics import metrics_view, proposals
from tests.use_cases.metrics_bench import FIRST, Measured, measured
from tests.use_cases.test_metric_states import KEY, noise, state


def bound(cards: Measured) -> tuple[Criterion, Check]:
    """The criterion and check that the metric is bound to: a number of which more is better."""
    framework = cards.context.framework_of(cards.context.store.load(cards.id))
    return next(
        (criterion, check)
        for criterion in framework.criteria
        for check in criterion.checks
        if not check.is_date and check.better == "higher" and 50 < check.yellow < check.green <= 100
    )


@pytest.fixture
def cards(context: Context) -> Measured:
    """An initiative with a metric that is bound to a check; its values fell far below the limit ten days ago."""
    cards = measured(context)
    criterion, check = bound(cards)
    seen = cards.metric(KEY)
    bind_to_check(cards.context, cards.id, seen.id, criterion=criterion.id, measure=check.measure, seen=seen)
    cards.measure(KEY, [*noise(60, mean=99), *noise(20, mean=45)], every=1)
    set_baseline(
        cards.context,
        cards.id,
        seen.id,
        name="Start",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=59),
        seen=None,
    )
    return cards


def choose(cards: Measured, rating: Rating) -> None:
    criterion, _ = bound(cards)
    seen = cards.context.store.load(cards.id).answer(criterion.id).rating
    rate(cards.context, cards.id, criterion.id, rating=rating, seen=seen, reason="as seen in the drill")


def proposed(cards: Measured) -> RatingProposal:
    (found,) = proposals(cards.context, cards.id)
    return found


def measurement(cards: Measured) -> MeasurementProposal:
    (found,) = metrics_view(cards.context, cards.id).measurements
    return found


def test_a_measured_value_becomes_evidence_and_check_value_only_when_somebody_accepts(cards: Measured) -> None:
    criterion, check = bound(cards)
    proposal = measurement(cards)
    before = cards.context.store.load(cards.id)
    assert before.evidence == () and before.answer(criterion.id).check_value(check.measure) is None
    accept_measurement(cards.context, cards.id, proposal)
    facts = cards.context.store.load(cards.id)
    (item,) = facts.evidence_of(criterion.id)
    value = facts.answer(criterion.id).check_value(check.measure)
    assert (item.kind, item.day, item.added_by) == ("metric", FIRST + timedelta(days=79), "Ida (not signed in)")
    assert value is not None and value.number == state(cards).last_value
    assert facts.answer(criterion.id).rating is None
    assert metrics_view(cards.context, cards.id).measurements == ()


def test_a_new_point_proposes_anew(cards: Measured) -> None:
    accept_measurement(cards.context, cards.id, measurement(cards))
    cards.measure(KEY, [60.0], first=FIRST + timedelta(days=80))
    assert measurement(cards).value == 60.0


def test_a_check_that_somebody_changed_meanwhile_is_not_overwritten(cards: Measured) -> None:
    criterion, check = bound(cards)
    proposal = measurement(cards)
    theirs = CheckValue(measure=check.measure, kind="number", number=1)
    set_check(cards.context, cards.id, criterion.id, check.measure, value=theirs, seen=None)
    with pytest.raises(StaleVersion):
        accept_measurement(cards.context, cards.id, proposal)
    assert cards.context.store.load(cards.id).evidence == ()


def test_a_degraded_metric_proposes_a_worse_rating_and_changes_none(cards: Measured) -> None:
    criterion, _ = bound(cards)
    choose(cards, "green")
    proposal = proposed(cards)
    assert (proposal.rating, proposal.seen, proposal.criterion.id) == ("red", "green", criterion.id)
    assert proposal.alarm_day == state(cards).alarm_since
    assert "is degraded since" in proposal.text
    assert cards.context.store.load(cards.id).answer(criterion.id).rating == "green"


def test_nothing_is_proposed_where_nothing_is_rated_or_the_rating_says_so_already(cards: Measured) -> None:
    assert proposals(cards.context, cards.id) == ()
    choose(cards, "red")
    assert proposals(cards.context, cards.id) == ()


def test_an_accepted_rating_is_the_accepting_persons(cards: Measured) -> None:
    criterion, _ = bound(cards)
    choose(cards, "green")
    accept_rating(cards.context, cards.id, proposed(cards))
    answer = cards.context.store.load(cards.id).answer(criterion.id)
    assert (answer.rating, answer.raters) == ("red", (cards.context.actor.id,))
    assert proposals(cards.context, cards.id) == ()
    assert cards.events("rating_proposal_accepted") == 1


def test_a_stranger_cannot_accept_a_rating(cards: Measured) -> None:
    choose(cards, "green")
    proposal = proposed(cards)
    stranger = cards.context.acting(Actor("nobody-known", "Mallory"))
    with pytest.raises(NotAllowed):
        accept_rating(stranger, cards.id, proposal)
    assert cards.rollout.proposal_answers == ()


def test_a_proposal_is_declined_with_a_reason_and_comes_back_with_the_next_alarm(cards: Measured) -> None:
    choose(cards, "green")
    with pytest.raises(Invalid, match="reason is empty"):
        decline_rating(cards.context, cards.id, proposed(cards), reason=" ")
    decline_rating(cards.context, cards.id, proposed(cards), reason="the label source was broken")
    assert proposals(cards.context, cards.id) == ()
    (kept,) = cards.rollout.proposal_answers
    assert (kept.accepted, kept.reason) == (False, "the label source was broken")
    cards.measure(KEY, [*noise(40, mean=110), *noise(20, mean=45)], first=FIRST + timedelta(days=80), every=1)
    assert proposed(cards).alarm_day != kept.alarm_day


def test_an_alarm_is_answered_by_an_action_that_stands_among_the_plans(cards: Measured) -> None:
    day = state(cards).alarm_since
    assert day is not None
    answer_alarm(
        cards.context,
        cards.id,
        cards.metric(KEY).id,
        alarm_day=day,
        text="retrain on the new merchants",
        owner="Ida",
        due=cards.context.today() + timedelta(days=14),
    )
    (plan,) = cards.context.store.load(cards.id).plans
    (answer,) = state(cards).answers
    assert (plan.kind, plan.owner, answer.plan, answer.closed) == ("action", "Ida", plan.id, False)
    assert plan.text.endswith("retrain on the new merchants")


def test_an_alarm_is_closed_once_with_a_reason(cards: Measured) -> None:
    day, id = state(cards).alarm_since, cards.metric(KEY).id
    assert day is not None
    with pytest.raises(Invalid):
        answer_alarm(cards.context, cards.id, id, alarm_day=day, text="", closes=True)
    answer_alarm(cards.context, cards.id, id, alarm_day=day, text="a holiday", closes=True)
    with pytest.raises(Conflict):
        answer_alarm(cards.context, cards.id, id, alarm_day=day, text="again", closes=True)
    assert cards.context.store.load(cards.id).plans == ()
    assert state(cards).status == "degraded"


def test_a_fraction_cannot_measure_a_check_in_percent(cards: Measured) -> None:
    criterion, check = bound(cards)
    seen = cards.metric(KEY)
    assert check.unit.startswith("%") and seen.check is not None
    with pytest.raises(Invalid, match=r"is measured in fraction, the check .* in %"):
        change_metric(cards.context, cards.id, seen.id, seen=seen, unit="fraction")
    bind_to_check(cards.context, cards.id, seen.id, criterion="", measure="", seen=seen)
    free = cards.metric(KEY)
    change_metric(cards.context, cards.id, free.id, seen=free, unit="fraction")
    free = cards.metric(KEY)
    with pytest.raises(Invalid, match="is measured in fraction"):
        bind_to_check(cards.context, cards.id, free.id, criterion=criterion.id, measure=check.measure, seen=free)
    assert cards.metric(KEY).check is None
