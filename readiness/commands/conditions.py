"""Answer a condition of the rollout that no stored figure decides, with what shows it; take an answer back."""

from __future__ import annotations

from datetime import date

from readiness.commands import entries
from readiness.commands.people import named_person
from readiness.context import Context
from readiness.domain.condition_facts import ConditionFacts, LiveFigures
from readiness.domain.conditions import conditions_of, rule_of
from readiness.domain.framework import Condition, Framework, PhaseId
from readiness.domain.gate import evaluate
from readiness.domain.phase_history import ConditionAnswer, ConditionList
from readiness.domain.phase_rules import executive_problems
from readiness.errors import Invalid, NotAllowed, NotFound
from readiness.storage.store import Change


def answer_condition(
    context: Context,
    initiative: str,
    *,
    phase: PhaseId,
    list: ConditionList,
    key: str,
    met: bool,
    text: str,
    day: date,
    url: str = "",
    rehearsed: bool = False,
) -> str:
    """Answer a condition; the answer's id. `met` of a condition to step back says that it holds.

    `text` says what shows it, `day` is the date of that evidence, `rehearsed` whether it comes from replayed or
    rehearsal traffic. Raises Invalid for a condition that stored figures decide, NotAllowed where nobody is named or an
    executive is asked for, NotFound.
    """
    entries.text(text, "text", "What shows it", required=True)
    if url:
        entries.link(url)
    entries.past_day(day, "day", "The date of the evidence", context.today())
    with context.change(initiative) as change:
        condition = condition_of(context.framework_of(change.assessment), phase, list, key)
        rule = rule_of(phase, list, key)
        if rule.computed_only:
            raise Invalid(
                f"“{condition.text}” is decided by {rule.reads}, not by an answer. Nothing was saved.", "condition"
            )
        person = named_person(context, change.assessment)
        if rule.executive:
            problems = executive_problems(person)
            if problems:
                raise NotAllowed(f"Only an executive answers this. {' '.join(problems)} Nothing was saved.")
        answer = entries.made(
            ConditionAnswer,
            id=context.new_id(),
            phase=phase,
            list=list,
            key=key,
            met=met,
            text=text,
            url=url,
            day=day,
            rehearsed=rehearsed,
            answered_at=change.at,
            answered_by=context.actor.label,
        )
        change.add("condition_answered", f"condition/{phase}/{list}/{key}", answer)
    return answer.id


def withdraw_answer(context: Context, initiative: str, answer_id: str) -> None:
    """Take an answer back; it stays in the record. Raises NotFound."""
    with context.change(initiative) as change:
        answer = next((one for one in change.rollout.condition_answers if one.id == answer_id), None)
        if answer is None:
            raise NotFound("There is no such answer on this initiative. Nothing was changed.")
        if answer.withdrawn_at is None:
            withdrawn = entries.renewed(answer, withdrawn_at=change.at)
            subject = f"condition/{answer.phase}/{answer.list}/{answer.key}"
            change.save("condition_answer_withdrawn", subject, answer, withdrawn)


def condition_of(framework: Framework, phase: PhaseId, list: ConditionList, key: str) -> Condition:
    """A condition of the initiative's framework. Raises NotFound."""
    found = next((one for at, part, one in conditions_of(framework) if (at, part, one.key) == (phase, list, key)), None)
    if found is None:
        raise NotFound("There is no such condition in this initiative's framework. Nothing was saved.")
    return found


def condition_facts(context: Context, change: Change, live: LiveFigures) -> ConditionFacts:
    """What the conditions are judged by inside a transaction; `live` was read before it."""
    framework = context.framework_of(change.assessment)
    today = context.today()
    return ConditionFacts(
        assessment=change.assessment,
        evaluation=evaluate(change.assessment, framework, today),
        framework=framework,
        rollout=change.rollout,
        live=live,
        today=today,
    )
