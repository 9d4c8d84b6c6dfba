"""Failure patterns as text to read: all six in a table, one with its signs, and short lists for other pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from readiness.domain.dismissal import Dismissal
from readiness.domain.framework import Framework
from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding, pattern_order
from readiness.domain.patterns.wording import figures_text, rule_text
from readiness.domain.wording import count_text
from readiness.queries.patterns import PatternView
from readiness.signs import PATTERN_LEVELS, PATTERN_SIGNS
from readiness.ui.dates import day, day_and_distance
from readiness.ui.markup import Column, Html, Piece, element, join, link, muted, prose, section, sign_chip, table
from readiness.ui.pattern_words import place_link, signs_text, trend_text

_SIGN_ORDER = {"hit": 0, "partial": 1, "unknown": 2, "clear": 3}


def level_chip(finding: PatternFinding) -> Html:
    """The level as shape, word and colour."""
    return sign_chip(PATTERN_LEVELS[finding.level])


def patterns_table(initiative: str, view: PatternView, shown: str) -> Html:
    """All patterns, worst first; the name opens its signs."""
    columns: list[Column | str] = [
        Column("Pattern", row_header=True),
        "Level",
        "Signs that show",
        "Since the last snapshot",
        Column("Known", align="right"),
    ]
    rows: list[list[Piece]] = []
    for one in view.findings:
        name = link(
            one.name, "warnings", current=one.pattern_id == shown, initiative=initiative, pattern=one.pattern_id
        )
        rows.append(
            [
                join((name, element("span", "set aside", class_="rd-mark") if one.dismissed else None)),
                level_chip(one),
                signs_text(one),
                trend_text(view.trends.get(one.pattern_id)),
                f"{round(100 * one.coverage)} %",
            ]
        )
    return table(columns, rows, caption="Failure patterns")


def pattern_head(finding: PatternFinding, view: PatternView) -> Html:
    """The name of one pattern with its level, its figures, and what moved since the last snapshot."""
    pieces: list[Piece] = [section(join((finding.name, " ", level_chip(finding)))), prose(figures_text(finding))]
    trend = view.trends.get(finding.pattern_id)
    if trend is not None and trend.before is not None and view.previous is not None:
        rules = {one.key: one.rule for one in finding.indicators}
        for word, keys in (("New", trend.turned), ("Gone", trend.gone)):
            moved = [rules[key] for key in keys if key in rules]
            if moved:
                said = f"{word} since snapshot {view.previous.number}: {count_text(len(moved), 'sign')}"
                points = element("ul", *(element("li", rule) for rule in moved), class_="rd-points")
                pieces.append(element("details", element("summary", said), points))
    if finding.dismissed is not None:
        pieces.append(element("p", _aside(finding.dismissed), class_="rd-aside"))
    return join(pieces)


def _aside(dismissal: Dismissal) -> str:
    return f"Set aside until {day(dismissal.until)} by {dismissal.dismissed_by}: “{dismissal.reason}”"


def signs_table(initiative: str, finding: PatternFinding, framework: Framework, today: date) -> Html:
    """Every sign with its state, its fact, the date of that, and where it is entered; those that show come first."""
    columns: list[Column | str] = [
        "State",
        Column("Sign", row_header=True),
        "Fact",
        "Where",
        Column("Weight", align="right"),
    ]
    ordered = sorted(finding.indicators, key=lambda one: (_SIGN_ORDER[one.state], -one.weight))
    rows = [_sign_row(initiative, one, framework, today) for one in ordered]
    caption = f"Signs of {finding.name}"
    return element("div", table(columns, rows, caption=caption), class_="rd-signs")


def _sign_row(initiative: str, sign: IndicatorFinding, framework: Framework, today: date) -> list[Piece]:
    fact: list[Piece] = [element("div", sign.fact)]
    if sign.day is not None and day(sign.day) not in sign.fact:
        fact.append(element("div", muted(day_and_distance(sign.day, today))))
    if sign.dismissed is not None:
        fact.append(element("div", _aside(sign.dismissed), class_="rd-aside"))
    where = place_link(initiative, sign)
    return [
        sign_chip(PATTERN_SIGNS[sign.state]),
        rule_text(sign.rule, framework),
        join(fact),
        join((where, element("span", sign.source, class_="rd-under"))),
        f"{sign.weight:.2f}",
    ]


def about_weights() -> Html:
    """What the levels are worth, and where the weights are changed."""
    return prose(
        join(
            (
                "The weights are judgement, not measurement: ",
                link("the framework shows them", "framework", view="patterns"),
                ", and a team changes them in the file changes.toml of its own framework (docs/frameworks.md). "
                "A strong warning begins at 60 % severity, a warning at 35 % and watching at 20 %; a warning needs two "
                "signs from different sources, and a level is said only where half of the weight is known.",
            )
        )
    )


def warnings_list(initiative: str, findings: Sequence[PatternFinding]) -> Html:
    """The warnings as a short list for the overview of an initiative, each a link to its signs; worst first."""
    shown = sorted((one for one in findings if one.is_warning or one.level == "watch"), key=pattern_order)
    if not shown:
        all_of_them = link("Every sign that was looked for", "warnings", initiative=initiative)
        return join(
            (
                section("Warnings"),
                element("p", "No known way to fail announces itself. ", _too_little(findings), all_of_them),
            )
        )
    items = [
        element(
            "li",
            level_chip(one),
            " ",
            link(one.name, "warnings", initiative=initiative, pattern=one.pattern_id),
            f": {signs_text(one)}",
            muted(", set aside for now") if one.dismissed else None,
        )
        for one in shown
    ]
    return join((section("Warnings"), element("ul", *items, class_="rd-points rd-warnings")))


def _too_little(findings: Sequence[PatternFinding]) -> str:
    unknown = sum(one.level == "not_enough_information" for one in findings)
    return f"On {count_text(unknown, 'pattern')} of {len(findings)} too little is known to say. " if unknown else ""


def warning_marks(initiative: str, findings: Sequence[PatternFinding]) -> Html:
    """The warnings of one initiative as marks for a list of many; those set aside are left out and counted."""
    loud = sorted((one for one in findings if one.is_warning and one.dismissed is None), key=pattern_order)
    marks: list[Piece] = [_mark(initiative, one) for one in loud]
    aside = sum(one.is_warning and one.dismissed is not None for one in findings)
    if aside:
        marks.append(muted(f"{aside} set aside"))
    if marks:
        return join(marks)
    unknown = sum(one.level == "not_enough_information" for one in findings)
    return muted(f"none; ○ {unknown} unknown" if unknown else "none")


def _mark(initiative: str, finding: PatternFinding) -> Html:
    """The shape of the level, and the name as a link; the word is there for those who do not see the shape."""
    sign = PATTERN_LEVELS[finding.level]
    return element(
        "div",
        element("span", sign.shape, class_=f"rd-shape rd-tone-{sign.tone}", aria_hidden="true"),
        element("span", f" {sign.word}: ", class_="rd-hidden"),
        " ",
        link(finding.name, "warnings", initiative=initiative, pattern=finding.pattern_id),
        class_="rd-warning-mark",
        title=sign.word,
    )
