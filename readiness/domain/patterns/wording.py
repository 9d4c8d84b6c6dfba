"""The words for a sign's rule and for the figures of a pattern: the same on screen and in reports."""

from __future__ import annotations

import re

from readiness.domain.framework import Framework
from readiness.domain.patterns.finding import PatternFinding


def rule_text(rule: str, framework: Framework) -> str:
    """A rule with the names of criteria where it names them by the last part of their id."""
    names = {one.id.partition(".")[2]: one.name for one in framework.criteria}
    said = re.sub(r"[a-z]+(?:_[a-z]+)+", lambda found: names.get(found.group(), found.group()), rule)
    return said[:1].upper() + said[1:]


def figures_text(finding: PatternFinding) -> str:
    """Severity and coverage in a sentence."""
    low, high = (round(100 * value) for value in finding.severity_range)
    known = f"{round(100 * finding.coverage)} % of the weight is known"
    if finding.severity is None:
        return f"No sign can be judged yet: {known}."
    if finding.level == "not_enough_information":
        said = f"Only {known}, and a level is said from half of it on. "
        return said + f"Severity lies between {low} and {high} %, as what is unknown turns out."
    said = f"Severity {round(100 * finding.severity)} % of what is known"
    if low != high:
        said += f"; {low} to {high} %, as what is unknown turns out"
    return f"{said}. {known[0].upper()}{known[1:]}."
