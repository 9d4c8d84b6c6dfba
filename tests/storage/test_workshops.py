"""Workshops in the database: what is stored comes back, one step wins, and no secret lies there in clear."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.domain.secret import answer_key, hashed
from readiness.domain.workshop import (
    Consensus,
    Facilitator,
    Participant,
    Proposal,
    Rejoin,
    Round,
    Vote,
    Workshop,
)
from readiness.errors import Conflict, NotFound, StaleVersion
from readiness.storage.schema import SCRIPTS, statements
from readiness.storage.store import Store
from readiness.storage.verification import verify_chain
from readiness.storage.workshops import Seat, Voted
from tests.storage.steps import IDA, NOON, Author, add_initiative, open_store, sentence, write_note
from tests.storage.workshop_steps import (
    FIRST,
    KEY,
    RECOVERY,
    SECOND,
    a_workshop,
    begin,
    join,
    open_voting,
    reveal,
    step,
    token,
    vote,
)

TABLES = (
    "workshop",
    "participant",
    "facilitator",
    "rejoin",
    "workshop_round",
    "vote",
    "voted",
    "consensus",
    "proposal",
)


@pytest.fixture
def started(store: Store) -> Store:
    """A store with a workshop in the lobby."""
    add_initiative(store)
    begin(store)
    return store


def rows(store: Store, table: str) -> list[dict[str, object]]:
    with store.engine.reading() as run:
        return run(f"select * from {table}")


def fill(store: Store) -> dict[str, object]:
    """One of every kind of fact, every field set."""
    later = NOON + timedelta(minutes=5)
    facts: dict[str, object] = {
        "participants": (
            Participant(
                id="p9",
                name="Søren ‘§’",
                role="Security",
                person="ida",
                independent=True,
                observer=True,
                entered_by_facilitator=True,
                joined_at=NOON,
                removed_at=later,
            ),
            Participant(id="p1", name="Sam", joined_at=later),
        ),
        "rounds": (
            Round(criterion=SECOND, number=1, opened_at=NOON, revealed_at=later, revealed_by="Ana", missing=("p1",)),
            Round(criterion=FIRST, number=2, opened_at=NOON),
        ),
        "consensus": (
            Consensus(
                criterion=SECOND,
                rating="not_applicable",
                round=1,
                rationale="why",
                dissent="but",
                not_applicable_reason="out_of_scope",
                not_applicable_text="because",
                decided_at=later,
                decided_by="Ana",
                version=3,
            ),
            Consensus(criterion=FIRST, round=2, parked=True, decided_at=later),
        ),
        "proposals": (
            Proposal(
                id="a", criterion=FIRST, participant="p1", text="t", owner="o", at=NOON, decision="approved", plan="x"
            ),
        ),
        "rejoins": (Rejoin(id="r", participant="p1", asked_at=NOON, decision="refused"),),
    }
    with store.holding("w1", IDA, NOON) as change:
        for kind in facts.values():
            change.put(*kind)  # type: ignore[misc]
    return facts


def test_every_fact_of_a_workshop_comes_back_as_it_was_stored_in_the_order_in_which_it_came(started: Store) -> None:
    stored = fill(started)
    found = started.workshop("w1")
    for name, facts in stored.items():
        assert getattr(found, name) == facts
    assert found.workshop == a_workshop()
    assert found.facilitators == (Facilitator(id="ana", name="Ana", added_at=NOON),)


def test_a_known_fact_is_replaced_and_keeps_its_place(started: Store) -> None:
    fill(started)
    changed = Participant(id="p9", name="Another", joined_at=NOON)
    with started.holding("w1", IDA, NOON) as change:
        change.put(changed)
        assert change.facts.participants[0] == changed, "the transaction sees what it wrote"
    assert started.workshop("w1").participants[0] == changed


def test_a_restart_finds_the_workshop_where_it_was(tmp_path: Path) -> None:
    store = open_store(tmp_path / "readiness.db")
    add_initiative(store)
    begin(store)
    join(store, 1)
    open_voting(store)
    vote(store, 1, "red", reason="no owner")
    before = store.workshop("w1")
    store.close()
    again = open_store(tmp_path / "readiness.db")
    assert again.workshop("w1") == before
    assert [one.id for one in again.running_workshops()] == ["w1"]
    again.close()


def test_workshops_are_found_by_code_by_initiative_and_while_they_run(started: Store) -> None:
    other = a_workshop("w2", "XYZ789").model_copy(update={"created_at": NOON + timedelta(days=1)})
    begin(started, other)
    by_code = started.workshop_by_code("XYZ789")
    assert by_code is not None and by_code.id == "w2"
    assert started.workshop_by_code("xyz789") is None
    assert [one.id for one in started.workshops_of("claims")] == ["w2", "w1"]
    with started.holding("w2", IDA, NOON) as change:
        step(change, state="closed", closed_at=NOON)
    assert [one.id for one in started.running_workshops()] == ["w1"]
    assert [one.id for one in started.workshops_of("claims")] == ["w2", "w1"]


def test_a_code_is_given_once(started: Store) -> None:
    with pytest.raises(Conflict) as caught:
        begin(started, a_workshop("w2"))
    assert "ABC234" in sentence(caught.value)
    assert len(started.workshops_of("claims")) == 1


def test_a_token_leads_to_its_seat_and_a_key_to_its_facilitator(started: Store) -> None:
    join(started, 1)
    assert started.seat(hashed(token(1))) == Seat("w1", "p1")
    assert started.seat(hashed(token(2))) is None
    assert started.facilitator("w1", hashed(KEY + "w1")) == Facilitator(id="ana", name="Ana", added_at=NOON)
    assert started.facilitator("w1", hashed(token(1))) is None, "a participant's token is nobody's key"
    assert started.recovery_hash("w1") == hashed(RECOVERY + "w1")


def test_a_key_of_one_workshop_is_worth_nothing_in_another(started: Store) -> None:
    begin(started, a_workshop("w2", "XYZ789"))
    assert started.facilitator("w2", hashed(KEY + "w1")) is None


def test_a_device_that_was_let_back_in_takes_the_seat_and_the_old_token_is_dead(started: Store) -> None:
    join(started, 1)
    asked = Rejoin(id="r1", participant="p1", asked_at=NOON)
    with started.holding("w1", IDA, NOON) as change:
        change.put(asked)
        change.give_rejoin_token("r1", hashed(token(50)))
    assert started.rejoin_asked(hashed(token(50))) == ("w1", asked)
    assert started.seat(hashed(token(50))) is None
    with started.holding("w1", IDA, NOON) as change:
        change.put(asked.model_copy(update={"decision": "granted"}))
        change.hand_over(asked)
    assert started.seat(hashed(token(50))) == Seat("w1", "p1")
    assert started.seat(hashed(token(1))) is None
    assert started.rejoin_asked(hashed(token(50))) is None
    lost = started.rejoin_asked(hashed(token(1)))
    assert lost is not None and (lost[0], lost[1].decision) == ("w1", "granted"), "the device before can be told so"


def test_one_press_of_the_join_button_makes_one_participant(started: Store) -> None:
    join(started, 1)
    with started.holding("w1", IDA, NOON) as change:
        assert change.pressed(hashed("press")) is None
        change.note_press("p1", hashed("press"))
    with started.holding("w1", IDA, NOON) as change:
        found = change.pressed(hashed("press"))
        assert found is not None and found.id == "p1"


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_steps_from_the_same_version_one_wins_and_the_other_is_told_who(started: Store, attempt: int) -> None:
    join(started, 1)
    open_voting(started)
    version = started.workshop("w1").workshop.version
    both = threading.Barrier(2)
    refused: list[StaleVersion] = []
    won: list[Workshop] = []

    def press(name: str) -> None:
        both.wait()
        try:
            with started.holding("w1", Author(id=name, name=name), NOON) as change:
                won.append(change.step(change.workshop.model_copy(update={"state": "revealed"}), version=version))
        except StaleVersion as error:
            refused.append(error)

    threads = [threading.Thread(target=press, args=(name,)) for name in ("Ana", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(won), len(refused)) == (1, 1)
    now = started.workshop("w1")
    assert now.workshop.version == version + 1
    assert refused[0].theirs == now.workshop
    assert refused[0].by == now.stepped_by
    assert f"already revealed by {now.stepped_by}" in sentence(refused[0])


def test_a_step_that_fails_leaves_everything_as_it_was(started: Store) -> None:
    before = started.workshop("w1")
    with pytest.raises(InterruptedError), started.holding("w1", IDA, NOON) as change:
        step(change, state="voting", criterion=FIRST)
        change.put(Participant(id="p1", name="Sam", joined_at=NOON))
        change.record("workshop_voting_opened", {})
        raise InterruptedError
    assert started.workshop("w1") == before


def test_a_part_of_a_change_on_the_initiative_is_saved_with_it_or_not_at_all(started: Store) -> None:
    with pytest.raises(InterruptedError), started.change("claims", IDA, NOON) as change:
        step(change.workshop("w1"), state="voting", criterion=FIRST)
        raise InterruptedError
    assert started.workshop("w1").workshop.state == "lobby"
    with started.change("claims", IDA, NOON) as change:
        step(change.workshop("w1"), state="voting", criterion=FIRST)
        change.record("answer_changed", f"answer/{FIRST}", {"changes": {}})
    assert started.workshop("w1").workshop.state == "voting"


def test_a_workshop_of_another_initiative_is_not_changed_by_the_way(started: Store) -> None:
    add_initiative(started, "other")
    with pytest.raises(NotFound), started.change("other", IDA, NOON) as change:
        change.workshop("w1")


def test_an_event_of_a_workshop_is_in_the_chain_and_leaves_the_initiative_unchanged(started: Store) -> None:
    mark = started.mark("claims")
    join(started, 1)
    open_voting(started)
    assert started.mark("claims") == mark
    with started.engine.reading() as run:
        assert verify_chain(run).problem is None
        kinds = [row["kind"] for row in run("select kind from event where subject = 'workshop/w1' order by seq")]
    assert kinds == ["workshop_created", "workshop_joined", "workshop_voting_opened"]


def test_the_tag_moves_with_every_change_and_with_nothing_else(started: Store) -> None:
    begin(started, a_workshop("w2", "XYZ789"))
    tags = [started.workshop_tag("w1")]
    join(started, 1)
    tags.append(started.workshop_tag("w1"))
    open_voting(started)
    tags.append(started.workshop_tag("w1"))
    vote(started, 1, "green")
    tags.append(started.workshop_tag("w1"))
    vote(started, 1, "red")
    tags.append(started.workshop_tag("w1"))
    assert tags == sorted(set(tags))
    other = started.workshop_tag("w2")
    write_note(started, "claims", FIRST, "a note")
    with started.holding("w1", IDA, NOON):
        pass
    assert (started.workshop_tag("w1"), started.workshop_tag("w2")) == (tags[-1], other)
    assert started.workshop("w1").votes[0].choice == "red"


def test_what_is_asked_for_and_is_not_there_is_said(started: Store) -> None:
    for ask in (started.workshop, started.workshop_tag, started.recovery_hash):
        with pytest.raises(NotFound) as caught:
            ask("nowhere")
        sentence(caught.value)
    with pytest.raises(NotFound), started.holding("nowhere", IDA, NOON):
        pass


def test_only_the_votes_on_what_all_look_at_are_read_where_that_is_enough(started: Store) -> None:
    join(started, 1)
    for criterion in (FIRST, SECOND):
        open_voting(started, criterion)
        vote(started, 1, "green", criterion=criterion)
    assert [one.criterion for one in started.workshop("w1", present_only=True).votes] == [SECOND]
    assert started.workshop("w1").voted == {Voted(FIRST, 1, "p1"), Voted(SECOND, 1, "p1")}


def test_answers_can_be_dropped_with_the_person_who_gave_them(started: Store) -> None:
    join(started, 1)
    join(started, 2)
    open_voting(started)
    vote(started, 1)
    vote(started, 2)
    with started.holding("w1", IDA, NOON) as change:
        assert change.drop_votes("p1") == 1
    assert started.workshop("w1").voted_in(FIRST, 1) == {"p2"}


def test_a_new_round_keeps_the_answers_of_the_one_before(started: Store) -> None:
    join(started, 1)
    open_voting(started)
    vote(started, 1, "red")
    reveal(started)
    open_voting(started, round=2)
    vote(started, 1, "green", round=2)
    facts = started.workshop("w1")
    assert [(one.round, one.choice) for one in facts.votes] == [(1, "red"), (2, "green")]
    first = facts.round(FIRST, 1)
    assert first is not None and first.revealed_by == "Ana"


def test_a_workshop_goes_with_its_initiative_and_nothing_of_it_stays_but_events(started: Store) -> None:
    fill(started)
    join(started, 1)
    open_voting(started)
    vote(started, 1)
    with started.engine.writing() as run:
        run("insert into voted (workshop, criterion, round, participant) values ('w1', 'data.c1', 1, 'p1')")
    assert all(rows(started, table) for table in TABLES), "each table has something to lose"
    with started.change("claims", IDA, NOON) as change:
        change.delete("initiative_deleted", {})
    assert {table: rows(started, table) for table in TABLES} == {table: [] for table in TABLES}
    assert started.engine.integrity() == ()


def test_no_token_key_or_recovery_code_is_stored_in_clear(started: Store) -> None:
    join(started, 1)
    with started.holding("w1", IDA, NOON) as change:
        change.put(Rejoin(id="r1", participant="p1", asked_at=NOON))
        change.give_rejoin_token("r1", hashed(token(50)))
        change.note_press("p1", hashed("press-0123456789abcdef"))
    open_voting(started)
    vote(started, 1, "red", reason="no owner")
    reveal(started)
    with started.engine.reading() as run:
        tables = [row["name"] for row in run("select name from sqlite_master where type = 'table'")]
        everything = "\n".join(str(run(f"select * from {table}")) for table in tables)
    assert "no owner" in everything, "the search looks where things are stored"
    for secret in (token(1), token(50), KEY, RECOVERY, "press-0123456789abcdef"):
        assert secret not in everything
    for file in started.path.parent.glob("readiness.db*"):
        content = file.read_bytes()
        for secret in (token(1), token(50), KEY, RECOVERY):
            assert secret.encode() not in content, file.name


def test_the_log_holds_no_answer_before_the_reveal(started: Store) -> None:
    join(started, 1)
    open_voting(started)
    before = started.head()
    vote(started, 1, "red", reason="nobody owns it")
    assert started.head() == before, "an answer appends no event"


def test_a_database_from_before_workshops_is_brought_up_to_date_and_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "readiness.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("create table migration (name text primary key not null, applied_at text not null)")
        for script in SCRIPTS[:2]:
            for statement in statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute("insert into migration values (?, '2026-01-01')", (script.stem,))
        connection.execute("insert into framework_content values ('h', '1', '{}', '[]', '2026-01-01')")
        connection.execute(
            "insert into initiative (id, name, name_folded, description, profile, framework_version, framework_hash, "
            "created_at, created_by, review_interval_days, round, example, use_case, demo, token, changed_at) values "
            "('claims', 'Claims', 'claims', '', 'small', '1', 'h', '2026-03-20T12:00:00Z', '', 90, 1, '', "
            "'{\"user\":\"clerks\"}', '{}', 0, '')"
        )
        connection.commit()
    store = open_store(database)
    assert "003_workshop" in store.engine.applied
    assert store.load("claims").initiative.use_case.user == "clerks"
    begin(store)
    join(store, 1)
    open_voting(store)
    vote(store, 1, "yellow")
    assert [one.choice for one in store.workshop("w1").votes] == ["yellow"]
    assert store.engine.integrity() == ()
    store.close()


def test_a_backup_holds_the_workshop_as_it_stands(started: Store, tmp_path: Path) -> None:
    join(started, 1)
    open_voting(started)
    vote(started, 1, "yellow")
    started.engine.copy_to(tmp_path / "copy.db")
    copy = open_store(tmp_path / "copy.db")
    assert copy.workshop("w1") == started.workshop("w1")
    copy.close()


def test_a_key_of_an_answer_is_the_same_in_every_round_and_another_for_every_criterion_person_and_workshop() -> None:
    keys = {
        answer_key(token(1), "w1", FIRST),
        answer_key(token(1), "w1", SECOND),
        answer_key(token(1), "w2", FIRST),
        answer_key(token(2), "w1", FIRST),
    }
    assert len(keys) == 4
    assert answer_key(token(1), "w1", FIRST) in keys
    assert hashed(token(1))[:32] not in keys


def test_votes_are_read_as_they_were_given(started: Store) -> None:
    join(started, 1, independent=True)
    open_voting(started)
    vote(started, 1, "red", reason="‘<b>’ 🔥")
    assert started.workshop("w1").votes == (
        Vote(
            criterion=FIRST,
            round=1,
            participant="p1",
            choice="red",
            reason="‘<b>’ 🔥",
            at=NOON + timedelta(seconds=1),
            independent=True,
        ),
    )
