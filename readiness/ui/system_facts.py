"""Where the data lies and whether it is sound, as text to read, with the checks behind their buttons."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import streamlit as st

from readiness.context import Context
from readiness.domain.wording import count_text
from readiness.errors import ReadinessError
from readiness.queries.audit import Verification, verify
from readiness.queries.system import SystemFacts, integrity_check
from readiness.ui.dates import moment
from readiness.ui.errors import show
from readiness.ui.markup import Html, Piece, element, facts, join, link, muted, points, render
from readiness.ui.saved import browser_zone

Result = TypeVar("Result")

SAFE_SQLITE = (3, 51, 3)
"""From here on two programs that write at the same instant can no longer damage a file (the WAL-reset fault)."""


def answer(found: SystemFacts) -> str:
    """What there is, in a sentence."""
    if not found.stored.events:
        return "Nothing is recorded yet. A new database has been begun at the place below."
    stored = found.stored
    held = f" ({stored.running} running)" if stored.running else ""
    workshops = f", {count_text(stored.workshops, 'workshop')}{held}" if stored.workshops else ""
    return (
        f"{count_text(stored.initiatives, 'initiative')}, {count_text(stored.snapshots, 'snapshot')}{workshops} and "
        f"{stored.events:,} recorded changes lie in one file on the machine that runs this program."
    )


def size_text(count: int) -> str:
    """A size in words: 312 bytes, 48 kB, 3.1 MB."""
    if count < 1000:
        return count_text(count, "byte")
    return f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


def facts_list(found: SystemFacts) -> Html:
    """Places, sizes and versions."""
    stored = found.stored
    files = f"{count_text(stored.evidence_files, 'file')}, {size_text(stored.evidence_bytes)}"
    if stored.unnamed_files:
        files += f"; {stored.unnamed_files:,} of them named by no evidence of this database: left by a write that broke"
        files += " off, or belonging to another database in the same folder"
    pairs: list[tuple[str, Piece]] = [
        ("Database", join((_code(found.database), element("div", muted(size_text(stored.database_bytes)))))),
        ("Evidence files", join((_code(found.evidence), element("div", muted(files))))),
        ("Program", found.program),
        ("Frameworks", join((link(one, "framework", view="versions") for one in found.frameworks), ", ")),
        (
            "Schema",
            f"{stored.schema[-1] if stored.schema else 'none'} ({count_text(len(stored.schema), 'step')} taken)",
        ),
        ("SQLite", found.sqlite_version),
    ]
    return facts(pairs)


def _code(value: object) -> Html:
    return element("span", str(value), class_="rd-code")


def caution(sqlite_version: str) -> Html:
    """What to keep in mind about a database that is one file."""
    said = (
        "One running program to a file. Let no second copy of this program, on this machine or another, work on the "
        "same database at the same time, and do not put the file into a folder that is synchronised or shared over a "
        "network: the file can be damaged. Commands at a prompt (gate, export, backup) are fine: they are short."
    )
    if tuple(int(part) for part in sqlite_version.split(".") if part.isdigit()) < SAFE_SQLITE:
        said += (
            f" SQLite {sqlite_version} on this machine is older than {'.'.join(map(str, SAFE_SQLITE))} and has a rare "
            "fault by which two programs that write at the same instant can damage a file."
        )
    return element("p", said, class_="rd-aside")


# Checks ---------------------------------------------------------------------------------------------------------------

_INTEGRITY, _VERIFICATION = "rd-checked-database", "rd-checked-record"


def checks(context: Context) -> None:
    """The two checks behind buttons; what they found last in this session stays on the page, with the time."""
    with st.container(horizontal=True):
        database = st.button("Check the database", key="rd-check-database")
        record = st.button("Verify the record of changes", key="rd-check-record")
    if database:
        with st.status("Asking SQLite to read the whole file", expanded=False) as status:
            st.session_state[_INTEGRITY] = (context.now(), _found(lambda: integrity_check(context)))
            status.update(label="The database has been checked", state="complete")
    if record:
        with st.status("Following the chain of changes, then snapshots and evidence files", expanded=False) as status:
            st.session_state[_VERIFICATION] = (context.now(), _found(lambda: verify(context)))
            status.update(label="The record has been verified", state="complete")
    _integrity_result(st.session_state.get(_INTEGRITY))
    _verification_result(st.session_state.get(_VERIFICATION))


def _found(check: Callable[[], Result]) -> Result | ReadinessError:
    """What a check found, or the failure that kept it from looking."""
    try:
        return check()
    except ReadinessError as error:
        return error


def _integrity_result(result: tuple[datetime, tuple[str, ...] | ReadinessError] | None) -> None:
    if result is None:
        return
    at, found = result
    if isinstance(found, ReadinessError):
        show(found)
    elif found:
        st.error("The database is damaged. Stop working in it, keep a copy as it is, and restore the latest backup.")
        render(points(found))
    else:
        st.success(f"The database is sound (checked {moment(at, browser_zone())}).")


def _verification_result(result: tuple[datetime, Verification | ReadinessError] | None) -> None:
    if result is None:
        return
    at, found = result
    if isinstance(found, ReadinessError):
        show(found)
    elif found.ok:
        st.success(
            f"The record is whole: {count_text(found.events, 'change')}, every snapshot and every evidence file is as "
            f"it was recorded (verified {moment(at, browser_zone())})."
        )
        render(
            facts(
                (
                    ("Last number", found.head_seq),
                    ("Hash of the last change", element("span", found.head_hash, class_="rd-code")),
                )
            ),
            element("p", muted("Note both elsewhere: a record can only be proven unchanged against what was noted.")),
        )
    else:
        st.error("The record is not whole. Keep a copy as it is, and compare with the latest backup.")
        render(points(found.problems))
