"""Commands in any order: facts equal a simple model, refusals change nothing, the log stays whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from readiness.commands.answers import confirm, rate, set_check, set_note
from readiness.commands.documents import import_document
from readiness.commands.evidence import add_link, withdraw
from readiness.commands.initiatives import create_initiative, start_round
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan, change_plan
from readiness.commands.snapshots import freeze
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.domain.gate import evaluate
from readiness.domain.snapshot import canonical
from readiness.errors import Invalid, ReadinessError, StaleVersion
from readiness.queries.audit import verify
from readiness.queries.documents import live_document
from readiness.queries.initiative import initiative_view
from readiness.queries.portfolio import portfolio
from readiness.queries.snapshots import snapshot_text
from readiness.storage.store import Store
from tests.builders import COMPLETE, PROFILE, SMALL, check
from tests.use_cases.conftest import Clock

CRITERIA = st.sampled_from([criterion.id for criterion in SMALL.criteria])
RATINGS = st.sampled_from([None, "red", "yellow", "green"])
NOTES = st.sampled_from(["", "a", "b"])
WHO = st.sampled_from(["Ida", "Bob"])


class Commands(RuleBasedStateMachine):
    """One initiative under random commands, beside a model of what should be stored."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="readiness-test-"))
        self.clock = Clock()
        store = Store(self.folder / "readiness.db", self.folder / "evidence", 1000)
        self.context = Context(Actor.nobody(), store, Frameworks({SMALL.version: SMALL}, SMALL.version), self.clock)
        self.id = create_initiative(self.context, name="Claims", profile=PROFILE, use_case=COMPLETE)
        no = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}
        self.people = {name: add_person(self.context, self.id, name=name, **no) for name in ("Ida", "Bob")}
        self.ratings: dict[str, tuple[str | None, tuple[str, ...]]] = {}
        self.notes: dict[str, str] = {}
        self.checks: dict[str, Any] = {}
        self.evidence: dict[str, bool] = {}
        self.plans: dict[str, str] = {}
        self.frozen: list[tuple[str, str]] = []
        self.events = store.head().seq

    def as_(self, who: str) -> Context:
        return self.context.acting(Actor(self.people[who], who))

    @rule(criterion=CRITERIA, rating=RATINGS, seen=RATINGS, who=WHO, reason=st.sampled_from(["", "Seen"]))
    def choose(self, criterion: str, rating: Any, seen: Any, who: str, reason: str) -> None:
        stored, raters = self.ratings.get(criterion, (None, ()))
        try:
            rate(self.as_(who), self.id, criterion, rating=rating, seen=seen, reason=reason)
        except StaleVersion as error:
            assert seen != stored and error.theirs == stored
        except Invalid as error:
            assert error.field == "reason" and not reason
        else:
            assert rating == stored or seen == stored
            me = self.people[who]
            if rating is None:
                self.ratings[criterion] = (None, ())
            elif rating == stored:
                self.ratings[criterion] = (rating, raters if me in raters else (*raters, me))
            else:
                self.ratings[criterion] = (rating, (me,))

    @rule(criterion=CRITERIA, who=WHO)
    def stand_behind(self, criterion: str, who: str) -> None:
        stored, raters = self.ratings.get(criterion, (None, ()))
        try:
            confirm(self.as_(who), self.id, criterion)
        except Invalid as error:
            assert stored is None or error.field == "reason"
        else:
            me = self.people[who]
            self.ratings[criterion] = (stored, raters if me in raters else (*raters, me))

    @rule(criterion=CRITERIA, note=NOTES, seen=NOTES)
    def write(self, criterion: str, note: str, seen: str) -> None:
        stored = self.notes.get(criterion, "")
        try:
            set_note(self.context, self.id, criterion, note=note, seen=seen)
        except StaleVersion as error:
            assert seen != stored and error.theirs == stored
        else:
            assert seen == stored or note == stored
            self.notes[criterion] = note

    @rule(criterion=CRITERIA, number=st.sampled_from([0.0, 3.0, 9.0]))
    def measure(self, criterion: str, number: float) -> None:
        value = check("faults_open", number)
        set_check(self.context, self.id, criterion, "faults_open", value=value, seen=self.checks.get(criterion))
        self.checks[criterion] = value

    @rule(criterion=CRITERIA)
    def prove(self, criterion: str) -> None:
        url = "https://example.org"
        self.evidence[add_link(self.context, self.id, criterion, url=url, day=self.context.today())] = True

    @precondition(lambda self: self.evidence)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.evidence)))
        withdraw(self.context, self.id, id)
        self.evidence[id] = False

    @rule(criterion=CRITERIA)
    def plan(self, criterion: str) -> None:
        due = self.context.today()
        self.plans[add_plan(self.context, self.id, criteria=(criterion,), text="x", owner="y", due=due)] = "open"

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), status=st.sampled_from(["open", "in_progress", "done", "dropped"]))
    def move(self, data: st.DataObject, status: str) -> None:
        id = data.draw(st.sampled_from(sorted(self.plans)))
        seen = next(plan for plan in self.context.store.load(self.id).plans if plan.id == id)
        change_plan(self.context, self.id, id, seen=seen, status=status)
        self.plans[id] = status

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.clock.forward(days=days)

    @rule()
    def begin_a_round(self) -> None:
        start_round(self.context, self.id)

    @rule()
    def freeze(self) -> None:
        assert freeze(self.context, self.id) == len(self.frozen) + 1
        self.frozen.append(snapshot_text(self.context, self.id))

    @rule()
    def go_and_come_back(self) -> None:
        document = live_document(self.context, self.id)
        copy = import_document(self.context, canonical(document).encode(), new_id=True)
        facts = self.context.store.load(copy)
        renamed = facts.initiative.model_copy(update={"id": self.id})
        assert facts.model_copy(update={"initiative": renamed}) == document.assessment

    @rule()
    def forget_what_was_read(self) -> None:
        self.context.store.close()

    @rule(criterion=st.sampled_from(["data.unknown", ""]))
    def be_refused(self, criterion: str) -> None:
        before = self.context.store.head()
        try:
            set_note(self.context, self.id, criterion, note="x", seen="")
            raise AssertionError("an unknown criterion was accepted")
        except ReadinessError:
            assert self.context.store.head() == before

    @invariant()
    def facts_are_as_the_model_says(self) -> None:
        facts = self.context.store.load(self.id)
        for criterion in SMALL.criteria:
            answer = facts.answer(criterion.id)
            assert (answer.rating, answer.raters) == self.ratings.get(criterion.id, (None, ()))
            assert answer.note == self.notes.get(criterion.id, "")
            assert answer.check_value("faults_open") == self.checks.get(criterion.id)
        assert {item.id: item.withdrawn_at is None for item in facts.evidence} == self.evidence
        assert {plan.id: plan.status for plan in facts.plans} == self.plans

    @invariant()
    def what_is_remembered_is_what_lies_on_the_disk(self) -> None:
        remembered = self.context.store.load_marked(self.id)
        elsewhere = Store(self.folder / "readiness.db", self.folder / "evidence", 1000)
        try:
            assert elsewhere.load_marked(self.id) == remembered
        finally:
            elsewhere.close()

    @invariant()
    def what_is_shown_follows_from_the_facts(self) -> None:
        evaluation = evaluate(self.context.store.load(self.id), SMALL, self.context.today())
        assert initiative_view(self.context, self.id).evaluation == evaluation
        rows = {row.id: row for row in portfolio(self.context, per_page=1000).rows}
        row = rows[self.id]
        assert (row.verdict, row.headline, row.snapshots) == (evaluation.verdict, evaluation.headline, len(self.frozen))

    @invariant()
    def the_log_only_grows_and_stays_whole(self) -> None:
        found = verify(self.context)
        assert found.ok, found.problems
        assert found.events >= self.events
        self.events = found.events

    def teardown(self) -> None:
        for number, frozen in enumerate(getattr(self, "frozen", []), start=1):
            assert snapshot_text(self.context, self.id, number) == frozen, "a snapshot never changes"
        if hasattr(self, "context"):
            self.context.store.close()
            shutil.rmtree(self.folder)


TestCommandsInAnyOrder = Commands.TestCase
TestCommandsInAnyOrder.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
