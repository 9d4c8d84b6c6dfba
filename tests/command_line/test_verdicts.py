"""`gate` and `list`: the verdict as text, as JSON and as exit status."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from readiness.signs import VERDICTS
from tests.command_line.calling import Call
from tests.demo import NOW, clock

EXIT_STATUS = {
    "demo-card-fraud": ("ready", 0),
    "demo-loan-precheck": ("ready_with_mitigations", 0),
    "demo-support-drafts": ("needs_sign_off", 10),
    "demo-demand-forecast": ("incomplete", 12),
    "demo-claims-triage": ("blocked", 13),
}
DIMENSIONS = ["data", "integration", "governance", "operations", "organization"]


def without_plans(demo: Call, tmp_path: Path) -> str:
    """An initiative whose yellows no plan covers, brought in as a document."""
    document: dict[str, Any] = demo("export", "demo-support-drafts", "--format", "json", "--live").json
    document["assessment"]["plans"] = []
    document["assessment"]["initiative"]["id"] = "unplanned"
    file = tmp_path / "unplanned.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert demo("import", str(file)).status == 0
    return "unplanned"


@pytest.mark.parametrize("id", EXIT_STATUS)
def test_the_gate_says_its_verdict_with_its_exit_status(demo: Call, id: str) -> None:
    verdict, status = EXIT_STATUS[id]
    as_json, as_text = demo("gate", id, "--json"), demo("gate", id)
    assert (as_json.status, as_text.status) == (status, status)
    assert (as_json.err, as_text.err) == ("", "")
    assert as_json.json["verdict"] == verdict
    assert VERDICTS[verdict].label in as_text.text  # type: ignore[index]


def test_the_gate_stops_where_plans_are_missing(demo: Call, tmp_path: Path) -> None:
    answer = demo("gate", without_plans(demo, tmp_path), "--json")
    assert (answer.status, answer.json["verdict"]) == (11, "needs_plan")
    assert {reason["cause"] for reason in answer.json["reasons"]} == {"no_plan"}


def test_the_answer_of_the_gate_has_its_documented_shape(demo: Call) -> None:
    answer = demo("gate", "demo-claims-triage", "--json").json
    assert list(answer) == [
        "id",
        "name",
        "verdict",
        "headline",
        "day",
        "profile",
        "framework",
        "example",
        "assessed",
        "criteria",
        "dimensions",
        "reasons",
        "open_points",
        "warnings",
        "sign_off",
        "exceptions",
    ]
    assert answer["id"] == "demo-claims-triage"
    assert answer["day"] == NOW.date().isoformat()
    assert list(answer["dimensions"]) == DIMENSIONS
    assert answer["reasons"]
    for reason in (*answer["reasons"], *answer["open_points"]):
        assert set(reason) == {"criterion", "dimension", "status", "cause", "text"}
    assert set(answer["sign_off"]) == {"needed", "valid", "valid_until"}


def test_the_text_of_the_gate_gives_every_reason(demo: Call) -> None:
    answer = demo("gate", "demo-claims-triage", "--json").json
    text = demo("gate", "demo-claims-triage").text
    for reason in answer["reasons"]:
        assert reason["text"] in text


def test_time_alone_changes_what_the_gate_says(demo: Call) -> None:
    assert demo("gate", "demo-card-fraud").status == 0
    later = Call(demo.database, demo.capture, clock(NOW + timedelta(days=365)))
    assert later("gate", "demo-card-fraud").status == 12


def test_a_missing_initiative_fails_with_a_sentence_that_names_the_nearest(demo: Call) -> None:
    answer = demo("gate", "demo-card-frau", "--json")
    assert (answer.status, answer.out) == (1, b"")
    assert "There is no initiative “demo-card-frau”" in answer.err
    assert "demo-card-fraud?" in answer.err


@pytest.mark.parametrize(
    "id", ["", "'; drop table initiative; --", "../../etc/passwd", "x" * 10_000, "\u202eevil", "a\nb"]
)
def test_a_strange_id_is_only_an_id_that_nobody_has(demo: Call, id: str) -> None:
    before = demo.head()
    answer = demo("gate", id)
    assert (answer.status, answer.out) == (1, b"")
    assert answer.err.startswith("There is no initiative")
    assert "\u202e" not in answer.err
    assert demo.head() == before


def test_the_list_names_every_initiative_with_its_verdict(demo: Call) -> None:
    rows = demo("list", "--json").json["initiatives"]
    verdicts = {row["id"]: row["verdict"] for row in rows}
    assert verdicts == {
        **{id: verdict for id, (verdict, _) in EXIT_STATUS.items()},
        "demo-cv-shortlist": "incomplete",
        "demo-personal-offers": "blocked",
        "demo-ward-alerts": "blocked",
        "example-google-dr-thailand": "blocked",
    }
    text = demo("list").text
    assert len(text.splitlines()) == len(rows)
    for row in rows:
        assert row["id"] in text and row["name"] in text
        assert list(row["dimensions"]) == DIMENSIONS
        assert demo("gate", row["id"], "--json").json["dimensions"] == row["dimensions"]


def test_the_rows_of_the_list_have_their_documented_shape(demo: Call) -> None:
    for row in demo("list", "--json").json["initiatives"]:
        assert list(row) == [
            "id",
            "name",
            "verdict",
            "headline",
            "profile",
            "dimensions",
            "assessed",
            "criteria",
            "snapshots",
            "next_review",
            "review_overdue",
            "overdue_plans",
            "expiring",
            "example",
            "changed_at",
        ]


def test_public_cases_are_not_in_the_list(demo: Call) -> None:
    ids = [row["id"] for row in demo("list", "--json").json["initiatives"]]
    assert [id for id in ids if "zillow" in id or "tay" in id] == []


def test_without_a_database_the_list_is_empty_and_none_is_created(empty: Call) -> None:
    answer = empty("list", "--json")
    assert (answer.status, answer.json) == (0, {"initiatives": []})
    assert "There is no database" in answer.err
    assert not empty.database.parent.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("gate", "x"),
        ("freeze", "x"),
        ("export", "x", "--format", "json"),
        ("verify",),
        ("backup", "backup.zip"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_without_a_database_nothing_is_created_and_a_sentence_says_so(empty: Call, arguments: tuple[str, ...]) -> None:
    answer = empty(*arguments)
    assert (answer.status, answer.out) == (1, b"")
    assert str(empty.database) in answer.err and "none was created" in answer.err
    assert not empty.database.parent.exists()
    assert not Path("backup.zip").exists()


def test_a_name_cannot_steer_the_terminal(demo: Call, tmp_path: Path) -> None:
    document = demo("export", "demo-card-fraud", "--format", "json", "--live").json
    document["assessment"]["initiative"] |= {"id": "steering", "name": "Red \x1b[31m\u202eeman \x07\x9b2J"}
    file = tmp_path / "steering.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    answers = [demo("import", str(file)), demo("list"), demo("gate", "steering")]
    shown = "".join(answer.text + answer.err for answer in answers)
    assert not set(shown) & {"\x1b", "\u202e", "\x07", "\x9b"}
    assert "\\x1b[31m" in shown
