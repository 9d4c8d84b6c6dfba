"""Stress tests as text to read: how far each dimension was tried, what failed, what is planned, what to try next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.domain.assessment import StressTest
from readiness.domain.framework import Framework
from readiness.domain.stress_plan import KIND_WORDS, PlannedStressTest
from readiness.domain.wording import count_text
from readiness.queries.stress_tests import Offer, StressTestView
from readiness.ui.dates import day, day_and_distance
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    chip,
    element,
    empty,
    facts,
    foreign_link,
    join,
    link,
    muted,
    section,
    table,
)

_NOTHING_FOUND = "No test holds these words."
VIEWS = {"next": "What to try", "planned": "Planned", "runs": "Runs"}


def answer(tests: StressTestView) -> str:
    """Whether it holds, in a sentence."""
    if not tests.runs:
        return "Nobody has tried yet: no stress test was run."
    tried = sum(one.runs > 0 for one in tests.dimensions)
    said = f"{tried} of {count_text(len(tests.dimensions), 'dimension')} tried in {count_text(len(tests.runs), 'run')}"
    if tests.failing:
        return f"Not yet: {count_text(len(tests.failing), 'failure')} not fixed and passed again; {said}."
    return f"So far: {said}, and nothing that failed is still open."


def dimensions_table(initiative: str, tests: StressTestView) -> Html:
    """One row a dimension."""
    moved = tests.moved_on is not None
    columns: list[Column | str] = ["Dimension", Column("Runs", align="right")]
    columns += [Column("Since the last move", align="right")] if moved else []
    columns += ["Open failures", Column("Planned", align="right"), "Last run"]
    rows: list[tuple[Piece, ...]] = []
    for one in tests.dimensions:
        failing: Piece = element("strong", f"■ {one.failing} open") if one.failing else "none" if one.runs else "–"
        last: Piece = day_and_distance(one.last_day, tests.today) if one.last_day else muted("○ never tried")
        since: tuple[Piece, ...] = (str(one.since_move),) if moved else ()
        rows.append((one.name, str(one.runs), *since, failing, str(one.planned), last))
    note = (
        element(
            "p",
            muted(
                f"The last move along the ladder was on {day(tests.moved_on)}. Supervised and full automation ask "
                "for a run in each dimension since then."
            ),
        )
        if tests.moved_on
        else None
    )
    return join((table(columns, rows, caption="Stress tests by dimension"), note or ""))


def failing_list(initiative: str, tests: StressTestView, framework: Framework) -> Html:
    """The failed tests whose effect still stands, worst first."""
    if not tests.failing:
        return Html("")
    rows = [
        (
            link(test.name, "stress-tests", initiative=initiative, test=test.id),
            _criterion(initiative, framework, test.criterion),
            chip("red" if test.severity == "critical" else "yellow", test.severity or "no severity"),
            test.finding,
            join((_repair_state(test), ". ", link("Repair", "stress-tests", initiative=initiative, test=test.id))),
        )
        for test in tests.failing
    ]
    titles = ["Test", "Criterion", "Counts as", "Finding", "Repair"]
    return join((section("Failed and not yet passed again"), table(titles, rows, caption="Open failures")))


def _repair_state(test: StressTest) -> str:
    return f"fixed on {day(test.fixed_on)}, not passed again yet" if test.fixed_on else "not fixed yet"


def planned_table(
    initiative: str, planned: Sequence[PlannedStressTest], framework: Framework, tests: StressTestView, search: str
) -> Html:
    """What is still to be run, the earliest first; `search` are the words that were looked for."""
    if not planned and search:
        return empty(_NOTHING_FOUND)
    if not planned:
        return empty("No stress test is planned.", link("See what to try", "stress-tests", initiative=initiative))
    rows = [
        (
            link(one.name, "stress-tests", initiative=initiative, new="run", planned=one.id),
            _criterion(initiative, framework, one.criterion),
            KIND_WORDS[one.kind],
            one.expected,
            _due(one, tests),
            one.owner or muted("nobody yet"),
            link("Record its run", "stress-tests", initiative=initiative, new="run", planned=one.id),
        )
        for one in planned
    ]
    kind = Column("Kind", short=True)
    columns: list[Column | str] = ["Test", "Criterion", kind, "Expected", "Planned for", "Owner", "Here"]
    return table(columns, rows, caption="Planned stress tests")


def _due(one: PlannedStressTest, tests: StressTestView) -> Piece:
    said = day_and_distance(one.day, tests.today)
    return join((said, ", ", element("strong", "overdue"))) if one.day < tests.today else said


def runs_table(
    initiative: str,
    runs: Sequence[StressTest],
    framework: Framework,
    tests: StressTestView,
    *,
    sort: str,
    descending: bool,
    parameters: Mapping[str, str | int | None],
    search: str,
) -> Html:
    """Every run; titles sort. `search` are the words that were looked for."""
    if not runs and search:
        return empty(_NOTHING_FOUND)
    if not runs:
        return empty("No run yet.", link("Record the first one", "stress-tests", initiative=initiative, new="run"))
    columns: list[Column | str] = [
        Column("Test", sort="name"),
        Column("Criterion", sort="criterion"),
        Column("Kind", short=True),
        Column("Run on", sort="day"),
        Column("Outcome", sort="outcome"),
        "Finding",
    ]
    rows = [
        (
            link(test.name, "stress-tests", initiative=initiative, test=test.id),
            _criterion(initiative, framework, test.criterion),
            KIND_WORDS[test.kind] if test.kind else muted("not said"),
            day_and_distance(test.day, tests.today),
            outcome(test),
            test.finding,
        )
        for test in runs
    ]
    return table(
        columns,
        rows,
        caption="Runs of stress tests",
        page="stress-tests",
        sorted_by=sort,
        descending=descending,
        parameters=parameters,
    )


def outcome(test: StressTest) -> Html:
    """Passed, failed, or repaired, with its shape."""
    if test.outcome == "passed":
        return element("span", "● Passed")
    if test.is_unresolved:
        return element("strong", f"■ Failed ({test.severity or 'no severity given'})")
    return element("span", "● Failed, then fixed and passed again")


def run_facts(initiative: str, test: StressTest, framework: Framework, tests: StressTestView) -> Html:
    """One run in full."""
    pairs: list[tuple[str, Piece]] = [
        ("Criterion", _criterion(initiative, framework, test.criterion)),
        ("Kind", KIND_WORDS[test.kind]),
        ("Run on", day_and_distance(test.day, tests.today)),
        ("Outcome", outcome(test)),
    ]
    pairs += [("Expected", test.expected)] if test.expected else []
    pairs += [("Finding", test.finding)] if test.finding else []
    pairs += [("Record", foreign_link(test.link, test.link))] if test.link else []
    pairs += [("Fixed", join((day(test.fixed_on), f": {test.fix}" if test.fix else "")))] if test.fixed_on else []
    pairs += [("Passed again", day(test.passed_again_on))] if test.passed_again_on else []
    pairs.append(("Recorded by", test.added_by))
    return facts(pairs)


def offers_table(initiative: str, offers: Sequence[Offer], tests: StressTestView) -> Html:
    """The catalogue: what can be tried, what a ready system does, and what was made of it here."""
    if not offers:
        return empty("No proposed test fits. Take a filter or the search away, or write a test of your own.")
    rows = [
        (
            link(offer.criterion.name, "assess", initiative=initiative, criterion=offer.criterion.id),
            KIND_WORDS[offer.test.kind],
            join((element("strong", offer.test.name), element("div", muted(offer.test.expected)))),
            _made_of(initiative, offer, tests),
        )
        for offer in offers
    ]
    return table(["Criterion", "Kind", "Try this, and expect", "Here"], rows, caption="Proposed stress tests")


def _made_of(initiative: str, offer: Offer, tests: StressTestView) -> Piece:
    if offer.planned is not None:
        words = join(("planned for ", day(offer.planned.day)))
        return link(words, "stress-tests", initiative=initiative, new="run", planned=offer.planned.id)
    criterion, name = offer.criterion.id, offer.test.name
    ways = join(
        (
            link("Plan it", "stress-tests", initiative=initiative, new="plan", criterion=criterion, proposal=name),
            link("Record a run", "stress-tests", initiative=initiative, new="run", criterion=criterion, proposal=name),
        ),
        muted(" · "),
    )
    if offer.run is None:
        return ways
    return join((outcome(offer.run), " ", day(offer.run.day), element("div", ways)))


def _criterion(initiative: str, framework: Framework, id: str) -> Piece:
    criterion = framework.criterion(id)
    return link(criterion.name if criterion else id, "assess", initiative=initiative, criterion=id)
