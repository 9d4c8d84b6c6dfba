"""Laws of failure patterns: figures stay in their bounds, what is unknown never counts, a dismissal hides nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment
from readiness.domain.dismissal import Dismissal
from readiness.domain.framework import Framework, Indicator, Pattern
from readiness.domain.gate import evaluate
from readiness.domain.patterns.detect import RULES, find_patterns, found
from readiness.domain.patterns.finding import LEVEL_ORDER, SignState, weigh
from readiness.domain.patterns.ratings import ratings_of
from readiness.domain.patterns.sign import Sign
from tests.builders import TODAY as DAY
from tests.pattern_facts import TODAY, ago, at, facts, framework, moves, ratings
from tests.properties.strategies import cases

STATES: tuple[SignState, ...] = ("hit", "partial", "clear", "unknown")
WEIGHTS = st.integers(1, 100).map(lambda number: number / 100)
SIGNS = st.lists(
    st.tuples(st.sampled_from(STATES), WEIGHTS, st.sampled_from(("ratings", "audit trail", "people"))),
    min_size=1,
    max_size=9,
)
FEW = 1e-9


@given(SIGNS)
def test_severity_lies_within_its_range_and_all_figures_between_0_and_1(signs: Any) -> None:
    weighed = weigh(signs)
    low, high = weighed.severity_range
    assert 0 <= low <= high <= 1
    assert 0 <= weighed.coverage <= 1
    if weighed.severity is None:
        assert weighed.coverage == 0
    else:
        assert low - FEW <= weighed.severity <= high + FEW


@given(SIGNS, st.randoms())
def test_the_order_of_the_signs_changes_nothing(signs: Any, random: Any) -> None:
    shuffled = list(signs)
    random.shuffle(shuffled)
    assert weigh(shuffled) == weigh(signs)


@given(SIGNS, st.sampled_from(("hit", "partial", "clear")))
def test_learning_a_sign_never_lowers_coverage_and_narrows_the_range(signs: Any, learnt: SignState) -> None:
    before = weigh(signs)
    place = next((n for n, one in enumerate(signs) if one[0] == "unknown"), None)
    if place is None:
        return
    known = [*signs[:place], (learnt, *signs[place][1:]), *signs[place + 1 :]]
    after = weigh(known)
    assert after.coverage > before.coverage
    assert before.severity_range[0] - FEW <= after.severity_range[0]
    assert after.severity_range[1] <= before.severity_range[1] + FEW


@given(SIGNS)
def test_under_half_of_the_weight_known_no_level_is_said(signs: Any) -> None:
    weighed = weigh(signs)
    known = sum(round(100 * weight) for state, weight, _ in signs if state != "unknown")
    every = sum(round(100 * weight) for _, weight, _ in signs)
    assert (weighed.level == "not_enough_information") == (2 * known < every)


@given(SIGNS)
def test_a_warning_rests_on_hits_from_two_sources(signs: Any) -> None:
    sources = {source for state, _, source in signs if state == "hit"}
    if len(sources) < 2:
        assert weigh(signs).level not in ("warning", "strong")


@given(SIGNS)
def test_a_sign_that_clears_never_makes_a_known_pattern_worse(signs: Any) -> None:
    if any(state == "unknown" for state, _, _ in signs):
        return
    for place, (_, weight, source) in enumerate(signs):
        better = weigh([*signs[:place], ("clear", weight, source), *signs[place + 1 :]])
        assert LEVEL_ORDER[better.level] >= LEVEL_ORDER[weigh(signs).level]


@given(SIGNS, st.data())
def test_a_dismissal_is_named_and_changes_no_figure(signs: Any, data: Any) -> None:
    pattern = Pattern(
        id="made",
        name="Made",
        antidotes=(),
        indicators=tuple(
            Indicator(key=f"k{n}", rule="r", weight=weight, source=source)
            for n, (_, weight, source) in enumerate(signs)
        ),
    )
    answers = {f"k{n}": Sign(state, "A fact.") for n, (state, _, _) in enumerate(signs)}
    keys = data.draw(st.lists(st.sampled_from([None, *answers]), unique=True))
    dismissals = [
        Dismissal(id=f"d{key}", pattern="made", indicator=key, reason="Known", until=TODAY, dismissed_at=at(ago(1)))
        for key in keys
    ]
    plain, dismissed = found(pattern, answers), found(pattern, answers, dismissals)
    assert (dismissed.dismissed is not None) == (None in keys)
    assert {one.key for one in dismissed.indicators if one.dismissed} == {key for key in keys if key}
    bare = dismissed.model_copy(
        update={
            "dismissed": None,
            "indicators": tuple(one.model_copy(update={"dismissed": None}) for one in dismissed.indicators),
        }
    )
    assert bare == plain


def test_before_silence_counts_an_empty_initiative_shows_no_sign() -> None:
    for pattern in find_patterns(facts(created=5, silence=False), framework()):
        assert [one.key for one in pattern.hits] == []


def test_once_silence_counts_only_unknown_signs_have_turned() -> None:
    early = find_patterns(facts(silence=False), framework())
    late = find_patterns(facts(), framework())
    turned = [
        (before.state, after.state)
        for one, other in zip(early, late, strict=True)
        for before, after in zip(one.indicators, other.indicators, strict=True)
        if before.state != after.state
    ]
    assert turned
    assert set(turned) == {("unknown", "hit")}


def test_dismissals_end_after_their_last_day_and_when_they_are_revoked() -> None:
    def stands(until: int, **more: Any) -> bool:
        one = Dismissal(id="d", pattern="big_bang", reason="Known", until=ago(-until), dismissed_at=at(ago(9)), **more)
        finding = next(p for p in find_patterns(facts(one), framework()) if p.pattern_id == "big_bang")
        return finding.dismissed is not None

    assert stands(0)
    assert stands(9)
    assert not stands(-1)
    assert not stands(9, revoked_at=at(ago(1)))


def test_every_sign_of_the_built_in_framework_has_a_rule_and_every_rule_a_sign() -> None:
    keys = [sign.key for pattern in framework().patterns for sign in pattern.indicators]
    assert sorted(keys) == sorted(RULES)


def test_a_sign_that_only_a_team_knows_is_unknown_and_says_so() -> None:
    pattern = framework().patterns[0]
    own = Indicator(key="our_own_sign", rule="Ours", weight=0.5, source="us")
    team = framework().model_copy(
        update={"patterns": (pattern.model_copy(update={"indicators": (*pattern.indicators, own)}),)}
    )
    (finding,) = find_patterns(facts(), team)
    assert finding.indicators[-1].state == "unknown"
    assert "no rule for “our_own_sign”" in finding.indicators[-1].fact


def test_a_teams_weights_are_used() -> None:
    pattern = next(one for one in framework().patterns if one.id == "perfect_data")
    heavy = tuple(
        one.model_copy(update={"weight": 1.0 if one.key == "no_minimum_set" else 0.01}) for one in pattern.indicators
    )
    team = framework().model_copy(update={"patterns": (pattern.model_copy(update={"indicators": heavy}),)})
    (finding,) = find_patterns(facts(), team)
    (own,) = [one for one in find_patterns(facts(), framework()) if one.pattern_id == "perfect_data"]
    assert finding.severity is not None and own.severity is not None
    assert finding.severity > 0.9 > own.severity


@given(cases(), st.integers(0, 200))
def test_the_signs_see_the_very_statuses_of_the_gate(case: tuple[Framework, Assessment], ahead: int) -> None:
    held, assessment = case
    later = DAY + timedelta(days=ahead)
    evaluation = evaluate(assessment, held, later)
    seen = ratings_of(assessment, held, later, None)
    assert seen.criteria == {one.criterion: one.status for one in evaluation.criteria}
    assert seen.dimensions == {one.dimension: one.status for one in evaluation.dimensions}
    assert bool(seen.blocking) == (evaluation.verdict == "blocked")
    if seen.blocking:
        assert seen.blocking >= {one.dimension for one in evaluation.reasons if one.criterion}


def test_a_date_before_the_floor_of_silence_changes_only_what_is_silent() -> None:
    steps = moves(("up", "shadow", 200), ("up", "advisory", 90))
    quiet = facts(*steps, statuses=ratings(silence=False), created=201)
    loud = facts(*steps, created=201)
    for one, other in zip(find_patterns(quiet, framework()), find_patterns(loud, framework()), strict=True):
        assert one.coverage <= other.coverage
