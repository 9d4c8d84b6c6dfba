"""What failure patterns say in words: the answer at the top, figures, trends, and where a fact is entered."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding
from readiness.domain.patterns.trend import PatternTrend
from readiness.domain.wording import count_text
from readiness.signs import PATTERN_LEVELS
from readiness.ui.markup import Html, link, muted, text

PLACES = {
    "use-case": "Use case",
    "record": "Project record",
    "people": "People",
    "assess": "Assess",
    "plan": "Plan",
    "rollout": "Rollout",
    "metrics": "Metrics",
    "decisions": "Decisions",
    "stress-tests": "Stress tests",
    "snapshots": "Snapshots",
    "initiative": "Overview",
    "warnings": "Change log",
}
"""Where a fact is entered, by address."""
TRENDS = {"rising": "↑ rising", "falling": "↓ falling", "same": "→ as it was"}


def answer(findings: Sequence[PatternFinding]) -> str:
    """The worst first, in a sentence: "Big bang deployment: warning, 3 signs of 7."."""
    loud = [one for one in findings if one.is_warning]
    if loud:
        first = loud[0]
        said = f"{first.name}: {PATTERN_LEVELS[first.level].word.lower()}, {signs_text(first)}."
        if len(loud) > 1:
            others = " and ".join(one.name for one in loud[1:])
            said += f" {count_text(len(loud) - 1, 'more warning')}: {others}."
        aside = sum(one.dismissed is not None for one in loud)
        return said + (f" {count_text(aside, 'of them is', 'of them are')} set aside for now." if aside else "")
    watched = [one.name for one in findings if one.level == "watch"]
    unknown = sum(one.level == "not_enough_information" for one in findings)
    said = f"No warning; worth watching: {' and '.join(watched)}." if watched else "No warning."
    if unknown:
        said += f" On {count_text(unknown, 'pattern')} of {len(findings)} too little is known to say."
    return said


def signs_text(finding: PatternFinding) -> str:
    """ "3 signs of 7"."""
    return f"{count_text(len(finding.hits), 'sign')} of {len(finding.indicators)}"


def trend_text(trend: PatternTrend | None) -> Html:
    """The trend since the last snapshot, in a word with its shape."""
    if trend is None:
        return muted("no snapshot yet")
    if trend.before is None:
        return muted("not in the last snapshot")
    if trend.direction == "unknown":
        return muted("too little known")
    return text(TRENDS[trend.direction])


def place_link(initiative: str, finding: IndicatorFinding) -> Html:
    """The page where the fact behind a sign is entered."""
    if finding.page is None:
        return Html("")
    page, _, query = finding.page.partition("?")
    if page not in PLACES:
        return Html("")
    given = dict(parse_qsl(query))
    pattern = "set_and_forget" if page == "warnings" else None
    criterion, dimension = given.get("criterion"), given.get("dimension")
    return link(PLACES[page], page, initiative=initiative, criterion=criterion, dimension=dimension, pattern=pattern)
