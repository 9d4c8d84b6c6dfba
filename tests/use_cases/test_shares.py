"""Share links: made once, opened by their token alone, ended at once, and what they leave out."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.evidence import add_text
from readiness.commands.initiatives import delete_initiative
from readiness.commands.plans import add_plan
from readiness.commands.shares import LONGEST_DAYS, MOST_OPEN, create_share_link, revoke_share_link
from readiness.commands.sign_off import sign
from readiness.commands.snapshots import freeze
from readiness.commands.stress_tests import record_stress_test
from readiness.commands.system import backup, restore
from readiness.domain.assessment import Agreement
from readiness.domain.independence import is_self_assessed
from readiness.domain.secret import hashed
from readiness.domain.share_link import DOWNLOADS, ShareLink, Shows
from readiness.domain.share_redaction import WITHHELD, shared_document
from readiness.domain.snapshot import Document
from readiness.domain.workshop_record import CriterionRecord
from readiness.errors import Invalid, NotFound
from readiness.queries.audit import events
from readiness.queries.shares import note_use, open_link, share_links, shared
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.reports import FORMATS
from readiness.storage import shares as stored
from tests.builders import a_workshop_record, check
from tests.use_cases.conftest import C1, C2, Bench

EVERYTHING = Shows(evidence=True, names=True, plans=True, downloads=DOWNLOADS)
NOTHING = Shows()


def make(bench: Bench, *, snapshot: int | None = 1, days: int = 30, shows: Shows = NOTHING) -> str:
    """A new link's token."""
    until = bench.today + timedelta(days=days)
    return create_share_link(bench.as_("ida"), bench.id, snapshot=snapshot, until=until, shows=shows).token


def opened(bench: Bench, token: str) -> ShareLink:
    link = open_link(bench.context, token)
    assert link is not None
    return link


@pytest.fixture
def frozen(bench: Bench) -> Bench:
    freeze(bench.as_("ida"), bench.id)
    return bench


# Making and ending ----------------------------------------------------------------------------------------------------


def test_a_link_opens_by_its_token_and_only_the_hash_of_it_is_stored(frozen: Bench) -> None:
    token = make(frozen)
    link = opened(frozen, token)
    assert (link.initiative, link.snapshot, link.created_by) == (frozen.id, 1, "Ida (not signed in)")
    assert len(token) == 43, "256 bits in letters that are safe in an address"
    assert open_link(frozen.context, token + "A") is None
    frozen.context.store.close()
    content = b"".join(path.read_bytes() for path in frozen.context.store.path.parent.glob("readiness.db*"))
    assert token.encode() not in content
    assert hashed(token).encode() in content


def test_no_two_links_are_alike(frozen: Bench) -> None:
    assert len({make(frozen) for _ in range(20)}) == 20


def test_the_record_says_what_a_link_shows_and_never_its_token(frozen: Bench) -> None:
    token = make(frozen, snapshot=None, shows=Shows(names=True))
    (event,) = events(frozen.context, kind="share_link_created").rows
    assert event.actor == "Ida"
    assert event.changes["snapshot"] == "the latest"
    assert event.changes["shows"]["names"] is True and event.changes["shows"]["plans"] is False
    everything = json.dumps([row.body + row.subject for row in events(frozen.context).rows])
    assert token not in everything and hashed(token) not in everything


def test_a_link_opens_until_the_end_of_its_last_day(frozen: Bench) -> None:
    token = make(frozen, days=0)
    frozen.clock.forward(hours=11, minutes=59, seconds=59)
    assert open_link(frozen.context, token) is not None
    frozen.clock.forward(seconds=1)
    assert open_link(frozen.context, token) is None
    assert [row.state for row in share_links(frozen.context, frozen.id)] == ["expired"]


def test_a_revoked_link_is_closed_at_once_and_the_record_says_by_whom(frozen: Bench) -> None:
    token, other = make(frozen), make(frozen)
    link = opened(frozen, token)
    assert revoke_share_link(frozen.as_("eve"), frozen.id, link.id) is True
    assert open_link(frozen.context, token) is None
    assert open_link(frozen.context, other) is not None
    row = next(row for row in share_links(frozen.context, frozen.id) if row.link.id == link.id)
    assert (row.state, row.link.revoked_by) == ("revoked", "Eve (not signed in)")
    (event,) = events(frozen.context, kind="share_link_revoked").rows
    assert event.subject == f"share/{link.id}" and event.actor == "Eve"


def test_revoking_twice_is_done_once_and_keeps_who_did_it(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    revoke_share_link(frozen.as_("eve"), frozen.id, link.id)
    before = frozen.events
    assert revoke_share_link(frozen.as_("bob"), frozen.id, link.id) is False
    assert frozen.events == before
    assert share_links(frozen.context, frozen.id)[0].link.revoked_by == "Eve (not signed in)"


def test_a_link_has_a_name_to_tell_it_from_others(frozen: Bench) -> None:
    until = frozen.today
    create_share_link(frozen.context, frozen.id, snapshot=1, until=until, shows=NOTHING, label=" For the board ")
    assert share_links(frozen.context, frozen.id)[0].link.label == "For the board"
    with pytest.raises(Invalid, match="line break"):
        create_share_link(frozen.context, frozen.id, snapshot=1, until=until, shows=NOTHING, label="a\nb")


def test_a_link_of_another_initiative_cannot_be_revoked_from_here(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    with pytest.raises(NotFound):
        revoke_share_link(frozen.context, "another", link.id)
    with pytest.raises(NotFound):
        revoke_share_link(frozen.context, frozen.id, "no-such-link")
    assert open_link(frozen.context, "") is None
    assert share_links(frozen.context, frozen.id)[0].state == "open"


@pytest.mark.parametrize("days", [-1, LONGEST_DAYS + 1])
def test_a_day_that_is_past_or_too_far_ahead_is_refused(frozen: Bench, days: int) -> None:
    before = frozen.events
    with pytest.raises(Invalid, match="No link was made"):
        make(frozen, days=days)
    assert frozen.events == before and share_links(frozen.context, frozen.id) == ()


def test_without_a_snapshot_there_is_nothing_to_share(bench: Bench) -> None:
    for number in (None, 1):
        with pytest.raises(NotFound, match="Freeze one first"):
            make(bench, snapshot=number)
    freeze(bench.context, bench.id)
    with pytest.raises(NotFound, match="no snapshot 2"):
        make(bench, snapshot=2)


def test_reports_are_offered_only_where_what_they_hold_is_shown(frozen: Bench) -> None:
    for shows in (Shows(evidence=True, downloads=("pdf",)), Shows(plans=True, downloads=("csv",))):
        with pytest.raises(Invalid, match="evidence and plans"):
            make(frozen, shows=shows)
    assert make(frozen, shows=Shows(evidence=True, plans=True, downloads=("pdf",)))


def test_every_report_that_exists_can_be_named_on_a_link() -> None:
    assert set(DOWNLOADS) == set(FORMATS)


def test_more_links_than_anybody_can_watch_over_are_refused(frozen: Bench) -> None:
    for _ in range(MOST_OPEN):
        make(frozen)
    with pytest.raises(Invalid, match="Revoke some first"):
        make(frozen)
    revoke_share_link(frozen.context, frozen.id, share_links(frozen.context, frozen.id)[0].link.id)
    assert make(frozen)


def test_links_go_with_their_initiative(frozen: Bench) -> None:
    token = make(frozen)
    link = opened(frozen, token)
    delete_initiative(frozen.context, frozen.id)
    assert open_link(frozen.context, token) is None
    assert shared(frozen.context, link) is None


def test_a_restored_backup_does_not_bring_a_revoked_link_back_to_life(frozen: Bench, tmp_path: Path) -> None:
    token, kept = make(frozen), make(frozen)
    backup(frozen.context, tmp_path / "before.zip")
    revoke_share_link(frozen.as_("eve"), frozen.id, opened(frozen, token).id)
    restore(frozen.context, tmp_path / "before.zip")
    assert open_link(frozen.context, token) is None
    assert open_link(frozen.context, kept) is not None


# What it shows --------------------------------------------------------------------------------------------------------


def test_a_link_to_a_snapshot_stays_and_a_link_to_the_latest_moves_on(frozen: Bench) -> None:
    one, latest = make(frozen, snapshot=1), make(frozen, snapshot=None)
    rate(frozen.as_("ida"), frozen.id, C1, rating="red", seen=None)

    def number(token: str) -> int:
        found = shared(frozen.context, opened(frozen, token))
        assert found is not None and found.document.snapshot is not None
        return found.document.snapshot.number

    assert (number(one), number(latest)) == (1, 1), "what is not frozen is in no link"
    freeze(frozen.context, frozen.id)
    assert (number(one), number(latest)) == (1, 2)


SECRETS = {
    "names": ("Ida", "Bob", "Eve", "Chief Risk Officer", "Olga Owner", "Vera Voucher"),
    "evidence": ("Drill report", "Flood in the cellar", "Between you and me", "47110815", "Vera Voucher"),
    "plans": ("Buy a second pump", "Olga Owner", "I accept the pump"),
}
"""What a link without the switch must not hold anywhere. Names are also in sentences that the program makes."""


@pytest.fixture
def full(bench: Bench) -> Document:
    """A snapshot with names, evidence and plans in every place where the program keeps them."""
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
    freeze(eve, bench.id, note="For the board")
    return snapshot_document(bench.context, bench.id)


def text_of(document: Document) -> str:
    """Everything that the document says."""
    return json.dumps(document.model_dump(mode="json"), ensure_ascii=False)


def test_a_link_that_shows_everything_shows_the_snapshot_as_it_is(bench: Bench, full: Document) -> None:
    _, sha256 = snapshot_text(bench.context, bench.id)
    assert shared_document(full, EVERYTHING, sha256) == full


@pytest.mark.parametrize("switch", sorted(SECRETS))
def test_what_a_switch_leaves_out_is_nowhere_in_what_the_link_shows(full: Document, switch: str) -> None:
    whole = text_of(full)
    assert all(secret in whole for secret in SECRETS[switch]), "the test looks for what is there"
    said = text_of(shared_document(full, EVERYTHING.model_copy(update={switch: False}), "0" * 64))
    assert [secret for secret in SECRETS[switch] if secret in said] == []
    others = {secret for name, secrets in SECRETS.items() if name != switch for secret in secrets} - set(
        SECRETS[switch]
    )
    assert [secret for secret in others if secret not in said] == [], "the other switches still show theirs"


def test_with_every_switch_off_nothing_of_them_is_left_and_the_verdict_stands(full: Document) -> None:
    bare = shared_document(full, NOTHING, "0" * 64)
    said = text_of(bare)
    assert [secret for secrets in SECRETS.values() for secret in secrets if secret in said] == []
    assert full.snapshot is not None and bare.snapshot is not None
    before, after = full.snapshot.evaluation, bare.snapshot.evaluation
    assert (after.verdict, after.headline, after.reasons) == (before.verdict, before.headline, before.reasons)
    assert after.dimensions == before.dimensions
    assert [(one.status, one.adjustments) for one in after.criteria] == [
        (one.status, one.adjustments) for one in before.criteria
    ]


def test_people_without_names_keep_what_makes_them_independent(full: Document) -> None:
    shown = shared_document(full, EVERYTHING.model_copy(update={"names": False}), "0" * 64).assessment
    assert [person.name for person in shown.people] == ["Person 1", "Person 2", "Person 3"]
    assert [p.builder for p in shown.people] == [p.builder for p in full.assessment.people]
    assert {plan.owner for plan in shown.plans} == {WITHHELD}
    assert shown.sign_offs[0].person_name == "Person 3"


def test_a_redacted_copy_says_what_it_leaves_out_and_which_snapshot_it_is_of(full: Document) -> None:
    copy = shared_document(full, EVERYTHING.model_copy(update={"names": False}), "ab" * 32).snapshot
    assert copy is not None
    assert (
        copy.note == f"For the board\nCopy for a share link, without names. SHA-256 of the snapshot itself: {'ab' * 32}"
    )


def test_who_confirmed_that_something_does_not_apply_is_named_only_with_names(full: Document) -> None:
    frozen = full.snapshot
    assert frozen is not None
    answer = full.assessment.answer(C1).model_copy(
        update={
            "rating": "not_applicable",
            "not_applicable_confirmed_by": full.assessment.people[2].id,
            "not_applicable_confirmation": "No pipes here",
        }
    )
    results = tuple(
        one.model_copy(update={"status": "not_applicable", "must_be_green": True}) if one.criterion == C1 else one
        for one in frozen.evaluation.criteria
    )
    said = "Data 1 must be green in this profile but does not apply: {} confirmed it in writing (“No pipes here”)."
    evaluation = frozen.evaluation.model_copy(
        update={"criteria": results, "confirmed_exceptions": (said.format("Eve"),)}
    )
    document = full.model_copy(
        update={
            "assessment": full.assessment.model_copy(update={"answers": (answer,)}),
            "snapshot": frozen.model_copy(update={"evaluation": evaluation}),
        }
    )
    named = shared_document(document, EVERYTHING, "0" * 64).snapshot
    unnamed = shared_document(document, NOTHING, "0" * 64).snapshot
    assert named is not None and named.evaluation.confirmed_exceptions == (said.format("Eve"),)
    assert unnamed is not None and unnamed.evaluation.confirmed_exceptions == (said.format("Person 3"),)


def test_few_independent_votes_stay_with_the_group_where_names_are_left_out(full: Document) -> None:
    def shown(votes: tuple[str, ...], rating: str, shows: Shows) -> Agreement:
        agreement = Agreement(independent_votes=votes, dissent="One disagreed")  # type: ignore[arg-type]
        answer = full.assessment.answer(C1).model_copy(update={"rating": rating, "agreement": agreement})
        assessment = full.assessment.model_copy(update={"answers": (answer,)})
        found = shared_document(full.model_copy(update={"assessment": assessment}), shows, "0" * 64).assessment
        kept = found.answer(C1).agreement
        assert kept is not None
        assert is_self_assessed(found.answer(C1), found) == is_self_assessed(answer, assessment)
        return kept

    unnamed = EVERYTHING.model_copy(update={"names": False})
    assert shown(("yellow",), "yellow", unnamed) == Agreement(withheld="supported", dissent="One disagreed")
    assert shown(("red", "red"), "yellow", unnamed) == Agreement(withheld="overruled", dissent="One disagreed")
    assert shown(("red",) * 4, "yellow", unnamed).independent_votes == ("red",) * 4
    assert shown(("red",), "yellow", EVERYTHING).independent_votes == ("red",)


def test_how_a_workshop_answered_is_shown_with_the_evidence_only(full: Document) -> None:
    record = a_workshop_record(CriterionRecord(criterion=C1))
    document = full.model_copy(update={"assessment": full.assessment.model_copy(update={"workshops": (record,)})})
    assert shared_document(document, EVERYTHING, "0" * 64).assessment.workshops == (record,)
    assert shared_document(document, NOTHING, "0" * 64).assessment.workshops == ()


def test_a_document_that_is_no_snapshot_is_not_shared(bench: Bench) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        shared_document(bench.context.document(bench.facts), EVERYTHING, "0" * 64)


# Uses -----------------------------------------------------------------------------------------------------------------


def test_uses_are_counted_with_the_last_moment(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    before = frozen.events
    note_use(frozen.context, link)
    frozen.clock.forward(hours=2)
    note_use(frozen.context, link)
    (row,) = share_links(frozen.context, frozen.id)
    assert (row.link.uses, row.link.last_used_at) == (2, frozen.clock())
    assert frozen.events == before, "looking changes nothing and leaves no entry in the log"


def test_many_uses_at_once_are_all_counted_in_few_writes(frozen: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    link = opened(frozen, make(frozen))
    counter = stored.uses(frozen.context.store.engine)
    writes: list[int] = []
    first, go_on = threading.Event(), threading.Event()
    write = counter._write

    def slow(taken: dict[str, Any]) -> None:
        writes.append(len(taken))
        first.set()
        assert go_on.wait(10)
        write(taken)

    monkeypatch.setattr(counter, "_write", slow)
    writer = threading.Thread(target=note_use, args=(frozen.context, link))
    writer.start()
    assert first.wait(10)
    for _ in range(50):
        note_use(frozen.context, link)  # returns at once: the other thread is writing
    go_on.set()
    writer.join(10)
    assert share_links(frozen.context, frozen.id)[0].link.uses == 51
    assert len(writes) == 2


def test_a_use_that_cannot_be_written_is_logged_and_keeps_nobody_out(
    frozen: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    link = opened(frozen, make(frozen))
    path = frozen.context.store.path
    moved = path.rename(path.with_name("elsewhere.db"))
    note_use(frozen.context, link)
    assert "was not counted" in caplog.text
    moved.rename(path)
    note_use(frozen.context, link)
    assert share_links(frozen.context, frozen.id)[0].link.uses == 1
