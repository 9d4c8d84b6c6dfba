"""The store: initiatives as whole assessments, read in few statements, changed in one transaction with its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from readiness.domain.assessment import (
    Answer,
    Assessment,
    Evidence,
    Fact,
    Initiative,
    Person,
    Plan,
    SignOff,
    StressTest,
)
from readiness.domain.fact import Identified
from readiness.domain.framework import Framework
from readiness.domain.rollout import Rollout
from readiness.domain.snapshot import Difference
from readiness.domain.workshop import Workshop
from readiness.domain.workshop_record import WorkshopRecord
from readiness.errors import NotFound, StorageDamaged
from readiness.storage import events, frameworks, import_files, initiatives, rollouts
from readiness.storage import snapshots as frozen
from readiness.storage.answers import ANSWERS
from readiness.storage.decision_log import DecisionLogs, DecisionWriter
from readiness.storage.engine import Engine, Run
from readiness.storage.events import Author, Event, Head
from readiness.storage.evidence import EVIDENCE, EvidenceFolder, note_file
from readiness.storage.facts import Facts
from readiness.storage.initiatives import Mark
from readiness.storage.memory import Memory
from readiness.storage.metric_points import MetricPoints, PointWriter
from readiness.storage.people import PEOPLE
from readiness.storage.plans import PLANS
from readiness.storage.sign_offs import SIGN_OFFS
from readiness.storage.stress_tests import STRESS_TESTS
from readiness.storage.workshop_change import WorkshopChange, begin, no_workshop
from readiness.storage.workshop_records import WORKSHOP_RECORDS
from readiness.storage.workshop_store import WorkshopStore

_KINDS: dict[type[Fact], Facts[Any]] = {
    facts.model: facts for facts in (PEOPLE, ANSWERS, EVIDENCE, PLANS, STRESS_TESTS, SIGN_OFFS, WORKSHOP_RECORDS)
}
_LISTS: dict[type[Fact], str] = {
    Person: "people",
    Answer: "answers",
    Evidence: "evidence",
    Plan: "plans",
    StressTest: "stress_tests",
    SignOff: "sign_offs",
    WorkshopRecord: "workshops",
}
"""Where an assessment keeps each kind of fact."""


class Store(WorkshopStore):
    """One database with its folder of evidence files. One per process and database; threads may share it."""

    def __init__(self, database: Path, evidence: Path, max_evidence_bytes: int) -> None:
        super().__init__(Engine(database))
        self.evidence = EvidenceFolder(evidence, max_evidence_bytes)
        self.memory = Memory(512)
        """What was computed from stored facts; every key holds the mark of the facts."""
        self.points = MetricPoints(self.engine)
        """The points of metrics."""
        self.decisions = DecisionLogs(self.engine)
        """The decision logs."""
        self.lists = Memory(24)
        """Long lists of ids; every key holds the head of the event chain."""
        self._contents = Memory(32)

    @property
    def path(self) -> Path:
        """The database file."""
        return self.engine.path

    def close(self) -> None:
        """Save the answers that are on their way, close the waiting connections and forget what was read."""
        self.close_workshops()
        self.engine.close()
        self.memory.clear()
        self.points.memory.clear()
        self.lists.clear()
        self._contents.clear()

    def head(self) -> Head:
        """The end of the event chain; its number is the change token of the whole database."""
        with self.engine.reading() as run:
            return events.head(run)

    def mark(self, initiative: str) -> Mark:
        """How far an initiative has come; equal marks mean equal facts. Raises NotFound."""
        with self.engine.reading() as run:
            return _marked(run, initiative)

    def ids(self) -> tuple[str, ...]:
        """The ids of all initiatives."""
        with self.engine.reading() as run:
            return initiatives.ids(run)

    def load(self, initiative: str) -> Assessment:
        """All facts of one initiative. Raises NotFound."""
        return self.load_marked(initiative)[0]

    def load_marked(self, initiative: str) -> tuple[Assessment, Mark]:
        """All facts of one initiative, and the mark they belong to. Raises NotFound."""
        with self.engine.reading() as run:
            mark = _marked(run, initiative)
            return self._remembered(run, initiative, mark), mark

    def before(self, initiative: str, mark: Mark) -> tuple[Assessment, Mark] | None:
        """The facts that this program's last change started from, where it still remembers them.

        Facts that the change left alone are the very same objects in both.
        """
        earlier = self.memory.known(("before", initiative, mark))
        if not isinstance(earlier, Mark):
            return None
        assessment = self.memory.known(("assessment", initiative, earlier))
        return (assessment, earlier) if isinstance(assessment, Assessment) else None

    def load_many(self, ids: Sequence[str]) -> dict[str, Assessment]:
        """All facts of some initiatives in a few statements; unknown ids are left out."""
        with self.engine.reading() as run:
            return _assessments(run, ids)

    def load_rollout(self, initiative: str) -> Rollout:
        """How an initiative is rolled out and run, without its metric points and decisions. Raises NotFound."""
        with self.engine.reading() as run:
            return self._remembered_rollout(run, initiative, _marked(run, initiative))

    def load_rollouts(self, ids: Sequence[str]) -> dict[str, Rollout]:
        """The same for some initiatives in a few statements; those of which nothing is stored are left out."""
        with self.engine.reading() as run:
            return rollouts.of(run, ids)

    def import_files(self, initiative: str) -> tuple[import_files.ImportFile, ...]:
        """The files that were read in on an initiative, the latest first."""
        with self.engine.reading() as run:
            return import_files.of(run, initiative)

    def framework(self, hash: str) -> Framework:
        """The framework content stored under a hash. Raises StorageDamaged where an initiative's content is gone."""
        return self._content(hash)[0]

    def differences(self, hash: str) -> tuple[Difference, ...]:
        """What that framework changed against the one it extends."""
        return self._content(hash)[1]

    @contextmanager
    def change(self, initiative: str, author: Author, at: datetime) -> Iterator[Change]:
        """One transaction on an initiative; saved when the block ends, not at all when anything is raised in it.

        Raises NotFound. Writers of all processes take turns, so what the block reads is what it changes.
        """
        with self.engine.writing() as run:
            mark = _marked(run, initiative)
            change = Change(self, run, self._remembered(run, initiative, mark), author, at)
            yield change
        self._saved(*change.held.values())
        # What was just written is known, so the next look need not read it again.
        if change.mark is not None:
            self.memory.get(("assessment", initiative, change.mark), lambda: change.present)
            self.memory.get(("before", initiative, change.mark), lambda: mark)

    @contextmanager
    def creation(self, author: Author, at: datetime) -> Iterator[Creation]:
        """One transaction in which new initiatives are stored."""
        with self.engine.writing() as run:
            yield Creation(run, author, at)

    @contextmanager
    def together(self) -> Iterator[None]:
        """A block in which this thread's changes are saved together when it ends, or none of them.

        A block inside another is part of it.
        """
        try:
            # Notices of an inner block wait for the end of the outer one, as its changes do.
            with nullcontext() if self.engine.is_together else self.notices.held_back(), self.engine.together():
                yield
        except BaseException:
            # What was read in the block may never have come to be.
            self.memory.clear()
            self.points.memory.clear()
            self._workshops.clear()
            self._contents.clear()
            raise

    def _remembered(self, run: Run, initiative: str, mark: Mark) -> Assessment:
        return self.memory.get(("assessment", initiative, mark), lambda: _assessments(run, [initiative])[initiative])

    def _remembered_rollout(self, run: Run, initiative: str, mark: Mark) -> Rollout:
        return self.memory.get(
            ("rollout", initiative, mark), lambda: rollouts.of(run, [initiative]).get(initiative, Rollout())
        )

    def _content(self, hash: str) -> tuple[Framework, tuple[Difference, ...]]:
        def read() -> tuple[Framework, tuple[Difference, ...]]:
            with self.engine.reading() as run:
                found = frameworks.content(run, hash)
            if found is None:
                raise StorageDamaged(
                    f"The framework content {hash[:12]} that an initiative started with is missing from {self.path}. "
                    "Restore the latest backup."
                )
            return found

        return self._contents.get(hash, read)


class Change:
    """An open transaction on one initiative: its facts as they stand, ways to replace them, and the event."""

    def __init__(self, store: Store, run: Run, assessment: Assessment, author: Author, at: datetime) -> None:
        self.assessment = assessment
        """The facts at the start of the transaction."""
        self.present = assessment
        """The facts with what this transaction has stored so far."""
        self.mark: Mark | None = None
        """The mark of the present facts; None while nothing is recorded, or where the initiative was removed."""
        self.held: dict[str, WorkshopChange] = {}
        """Workshops that change with it, by id."""
        self.at = at
        self._store = store
        self._run = run
        self._author = author
        self._rollout: Rollout | None = None

    @property
    def rollout(self) -> Rollout:
        """The facts of its rollout, with what this transaction has stored so far."""
        if self._rollout is None:
            self._rollout = rollouts.of(self._run, [self.id]).get(self.id, Rollout())
        return self._rollout

    @property
    def id(self) -> str:
        """The initiative's id."""
        return self.assessment.initiative.id

    def put(self, *facts: Fact) -> None:
        """Store facts without an event of their own; the command records what it did."""
        for fact in facts:
            if type(fact) in rollouts.FIELD_OF:
                before = self.rollout
                rollouts.put(self._run, self.id, fact)
                self._rollout = rollouts.updated(before, fact)
                continue
            if isinstance(fact, Initiative):
                initiatives.put(self._run, fact)
            else:
                _KINDS[type(fact)].put(self._run, self.id, fact)
            self.present = _with(self.present, fact)

    def record(self, kind: str, subject: str, body: Mapping[str, object]) -> Head:
        """Append the event of this change and move the initiative's token."""
        head = events.append(self._run, self._author, self.at, kind, self.id, subject, body)
        self.mark = initiatives.touch(self._run, self.id, head.seq, self.at)
        return head

    def save(self, kind: str, subject: str, old: Fact, new: Fact) -> bool:
        """Store a changed fact with an event of the differing fields; False, and nothing done, where none differs."""
        changes = events.changes_between(old, new)
        if not changes:
            return False
        self.put(new)
        self.record(kind, subject, {"changes": changes})
        return True

    def add(self, kind: str, subject: str, new: Fact) -> None:
        """Store a new fact with its event."""
        self.put(new)
        self.record(kind, subject, {"added": new.model_dump(mode="json")})

    def remove(self, kind: str, subject: str, fact: Identified) -> None:
        """Take a fact out of one of the rollout's lists; its event keeps what it said."""
        before = self.rollout
        rollouts.remove(self._run, self.id, fact)
        self._rollout = rollouts.without(before, fact)
        self.record(kind, subject, {"removed": fact.model_dump(mode="json")})

    def last_change(self, subject: str, field: str) -> Event | None:
        """Who changed a field last, and when."""
        return events.last_change(self._run, self.id, subject, field)

    def head(self) -> Head:
        """The end of the event chain, this transaction's own events included."""
        return events.head(self._run)

    def note_file(self, sha256: str, size: int) -> None:
        """Remember that a file's content was stored here."""
        note_file(self._run, sha256, size, self.at)

    def keep_framework(self, hash: str, framework: Framework, differences: Sequence[Difference]) -> None:
        """Store the framework content that the initiative is about to name."""
        frameworks.keep(self._run, hash, framework, differences, self.at)

    def snapshots(self) -> tuple[frozen.SnapshotRow, ...]:
        """The snapshots so far, oldest first."""
        return frozen.listed(self._run, self.id)

    def snapshot_text(self, number: int) -> str:
        """The text of a snapshot. Raises NotFound."""
        text = frozen.text(self._run, self.id, number)
        if text is None:
            raise NotFound(f"There is no snapshot {number} of this initiative.")
        return text

    def add_snapshot(self, row: frozen.SnapshotRow, text: str) -> None:
        """Store a new snapshot."""
        frozen.add(self._run, self.id, row, text)

    @property
    def decisions(self) -> DecisionWriter:
        """Its decision logs."""
        return DecisionWriter(self._run, self.id)

    @property
    def points(self) -> PointWriter:
        """The points of its metrics."""
        return PointWriter(self._run, self.id)

    def note_import(self, file: import_files.ImportFile) -> None:
        """Remember a file that was read in."""
        import_files.add(self._run, self.id, file)

    def workshop(self, workshop: str) -> WorkshopChange:
        """The same transaction's part on a workshop of the initiative. Raises NotFound."""
        if workshop not in self.held:
            held = WorkshopChange(self._run, workshop, self._author, self.at)
            if held.workshop.initiative != self.id:
                raise no_workshop()
            self.held[workshop] = held
        return self.held[workshop]

    def begin_workshop(self, workshop: Workshop, *, recovery_hash: str) -> WorkshopChange:
        """Store a new workshop on the initiative. Raises Conflict where another one has its code."""
        self.held[workshop.id] = begin(self._run, workshop, self._author, self.at, recovery_hash)
        return self.held[workshop.id]

    def delete(self, kind: str, body: Mapping[str, object]) -> None:
        """Remove the initiative with everything on it; its events stay, and one more says that it was removed."""
        initiatives.delete(self._run, self.id)
        self.mark = None
        events.append(self._run, self._author, self.at, kind, self.id, "initiative", body)


class Creation:
    """An open transaction in which new initiatives are stored."""

    def __init__(self, run: Run, author: Author, at: datetime) -> None:
        self._run = run
        self._author = author
        self._at = at

    def exists(self, initiative: str) -> bool:
        """Whether an initiative with this id is stored."""
        return initiatives.mark(self._run, initiative) is not None

    def add(
        self,
        assessment: Assessment,
        framework: Framework,
        differences: Sequence[Difference],
        kind: str,
        body: Mapping[str, object],
        snapshot: tuple[frozen.SnapshotRow, str] | None = None,
        rollout: Rollout | None = None,
    ) -> None:
        """Store an initiative with all its facts, the framework content it names and, if given, one snapshot."""
        initiative = assessment.initiative
        frameworks.keep(self._run, initiative.framework_hash, framework, differences, self._at)
        initiatives.put(self._run, initiative)
        for facts, values in (
            (PEOPLE, assessment.people),
            (ANSWERS, assessment.answers),
            (EVIDENCE, assessment.evidence),
            (PLANS, assessment.plans),
            (STRESS_TESTS, assessment.stress_tests),
            (SIGN_OFFS, assessment.sign_offs),
            (WORKSHOP_RECORDS, assessment.workshops),
        ):
            facts.put(self._run, initiative.id, *values)
        if rollout is not None:
            rollouts.put_all(self._run, initiative.id, rollout)
        if snapshot is not None:
            frozen.add(self._run, initiative.id, *snapshot)
        head = events.append(self._run, self._author, self._at, kind, initiative.id, "initiative", body)
        initiatives.touch(self._run, initiative.id, head.seq, self._at)


def _with(assessment: Assessment, fact: Fact) -> Assessment:
    """The facts with one of them stored: a known one in its place, a new one at the end of its list."""
    if isinstance(fact, Initiative):
        return assessment.model_copy(update={"initiative": fact})
    field, key = _LISTS[type(fact)], _KINDS[type(fact)].key
    known: tuple[Fact, ...] = getattr(assessment, field)
    identity = getattr(fact, key)
    if any(getattr(one, key) == identity for one in known):
        changed = tuple(fact if getattr(one, key) == identity else one for one in known)
    else:
        changed = (*known, fact)
    return assessment.model_copy(update={field: changed})


def _marked(run: Run, initiative: str) -> Mark:
    mark = initiatives.mark(run, initiative)
    if mark is None:
        raise NotFound("There is no initiative at this address. It may have been removed.")
    return mark


def _assessments(run: Run, ids: Sequence[str]) -> dict[str, Assessment]:
    found = initiatives.of(run, ids)
    known = list(found)
    people, answers = PEOPLE.of(run, known), ANSWERS.of(run, known)
    evidence, plans = EVIDENCE.of(run, known), PLANS.of(run, known)
    stress_tests, sign_offs = STRESS_TESTS.of(run, known), SIGN_OFFS.of(run, known)
    workshops = WORKSHOP_RECORDS.of(run, known)
    return {
        id: Assessment.model_construct(
            initiative=initiative,
            people=people.get(id, ()),
            answers=answers.get(id, ()),
            evidence=evidence.get(id, ()),
            plans=plans.get(id, ()),
            stress_tests=stress_tests.get(id, ()),
            sign_offs=sign_offs.get(id, ()),
            workshops=workshops.get(id, ()),
        )
        for id, initiative in found.items()
    }
