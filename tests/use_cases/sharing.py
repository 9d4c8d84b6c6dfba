"""Links made and opened in one line, and an initiative with everything on it that a link can leave out."""

import json
from datetime import timedelta

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.evidence import add_text
from readiness.commands.plans import add_plan
from readiness.commands.shares import create_share_link
from readiness.commands.sign_off import sign
from readiness.commands.stress_tests import record_stress_test
from readiness.domain.share_link import DOWNLOADS, ShareLink, Shows
from readiness.domain.snapshot import Document
from readiness.queries.shares import open_link
from tests.builders import check
from tests.use_cases.conftest import C1, C2, Bench

EVERYTHING = Shows(evidence=True, names=True, plans=True, downloads=DOWNLOADS)
NOTHING = Shows()

SECRETS = {
    "names": ("Ida", "Bob", "Eve", "Chief Risk Officer", "Olga Owner", "Vera Voucher"),
    "evidence": ("Drill report", "Flood in the cellar", "Between you and me", "47110815", "Vera Voucher"),
    "plans": ("Buy a second pump", "Olga Owner", "I accept the pump"),
}
"""What a link without the switch must not hold anywhere. Names are also in sentences that the program makes."""


def make(bench: Bench, *, snapshot: int | None = 1, live: bool = False, days: int = 30, shows: Shows = NOTHING) -> str:
    """A new link's token."""
    until = bench.today + timedelta(days=days)
    return create_share_link(
        bench.as_("ida"), bench.id, snapshot=None if live else snapshot, live=live, until=until, shows=shows
    ).token


def opened(bench: Bench, token: str) -> ShareLink:
    link = open_link(bench.context, token)
    assert link is not None
    return link


def record_everything(bench: Bench) -> None:
    """Names, evidence and plans in every place where the program keeps them."""
    ida, eve = bench.as_("ida"), bench.as_("eve")
    facts = bench.facts
    with bench.context.change(bench.id) as change:
        person = facts.person(bench.eve)
        assert person is not None
        change.save(
            "person_changed", f"person/{bench.eve}", person, person.model_copy(update={"role": "Chief Risk Officer"})
        )
    rate(ida, bench.id, C1, rating="yellow", seen=None)
    rate(ida, bench.id, C2, rating="yellow", seen=None)
    add_text(ida, bench.id, C1, text="Drill report", day=bench.today, by="Vera Voucher")
    set_note(ida, bench.id, C1, note="Between you and me", seen="")
    set_check(ida, bench.id, C1, "faults_open", value=check("faults_open", 47110815), seen=None)
    record_stress_test(
        ida,
        bench.id,
        criterion=C2,
        name="Load",
        day=bench.today,
        outcome="failed",
        severity="minor",
        finding="Flood in the cellar",
    )
    plan = {"text": "Buy a second pump", "owner": "Olga Owner"}
    add_plan(ida, bench.id, criteria=[C1, C2], due=bench.today + timedelta(days=20), **plan)
    add_plan(ida, bench.id, criteria=[C1, C2], due=None, **plan)
    sign(
        eve,
        bench.id,
        person_id=bench.eve,
        acknowledgements={C1: "I accept the pump", C2: "I accept the pump"},
        statement="Go",
    )


def text_of(document: Document) -> str:
    """Everything that the document says."""
    return json.dumps(document.model_dump(mode="json"), ensure_ascii=False)
