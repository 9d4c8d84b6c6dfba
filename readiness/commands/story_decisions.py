"""Make up the rows of a demo story's decision log from a few figures and a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from readiness.content.story_operation import StoryGroup, StoryLog
from readiness.domain.decision_row import DecisionRow

OPENS = time(8, 0, tzinfo=UTC)
OPEN_MS = 10 * 3_600_000
LAST_WORKING_DAY = 4
MISLED = 0.4
"""How often the human makes the AI's error as well."""

Pairs = Collection[tuple[str, str]]


def rows_of(
    log: StoryLog, critical: Pairs | None, first: date, last: date, chance: random.Random
) -> tuple[tuple[DecisionRow, ...], dict[str, str]]:
    """The rows of a log between two days, oldest first, and the truth of every case, which the log mostly hides.

    `critical` names the (AI, truth) pairs that are critical errors; None: every wrong answer is.
    """
    openings = _openings(log, first, last)
    moments = sorted(chance.choice(openings) + chance.randrange(OPEN_MS) for _ in range(log.decisions))
    drawn = chance.sample(range(log.decisions), log.drawn)
    wrong = {place: number < log.drawn_critical for number, place in enumerate(drawn[: log.drawn_errors])}
    verified = set(drawn)
    answers, shares = tuple(log.answers), tuple(log.answers.values())
    rows, truths = [], {}
    for place, at in enumerate(moments):
        truth = chance.choices(answers, shares)[0]
        group = _group(log.groups, chance)
        agreement = log.agreement_pct if group is None or group.agreement_pct is None else group.agreement_pct
        agrees = 100 * chance.random() < agreement
        if place in wrong:
            ai, truth = _error(answers, critical, wrong[place], chance)
            human = ai if chance.random() < MISLED else truth
        elif place in verified:
            ai = truth
            human = ai if agrees else _other(answers, ai, chance)
        elif agrees:
            ai = human = truth if 100 * chance.random() >= log.both_wrong_pct else _other(answers, truth, chance)
        else:
            other = _other(answers, truth, chance)
            ai, human = (truth, other) if 100 * chance.random() < log.ai_right_pct else (other, truth)
        known = place in verified or 100 * chance.random() < log.outcomes_pct
        overridden = log.shown and human != ai
        reasoned = overridden and log.override_reasons and 100 * chance.random() < log.reasoned_pct
        certain = 1 - (0.2 if human == ai else 0.5) * chance.random()
        case = f"{log.case}-{place + 1:05d}"
        truths[case] = truth
        rows.append(
            DecisionRow(
                case=case,
                at=at,
                human=human,
                ai=ai,
                confidence=round(certain, 3),
                outcome=truth if known else None,
                group=group.name if group is not None else None,
                model_version=log.model_version or None,
                shown=log.shown,
                override_reason=chance.choice(log.override_reasons) if reasoned else None,
                review_seconds=_seconds(log, chance),
                escalated=None if log.escalated_pct is None else 100 * chance.random() < log.escalated_pct,
                drawn=place in verified,
            )
        )
    return tuple(rows), truths


def _openings(log: StoryLog, first: date, last: date) -> tuple[int, ...]:
    """When the days begin on which something is decided, as epoch milliseconds."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(
        round(datetime.combine(day, OPENS).timestamp() * 1000)
        for day in days
        if day.weekday() <= LAST_WORKING_DAY or not log.working_days
    )


def _group(groups: Sequence[StoryGroup], chance: random.Random) -> StoryGroup | None:
    return chance.choices(groups, [group.share for group in groups])[0] if groups else None


def _other(answers: Sequence[str], than: str, chance: random.Random) -> str:
    return chance.choice([answer for answer in answers if answer != than])


def _error(answers: Sequence[str], critical: Pairs | None, is_critical: bool, chance: random.Random) -> tuple[str, str]:
    """A wrong answer of the AI and the truth, critical or not."""
    pairs = [(ai, truth) for ai in answers for truth in answers if ai != truth]
    if critical is not None:
        pairs = [pair for pair in pairs if (pair in critical) is is_critical]
    return chance.choice(pairs)


def _seconds(log: StoryLog, chance: random.Random) -> float | None:
    return None if log.review_seconds is None else round(chance.lognormvariate(0, 0.5) * log.review_seconds, 1)
