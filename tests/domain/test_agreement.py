"""The spread of a room's answers: the index, the label and the order of discussion, on fixed vectors."""

import pytest

from readiness.domain.agreement import (
    Label,
    consensus_index,
    discussion_key,
    label,
    lower_median,
    needs_rationale,
    spread,
)
from readiness.domain.workshop import Choice


def answers(red: int = 0, yellow: int = 0, green: int = 0) -> list[Choice]:
    return [*["red"] * red, *["yellow"] * yellow, *["green"] * green]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("red", "yellow", "green", "index", "said", "median"),
    [
        (0, 10, 0, 1.0, "agree", "yellow"),
        (0, 5, 5, 0.5849625007, "leaning", "yellow"),
        (1, 0, 9, 0.5310044064, "dissent", "green"),
        (1, 2, 7, 0.4395428896, "dissent", "green"),
        (3, 3, 4, 0.2872003070, "split", "yellow"),
        (5, 0, 5, 0.0, "split", "red"),
        (2, 0, 8, 0.2780719051, "split", "green"),
        (0, 8, 2, 0.7310044064, "agree", "yellow"),
        (0, 7, 3, 0.6494278, "leaning", "yellow"),
        (0, 0, 2, 1.0, "too_few", "green"),
        (1, 0, 1, 0.0, "too_few", "red"),
    ],
)
def test_the_spread_of_known_answers(
    red: int, yellow: int, green: int, index: float, said: Label, median: Choice
) -> None:
    assert consensus_index(red, yellow, green) == pytest.approx(index, abs=1e-4)
    assert label(red, yellow, green) == said
    assert lower_median(red, yellow, green) == median


def test_what_is_no_level_is_counted_and_changes_no_figure() -> None:
    plain = spread(answers(1, 2, 3))
    more = spread([*answers(1, 2, 3), "not_applicable", "dont_know", "dont_know"], not_voted=4)
    assert (more.not_applicable, more.dont_know, more.not_voted, more.counted) == (1, 2, 4, 6)
    assert (more.index, more.label, more.median) == (plain.index, plain.label, plain.median)


def test_no_answer_has_no_figure() -> None:
    assert spread([]) == spread([], not_voted=0)
    assert (spread([]).index, spread([]).median, spread([]).label) == (None, None, "too_few")


def test_the_most_disagreement_comes_first_and_too_few_last() -> None:
    rooms = [
        spread(answers(yellow=10)),
        spread(answers(red=1, green=9)),
        spread(answers(red=5, green=5)),
        spread(answers(red=3, yellow=3, green=4)),
        spread(answers(yellow=5, green=5)),
        spread(answers(green=1)),
    ]
    assert [room.label for room in sorted(rooms, key=discussion_key)] == [
        "split",
        "split",
        "dissent",
        "leaning",
        "agree",
        "too_few",
    ]
    assert sorted(rooms, key=discussion_key)[0] == spread(answers(red=5, green=5))


def test_the_share_of_a_fifth_is_compared_in_whole_numbers() -> None:
    assert label(1, 0, 4) == "split", "exactly 20 %"
    assert label(1, 0, 9) == "dissent", "less than 20 %, and an index above the limit"
    assert label(0, 4, 1) == "agree", "exactly 80 %"


def test_a_rating_off_the_median_or_of_a_split_room_needs_its_reason() -> None:
    assert not needs_rationale("green", spread(answers(green=5)))
    assert needs_rationale("yellow", spread(answers(green=5)))
    assert needs_rationale("red", spread(answers(red=5, green=5)))
