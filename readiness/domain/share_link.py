"""A share link: what it shows of a snapshot or of the live state, to whoever has it, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import AwareDatetime, model_validator

from readiness.domain.fact import Fact

Download = Literal["pdf", "onepage", "xlsx", "csv", "tables", "md", "json"]
"""A format of the reports."""
DOWNLOADS: tuple[Download, ...] = get_args(Download)

LinkState = Literal["open", "expired", "revoked"]


class Shows(Fact):
    """What a link shows beside verdict, reasons, charts and ratings."""

    evidence: bool = False
    """Evidence, check values, stress tests, notes, and how a workshop answered."""
    names: bool = False
    """Names and roles of people, where the program knows them to be such."""
    plans: bool = False
    """Mitigations, actions, and the way to a better verdict."""
    downloads: tuple[Download, ...] = ()
    """Reports that can be taken away. They hold evidence and plans, so that both must be shown."""


class ShareLink(Fact):
    """One link. Its secret is not in here: of that only the hash is stored."""

    id: str
    initiative: str
    label: str = ""
    """Whom it is for, to tell one from another in a list; the page that it opens does not show it."""
    snapshot: int | None
    """Number of the snapshot; None is always the latest, or the live state."""
    live: bool = False
    """Whether it shows the assessment as it stands at each opening, not frozen, instead of a snapshot."""
    shows: Shows
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime
    """The first moment at which it no longer opens."""
    revoked_at: AwareDatetime | None = None
    revoked_by: str = ""
    uses: int = 0
    """How often its page was opened."""
    last_used_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _opens_one_thing(self) -> Self:
        if self.live and (self.snapshot is not None or self.shows.downloads):
            raise ValueError("a link to the live state names no snapshot and offers no reports, which are made of one")
        return self

    def state(self, now: datetime) -> LinkState:
        """Whether it opens at that moment, and why not."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if now >= self.expires_at else "open"
