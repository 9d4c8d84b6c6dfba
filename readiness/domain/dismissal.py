"""A warning of a failure pattern that somebody set aside, with a reason and an end."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from readiness.domain.fact import Identified


class Dismissal(Identified):
    """A pattern, or one of its indicators, set aside until a day; the finding goes on being shown as dismissed."""

    pattern: str
    indicator: str | None = None
    """None: the whole pattern."""
    reason: str
    until: date
    dismissed_at: AwareDatetime
    dismissed_by: str = ""
    revoked_at: AwareDatetime | None = None
