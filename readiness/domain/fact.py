"""What every stored fact is, and the words for a rating that facts of assessments and of workshops share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Rating = Literal["red", "yellow", "green", "not_applicable"]
"""What a rater chooses; None where nobody chose anything (not assessed)."""

NotApplicableReason = Literal["out_of_scope", "no_such_component", "covered_elsewhere", "other"]


class Fact(BaseModel):
    """A stored fact: immutable, strict about fields that nobody knows; every moment has a time zone."""

    # Built with the first one of a kind: most kinds have no part in the first page, and all at once keep it waiting.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Identified(Fact):
    """A fact of which an initiative may have many; the id tells them apart for ever."""

    id: str
