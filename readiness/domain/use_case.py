"""Whether the use case statement says who uses it, for which decision and what that is worth."""

from __future__ import annotations

from readiness.domain.assessment import UseCase

REQUIRED: tuple[tuple[str, str], ...] = (("user", "user"), ("decision", "decision"), ("value", "value"))


def use_case_gaps(use_case: UseCase) -> tuple[str, ...]:
    """The parts that are missing and without which nothing can be ready: user, decision, value."""
    return tuple(word for field, word in REQUIRED if not getattr(use_case, field).strip())


def use_case_sentence(use_case: UseCase) -> str:
    """The statement as one sentence, with a visible gap where a part is missing."""
    user, decision, value = (getattr(use_case, field).strip() or f"[{word} missing]" for field, word in REQUIRED)
    sentence = f"{user} will use it to decide {decision}; it is worth {value}"
    measure = use_case.measure.strip()
    return f"{sentence}, measured by {measure}." if measure else f"{sentence}."
