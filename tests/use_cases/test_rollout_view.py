"""The rollout as its page reads it: real decision logs and metrics become figures with exact bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from scipy.stats import beta

from readiness.commands.conditions import answer_condition
from readiness.commands.decisions import LogFile, write_decisions
from readiness.commands.phases import move_down
from readiness.commands.reviews import declare_review_plan, draw_sample, judge
from readiness.domain.decision_row import DecisionRow
from readiness.domain.phase_history import ConditionList
from readiness.queries.decisions import cases_to_judge, sample_states
from readiness.queries.initiative import initiative_view
from readiness.queries.rollout import live_figures
from tests.builders import TODAY, ago
from tests.ladder import a_move
from tests.use_cases.climbing import ID, Ladder


def decided(number: int, days_ago: int, *, agree: bool = True, **more: Any) -> DecisionRow:
    at = datetime.combine(ago(days_ago), time(9), UTC) + timedelta(seconds=number)
    row = DecisionRow(case=f"{days_ago}-{number}", at=int(at.timestamp() * 1000), human="pay", ai="pay")
    return row._replace(ai="pay" if agree else "refuse", **more)


def import_log(ladder: Ladder, rows: list[DecisionRow]) -> None:
    file = LogFile(name="log.csv", format="csv", sha256="a" * 64, rows=lambda: rows, rejected=lambda: 0)
    write_decisions(ladder.context, ID, file, source="claims")


def state(ladder: Ladder, phase: str, list: ConditionList, key: str) -> tuple[str, str]:
    finding = ladder.view().finding(phase, list, key)
    assert finding is not None
    return finding.state, finding.figure


@pytest.fixture
def shadow(make_ladder: Any) -> Ladder:
    """In shadow for thirty days; 40 decisions a day of which one disagrees, and as many from before the entry."""
    ladder: Ladder = make_ladder(moves=(a_move("shadow", 30),))
    rows = [decided(n, day, agree=n > 0, outcome="pay", drawn=n < 10) for day in range(60) for n in range(40)]
    import_log(ladder, rows)
    return ladder


def test_decisions_count_from_the_latest_entry_with_exact_bounds(shadow: Ladder) -> None:
    figures = live_figures(shadow.context, ID)
    assert figures.since == ago(30)
    assert figures.decisions is not None
    assert figures.decisions.decisions == 31 * 40
    assert figures.bounds.agreement_lower == pytest.approx(beta.ppf(0.05, 1209, 1240 - 1209 + 1), abs=1e-12)
    assert figures.bounds.critical_upper == pytest.approx(beta.ppf(0.95, 31 + 1, 310 - 31), abs=1e-12)
    assert figures.bounds.ai_not_worse is False


def test_the_conditions_say_figure_bound_count_and_n(shadow: Ladder) -> None:
    assert state(shadow, "shadow", "exit", "floors_met") == (
        "met",
        "30 days since 18 Feb 2026 (floor 21), 1,240 decisions (floor 1,000)",
    )
    assert state(shadow, "shadow", "exit", "agreement") == (
        "met",
        "1,209 of 1,240 (97.5 %), lower bound 96.64 %, limit 95 %",
    )
    assert state(shadow, "shadow", "exit", "full_cycle")[0] == "met"
    assert state(shadow, "shadow", "exit", "critical_error_bound")[0] == "unmet"
    assert state(shadow, "shadow", "exit", "disagreements_judged_blind") == (
        "unmet",
        "0 of 31 disagreements judged blind; the log holds no more than 31",
    )
    assert state(shadow, "shadow", "exit", "not_worse_than_people")[0] == "unmet"


def test_after_a_step_back_only_what_follows_counts(shadow: Ladder) -> None:
    move_down(shadow.context, ID, seen="shadow", to="not_started", reason="Leak")
    assert live_figures(shadow.context, ID).since is None
    assert state(shadow, "shadow", "exit", "agreement")[0] == "unknown"


def test_a_review_plan_that_was_passed_in_the_phase_meets_its_condition(make_ladder: Any) -> None:
    ladder: Ladder = make_ladder(moves=(a_move("shadow", 90), a_move("supervised_automation", 30)))
    import_log(ladder, [decided(n, day, human=None) for day in range(20) for n in range(20)])
    plan = declare_review_plan(ladder.context, ID, name="None of 299", limit_pct=1, cases=299, allowed_errors=0)
    key: Any = ("supervised_automation", "exit", "error_plan_passed")
    assert state(ladder, *key)[0] == "unmet"
    sample = draw_sample(ladder.context, ID, purpose="random_review", size=299, seed=1, plan=plan)
    for case in cases_to_judge(ladder.context, ID, sample):
        judge(ladder.context, ID, sample, case.position, answer="pay")
    assert state(ladder, *key) == (
        "met",
        "0 critical errors in 299 of 299 cases judged; 0 errors allowed in 299",
    )


def test_a_plan_draws_from_the_decisions_of_the_phase_and_older_ones_leave_its_condition_unknown(
    make_ladder: Any,
) -> None:
    ladder: Ladder = make_ladder(moves=(a_move("shadow", 90), a_move("supervised_automation", 30)))
    import_log(ladder, [decided(n, day, human=None) for day in range(60) for n in range(20)])
    key: Any = ("supervised_automation", "exit", "error_plan_passed")
    entered = ladder.context.store.load_rollout(ID).moves[-1].day

    def reviewed(first_day: date | None) -> tuple[str, ...]:
        plan = declare_review_plan(ladder.context, ID, name="None of 299", limit_pct=1, cases=299, allowed_errors=0)
        sample = draw_sample(
            ladder.context, ID, purpose="random_review", size=299, seed=1, plan=plan, first_day=first_day
        )
        for case in cases_to_judge(ladder.context, ID, sample):
            judge(ladder.context, ID, sample, case.position, answer="pay")
        return state(ladder, *key)

    met, _ = reviewed(None)
    assert met == "met"
    assert all(day >= entered for day in sample_states(ladder.context, ID)[0].days)
    unknown, figure = reviewed(entered - timedelta(days=15))
    assert unknown == "unknown"
    assert "of them decided before" in figure


def test_every_page_reads_the_phase_and_it_follows_the_last_move(shadow: Ladder) -> None:
    assert initiative_view(shadow.context, ID).phase == "shadow"
    move_down(shadow.context, ID, seen="shadow", to="not_started", reason="Leak")
    assert initiative_view(shadow.context, ID).phase == "not started"


def test_a_reason_to_step_back_is_held_up_while_it_holds(shadow: Ladder) -> None:
    assert shadow.view().holding == ()
    answer_condition(
        shadow.context, ID, phase="shadow", list="step_back", key="output_leaked", met=True, text="Seen", day=TODAY
    )
    assert [one.key for one in shadow.view().holding] == ["output_leaked"]
