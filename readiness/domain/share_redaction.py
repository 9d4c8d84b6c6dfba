"""What a share link lets out of a snapshot or the live state: the same document without what its switches leave out.

Whatever is not named here is left out: a new kind of fact is in no link before somebody has decided so.
"""

from __future__ import annotations

from collections.abc import Mapping

from readiness.domain.agreement import SMALL_GROUP
from readiness.domain.assessment import Agreement, Answer, Assessment, Evidence, Person, Plan, SignOff, StressTest
from readiness.domain.beside_verdict import confirmed_exceptions
from readiness.domain.evaluation import Evaluation, SignOffState, Upcoming
from readiness.domain.independence import is_self_assessed
from readiness.domain.operation_redaction import WITHHELD as WITHHELD
from readiness.domain.operation_redaction import shared_operation
from readiness.domain.share_link import Shows
from readiness.domain.snapshot import Document, Frozen
from readiness.domain.wording import day_text

PLAN_MOVED = "A plan that it names was moved to a later day."
_PLAN_MOVED_BEGINS = "The plan “"


def shared_document(document: Document, shows: Shows, sha256: str | None) -> Document:
    """The document of a snapshot as a link shows it. `sha256` seals the snapshot itself; None for the live state.

    The statuses and the verdict are those of the document. People become "Person 1", "Person 2" where names are left
    out; a name within a text that somebody wrote cannot be recognised and stays. Raises ValueError where the document
    is no snapshot.
    """
    frozen = document.snapshot
    if frozen is None:
        raise ValueError("a share link shows a snapshot, and this document is none")
    assessment = _Redaction(document.assessment, shows).assessment()
    return Document(
        program=document.program,
        framework_hash=document.framework_hash,
        framework=document.framework,
        differences=document.differences,
        assessment=assessment,
        # The facts of the rollout are for reading in elsewhere; what of them is to be shown stands in the summary.
        rollout=document.rollout if shows.evidence and shows.names and shows.plans else None,
        snapshot=_frozen(document, frozen, assessment, shows, sha256),
    )


class _Redaction:
    """One assessment, with the names that stand for its people."""

    def __init__(self, assessment: Assessment, shows: Shows) -> None:
        self.whole = assessment
        self.shows = shows
        self.stand_ins: Mapping[str, str] = {
            person.id: f"Person {number}" for number, person in enumerate(assessment.people, 1)
        }

    def assessment(self) -> Assessment:
        whole, shows = self.whole, self.shows
        initiative = whole.initiative
        return Assessment(
            initiative=initiative.model_copy(update={"created_by": self.name(initiative.created_by)}),
            people=tuple(self.person(person) for person in whole.people),
            answers=tuple(self.answer(answer) for answer in whole.answers),
            evidence=tuple(self.evidence(item) for item in whole.evidence) if shows.evidence else (),
            plans=tuple(self.plan(plan) for plan in whole.plans) if shows.plans else (),
            stress_tests=tuple(self.stress_test(test) for test in whole.stress_tests) if shows.evidence else (),
            sign_offs=tuple(self.sign_off(sign_off) for sign_off in whole.sign_offs),
            workshops=whole.workshops if shows.evidence else (),
        )

    def name(self, typed: str) -> str:
        return typed if self.shows.names or not typed.strip() else WITHHELD

    def person(self, person: Person) -> Person:
        if self.shows.names:
            return person
        return person.model_copy(update={"name": self.stand_ins[person.id], "role": ""})

    def answer(self, answer: Answer) -> Answer:
        if not self.shows.evidence:
            return answer.model_copy(update={"note": "", "checks": (), "agreement": None})
        agreement = answer.agreement
        if self.shows.names or agreement is None or not agreement.independent_votes:
            return answer
        if len(agreement.independent_votes) >= SMALL_GROUP and not self._leaves_few(answer, agreement):
            return answer
        # Where names are left out, a handful of independent votes would say whose they were; so would a handful of the
        # others, whose answers are had by taking the independent ones away from the counts of the workshop.
        withheld = "overruled" if is_self_assessed(answer, self.whole) else "supported"
        return answer.model_copy(
            update={"agreement": agreement.model_copy(update={"independent_votes": (), "withheld": withheld})}
        )

    def _leaves_few(self, answer: Answer, agreement: Agreement) -> bool:
        """Whether one to three answers of any round on the criterion are none of the independent ones."""
        counts = (
            one.spread.counted + one.spread.not_applicable + one.spread.dont_know
            for workshop in self.whole.workshops
            for criterion in workshop.criteria
            if criterion.criterion == answer.criterion
            for one in criterion.rounds
        )
        return any(0 < number - len(agreement.independent_votes) < SMALL_GROUP for number in counts)

    def evidence(self, item: Evidence) -> Evidence:
        return item.model_copy(update={"by": self.name(item.by), "added_by": self.name(item.added_by)})

    def plan(self, plan: Plan) -> Plan:
        return plan.model_copy(update={"owner": self.name(plan.owner)})

    def stress_test(self, test: StressTest) -> StressTest:
        return test.model_copy(update={"added_by": self.name(test.added_by)})

    def sign_off(self, sign_off: SignOff) -> SignOff:
        kept = sign_off if self.shows.plans else sign_off.model_copy(update={"risks": ()})
        if self.shows.names:
            return kept
        return kept.model_copy(
            update={
                "person_name": self.stand_ins.get(sign_off.person, WITHHELD),
                "person_role": "",
                "entered_by": self.name(sign_off.entered_by),
            }
        )


def _frozen(document: Document, frozen: Frozen, assessment: Assessment, shows: Shows, sha256: str | None) -> Frozen:
    """What was frozen, with the sentences that hold a name or a plan put together anew."""
    note = frozen.note
    if sha256 is not None and not (shows.names and shows.evidence and shows.plans):
        note = "\n".join(filter(None, (note, f"{_left_out(shows)} SHA-256 of the snapshot itself: {sha256}")))
    return Frozen(
        number=frozen.number,
        frozen_at=frozen.frozen_at,
        frozen_by=frozen.frozen_by if shows.names else WITHHELD,
        note=note,
        evaluation=_evaluation(frozen.evaluation, assessment, shows),
        path_next=frozen.path_next if shows.plans else None,
        path_ready=frozen.path_ready if shows.plans else None,
        upcoming=tuple(_upcoming(item, shows) for item in frozen.upcoming) if shows.plans else (),
        previous_number=frozen.previous_number,
        previous_dimensions=frozen.previous_dimensions,
        chain_sequence=frozen.chain_sequence,
        chain_hash=frozen.chain_hash,
        operation=shared_operation(frozen.operation, document.rollout, document.assessment, shows)
        if frozen.operation is not None
        else None,
    )


def _left_out(shows: Shows) -> str:
    parts = [
        word
        for word, shown in (("names", shows.names), ("evidence", shows.evidence), ("plans", shows.plans))
        if not shown
    ]
    return f"Copy for a share link, without {' and '.join(parts)}."


def _evaluation(evaluation: Evaluation, assessment: Assessment, shows: Shows) -> Evaluation:
    exceptions, results = evaluation.confirmed_exceptions, evaluation.criteria
    if exceptions and not shows.names:
        exceptions = confirmed_exceptions(results, assessment)
    if not shows.evidence:  # the sentence on what the checks suggest holds their values
        results = tuple(
            result.model_copy(update={"suggestion": result.suggestion.model_copy(update={"text": ""})})
            for result in results
        )
    return evaluation.model_copy(
        update={
            "criteria": results,
            "confirmed_exceptions": exceptions,
            "sign_off": _sign_off_state(evaluation.sign_off, shows),
        }
    )


def _sign_off_state(state: SignOffState, shows: Shows) -> SignOffState:
    if shows.plans:
        return state
    told = (PLAN_MOVED if problem.startswith(_PLAN_MOVED_BEGINS) else problem for problem in state.problems)
    return state.model_copy(update={"problems": tuple(dict.fromkeys(told))})


def _upcoming(item: Upcoming, shows: Shows) -> Upcoming:
    if item.kind == "sign_off_ends" and not shows.names:
        return item.model_copy(update={"text": f"The sign-off ends before {day_text(item.day)}."})
    return item
