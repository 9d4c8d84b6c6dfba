"""A decision log is read in whole and once, and counted as the rules say; samples are drawn, judged blind, held to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from readiness.commands.decisions import LogFile, doubled_text, preview_decisions, write_decisions
from readiness.commands.initiatives import create_initiative, delete_initiative
from readiness.commands.reviews import declare_review_plan, draw_sample, judge, set_critical_pairs
from readiness.domain.decision_figures import Count, Paired
from readiness.domain.decision_log import CriticalPairs, agreed
from readiness.domain.decision_row import DecisionRow
from readiness.errors import Conflict, Invalid, NotAllowed
from readiness.queries.decision_view import decision_view
from readiness.queries.decisions import cases_to_judge, decision_figures, plan_states, sample_states
from readiness.queries.operation import comparison_of
from readiness.reports.comparison_rows import comparison_rows
from tests.builders import PROFILE
from tests.use_cases.conftest import Bench

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(days: int = 0) -> int:
    return int((MONDAY + timedelta(days=days)).timestamp() * 1000)


def row(case: str, human: str | None = "pay", ai: str | None = "pay", **more: object) -> DecisionRow:
    return DecisionRow(case=case, at=at(), human=human, ai=ai)._replace(**more)


def log(rows: Iterable[DecisionRow], *, rejected: int = 0, sha256: str = "a" * 64) -> LogFile:
    every = tuple(rows)
    return LogFile(name="log.csv", format="csv", sha256=sha256, rows=lambda: every, rejected=lambda: rejected)


def write(bench: Bench, *rows: DecisionRow, source: str = "claims") -> None:
    write_decisions(bench.as_("ida"), bench.id, log(rows), source=source)


def test_reading_a_log_twice_changes_nothing_and_leaves_one_event(bench: Bench) -> None:
    rows = [row("1"), row("2", ai="refuse")]
    first = write_decisions(bench.as_("ida"), bench.id, log(rows), source="claims")
    before = bench.context.store.head()
    second = write_decisions(bench.as_("ida"), bench.id, log(rows), source="claims")

    assert (first.arrival.new, first.arrival.changed, first.arrival.same) == (2, 0, 0)
    assert (second.arrival.new, second.arrival.changed, second.arrival.same) == (0, 0, 2)
    assert bench.context.store.head() == before


def test_a_preview_counts_what_is_new_changed_and_known_and_writes_nothing(bench: Bench) -> None:
    write(bench, row("1"), row("2"))
    before = bench.context.store.head()
    rows = [row("1"), row("2", outcome="refuse"), row("3"), row("3", human="refuse")]
    preview = preview_decisions(bench.as_("ida"), bench.id, log(rows), source="claims")

    assert (preview.arrival.new, preview.arrival.changed, preview.arrival.same, preview.doubled) == (1, 1, 1, 1)
    assert bench.context.store.head() == before
    assert decision_figures(bench.context, bench.id).decisions == 2


def test_a_file_with_fewer_columns_leaves_the_other_fields_of_known_cases_as_they_are(bench: Bench) -> None:
    write(bench, *(row(f"{place}", outcome="pay", drawn=True, shown=False) for place in range(4)))
    before = decision_figures(bench.context, bench.id)
    narrow = replace(log([row("0"), row("1", ai="refuse"), row("9")]), fields=frozenset({"at", "case", "human", "ai"}))
    told = preview_decisions(bench.as_("ida"), bench.id, narrow, source="claims").arrival
    done = write_decisions(bench.as_("ida"), bench.id, narrow, source="claims").arrival
    figures = decision_figures(bench.context, bench.id)

    assert (told.new, told.changed, told.same) == (done.new, done.changed, done.same) == (1, 1, 1)
    assert (before.critical, figures.critical) == (Count(0, 4), Count(1, 4))
    assert figures.unadvised == Count(4, 4)
    again = write_decisions(bench.as_("ida"), bench.id, narrow, source="claims").arrival
    assert (again.new, again.changed, again.same) == (0, 0, 3)


def test_an_empty_cell_of_a_column_that_the_file_has_does_clear_what_was_stored(bench: Bench) -> None:
    write(bench, row("1", outcome="pay", drawn=True, group="A"))
    file = replace(log([row("1")]), fields=frozenset({"at", "case", "human", "ai", "outcome"}))
    assert write_decisions(bench.as_("ida"), bench.id, file, source="claims").arrival.changed == 1
    (kept,) = bench.context.store.decisions.page(bench.id)
    assert (kept["outcome"], kept["drawn"], kept["group"]) == (None, 1, "A")


@pytest.mark.parametrize("packet", [2, 50_000])
def test_rows_that_contradict_an_earlier_row_of_their_case_are_counted_and_the_last_one_counts(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, packet: int
) -> None:
    monkeypatch.setattr("readiness.storage.decision_log.PACKET", packet)
    rows = [
        row("1"),
        row("2"),
        row("1", ai="refuse"),
        row("2"),
        row("3"),
        row("1", ai="refuse"),
        row("1"),
        row("1", ai="refuse"),
    ]
    done = write_decisions(bench.as_("ida"), bench.id, log(rows), source="claims")

    assert (done.arrival.new, done.doubled, done.contradicting) == (3, 5, 3)
    assert doubled_text(done) == "5 rows repeat a case of this file, 3 of them with other content; the last one counts."
    assert decision_figures(bench.context, bench.id).agreement == Count(2, 3)


def test_the_same_case_of_another_source_is_another_case(bench: Bench) -> None:
    write(bench, row("1"))
    write(bench, row("1"), source="letters")

    assert bench.context.store.decisions.sources(bench.id) == (("claims", 1), ("letters", 1))
    assert decision_figures(bench.context, bench.id).decisions == 2


def test_a_log_with_rows_that_cannot_be_read_is_refused_whole_unless_somebody_leaves_them_out(bench: Bench) -> None:
    with pytest.raises(Invalid, match="1 row of the file cannot be read, so nothing was written"):
        write_decisions(bench.as_("ida"), bench.id, log([row("1")], rejected=1), source="claims")
    assert decision_figures(bench.context, bench.id).decisions == 0

    write_decisions(bench.as_("ida"), bench.id, log([row("1")], rejected=1), source="claims", without_rejected=True)
    assert decision_figures(bench.context, bench.id).decisions == 1


def test_agreement_is_counted_overall_and_by_class_where_both_decided(bench: Bench) -> None:
    write(bench, row("1"), row("2", ai="refuse"), row("3", "refuse", "refuse"), row("4", None), row("5", ai=None))
    figures = decision_figures(bench.context, bench.id)

    assert figures.agreement == Count(2, 3)
    assert figures.agreement_by_class == (("pay", Count(1, 2)), ("refuse", Count(1, 1)))
    assert figures.decisions == 5


def test_critical_errors_count_only_cases_drawn_at_random_whose_truth_is_known(bench: Bench) -> None:
    write(
        bench,
        row("drawn wrong", outcome="refuse", drawn=True),
        row("drawn right", outcome="pay", drawn=True),
        row("drawn unknown", drawn=True),
        row("not drawn wrong", outcome="refuse"),
    )
    assert decision_figures(bench.context, bench.id).critical == Count(1, 2)


def test_only_listed_pairs_are_critical_once_an_initiative_lists_them(bench: Bench) -> None:
    write(
        bench,
        row("1", ai="pay", outcome="refuse", drawn=True),
        row("2", ai="refuse", outcome="pay", drawn=True),
    )
    set_critical_pairs(bench.as_("ida"), bench.id, pairs=[("pay", "refuse")], seen=CriticalPairs())
    figures = decision_figures(bench.context, bench.id)

    assert (figures.critical, figures.errors) == (Count(1, 2), Count(2, 2))
    with pytest.raises(Conflict):
        set_critical_pairs(bench.as_("bob"), bench.id, pairs=None, seen=CriticalPairs())


def test_people_and_ai_are_compared_on_cases_of_known_truth_that_were_decided_without_advice(bench: Bench) -> None:
    write(
        bench,
        row("1", "pay", "pay", outcome="pay"),
        row("2", "pay", "refuse", outcome="pay"),
        row("3", "refuse", "pay", outcome="pay"),
        row("4", "refuse", "refuse", outcome="pay"),
        row("5", "pay", "pay", outcome="pay", shown=True),
        row("6", "pay", "pay"),
    )
    figures = decision_figures(bench.context, bench.id)

    assert figures.paired == Paired(both=1, only_human=1, only_ai=1, neither=1)
    assert (figures.advised, figures.unadvised) == (Count(1, 1), Count(2, 4))


def test_overrides_are_decisions_against_advice_that_was_in_view(bench: Bench) -> None:
    write(
        bench,
        row("1", "pay", "refuse", shown=True, override_reason="new papers"),
        row("2", "pay", "refuse", shown=True, override_reason="  "),
        row("3", "pay", "pay", shown=True),
        row("4", "pay", "refuse"),
    )
    figures = decision_figures(bench.context, bench.id)

    assert (figures.overrides, figures.overrides_reasoned, figures.followed) == (Count(2, 3), Count(1, 2), Count(1, 3))
    assert figures.override_reasons == (("new papers", 1),)


def test_only_the_days_that_were_asked_for_are_counted_and_the_median_is_the_middle(bench: Bench) -> None:
    write(
        bench,
        *(row(str(day), at=at(day), review_seconds=float(seconds)) for day, seconds in enumerate((9, 1, 5, 30))),
    )
    day = MONDAY.date() + timedelta(days=1)
    figures = decision_figures(bench.context, bench.id, since=day, until=day + timedelta(days=1))

    assert (figures.decisions, figures.median_review_seconds, figures.weekdays) == (2, 3.0, frozenset({1, 2}))
    assert decision_figures(bench.context, bench.id).median_review_seconds == 7.0


def many(number: int = 40) -> list[DecisionRow]:
    return [row(f"{place:03}", "pay", "pay" if place % 4 else "refuse") for place in range(number)]


def test_a_seed_draws_the_same_cases_again_however_they_came_in(bench: Bench) -> None:
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=5, seed=7)
    cases = [one.case for one in cases_to_judge(bench.as_("ida"), bench.id, drawn)]

    other = replace(bench, id=create_initiative(bench.as_("ida"), name="Twin", profile=PROFILE))
    write(other, *reversed(many()))
    again = draw_sample(bench.as_("ida"), other.id, purpose="random_review", size=5, seed=7)
    assert [one.case for one in cases_to_judge(bench.as_("ida"), other.id, again)] == cases


def test_a_reviewer_sees_two_answers_and_nothing_of_who_gave_them(bench: Bench) -> None:
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=8, seed=3)
    cases = cases_to_judge(bench.as_("ida"), bench.id, drawn)

    assert {frozenset(one.answers) for one in cases} == {frozenset({"pay", "refuse"})}
    assert {one.answers for one in cases} == {("pay", "refuse"), ("refuse", "pay")}
    assert set(vars(cases[0])) == {"position", "case", "answers", "given", "note", "judged"}


def test_judged_disagreements_give_the_truth_but_no_error_rate(bench: Bench) -> None:
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=4, seed=3)
    for position in (1, 2, 3):
        judge(bench.as_("bob"), bench.id, drawn, position, answer="pay")
    figures = decision_figures(bench.context, bench.id)

    assert figures.adjudicated_disagreements == 3
    assert figures.critical == Count(0, 0)
    assert (figures.judged_for_human, figures.judged_for_ai) == (3, 0)
    assert (figures.paired, figures.unadvised) == (None, Count(0, 0))


def test_cases_drawn_at_random_and_judged_count_as_verified(bench: Bench) -> None:
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=10, seed=1)
    for one in cases_to_judge(bench.as_("bob"), bench.id, drawn):
        judge(bench.as_("bob"), bench.id, drawn, one.position, answer="pay")
    figures = decision_figures(bench.context, bench.id)

    (state,) = sample_states(bench.context, bench.id)
    assert figures.errors.n == 10
    assert figures.errors.count == state.errors
    assert (state.judged, state.open, state.reviewers) == (10, 0, 1)


def test_most_reviewers_decide_and_a_tie_leaves_the_truth_open(bench: Bench) -> None:
    assert agreed(["pay", "pay", "refuse"]) == "pay"
    assert agreed(["pay", "refuse"]) is None
    assert agreed([None, "pay"]) == "pay"
    assert agreed([None]) is None
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=1, seed=1)
    judge(bench.as_("bob"), bench.id, drawn, 1, answer="pay")
    judge(bench.as_("eve"), bench.id, drawn, 1, answer="refuse")
    assert decision_figures(bench.context, bench.id).errors == Count(0, 0)
    judge(bench.as_("eve"), bench.id, drawn, 1, answer="pay")
    assert decision_figures(bench.context, bench.id).errors.n == 1


def all_answer(bench: Bench, who: str, sample: str, answer: str | None, places: Iterable[int]) -> None:
    for position in places:
        judge(bench.as_(who), bench.id, sample, position, answer=answer)


def test_a_cannot_tell_in_another_sample_takes_no_error_away_that_was_found_at_random(bench: Bench) -> None:
    write(bench, *(row(f"{place:03}", "refuse", "pay") for place in range(20)))
    plan = declare_review_plan(bench.as_("ida"), bench.id, name="Ten", limit_pct=26, cases=10, allowed_errors=0)
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=10, seed=1, plan=plan)
    all_answer(bench, "bob", drawn, "refuse", (1, 2))
    all_answer(bench, "bob", drawn, "pay", range(3, 11))
    again = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=20, seed=2)
    all_answer(bench, "eve", again, None, range(1, 21))

    (plan_now,) = plan_states(bench.context, bench.id)
    assert (plan_now.outcome, plan_now.samples[0].judged, plan_now.samples[0].errors) == ("failed", 10, 2)
    assert decision_figures(bench.context, bench.id).critical == Count(2, 10)


def test_one_other_voice_in_another_sample_leaves_what_was_found_at_random_and_two_change_the_figures_only(
    bench: Bench,
) -> None:
    write(bench, row("1", "refuse", "pay"))
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=1, seed=1)
    all_answer(bench, "ida", drawn, "refuse", [1])
    again = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=1, seed=2)
    all_answer(bench, "bob", again, "pay", [1])
    assert decision_figures(bench.context, bench.id).errors == Count(1, 1)

    all_answer(bench, "eve", again, "pay", [1])
    assert decision_figures(bench.context, bench.id).errors == Count(0, 1)
    assert [(one.sample.id, one.errors) for one in sample_states(bench.context, bench.id)] == [(again, 0), (drawn, 1)]


def test_what_only_a_sample_of_disagreements_found_counts_in_no_error_rate_though_the_case_was_drawn_too(
    bench: Bench,
) -> None:
    write(bench, row("1", "refuse", "pay"))
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=1, seed=1)
    all_answer(bench, "ida", drawn, None, [1])
    again = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=1, seed=2)
    all_answer(bench, "bob", again, "refuse", [1])

    assert decision_figures(bench.context, bench.id).errors == Count(0, 0)
    assert [(one.judged, one.undecided) for one in sample_states(bench.context, bench.id)] == [(1, 0), (0, 1)]


def test_truth_known_only_because_the_two_sides_disagreed_makes_people_without_advice_no_worse(bench: Bench) -> None:
    write(
        bench,
        *(row(f"s{place:03}", "refuse" if place < 10 else "pay", "pay", shown=False) for place in range(200)),
        *(row(f"a{place}", "pay" if place % 5 else "refuse", "pay", shown=True, outcome="pay") for place in range(50)),
    )
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=10, seed=2)
    all_answer(bench, "bob", drawn, "refuse", range(1, 5))
    all_answer(bench, "bob", drawn, "pay", range(5, 11))
    figures = decision_figures(bench.context, bench.id)

    assert (figures.advised, figures.unadvised) == (Count(40, 50), Count(0, 0))
    assert figures.paired is None

    sample = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=250, seed=3)
    for one in cases_to_judge(bench.as_("bob"), bench.id, sample):
        judge(bench.as_("bob"), bench.id, sample, one.position, answer="pay")
    assert decision_figures(bench.context, bench.id).unadvised.n == 200


def test_an_outcome_stands_in_error_rates_though_a_review_of_disagreements_says_otherwise(bench: Bench) -> None:
    write(bench, row("1", "refuse", "pay", outcome="refuse", drawn=True), row("2", outcome="pay", drawn=True))
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=1, seed=2)
    all_answer(bench, "bob", drawn, "pay", [1])
    figures = decision_figures(bench.context, bench.id)

    assert figures.critical == Count(1, 2)
    assert figures.paired == Paired(both=1, only_human=1, only_ai=0, neither=0)


def test_nobody_named_judges_nothing(bench: Bench) -> None:
    write(bench, *many())
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=1, seed=1)
    with pytest.raises(NotAllowed, match="who is at the keyboard"):
        judge(bench.context, bench.id, drawn, 1, answer="pay")


def test_a_sample_is_not_larger_than_what_there_is_and_no_case_is_drawn_twice(bench: Bench) -> None:
    write(bench, *many(10))
    draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=8, seed=1)
    with pytest.raises(Invalid, match="Only 2 cases can be drawn"):
        draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=3, seed=1)


def test_a_plan_draws_what_it_declared_once_and_no_more(bench: Bench) -> None:
    write(bench, *many())
    plan = declare_review_plan(bench.as_("ida"), bench.id, name="First", limit_pct=10, cases=29, allowed_errors=0)
    with pytest.raises(Invalid, match="declared 29 cases"):
        draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=30, seed=1, plan=plan)
    drawn = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=29, seed=1, plan=plan)
    with pytest.raises(Invalid, match="drawn all the cases"):
        draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=5, seed=1, plan=plan)

    assert plan_states(bench.context, bench.id)[0].outcome == "under_way"
    for one in cases_to_judge(bench.as_("bob"), bench.id, drawn):
        judge(bench.as_("bob"), bench.id, drawn, one.position, answer="pay")
    assert plan_states(bench.context, bench.id)[0].outcome == "failed"


def test_a_two_stage_plan_goes_on_only_as_it_was_declared(bench: Bench) -> None:
    write(bench, *(row(f"{place:03}", "pay", "refuse" if place < 20 else "pay") for place in range(40)))
    with pytest.raises(Invalid, match="second stage"):
        declare_review_plan(
            bench.as_("ida"), bench.id, name="Half", limit_pct=10, cases=5, allowed_errors=0, second_cases=5
        )
    plan = declare_review_plan(
        bench.as_("ida"),
        bench.id,
        name="Two",
        limit_pct=80,
        cases=10,
        allowed_errors=0,
        second_cases=10,
        second_allowed_errors=12,
        first_refuse_from=11,
    )
    first = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=10, seed=2, plan=plan)
    for position in range(1, 11):
        judge(bench.as_("bob"), bench.id, first, position, answer="pay")
    assert plan_states(bench.context, bench.id)[0].outcome == "second_stage"
    second = draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=10, seed=3, plan=plan)
    for position in range(1, 11):
        judge(bench.as_("bob"), bench.id, second, position, answer="pay")
    assert plan_states(bench.context, bench.id)[0].outcome == "passed"


def test_screen_and_report_round_no_share_to_all_or_none(bench: Bench) -> None:
    write(
        bench,
        *(
            row(f"{place:05}", "pay", "pay" if place else "refuse", outcome="pay", drawn=True)
            for place in range(30_000)
        ),
    )
    shown = {one.name: one for one in decision_view(bench.context, bench.id).rows}
    report = comparison_rows(comparison_of(decision_figures(bench.context, bench.id), None))
    told = {one.name: one for one in report.rows}

    for figures in (shown, told):
        agreement = figures["Agreement of human and AI"]
        assert (agreement.value, agreement.bound) == ("over 99.99 %", "at least 99.98 %")
        errors = figures["All errors, of the same cases"]
        assert (errors.value, errors.bound) == ("under 0.01 %", "at most 0.02 %")
        paired = figures["AI right, less human right, same cases"]
        assert (paired.value, paired.bound) == ("0.0 points", "above -0.1 points")
    assert report.answer == (
        "Human and AI agree in over 99.99 % of 30,000 decisions, at least 99.98 %; critical errors under 0.01 %, "
        "at most 0.02 %."
    )


@pytest.mark.parametrize(
    ("limit", "cases", "allowed", "needed"), [(0.1, 1, 0, "2,995"), (10, 100, 99, "1,161"), (1, 298, 0, "299")]
)
def test_a_plan_that_shows_nothing_is_refused_with_the_number_of_cases_that_it_takes(
    bench: Bench, limit: float, cases: int, allowed: int, needed: str
) -> None:
    with pytest.raises(Invalid, match=f"it takes {needed} cases. Nothing was saved."):
        declare_review_plan(
            bench.as_("ida"), bench.id, name="Any", limit_pct=limit, cases=cases, allowed_errors=allowed
        )
    assert bench.context.store.load_rollout(bench.id).review_plans == ()

    enough = int(needed.replace(",", ""))
    declare_review_plan(bench.as_("ida"), bench.id, name="Any", limit_pct=limit, cases=enough, allowed_errors=allowed)
    assert plan_states(bench.context, bench.id)[0].holds


def test_a_plan_of_two_stages_is_held_to_what_both_let_through_and_none_to_less_than_95_percent(bench: Bench) -> None:
    asked: dict[str, Any] = {"name": "Two", "limit_pct": 5, "cases": 59, "allowed_errors": 0}
    second = {"second_allowed_errors": 1, "first_refuse_from": 2}
    with pytest.raises(Invalid, match="it takes two stages of 61 cases each"):
        declare_review_plan(bench.as_("ida"), bench.id, **asked, second_cases=34, **second)
    with pytest.raises(Invalid, match="confidence is at least 95 percent"):
        declare_review_plan(bench.as_("ida"), bench.id, **asked, confidence_pct=90)
    declare_review_plan(bench.as_("ida"), bench.id, **(asked | {"cases": 61}), second_cases=61, **second)
    assert plan_states(bench.context, bench.id)[0].holds


def test_disagreements_serve_no_plan(bench: Bench) -> None:
    write(bench, *many())
    plan = declare_review_plan(bench.as_("ida"), bench.id, name="One", limit_pct=96, cases=1, allowed_errors=0)
    with pytest.raises(Invalid, match="A plan is served by cases drawn at random"):
        draw_sample(bench.as_("ida"), bench.id, purpose="disagreements", size=1, seed=1, plan=plan)
    assert sample_states(bench.context, bench.id) == ()


def test_a_sample_between_days_draws_only_from_them(bench: Bench) -> None:
    write(bench, *(row(str(day), at=at(day)) for day in range(10)))
    day = MONDAY.date()
    drawn = draw_sample(
        bench.as_("ida"), bench.id, purpose="random_review", size=2, seed=1, first_day=day, last_day=day + timedelta(1)
    )
    assert {one.case for one in cases_to_judge(bench.as_("ida"), bench.id, drawn)} == {"0", "1"}


def test_a_log_goes_with_its_initiative(bench: Bench) -> None:
    write(bench, *many())
    draw_sample(bench.as_("ida"), bench.id, purpose="random_review", size=3, seed=1)
    delete_initiative(bench.as_("ida"), bench.id)
    with bench.context.store.engine.reading() as run:
        for table in ("decision", "decision_log", "review_case", "judgement", "decisions_token"):
            assert run(f"select count(*) as number from {table}")[0]["number"] == 0, table
