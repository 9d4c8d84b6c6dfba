"""Plans: mitigations and actions of an initiative."""

from collections.abc import Sequence
from datetime import date

from readiness.domain.assessment import Plan
from readiness.storage.engine import Run
from readiness.storage.facts import Facts, batches

PLANS = Facts("plan", Plan, structured=("criteria",))


def overdue(run: Run, initiatives: Sequence[str], today: date) -> dict[str, int]:
    """How many open plans of each initiative were due before today; those with none are left out."""
    found: dict[str, int] = {}
    for batch in batches(initiatives):
        rows = run(
            "select initiative, count(*) as number from plan where status in ('open', 'in_progress') "
            f"and due < :today and initiative in {batch.names} group by initiative",
            today=today.isoformat(),
            **batch.values,
        )
        found.update({row["initiative"]: row["number"] for row in rows})
    return found
