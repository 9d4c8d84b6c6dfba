"""Public cases: read whole, scored by the gate's table as coded, and refused with every fault at once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readiness.content.cases import load_cases
from readiness.domain.case import CASE_RATINGS, Case, CaseResult, score, score_case
from readiness.domain.framework import Framework
from readiness.errors import ContentError, ImportProblem, Invalid
from readiness.imports.cases import read_cases

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "data" / "cases"
MUST_BE_GREEN = "governance.output_validation"
"""Must be green in general_high_stakes, and counts double."""

VERDICTS = {
    "air_canada_chatbot": "blocked",
    "amazon_recruiting": "blocked",
    "chartwatch": "blocked",
    "google_dr_thailand": "blocked",
    "knight_capital": "blocked",
    "mcdonalds_aot": "blocked",
    "md_anderson_oea": "blocked",
    "microsoft_tay": "blocked",
    "optum_risk": "blocked",
    "toeslagen": "blocked",
    "trews": "incomplete",
    "zillow_offers": "blocked",
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {case.id: case for case in load_cases(CASES)}


@pytest.fixture
def scored(framework: Framework) -> Callable[..., CaseResult]:
    """Score all criteria green but the given ones, in the general profile."""

    def run(**ratings: str) -> CaseResult:
        all_green = {criterion.id: "green" for criterion in framework.criteria}
        changed = {criterion.replace("__", "."): rating for criterion, rating in ratings.items()}
        return score_case({**all_green, **changed}, "general_high_stakes", framework)

    return run


def said(result: CaseResult) -> list[tuple[str | None, str, str]]:
    return [(reason.criterion, reason.status, reason.cause) for reason in result.reasons]


def test_all_twelve_cases_load_with_every_field_they_came_with(cases: dict[str, Case]) -> None:
    assert sorted(cases) == sorted(VERDICTS)
    for case in cases.values():
        stored = json.loads((CASES / f"{case.id}.json").read_text(encoding="utf-8"))
        assert case.model_dump(mode="json") == {"technique": "", **stored}
        assert len(case.ratings) == 25
        assert case.sources and all(source.title and source.basis for source in case.sources)


def test_the_two_cases_without_machine_learning_say_so(cases: dict[str, Case]) -> None:
    said = {case.id: case.technique for case in cases.values() if case.technique}
    assert said == {"knight_capital": "fixed rules", "toeslagen": "rules and statistics"}


def test_the_record_is_silent_on_most_ratings_and_that_stays_visible(cases: dict[str, Case]) -> None:
    counts = dict.fromkeys(CASE_RATINGS, 0)
    for case in cases.values():
        for coded in case.ratings.values():
            counts[coded.rating] += 1
            assert coded.reason.strip()
    assert counts == {"red": 46, "yellow": 29, "green": 27, "unknown": 198, "not_applicable": 0}


@pytest.mark.parametrize("case_id", sorted(VERDICTS))
def test_a_public_case_gets_the_verdict_of_the_table(
    cases: dict[str, Case], framework: Framework, case_id: str
) -> None:
    case = cases[case_id]
    result = score(case, framework)
    assert (result.id, result.profile, result.verdict) == (case_id, case.profile, VERDICTS[case_id])
    for dimension in framework.dimensions:
        coded = [case.ratings[criterion.id].rating for criterion in framework.criteria_of(dimension.id)]
        worst = next(rating for rating in ("red", "unknown", "yellow", "green") if rating in coded)
        assert result.dimensions[dimension.id] == {"unknown": "not_assessed"}.get(worst, worst)


def test_the_reasons_of_a_case_are_in_order_and_in_the_reader_s_words(
    cases: dict[str, Case], framework: Framework
) -> None:
    result = score(cases["zillow_offers"], framework)
    assert said(result) == [
        ("governance.output_validation", "red", "chosen"),
        ("operations.change_management", "red", "chosen"),
        ("governance.performance_monitoring", "red", "chosen"),
        ("operations.capacity_scaling", "red", "chosen"),
        ("organization.metrics_incentives", "red", "chosen"),
    ]
    assert result.reasons[1].text == (
        "Change management is red: A consumer estimate was given a new job as a purchase offer and volume was raised "
        "at the same time."
    )


def test_a_success_of_which_little_is_known_is_incomplete_not_ready(
    cases: dict[str, Case], framework: Framework
) -> None:
    result = score(cases["trews"], framework)
    assert result.verdict == "incomplete"
    assert {(status, cause) for _, status, cause in said(result)} == {("not_assessed", "not_answered")}
    assert len(result.reasons) == 18


def test_all_green_is_ready_without_plans_sign_off_or_use_case(scored: Callable[..., CaseResult]) -> None:
    result = scored()
    assert (result.verdict, result.reasons) == ("ready", ())
    assert set(result.dimensions.values()) == {"green"}
    assert list(result.dimensions) == ["data", "integration", "governance", "operations", "organization"]


def test_one_red_blocks_whatever_the_rest(scored: Callable[..., CaseResult]) -> None:
    result = scored(data__source_mapping="red", data__freshness_latency="unknown", data__quality_monitoring="yellow")
    assert result.verdict == "blocked" and result.dimensions["data"] == "red"
    assert said(result) == [("data.source_mapping", "red", "chosen")]


def test_a_yellow_that_must_be_green_blocks_though_its_dimension_is_yellow(scored: Callable[..., CaseResult]) -> None:
    result = scored(governance__output_validation="yellow")
    assert result.verdict == "blocked" and result.dimensions["governance"] == "yellow"
    assert said(result) == [(MUST_BE_GREEN, "yellow", "chosen")]


def test_unknown_is_not_assessed_and_makes_it_incomplete(scored: Callable[..., CaseResult]) -> None:
    result = scored(data__source_mapping="unknown", operations__backup_recovery="yellow")
    assert result.verdict == "incomplete" and result.dimensions["data"] == "not_assessed"
    assert said(result) == [("data.source_mapping", "not_assessed", "not_answered")]
    assert result.reasons[0].text == "Source system mapping is not assessed."


def test_a_criterion_without_a_rating_is_not_assessed(framework: Framework) -> None:
    result = score_case({}, "general_high_stakes", framework)
    assert result.verdict == "incomplete" and len(result.reasons) == 25
    assert set(result.dimensions.values()) == {"not_assessed"}


def test_one_yellow_that_is_tolerated_is_ready_with_mitigations(scored: Callable[..., CaseResult]) -> None:
    result = scored(data__source_mapping="yellow", data__freshness_latency="yellow")
    assert result.verdict == "ready_with_mitigations"
    assert said(result) == [("data.source_mapping", "yellow", "chosen"), ("data.freshness_latency", "yellow", "chosen")]


def test_two_yellow_dimensions_need_a_sign_off(scored: Callable[..., CaseResult]) -> None:
    assert scored(data__source_mapping="yellow", integration__error_handling="yellow").verdict == "needs_sign_off"


def test_more_yellows_than_tolerated_need_a_sign_off_even_in_one_dimension(scored: Callable[..., CaseResult]) -> None:
    yellow = dict.fromkeys(("data__source_mapping", "data__freshness_latency", "data__quality_monitoring"), "yellow")
    assert scored(**yellow).verdict == "needs_sign_off"


def test_not_applicable_is_left_out_and_an_empty_dimension_is_not_assessed(
    scored: Callable[..., CaseResult], framework: Framework
) -> None:
    assert scored(data__source_mapping="not_applicable").verdict == "ready"
    nothing = {criterion.id.replace(".", "__"): "not_applicable" for criterion in framework.criteria_of("data")}
    result = scored(**nothing)
    assert (result.verdict, result.dimensions["data"]) == ("incomplete", "not_assessed")
    assert said(result) == [(None, "not_assessed", "dimension_empty")]


def test_reasons_stand_in_the_order_of_kind_then_weight_then_framework(scored: Callable[..., CaseResult]) -> None:
    result = scored(
        governance__version_rollback="red",
        operations__change_management="red",
        data__source_mapping="red",
        organization__role_clarity="yellow",
        governance__output_validation="yellow",
        data__freshness_latency="unknown",
    )
    assert [reason.criterion for reason in result.reasons] == [
        "operations.change_management",
        "governance.version_rollback",
        "data.source_mapping",
        "governance.output_validation",
        "organization.role_clarity",
    ]


def test_the_order_in_which_ratings_are_given_does_not_matter(cases: dict[str, Case], framework: Framework) -> None:
    ratings = {criterion: coded.rating for criterion, coded in cases["knight_capital"].ratings.items()}
    backwards = dict(reversed(ratings.items()))
    assert score_case(ratings, "general_high_stakes", framework) == score_case(
        backwards, "general_high_stakes", framework
    )


def test_the_json_of_a_result_has_the_documented_keys(scored: Callable[..., CaseResult]) -> None:
    data = scored(data__source_mapping="red").as_json()
    assert list(data) == ["id", "profile", "verdict", "dimensions", "reasons"]
    assert data["reasons"] == [
        {
            "criterion": "data.source_mapping",
            "status": "red",
            "cause": "chosen",
            "text": "Source system mapping is red: A source is unknown, unowned, or understood only by one person.",
        }
    ]
    json.dumps(data)


def test_everything_that_a_case_names_wrongly_is_said_at_once(framework: Framework) -> None:
    with pytest.raises(Invalid) as caught:
        score_case({"data.nothing": "red", "data.source_mapping": "orange"}, "toys", framework, case_id="x")
    assert caught.value.message == "The case x cannot be scored; nothing was changed."
    assert [problem.partition(" (found")[0] for problem in caught.value.problems] == [
        "profile: there is no profile toys in framework 2026.1",
        "ratings, data.nothing: framework 2026.1 has no such criterion",
        "ratings, data.source_mapping: orange is no rating; "
        "the ratings are red, yellow, green, unknown, not_applicable",
    ]


SMALL: dict[str, Any] = {"id": "ours", "profile": "hr_screening", "ratings": {"data.source_mapping": {"rating": "red"}}}


@pytest.mark.parametrize("shape", [SMALL, [SMALL], {"cases": [SMALL]}])
def test_one_case_a_list_and_a_table_of_cases_are_read_alike(shape: Any) -> None:
    (case,) = read_cases(json.dumps(shape).encode())
    assert (case.id, case.ratings["data.source_mapping"].rating) == ("ours", "red")


def test_the_whole_library_can_be_read_as_one_list(cases: dict[str, Case]) -> None:
    together = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    assert read_cases(json.dumps(together).encode()) == tuple(cases.values())


def fault_lines(data: bytes) -> list[str]:
    with pytest.raises(ImportProblem) as caught:
        read_cases(data)
    assert f"{len(caught.value.problems)} fault" in caught.value.message and "nothing was read" in caught.value.message
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "line 1: this is not valid JSON: expecting value"),
        (b'{"id": "x",\n"profile" "y"}', "line 2: this is not valid JSON: expecting ':' delimiter"),
        (b"\xff\xfe{}", "the file: is not UTF-8 text; nothing was read"),
        (b"3", 'the file: must hold one case, a list of cases or {"cases": [...]}'),
        (b"[]", "the file: holds no case"),
        (b'{"cases": {}}', "cases: must be a list"),
        (b'{"cases": [], "more": 1}', "more: is not a known field beside cases"),
        (b"[" * 100_000, "the file: its lists or tables are nested too deeply"),
        (b'["x"]', 'case number 1: must be a table of named values (found "x")'),
        (b'{"id": "x", "id": "y", "profile": "p", "ratings": {}}', "id: stands twice in the same table"),
        (b" " * (20 * 1024 * 1024 + 1), "the file: is larger than 20 MB; nothing was read"),
    ],
)
def test_a_file_that_holds_no_case_says_why(data: bytes, expected: str) -> None:
    assert expected in fault_lines(data)


def test_every_fault_of_every_case_comes_at_once_with_its_place() -> None:
    wrong = [
        {"id": "one", "profile": "hr_screening", "ratings": {"data.source_mapping": {"rating": "orange"}}, "colour": 1},
        {"profile": 3, "ratings": {"data.source_mapping": {"raiting": "red"}}},
        SMALL,
        SMALL,
        {**SMALL, "id": "two", "phases": [{"phase": "pilot", "status": "documented"}], "coding_confidence": "sure"},
        {**SMALL, "id": "a\u0000b"},
    ]
    found = fault_lines(json.dumps(wrong).encode())
    assert found == [
        "case one: rating data.source_mapping, rating: must be one of 'red', 'yellow', 'green', 'unknown' or "
        "'not_applicable' (found \"orange\")",
        "case one: colour: is not a known field; is it misspelt?",
        "case number 2: id: is missing",
        "case number 2: profile: must be text in quotation marks (found 3)",
        "case number 2: rating data.source_mapping, rating: is missing",
        "case number 2: rating data.source_mapping, raiting: is not a known field; is it misspelt?",
        "case ours: this id stands there twice",
        "case two: phase 1, phase: must be one of 'shadow', 'advisory', 'supervised_automation' or "
        "'full_automation' (found \"pilot\")",
        "case two: coding_confidence: must be one of 'low', 'medium' or 'high' (found \"sure\")",
        'case a\N{REPLACEMENT CHARACTER}b: id: must be one line of ordinary text (found "a\N{REPLACEMENT CHARACTER}b")',
    ]


def test_a_folder_with_faulty_cases_names_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "one.json").write_text("{", encoding="utf-8")
    (folder / "two.json").write_text(json.dumps({**SMALL, "id": "ours"}), encoding="utf-8")
    (folder / "ours.json").write_text(json.dumps(SMALL), encoding="utf-8")
    (folder / "three.json").write_text(json.dumps({**SMALL, "id": "3"}), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_cases(folder)
    assert list(caught.value.problems) == [
        "cases/one.json: line 1: this is not valid JSON: expecting property name enclosed in double quotes",
        "cases/three.json: case 3: the file must be named 3.json, as its case",
        "cases/two.json: case ours: another file has a case with this id",
    ]


def test_a_folder_without_cases_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no case file lies here"):
        load_cases(tmp_path / "nothing")
