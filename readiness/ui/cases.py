"""The library of public cases as text to read: the list with where the gate puts each, and one case whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from readiness.content.cases import load_cases
from readiness.domain.assessment import Status
from readiness.domain.case import Case, CaseRating, CaseResult, score
from readiness.domain.framework import Framework, Profile
from readiness.domain.wording import count_text
from readiness.settings import PROJECT_ROOT
from readiness.signs import VERDICTS
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    card,
    cards,
    chip,
    element,
    facts,
    foreign_link,
    join,
    link,
    muted,
    points,
    prose,
    section,
    table,
    verdict_chip,
)

FOLDER = PROJECT_ROOT / "data" / "cases"
DISCLAIMER = (
    "Coded by hindsight from the public record, by one reader. Where the record is silent the rating is unknown and "
    "shown as not assessed, never as a score. A library to learn from and to try the rules on: never an audit of the "
    "organisation named."
)
MISSING_PATTERN = "perfect_data"
"""The pattern of which no clean public example was found."""

OUTCOMES = {
    "failed": "Failed",
    "struggled": "Struggled",
    "abandoned": "Abandoned",
    "stopped_after_test": "Stopped after a test",
    "succeeded": "Succeeded",
}
STATUS_OF: dict[CaseRating, Status] = {
    "red": "red",
    "yellow": "yellow",
    "green": "green",
    "unknown": "not_assessed",
    "not_applicable": "not_applicable",
}
CONFIDENCE = {"low": "low", "medium": "medium", "high": "high"}
RECORD = {
    "documented": "documented",
    "partly_documented": "partly documented",
    "no_evidence": "no sign of it in the record",
}


@dataclass(frozen=True)
class ScoredCase:
    """A case with where the gate puts it."""

    case: Case
    result: CaseResult
    known: int
    """Criteria on which the record says something."""
    words: str
    """All its words in small letters, to be searched."""


@st.cache_resource(max_entries=4, show_spinner=False)
def scored_cases(_framework: Framework, framework_hash: str) -> tuple[ScoredCase, ...]:
    """The public cases, scored by a framework. Raises ContentError and Invalid."""
    return tuple(_scored(case, _framework) for case in load_cases(FOLDER))


def _scored(case: Case, framework: Framework) -> ScoredCase:
    words = [case.name, case.domain, case.year, case.summary, case.notes, case.outcome.replace("_", " ")]
    words += [coded.reason for coded in case.ratings.values() if coded.rating != "unknown"]
    words += [source.title for source in case.sources]
    words += [pattern_name(framework, pattern) for pattern in case.patterns_expected]
    return ScoredCase(
        case=case,
        result=score(case, framework),
        known=sum(coded.rating != "unknown" for coded in case.ratings.values()),
        words=" ".join(words).casefold(),
    )


def fitting(
    every: Sequence[ScoredCase], *, search: str, outcome: str, domain: str, pattern: str
) -> tuple[ScoredCase, ...]:
    """The cases that fit every filter that is set."""
    return tuple(
        one
        for one in every
        if search.casefold() in one.words
        and (not outcome or one.case.outcome == outcome)
        and (not domain or one.case.domain == domain)
        and (not pattern or pattern in (one.case.patterns_expected or ("none",)))
    )


def pattern_name(framework: Framework, pattern: str) -> str:
    """The name of a failure pattern as people read it."""
    return next((one.name for one in framework.patterns if one.id == pattern), pattern.replace("_", " "))


def outcome_words(outcome: str) -> str:
    """How it ended, in words."""
    return OUTCOMES.get(outcome, outcome.replace("_", " ").capitalize())


# The list -------------------------------------------------------------------------------------------------------------


def cases_table(framework: Framework, found: Sequence[ScoredCase]) -> Html:
    """The cases with the statuses of their dimensions."""
    columns: list[Column | str] = [
        "Case",
        "Ended",
        *(one.short_name for one in framework.dimensions),
        "Verdict",
        Column("Known", short=True),
    ]
    rows = []
    for one in found:
        name: list[Piece] = [link(one.case.name, "cases", case=one.case.id)]
        if one.case.technique:
            name.append(element("span", one.case.technique, class_="rd-mark"))
        name.append(element("div", muted(f"{one.case.domain}, {one.case.year}"), class_="rd-summary-line"))
        statuses = (chip(status, short=True) for status in one.result.dimensions.values())
        rows.append(
            (
                join(name),
                outcome_words(one.case.outcome),
                *statuses,
                verdict_chip(one.result.verdict),
                f"{one.known} of {len(framework.criteria)}",
            )
        )
    return table(columns, rows, caption="Public cases and where the gate puts them")


def gap(framework: Framework) -> Html:
    """Which pattern has no case, said as it is."""
    name = pattern_name(framework, MISSING_PATTERN)
    return element(
        "p",
        f"No clean public example of “{name}” was found: that gap is real, and no case was bent to fill it. Pattern "
        "weights are not tuned on these cases.",
        class_="rd-aside",
    )


# One case -------------------------------------------------------------------------------------------------------------


def case_answer(one: ScoredCase, framework: Framework) -> str:
    """Where the gate puts a case, and on how little that rests, in a sentence."""
    verdict = VERDICTS[one.result.verdict].word.lower()
    return (
        f"{outcome_words(one.case.outcome)}. On what the record shows, the gate says {verdict}; the record says "
        f"something on {one.known} of {len(framework.criteria)} criteria."
    )


def case_text(one: ScoredCase, framework: Framework) -> Html:
    """One case whole: what happened, where it stood, why, phases, patterns, sources."""
    case = one.case
    profile = framework.profile(case.profile)
    pairs: list[tuple[str, Piece]] = [
        ("Field", case.domain),
        ("Years", case.year),
        (
            "Judged with",
            link(profile.name if profile else case.profile, "framework", view="profiles", profile=case.profile),
        ),
    ]
    if case.technique:
        pairs.append(("What decided", f"{case.technique}, not machine learning"))
    if case.coding_confidence:
        pairs.append(("Confidence of the reader", CONFIDENCE[case.coding_confidence]))
    parts: list[Piece] = [prose(case.summary), facts(pairs)]
    if case.notes.strip():
        parts.append(element("p", case.notes, class_="rd-aside"))
    parts += [section("Where it stood"), _dimensions(one, framework)]
    parts += [section(f"Why the gate says {VERDICTS[one.result.verdict].word.lower()}"), _reasons(one, profile)]
    parts += [section("As coded"), _ratings(case, framework)]
    parts += [section("Phases"), _phases(case, framework), section("Patterns that a reader expects")]
    parts += [_patterns(case, framework), section("Sources"), _sources(case)]
    return join(parts)


def _dimensions(one: ScoredCase, framework: Framework) -> Html:
    def known(dimension: str) -> str:
        ids = [criterion.id for criterion in framework.criteria_of(dimension)]
        coded = [one.case.ratings[id] for id in ids if id in one.case.ratings]
        return f"{sum(rating.rating != 'unknown' for rating in coded)} of {len(ids)} known"

    return cards(
        card(dimension.name, one.result.dimensions[dimension.id], known(dimension.id))
        for dimension in framework.dimensions
    )


def _reasons(one: ScoredCase, profile: Profile | None) -> Html:
    must = profile.must_be_green if profile else ()
    lines: list[Piece] = [
        join((reason.text, muted(" It must be green in this profile.")))
        if reason.status == "yellow" and reason.criterion in must
        else reason.text
        for reason in one.result.reasons
        if reason.status != "not_assessed"
    ]
    silent = len(one.result.reasons) - len(lines)
    if silent and lines:
        lines.append(f"The record is silent on {count_text(silent, 'more criterion', 'more criteria')}.")
    elif silent:
        lines.append(f"The record is silent on {count_text(silent, 'criterion', 'criteria')}, and silence is no green.")
    return points(lines, ordered=True) if lines else prose("Every dimension is green.")


def _ratings(case: Case, framework: Framework) -> Html:
    """What the reader chose; per dimension the criteria that the record is silent on stand together at the end."""
    parts: list[Piece] = []
    for dimension in framework.dimensions:
        rows, silent = [], []
        for criterion in framework.criteria_of(dimension.id):
            coded = case.ratings.get(criterion.id)
            if coded is None or coded.rating == "unknown":
                silent.append((criterion, coded.reason if coded else ""))
                continue
            name = link(criterion.name, "framework", criterion=criterion.id)
            rows.append((name, chip(STATUS_OF[coded.rating]), coded.reason))
        parts.append(element("h3", dimension.name, class_="rd-part"))
        if rows:
            parts.append(table(["Criterion", "Coded", "Why"], rows, caption=f"{dimension.name} as coded"))
        if silent:
            lines = points(
                join(
                    (link(criterion.name, "framework", criterion=criterion.id), muted(f": {reason}") if reason else "")
                )
                for criterion, reason in silent
            )
            summary = join((chip("not_assessed"), f" Unknown: {len(silent)}"))
            parts.append(element("details", element("summary", summary), lines, class_="rd-more"))
    return join(parts)


def _phases(case: Case, framework: Framework) -> Html:
    names = {phase.id: phase.name for phase in framework.phases}
    rows = [
        (
            names.get(phase.phase, phase.phase),
            phase.period or muted("no dates"),
            phase.detail,
            RECORD.get(phase.status, phase.status.replace("_", " ")),
        )
        for phase in case.phases
    ]
    if not rows:
        return prose("The record names no phase.")
    return table(["Phase", "When", "What is known", "In the record"], rows, caption="Phases as the record shows them")


def _patterns(case: Case, framework: Framework) -> Html:
    lead = prose("What the reader who coded the case expects to see; nothing here is computed.")
    if not case.patterns_expected:
        why = case.pattern_reasons.get("(none)", "")
        return join((lead, prose(f"None. {why}".strip())))
    lines = (
        join((element("strong", pattern_name(framework, one)), f": {case.pattern_reasons.get(one, 'no reason given')}"))
        for one in case.patterns_expected
    )
    return join((lead, points(lines)))


def _sources(case: Case) -> Html:
    if not case.sources:
        return prose("No source is named.")
    return points(
        join((foreign_link(source.title, source.url), muted(f" ({source.basis})") if source.basis else ""))
        for source in case.sources
    )
