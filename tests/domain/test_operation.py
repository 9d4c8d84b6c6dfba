"""What a snapshot may hold of rollout and run, and what a share link makes of names within sentences."""

import pytest
from pydantic import ValidationError

from readiness.domain.assessment import Assessment, Person
from readiness.domain.operation import ConditionSummary, MetricSummary, OperationSummary, RecordSummary, Share
from readiness.domain.operation_redaction import WITHHELD, shared_operation
from readiness.domain.phase_history import PhaseMove
from readiness.domain.rollout import Rollout
from readiness.domain.share_link import Shows
from readiness.domain.snapshot import Document, canonical, fingerprint
from tests.builders import SMALL, TODAY, an_assessment, at

NO_NAMES = Shows(evidence=True, plans=True)


def a_summary(**more: object) -> OperationSummary:
    return OperationSummary.model_validate(
        {"day": TODAY, "phase": "shadow", "highest": "advisory", "own_highest": "advisory", **more}
    )


def known(figure: str, source: str = "decision log") -> ConditionSummary:
    return ConditionSummary(
        phase="shadow", list="exit", key="k", text="It holds", state="met", figure=figure, source=source
    )


def without_names(figure: str, *names: str, source: str = "decision log", rollout: Rollout | None = None) -> str:
    people = tuple(Person(id=f"p{number}", name=name) for number, name in enumerate(names))
    assessment: Assessment = an_assessment(people=people)
    shown = shared_operation(a_summary(conditions=(known(figure, source),)), rollout, assessment, NO_NAMES)
    return shown.conditions[0].figure


def test_a_document_without_a_rollout_does_not_name_it() -> None:
    document = Document(
        program="1", framework_hash=fingerprint(SMALL), framework=SMALL, assessment=an_assessment(), rollout=None
    )
    assert '"rollout"' not in canonical(document)
    assert '"rollout"' in canonical(document.model_copy(update={"rollout": Rollout()}))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_metric_holds_no_number_that_json_cannot_say(value: float) -> None:
    fields = {"id": "m", "key": "m", "family": "model", "name": "M", "unit": "%", "better": "higher"}
    rest = {"interval_days": 7, "status": "steady", "points": 1}
    MetricSummary.model_validate({**fields, **rest, "last_value": 1.0})
    with pytest.raises(ValidationError, match="last_value"):
        MetricSummary.model_validate({**fields, **rest, "last_value": value})


def test_a_share_of_nothing_is_unknown() -> None:
    assert Share(name="Agreement", count=0, n=0).share is None
    assert Share(name="Agreement", count=1, n=4).share == 0.25


def test_patterns_alone_are_no_record_of_a_rollout() -> None:
    move = PhaseMove(
        id="m", kind="stated", from_phase="not_started", to_phase="shadow", day=TODAY, recorded_at=at(TODAY)
    )
    assert not a_summary().is_recorded
    assert a_summary(moves=(move,)).is_recorded
    assert a_summary(record=RecordSummary(no_budget=True)).is_recorded


def test_a_longer_name_goes_before_a_shorter_one_within_it() -> None:
    assert without_names("Ana Ruiz and Ana answered", "Ana", "Ana Ruiz") == "Person 2 and Person 1 answered"


def test_only_whole_words_are_taken_for_a_name() -> None:
    assert without_names("Alarms by Al: 3 of 4 alike", "Al") == "Alarms by Person 1: 3 of 4 alike"


@pytest.mark.parametrize("name", ["O'Neil (CEO)", "王伟", "J. *", "نور"])
def test_a_name_of_any_script_or_signs_is_found(name: str) -> None:
    assert without_names(f"owner {name}, until June", name) == "owner Person 1, until June"


def test_a_name_that_only_the_rollout_knows_is_found_too() -> None:
    rollout = Rollout.model_validate(
        {"feedback": [{"id": "f", "day": TODAY, "text": "Slow", "author": "Vera Voucher", "added_at": at(TODAY)}]}
    )
    assert without_names("Vera Voucher gave feedback.", rollout=rollout) == f"{WITHHELD} gave feedback."


def test_a_link_that_shows_all_gets_the_very_summary() -> None:
    whole = a_summary(conditions=(known("owner Ida"),))
    everything = Shows(evidence=True, names=True, plans=True)
    assert shared_operation(whole, None, an_assessment(), everything) is whole


def test_the_budget_in_the_project_record_is_a_plan() -> None:
    whole = a_summary(conditions=(known("running budget until 5 Mar 2028", "project record"), known("3 of 4")))
    shown = shared_operation(whole, None, an_assessment(), Shows(evidence=True, names=True))
    assert [one.figure for one in shown.conditions] == ["", "3 of 4"]
