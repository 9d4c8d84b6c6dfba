"""The check of all content files: frameworks and public cases read, compared with one another and summed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from readiness.content.cases import load_cases
from readiness.content.frameworks import Frameworks
from readiness.domain.case import Case
from readiness.domain.framework import Framework
from readiness.errors import ContentError


def check(folders: Sequence[Path], cases_folder: Path | None = None) -> tuple[str, ...]:
    """What the content files hold, in lines for a person; every public case is compared with the default framework.

    `folders` as for Frameworks.load. Raises ContentError with every fault of frameworks and cases together.
    """
    problems: list[str] = []
    frameworks: Frameworks | None = None
    cases: tuple[Case, ...] = ()
    try:
        frameworks = Frameworks.load(folders)
    except ContentError as error:
        problems.extend(error.problems)
    if cases_folder is not None:
        try:
            cases = load_cases(cases_folder)
        except ContentError as error:
            problems.extend(error.problems)
    if frameworks is not None and cases_folder is not None:
        problems.extend(_unknown_names(cases, frameworks.get(frameworks.default), cases_folder))
    if problems or frameworks is None:
        count = len(problems)
        raise ContentError(f"The content files have {count} fault{'' if count == 1 else 's'}:", problems)
    lines = [_framework_line(frameworks, version) for version in frameworks.versions()]
    lines.extend(f"{folder}: this folder does not exist" for folder in folders if not folder.is_dir())
    if cases_folder is not None:
        lines.append(f"{len(cases)} public cases")
    return tuple(lines)


def _framework_line(frameworks: Frameworks, version: str) -> str:
    framework = frameworks.get(version)
    differences = frameworks.differences(version)
    softer = sum(difference.softer is True for difference in differences)
    tail = (
        f", extends {framework.extends} with {len(differences)} differences ({softer} softer)"
        if framework.extends
        else ""
    )
    return (
        f"{version}: {framework.name}, {len(framework.dimensions)} dimensions, {len(framework.criteria)} criteria, "
        f"{len(framework.profiles)} profiles, {len(framework.patterns)} patterns{tail}, "
        f"SHA-256 {frameworks.hash_of(version)}"
    )


def _unknown_names(cases: Iterable[Case], framework: Framework, folder: Path) -> Iterable[str]:
    """Whatever a case names and the framework does not have."""
    patterns = {pattern.id for pattern in framework.patterns}
    for case in cases:
        file = f"{folder.name}/{case.id}.json"
        if framework.profile(case.profile) is None:
            yield f"{file}: profile: framework {framework.version} has no profile {case.profile}"
        for criterion in case.ratings:
            if framework.criterion(criterion) is None:
                yield f"{file}: ratings: framework {framework.version} has no criterion {criterion}"
        for pattern in case.patterns_expected:
            if pattern not in patterns:
                yield f"{file}: patterns_expected: framework {framework.version} has no pattern {pattern}"
