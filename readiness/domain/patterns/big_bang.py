"""Big bang deployment: the signs that a system meets everybody at once, without steps and without a way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Rule, Sign, assess, clear, hit, partial, silent, unknown, weak
from readiness.domain.phase_history import LADDER, GateRecord, Waiver
from readiness.domain.phase_rules import PHASE_WORDS, place_of
from readiness.domain.project_record import Exposure, PlannedStep
from readiness.domain.wording import count_text, day_text, number_text, utc_day

JUMP_FACTOR = 5
JUMP_DAYS = 30
SMALL_START_PCT = 10
"""From nothing any rise is more than fivefold; up to here it is the small start that the ladder asks for."""
STOP_SWITCH = "stop_switch_tested"
"""The condition, to enter advisory, that the stop switch was tested."""
STOP_CRITERION, STOP_CHECK = "governance.access_permissions", "days_since_kill_switch_test"
ROLLBACK = "governance.version_rollback"
NO_PHASE = "No phase has begun."


def phase_skipped(facts: PatternFacts) -> Sign:
    """A phase below the highest one was never entered, or one was entered by a move up without a gate record.

    A stated phase counts as entered; its gate record is unknown, so the sign is unknown where nothing else decides. A
    lower phase that a stated history does not name is silence: it counts like all silence.
    """
    entered = {span.phase: span for span in reversed(facts.spans) if span.move.kind in ("up", "stated")}
    if not entered:
        return unknown(NO_PHASE, page="rollout")
    for phase, span in entered.items():
        if span.move.kind == "up" and span.gate is None:
            said = f"{PHASE_WORDS[phase]} was entered on {day_text(span.first_day)} without a gate record."
            return hit(said, span.first_day, "rollout")
    top = max(entered, key=place_of)
    skipped = [phase for phase in LADDER[: place_of(top)] if phase not in entered]
    if skipped:
        first = entered[top].first_day
        names = " and ".join(PHASE_WORDS[phase] for phase in skipped)
        said = f"{names} {'was' if len(skipped) == 1 else 'were'} never entered before {PHASE_WORDS[top]}."
        stated = any(span.move.kind == "stated" for span in entered.values())
        return silent(facts, said, "rollout") if stated else hit(said, first, "rollout")
    unrecorded = [phase for phase in LADDER if phase in entered and entered[phase].stated]
    if unrecorded:
        names = " and ".join(PHASE_WORDS[phase] for phase in unrecorded)
        said = f"No phase was skipped; {names} {'was' if len(unrecorded) == 1 else 'were'} stated afterwards, "
        return unknown(said + "so what was known on entering is unknown.", page="rollout")
    return clear("Every phase was entered in turn, each with its gate record.", entered[top].first_day, "rollout")


def gate_unmet(facts: PatternFacts) -> Sign:
    """The present phase was entered although conditions were unmet, whether waived or ignored.

    A phase that was entered by stepping back needs no gate: clear. A stated phase has none that is known: unknown.
    """
    if not facts.is_running or not facts.spans:
        return unknown("It is in no phase now.", page="rollout")
    span = facts.spans[-1]
    name, day = PHASE_WORDS[span.phase], span.first_day
    if span.move.kind == "down":
        return clear(f"It stepped back to {name} on {day_text(day)}, which needs no gate.", day, "rollout")
    if span.gate is None:
        why = "as stated afterwards" if span.stated else "without a gate record"
        return unknown(f"{name} was entered on {day_text(day)} {why}; what was met then is unknown.", day, "rollout")
    waived, ignored = _open_at(span.gate)
    if waived or ignored:
        parts = [f"{len(waived)} waived"] * bool(waived) + [f"{len(ignored)} ignored"] * bool(ignored)
        missing = count_text(len(waived) + len(ignored), "unmet condition")
        said = f"{name} was entered on {day_text(day)} with {missing}: {', '.join(parts)}."
        return hit(said, day, "rollout")
    return clear(f"{name} was entered on {day_text(day)} with every condition met.", day, "rollout")


def _open_at(gate: GateRecord) -> tuple[list[str], list[str]]:
    """The conditions that were waived, and those that were unmet without a waiver, at a move up."""
    waived = [one.key for one in gate.conditions if one.waived]
    ignored = [one.key for one in gate.conditions if one.state == "unmet" and not one.waived]
    return waived, ignored


def exposure_jump(facts: PatternFacts) -> Sign:
    """The share of cases, or of people, rose more than fivefold within 30 days, and has not come back since.

    A share holds from its day until the next one. Cases and people are separate series. From nothing the first step is
    a jump only above 10 percent. One entry alone shows no rise: unknown.
    """
    known = [one for one in facts.rollout.exposures if one.day <= facts.today]
    series = [sorted((e for e in known if e.of == of), key=lambda e: e.day) for of in ("cases", "people")]
    for entries in series:
        jump = _jump(entries)
        if jump is not None:
            low, high = jump
            said = (
                f"Exposure rose from {number_text(low.share_pct)} % to {number_text(high.share_pct)} % of {high.of} "
                f"within 30 days, up to {day_text(high.day)}."
            )
            return hit(said, high.day, "record")
    longest = max(series, key=len)
    if len(longest) < 2:
        said = "Only one share is recorded." if longest else "No exposure is recorded."
        return unknown(said, longest[-1].day if longest else None, "record")
    last = longest[-1]
    said = f"No rise of more than fivefold within 30 days stands; {number_text(last.share_pct)} % of {last.of} now."
    return clear(said, last.day, "record")


def _jump(entries: Sequence[Exposure]) -> tuple[Exposure, Exposure] | None:
    """The latest rise that still stands, as (from, to)."""
    for place in range(len(entries) - 1, 0, -1):
        high = entries[place]
        start = high.day - timedelta(days=JUMP_DAYS)
        before = entries[:place]
        held = [entry for entry in before if entry.day <= start][-1:] + [e for e in before if e.day > start]
        low = min(held, key=lambda entry: entry.share_pct)
        if _is_jump(low.share_pct, high.share_pct) and _is_jump(low.share_pct, entries[-1].share_pct):
            return low, high
    return None


def _is_jump(low: float, high: float) -> bool:
    return high > JUMP_FACTOR * low if low > 0 else high > SMALL_START_PCT


def short_phase(facts: PatternFacts) -> Sign:
    """An earlier phase was left upward after less than half of the profile's minimum of days.

    Of each phase the latest stay counts that was left upward. A floor waived and used at under half counts as well.
    Phases without a minimum in the profile do not count; where none was left, the sign is unknown.
    """
    low = [waiver for waiver in facts.rollout.waivers if _left_early(waiver)]
    stays = {}
    for span in facts.spans:
        following = span.left_by
        if following is not None and place_of(following.to_phase) > place_of(span.phase):
            stays[span.phase] = span
    judged = 0
    for phase in LADDER:
        minimum, stay = _minimum(facts, phase), stays.get(phase)
        if stay is None or not minimum:
            continue
        judged += 1
        if 2 * stay.days < minimum:
            said = f"{PHASE_WORDS[phase]} was left after {count_text(stay.days, 'day')} of at least {minimum}."
            return hit(said, stay.last_day, "rollout")
    if low:
        waiver = low[-1]
        share = number_text(round(waiver.floor_reached_pct or 0))
        day = utc_day(waiver.waived_at)
        return hit(f"A floor was waived on {day_text(day)} when {share} % of it had passed.", day, "rollout")
    if not stays:
        return unknown("No phase has been left upward yet.", page="rollout")
    if not judged:
        return unknown("The profile sets no minimum of days for the phases that were left.", page="rollout")
    return clear("Each phase left upward lasted at least half of the profile's minimum.", page="rollout")


def _left_early(waiver: Waiver) -> bool:
    reached = waiver.floor_reached_pct
    used = waiver.used_by is not None and waiver.revoked_at is None
    return used and waiver.is_floor and reached is not None and reached < 50


def _minimum(facts: PatternFacts, phase: str) -> int | None:
    """The profile's floor of days for a phase; None where it has none."""
    gates = facts.profile.phase_gates if facts.profile is not None else None
    floors = (
        {
            "shadow": gates.shadow.min_days,
            "advisory": gates.advisory.min_days,
            "supervised_automation": gates.supervised_automation.min_days,
        }
        if gates is not None
        else {}
    )
    return floors.get(phase)


def no_canary(ratings: Ratings) -> Sign:
    """Change management red or not assessed: changes do not go to a small share first."""
    return weak(ratings, {"operations.change_management": "Change management"})


def rollback_red(ratings: Ratings) -> Sign:
    """What ratings alone say of `no_way_back`: a hit where version control and rollback is red, unknown otherwise."""
    if ratings.status(ROLLBACK) == "red":
        return hit("Version control and rollback is red.", ratings.days.get(ROLLBACK), assess(ROLLBACK))
    return unknown("Whether the stop switch was ever tested is not recorded.", page=assess(STOP_CRITERION))


def no_way_back(facts: PatternFacts) -> Sign:
    """Version control and rollback red, or the stop switch never tested.

    Tested: the check "last successful test of the stop switch" has a date, or the latest answer to the condition
    `stop_switch_tested` says so. Never tested: the check says that nothing has happened yet, the latest answer says
    no, or the condition was waived. With no word on it at all, silence decides. With a tested switch, a rollback that
    is not assessed leaves it unknown.
    """
    from_ratings = rollback_red(facts.ratings)
    if from_ratings.state == "hit":
        return from_ratings
    check = facts.check(STOP_CRITERION, STOP_CHECK)
    if check is not None and check.day is not None:
        return _with_a_tested_switch(facts, check.day, assess(STOP_CRITERION))
    answers = [one for one in facts.rollout.condition_answers if one.key == STOP_SWITCH and one.withdrawn_at is None]
    if answers and answers[-1].met:
        return _with_a_tested_switch(facts, answers[-1].day, "rollout")
    if answers:
        said = f"The stop switch was never tested, as answered for {day_text(answers[-1].day)}."
        return hit(said, answers[-1].day, "rollout")
    if check is not None:
        return hit("The stop switch was never tested: nothing has happened yet.", page=assess(STOP_CRITERION))
    waived = [one for one in facts.rollout.waivers if one.key == STOP_SWITCH and one.revoked_at is None]
    if waived:
        day = utc_day(waived[-1].waived_at)
        return hit(f"The test of the stop switch was waived on {day_text(day)}.", day, "rollout")
    return silent(facts, "No test of the stop switch is recorded.", assess(STOP_CRITERION))


def _with_a_tested_switch(facts: PatternFacts, day: date, page: str) -> Sign:
    status = facts.ratings.status(ROLLBACK)
    said = f"The stop switch was tested on {day_text(day)}"
    if status == "not_assessed":
        return unknown(f"{said}; version control and rollback is not assessed.", day, assess(ROLLBACK))
    return clear(f"{said}; version control and rollback is {status.replace('_', ' ')}.", day, page)


def calendar_driven(facts: PatternFacts) -> Sign:
    """The date of the next step was fixed, or moved forward, while conditions of that step were open.

    The latest planned date counts. It is clear where no date was ever fixed, where the plan was withdrawn, and where
    the step was then taken with every condition met.
    """
    if not facts.rollout.planned_steps:
        return clear("No date is planned for a next step.", page="record")
    step = facts.rollout.planned_steps[-1]
    set_on = utc_day(step.set_at)
    if step.day is None:
        return clear(f"The planned date was withdrawn on {day_text(set_on)}.", set_on, "record")
    name = f"{PHASE_WORDS[step.step]} by {day_text(step.day)}"
    if not step.open_conditions:
        return clear(f"{name} was planned on {day_text(set_on)}, with no condition open.", set_on, "record")
    if _taken_in_order(facts, step):
        return clear(f"{name} was planned, and the step was taken with every condition met.", set_on, "rollout")
    open_ = count_text(len(step.open_conditions), "condition")
    earlier = [one.day for one in facts.rollout.planned_steps[:-1] if one.step == step.step and one.day is not None]
    how = "moved forward" if earlier and step.day < earlier[-1] else "fixed"
    return hit(f"{name} was {how} on {day_text(set_on)} while {open_} of it stood open.", set_on, "record")


def _taken_in_order(facts: PatternFacts, step: PlannedStep) -> bool:
    """Whether the planned step was taken after the date was set, with nothing unmet or waived."""
    taken = [
        span
        for span in facts.spans
        if span.phase == step.step and span.move.kind == "up" and span.move.recorded_at >= step.set_at
    ]
    return bool(taken) and taken[-1].gate is not None and not any(map(len, _open_at(taken[-1].gate)))


def phase_skipped_in_case(phases: Sequence[tuple[str, str]]) -> Sign:
    """`phase_skipped` for a public case, from (phase, status of the record).

    Documented and partly documented phases happened. An earlier one of which there is no evidence is partial; where
    each earlier one happened it is clear; anything else is unknown.
    """
    documented = {phase for phase, status in phases if status in ("documented", "partly_documented")}
    happened = [phase for phase in LADDER if phase in documented]
    if not happened:
        return unknown("The record shows no phase for certain.")
    top = happened[-1]
    earlier = LADDER[: place_of(top)]
    without = [p for p in earlier if p not in happened and (p, "no_evidence") in phases]
    if without:
        names = " and ".join(PHASE_WORDS[phase] for phase in without)
        return partial(f"The record shows {PHASE_WORDS[top]} and no evidence of {names} before it.")
    if all(phase in happened for phase in earlier):
        return clear(f"The record shows every phase up to {PHASE_WORDS[top]}.")
    return unknown(f"The record shows {PHASE_WORDS[top]} and is silent on an earlier phase.")


RULES: dict[str, Rule] = {
    "phase_skipped": phase_skipped,
    "gate_unmet": gate_unmet,
    "exposure_jump": exposure_jump,
    "short_phase": short_phase,
    "no_canary": lambda facts: no_canary(facts.ratings),
    "no_way_back": no_way_back,
    "calendar_driven": calendar_driven,
}
