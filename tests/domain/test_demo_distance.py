"""The four bars from demo to production."""

import pytest

from readiness.domain.assessment import DemoFacts
from readiness.domain.demo_distance import DemoBar, demo_distance


def bar(name: str, **facts: float) -> DemoBar:
    return next(one for one in demo_distance(DemoFacts(**facts)) if one.id == name)  # type: ignore[arg-type]


def test_each_deception_is_linked_to_its_dimension_and_governance_has_none() -> None:
    assert [(one.id, one.dimension) for one in demo_distance(DemoFacts())] == [
        ("curated_data", "data"),
        ("no_integration", "integration"),
        ("unlimited_attention", "operations"),
        ("no_context", "organization"),
    ]


def test_what_nobody_measured_is_unknown_and_not_zero() -> None:
    bars = demo_distance(DemoFacts())
    assert {one.share for one in bars} == {None}
    assert all("unknown" in one.text for one in bars)


@pytest.mark.parametrize(
    ("name", "facts", "share"),
    [
        ("curated_data", {"cases_shown": 40, "cases_from_production": 10}, 0.25),
        ("curated_data", {"cases_shown": 40, "cases_from_production": 0}, 0.0),
        ("curated_data", {"cases_shown": 0, "cases_from_production": 0}, None),
        ("curated_data", {"cases_shown": 40}, None),
        ("no_integration", {"interfaces_needed": 4, "interfaces_used": 4}, 1.0),
        ("no_integration", {"interfaces_needed": 4, "interfaces_used": 6}, 1.0),
        ("unlimited_attention", {"unattended_hours": 84}, 0.5),
        ("unlimited_attention", {"unattended_hours": 168}, 1.0),
        ("unlimited_attention", {"unattended_hours": 500}, 1.0),
        ("unlimited_attention", {"unattended_hours": 0}, 0.0),
        ("unlimited_attention", {"interventions_per_100": 30}, 0.7),
        ("unlimited_attention", {"unattended_hours": 168, "interventions_per_100": 30}, 0.7),
        ("unlimited_attention", {"unattended_hours": 84, "interventions_per_100": 30}, 0.5),
        ("unlimited_attention", {"interventions_per_100": 250}, 0.0),
        ("no_context", {"users_intended": 10, "users_tried": 5}, 0.5),
        ("no_context", {"users_intended": 10, "users_tried": 5, "roles_affected": 5, "roles_consulted": 1}, 0.2),
    ],
)
def test_a_bar_is_the_share_of_production_that_the_demo_showed(
    name: str, facts: dict[str, float], share: float | None
) -> None:
    assert bar(name, **facts).share == (None if share is None else pytest.approx(share))


def test_a_bar_says_what_was_measured() -> None:
    assert bar("curated_data", cases_shown=40, cases_from_production=10).text == (
        "10 of 40 cases came unfiltered from production"
    )
    assert bar("unlimited_attention", unattended_hours=12, interventions_per_100=2.5).text == (
        "12 hours unattended at most (a week is 168); an engineer stepped in 2.5 times in 100 cases"
    )
    assert bar("no_context", users_intended=9, users_tried=3).text == (
        "3 of 9 intended users tried it on their own work; unknown how many affected roles were consulted"
    )
