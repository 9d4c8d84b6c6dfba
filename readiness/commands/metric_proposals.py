"""Decide on what metrics propose: take a value as evidence, accept or decline a rating, answer an alarm."""

from __future__ import annotations

from datetime import date

from readiness.commands import entries
from readiness.commands.answers import rate, set_check
from readiness.commands.metrics import metric_of
from readiness.commands.plans import add_plan
from readiness.context import Context
from readiness.domain.assessment import CheckValue, Evidence
from readiness.domain.metric import AlarmAnswer, ProposalAnswer
from readiness.domain.metric_proposal import MeasurementProposal, RatingProposal
from readiness.domain.wording import day_text
from readiness.errors import Conflict


def accept_measurement(context: Context, initiative: str, proposal: MeasurementProposal) -> str:
    """Take a measured value as the value of its check and as dated evidence of its criterion; the evidence's id.

    Both together or neither. Raises StaleVersion where somebody changed the check meanwhile, Invalid, NotFound.
    """
    criterion, check = proposal.criterion.id, proposal.check.measure
    day = entries.past_day(proposal.day, "day", "The day of the measurement", context.today())
    with context.store.together():
        value = CheckValue(measure=check, kind="number", number=proposal.value)
        set_check(context, initiative, criterion, check, value=value, seen=proposal.seen)
        with context.change(initiative) as change:
            metric = metric_of(change, proposal.metric.id)
            entries.criterion_of(context.framework_of(change.assessment), criterion)
            item = entries.made(
                Evidence,
                id=context.new_id(),
                criterion=criterion,
                kind="metric",
                text=proposal.evidence_text,
                day=day,
                by=f"metric {metric.name}",
                added_at=change.at,
                added_by=context.actor.label,
            )
            change.add("evidence_added", f"evidence/{criterion}/{item.id}", item)
    return item.id


def accept_rating(context: Context, initiative: str, proposal: RatingProposal) -> None:
    """Rate a criterion as a metric proposes, in the name of the person at the keyboard, who is its rater.

    Raises StaleVersion where somebody rated it meanwhile, Invalid, NotAllowed, NotFound.
    """
    with context.store.together():
        rate(
            context,
            initiative,
            proposal.criterion.id,
            rating=proposal.rating,
            seen=proposal.seen,
            # Where another check suggests worse still, the figures are the reason.
            reason=proposal.text,
        )
        _decide(context, initiative, proposal, accepted=True, reason="")


def decline_rating(context: Context, initiative: str, proposal: RatingProposal, *, reason: str) -> None:
    """Keep the rating against what a metric proposes, and say why; asked again at the next alarm.

    Raises Invalid, NotFound.
    """
    entries.text(reason, "reason", "The reason", required=True)
    _decide(context, initiative, proposal, accepted=False, reason=reason)


def answer_alarm(
    context: Context,
    initiative: str,
    metric_id: str,
    *,
    alarm_day: date,
    text: str,
    owner: str = "",
    due: date | None = None,
    closes: bool = False,
) -> str:
    """Say what is done about an alarm; the answer's id. It becomes an action, or with `closes` a reason to do nothing.

    Raises Conflict where the alarm was closed already, Invalid, NotFound.
    """
    entries.text(text, "text", "The reason" if closes else "What will be done", required=True)
    with context.store.together():
        with context.change(initiative) as change:
            metric = metric_of(change, metric_id)
            if any(
                answer.metric == metric_id and answer.alarm_day == alarm_day and answer.closed
                for answer in change.rollout.alarm_answers
            ):
                raise Conflict("Somebody has closed this alarm meanwhile. Nothing was saved.")
        plan = None
        if not closes:
            plan = add_plan(
                context,
                initiative,
                kind="action",
                criteria=(metric.check.criterion,) if metric.check else (),
                text=f"{metric.name}, alarm of {day_text(alarm_day)}: {text}",
                owner=owner,
                due=due,
            )
        with context.change(initiative) as change:
            answer = AlarmAnswer(
                id=context.new_id(),
                metric=metric_id,
                alarm_day=alarm_day,
                text=text,
                plan=plan,
                closed=closes,
                answered_at=change.at,
                answered_by=context.actor.label,
            )
            change.add("alarm_closed" if closes else "alarm_answered", f"metric/{metric_id}", answer)
    return answer.id


def _decide(context: Context, initiative: str, proposal: RatingProposal, *, accepted: bool, reason: str) -> None:
    with context.change(initiative) as change:
        metric_of(change, proposal.metric.id)
        decision = ProposalAnswer(
            id=context.new_id(),
            metric=proposal.metric.id,
            criterion=proposal.criterion.id,
            rating=proposal.rating,
            alarm_day=proposal.alarm_day,
            accepted=accepted,
            reason=reason,
            answered_at=change.at,
            answered_by=context.actor.label,
        )
        kind = "rating_proposal_accepted" if accepted else "rating_proposal_declined"
        change.add(kind, f"answer/{proposal.criterion.id}", decision)
