"""The catalogue of stress tests: what to try on each criterion, and what a system that is ready does then."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from readiness.content.reading import Problems, checked, read_toml, take_tables
from readiness.domain.framework import Framework
from readiness.domain.stress_plan import ProposedStressTest
from readiness.errors import ContentError

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "stress_tests" / "catalogue.toml"


def load_stress_catalogue(file: Path = CATALOGUE) -> tuple[ProposedStressTest, ...]:
    """Every proposed test, in the order of the file.

    Raises ContentError with every fault of the file (`file: place: what`).
    """
    problems = Problems()
    data = read_toml(file.parent, file.name, problems) or {}
    name = f"{file.parent.name}/{file.name}"
    proposed: list[ProposedStressTest] = []
    for number, table in enumerate(take_tables(data, "tests", name, problems), start=1):
        test = checked(ProposedStressTest, table, name, f"tests number {number}", problems)
        if test is not None:
            proposed.append(test)
    for key in data:
        problems.add(name, key, "is not known here")
    seen: set[tuple[str, str]] = set()
    for test in proposed:
        if (test.criterion, test.name.casefold()) in seen:
            problems.add(name, test.criterion, f"“{test.name}” is proposed twice")
        seen.add((test.criterion, test.name.casefold()))
    if problems.lines:
        raise ContentError("The catalogue of stress tests has faults. Please correct:", problems.lines)
    return tuple(proposed)


@cache
def stress_catalogue() -> tuple[ProposedStressTest, ...]:
    """The catalogue that comes with the program, read once."""
    return load_stress_catalogue()


def unknown_criteria(proposed: tuple[ProposedStressTest, ...], framework: Framework) -> Iterator[str]:
    """Lines on tests whose criterion the framework does not have."""
    for test in proposed:
        if framework.criterion(test.criterion) is None:
            yield f"stress_tests/catalogue.toml: {test.criterion}: framework {framework.version} has no such criterion"


def proposals_for(framework: Framework, criterion_id: str) -> tuple[ProposedStressTest, ...]:
    """What the catalogue proposes for a criterion; for one that a team added, its own stress test alone."""
    found = tuple(test for test in stress_catalogue() if test.criterion == criterion_id)
    criterion = framework.criterion(criterion_id)
    if found or criterion is None:
        return found
    return (ProposedStressTest(criterion=criterion.id, kind="misuse", name=criterion.stress_test, expected=""),)
