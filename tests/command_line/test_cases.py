"""`case`: public cases and one's own, scored by the gate's table on their ratings as coded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.content import Frameworks
from readiness.domain.framework import Framework
from readiness.settings import PROJECT_ROOT
from tests.command_line.calling import Call

FILES = sorted((PROJECT_ROOT / "data" / "cases").glob("*.json"))
DIMENSIONS = ["data", "integration", "governance", "operations", "organization"]
WORST_FIRST = ("red", "unknown", "yellow", "green")


@pytest.fixture(scope="module")
def framework() -> Framework:
    frameworks = Frameworks.load([PROJECT_ROOT / "data" / "frameworks"])
    return frameworks.get(frameworks.default)


def by_hand(case: dict[str, Any], framework: Framework) -> tuple[dict[str, str], str]:
    """What the table says, written out anew: the worst of each dimension, and the verdict of the whole."""
    ratings = {c.id: case["ratings"].get(c.id, {"rating": "unknown"})["rating"] for c in framework.criteria}
    dimensions = {}
    for dimension in DIMENSIONS:
        left = [r for id, r in ratings.items() if id.startswith(f"{dimension}.") and r != "not_applicable"]
        worst = next((rating for rating in WORST_FIRST if rating in left), "unknown")
        dimensions[dimension] = "not_assessed" if worst == "unknown" else worst
    profile = framework.profile(case["profile"])
    assert profile is not None
    yellows = [id for id, rating in ratings.items() if rating == "yellow"]
    if "red" in dimensions.values() or set(yellows) & set(profile.must_be_green):
        return dimensions, "blocked"
    if "not_assessed" in dimensions.values():
        return dimensions, "incomplete"
    if list(dimensions.values()).count("yellow") >= 2 or len(yellows) > profile.yellow_tolerance:
        return dimensions, "needs_sign_off"
    return dimensions, "ready_with_mitigations" if yellows else "ready"


def test_there_are_twelve_public_cases() -> None:
    assert len(FILES) == 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_public_case_is_scored_as_the_table_says(empty: Call, framework: Framework, file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    answer = empty("case", str(file), "--json")
    assert (answer.status, answer.err) == (0, "")
    (scored,) = answer.json["cases"]
    assert list(scored) == ["id", "profile", "verdict", "dimensions", "reasons", "patterns"]
    assert (scored["id"], scored["profile"]) == (case["id"], case["profile"])
    assert list(scored["dimensions"]) == DIMENSIONS
    assert (scored["dimensions"], scored["verdict"]) == by_hand(case, framework)
    assert scored["reasons"], "no public case is ready, so each has a reason"
    for reason in scored["reasons"]:
        assert list(reason) == ["criterion", "status", "cause", "text"]
        coded = case["ratings"][reason["criterion"]]["rating"]
        assert reason["status"] == ("not_assessed" if coded == "unknown" else coded)
    assert not empty.database.parent.exists(), "a case changes nothing and begins no database"


@pytest.mark.parametrize("wrapped", [False, True], ids=["list", "table with cases"])
def test_all_public_cases_can_be_read_from_one_file(empty: Call, tmp_path: Path, wrapped: bool) -> None:
    cases = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    together = tmp_path / "cases.json"
    together.write_text(json.dumps({"cases": cases} if wrapped else cases), encoding="utf-8")
    answer = empty("case", str(together), "--json")
    assert answer.status == 0
    alone = [empty("case", str(file), "--json").json["cases"][0] for file in FILES]
    assert answer.json["cases"] == alone


def test_the_text_gives_verdict_dimensions_and_reasons_of_every_case(empty: Call) -> None:
    answer = empty("case", str(PROJECT_ROOT / "data" / "cases" / "zillow_offers.json"))
    assert answer.status == 0
    assert "zillow_offers" in answer.text and "■ Blocked" in answer.text
    assert "○ Not assessed   Data readiness" in answer.text


def test_what_is_unknown_is_never_a_score(empty: Call, tmp_path: Path, framework: Framework) -> None:
    file = tmp_path / "silent.json"
    profile = framework.profiles[0].id
    for ratings in ({}, {criterion.id: {"rating": "unknown"} for criterion in framework.criteria}):
        file.write_text(json.dumps({"id": "silent", "profile": profile, "ratings": ratings}), encoding="utf-8")
        (scored,) = empty("case", str(file), "--json").json["cases"]
        assert scored["verdict"] == "incomplete"
        assert set(scored["dimensions"].values()) == {"not_assessed"}
        assert {reason["status"] for reason in scored["reasons"]} == {"not_assessed"}


def test_every_fault_of_every_case_is_listed_at_once(empty: Call, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    profile = json.loads(FILES[0].read_text(encoding="utf-8"))["profile"]
    cases = [
        {"id": "one", "profile": "nobody", "ratings": {"data.magic": {"rating": "red"}}},
        {"id": "two", "profile": profile, "ratings": {"data.luck": {"rating": "green"}}},
    ]
    file.write_text(json.dumps(cases), encoding="utf-8")
    answer = empty("case", str(file), "--json")
    assert (answer.status, answer.out) == (1, b"")
    assert len(answer.complaints) == 3
    for word in ("case one", "nobody", "data.magic", "case two", "data.luck"):
        assert word in answer.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1"),
        (b"[]", "holds no case"),
        (b"{", "line 1"),
        (b'"text"', "must hold one case"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"id": "a", "profile": "x", "ratings": {"data.a": {"rating": "blue"}}}', "rating"),
        (b'[{"id": "a", "profile": "x", "ratings": {}}, {"id": "a", "profile": "x", "ratings": {}}]', "twice"),
        (b"[" * 100_000, "nested too deeply"),
    ],
    ids=["empty", "no case", "broken", "text", "not utf-8", "unknown rating", "twice", "deep"],
)
def test_a_wrong_file_is_refused_with_its_place(empty: Call, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_bytes(content)
    answer = empty("case", str(file), "--json")
    assert (answer.status, answer.out) == (1, b"")
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_missing_file_and_a_folder_are_refused_with_a_sentence(empty: Call, tmp_path: Path) -> None:
    missing, folder = empty("case", str(tmp_path / "none.json")), empty("case", str(tmp_path))
    assert missing.status == folder.status == 1
    assert "There is no file" in missing.err
    assert "is a folder" in folder.err


def test_an_unknown_framework_is_named_with_those_there_are(empty: Call) -> None:
    answer = empty("case", str(FILES[0]), "--framework", "1999.9")
    assert answer.status == 1
    assert "1999.9" in answer.err and "2026.1" in answer.err


def test_a_team_framework_scores_a_case_if_it_is_named(empty: Call, tmp_path: Path) -> None:
    folder = tmp_path / "frameworks" / "strict"
    folder.mkdir(parents=True)
    (folder / "framework.toml").write_text(
        'version = "strict"\nname = "Strict"\nextends = "2026.1"\npublished = 2026-11-01\n', encoding="utf-8"
    )
    call = Call(empty.database, empty.capture, environment=(("READINESS_FRAMEWORKS", str(tmp_path / "frameworks")),))
    answer = call("case", str(FILES[0]), "--json", "--framework", "strict")
    assert answer.status == 0, answer.err
    assert answer.json == call("case", str(FILES[0]), "--json").json


def patterns_of(answer: Any) -> dict[str, dict[str, Any]]:
    return {pattern["id"]: pattern for pattern in answer["patterns"]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_cases_silence_is_never_a_sign_and_too_little_is_said_to_be_too_little(
    empty: Call, framework: Framework, file: Path
) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    found = patterns_of(empty("case", str(file), "--json").json["cases"][0])
    assert list(found) == [pattern.id for pattern in framework.patterns]
    said = {id for id, coded in case["ratings"].items() if coded["rating"] not in ("unknown", "not_applicable")}
    for pattern in framework.patterns:
        by_key = {sign.key: sign for sign in pattern.indicators}
        for sign in found[pattern.id]["indicators"]:
            looked_at = by_key[sign["key"]].criteria
            if sign["state"] == "hit" and looked_at:
                assert said & set(looked_at), "a hit rests on a coded rating"
        known = sum(
            round(100 * sign["weight"]) for sign in found[pattern.id]["indicators"] if sign["state"] != "unknown"
        )
        if 2 * known < 100:
            assert found[pattern.id]["level"] == "not_enough_information"


def test_a_case_with_a_phase_of_which_there_is_no_evidence_skipped_it_in_part(empty: Call) -> None:
    file = PROJECT_ROOT / "data" / "cases" / "knight_capital.json"
    found = patterns_of(empty("case", str(file), "--json").json["cases"][0])["big_bang"]
    states = {sign["key"]: sign["state"] for sign in found["indicators"]}
    assert {key: state for key, state in states.items() if state != "unknown"} == {
        "phase_skipped": "partial",
        "no_canary": "hit",
        "no_way_back": "hit",
    }
    # 0.7 of what is known, but the two hits come from one source, the ratings.
    assert (found["level"], round(found["severity"], 6), round(found["coverage"], 6)) == ("watch", 0.7, 0.5)


def test_the_text_names_the_level_of_each_pattern_and_the_signs_that_can_be_judged(empty: Call) -> None:
    answer = empty("case", str(PROJECT_ROOT / "data" / "cases" / "zillow_offers.json"))
    assert "○ Not enough information: Big bang deployment, 2 signs of 7; severity 62 %, 25 to 85 %" in answer.text
    assert "▲ Shows in part  The record shows Full automation and no evidence of Shadow before it." in answer.text
    assert "○ Unknown" not in answer.text
