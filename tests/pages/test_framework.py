"""The framework page: criteria, mappings, profiles and what differs, phases, patterns, and a team's changes."""

import shutil
from pathlib import Path

import pytest

from tests.pages.conftest import OpenPage, links, page_html, words

PAGE = "library/framework.py"
TEAM = Path(__file__).resolve().parents[1] / "content" / "fixtures" / "frameworks"


def test_all_criteria_stand_with_levels_checks_and_limits(open_page: OpenPage) -> None:
    said = words(open_page(PAGE))
    assert "25 criteria in five dimensions." in said
    assert page_html(open_page(PAGE)).count("<details") == 25
    assert "● Green Full set versioned; drill within 15 minutes." in said
    assert "at most 15 minutes" in said and "at most 60 minutes" in said
    assert "at most 7 days ago" in said
    assert "at least 1 (yes is 1, no is 0)" in said


def test_a_search_keeps_what_speaks_of_it_and_says_when_nothing_does(open_page: OpenPage) -> None:
    found = open_page(PAGE, q="rollback")
    assert "Version control and rollback" in words(found)
    assert "Source system mapping" not in words(found)
    assert "No criterion speaks of “<zebra>”." in words(open_page(PAGE, q="<zebra>"))


def test_a_link_to_a_criterion_opens_it(open_page: OpenPage) -> None:
    html = page_html(open_page(PAGE, criterion="data.source_mapping"))
    assert html.count('<details class="rd-details" open=""') == 1


def test_a_profile_marks_what_it_asks_for(open_page: OpenPage) -> None:
    plain, marked = page_html(open_page(PAGE)), page_html(open_page(PAGE, profile="credit_lending"))
    assert plain.count(">must be green<") == plain.count(">counts double<") == 0
    assert marked.count(">must be green<") == 7
    assert marked.count(">counts double<") == 4


def test_mappings_stand_by_standard_with_what_was_checked(open_page: OpenPage) -> None:
    said = words(open_page(PAGE, view="mappings"))
    assert "It is orientation, never proof of compliance." in said
    for standard in ("NIST AI RMF", "EU AI Act", "ISO/IEC 42001", "ML Test Score", "DORA"):
        assert f"Mappings to {standard}" in said
    one = words(open_page(PAGE, view="mappings", standard="EU AI Act"))
    assert "20 references, 0 of them compared with the text of the standard." in one
    assert "Mappings to DORA" not in one


def test_a_profile_is_shown_whole_and_compared_with_another(open_page: OpenPage) -> None:
    assert "Credit and lending decisions" in words(open_page(PAGE, view="profiles"))
    one = words(open_page(PAGE, view="profiles", profile="credit_lending"))
    assert "more than 2 yellow criteria" in one and "at least 0.45 0-1" in one
    both = words(open_page(PAGE, view="profiles", profile="credit_lending", **{"with": "medical_diagnosis"}))
    assert "From Credit and lending decisions to Medical diagnosis" in both
    assert "Transformation logic must be green need not be green softer" in both
    assert "Data quality monitoring need not be green must be green stricter" in both


def test_phases_and_patterns_can_be_read(open_page: OpenPage) -> None:
    phases = words(open_page(PAGE, view="phases"))
    assert "Outputs are invisible to the people who decide, and their access was checked." in phases
    patterns = words(open_page(PAGE, view="patterns"))
    assert "User, decision or value is missing from the use-case statement 22 %" in patterns
    assert "What helps" in patterns


def test_without_a_team_framework_the_versions_say_what_one_may_do(open_page: OpenPage) -> None:
    said = words(open_page(PAGE, view="versions"))
    assert "2026.1" in said and "built in" in said
    assert "No team's framework is here." in said


def test_a_team_framework_shows_each_change_beside_the_original(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(TEAM, tmp_path / "frameworks")
    monkeypatch.setenv("READINESS_FRAMEWORKS", str(tmp_path / "frameworks"))
    versions = words(open_page(PAGE, view="versions"))
    assert "What acme-2026 changes against 2026.1" in versions
    assert "softer" in versions and "stricter" in versions
    criteria = words(open_page(PAGE, version="acme-2026"))
    assert "softer than 2026.1" in criteria
    assert "softer than 2026.1" not in words(open_page(PAGE))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"view": "nonsense"}, "There is no such part of the framework."),
        ({"version": "1066"}, "There is no framework version “1066” here."),
        ({"criterion": "data.nonsense"}, "Framework 2026.1 has no criterion “data.nonsense”."),
    ],
)
def test_what_does_not_exist_is_said_in_a_sentence(open_page: OpenPage, address: dict[str, str], sentence: str) -> None:
    assert sentence in words(open_page(PAGE, **address))


def test_a_profile_that_does_not_exist_counts_as_none(open_page: OpenPage) -> None:
    app = open_page(PAGE, profile="nonsense")
    assert ">must be green<" not in page_html(app)
    assert "/framework?view=mappings" in links(app)
