"""The facts of rollouts: one row a fact, all of an initiative's in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import from_json

from readiness.domain.decision_log import CriticalPairs, ReviewPlan, ReviewSample
from readiness.domain.dismissal import Dismissal
from readiness.domain.fact import Fact, Identified
from readiness.domain.metric import AlarmAnswer, AlarmBudget, Metric, ProposalAnswer
from readiness.domain.phase_history import ConditionAnswer, HighestPhase, PhaseMove, RolloutPhase, Waiver
from readiness.domain.project_record import Exposure, Feedback, Incident, PlannedStep, ProjectRecord, SystemChange
from readiness.domain.rollout import Rollout
from readiness.domain.snapshot import canonical
from readiness.domain.stress_plan import NoFindingAnswer, PlannedStressTest
from readiness.storage.engine import Run
from readiness.storage.facts import batches

SINGLE: dict[str, type[Fact]] = {
    "record": ProjectRecord,
    "alarm_budget": AlarmBudget,
    "critical_pairs": CriticalPairs,
    "no_finding_answer": NoFindingAnswer,
}
"""Facts of which there is one an initiative, by the field of the rollout that holds it."""
LISTS: dict[str, type[Identified]] = {
    "planned_steps": PlannedStep,
    "feedback": Feedback,
    "incidents": Incident,
    "exposures": Exposure,
    "changes": SystemChange,
    "moves": PhaseMove,
    "condition_answers": ConditionAnswer,
    "waivers": Waiver,
    "highest_phases": HighestPhase,
    "metrics": Metric,
    "alarm_answers": AlarmAnswer,
    "proposal_answers": ProposalAnswer,
    "review_plans": ReviewPlan,
    "review_samples": ReviewSample,
    "planned_stress_tests": PlannedStressTest,
    "dismissals": Dismissal,
}
"""Facts of which there may be many, each with an `id`, by the field of the rollout that holds the list."""
FIELD_OF: dict[type[Fact], str] = {model: field for field, model in (*SINGLE.items(), *LISTS.items())}


def put(run: Run, initiative: str, *facts: Fact) -> None:
    """Store facts: a new one goes to the end of its list, a known one (by its id) keeps its place."""
    run.many(
        "insert into rollout_fact (initiative, kind, id, position, body) values (:initiative, :kind, :id, "
        "(select coalesce(max(position), 0) + 1 from rollout_fact where initiative = :initiative and kind = :kind), "
        ":body) on conflict (initiative, kind, id) do update set body = excluded.body",
        [
            {
                "initiative": initiative,
                "kind": FIELD_OF[type(fact)],
                "id": fact.id if isinstance(fact, Identified) else "",
                "body": canonical(fact),
            }
            for fact in facts
        ],
    )


def remove(run: Run, initiative: str, fact: Identified) -> None:
    """Take a fact out of its list; the event of it keeps what it said."""
    run(
        "delete from rollout_fact where initiative = :initiative and kind = :kind and id = :id",
        initiative=initiative,
        kind=FIELD_OF[type(fact)],
        id=fact.id,
    )


def put_all(run: Run, initiative: str, rollout: Rollout) -> None:
    """Store every fact of a rollout."""
    put(run, initiative, *(getattr(rollout, field) for field in SINGLE if getattr(rollout, field) != SINGLE[field]()))
    for field in LISTS:
        put(run, initiative, *getattr(rollout, field))


def of(run: Run, initiatives: Sequence[str]) -> dict[str, Rollout]:
    """The rollouts of some initiatives; those of which nothing is stored are left out."""
    found: dict[str, dict[str, list[object]]] = {}
    for batch in batches(initiatives):
        for row in run(
            f"select initiative, kind, body from rollout_fact where initiative in {batch.names} "
            "order by initiative, kind, position",
            **batch.values,
        ):
            found.setdefault(row["initiative"], {}).setdefault(row["kind"], []).append(from_json(row["body"]))
    return {
        initiative: Rollout.model_validate(
            {field: bodies[0] if field in SINGLE else bodies for field, bodies in kinds.items()}
        )
        for initiative, kinds in found.items()
    }


def phases(run: Run, initiatives: Sequence[str]) -> dict[str, RolloutPhase]:
    """The present phase of some initiatives, without reading all that is known of their moves; others not started."""
    found: dict[str, RolloutPhase] = {}
    for batch in batches(initiatives):
        for row in run(
            "select initiative, json_extract(body, '$.to_phase') as phase from rollout_fact "
            f"where kind = 'moves' and initiative in {batch.names} order by initiative, position",
            **batch.values,
        ):
            found[row["initiative"]] = row["phase"]
    return found


def updated(rollout: Rollout, fact: Fact) -> Rollout:
    """The rollout with one fact stored: a known one in its place, a new one at the end of its list."""
    field = FIELD_OF[type(fact)]
    if not isinstance(fact, Identified):
        return rollout.model_copy(update={field: fact})
    known: tuple[Identified, ...] = getattr(rollout, field)
    if any(one.id == fact.id for one in known):
        return rollout.model_copy(update={field: tuple(fact if one.id == fact.id else one for one in known)})
    return rollout.model_copy(update={field: (*known, fact)})


def without(rollout: Rollout, fact: Identified) -> Rollout:
    """The rollout without one fact of a list."""
    field = FIELD_OF[type(fact)]
    kept = tuple(one for one in getattr(rollout, field) if one.id != fact.id)
    return rollout.model_copy(update={field: kept})
