"""An initiative that is rolled out and runs, with every kind of fact of it, on the built-in framework."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from readiness.commands.decisions import LogFile, write_decisions
from readiness.commands.initiatives import create_initiative
from readiness.commands.metrics import use_profile_metrics
from readiness.commands.people import add_person
from readiness.commands.phases import move_down, state_history
from readiness.commands.point_imports import write_points
from readiness.context import Actor, Context
from readiness.domain.decision_log import CriticalPairs, ReviewPlan, ReviewSample
from readiness.domain.decision_row import DecisionRow
from readiness.domain.dismissal import Dismissal
from readiness.domain.fact import Fact
from readiness.domain.metric import AlarmAnswer, AlarmBudget, Baseline, ProposalAnswer
from readiness.domain.phase_history import (
    ConditionAnswer,
    ConditionRecord,
    GateRecord,
    HighestPhase,
    PhaseMove,
    Waiver,
)
from readiness.domain.project_record import (
    Exposure,
    FactSheet,
    Feedback,
    Incident,
    PlannedStep,
    PresentWay,
    ProjectRecord,
    SystemChange,
)
from readiness.domain.rollout import Rollout
from readiness.domain.stress_plan import NoFindingAnswer, PlannedStressTest
from tests.builders import COMPLETE
from tests.use_cases.conftest import Clock
from tests.use_cases.metrics_bench import AFile, frameworks, series

PROFILE = "fraud_detection"

NAMES = ("Ida Arlt", "Bob Bauer", "Eve Chief", "Dora Debugger", "Mona Metric", "Paul Planner", "Rita Recorder")
"""Everybody who is named anywhere in what runs."""
TYPED = (
    "The mesh saw everything",
    "Measured in the lab of March",
    "https://example.org/rehearsal",
    "Nobody waits for the last two days",
    "A claim in fifteen minutes of a clerk",
    "Fails for foreign banknotes",
    "Fed only with postcodes",
    "Turned the dial by hand",
    "Slow, for the queue was long",
)
"""What people wrote as evidence, reason or note."""
PLANNED = ("2026-07-14", "Before the summer fair", "2027-01-31", "Pull the plug of the feed", "2026-05-05")
"""Planned dates, planned tests and the budget."""


class Operated:
    """The initiative "Cards" in advisory, watched, logged, with a project record."""

    def __init__(self, context: Context, clock: Clock) -> None:
        self.context = context
        self.clock = clock
        self.id = "cards"

    def as_(self, name: str) -> Context:
        person = next(one for one in self.context.store.load(self.id).people if one.name == name)
        return self.context.acting(Actor(person.id, person.name))

    @property
    def rollout(self) -> Rollout:
        return self.context.store.load_rollout(self.id)

    def put(self, *facts: Fact) -> None:
        """Store facts as they are, whatever a command would say to them."""
        with self.context.change(self.id) as change:
            change.put(*facts)
            change.record("test", "rollout", {})


def running(context: Context, clock: Clock) -> Operated:
    """An initiative whose rollout was only begun: stated history in shadow, no metric."""
    context = replace(context, frameworks=frameworks())
    create_initiative(context, name="Cards", profile=PROFILE, id="cards", use_case=COMPLETE)
    no = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}
    add_person(context, "cards", name="Ida Arlt", **no)
    add_person(context, "cards", name="Bob Bauer", **{**no, "builder": True})
    add_person(context, "cards", name="Eve Chief", executive=True, **no)
    operated = Operated(context, clock)
    today = context.today()
    state_history(
        operated.as_("Ida Arlt"),
        "cards",
        phases=[("shadow", today - timedelta(days=200), None)],
        source="The mesh saw everything",
    )
    return operated


def operated(context: Context, clock: Clock) -> Operated:
    """The same with every kind of fact: a gate record, waivers, metrics with points, a log, plans, the record."""
    found = running(context, clock)
    found.put(*facts_of(found))
    _measure(found)
    _log(found)
    return found


def facts_of(found: Operated) -> list[Fact]:
    """A fact of every kind, holding names, typed texts and plans wherever the model has room for them."""
    today, now = found.context.today(), found.clock()
    people = {person.name: person.id for person in found.context.store.load(found.id).people}
    ida, eve = people["Ida Arlt"], people["Eve Chief"]

    def day(days: int) -> date:
        return today - timedelta(days=days)

    def at(days: int) -> datetime:
        return now - timedelta(days=days)

    gate = GateRecord(
        verdict="blocked",
        conditions=(
            ConditionRecord(
                phase="shadow",
                list="exit",
                key="floors_met",
                text="60 days in shadow",
                state="met",
                figure="108 of 60 days",
                source="answered by Ida Arlt (not signed in)",
            ),
            ConditionRecord(
                phase="advisory",
                list="entry",
                key="stop_switch_tested",
                text="The stop switch was tested",
                state="unmet",
                figure="Measured in the lab of March",
                source="answered by Bob Bauer (not signed in)",
                waived=True,
            ),
        ),
        today=day(92),
    )
    return [
        PhaseMove(
            id="up1",
            kind="up",
            from_phase="shadow",
            to_phase="advisory",
            day=day(92),
            reason="Nobody waits for the last two days",
            approver=ida,
            approver_name="Ida Arlt",
            gate=gate,
            recorded_at=at(92),
            recorded_by="Rita Recorder (not signed in)",
        ),
        Waiver(
            id="w1",
            phase="advisory",
            list="entry",
            key="stop_switch_tested",
            executive=eve,
            executive_name="Eve Chief",
            reason="Nobody waits for the last two days",
            is_floor=True,
            floor_reached_pct=40,
            waived_at=at(93),
            entered_by="Rita Recorder (not signed in)",
            used_by="up1",
        ),
        HighestPhase(
            id="h1",
            phase="full_automation",
            executive=eve,
            executive_name="Eve Chief",
            reason="Turned the dial by hand",
            decided_at=at(50),
            entered_by="Rita Recorder (not signed in)",
        ),
        ConditionAnswer(
            id="c1",
            phase="advisory",
            list="exit",
            key="no_harm",
            met=True,
            text="Measured in the lab of March",
            url="https://example.org/rehearsal",
            day=day(10),
            answered_at=at(9),
            answered_by="Rita Recorder (not signed in)",
        ),
        PlannedStep(
            id="p1",
            step="supervised_automation",
            day=date(2026, 7, 14),
            reason="Before the summer fair",
            open_conditions=("floors_met",),
            set_at=at(20),
            set_by="Paul Planner",
        ),
        PlannedStressTest(
            id="t1",
            criterion="data.quality_monitoring",
            kind="bad_data",
            name="Pull the plug of the feed",
            expected="Pull the plug of the feed",
            day=date(2026, 5, 5),
            owner="Paul Planner",
            planned_at=at(5),
            planned_by="Paul Planner",
        ),
        NoFindingAnswer(
            tests=3, text="Turned the dial by hand", answered_at=at(3), answered_by="Rita Recorder (not signed in)"
        ),
        Feedback(
            id="f1",
            day=day(30),
            text="Slow, for the queue was long",
            author="Mona Metric",
            answered_on=day(29),
            change="Turned the dial by hand",
            added_at=at(29),
            added_by="Rita Recorder",
        ),
        Incident(
            id="i1",
            day=day(40),
            severity="major",
            text="Slow, for the queue was long",
            found_by="Mona Metric",
            added_at=at(40),
            added_by="Rita Recorder",
        ),
        Exposure(id="e1", day=day(60), share_pct=12.5, of="cases", added_at=at(60), added_by="Rita Recorder"),
        SystemChange(
            id="s1",
            day=day(15),
            kind="retraining",
            text="Turned the dial by hand",
            added_at=at(15),
            added_by="Rita Recorder",
        ),
        ProjectRecord(
            operational_owner=ida,
            deputy=people["Bob Bauer"],
            budget_until=date(2027, 1, 31),
            present_way=PresentWay(cost="A claim in fifteen minutes of a clerk", quality="", measured_on=day(300)),
            smallest_input_set="Fed only with postcodes",
            fact_sheet=FactSheet(
                purpose="Finds fraud", data="", limits="", failure_groups="Fails for foreign banknotes"
            ),
            vendor_model=True,
            locally_validated_on=day(150),
            debuggers=("Dora Debugger",),
        ),
        AlarmBudget(budget_pct=4, horizon=20),
        CriticalPairs(pairs=(("pay", "refuse"),)),
        ReviewPlan(id="r1", name="First audit", limit_pct=2, cases=149, allowed_errors=0, declared_at=at(30)),
        ReviewSample(id="rs1", purpose="random_review", seed=7, size=0, frame=9, plan="r1", drawn_at=at(30)),
        Dismissal(
            id="d1",
            pattern="big_bang",
            reason="Turned the dial by hand",
            until=today + timedelta(days=30),
            dismissed_at=at(2),
            dismissed_by="Rita Recorder (not signed in)",
        ),
    ]


def _measure(found: Operated) -> None:
    """A metric that slips after its baseline, one that is steady, the others without a point."""
    context = found.as_("Ida Arlt")
    use_profile_metrics(context, found.id)
    slipping, steady = found.rollout.metrics[0], found.rollout.metrics[1]
    first = found.context.today() - timedelta(days=7 * 60)
    wave = [math.sin(3.7 * n) + 0.4 * math.cos(11 * n) for n in range(60)]
    sign = 1 if slipping.better == "lower" else -1
    values = [50 + one + (0 if n < 35 else sign * 6) for n, one in enumerate(wave)]
    for metric, points in ((slipping, values), (steady, [10 + one for one in wave])):
        file = AFile((series(metric.key, points, first, 7),), sha256=metric.id.rjust(64, "0"))
        write_points(context, found.id, file, {metric.key: metric.id}, name="points.csv")
    baseline = Baseline(
        name="Before the rollout",
        first_day=first,
        last_day=first + timedelta(days=7 * 30),
        set_at=found.clock(),
        set_by="Rita Recorder (not signed in)",
    )
    found.put(
        slipping.model_copy(
            update={
                "baseline": baseline,
                "owner": "Mona Metric",
                "definition": "Measured in the lab of March",
                "attribution": "before_after",
            }
        ),
        steady.model_copy(update={"baseline": baseline}),
        AlarmAnswer(
            id="a1",
            metric=slipping.id,
            alarm_day=first + timedelta(days=7 * 40),
            text="Turned the dial by hand",
            answered_at=found.clock(),
            answered_by="Rita Recorder (not signed in)",
        ),
        ProposalAnswer(
            id="pa1",
            metric=slipping.id,
            criterion="data.quality_monitoring",
            rating="yellow",
            accepted=False,
            reason="Turned the dial by hand",
            answered_at=found.clock(),
            answered_by="Rita Recorder (not signed in)",
        ),
    )


def _log(found: Operated) -> None:
    """400 decisions of the time in advisory, one in ten against the AI, a tenth drawn at random and verified."""
    start = datetime.combine(found.context.today() - timedelta(days=80), datetime.min.time(), UTC)
    rows = tuple(
        DecisionRow(
            case=str(n),
            at=int((start + timedelta(hours=4 * n)).timestamp() * 1000),
            human="refuse" if n % 7 == 0 else "pay",
            ai="refuse" if (n % 7 == 0) != (n % 10 == 0) else "pay",
        )._replace(outcome="refuse" if n % 7 == 0 else "pay", drawn=n % 10 == 3, shown=n % 2 == 0)
        for n in range(400)
    )
    log = LogFile(name="log.csv", format="csv", sha256="b" * 64, rows=lambda: rows, rejected=lambda: 0)
    write_decisions(found.as_("Ida Arlt"), found.id, log, source="claims")


def step_back(found: Operated) -> None:
    """Down to shadow, as anybody may at any time."""
    move_down(found.as_("Ida Arlt"), found.id, seen="advisory", to="shadow", reason="Turned the dial by hand")
