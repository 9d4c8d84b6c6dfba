"""What a full PDF and a verdict cost: `python -m benchmarks.report`."""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.servers import ROOT, folder
from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.snapshot import Document, sealed, unsealed
from readiness.queries.snapshots import snapshot_document
from readiness.reports import render

NAME = "report"
ABOUT = "a full PDF of the largest demo initiative, and the verdict on it"
WARM_LIMIT = 200.0
"""Milliseconds for a full PDF in a process that has made one before."""
COLD_LIMIT = 1000.0
"""Milliseconds for a process that starts, makes a full PDF and ends."""
GATE_LIMIT = 1.0
"""Milliseconds of computing for the verdict on one initiative."""
BOUND_SECONDS = 240
NOTE = "A note of a line or two, as a workshop leaves it. " * 3
"""What every criterion carries where the demo has no note."""
BARE_PDF = Path(__file__).parent / "bare" / "pdf.py"

_TYPED = frozenset({"name", "description", "note", "text", "reason", "finding", "statement", "user", "decision", "by"})
"""Fields of a document's assessment that people type."""
_WORD = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True)
class Measured:
    """The rounds of each kind, ours and the baseline's."""

    warm: list[Sample]
    warm_bare: list[Sample]
    cold: list[Sample]
    cold_bare: list[Sample]
    gate: list[Sample]
    gate_bare: list[Sample]


def figures(measured: Measured) -> tuple[Figure, ...]:
    """The figures with what is allowed."""
    hello = "PDF that says hello with the same fonts"
    worst = "worst rating of each dimension without rules"
    return (
        Figure.of("full PDF, warm, every text new", measured.warm, measured.warm_bare, hello, limit=WARM_LIMIT),
        Figure.of("the same in processor time", measured.warm, measured.warm_bare, hello, cpu=True),
        Figure.of("full PDF, whole process", measured.cold, measured.cold_bare, hello, limit=COLD_LIMIT),
        Figure.of("verdict, processor time", measured.gate, measured.gate_bare, worst, cpu=True, limit=GATE_LIMIT),
    )


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Load the demo portfolio and make its largest report again and again."""
    with folder() as place:
        database = place / "readiness.db"
        say("Loading the demo portfolio")
        id = portfolios.demo(database)
        context = portfolios.opened(database)
        try:
            document = snapshot_document(context, id)
            assessment = context.store.load(id)
            framework = context.framework_of(assessment)
        finally:
            context.store.close()
        say(f"Making PDFs of {id}")
        warm, warm_bare = _warm(document, arguments.rounds)
        say("Starting processes")
        cold, cold_bare = _cold(database, id, place, max(3, arguments.rounds // 3))
        gate, gate_bare = _gate(assessment, framework, context.today())
        return figures(Measured(warm, warm_bare, cold, cold_bare, gate, gate_bare))


def _warm(document: Document, rounds: int) -> tuple[list[Sample], list[Sample]]:
    """From a snapshot's text in memory to the bytes of its PDF; hello in turn with it."""
    from benchmarks.bare.pdf import hello

    chance = random.Random("words")
    now = datetime.now(UTC)
    spent: list[Sample] = []
    bare: list[Sample] = []
    for number in range(rounds + 2):
        text = sealed(_reworded(document, chance))[0]
        wait_for_calm()
        with watched() as sample:
            report = render(unsealed(text), "pdf")
        if not report.content.startswith(b"%PDF"):
            raise NotMeasured("What was made is no PDF.")
        with watched() as sample_bare:
            hello(f"Hello {number} {chance.random()}", now)
        if number >= 2:  # the first ones load fonts and templates
            spent.append(sample)
            bare.append(sample_bare)
    return spent, bare


def _reworded(document: Document, chance: random.Random) -> Document:
    """The document with other words of the same length wherever people typed, so that nothing is known from before."""
    values = document.model_dump(mode="json")
    values["assessment"] = _new_words(values["assessment"], chance)
    for answer in values["assessment"]["answers"]:
        # A note on every criterion, where the demo has few.
        answer["note"] = _word_for_word(answer["note"] or NOTE, chance)
    return Document.model_validate_json(json.dumps(values))


def _new_words(value: Any, chance: random.Random, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _new_words(item, chance, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_new_words(item, chance, field) for item in value]
    return _word_for_word(value, chance) if isinstance(value, str) and field in _TYPED else value


def _word_for_word(text: str, chance: random.Random) -> str:
    return _WORD.sub(lambda word: "".join(chance.choices("abcdefghiklmnoprstuvwy", k=len(word[0]))), text)


def _cold(database: Path, id: str, place: Path, rounds: int) -> tuple[list[Sample], list[Sample]]:
    """The command line, a process a report, in turn with a process that says hello."""
    target = place / "report.pdf"
    export = ["-m", "readiness", "--database", str(database), "export", id, "--format", "pdf", "-o", str(target)]
    spent: list[Sample] = []
    bare: list[Sample] = []
    for number in range(rounds + 1):
        target.unlink(missing_ok=True)
        sample, sample_bare = _process(export), _process([str(BARE_PDF), str(place / "hello.pdf")])
        if not target.read_bytes().startswith(b"%PDF"):
            raise NotMeasured("The command line made no PDF.")
        if number:  # the first one writes compiled modules
            spent.append(sample)
            bare.append(sample_bare)
    return spent, bare


def _process(arguments: Sequence[str]) -> Sample:
    """A Python process from start to end."""
    wait_for_calm()
    with watched() as sample:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, timeout=60, check=False)
    if done.returncode:
        raise NotMeasured(f"A process failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return sample


def _gate(assessment: Assessment, framework: Framework, today: date) -> tuple[list[Sample], list[Sample]]:
    """One evaluation of facts that were just read: the look-ups that they keep are made anew."""
    ratings = {answer.criterion: answer.rating for answer in assessment.answers}
    order = ("red", None, "yellow", "green", "not_applicable")

    def bare(_facts: Assessment) -> None:
        for dimension in framework.dimensions:
            min((ratings.get(criterion.id) for criterion in framework.criteria_of(dimension.id)), key=order.index)

    spent: list[Sample] = []
    spent_bare: list[Sample] = []
    for _ in range(30):
        spent.append(_each(lambda facts: evaluate(facts, framework, today), assessment))
        spent_bare.append(_each(bare, assessment))
    return spent, spent_bare


def _each(what: Callable[[Assessment], object], assessment: Assessment, times: int = 50) -> Sample:
    """One of several calls, each with a fresh copy of the facts; the copies are not part of it."""
    copies = [assessment.model_copy() for _ in range(times)]
    with watched() as sample:
        for facts in copies:
            what(facts)
    sample.wall /= times
    sample.cpu /= times
    return sample


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures {ABOUT}.")
    known.add_argument("--rounds", type=int, default=20, help="PDFs to make in one process (default: %(default)s)")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether everything is fast enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
