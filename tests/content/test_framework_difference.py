"""Differences name what changed, from what to what, and never call something softer that is not."""

from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from readiness.content import Frameworks
from readiness.domain.framework import Framework, Profile
from readiness.domain.framework_difference import difference_between, profile_difference
from readiness.domain.snapshot import Difference

TEAMS = Path(__file__).parent / "fixtures" / "frameworks"
PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "frameworks"


def reversed_lines(lines: tuple[Difference, ...]) -> Counter[tuple[str, str, bool | None]]:
    turned = {True: False, False: True, None: None}
    return Counter((line.changed, line.original, turned[line.softer]) for line in lines)


def plain_lines(lines: tuple[Difference, ...]) -> Counter[tuple[str, str, bool | None]]:
    return Counter((line.original, line.changed, line.softer) for line in lines)


def with_profile(framework: Framework, profile_id: str, **changes: Any) -> Framework:
    def changed(profile: Profile) -> Profile:
        return profile.model_copy(update=changes) if profile.id == profile_id else profile

    return framework.model_copy(update={"profiles": tuple(changed(profile) for profile in framework.profiles)})


def with_check(framework: Framework, criterion_id: str, measure: str, **changes: Any) -> Framework:
    criteria = []
    for criterion in framework.criteria:
        if criterion.id == criterion_id:
            checks = tuple(
                check.model_copy(update=changes) if check.measure == measure else check for check in criterion.checks
            )
            criterion = criterion.model_copy(update={"checks": checks})
        criteria.append(criterion)
    return framework.model_copy(update={"criteria": tuple(criteria)})


def test_a_framework_does_not_differ_from_itself(framework: Framework) -> None:
    assert difference_between(framework, framework) == ()
    copy = framework.model_copy(update={"version": "2027.1", "name": "Next", "published": "2027-01-01"})
    assert difference_between(framework, copy) == ()


def test_the_way_back_turns_every_difference_round() -> None:
    frameworks = Frameworks.load([PUBLISHED, TEAMS])
    base, ours = frameworks.get("2026.1"), frameworks.get("acme-2026")
    there, back = difference_between(base, ours), difference_between(ours, base)
    expected = reversed_lines(there)
    expected[("added", "not there", None)] -= 1
    expected[("there", "removed", None)] += 1
    assert +expected == plain_lines(back)


def test_the_way_from_one_profile_to_another_turned_round_is_the_way_back(framework: Framework) -> None:
    for first, second in permutations((profile.id for profile in framework.profiles), 2):
        there = profile_difference(framework, first, second)
        assert there
        assert reversed_lines(there) == plain_lines(profile_difference(framework, second, first)), (first, second)


def test_a_profile_does_not_differ_from_itself_and_an_unknown_one_is_an_error(framework: Framework) -> None:
    assert profile_difference(framework, "hr_screening", "hr_screening") == ()
    with pytest.raises(KeyError, match="nothing"):
        profile_difference(framework, "hr_screening", "nothing")


@pytest.mark.parametrize(
    ("criterion", "measure", "changes", "softer"),
    [
        ("data.source_mapping", "sources_with_contract", {"green": 90.0}, True),
        ("data.source_mapping", "sources_with_contract", {"yellow": 90.0}, False),
        ("governance.version_rollback", "rollback_minutes", {"green": 20.0}, True),
        ("governance.version_rollback", "rollback_minutes", {"yellow": 30.0}, False),
        ("governance.version_rollback", "rollback_minutes", {"green": 900.0, "unit": "seconds"}, None),
    ],
)
def test_a_limit_is_softer_when_it_is_easier_to_reach(
    framework: Framework, criterion: str, measure: str, changes: dict[str, Any], softer: bool | None
) -> None:
    lines = difference_between(framework, with_check(framework, criterion, measure, **changes))
    (limit,) = [line for line in lines if line.place.endswith(("from", "up to"))]
    assert (limit.softer, limit.criterion) == (softer, criterion)


@pytest.mark.parametrize(
    ("changes", "place", "softer"),
    [
        ({"yellow_tolerance": 2}, "yellow criteria tolerated", True),
        ({"yellow_tolerance": 0}, "yellow criteria tolerated", False),
        ({"highest_phase": "full_automation"}, "highest phase", True),
        ({"highest_phase": "shadow"}, "highest phase", False),
        ({"note": "Another."}, "note", None),
        ({"weekly_use_metric": None}, "metric of weekly use", None),
    ],
)
def test_a_profile_s_values_say_whether_they_are_softer(
    framework: Framework, changes: dict[str, Any], place: str, softer: bool | None
) -> None:
    (line,) = difference_between(framework, with_profile(framework, "hr_screening", **changes))
    assert (line.place, line.softer) == (f"Profile HR screening, {place}", softer)


def test_fewer_criteria_that_must_be_green_are_softer_and_more_are_not(framework: Framework) -> None:
    fewer = with_profile(framework, "hr_screening", must_be_green=("data.source_mapping",))
    lines = difference_between(framework, fewer)
    assert len(lines) == 6 and {line.softer for line in lines} == {True}
    assert {line.softer for line in difference_between(fewer, framework)} == {False}


def test_a_range_is_softer_only_when_it_is_wider_on_no_side_narrower(framework: Framework) -> None:
    credit = framework.profile("credit_lending")
    assert credit is not None

    def target(low: float, high: float) -> bool | None:
        metrics = tuple(
            metric.model_copy(update={"green": (low, high)}) if metric.key == "calibration" else metric
            for metric in credit.metrics
        )
        (line,) = difference_between(framework, with_profile(framework, "credit_lending", metrics=metrics))
        assert line.original == "0.9 to 1.1 ratio"
        return line.softer

    assert target(0.8, 1.1) is True
    assert target(0.9, 1.05) is False
    assert target(0.8, 1.05) is None


def test_each_limit_of_a_phase_gate_knows_its_direction_and_that_none_is_the_softest(framework: Framework) -> None:
    profile = framework.profile("general_high_stakes")
    assert profile is not None
    gates = profile.phase_gates.model_dump()
    higher_is_softer = {"critical_error_upper95_pct", "max_override_pct", "error_upper95_pct", "max_escalation_pct"}
    for phase, limits in gates.items():
        for name, value in limits.items():
            for changed, softer in ((value + 1, name in higher_is_softer), (None, True)):
                gate = getattr(profile.phase_gates, phase).model_copy(update={name: changed})
                after = profile.phase_gates.model_copy(update={phase: gate})
                (line,) = difference_between(
                    framework, with_profile(framework, "general_high_stakes", phase_gates=after)
                )
                assert line.softer is softer, (phase, name, changed)


def test_changed_words_are_shown_without_a_judgement(framework: Framework) -> None:
    first = framework.criteria[0].model_copy(update={"question": "Another?", "evidence": ("one",), "mappings": ()})
    lines = difference_between(framework, framework.model_copy(update={"criteria": (first, *framework.criteria[1:])}))
    assert [(line.place, line.changed, line.softer) for line in lines] == [
        ("Source system mapping, question", "Another?", None),
        ("Source system mapping, evidence asked for", "one", None),
        ("Source system mapping, mappings", "none", None),
    ]


def test_a_criterion_or_check_that_is_no_longer_asked_is_softer(framework: Framework) -> None:
    first = framework.criteria[0].model_copy(update={"checks": framework.criteria[0].checks[:2]})
    shorter = framework.model_copy(update={"criteria": (first, *framework.criteria[2:])})
    lines = difference_between(framework, shorter)
    assert [(line.original, line.changed, line.softer, line.criterion) for line in lines] == [
        ("asked", "not asked", True, "data.source_mapping"),
        ("asked", "not asked", True, "data.pipeline_robustness"),
    ]


def test_changed_conditions_of_a_phase_are_shown_in_their_sentences(framework: Framework) -> None:
    shadow = framework.phases[0].model_copy(update={"step_back": framework.phases[0].step_back[:1]})
    (line,) = difference_between(framework, framework.model_copy(update={"phases": (shadow, *framework.phases[1:])}))
    assert line.place == "Phase Shadow, step back"
    assert line.changed == "Live quality is more than 5 points below the offline figure."
