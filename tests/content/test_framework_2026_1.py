"""The published framework says exactly what it was compiled from, and never changes."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from readiness.content import Frameworks
from readiness.domain.framework import Framework

FIXTURES = Path(__file__).parent / "fixtures"
PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "frameworks"

HASH = "e9dc4e48aa0fa754fc28985428b0d68e2c9e33483ea7201270e34b99c005490e"
"""SHA-256 over the content of 2026.1. A published version never changes: put changes into a new version."""

IDS = (
    "data.source_mapping",
    "data.pipeline_robustness",
    "data.transformation_logic",
    "data.quality_monitoring",
    "data.freshness_latency",
    "integration.interface_definition",
    "integration.dependency_management",
    "integration.latency_throughput",
    "integration.error_handling",
    "integration.security_access",
    "governance.performance_monitoring",
    "governance.output_validation",
    "governance.version_rollback",
    "governance.audit_explainability",
    "governance.access_permissions",
    "operations.monitoring_alerting",
    "operations.incident_response",
    "operations.change_management",
    "operations.capacity_scaling",
    "operations.backup_recovery",
    "organization.role_clarity",
    "organization.skills_training",
    "organization.metrics_incentives",
    "organization.feedback_loops",
    "organization.executive_sponsorship",
)


def source(name: str) -> list[dict[str, Any]]:
    """The compiled domain content that the TOML files were made from."""
    content: list[dict[str, Any]] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_the_content_of_the_published_version_has_not_changed() -> None:
    assert Frameworks.load([PUBLISHED]).hash_of("2026.1") == HASH


def test_the_ids_of_criteria_are_those_of_always(framework: Framework) -> None:
    assert tuple(criterion.id for criterion in framework.criteria) == IDS


def test_the_framework_says_who_it_is(framework: Framework) -> None:
    assert (framework.version, framework.extends, framework.published) == ("2026.1", None, "2026-11-22")
    assert "orientation, never proof of compliance" in framework.mapping_note
    assert Frameworks.load([PUBLISHED]).default == "2026.1"


def test_there_are_as_many_of_everything_as_there_should_be(framework: Framework) -> None:
    assert Counter(criterion.dimension for criterion in framework.criteria) == dict.fromkeys(
        ("data", "integration", "governance", "operations", "organization"), 5
    )
    checks = [check for criterion in framework.criteria for check in criterion.checks]
    assert [len(criterion.checks) for criterion in framework.criteria] == [3] * 25
    assert len({check.measure for check in checks}) == 75
    assert sum(check.is_date for check in checks) == 7
    assert sum(len(criterion.mappings) for criterion in framework.criteria) == 113
    assert len(framework.profiles) == 9
    assert sum(len(profile.metrics) for profile in framework.profiles) == 106
    assert [phase.id for phase in framework.phases] == [
        "shadow",
        "advisory",
        "supervised_automation",
        "full_automation",
    ]
    assert [len(phase.entry) for phase in framework.phases] == [4, 6, 6, 5]
    assert [len(phase.exit) for phase in framework.phases] == [9, 6, 7, 0]
    assert [len(phase.keep) for phase in framework.phases] == [0, 0, 0, 3]
    assert [len(phase.step_back) for phase in framework.phases] == [3, 3, 5, 3]
    assert len(framework.patterns) == 6
    assert sum(len(pattern.indicators) for pattern in framework.patterns) == 41


def test_every_criterion_holds_what_it_was_compiled_from(framework: Framework) -> None:
    compiled = source("criteria")
    assert [one["id"] for one in compiled] == [criterion.id for criterion in framework.criteria]
    for one, criterion in zip(compiled, framework.criteria, strict=True):
        said = criterion.model_dump(mode="json")
        for field in ("name", "dimension", "red", "yellow", "green", "evidence", "fresh_days", "stress_test"):
            assert said[field] == one[field], (criterion.id, field)
        numbered = [{"n": number, **check} for number, check in enumerate(said["checks"], start=1)]
        assert numbered == one["checks"], criterion.id
        mappings = [{key: value for key, value in mapping.items() if key != "standard"} for mapping in said["mappings"]]
        assert mappings == one["mappings"], criterion.id


def test_every_profile_holds_what_it_was_compiled_from(framework: Framework) -> None:
    renamed = {
        "weight_2x": "double_weight",
        "yellow_budget": "yellow_tolerance",
        "highest_phase_default": "highest_phase",
    }
    compiled = source("profiles")
    assert [one["id"] for one in compiled] == [profile.id for profile in framework.profiles]
    for one, profile in zip(compiled, framework.profiles, strict=True):
        expected = {renamed.get(key, key): value for key, value in one.items()}
        assert profile.model_dump(mode="json") == expected, profile.id


def test_every_pattern_holds_what_it_was_compiled_from(framework: Framework) -> None:
    compiled = source("patterns")
    assert [one["id"] for one in compiled] == [pattern.id for pattern in framework.patterns]
    for one, pattern in zip(compiled, framework.patterns, strict=True):
        said = pattern.model_dump(mode="json")
        indicators = [{key: sign[key] for key in ("key", "rule", "weight", "source")} for sign in said["indicators"]]
        assert indicators == one["indicators"], pattern.id
        assert (said["name"], said["caution"]) == (one["name"], one["false_positive_note"])
        reworded = "; some lost performance is a fair price"
        expected = [text.replace("; the article accepts some lost performance", reworded) for text in one["antidotes"]]
        assert said["antidotes"] == expected, pattern.id


def test_values_read_by_eye_from_the_compiled_content_are_there(framework: Framework) -> None:
    rollback = framework.criterion("governance.version_rollback")
    assert rollback is not None and rollback.fresh_days == 90
    check = rollback.check("rollback_minutes")
    assert check is not None
    assert (check.unit, check.better, check.green, check.yellow) == ("minutes", "lower", 15, 60)
    parity = framework.criterion("data.transformation_logic")
    assert parity is not None and parity.checks[2].green == 0.1
    training = framework.criterion("organization.skills_training")
    assert training is not None and training.fresh_days == 365
    hiring = framework.profile("hr_screening")
    assert hiring is not None and (hiring.yellow_tolerance, hiring.highest_phase) == (1, "advisory")
    assert hiring.phase_gates.advisory.min_weekly_use_pct == 90
    shop = framework.profile("content_recommendation")
    assert shop is not None and shop.phase_gates.shadow.min_agreement_pct is None
    assert shop.weekly_use_metric is None
    credit = framework.profile("credit_lending")
    assert credit is not None
    calibration = next(metric for metric in credit.metrics if metric.key == "calibration")
    assert (calibration.better, calibration.green, calibration.red) == ("range", (0.9, 1.1), (0.7, 1.3))
    late = next(pattern for pattern in framework.patterns if pattern.id == "technology_first")
    assert late.indicators[0].weight == 0.22


def test_every_mapping_names_its_standard(framework: Framework) -> None:
    mappings = [mapping for criterion in framework.criteria for mapping in criterion.mappings]
    assert Counter(mapping.standard for mapping in mappings) == {
        "ML Test Score": 17,
        "NIST AI RMF": 33,
        "ISO/IEC 42001": 17,
        "EU AI Act": 20,
        "DORA": 12,
        "Google SRE launch checklist": 7,
        "OWASP LLM Top 10": 7,
    }
    for mapping in mappings:
        begins = "OWASP LLM" if mapping.standard == "OWASP LLM Top 10" else mapping.standard
        assert mapping.ref.startswith(begins)
    assert sum(mapping.checked for mapping in mappings) == 43
    assert [mapping.ref for mapping in mappings if not mapping.close_fit] == ["ML Test Score Monitor 4"]


@pytest.mark.parametrize("criterion_id", IDS)
def test_a_question_is_one_and_the_reason_is_two_or_three_sentences(framework: Framework, criterion_id: str) -> None:
    criterion = framework.criterion(criterion_id)
    assert criterion is not None
    assert criterion.question.count("?") == 1 and criterion.question.endswith("?")
    assert 2 <= len(re.findall(r"[.!?](?: |$)", criterion.why)) <= 3, criterion.why
    assert "\n" not in criterion.why + criterion.question


def test_all_but_governance_say_how_a_demo_deceives(framework: Framework) -> None:
    assert [bool(dimension.demo_deception) for dimension in framework.dimensions] == [True, True, False, True, True]


def test_signs_that_name_a_criterion_point_at_it(framework: Framework) -> None:
    by_name = {criterion.id.partition(".")[2]: criterion.id for criterion in framework.criteria}
    for pattern in framework.patterns:
        for sign in pattern.indicators:
            named = {criterion for name, criterion in by_name.items() if name in sign.rule.split()}
            assert named <= set(sign.criteria), sign.key
