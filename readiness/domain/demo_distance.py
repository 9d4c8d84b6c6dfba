"""How far the demo was from production, in the four ways in which demos deceive."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from readiness.domain.assessment import DemoFacts
from readiness.domain.framework import DimensionId
from readiness.domain.wording import number_text

UNATTENDED_TARGET_HOURS = 168.0
"""A week: the shortest time that holds one whole working cycle. A judgement, not a published norm."""


class DemoBar(BaseModel):
    """One way in which a demo deceives. `share` 0 is a demo, 1 is production, None is unknown."""

    model_config = ConfigDict(frozen=True)

    id: Literal["curated_data", "no_integration", "unlimited_attention", "no_context"]
    dimension: DimensionId
    name: str
    question: str
    share: float | None
    text: str
    """What was measured, in words."""


def demo_distance(demo: DemoFacts) -> tuple[DemoBar, ...]:
    """Four bars from demo to production; governance has no matching deception and so no bar."""
    production = _share(demo.cases_from_production, demo.cases_shown)
    used = _share(demo.interfaces_used, demo.interfaces_needed)
    hours = None if demo.unattended_hours is None else min(demo.unattended_hours / UNATTENDED_TARGET_HOURS, 1.0)
    untouched = None if demo.interventions_per_100 is None else max(0.0, 1 - demo.interventions_per_100 / 100)
    tried = _share(demo.users_tried, demo.users_intended)
    consulted = _share(demo.roles_consulted, demo.roles_affected)
    return (
        DemoBar(
            id="curated_data",
            dimension="data",
            name="Curated data",
            question="How many of the demo's cases came unfiltered from production?",
            share=production,
            text=_of(demo.cases_from_production, demo.cases_shown, "cases came unfiltered from production"),
        ),
        DemoBar(
            id="no_integration",
            dimension="integration",
            name="No integration",
            question="How many of the interfaces it will need did the demo really use?",
            share=used,
            text=_of(demo.interfaces_used, demo.interfaces_needed, "needed interfaces were used"),
        ),
        DemoBar(
            id="unlimited_attention",
            dimension="operations",
            name="Unlimited attention",
            question="How long did it run with nobody watching, and how often did an engineer step in?",
            share=_worst(hours, untouched),
            text=_attention_text(demo),
        ),
        DemoBar(
            id="no_context",
            dimension="organization",
            name="No organizational context",
            question="How many of the intended users tried it on their own work, and which roles were asked?",
            share=_worst(tried, consulted),
            text="; ".join(
                (
                    _of(demo.users_tried, demo.users_intended, "intended users tried it on their own work"),
                    _of(demo.roles_consulted, demo.roles_affected, "affected roles were consulted"),
                )
            ),
        ),
    )


def _share(part: int | None, whole: int | None) -> float | None:
    if part is None or not whole:
        return None
    return min(part / whole, 1.0)


def _worst(*shares: float | None) -> float | None:
    """The lower of what is known; unknown only when nothing is known."""
    known = [share for share in shares if share is not None]
    return min(known) if known else None


def _of(part: int | None, whole: int | None, what: str) -> str:
    return f"unknown how many {what}" if part is None or whole is None else f"{part} of {whole} {what}"


def _attention_text(demo: DemoFacts) -> str:
    hours, interventions = demo.unattended_hours, demo.interventions_per_100
    ran = (
        "unknown how long it ran unattended"
        if hours is None
        else f"{number_text(hours)} hours unattended at most (a week is {number_text(UNATTENDED_TARGET_HOURS)})"
    )
    stepped = (
        "unknown how often an engineer stepped in"
        if interventions is None
        else f"an engineer stepped in {number_text(interventions)} times in 100 cases"
    )
    return f"{ran}; {stepped}"
