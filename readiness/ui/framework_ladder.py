"""Phases, failure patterns and versions of a framework as text to read."""

from collections.abc import Sequence

from readiness.content import Frameworks
from readiness.domain.framework import Condition, Framework, Pattern, Phase
from readiness.domain.wording import count_text
from readiness.ui.framework_criteria import differences_table
from readiness.ui.markup import Column, Html, Piece, element, facts, join, link, points, prose, section, table


def phases_text(framework: Framework) -> Html:
    """The rollout ladder: what it takes to enter, to leave upward, and what makes one step back."""
    lead = (
        "An initiative climbs these steps one at a time. Moving up needs every condition and an approver who is no "
        "builder; stepping back is always possible and normal. The numbers stand in the profiles."
    )
    return join((prose(lead), *(_phase(phase) for phase in framework.phases)))


def _phase(phase: Phase) -> Html:
    lists = (
        ("To enter", phase.entry),
        ("To leave upward", phase.exit),
        ("To stay", phase.keep),
        ("Step back when", phase.step_back),
    )
    return join(
        (
            section(phase.name),
            prose(phase.purpose),
            element("p", phase.note, class_="rd-aside") if phase.note else None,
            facts((title, _conditions(conditions)) for title, conditions in lists if conditions),
        )
    )


def _conditions(conditions: Sequence[Condition]) -> Html:
    return points(condition.text for condition in conditions)


def patterns_text(framework: Framework) -> Html:
    """Known ways in which initiatives fail: the signs with their weights, and what helps."""
    lead = "Known ways in which AI initiatives fail. The weights are judgement: they order attention and prove nothing."
    return join((prose(lead), *(_pattern(framework, pattern) for pattern in framework.patterns)))


def _pattern(framework: Framework, pattern: Pattern) -> Html:
    rows = [
        (
            indicator.rule,
            f"{indicator.weight * 100:.0f} %",
            indicator.source,
            join(
                (
                    link(criterion.name, "framework", criterion=criterion.id)
                    for criterion in framework.criteria
                    if criterion.id in indicator.criteria
                ),
                ", ",
            ),
        )
        for indicator in pattern.indicators
    ]
    columns: list[Column | str] = ["Sign", Column("Weight", align="right"), "Seen in", "Looks at"]
    return join(
        (
            section(pattern.name),
            element("p", pattern.caution, class_="rd-aside") if pattern.caution else None,
            table(columns, rows, caption=f"Signs of {pattern.name}"),
            element("h3", "What helps", class_="rd-part"),
            points(pattern.antidotes),
        )
    )


def versions_text(frameworks: Frameworks) -> Html:
    """The versions that are here, and what each team's framework changed against the one it extends."""
    rows: list[tuple[Piece, ...]] = []
    changed: list[Piece] = []
    for version in frameworks.versions():
        framework = frameworks.get(version)
        differences = frameworks.differences(version)
        softer = sum(line.softer is True for line in differences)
        said = f"{count_text(len(differences), 'change')}, {softer} softer" if framework.extends else "built in"
        rows.append(
            (
                version,
                framework.name,
                framework.extends or "",
                len(framework.criteria),
                len(framework.profiles),
                said,
                element("span", frameworks.hash_of(version)[:12], class_="rd-code", title=frameworks.hash_of(version)),
            )
        )
        if framework.extends:
            changed.append(section(f"What {version} changes against {framework.extends}"))
            changed.append(
                differences_table(differences, framework.extends, version)
                if differences
                else prose("Nothing that counts in a verdict.")
            )
    columns: list[Column | str] = [
        "Version",
        "Name",
        "Extends",
        Column("Criteria", align="right"),
        Column("Profiles", align="right"),
        "Changes",
        "Content hash",
    ]
    if not changed:
        changed.append(
            prose(
                "No team's framework is here. A team may add criteria, metrics and profiles and change limits, weights "
                "and how long evidence is fresh, in a folder of its own; it cannot remove or rename anything. Every "
                "changed value is then shown beside the original, here and in reports."
            )
        )
    lead = (
        "An initiative keeps the version and the content that it started with until somebody moves it. "
        f"A new one starts with {frameworks.default}."
    )
    return join((prose(lead), table(columns, rows, caption="Framework versions"), *changed))
