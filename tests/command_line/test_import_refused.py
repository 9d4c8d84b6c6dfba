"""Documents that cannot be read in: one message with every problem and its place, and nothing is written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.calling import Call

Values = dict[str, Any]
NAME = ("assessment", "initiative", "name")


@pytest.fixture
def live(demo: Call) -> Values:
    """A live document under an id that is free, so that nothing but the fault of a test is wrong with it."""
    document: Values = demo("export", "demo-loan-precheck", "--format", "json", "--live").json
    document["assessment"]["initiative"]["id"] = "another"
    return document


def refused(demo: Call, tmp_path: Path, content: bytes | Values) -> list[str]:
    """The problems that are listed; nothing may have been written."""
    file = tmp_path / "document.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    before, files = demo.head(), sorted(demo.database.parent.rglob("*"))
    answer = demo("import", str(file))
    assert (answer.status, answer.out) == (1, b"")
    assert "nothing was written" in answer.err.lower()
    assert "Traceback" not in answer.err
    assert demo.head() == before
    assert sorted(demo.database.parent.rglob("*")) == files
    return answer.complaints


def test_the_document_itself_would_be_accepted(demo: Call, live: Values, tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    file.write_text(json.dumps(live), encoding="utf-8")
    assert demo("import", str(file)).status == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1"),
        (b"not json", "is not JSON"),
        (b"[]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b'{"format": "readiness-document/1"', "is not JSON"),
        (b'{"name": "\xff"}', "UTF-8"),
        (b"[" * 200_000, "nested deeper"),
        (b'{"format": ' + b"1" * 10_000 + b"}", "number that cannot be read"),
        (b"{}", "assessment: is missing"),
        (b"PK\x03\x04\x00\x00", "JSON"),
    ],
    ids=["empty", "words", "list", "text", "cut off", "not utf-8", "deep", "long number", "nothing in it", "zip"],
)
def test_what_is_no_document_is_refused(demo: Call, tmp_path: Path, content: bytes, said: str) -> None:
    assert said in "\n".join(refused(demo, tmp_path, content))


def put(values: Values, *path: Any, to: Any) -> None:
    for step in path[:-1]:
        values = values[step]
    values[path[-1]] = to


def twice(values: Values, kind: str) -> None:
    entries = values["assessment"][kind]
    entries.append(copy.deepcopy(entries[0]))


FAULTS: dict[str, tuple[Callable[[Values], None], tuple[str, ...]]] = {
    "wrong schema": (lambda v: v["assessment"].pop("initiative"), ("assessment, initiative: is missing",)),
    "unknown field": (lambda v: put(v, "assessment", "luck", to=1), ("assessment, luck: is not a known field",)),
    "wrong type": (lambda v: put(v, *NAME, to=["a"]), ("assessment, initiative, name", "must be text")),
    "number as text": (lambda v: put(v, "assessment", "initiative", "round", to="3"), ("round", "whole number")),
    "text as number": (lambda v: put(v, "assessment", "plans", 0, "cost", to="much"), ("cost", "must be a number")),
    "unknown rating": (lambda v: put(v, "assessment", "answers", 0, "rating", to="blue"), ("rating", "must be one of")),
    "unknown criterion": (
        lambda v: put(v, "assessment", "answers", 0, "criterion", to="data.magic"),
        ("answer on data.magic", "does not occur in framework"),
    ),
    "unknown person": (
        lambda v: put(v, "assessment", "answers", 1, "raters", to=["nobody"]),
        ("person nobody is not among",),
    ),
    "unknown profile": (
        lambda v: put(v, "assessment", "initiative", "profile", to="magic"),
        ("profile: magic does not occur",),
    ),
    "duplicate answers": (lambda v: twice(v, "answers"), ("stands there 2 times",)),
    "duplicate evidence": (lambda v: twice(v, "evidence"), ("evidence", "stands there 2 times")),
    "duplicate people": (lambda v: twice(v, "people"), ("person", "stands there 2 times")),
    "duplicate plans": (lambda v: twice(v, "plans"), ("plan", "stands there 2 times")),
    "duplicate sign-offs": (lambda v: twice(v, "sign_offs"), ("sign-off", "stands there 2 times")),
    "NUL character": (lambda v: put(v, *NAME, to="a\x00b"), ("initiative, name", "NUL character")),
    "half a character": (lambda v: put(v, *NAME, to="a\ud800"), ("initiative, name", "half of a character")),
    "endless text": (lambda v: put(v, *NAME, to="x" * 1_000_000), ("initiative, name", "1,000,000 letters")),
    "not a number": (
        lambda v: put(v, "assessment", "plans", 0, "cost", to=float("nan")),
        ("cost", "must be an ordinary number"),
    ),
    "too large a number": (lambda v: put(v, "assessment", "initiative", "round", to=2**70), ("round", "too large")),
    "date of the future": (
        lambda v: put(v, "assessment", "evidence", 0, "day", to="2031-01-01"),
        ("day: must lie between 1990 and today",),
    ),
    "no date": (lambda v: put(v, "assessment", "evidence", 0, "day", to="soon"), ("day", "date")),
    "time without zone": (
        lambda v: put(v, "assessment", "initiative", "created_at", to="2026-01-01T00:00:00"),
        ("created_at", "timezone"),
    ),
    "dangerous link": (
        lambda v: v["assessment"]["evidence"][0].update(kind="link", url="javascript:alert(1)"),
        ("url: must begin with https://",),
    ),
    "path as id": (
        lambda v: put(v, "assessment", "initiative", "id", to="../../x"),
        ("id: may hold only small letters",),
    ),
    "empty name": (lambda v: put(v, *NAME, to="  "), ("initiative, name: must not be empty",)),
    "changed framework": (lambda v: put(v, "framework", "name", to="Mine"), ("framework_hash: does not match",)),
    "newer version": (lambda v: put(v, "format", to="readiness-document/2"), ("newer version", "Update it first")),
    "unknown format": (lambda v: put(v, "format", to="other/1"), ("format",)),
    "seal without snapshot": (lambda v: put(v, "sha256", to="0" * 64), ("sha256: stands in a document without",)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_with_its_place(demo: Call, live: Values, tmp_path: Path, fault: str) -> None:
    spoil, said = FAULTS[fault]
    spoil(live)
    problems = "\n".join(refused(demo, tmp_path, live))
    for words in said:
        assert words in problems


def test_a_key_given_twice_is_refused(demo: Call, live: Values, tmp_path: Path) -> None:
    text = json.dumps(live).replace('"name": "Loan pre-check"', '"name": "Loan pre-check", "name": "Other"', 1)
    assert any("name” stands there twice" in problem for problem in refused(demo, tmp_path, text.encode()))


def test_every_problem_is_listed_in_one_message(demo: Call, live: Values, tmp_path: Path) -> None:
    together = (
        "unknown criterion",
        "unknown person",
        "unknown profile",
        "duplicate plans",
        "dangerous link",
        "path as id",
    )
    said = set()
    for fault in together:
        FAULTS[fault][0](live)
        said |= set(FAULTS[fault][1])
    listed = refused(demo, tmp_path, live)
    assert len(listed) >= len(together)
    for words in said:
        assert words in "\n".join(listed)


def test_faults_of_types_and_characters_are_listed_in_one_message(demo: Call, live: Values, tmp_path: Path) -> None:
    together = ("wrong type", "unknown rating", "text as number", "no date", "too large a number", "unknown field")
    for fault in together:
        FAULTS[fault][0](live)
    put(live, "assessment", "initiative", "description", to="a\x00b")
    listed = "\n".join(refused(demo, tmp_path, live))
    for fault in together:
        for words in FAULTS[fault][1]:
            assert words in listed
    assert "NUL character" in listed


def test_a_newer_document_is_said_to_be_newer_and_nothing_else(demo: Call, live: Values, tmp_path: Path) -> None:
    put(live, "format", to="readiness-document/12")
    put(live, "assessment", "luck", to=1)
    assert len(refused(demo, tmp_path, live)) == 1


def test_a_frozen_document_that_was_changed_is_refused(demo: Call, tmp_path: Path) -> None:
    frozen = demo("export", "demo-loan-precheck", "--format", "json").json
    frozen["assessment"]["initiative"]["name"] = "Better name"
    assert any("changed after it was frozen" in problem for problem in refused(demo, tmp_path, frozen))
    del frozen["sha256"]
    assert any("sha256: is missing" in problem for problem in refused(demo, tmp_path, frozen))


def test_fifty_megabytes_are_refused_unread(demo: Call, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(50 * 2**20)
    before = demo.head()
    answer = demo("import", str(file))
    assert (answer.status, answer.out) == (1, b"")
    assert "has 50 MB" in answer.err and "20 MB at most" in answer.err and "nothing was written" in answer.err
    assert demo.head() == before


def test_an_endless_file_is_not_read_to_its_end(demo: Call) -> None:
    answer = demo("import", "/dev/zero")
    assert (answer.status, answer.out) == (1, b"")
    assert "too large" in answer.err


def test_a_refused_document_begins_no_initiative_in_an_empty_place(empty: Call, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_bytes(b"{}")
    assert empty("import", str(file)).status == 1
    assert empty("list", "--json").json == {"initiatives": []}


def test_a_missing_file_begins_no_database(empty: Call, tmp_path: Path) -> None:
    answer = empty("import", str(tmp_path / "none.json"))
    assert answer.status == 1
    assert "There is no file" in answer.err
    assert not empty.database.parent.exists()
