"""The fewest steps to a better verdict, in examples that a person can check."""

from readiness.domain.assessment import Fact, UseCase
from readiness.domain.evaluation import Path
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.path import next_path, ready_path
from tests.builders import (
    SMALL,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    a_sign_off,
    ago,
    an_assessment,
    days,
    proof,
    rated,
)

ONE, TWO, THREE, FOUR = "data.c1", "data.c2", "integration.c1", "integration.c2"
STRICT = a_framework(must_be_green=[ONE])
TOLERANT = a_framework(tolerance=9)


def paths(
    *facts: Fact, framework: Framework = SMALL, **more: object
) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    """End and steps of both paths, each step in a short form."""
    assessment = an_assessment(*facts, framework=framework, **more)  # type: ignore[arg-type]
    evaluation = evaluate(assessment, framework, TODAY)

    def short(path: Path | None) -> tuple[str, list[str]]:
        assert path is not None
        assert path.start == evaluation.verdict
        return path.end, [
            f"{step.criterion} {step.to or 'plan'}" if step.criterion else step.plan or step.kind for step in path.steps
        ]

    return short(next_path(assessment, framework, evaluation)), short(ready_path(assessment, framework, evaluation))


def test_ready_has_no_path() -> None:
    assessment = an_assessment()
    evaluation = evaluate(assessment, SMALL, TODAY)
    assert next_path(assessment, SMALL, evaluation) is None
    assert ready_path(assessment, SMALL, evaluation) is None


def test_a_red_needs_yellow_to_unblock_and_green_to_be_ready_in_one_step() -> None:
    assert paths(rated(ONE, "red")) == (("needs_plan", [f"{ONE} yellow"]), ("ready", [f"{ONE} green"]))


def test_a_red_that_is_planned_already_may_stay_yellow() -> None:
    assert paths(rated(ONE, "red"), a_plan(ONE))[0] == ("ready_with_mitigations", [f"{ONE} yellow"])


def test_what_must_be_green_needs_green() -> None:
    both = ("ready", [f"{ONE} green"])
    assert paths(rated(ONE, "red"), framework=STRICT) == (both, both)
    assert paths(rated(ONE, "yellow"), framework=STRICT) == (both, both)
    assert paths(rated(ONE, None), framework=STRICT) == (both, both)
    assert paths(rated(ONE, "green"), framework=STRICT) == (both, both)


def test_finishing_one_overdue_mitigation_frees_all_its_criteria() -> None:
    facts = (rated(ONE, "yellow"), rated(TWO, "yellow"), a_plan(ONE, TWO, due=ago(1)))
    assert paths(*facts, framework=TOLERANT) == (
        ("ready_with_mitigations", ["plan"]),
        ("ready_with_mitigations", ["plan"]),
    )


def test_completing_one_mitigation_covers_all_its_criteria() -> None:
    facts = (rated(ONE, "yellow"), rated(TWO, "yellow"), rated(THREE, "yellow"), a_plan(ONE, TWO, owner=""))
    assert paths(*facts) == (
        ("needs_sign_off", ["plan", f"{THREE} plan"]),
        ("ready_with_mitigations", ["plan", f"{ONE} green", f"{THREE} green"]),
    )


def test_an_incomplete_mitigation_of_one_criterion_is_completed_rather_than_doubled() -> None:
    assert paths(rated(ONE, "yellow"), a_plan(ONE, owner=""))[0] == ("ready_with_mitigations", ["plan"])


def test_an_overdue_mitigation_of_one_criterion_is_finished_rather_than_the_rating_changed() -> None:
    assert paths(rated(ONE, "yellow"), a_plan(ONE, due=ago(1)))[0] == ("ready_with_mitigations", ["plan"])


def test_an_incomplete_assessment_asks_for_every_answer_and_the_use_case() -> None:
    assert paths(rated(ONE, None), rated(FOUR, None), use_case=UseCase()) == (
        ("needs_plan", [f"{ONE} yellow", f"{FOUR} yellow", "use_case"]),
        ("ready", [f"{ONE} green", f"{FOUR} green", "use_case"]),
    )


def test_a_dimension_with_nothing_left_needs_one_of_its_criteria() -> None:
    gone = (rated(ONE, "not_applicable"), rated(TWO, "not_applicable"))
    assert paths(*gone) == (("needs_plan", [f"{ONE} yellow"]), ("ready", [f"{ONE} green"]))


def test_a_rating_improves_instead_of_a_plan_only_to_spare_the_sign_off() -> None:
    facts = (rated(ONE, "yellow"), rated(THREE, "yellow"))
    assert paths(*facts) == (
        ("needs_sign_off", [f"{ONE} plan", f"{THREE} plan"]),
        ("ready_with_mitigations", [f"{ONE} green", f"{THREE} plan"]),
    )
    alone = (rated(ONE, "yellow"),)
    assert paths(*alone)[1] == ("ready_with_mitigations", [f"{ONE} plan"])


def test_one_rating_better_goes_before_a_sign_off_and_takes_the_first_reason() -> None:
    facts = (rated(ONE, "yellow"), rated(THREE, "yellow"), a_plan(ONE, THREE))
    assert paths(*facts)[0] == ("ready_with_mitigations", [f"{ONE} green"])
    weighty = a_framework(double_weight=[THREE])
    assert paths(*facts, framework=weighty)[0] == ("ready_with_mitigations", [f"{THREE} green"])


def test_a_sign_off_is_obtained_where_one_better_rating_is_not_enough() -> None:
    yellows = [rated(one, "yellow") for one in (ONE, TWO, THREE, FOUR)]
    assert paths(*yellows, a_plan(ONE, TWO, THREE, FOUR)) == (
        ("ready_with_mitigations", ["sign_off"]),
        ("ready_with_mitigations", ["sign_off"]),
    )


def test_from_ready_with_mitigations_every_yellow_turns_green() -> None:
    facts = (rated(ONE, "yellow"), rated(TWO, "green"), a_plan(ONE), a_sign_off(ONE, TWO))
    both = ("ready", [f"{ONE} green", f"{TWO} green"])
    assert paths(*facts, framework=TOLERANT) == (both, both)


def test_a_plan_whose_completion_would_end_the_sign_off_asks_for_a_new_one() -> None:
    framework = a_framework((2, 3))
    late = ("integration.c1", "integration.c2", "integration.c3")
    facts = (
        *(rated(one, "yellow") for one in (ONE, TWO, *late)),
        a_plan(ONE, TWO, id="old", due=TODAY + days(5)),
        a_plan(ONE, *late, id="new", owner="", due=TODAY + days(9)),
        a_sign_off(ONE, TWO, *late, due=TODAY + days(5)),
    )
    assert paths(*facts, framework=framework)[1] == ("ready_with_mitigations", ["new", "sign_off"])
    same_day = (*facts[:-2], facts[-2].model_copy(update={"due": TODAY + days(5)}), facts[-1])
    assert paths(*same_day, framework=framework)[1] == ("ready_with_mitigations", ["new"])


def test_completing_a_mitigation_that_a_sign_off_names_can_be_all_it_takes() -> None:
    """The sign-off names the plan of a yellow that lacks only proof, too; without that plan it does not hold."""
    facts = (
        rated(ONE, "green"),
        rated(THREE, "yellow"),
        a_plan(ONE, THREE, due=None),
        a_sign_off(ONE, THREE),
    )
    assert paths(*facts)[1] == ("ready_with_mitigations", ["plan"])


def test_of_two_mitigations_the_one_is_completed_that_spares_the_sign_off() -> None:
    """Each covers two of three yellows; completing the first leaves two yellow dimensions, the second only one."""
    facts = (*(rated(one, "yellow") for one in (ONE, THREE, FOUR)), a_plan(ONE, THREE, id="a", owner=""))
    framework = a_framework(tolerance=2)
    end, steps = paths(*facts, a_plan(THREE, FOUR, id="b", owner=""), framework=framework)[1]
    assert (end, steps) == ("ready_with_mitigations", [f"{ONE} green", "b"])


def test_steps_come_in_the_order_of_reasons() -> None:
    framework = a_framework((3, 3), must_be_green=["integration.c3"], double_weight=["data.c3"])
    facts = [rated(one, "red") for one in ("data.c1", "data.c3", "integration.c3")]
    assert paths(*facts, framework=framework)[1][1] == [
        "integration.c3 green",
        "data.c3 green",
        "data.c1 green",
    ]


def takes(*facts: Fact) -> str:
    assessment = an_assessment(*facts)
    path = ready_path(assessment, SMALL, evaluate(assessment, SMALL, TODAY))
    assert path is not None
    return path.steps[0].takes


def test_a_step_says_what_it_takes() -> None:
    assert takes(rated(ONE, "red")) == (
        "Data 1 is good. Proven by a file, link or metric value from the last 30 days, "
        "rated or confirmed by an independent person."
    )
    assert takes(rated(ONE, "green", by=["bob"], on=ago(90)), proof(ONE, ago(90))) == (
        "Add evidence from the last 30 days. Let an independent person rate or confirm it."
    )
    assert takes(rated(ONE, "green"), proof(ONE), a_failed_test(ONE)) == (
        "Text, owner and due date. One mitigation may cover several criteria."
    )
    assert takes(rated(ONE, "yellow"), a_plan(ONE, owner="", due=None)) == "Give it its owner and due date."
    assert takes(rated(ONE, "yellow"), a_plan(ONE, due=ago(1))) == "Finish it; it is past its due date."


def test_of_many_mitigations_those_that_help_most_are_tried() -> None:
    framework = a_framework((5, 5, 5, 5, 5))
    ids = [criterion.id for criterion in framework.criteria]
    pairs = [a_plan(*ids[4 + 2 * n : 6 + 2 * n], id=f"a{n}", owner="") for n in range(9)]
    big = a_plan(*ids[:4], id="big", due=ago(1))
    facts = [rated(one, "yellow") for one in ids[:22]]
    assert paths(*facts, *pairs, big, framework=framework)[0] == ("needs_plan", ["big"])


def test_many_mitigations_do_not_stall_the_search() -> None:
    framework = a_framework((5, 5, 5, 5, 5))
    ids = [criterion.id for criterion in framework.criteria]
    plans = [a_plan(ids[n], ids[(n + 1) % 25], id=f"p{n:02}", due=ago(1)) for n in range(25)]
    end, steps = paths(*(rated(one, "yellow") for one in ids), *plans, framework=framework)[0]
    assert end != "blocked"
    assert len(steps) == 25
