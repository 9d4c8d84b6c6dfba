"""Work that tests start in processes of their own: python tests/storage/worker.py DATABASE TASK [ARGUMENT]."""

from __future__ import annotations

import resource
import sys
import threading
from pathlib import Path

from readiness.domain.workshop import CHOICES
from readiness.errors import StorageFull
from tests.storage.steps import add_initiative, open_store, write_note
from tests.storage.workshop_steps import ballot

THREADS = 4
LIMIT = 400_000


def tell(*words: object) -> None:
    """Say something to the test at once."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def start_and_write(database: Path, name: str) -> None:
    """Open the database, which may not exist yet, and store an initiative with ten notes."""
    store = open_store(database)
    add_initiative(store, name)
    for number in range(10):
        write_note(store, name, "data.c1", f"{name} {number}")
    tell("done")


def write_until_killed(database: Path, _: str) -> None:
    """Store notes from several threads and say which event was acknowledged, for ever."""
    store = open_store(database)
    told = threading.Lock()

    def work(thread: int) -> None:
        for number in range(1_000_000):
            note = f"{thread} {number} " + "x" * 200
            seq = write_note(store, "claims", f"data.c{thread}", note)
            with told:
                tell(seq, thread, number)

    for thread in range(THREADS):
        threading.Thread(target=work, args=(thread,)).start()


def fill_up(database: Path, _: str) -> None:
    """Store notes until no file may grow any more, then let files grow again and store one more."""
    store = open_store(database)
    add_initiative(store)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    saved = 0
    try:
        while True:
            write_note(store, "claims", "data.c1", f"{saved} " + "x" * 5_000)
            saved += 1
    except StorageFull as error:
        tell(error.message)
    kept = store.load("claims").answer("data.c1").note.split()[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    write_note(store, "claims", "data.c1", "again")
    tell(saved - 1, kept, store.load("claims").answer("data.c1").note)


def answer_and_wait(database: Path, people: str) -> None:
    """Answer for so many people at once, say each answer that was confirmed, and then wait to be killed."""
    store = open_store(database)
    told = threading.Lock()

    def answer(number: int) -> None:
        given = ballot(number, CHOICES[number % 5], reason=f"of {number}")
        receipt = store.ballots.submit(given).result(30)
        with told:
            tell(f"p{number}", receipt.choice, given.reason)

    for number in range(int(people)):
        threading.Thread(target=answer, args=(number,)).start()
    threading.Event().wait(120)


if __name__ == "__main__":
    tasks = {"start": start_and_write, "write": write_until_killed, "fill": fill_up, "answer": answer_and_wait}
    tasks[sys.argv[2]](Path(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else "")
