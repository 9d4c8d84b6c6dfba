"""Documents: they round-trip without loss, and one that cannot be read in says everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.documents import LARGEST_DOCUMENT, import_document
from readiness.commands.evidence import add_file
from readiness.commands.initiatives import delete_initiative
from readiness.commands.sign_off import sign
from readiness.commands.snapshots import freeze
from readiness.commands.stress_tests import record_stress_test
from readiness.domain.snapshot import canonical, sealed, unsealed
from readiness.errors import ImportProblem, NotFound
from readiness.queries.audit import verify
from readiness.queries.documents import SCHEMA_FILE, document_schema, live_document, publish_schema, schema_problems
from readiness.queries.evidence import evidence_file
from readiness.queries.initiative import assessment_of, initiative_view
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.reports.from_document import report_view
from tests.builders import a_workshop_record, check, in_rounds, left
from tests.use_cases.conftest import C1, C2, Bench
from tests.use_cases.test_facts_around import WORDS, with_yellows

Values = dict[str, Any]

OLDER_SNAPSHOT = Path(__file__).with_name("snapshot_before_workshops.json")
"""Frozen by the program as it was before there were workshops, with a rating agreed in a group."""
OLDER_SHA256 = "c6e67e749b92b5523608df7d7d1c2ce81e356adbc745306b84e6fef3aa87ad70"


@pytest.fixture
def full(bench: Bench) -> Bench:
    """An initiative with every kind of fact."""
    with_yellows(bench)
    set_note(bench.as_("ida"), bench.id, C1, note="<b>مرحبا</b> 🦊 \u2028 =1+1", seen="")
    set_check(bench.as_("ida"), bench.id, C1, "share_covered", value=check("share_covered", 90.25), seen=None)
    set_check(
        bench.as_("ida"), bench.id, C1, "days_since_drill", value=check("days_since_drill", bench.today), seen=None
    )
    add_file(
        bench.as_("ida"),
        bench.id,
        C2,
        file_name="r.pdf",
        content=b"%PDF",
        media_type="application/pdf",
        day=bench.today,
    )
    record_stress_test(bench.as_("bob"), bench.id, criterion=C1, name="Flood", day=bench.today, outcome="passed")
    sign(bench.as_("eve"), bench.id, person_id=bench.eve, acknowledgements=WORDS)
    hold_workshop(bench)
    return bench


def hold_workshop(bench: Bench, id: str = "w1") -> None:
    """What closing a workshop leaves on the initiative."""
    with bench.context.change(bench.id) as change:
        rounds = in_rounds("RYYG", "YYYYN", moved=[(1, 1, 2)], missing=2)
        agreed = left(C1, rounds=rounds, rating="yellow", rationale="<b>مرحبا</b> 🦊 =1+1", unproven=("unproven",))
        change.add("workshop_closed", f"workshop/{id}", a_workshop_record(agreed, left(C2, parked=True), id=id))


def live(bench: Bench) -> bytes:
    return canonical(live_document(bench.context, bench.id)).encode()


def frozen(bench: Bench) -> bytes:
    freeze(bench.as_("ida"), bench.id, note="Frozen")
    return snapshot_text(bench.context, bench.id)[0].encode()


def problems(bench: Bench, data: bytes | Values) -> tuple[str, ...]:
    """What an import says; nothing may have been written."""
    before, files = bench.events, sorted(bench.context.store.path.parent.rglob("*.pdf"))
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(ImportProblem) as caught:
        import_document(bench.context, content, new_id=True)
    assert "othing was written" in caught.value.message
    assert bench.events == before
    assert sorted(bench.context.store.path.parent.rglob("*.pdf")) == files
    return caught.value.problems


def test_a_live_document_comes_back_as_it_went(full: Bench) -> None:
    before, data = live_document(full.context, full.id), live(full)
    delete_initiative(full.context, full.id)
    assert import_document(full.context, data) == full.id
    assert live_document(full.context, full.id) == before
    assert live(full) == data
    assert verify(full.context).ok


def test_workshops_are_frozen_with_the_rest_and_older_snapshots_stay_as_they_were(bench: Bench) -> None:
    first = freeze(bench.as_("ida"), bench.id)
    before = snapshot_text(bench.context, bench.id, first)
    assert '"workshops"' not in before[0]
    hold_workshop(bench)
    second = freeze(bench.as_("ida"), bench.id)
    (held,) = snapshot_document(bench.context, bench.id, second).assessment.workshops
    assert (held.id, held.left("agreed"), held.left("parked")) == ("w1", 1, 1)
    assert snapshot_text(bench.context, bench.id, first) == before
    assert sealed(snapshot_document(bench.context, bench.id, first)) == before
    assert verify(bench.context).ok


def test_a_snapshot_that_an_older_program_froze_is_read_verified_and_written_with_the_same_bytes(bench: Bench) -> None:
    text, sha256 = OLDER_SNAPSHOT.read_text(encoding="utf-8"), OLDER_SHA256
    assert '"workshops"' not in text and '"withheld"' not in text
    id = import_document(bench.context, text.encode())
    number = snapshot_document(bench.context, id).snapshot.number  # type: ignore[union-attr]
    assert snapshot_text(bench.context, id, number) == (text, sha256)
    assert sealed(snapshot_document(bench.context, id, number)) == (text, sha256)
    assert report_view(unsealed(text)).head.sha256 == sha256
    assert verify(bench.context).ok
    hold_workshop(Bench(**{**vars(bench), "id": id}))
    assert snapshot_text(bench.context, id, number) == (text, sha256)


def test_a_frozen_document_comes_back_with_its_snapshot_byte_for_byte(full: Bench) -> None:
    data = frozen(full)
    before = snapshot_document(full.context, full.id)
    delete_initiative(full.context, full.id)
    pretty = json.dumps(json.loads(data), indent=4, ensure_ascii=True).encode("utf-8-sig")
    assert import_document(full.context, pretty) == full.id
    assert snapshot_text(full.context, full.id)[0].encode() == data
    assert assessment_of(full.context, full.id) == before.assessment
    assert initiative_view(full.context, full.id).evaluation == before.snapshot.evaluation  # type: ignore[union-attr]
    assert verify(full.context).ok
    assert freeze(full.context, full.id) == 2, "numbers go on"


def test_a_document_can_be_read_in_beside_its_original_under_a_new_id(full: Bench) -> None:
    data = frozen(full)
    assert "there is an initiative with the id claims already" in _refused(full, data)
    copy = import_document(full.context, data, new_id=True)
    assert copy.startswith("claims-") and copy != full.id
    original = full.facts
    assert assessment_of(full.context, copy) == original.model_copy(
        update={"initiative": original.initiative.model_copy(update={"id": copy})}
    )


def _refused(bench: Bench, data: bytes) -> str:
    with pytest.raises(ImportProblem) as caught:
        import_document(bench.context, data)
    return "\n".join(caught.value.problems)


def test_contents_of_files_travel_only_in_backups(full: Bench) -> None:
    data = live(full)
    (item,) = [item for item in full.facts.evidence if item.kind == "file"]
    copy = import_document(full.context, data, new_id=True)
    assert evidence_file(full.context, copy, item.id).content == b"%PDF", "the content is here already"
    full.context.store.evidence.path(item.sha256).unlink()
    with pytest.raises(NotFound, match="travel in a backup"):
        evidence_file(full.context, copy, item.id)


def test_a_document_is_valid_under_the_published_schema_and_the_schema_is_current(full: Bench) -> None:
    assert schema_problems() == ()
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for data in (live(full), frozen(full)):
        validator.validate(json.loads(data))
        broken = json.loads(data)
        broken["assessment"]["answers"][0]["rating"] = "purple"
        assert not validator.is_valid(broken)


def test_a_schema_that_is_not_current_is_said(tmp_path: Any) -> None:
    file = tmp_path / "deep" / "schema.json"
    assert "is missing" in schema_problems(file)[0]
    publish_schema(file)
    assert schema_problems(file) == ()
    file.write_text(document_schema().replace("readiness-document/1", "readiness-document/0"), encoding="utf-8")
    assert len(schema_problems(file)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1, column 1: is not JSON"),
        (b"{", "is not JSON"),
        (b'{"a": 1,}', "is not JSON"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "number"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "nested deeper"),
        (b"{}", "format: is missing"),
    ],
    ids=range(11),
)
def test_what_is_no_document_is_said(bench: Bench, data: bytes, said: str) -> None:
    assert said in "\n".join(problems(bench, data))


def test_a_file_of_fifty_megabytes_is_refused_with_the_limit_before_it_is_read(bench: Bench) -> None:
    with pytest.raises(ImportProblem) as caught:
        import_document(bench.context, b"[" * (50 * 2**20))
    assert f"{LARGEST_DOCUMENT // 2**20} MB at most" in caught.value.message
    assert "50 MB" in caught.value.message


def test_a_document_of_a_newer_program_is_said_and_nothing_else(full: Bench) -> None:
    values = json.loads(live(full)) | {"format": "readiness-document/2", "wonders": True}
    (said,) = problems(full, values)
    assert "newer version" in said and "Update it first" in said


def initiative(values: Values) -> Values:
    found: Values = values["assessment"]["initiative"]
    return found


def first(values: Values, kind: str) -> Values:
    found: Values = values["assessment"][kind][0]
    return found


def set_at(part: Callable[[Values], Values], key: str, value: Any) -> Callable[[Values], None]:
    return lambda values: part(values).__setitem__(key, value)


def of(kind: str, *parts: str) -> Callable[[Values], Values]:
    """The first entry of a kind, or the first in a list of it, and so on."""

    def found(values: Values) -> Values:
        entry = first(values, kind)
        for part in parts:
            entry = entry[part][0]
        return entry

    return found


def twice(kind: str) -> Callable[[Values], None]:
    return lambda values: values["assessment"][kind].append(first(values, kind))


SPOILT: list[tuple[Callable[[Values], Any], str]] = [
    (lambda v: v.pop("program"), "program: is missing"),
    (lambda v: v.__setitem__("surprise", 1), "surprise: is not a known field"),
    (lambda v: v.__setitem__("format", "other/1"), "format: must be one of"),
    (lambda v: v.__setitem__("framework_hash", "0" * 64), "framework_hash: does not match"),
    (lambda v: v.__setitem__("sha256", "0" * 64), "without a snapshot"),
    (lambda v: v["framework"]["criteria"][0].__setitem__("fresh_days", 9), "framework_hash: does not match"),
    (lambda v: v["framework"]["criteria"].append(v["framework"]["criteria"][0]), "data.c1 stands there 2 times"),
    (lambda v: v["framework"]["profiles"][0]["must_be_green"].append("data.no"), "criterion data.no does not occur"),
    (set_at(initiative, "name", ""), "name: must not be empty"),
    (set_at(initiative, "name", "x" * 301), "has 301 letters"),
    (set_at(initiative, "name", 7), "name: must be text"),
    (set_at(initiative, "id", "../up"), "id: may hold only"),
    (set_at(initiative, "round", "1"), "round: must be a whole number"),
    (set_at(initiative, "round", True), "round"),
    (set_at(initiative, "round", 2**70), "the number is too large"),
    (set_at(initiative, "review_interval_days", 0), "review_interval_days"),
    (set_at(initiative, "profile", "unknown"), "unknown does not occur"),
    (set_at(initiative, "framework_version", "9"), "framework_version"),
    (set_at(initiative, "created_at", "2026-01-01T00:00:00"), "created_at"),
    (set_at(initiative, "created_at", "yesterday"), "created_at"),
    (set_at(initiative, "created_at", 1767225600), "created_at"),
    (set_at(initiative, "description", "nul\x00"), "NUL"),
    (set_at(initiative, "description", "half \ud800"), "half of a character"),
    (set_at(initiative, "description", "x" * 10_001), "has 10,001 letters"),
    (lambda v: initiative(v)["demo"].__setitem__("cases_shown", -1), "cases_shown: must be from 0"),
    (lambda v: initiative(v)["demo"].__setitem__("unattended_hours", float("nan")), "ordinary number"),
    (lambda v: initiative(v)["demo"].__setitem__("unattended_hours", float("inf")), "ordinary number"),
    (lambda v: initiative(v)["demo"].__setitem__("users_tried", 1.5), "whole number"),
    (set_at(of("answers"), "criterion", "data.unknown"), "does not occur in framework small-1"),
    (set_at(of("answers"), "rating", "purple"), "rating: must be one of"),
    (set_at(of("answers"), "chosen_at", None), "chosen_at"),
    (set_at(of("answers"), "rating", "not_applicable"), "not_applicable_reason: is missing"),
    (set_at(of("answers"), "raters", ["stranger"]), "person stranger is not among the people"),
    (set_at(of("answers"), "not_applicable_confirmed_by", "stranger"), "person stranger is not among the people"),
    (lambda v: first(v, "answers")["checks"][0].__setitem__("measure", "unknown"), "check unknown: does not occur"),
    (lambda v: first(v, "answers")["checks"][0].__setitem__("kind", "date"), "share_covered"),
    (lambda v: first(v, "answers")["checks"].append(first(v, "answers")["checks"][0]), "stands there 2 times"),
    (lambda v: first(v, "answers")["checks"][1].__setitem__("day", "2099-01-01"), "between 1990 and today"),
    (twice("answers"), "answer on criterion data.c1 stands there 2 times"),
    (twice("people"), "stands there 2 times"),
    (twice("evidence"), "stands there 2 times"),
    (twice("plans"), "stands there 2 times"),
    (twice("stress_tests"), "stands there 2 times"),
    (twice("sign_offs"), "stands there 2 times"),
    (set_at(of("people"), "id", "a/b"), "id: may hold only"),
    (set_at(of("people"), "builder", "no"), "builder: must be true or false"),
    (set_at(of("evidence"), "criterion", "data.unknown"), "criterion data.unknown"),
    (set_at(of("evidence"), "day", "2026-03-21"), "day: must lie between 1990 and today"),
    (set_at(of("evidence"), "day", "1969-12-31"), "day: must lie between"),
    (set_at(of("evidence"), "url", "javascript:alert(1)"), "url: must begin with https://"),
    (lambda v: v["assessment"]["evidence"][-1].__setitem__("sha256", "../../etc/passwd"), "sha256: must be 64 digits"),
    (lambda v: v["assessment"]["evidence"][-1].__setitem__("size", -1), "size"),
    (set_at(of("plans"), "criteria", ["data.unknown"]), "criterion data.unknown"),
    (set_at(of("plans"), "cost", -5), "cost: must be from 0"),
    (set_at(of("plans"), "due", "3026-01-01"), "must lie between 1970 and 2199"),
    (set_at(of("stress_tests"), "criterion", "data.unknown"), "criterion data.unknown"),
    (set_at(of("stress_tests"), "outcome", "failed"), "severity: is missing"),
    (twice("workshops"), "assessment: workshop w1 stands there 2 times"),
    (set_at(of("workshops"), "id", "no id"), "workshop no id, id: may hold only"),
    (set_at(of("workshops"), "anonymity", "half"), "anonymity: must be one of"),
    (set_at(of("workshops"), "joined", -1), "joined"),
    (set_at(of("workshops"), "independent", 13), "independent: must not be more than joined"),
    (set_at(of("workshops"), "closed_at", "2026-03-01T10:00:00Z"), "closed_at: lies before opened_at"),
    (set_at(of("workshops", "criteria"), "criterion", "data.unknown"), "criterion data.unknown"),
    (set_at(of("workshops", "criteria"), "parked", True), "agreed or parked, not both"),
    (set_at(of("workshops", "criteria"), "decided_at", None), "a decision needs decided_at"),
    (set_at(of("workshops", "criteria"), "rating", "not_applicable"), "not_applicable_reason: is missing"),
    (set_at(of("workshops", "criteria", "rounds"), "number", 2), "rounds: must be in order"),
    (lambda v: of("workshops", "criteria", "rounds")(v)["spread"].__setitem__("label", "agree"), "do not follow from"),
    (lambda v: of("workshops", "criteria", "rounds")(v)["spread"].__setitem__("index", 0.9), "do not follow from"),
    (lambda v: of("workshops", "criteria", "rounds")(v)["spread"].__setitem__("red", -1), "do not follow from"),
    (set_at(of("sign_offs"), "person", "stranger"), "stranger is not among the people"),
    (lambda v: first(v, "sign_offs")["risks"][0].__setitem__("criterion", "data.unknown"), "criterion data.unknown"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT, ids=range(len(SPOILT)))
def test_each_fault_of_a_document_is_said_with_its_place(
    full: Bench, spoil: Callable[[Values], None], said: str
) -> None:
    values = json.loads(live(full))
    spoil(values)
    found = problems(full, values)
    assert said in "\n".join(found)


def test_every_fault_is_listed_at_once(full: Bench) -> None:
    values = json.loads(live(full))
    initiative(values)["name"] = 7
    initiative(values)["description"] = "nul\x00"
    first(values, "answers")["rating"] = "purple"
    values["assessment"]["plans"][0]["cost"] = "much"
    values["surprise"] = 1
    found = "\n".join(problems(full, values))
    for said in ("name: must be text", "NUL", "rating: must be one of", "cost: must be a number", "surprise: is not"):
        assert said in found
    values = json.loads(live(full))
    twice("people")(values)
    set_at(of("evidence"), "day", "2026-03-21")(values)
    set_at(of("plans"), "criteria", ["data.unknown"])(values)
    assert len(problems(full, values)) >= 3


def test_a_key_that_stands_there_twice_is_said(full: Bench) -> None:
    data = live(full).replace(b'"name":"Claims"', b'"name":"Claims","name":"Chains"')
    assert "assessment, initiative: the key “name” stands there twice" in problems(full, data)


def test_a_hundred_thousand_faults_give_a_list_that_can_be_read(full: Bench) -> None:
    values = json.loads(live(full))
    values["assessment"]["people"] = [{"id": 1}] * 2_000
    found = problems(full, values)
    assert len(found) <= 201
    assert found[-1].endswith("more")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda v: v.pop("sha256"), "sha256: is missing"),
        (lambda v: v.__setitem__("sha256", "0" * 64), "sha256: does not match"),
        (lambda v: v.__setitem__("sha256", 7), "sha256: does not match"),
        (lambda v: v["snapshot"].__setitem__("note", "Forged"), "sha256: does not match"),
        (lambda v: initiative(v).__setitem__("name", "Forged"), "sha256: does not match"),
    ],
)
def test_a_frozen_document_that_was_changed_is_refused(full: Bench, spoil: Callable[[Values], None], said: str) -> None:
    values = json.loads(frozen(full))
    spoil(values)
    assert said in "\n".join(problems(full, values))


def test_a_frozen_document_of_a_consistent_forger_is_no_way_around_the_checks(full: Bench) -> None:
    frozen(full)
    document = snapshot_document(full.context, full.id)
    assert document.snapshot is not None
    forged = document.model_copy(
        update={"snapshot": document.snapshot.model_copy(update={"number": 0, "frozen_by": "x" * 200_000})}
    )
    found = "\n".join(problems(full, sealed(forged)[0].encode()))
    assert "number: must be from 1 on" in found
    assert "letters" in found


def test_documents_from_the_past_and_rated_by_nobody_are_read_in(bench: Bench) -> None:
    rate(bench.context, bench.id, C1, rating="red", seen=None)
    data = live(bench)
    bench.clock.forward(days=4000)
    copy = import_document(bench.context, data, new_id=True)
    assert assessment_of(bench.context, copy).answer(C1).rating == "red"
    bench.clock.moment -= timedelta(days=8000)
    assert assessment_of(bench.context, copy).answer(C1).rating == "red"
