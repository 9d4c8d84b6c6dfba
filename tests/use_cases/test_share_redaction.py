"""What the switches of a share link leave out of what it shows."""

import pytest

from readiness.commands.snapshots import freeze
from readiness.domain.agreement import Spread
from readiness.domain.assessment import Agreement
from readiness.domain.independence import is_self_assessed
from readiness.domain.share_link import Shows
from readiness.domain.share_redaction import WITHHELD, shared_document
from readiness.domain.snapshot import Document
from readiness.domain.workshop_record import CriterionRecord, RoundRecord
from readiness.queries.snapshots import snapshot_document, snapshot_text
from tests.builders import TODAY, a_workshop_record, at
from tests.use_cases.conftest import C1, Bench
from tests.use_cases.sharing import EVERYTHING, NOTHING, SECRETS, record_everything, text_of


@pytest.fixture
def full(bench: Bench) -> Document:
    """A snapshot with names, evidence and plans in every place where the program keeps them."""
    record_everything(bench)
    freeze(bench.as_("eve"), bench.id, note="For the board")
    return snapshot_document(bench.context, bench.id)


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


def test_independent_votes_stay_with_the_group_where_taking_them_away_would_leave_a_few(full: Document) -> None:
    def shown(**counts: int) -> Agreement | None:
        votes = ("yellow", "yellow", "green", "green")
        answer = full.assessment.answer(C1).model_copy(
            update={"rating": "yellow", "agreement": Agreement(independent_votes=votes)}  # type: ignore[arg-type]
        )
        room = Spread(label="leaning", **counts)
        record = a_workshop_record(
            CriterionRecord(criterion=C1, rounds=(RoundRecord(number=1, revealed_at=at(TODAY), spread=room),))
        )
        assessment = full.assessment.model_copy(update={"answers": (answer,), "workshops": (record,)})
        unnamed = EVERYTHING.model_copy(update={"names": False})
        found = shared_document(full.model_copy(update={"assessment": assessment}), unnamed, "0" * 64).assessment
        return found.answer(C1).agreement

    assert shown(red=1, yellow=2, green=2) == Agreement(withheld="supported")
    assert shown(yellow=2, green=2, dont_know=1) == Agreement(withheld="supported")
    for safe in ({"yellow": 2, "green": 2}, {"yellow": 2, "green": 6}):
        kept = shown(**safe)
        assert kept is not None and len(kept.independent_votes) == 4


def test_how_a_workshop_answered_is_shown_with_the_evidence_only(full: Document) -> None:
    record = a_workshop_record(CriterionRecord(criterion=C1))
    document = full.model_copy(update={"assessment": full.assessment.model_copy(update={"workshops": (record,)})})
    assert shared_document(document, EVERYTHING, "0" * 64).assessment.workshops == (record,)
    assert shared_document(document, NOTHING, "0" * 64).assessment.workshops == ()


def test_a_document_that_is_no_snapshot_is_not_shared(bench: Bench) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        shared_document(bench.context.document(bench.facts), EVERYTHING, "0" * 64)
