"""Share links: found by the hash of their secret while they open, ended for good, counted when they are read."""

from __future__ import annotations

import logging
import threading
import weakref
from datetime import UTC, datetime
from typing import NamedTuple

from readiness.domain.share_link import ShareLink
from readiness.errors import StorageError
from readiness.storage.engine import Engine, Run
from readiness.storage.facts import from_row, to_row

logger = logging.getLogger("readiness")

STRUCTURED = ("shows",)
_FIELDS = tuple(ShareLink.model_fields)
_NAMES = ", ".join(_FIELDS)


class Revoked(NamedTuple):
    """That a link was ended, by whom and when."""

    id: str
    by: str
    at: datetime


def add(run: Run, link: ShareLink, token_hash: str) -> None:
    """Store a new link."""
    values = ", ".join(f":{field}" for field in _FIELDS)
    run(
        f"insert into share_link ({_NAMES}, token_hash) values ({values}, :token_hash)",
        token_hash=token_hash,
        **{**to_row(link, STRUCTURED), "expires_at": _text(link.expires_at)},
    )


def open_by_token(run: Run, token_hash: str, at: datetime) -> ShareLink | None:
    """The link whose secret has this hash, if it opens at that moment.

    One that has ended is no more found than one that never was: nothing is done with it that would take its time.
    """
    row = run.one(
        f"select {_NAMES} from share_link where token_hash = :token_hash and revoked_at is null and expires_at > :at",
        token_hash=token_hash,
        at=_text(at),
    )
    return from_row(ShareLink, row, STRUCTURED) if row else None


def of(run: Run, initiative: str) -> tuple[ShareLink, ...]:
    """The links of an initiative, the newest first."""
    rows = run(
        f"select {_NAMES} from share_link where initiative = :initiative order by created_at desc, id",
        initiative=initiative,
    )
    return tuple(from_row(ShareLink, row, STRUCTURED) for row in rows)


def one(run: Run, initiative: str, id: str) -> ShareLink | None:
    """One link of an initiative, or None."""
    row = run.one(
        f"select {_NAMES} from share_link where initiative = :initiative and id = :id", initiative=initiative, id=id
    )
    return from_row(ShareLink, row, STRUCTURED) if row else None


def revoke(run: Run, id: str, by: str, at: datetime) -> None:
    """End a link for good; the first to do so is remembered."""
    run(
        "update share_link set revoked_at = :at, revoked_by = :by where id = :id and revoked_at is null",
        id=id,
        by=by,
        at=_text(at),
    )


def revoked(run: Run) -> tuple[Revoked, ...]:
    """Every link that was revoked, so that an older copy of the database can be told."""
    rows = run("select id, revoked_by, revoked_at from share_link where revoked_at is not null")
    return tuple(Revoked(row["id"], row["revoked_by"], datetime.fromisoformat(row["revoked_at"])) for row in rows)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Uses:
    """Counts how often links are opened. However many are opened at once, they cost few writes and keep nobody waiting.

    Whoever comes while a write is under way only adds to what the writer takes next. It is a count and no record: what
    cannot be written is logged, and the page is shown all the same.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[int, datetime]] = {}
        self._writing = False

    def note(self, id: str, at: datetime) -> None:
        """Count one use of a link. Returns at once where another thread is writing already."""
        with self._lock:
            count, latest = self._waiting.get(id, (0, at))
            self._waiting[id] = (count + 1, max(latest, at))
            if self._writing:
                return
            self._writing = True
        while True:
            with self._lock:
                taken, self._waiting = self._waiting, {}
                if not taken:
                    self._writing = False
                    return
            try:
                self._write(taken)
            except StorageError as error:
                logger.warning("The use of a share link was not counted: %s", error)
            except BaseException:
                with self._lock:
                    self._writing = False
                raise

    def _write(self, taken: dict[str, tuple[int, datetime]]) -> None:
        with self._engine.writing() as run:
            run.many(
                "update share_link set uses = uses + :count, last_used_at = :at where id = :id",
                [{"id": id, "count": count, "at": _text(at)} for id, (count, at) in taken.items()],
            )


_uses: weakref.WeakKeyDictionary[Engine, Uses] = weakref.WeakKeyDictionary()
_beginning = threading.Lock()


def uses(engine: Engine) -> Uses:
    """The one counter of a database in this process."""
    with _beginning:
        found = _uses.get(engine)
        if found is None:
            found = _uses[engine] = Uses(engine)
        return found
