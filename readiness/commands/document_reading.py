"""Bytes of a document to a checked document, or every problem with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from readiness.commands import entries
from readiness.commands.rollout_reading import faults_in_rollout
from readiness.domain.agreement import follows_from_its_counts
from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.problems import faults_of, place_in
from readiness.domain.snapshot import FORMAT, Document, canonical, fingerprint, seal_of
from readiness.domain.workshop_record import WorkshopRecord
from readiness.errors import ImportProblem, Invalid

DEEPEST = 60
"""Levels of nesting; a document needs about fifteen."""
MOST_PROBLEMS = 200
LONGEST_SENTENCE = 100_000
LARGEST_FLOAT = 1e300
LARGEST_NUMBER = 2**53
"""Beyond this, whole numbers lose digits in many programs that read JSON."""

_FORMAT = re.compile(r"readiness-document/(\d{1,9})")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys stood in it twice."""

    twice: tuple[str, ...] = ()


def read_document(data: bytes, today: date) -> tuple[Document, tuple[str, str] | None]:
    """The document in a file and, for a frozen one, its snapshot's text and SHA-256. Raises ImportProblem."""
    values = _parsed(data)
    problems = list(dict.fromkeys(_faults_in_values(values)))
    if any("is nested deeper" in problem for problem in problems):
        _refuse(problems)
    newer = _format_problem(values)
    if newer:
        _refuse([newer])  # whatever else is strange may be right in that format
    if "format" not in values:
        problems.append("format: is missing")
    claimed = values.pop("sha256", None)
    # Python's reader of JSON has taken the file apart already; pydantic reads the clean text strictly, as JSON.
    try:
        document = Document.model_validate_json(json.dumps(_storable(values)), strict=True)
    except ValidationError as error:
        problems += [f"{place or 'the document'}: {fault}" for place, fault in faults_of(error, values)]
        _refuse(problems)
    problems += _faults_in_document(document, today)
    frozen = None
    if document.snapshot is not None and not problems:
        if claimed is None:
            problems.append("sha256: is missing; a frozen document carries the SHA-256 of its content")
        elif claimed != seal_of(values):
            problems.append(
                "sha256: does not match the content, so the document was changed after it was frozen; import the "
                "original, or the live document instead"
            )
        else:
            frozen = canonical(values | {"sha256": claimed}), str(claimed)
    elif document.snapshot is None and claimed is not None:
        problems.append("sha256: stands in a document without a snapshot")
    if problems:
        _refuse(problems)
    return document, frozen


def _refuse(problems: Sequence[str]) -> NoReturn:
    listed = list(dict.fromkeys(problems))
    if len(listed) > MOST_PROBLEMS:
        listed = [*listed[:MOST_PROBLEMS], f"… and {len(listed) - MOST_PROBLEMS} more"]
    raise ImportProblem("The document was not read in. Nothing was written.", listed)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse([f"byte {error.start + 1}: is not UTF-8, the encoding of a document"])
    try:
        values = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        _refuse([f"line {error.lineno}, column {error.colno}: is not JSON ({error.msg})"])
    except RecursionError:
        _refuse([f"the document: is nested deeper than {DEEPEST} levels"])
    except ValueError as error:  # a number with thousands of digits
        _refuse([f"the document: holds a number that cannot be read ({error})"])
    if not isinstance(values, dict):
        _refuse(["the document: must be a JSON object with the key format"])
    return values


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        found.twice = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return found


def _format_problem(values: dict[str, Any]) -> str | None:
    given = values.get("format")
    match = _FORMAT.fullmatch(given) if isinstance(given, str) else None
    if match and int(match[1]) > int(FORMAT.rpartition("/")[2]):
        return f"format: {given} was made by a newer version of this program; this one reads {FORMAT}. Update it first"
    return None


def _faults_in_values(values: Any) -> Iterator[str]:
    """What no field may hold: keys given twice, characters that cannot be stored, numbers that are none."""
    pending: list[tuple[tuple[int | str, ...], Any]] = [((), values)]
    while pending:
        location, value = pending.pop()
        here = place_in(values, location) or "the document"
        if len(location) > DEEPEST:
            yield f"{here}: is nested deeper than {DEEPEST} levels"
        elif isinstance(value, dict):
            for key in getattr(value, "twice", ()):
                yield f"{here}: the key “{_shown(key)}” stands there twice"
            for key in value:
                fault = entries.fault_in_text(key, entries.LONGEST_LINE)
                if fault:
                    yield f"{here}: a key {fault}"
            pending += [((*location, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            pending += [((*location, index), inner) for index, inner in reversed(list(enumerate(value)))]
        elif isinstance(value, str):
            fault = entries.fault_in_text(value, _longest(location))
            if fault:
                yield f"{here}: {fault}"
        elif isinstance(value, float) and (value != value or abs(value) > LARGEST_FLOAT):
            yield f"{here}: must be an ordinary number"
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_NUMBER:
            yield f"{here}: the number is too large"


def _longest(location: Sequence[int | str]) -> int:
    if location[:1] not in (("assessment",), ("rollout",)):
        return LONGEST_SENTENCE  # computed sentences quote what was typed
    return entries.LONGEST_LINE if location[-1] == "name" else entries.LONGEST_TEXT


def _storable(value: Any) -> Any:
    """The values with stand-ins for what JSON cannot hold and has been noted, so that other faults come out too."""
    if isinstance(value, dict):
        return {_storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and (value != value or abs(value) > LARGEST_FLOAT):
        return 0.0
    return value


def _shown(text: str) -> str:
    return ascii(text)[1:-1][:60]


def _faults_in_document(document: Document, today: date) -> Iterator[str]:
    """What the types allow but the facts do not."""
    framework, assessment = document.framework, document.assessment
    initiative = assessment.initiative
    if fingerprint(framework) != document.framework_hash:
        yield "framework_hash: does not match the framework in the document, so one of the two was changed"
    if initiative.framework_hash != document.framework_hash:
        yield "assessment, initiative, framework_hash: is not the hash of the framework in the document"
    if initiative.framework_version != framework.version:
        yield "assessment, initiative, framework_version: is not the version of the framework in the document"
    yield from _faults_in_framework(framework)
    yield from _faults_in_initiative(document)
    yield from _faults_in_answers(assessment, framework, today)
    yield from _faults_in_lists(assessment, framework, today)
    yield from _faults_in_times(document)
    if document.rollout is not None:
        yield from faults_in_rollout(document.rollout, assessment, framework, today)
    if document.snapshot is not None:
        if document.snapshot.number < 1 or document.snapshot.number > entries.MOST:
            yield "snapshot, number: must be from 1 on"
        known = {criterion.id for criterion in framework.criteria}
        for result in document.snapshot.evaluation.criteria:
            if result.criterion not in known:
                yield f"snapshot, evaluation, criterion {result.criterion}: {_unknown(framework)}"


def _faults_in_framework(framework: Framework) -> Iterator[str]:
    yield from _twice("framework", "dimension", (dimension.id for dimension in framework.dimensions))
    yield from _twice("framework", "criterion", (criterion.id for criterion in framework.criteria))
    yield from _twice("framework", "profile", (profile.id for profile in framework.profiles))
    dimensions = {dimension.id for dimension in framework.dimensions}
    known = {criterion.id for criterion in framework.criteria}
    for criterion in framework.criteria:
        if criterion.dimension not in dimensions:
            yield f"framework, criterion {criterion.id}: its dimension {criterion.dimension} does not occur"
        yield from _twice(
            f"framework, criterion {criterion.id}", "check", (check.measure for check in criterion.checks)
        )
    for profile in framework.profiles:
        for criterion_id in (*profile.must_be_green, *profile.double_weight):
            if criterion_id not in known:
                yield f"framework, profile {profile.id}: criterion {criterion_id} {_unknown(framework)}"


def _faults_in_initiative(document: Document) -> Iterator[str]:
    initiative = document.assessment.initiative
    place = "assessment, initiative"
    try:
        entries.identity(initiative.id)
    except Invalid:
        yield f"{place}, id: may hold only small letters, digits, - and _ (80 at most)"
    if not initiative.name.strip():
        yield f"{place}, name: must not be empty"
    if document.framework.profile(initiative.profile) is None:
        yield f"{place}, profile: {initiative.profile} does not occur in the framework of the document"
    if not 1 <= initiative.review_interval_days <= 3650:
        yield f"{place}, review_interval_days: must be from 1 to 3650"
    if not 1 <= initiative.round <= entries.MOST:
        yield f"{place}, round: must be from 1 on"
    for field, value in initiative.demo:
        if value is not None and not 0 <= value <= entries.MOST:
            yield f"{place}, demo, {field}: must be from 0 to {entries.MOST:,}"


def _faults_in_answers(assessment: Assessment, framework: Framework, today: date) -> Iterator[str]:
    people = {person.id for person in assessment.people}
    yield from _twice("assessment", "answer on criterion", (answer.criterion for answer in assessment.answers))
    for answer in assessment.answers:
        place = f"assessment, answer on {answer.criterion}"
        criterion = framework.criterion(answer.criterion)
        if criterion is None:
            yield f"{place}: {_unknown(framework)}"
            continue
        if answer.rating is not None and answer.chosen_at is None:
            yield f"{place}, chosen_at: is missing although a rating was chosen"
        if answer.rating == "not_applicable" and answer.not_applicable_reason is None:
            yield f"{place}, not_applicable_reason: is missing"
        yield from _twice(place, "check", (value.measure for value in answer.checks))
        for rater in (*answer.raters, *filter(None, (answer.not_applicable_confirmed_by,))):
            if rater not in people:
                yield f"{place}: person {rater} is not among the people of the document"
        for value in answer.checks:
            check = criterion.check(value.measure)
            kinds = ("date", "nothing_yet") if check and check.is_date else ("number", "nothing_yet")
            if check is None:
                yield f"{place}, check {value.measure}: does not occur in this criterion"
            elif value.kind not in kinds:
                yield f"{place}, check {value.measure}, kind: must be {' or '.join(kinds)}"
            elif (value.number is None) != (value.kind != "number") or (value.day is None) != (value.kind != "date"):
                yield f"{place}, check {value.measure}: holds not just the value that its kind {value.kind} names"
            elif value.day is not None and not entries.FIRST_DAY <= value.day <= today:
                yield f"{place}, check {value.measure}, day: must lie between 1990 and today"


def _faults_in_lists(assessment: Assessment, framework: Framework, today: date) -> Iterator[str]:
    people = {person.id for person in assessment.people}
    for noun, facts in (
        ("person", assessment.people),
        ("evidence", assessment.evidence),
        ("plan", assessment.plans),
        ("stress test", assessment.stress_tests),
        ("sign-off", assessment.sign_offs),
        ("workshop", assessment.workshops),
    ):
        ids = [str(fact.id) for fact in facts]
        yield from _twice("assessment", noun, ids)
        yield from (
            f"assessment, {noun} {id}, id: may hold only letters, digits, - and _ (80 at most)"
            for id in ids
            if not _ID.fullmatch(id)
        )
    for item in assessment.evidence:
        place = f"assessment, evidence {item.id}"
        yield from _unknown_criteria(place, [item.criterion], framework)
        if not entries.FIRST_DAY <= item.day <= today:
            yield f"{place}, day: must lie between 1990 and today"
        if item.kind == "link" and (fault := entries.fault_in_link(item.url)):
            yield f"{place}, url: {fault}"
        if item.kind == "file" and not _SHA256.fullmatch(item.sha256):
            yield f"{place}, sha256: must be 64 digits from 0 to f"
        if item.size is not None and not 0 <= item.size <= LARGEST_NUMBER:
            yield f"{place}, size: must be a number of bytes"
    for plan in assessment.plans:
        place = f"assessment, plan {plan.id}"
        yield from _unknown_criteria(place, plan.criteria, framework)
        for field in ("effort_days", "cost"):
            value = getattr(plan, field)
            if value is not None and not 0 <= value <= entries.MOST:
                yield f"{place}, {field}: must be from 0 to {entries.MOST:,}"
    for test in assessment.stress_tests:
        place = f"assessment, stress test {test.id}"
        yield from _unknown_criteria(place, [test.criterion], framework)
        if not entries.FIRST_DAY <= test.day <= today:
            yield f"{place}, day: must lie between 1990 and today"
        if test.outcome == "failed" and test.severity is None:
            yield f"{place}, severity: is missing although the test failed"
    for sign_off in assessment.sign_offs:
        place = f"assessment, sign-off {sign_off.id}"
        yield from _unknown_criteria(place, [risk.criterion for risk in sign_off.risks], framework)
        yield from _twice(place, "risk", (risk.criterion for risk in sign_off.risks))
        if sign_off.person not in people:
            yield f"{place}, person: {sign_off.person} is not among the people of the document"
    for workshop in assessment.workshops:
        yield from _faults_in_workshop(workshop, framework)


def _faults_in_workshop(workshop: WorkshopRecord, framework: Framework) -> Iterator[str]:
    """What the types allow but no workshop leaves: figures that do not follow from the answers above all."""
    place = f"assessment, workshop {workshop.id}"
    criteria = [record.criterion for record in workshop.criteria]
    yield from _unknown_criteria(place, criteria, framework)
    yield from _twice(place, "criterion", criteria)
    if workshop.closed_at < workshop.opened_at:
        yield f"{place}, closed_at: lies before opened_at"
    if workshop.independent > workshop.joined:
        yield f"{place}, independent: must not be more than joined"
    for record in workshop.criteria:
        here = f"{place}, criterion {record.criterion}"
        if record.rating == "not_applicable" and record.not_applicable_reason is None:
            yield f"{here}, not_applicable_reason: is missing"
        numbers = [one.number for one in record.rounds]
        if numbers != sorted(set(numbers)):
            yield f"{here}, rounds: must be in order, each number once"
        for one in record.rounds:
            if not follows_from_its_counts(one.spread):
                yield f"{here}, round {one.number}, spread: label, index and median do not follow from the counts"


def _faults_in_times(document: Document) -> Iterator[str]:
    """Times without a zone cannot be compared with others; days outside 1990 to 2199 break later sums of days."""
    pending: list[tuple[str, object]] = [
        ("assessment", document.assessment),
        ("rollout", document.rollout),
        ("snapshot", document.snapshot),
    ]
    while pending:
        place, value = pending.pop()
        if isinstance(value, BaseModel):
            id = getattr(value, "id", None)
            name = f"{place} {id}" if isinstance(id, str) else place
            pending += [(f"{name}, {field}", inner) for field, inner in value]
        elif isinstance(value, tuple):
            pending += [(place, inner) for inner in value]
        elif isinstance(value, datetime) and value.tzinfo is None:
            yield f"{place}: has no time zone; write Z at its end for UTC"
        elif isinstance(value, date) and not 1970 <= value.year < 2200:
            yield f"{place}: must lie between 1970 and 2199"


def _unknown_criteria(place: str, criteria: Iterable[str], framework: Framework) -> Iterator[str]:
    for criterion in criteria:
        if framework.criterion(criterion) is None:
            yield f"{place}, criterion {criterion}: {_unknown(framework)}"


def _unknown(framework: Framework) -> str:
    return f"does not occur in framework {framework.version}"


def _twice(place: str, noun: str, ids: Iterable[str]) -> Iterator[str]:
    for id, count in Counter(ids).items():
        if count > 1:
            yield f"{place}: {noun} {id} stands there {count} times"
