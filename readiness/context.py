"""What a use case needs, in one value: who acts, where things are stored, the frameworks, the time and new ids."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import readiness
from readiness.content import Frameworks
from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.rollout import Rollout
from readiness.domain.snapshot import Document, Frozen
from readiness.domain.wording import utc_day
from readiness.settings import Settings
from readiness.storage.store import Change, Creation, Store


@dataclass(frozen=True)
class Actor:
    """Who acts. Until there is sign-in nobody vouches for the name; every record says so."""

    id: str | None
    """Id of the person among the people of the initiative; None where nobody was named."""
    name: str
    signed_in: bool = False

    @property
    def label(self) -> str:
        """The name as records show it: "Ana Ruiz (not signed in)"."""
        return self.name if self.signed_in else f"{self.name} (not signed in)"

    @classmethod
    def nobody(cls) -> Actor:
        """Somebody at the screen who has not said who they are."""
        return cls(id=None, name="Nobody named")

    @classmethod
    def command_line(cls) -> Actor:
        """Somebody at a prompt."""
        return cls(id=None, name="Command line")


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def random_id() -> str:
    """A new id of 16 letters that are safe in an address."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Context:
    """The surroundings of a use case; commands and queries take it as their first argument."""

    actor: Actor
    store: Store
    frameworks: Frameworks
    now: Callable[[], datetime] = utc_now
    """The present moment, with a time zone."""
    new_id: Callable[[], str] = random_id

    def today(self) -> date:
        """The UTC day of the present moment."""
        return utc_day(self.now())

    def acting(self, actor: Actor) -> Context:
        """The same surroundings with another person at the keyboard."""
        return replace(self, actor=actor)

    def change(self, initiative: str) -> AbstractContextManager[Change]:
        """One transaction on an initiative in the actor's name. Raises NotFound."""
        return self.store.change(initiative, self.actor, self.now())

    def creation(self) -> AbstractContextManager[Creation]:
        """One transaction that stores new initiatives in the actor's name."""
        return self.store.creation(self.actor, self.now())

    def framework_of(self, assessment: Assessment) -> Framework:
        """The framework content that an initiative started with or was moved to."""
        return self.store.framework(assessment.initiative.framework_hash)

    def document(
        self, assessment: Assessment, snapshot: Frozen | None = None, rollout: Rollout | None = None
    ) -> Document:
        """The document of an assessment, live or frozen, with the facts of its rollout if there are any."""
        hash = assessment.initiative.framework_hash
        return Document(
            program=readiness.__version__,
            framework_hash=hash,
            framework=self.store.framework(hash),
            differences=self.store.differences(hash),
            assessment=assessment,
            rollout=rollout if rollout != Rollout() else None,
            snapshot=snapshot,
        )


def open_context(
    settings: Settings,
    *,
    actor: Actor | None = None,
    now: Callable[[], datetime] = utc_now,
    new_id: Callable[[], str] = random_id,
) -> Context:
    """Open database and frameworks; the first start creates the files. Raises StorageError and ContentError.

    Once per process and database: the store keeps connections and what was read.
    """
    return Context(
        actor=actor or Actor.nobody(),
        store=Store(settings.database, settings.evidence, settings.max_evidence_bytes),
        frameworks=Frameworks.load(settings.framework_folders),
        now=now,
        new_id=new_id,
    )


_opened: dict[Settings, Context] = {}
_opening = threading.Lock()


def shared_context(settings: Settings) -> Context:
    """The one context of this process for these settings, for pages and routes alike; opened on first use.

    Nothing is remembered of a failure, so the next try opens anew. Raises StorageError and ContentError.
    """
    found = _opened.get(settings)
    if found is None:
        with _opening:  # one store a process: its lock queues the writers, and a restore empties what it remembers
            found = _opened.get(settings)
            if found is None:
                found = _opened[settings] = open_context(settings)
    return found
