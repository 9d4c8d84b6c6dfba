"""Restoring a backup: upload, look at what it holds after it was checked as a whole, and only then replace."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from readiness.commands.system import Restored
from readiness.domain.wording import count_text
from readiness.errors import ReadinessError
from readiness.queries.backups import BackupContents, look_into_backup
from readiness.settings import Settings
from readiness.storage import failures
from readiness.ui.dates import moment
from readiness.ui.errors import show
from readiness.ui.markup import element, facts, points, render
from readiness.ui.outcome import attempt, show_outcome
from readiness.ui.saved import browser_zone

LARGEST_UPLOAD = 50
"""MB; the server refuses more, see .streamlit/config.toml."""
_ROUND = "rd-restore-round"
"""Counts the restores of this session: a new number gives an empty form."""


def restore_form(settings: Settings, restore: Callable[[Path], Restored]) -> None:
    """Choose a backup, see what is in it, and put it in the place of the present data; says what came of it."""
    show_outcome()
    number = st.session_state.get(_ROUND, 0)
    upload, sure = f"rd-restore-file-{number}", f"rd-restore-sure-{number}"
    st.file_uploader(
        f"A backup made by this program (ZIP, up to {LARGEST_UPLOAD} MB)",
        type=["zip"],
        key=upload,
        max_upload_size=LARGEST_UPLOAD,
    )
    st.caption("A larger one is restored at a prompt on the machine itself: `python -m readiness restore FILE`")
    uploaded = st.session_state.get(upload)
    if uploaded is None:
        return
    try:
        with st.spinner("Checking the backup as a whole: files, database, record of changes, snapshots"):
            contents = _looked_into(settings, uploaded)
    except ReadinessError as error:
        show(error)
        return
    _show(contents)
    agreed = st.checkbox("Replace the present data by this backup", key=sure)
    st.button(
        "Restore now",
        type="primary",
        key="rd-restore-now",
        disabled=not agreed,
        on_click=lambda: _restore(settings, uploaded, restore),
    )


def _show(contents: BackupContents) -> None:
    last = moment(contents.last_change, browser_zone()) if contents.last_change else "nothing was ever recorded"
    names = contents.initiatives
    listed = points([*names[:10], *([f"and {len(names) - 10} more"] if len(names) > 10 else [])])
    render(
        element("p", "This backup is whole. It holds:"),
        facts(
            (
                ("Initiatives", listed if names else "none"),
                ("Snapshots", contents.snapshots),
                ("Evidence files", contents.evidence_files),
                ("Recorded changes", contents.events),
                ("Last change", last),
            )
        ),
        element(
            "p",
            "Restoring replaces everything that is here now. What is here now is first written into a backup of its "
            "own beside the database, so that you can come back to it.",
        ),
    )


def _looked_into(settings: Settings, uploaded: Any) -> BackupContents:
    """The contents of an upload; remembered, so that ticking the box does not check it all again."""
    key = f"rd-restore-seen-{uploaded.file_id}"
    if key not in st.session_state:
        st.session_state[key] = _with_file(settings, uploaded, lambda path: look_into_backup(settings, path))
    contents: BackupContents = st.session_state[key]
    return contents


def _restore(settings: Settings, uploaded: Any, restore: Callable[[Path], Restored]) -> None:
    if attempt(lambda: _with_file(settings, uploaded, restore), said):
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def said(restored: Restored) -> str:
    """What a restore did, in words."""
    kept = f"What was here before lies in {restored.kept}." if restored.kept else "There was nothing here before."
    return (
        f"Restored: {count_text(restored.events, 'recorded change')}, this one included, and "
        f"{count_text(restored.evidence_files, 'evidence file')} put back. {kept}"
    )


def _with_file(settings: Settings, uploaded: Any, use: Callable[[Path], Any]) -> Any:
    """Use an upload as a file, under a name of our own beside the database; it is removed afterwards."""
    path = settings.database.parent / f".upload-{secrets.token_hex(8)}.zip"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(uploaded.getbuffer())
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise failures.file_error(error, path) from error
    try:
        return use(path)
    except ReadinessError as error:
        # The person knows the upload by the name it had on their machine.
        error.message = error.message.replace(str(path), plain_name(uploaded.name))
        raise
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """The name of an upload as text to show."""
    return f"“{name}”"
