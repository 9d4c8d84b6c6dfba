"""`case`: where the gate's table puts cases on their ratings as coded; reads a file and changes nothing."""

from __future__ import annotations

from typing import Any

from readiness.command_line.output import put_json, tell
from readiness.command_line.patterns import tell_patterns
from readiness.command_line.session import Session, read_limited
from readiness.content import Frameworks
from readiness.content.cases import MAX_BYTES
from readiness.domain.case import Case, CaseResult, score
from readiness.domain.framework import Framework
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.patterns.public_case import patterns_of_case
from readiness.errors import ImportProblem, Invalid
from readiness.imports.cases import read_cases
from readiness.signs import STATUSES, VERDICTS


def run_case(session: Session) -> int:
    """Score one case or a list; the exit status says only whether they could be scored."""
    cases = read_cases(read_limited(session.arguments.file, MAX_BYTES, "case file"))
    frameworks = Frameworks.load(session.settings.framework_folders)
    framework = frameworks.get(session.arguments.framework or frameworks.default)
    results = _scored(cases, framework)
    patterns = [patterns_of_case(case, result, framework) for case, result in zip(cases, results, strict=True)]
    if session.arguments.json:
        values = zip(results, patterns, strict=True)
        put_json({"cases": [{**result.as_json(), "patterns": _values(found)} for result, found in values]})
        return 0
    for case, result, found in zip(cases, results, patterns, strict=True):
        _tell(case, result, framework)
        tell_patterns(found, silent=False, indent="  ")
        tell()
    return 0


def _scored(cases: tuple[Case, ...], framework: Framework) -> list[CaseResult]:
    """Every case scored; raises ImportProblem with what is wrong in all of them together."""
    results, problems = [], []
    for case in cases:
        try:
            results.append(score(case, framework))
        except Invalid as error:
            problems += [f"case {case.id}: {problem}" for problem in error.problems or (error.message,)]
    if problems:
        raise ImportProblem("The cases cannot be scored; nothing was changed. Please correct:", problems)
    return results


def _tell(case: Case, result: CaseResult, framework: Framework) -> None:
    tell(f"{case.id}{f', {case.name}' if case.name else ''} ({result.profile}, framework {framework.version})")
    tell(f"  {VERDICTS[result.verdict].label}")
    for dimension in framework.dimensions:
        tell(f"  {STATUSES[result.dimensions[dimension.id]].label:<16} {dimension.name}")
    for reason in result.reasons:
        tell(f"  - {reason.text}")


def _values(found: tuple[PatternFinding, ...]) -> list[dict[str, Any]]:
    return [pattern.as_json() for pattern in found]
