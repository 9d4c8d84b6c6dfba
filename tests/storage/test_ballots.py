"""Answers under way: all or nothing at the reveal, one a person, safe once confirmed, refused in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.domain.secret import answer_key, hashed
from readiness.domain.workshop import CHOICES, Anonymity, Choice
from readiness.errors import Invalid, NotAllowed, NotFound, ReadinessError, VoteClosed
from readiness.storage.ballots import LARGEST_BATCH, Ballot, Receipt
from readiness.storage.store import Store
from tests.storage.steps import IDA, NOON, add_initiative, open_store, sentence
from tests.storage.workshop_steps import (
    FIRST,
    SECOND,
    a_workshop,
    ballot,
    begin,
    join,
    open_voting,
    reveal,
    step,
    token,
    vote,
)

ROOT = Path(__file__).resolve().parents[2]
VOTERS = 40


def started(store: Store, people: int = 2, anonymity: Anonymity = "named") -> Store:
    """A workshop in its first round, with so many people."""
    add_initiative(store)
    begin(store, a_workshop(anonymity=anonymity))
    for number in range(people):
        join(store, number, independent=number % 2 == 0)
    open_voting(store)
    return store


def proxy(participant: str, choice: Choice = "green", round: int = 1) -> Ballot:
    return Ballot(workshop="w1", participant=participant, criterion=FIRST, round=round, choice=choice, at=NOON)


def refused(store: Store, given: Ballot) -> ReadinessError:
    """Why an answer is refused, after the check that it changed nothing."""
    before = store.workshop("w1")
    with pytest.raises(ReadinessError) as caught:
        store.ballots.submit(given).result(20)
    assert store.workshop("w1") == before
    sentence(caught.value)
    return caught.value


@pytest.mark.parametrize("anonymity", ["named", "anonymous"])
def test_what_forty_people_store_while_the_answers_are_revealed_is_what_is_revealed(
    store: Store, anonymity: Anonymity
) -> None:
    """Twenty times: those whose answer was confirmed are in the round, all others were refused in words."""
    started(store, VOTERS, anonymity)
    late = 0
    for attempt in range(20):
        round = attempt + 1
        if round > 1:
            open_voting(store, round=round)
        ready = threading.Barrier(VOTERS + 1)
        confirmed: dict[str, Choice] = {}
        closed: list[str] = []

        def answer(number: int, ready: threading.Barrier, round: int, confirmed: dict, closed: list) -> None:
            choice = CHOICES[(number + round) % 3]
            ready.wait()
            try:
                vote(store, number, choice, round=round, reason=f"round {round} of {number}")
                confirmed[f"p{number}"] = choice
            except VoteClosed as error:
                closed.append(error.message)

        threads = [
            threading.Thread(target=answer, args=(number, ready, round, confirmed, closed)) for number in range(VOTERS)
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        for _ in range(attempt % 5):  # the reveal comes at another moment each time
            store.workshop_tag("w1")
        reveal(store)
        shown = store.workshop("w1")
        revealed = {one.participant: one.choice for one in shown.votes_in(FIRST, round)}
        for thread in threads:
            thread.join(30)
        stored = {one.participant: one.choice for one in store.workshop("w1").votes_in(FIRST, round)}
        assert stored == revealed, "nothing came or went after the reveal"
        if anonymity == "named":
            assert stored == confirmed
        else:
            assert stored == {answer_key(token(int(one[1:])), "w1", FIRST): of for one, of in confirmed.items()}
        assert len(confirmed) + len(closed) == VOTERS
        assert shown.voted_in(FIRST, round) == set(confirmed)
        there = shown.round(FIRST, round)
        assert there is not None
        assert set(there.missing) == {f"p{number}" for number in range(VOTERS)} - set(confirmed)
        assert all(f"you can answer in round {round + 1}" in said for said in closed)
        late += len(closed)
    assert late, "in none of the rounds did anybody come late: this shows nothing"


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_fifty_changes_are_one_answer_and_the_last_one_stands(store: Store, anonymity: Anonymity) -> None:
    started(store, 2, anonymity)
    futures = [store.ballots.submit(ballot(1, CHOICES[number % 5], reason=str(number))) for number in range(50)]
    assert [future.result(20).choice for future in futures] == [CHOICES[number % 5] for number in range(50)]
    (only,) = store.workshop("w1").votes
    assert (only.choice, only.reason) == (CHOICES[49 % 5], "49")
    assert store.workshop("w1").voted_in(FIRST, 1) == {"p1"}


@pytest.mark.parametrize("anonymity", ["named", "anonymous"])
def test_an_answer_that_is_sent_again_is_counted_once(store: Store, anonymity: Anonymity) -> None:
    started(store, 2, anonymity)
    receipts = [store.ballots.submit(ballot(1, "red", reason="why")).result(20) for _ in range(3)]
    assert receipts == [Receipt("w1", FIRST, 1, "red", NOON + timedelta(seconds=1))] * 3
    assert len(store.workshop("w1").votes) == 1


def test_two_hundred_answers_at_once_are_saved_in_few_transactions(store: Store) -> None:
    started(store, 200)
    before = store.workshop_tag("w1")
    with store.engine.exclusive():  # while another writer works, answers gather
        futures = [store.ballots.submit(ballot(number)) for number in range(200)]
    for future in futures:
        future.result(20)
    assert len(store.workshop("w1").votes) == 200
    assert store.workshop_tag("w1") - before <= 3


def test_more_answers_than_one_transaction_takes_are_all_saved(store: Store) -> None:
    started(store, 2)
    futures = [
        store.ballots.submit(ballot(number % 2, CHOICES[number % 3])) for number in range(2 * LARGEST_BATCH + 50)
    ]
    assert len([future.result(30) for future in futures]) == 2 * LARGEST_BATCH + 50
    assert len(store.workshop("w1").votes) == 2


def test_answers_before_after_and_beside_the_round_are_refused_in_words(store: Store) -> None:
    add_initiative(store)
    begin(store)
    join(store, 1)
    assert "has not begun" in refused(store, ballot(1)).message
    open_voting(store)
    assert "This round has not been opened" in refused(store, ballot(1, round=2)).message
    assert "another criterion" in refused(store, ballot(1, criterion=SECOND)).message
    assert isinstance(refused(store, ballot(1, criterion="data.c99")), Invalid)
    vote(store, 1, "yellow")
    reveal(store)
    late = refused(store, ballot(1, "red"))
    assert isinstance(late, VoteClosed)
    assert late.message.startswith("Voting closed — you can answer in round 2.")
    open_voting(store, round=2)
    assert "you can answer in round 2" in refused(store, ballot(1, round=1)).message
    with store.holding("w1", IDA, NOON) as change:
        step(change, state="agreed")
    assert "decided" in refused(store, ballot(1, round=2)).message
    with store.holding("w1", IDA, NOON) as change:
        step(change, state="closed", closed_at=NOON)
    assert "over" in refused(store, ballot(1, round=2)).message


def test_answers_of_strangers_onlookers_and_people_who_were_removed_are_refused_in_words(store: Store) -> None:
    started(store)
    assert isinstance(refused(store, ballot(77)), NotFound)
    assert isinstance(refused(store, proxy("p77")), NotFound)
    join(store, 1, observer=True)
    assert "look on" in refused(store, ballot(1)).message
    join(store, 1, removed_at=NOON)
    removed = refused(store, ballot(1))
    assert isinstance(removed, NotAllowed) and "removed" in removed.message


def test_a_value_outside_the_five_is_refused(store: Store) -> None:
    started(store)
    given = Ballot(token=token(1), criterion=FIRST, round=1, choice="purple", at=NOON)  # type: ignore[arg-type]
    assert isinstance(refused(store, given), Invalid)


def test_one_answer_that_cannot_be_stored_takes_no_other_with_it(store: Store) -> None:
    started(store, 9)
    with store.engine.exclusive():
        futures = [
            store.ballots.submit(ballot(number, reason="\udcff" if number == 4 else "fine")) for number in range(9)
        ]
    outcomes = [future.exception(20) for future in futures]
    assert isinstance(outcomes[4], Invalid)
    assert outcomes[:4] + outcomes[5:] == [None] * 8
    assert store.workshop("w1").voted_in(FIRST, 1) == {f"p{number}" for number in range(9)} - {"p4"}


def test_a_refused_answer_takes_no_other_with_it(store: Store) -> None:
    started(store, 3)
    with store.engine.exclusive():
        futures = [store.ballots.submit(one) for one in (ballot(0), ballot(1, round=7), ballot(2))]
    assert [type(future.exception(20)) for future in futures] == [type(None), Invalid, type(None)]
    assert store.workshop("w1").voted_in(FIRST, 1) == {"p0", "p2"}


def test_what_the_facilitator_enters_is_marked_and_own_words_take_its_place(store: Store) -> None:
    started(store)
    join(store, 7, entered_by_facilitator=True, independent=True)
    store.ballots.submit(proxy("p7", "red")).result(20)
    (given,) = store.workshop("w1").votes
    assert (given.participant, given.entered_by_facilitator, given.independent) == ("p7", True, True)
    store.ballots.submit(proxy("p1", "red")).result(20)
    vote(store, 1, "green")
    own = next(one for one in store.workshop("w1").votes if one.participant == "p1")
    assert (own.choice, own.entered_by_facilitator) == ("green", False)


def test_the_declaration_of_the_moment_goes_with_an_answer(store: Store) -> None:
    started(store)
    vote(store, 0)
    join(store, 0, independent=False)
    assert [one.independent for one in store.workshop("w1").votes] == [True]
    vote(store, 0)
    assert [one.independent for one in store.workshop("w1").votes] == [False]


# Anonymous workshops


def test_nothing_in_an_anonymous_workshop_leads_from_an_answer_to_a_person(store: Store) -> None:
    started(store, 6, "anonymous")
    join(store, 7, entered_by_facilitator=True, independent=True)
    for number in range(5):
        vote(store, number, CHOICES[number % 3], reason=f"reason {CHOICES[number % 3]}")
    ids = {f"p{number}" for number in (*range(6), 7)}
    while_voting = store.workshop("w1")
    assert {one.participant for one in while_voting.votes} & ids == set()
    assert while_voting.voted_in(FIRST, 1) == {f"p{number}" for number in range(5)}
    store.ballots.submit(proxy("p7", "red")).result(20)
    reveal(store)
    facts = store.workshop("w1")
    assert len(facts.votes) == 6
    assert {one.participant for one in facts.votes} & ids == set()
    assert {one.at for one in facts.votes} == {NOON}, "every answer has the time at which its round was opened"
    assert not any(one.entered_by_facilitator for one in facts.votes)
    assert sum(one.independent for one in facts.votes) == 4
    assert facts.voted_in(FIRST, 1) == {"p0", "p1", "p2", "p3", "p4", "p7"}
    with store.engine.reading() as run:
        columns = [row["name"] for row in run("select name from pragma_table_info('voted')")]
        order = [row["participant"] for row in run("select participant from vote")]
    assert columns == ["workshop", "criterion", "round", "participant"], "who has answered is kept without a time"
    assert order == sorted(order), "rows lie in the order of their keys, not of their coming"


def test_the_files_of_an_anonymous_workshop_tell_no_more_after_the_reveal(store: Store) -> None:
    started(store, 2, "anonymous")
    join(store, 7, entered_by_facilitator=True)
    store.ballots.submit(proxy("p7", "red")).result(20)
    vote(store, 0, "yellow", reason="a secret worry")
    vote(store, 0, "green", reason="changed my mind")
    log = store.path.with_name("readiness.db-wal")
    assert b"a secret worry" in log.read_bytes(), "before the reveal the log of recent writes tells more"
    reveal(store)
    assert log.stat().st_size == 0
    content = store.path.read_bytes()
    assert b"changed my mind" in content
    assert b"a secret worry" not in content
    assert b"p7red" not in content


def test_the_log_of_recent_writes_is_emptied_when_an_anonymous_workshop_closes(store: Store) -> None:
    started(store, 2, "anonymous")
    vote(store, 0, "yellow", reason="a secret worry")
    log = store.path.with_name("readiness.db-wal")
    assert b"a secret worry" in log.read_bytes()
    with store.holding("w1", IDA, NOON) as change:
        step(change, state="closed", closed_at=NOON)
    assert log.stat().st_size == 0


def test_own_answers_are_found_with_the_token_alone(store: Store) -> None:
    started(store, 2, "anonymous")
    vote(store, 0, "yellow")
    facts = store.workshop("w1")
    own = facts.vote_of("p0", token(0), FIRST, 1)
    assert own is not None and own.choice == "yellow"
    assert facts.vote_of("p0", token(1), FIRST, 1) is None
    assert facts.vote_of("p0", "", FIRST, 1) is None
    assert facts.vote_of("p1", token(1), FIRST, 1) is None


def test_movement_between_rounds_can_be_followed_without_knowing_whose(store: Store) -> None:
    started(store, 2, "anonymous")
    vote(store, 0, "red")
    vote(store, 1, "green")
    reveal(store)
    open_voting(store, round=2)
    vote(store, 0, "green", round=2)
    vote(store, 1, "green", round=2)
    facts = store.workshop("w1")
    first = {one.participant: one.choice for one in facts.votes_in(FIRST, 1)}
    then = {one.participant: one.choice for one in facts.votes_in(FIRST, 2)}
    assert set(first) == set(then)
    assert sorted((first[key], then[key]) for key in first) == [("green", "green"), ("red", "green")]


def test_answers_on_two_criteria_cannot_be_laid_side_by_side(store: Store) -> None:
    started(store, 2, "anonymous")
    vote(store, 0)
    open_voting(store, SECOND)
    vote(store, 0, criterion=SECOND)
    assert len({one.participant for one in store.workshop("w1").votes}) == 2


def test_in_an_anonymous_workshop_own_words_take_the_place_of_what_the_facilitator_entered(store: Store) -> None:
    started(store, 2, "anonymous")
    store.ballots.submit(proxy("p1", "red")).result(20)
    vote(store, 1, "green")
    (only,) = store.workshop("w1").votes
    assert only.choice == "green"
    stands = refused(store, proxy("p1", "red"))
    assert isinstance(stands, NotAllowed)


def test_an_answer_that_the_facilitator_entered_can_be_dropped_until_the_reveal(store: Store) -> None:
    started(store, 1, "anonymous")
    for number in (7, 8):
        join(store, number, entered_by_facilitator=True)
        store.ballots.submit(proxy(f"p{number}", "red")).result(20)
    with store.holding("w1", IDA, NOON) as change:
        assert change.drop_votes("p7") == 1
    assert store.workshop("w1").voted_in(FIRST, 1) == {"p8"}
    reveal(store)
    with store.holding("w1", IDA, NOON) as change:
        assert change.drop_votes("p8") == 0
    assert store.workshop("w1").voted_in(FIRST, 1) == {"p8"}
    assert len(store.workshop("w1").votes) == 1


def test_another_device_cannot_answer_a_second_time_in_an_anonymous_round(store: Store) -> None:
    started(store, 2, "anonymous")
    vote(store, 1, "green")
    with store.holding("w1", IDA, NOON) as change:
        change.give_token("p1", hashed(token(50)))
    stands = refused(store, ballot(50, "red"))
    assert isinstance(stands, NotAllowed) and "next round" in stands.message
    reveal(store)
    open_voting(store, round=2)
    vote(store, 50, "red", round=2)
    assert [one.choice for one in store.workshop("w1").votes_in(FIRST, 2)] == ["red"]


# Starting, stopping, failing


def test_closing_the_store_saves_what_was_handed_in_and_leaves_no_writer(tmp_path: Path) -> None:
    others = set(threading.enumerate())
    store = started(open_store(tmp_path / "readiness.db"), 40)
    futures: list[Future[Receipt]] = [store.ballots.submit(ballot(number)) for number in range(40)]
    assert any(thread.name == "readiness-ballots" for thread in set(threading.enumerate()) - others)
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert not any(thread.name == "readiness-ballots" for thread in set(threading.enumerate()) - others)
    store.close()
    vote(store, 1, "red")
    assert len(store.workshop("w1").votes) == 40
    store.close()


def test_answers_of_many_threads_survive_a_store_that_is_closed_again_and_again(tmp_path: Path) -> None:
    store = started(open_store(tmp_path / "readiness.db"), 8)
    failures: list[BaseException] = []

    def answer(number: int) -> None:
        try:
            for turn in range(20):
                vote(store, number, CHOICES[turn % 5])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        store.ballots.close()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert {one.choice for one in store.workshop("w1").votes} == {CHOICES[19 % 5]}
    store.close()


def test_a_database_that_cannot_be_written_is_said_to_everybody_and_works_again_once_it_can(store: Store) -> None:
    started(store, 3)
    store.close()
    hidden = store.path.with_name("away.db")
    store.path.rename(hidden)
    with pytest.raises(ReadinessError) as caught:
        vote(store, 1)
    assert "Nothing was saved" in sentence(caught.value)
    hidden.rename(store.path)
    vote(store, 1)
    assert store.workshop("w1").voted_in(FIRST, 1) == {"p1"}


def test_every_answer_that_was_confirmed_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    database = tmp_path / "readiness.db"
    store = started(open_store(database), 20)
    before = store.workshop("w1")
    store.close()
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.worker", str(database), "answer", "15"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    said = [worker.stdout.readline().strip() for _ in range(15)]
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate(timeout=60)
    assert worker.returncode == -signal.SIGKILL
    again = open_store(database)
    facts = again.workshop("w1")
    assert facts.workshop == before.workshop
    assert {f"{vote.participant} {vote.choice} {vote.reason}" for vote in facts.votes} == set(said)
    assert len(said) == 15
    assert again.engine.integrity() == ()
    vote(again, 19, "red")
    assert len(again.workshop("w1").votes) == 16
    again.close()


def test_two_questions_to_two_hundred_people_do_not_wait_for_the_log_to_be_carried_into_the_file(store: Store) -> None:
    """Once it is carried over, SQLite begins it anew: then it would never be longer than the usual thousand pages."""
    started(store, 200)
    for round in (1, 2):
        if round > 1:
            reveal(store)
            open_voting(store, round=round)
        for number in range(200):
            vote(store, number, round=round)
    log = store.path.with_name(f"{store.path.name}-wal")
    assert log.stat().st_size > 1_200 * 4_096
