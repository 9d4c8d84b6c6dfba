"""Criteria and mappings of a framework as text to read: questions, levels, checks with limits, what a team changed."""

from collections.abc import Sequence
from functools import lru_cache

from readiness.domain.assessment import Status
from readiness.domain.framework import Check, Criterion, Framework, Mapping, Profile
from readiness.domain.snapshot import Difference
from readiness.domain.wording import count_text, number_text
from readiness.ui.markup import (
    Html,
    Piece,
    chip,
    element,
    empty,
    facts,
    join,
    link,
    muted,
    points,
    prose,
    section,
    table,
)


def criteria_list(
    framework: Framework,
    differences: Sequence[Difference],
    *,
    profile: Profile | None = None,
    search: str = "",
    opened: str = "",
) -> Html:
    """All criteria by dimension, each to be opened; with a profile, what it asks for stands beside the names.

    `search` keeps those whose words hold it; `opened` is the id of a criterion that stands open.
    """
    wanted = search.casefold()
    parts: list[Piece] = []
    for dimension in framework.dimensions:
        found = [c for c in framework.criteria_of(dimension.id) if wanted in _words_of(c)]
        if not found:
            continue
        parts.append(section(dimension.name))
        if not search:
            parts.append(prose(dimension.purpose))
            if dimension.demo_deception:
                parts.append(element("p", "How a demo deceives here: ", dimension.demo_deception, class_="rd-aside"))
            else:
                parts.append(
                    element("p", "The article names no way in which a demo deceives in this one.", class_="rd-aside")
                )
        parts += [
            criterion_details(
                criterion,
                tuple(difference for difference in differences if difference.criterion == criterion.id),
                extends=framework.extends or "",
                profile=profile,
                opened=criterion.id == opened or len(found) == 1,
            )
            for criterion in found
        ]
    if not parts:
        return empty(f"No criterion speaks of “{search}”.", link("Show all criteria", "framework"))
    return join(parts)


@lru_cache(maxsize=500)
def criterion_details(
    criterion: Criterion,
    differences: tuple[Difference, ...],
    *,
    extends: str,
    profile: Profile | None = None,
    opened: bool = False,
) -> Html:
    """One criterion: name and question, and when opened everything that it asks for.

    Frameworks do not change while the program runs, so that the words are put together once.
    """
    marks: list[Piece] = []
    if profile is not None and criterion.id in profile.must_be_green:
        marks.append(element("span", "must be green", class_="rd-mark rd-mark-strong"))
    if profile is not None and profile.weight(criterion.id) > 1:
        marks.append(element("span", "counts double", class_="rd-mark"))
    if differences:
        softer = any(difference.softer for difference in differences)
        said = f"softer than {extends}" if softer else f"differs from {extends}"
        marks.append(element("span", said, class_="rd-mark rd-mark-strong" if softer else "rd-mark"))
    summary = element(
        "summary",
        element("span", criterion.name, class_="rd-summary-name"),
        *marks,
        element("span", criterion.question, class_="rd-summary-line"),
    )
    body = element(
        "div",
        prose(criterion.why),
        levels(criterion),
        checks_table(criterion),
        facts(
            (
                ("Evidence to bring", ", ".join(criterion.evidence)),
                ("Evidence is fresh for", count_text(criterion.fresh_days, "day")),
                ("Stress test", criterion.stress_test),
                ("Speaks of the same matter", _mapping_line(criterion.mappings)),
                ("Id", link(element("span", criterion.id, class_="rd-code"), "framework", criterion=criterion.id)),
            )
        ),
        join((element("h3", f"What is changed against {extends}"), differences_table(differences, extends)))
        if differences
        else None,
        class_="rd-details-body",
    )
    return element("details", summary, body, class_="rd-details", open="" if opened else None)


def levels(criterion: Criterion) -> Html:
    """What green, yellow and red mean for a criterion."""
    said: tuple[tuple[Status, str], ...] = (
        ("green", criterion.green),
        ("yellow", criterion.yellow),
        ("red", criterion.red),
    )
    return element(
        "ul",
        *(element("li", chip(status), element("span", f"{words}.")) for status, words in said),
        class_="rd-levels",
    )


def checks_table(criterion: Criterion) -> Html:
    """The checks of a criterion with their limits."""
    rows = [(check.text, limit_text(check, check.green), limit_text(check, check.yellow)) for check in criterion.checks]
    return table(["Check", "Green", "Yellow"], rows, caption=f"Checks of {criterion.name}")


def limit_text(check: Check, limit: float) -> str:
    """A limit in words: "at least 90 % of inputs", "at most 7 days ago"."""
    side = "at least" if check.better == "higher" else "at most"
    if check.is_date:
        return f"{side} {count_text(int(limit), 'day')} ago" if limit == int(limit) else f"{side} {limit:g} days ago"
    return f"{side} {number_text(limit)} {'(yes is 1, no is 0)' if check.unit == '0/1' else check.unit}"


def differences_table(differences: Sequence[Difference], original: str, changed: str = "Here") -> Html:
    """Values that differ from another framework or profile, and whether they are easier to reach."""
    rows = [(line.place, line.original, line.changed, softness(line.softer)) for line in differences]
    return table(["What", original, changed, f"{changed} is"], rows, caption=f"Differences from {original}")


def softness(softer: bool | None) -> Piece:
    """Whether a changed value is easier to reach than the original, in a word."""
    if softer is None:
        return muted("different")
    return element("strong", "softer") if softer else "stricter"


def _mapping_line(mappings: Sequence[Mapping]) -> Piece:
    if not mappings:
        return muted("no mapping")
    return points(
        join((mapping.ref, muted(f" {mapping.why}") if mapping.why else None, " ", *_mapping_marks(mapping)))
        for mapping in mappings
    )


def _mapping_marks(mapping: Mapping) -> tuple[Html, ...]:
    marks = [
        element("span", "compared with the text" if mapping.checked else "not compared with the text", class_="rd-mark")
    ]
    if not mapping.close_fit:
        marks.append(element("span", "loose fit", class_="rd-mark"))
    return tuple(marks)


def standards(framework: Framework) -> tuple[str, ...]:
    """The outside standards that any criterion is mapped to, in the order of their first mention."""
    return tuple(dict.fromkeys(m.standard for criterion in framework.criteria for m in criterion.mappings))


def mappings_list(framework: Framework, standard: str = "") -> Html:
    """The mappings by standard, or those of one; the note that they prove nothing stands first."""
    shown = [name for name in standards(framework) if not standard or name == standard]
    parts: list[Piece] = [element("p", framework.mapping_note, class_="rd-aside")]
    for name in shown:
        rows = [
            (
                mapping.ref,
                link(criterion.name, "framework", criterion=criterion.id),
                mapping.why,
                element("span", "close" if mapping.close_fit else "loose", class_="rd-nowrap"),
                element("span", "compared" if mapping.checked else "not compared", class_="rd-nowrap"),
            )
            for criterion in framework.criteria
            for mapping in criterion.mappings
            if mapping.standard == name
        ]
        compared = sum(m.checked for c in framework.criteria for m in c.mappings if m.standard == name)
        parts.append(section(name))
        parts.append(
            prose(f"{count_text(len(rows), 'reference')}, {compared} of them compared with the text of the standard.")
        )
        parts.append(
            table(
                ["Reference", "Criterion", "What it speaks of", "Fit", "Checked"], rows, caption=f"Mappings to {name}"
            )
        )
    return join(parts)


def _words_of(criterion: Criterion) -> str:
    parts = [
        criterion.id,
        criterion.name,
        criterion.question,
        criterion.why,
        criterion.stress_test,
        *criterion.evidence,
    ]
    parts += [criterion.red, criterion.yellow, criterion.green]
    parts += [check.text for check in criterion.checks] + [mapping.ref for mapping in criterion.mappings]
    return " ".join(parts).casefold()
