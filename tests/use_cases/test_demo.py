"""The demo portfolio: every story holds what it promises, on any day, and is told only once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from readiness.commands.demo import EXAMPLE_CASE, STORIES, _example, load_demo
from readiness.commands.initiatives import delete_initiative
from readiness.content import Frameworks
from readiness.content.cases import load_cases
from readiness.content.stories import load_stories
from readiness.context import Context
from readiness.domain.evaluation import Evaluation, VerdictId
from readiness.errors import ContentError
from readiness.queries.audit import verify
from readiness.queries.documents import live_document
from readiness.queries.initiative import assessment_of, evaluation_of
from readiness.queries.portfolio import portfolio
from readiness.queries.snapshots import snapshot_document, snapshots
from readiness.settings import PROJECT_ROOT
from tests.demo import NOW, copied, opened, tell

EXAMPLE = "example-google-dr-thailand"
PROMISED: dict[str, VerdictId] = {
    "demo-claims-triage": "blocked",
    "demo-support-drafts": "needs_sign_off",
    "demo-demand-forecast": "incomplete",
    "demo-card-fraud": "ready",
    "demo-cv-shortlist": "incomplete",
    "demo-loan-precheck": "ready_with_mitigations",
    "demo-personal-offers": "blocked",
    "demo-ward-alerts": "blocked",
}
OTHER_DAYS = (
    datetime(2028, 2, 29, 0, 5, tzinfo=UTC),
    datetime(2027, 1, 1, 23, 55, tzinfo=UTC),
)


@pytest.fixture
def demo(tmp_path: Path) -> Context:
    return opened(copied(tmp_path / "demo"))


def causes(evaluation: Evaluation) -> set[str]:
    return {adjustment.cause for result in evaluation.criteria for adjustment in result.adjustments}


def facts(context: Context) -> dict[str, Any]:
    """Everything that is stored about every initiative, its snapshots included."""
    found: dict[str, Any] = {}
    for id in context.store.ids():
        texts = [snapshot_document(context, id, row.number).model_dump() for row in snapshots(context, id)]
        found[id] = (live_document(context, id).model_dump(), texts)
    return found


def assert_every_story_holds(context: Context) -> None:
    today = context.today()
    evaluations = {id: evaluation_of(context, id) for id in context.store.ids()}
    assert {id: evaluations[id].verdict for id in PROMISED} == PROMISED
    assert set(evaluations) == {*PROMISED, EXAMPLE}

    expired = evaluations["demo-demand-forecast"]
    assert causes(expired) & {"evidence_expired", "evidence_too_old"}
    assert all(result.chosen == "green" for result in expired.criteria), "it was ready, and only time undid it"

    self_assessed = evaluations["demo-cv-shortlist"]
    assert "self_assessed" in causes(self_assessed)
    assert not any(result.chosen in ("red", "yellow") for result in self_assessed.criteria)
    assert not any(result.status == "green" for result in self_assessed.criteria)

    waiting = evaluations["demo-support-drafts"].sign_off
    assert waiting.needed and not waiting.valid

    signed = evaluations["demo-loan-precheck"].sign_off
    assert signed.needed and signed.valid and signed.valid_until is not None
    assert today <= signed.valid_until <= today + timedelta(days=14), "the signature is about to end"

    for id in PROMISED:
        assert len(snapshots(context, id)) >= 2, f"{id} has a history"
        assert snapshots(context, id)[-1].number == len(snapshots(context, id))
    for id in evaluations:
        dates = [row.frozen_at for row in snapshots(context, id)]
        assert dates == sorted(dates)
        assert dates and dates[-1].date() <= today
    found = verify(context)
    assert found.ok, found.problems


def test_every_story_holds_what_it_promises(demo: Context) -> None:
    assert_every_story_holds(demo)


@pytest.mark.parametrize("moment", OTHER_DAYS, ids=lambda moment: f"{moment:%d %b %Y}")
def test_every_story_holds_on_other_days_of_the_year(tmp_path: Path, moment: datetime) -> None:
    assert_every_story_holds(opened(tell(tmp_path, moment), moment))


def test_the_same_day_tells_the_same_facts(demo: Context, tmp_path: Path) -> None:
    again = opened(tell(tmp_path / "again"))
    assert facts(again) == facts(demo)
    assert again.store.head() == demo.store.head()


def test_a_second_load_adds_nothing(demo: Context) -> None:
    before = demo.store.head()
    assert load_demo(demo) == ()
    assert demo.store.head() == before


def test_a_load_brings_back_only_what_was_deleted(demo: Context) -> None:
    before = {id: demo.store.mark(id) for id in demo.store.ids() if id != "demo-card-fraud"}
    delete_initiative(demo, "demo-card-fraud")
    assert load_demo(demo) == ("demo-card-fraud",)
    assert {id: demo.store.mark(id) for id in before} == before
    assert evaluation_of(demo, "demo-card-fraud").verdict == "ready"


def test_the_progress_is_told_up_to_its_end(demo: Context) -> None:
    delete_initiative(demo, EXAMPLE)
    heard: list[tuple[int, int]] = []
    load_demo(demo, lambda done, of: heard.append((done, of)))
    assert heard[-1] == (1, 1)


def test_a_load_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    context = opened(tmp_path / "half.db")

    def stop(done: int, of: int) -> None:
        if done == of // 8:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        load_demo(context, stop)
    assert context.store.ids() == ()
    assert context.store.head().seq == 0


def test_the_public_case_is_marked_as_an_example_and_says_what_was_coded(demo: Context) -> None:
    assessment = assessment_of(demo, EXAMPLE)
    assert "public case" in assessment.initiative.example.lower()
    rows = {row.id: row for row in portfolio(demo).rows}
    assert rows[EXAMPLE].example
    assert [id for id, row in rows.items() if row.example] == [EXAMPLE]
    case = next(case for case in load_cases(PROJECT_ROOT / "data" / "cases") if case.id == EXAMPLE_CASE)
    coded = {id: entry.rating for id, entry in case.ratings.items() if entry.rating != "unknown"}
    assert {answer.criterion: answer.rating for answer in assessment.answers if answer.rating} == coded
    assert len(snapshots(demo, EXAMPLE)) == 1


def test_the_records_name_the_people_of_the_stories_and_say_that_nobody_was_signed_in(demo: Context) -> None:
    for id in PROMISED:
        names = {person.name for person in assessment_of(demo, id).people}
        for row in snapshots(demo, id):
            assert row.frozen_by.endswith("(not signed in)")
            assert row.frozen_by.removesuffix(" (not signed in)") in names


def test_nothing_in_a_story_lies_in_the_future_but_what_is_planned(demo: Context) -> None:
    for id in demo.store.ids():
        assessment = assessment_of(demo, id)
        assert all(item.day <= NOW.date() for item in assessment.evidence)
        assert all(test.day <= NOW.date() for test in assessment.stress_tests)
        moments = [
            assessment.initiative.created_at,
            *(answer.chosen_at for answer in assessment.answers if answer.chosen_at),
            *(item.added_at for item in assessment.evidence),
            *(sign_off.signed_at for sign_off in assessment.sign_offs),
        ]
        assert max(moments) <= NOW


def test_a_story_is_read_strictly(tmp_path: Path) -> None:
    text = (STORIES / "card-fraud.toml").read_text(encoding="utf-8")
    (tmp_path / "one.toml").write_text(text.replace('data = "', 'data = "X', 1) + "\nunheard = 1\n", encoding="utf-8")
    (tmp_path / "two.toml").write_text("id = ", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_stories(tmp_path)
    faults = "\n".join(caught.value.problems)
    assert "one.toml" in faults and "two.toml" in faults and "unheard" in faults


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('approver = "irina"', 'approver = "nobody"', "nobody acts in the story but is not among its people"),
        ("metrics_from_days_ago = 205", "", "metrics_from_days_ago is missing"),
        ('metric = "psi"', 'metric = "unheard"', "unheard has no points"),
        ('executive = "marta"\n\n[moves', "\n[moves", "no executive waived conditions 82 days ago"),
        ('approver = "irina"', "", "nobody approved the move up"),
        ('kind = "up"', 'kind = "down"', "does not say where to"),
    ],
)
def test_a_story_of_operation_that_does_not_fit_together_is_refused(
    tmp_path: Path, right: str, wrong: str, fault: str
) -> None:
    text = (STORIES / "loan-precheck.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "one.toml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_stories(tmp_path)
    assert any(fault in problem for problem in caught.value.problems)


def test_the_stories_name_only_what_the_framework_has() -> None:
    frameworks = Frameworks.load([PROJECT_ROOT / "data" / "frameworks"])
    framework = frameworks.get(frameworks.default)
    for story in load_stories(STORIES):
        assert framework.profile(story.profile) is not None
        named = [id for plan in story.plans for id in plan.criteria] + [test.criterion for test in story.stress_tests]
        named += [test.criterion for test in story.planned_tests]
        assert [id for id in (*named, *(note.criterion for note in story.notes)) if not framework.criterion(id)] == []


def test_the_day_before_the_sources_were_read_makes_no_evidence_of_the_future(tmp_path: Path) -> None:
    early = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    context = opened(tmp_path / "early.db", early)
    case = next(case for case in load_cases(PROJECT_ROOT / "data" / "cases") if case.id == EXAMPLE_CASE)
    _example(context, case, context.frameworks.get(context.frameworks.default))
    assert {item.day for item in assessment_of(context, EXAMPLE).evidence} <= {date(2026, 1, 5)}
