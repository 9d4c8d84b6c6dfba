"""How a status and a verdict are said, shaped and coloured: one language for screen, charts, phones and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.domain.agreement import Label
from readiness.domain.assessment import Status
from readiness.domain.evaluation import VerdictId
from readiness.domain.patterns.finding import PatternLevel, SignState
from readiness.domain.phase_history import ConditionState
from readiness.domain.workshop import Choice


@dataclass(frozen=True)
class Tone:
    """Colours of one tone as #RRGGBB; text on its ground has a contrast of at least 4.5, marks on the page at least 3.

    The yellow mark alone is too pale for that and therefore always carries its outline.
    """

    light_text: str
    light_ground: str
    dark_text: str
    dark_ground: str
    mark: str
    outline: str


GREEN = Tone("#0B6B4F", "#E3F4EC", "#7FD8B4", "#10352A", "#12805C", "#12805C")
YELLOW = Tone("#7A4D00", "#FFF1CC", "#F5C966", "#3A2A05", "#D99A00", "#7A4D00")
RED = Tone("#A3211B", "#FDE7E4", "#FF9B91", "#45130F", "#C8332B", "#C8332B")
GREY = Tone("#4B5563", "#EEF0F3", "#B6BECA", "#262B33", "#8A94A3", "#8A94A3")

TONES: Mapping[str, Tone] = MappingProxyType({"green": GREEN, "yellow": YELLOW, "red": RED, "grey": GREY})

TEXT = ("#1B2430", "#E8ECF2")
"""Ordinary text, light and dark theme."""
MUTED = ("#566173", "#A5B0C0")
"""Text that stands back."""
GROUND = ("#FFFFFF", "#11161D")
"""The page."""
ACCENT = ("#2456C7", "#8FB1FF")
"""What can be clicked, and nothing else."""
LINE = ("#C9D0DA", "#3A4452")
"""Rules and borders."""


@dataclass(frozen=True)
class Sign:
    """One status or verdict: its shape, word, one-letter short form and the name of its tone in TONES."""

    shape: str
    word: str
    letter: str
    tone: str

    @property
    def label(self) -> str:
        """Shape and word, as in '● Green': readable without any colour."""
        return f"{self.shape} {self.word}"


STATUSES: Mapping[Status, Sign] = MappingProxyType(
    {
        "green": Sign("●", "Green", "G", "green"),
        "yellow": Sign("▲", "Yellow", "Y", "yellow"),
        "red": Sign("■", "Red", "R", "red"),
        "not_assessed": Sign("○", "Not assessed", "?", "grey"),
        "not_applicable": Sign("–", "Not applicable", "–", "grey"),
    }
)

VERDICTS: Mapping[VerdictId, Sign] = MappingProxyType(
    {
        "blocked": Sign("■", "Blocked", "B", "red"),
        "incomplete": Sign("○", "Incomplete", "I", "grey"),
        "needs_plan": Sign("▲", "Needs a plan", "P", "yellow"),
        "needs_sign_off": Sign("▲", "Needs sign-off", "S", "yellow"),
        "ready_with_mitigations": Sign("●", "Ready with mitigations", "M", "green"),
        "ready": Sign("●", "Ready", "G", "green"),
    }
)

CHOICES: Mapping[Choice, Sign] = MappingProxyType(
    {
        "red": STATUSES["red"],
        "yellow": STATUSES["yellow"],
        "green": STATUSES["green"],
        "not_applicable": STATUSES["not_applicable"],
        "dont_know": Sign("?", "Don't know", "?", "grey"),
    }
)
"""The five answers of a workshop."""

NOT_VOTED = Sign("○", "Not voted", "○", "grey")
"""Was asked and had not answered at the reveal; no answer of its own."""

AGREEMENT: Mapping[Label, str] = MappingProxyType(
    {
        "split": "Split",
        "dissent": "Dissent",
        "leaning": "Leaning",
        "agree": "Agree",
        "too_few": "Too few answers",
    }
)
"""How far a room agrees, in a word."""

AGREEMENT_SENTENCES: Mapping[Label, str] = MappingProxyType(
    {
        "split": "The room sees it in opposite ways.",
        "dissent": "Most see it alike, and somebody sees the opposite.",
        "leaning": "The room leans to one answer, and is not there yet.",
        "agree": "The room sees it alike.",
        "too_few": "Fewer than three red, yellow or green answers say nothing about agreement.",
    }
)
"""How far a room agrees, in a sentence."""

CONDITIONS: Mapping[ConditionState, Sign] = MappingProxyType(
    {
        "met": Sign("●", "Met", "M", "green"),
        "unmet": Sign("■", "Unmet", "U", "red"),
        "unknown": Sign("○", "Unknown", "?", "grey"),
        "does_not_apply": Sign("–", "Does not apply", "–", "grey"),
    }
)
"""A condition to enter a phase, to leave it upward or to stay in it."""

STEP_BACK: Mapping[ConditionState, Sign] = MappingProxyType(
    {
        "met": Sign("■", "Holds", "H", "red"),
        "unmet": Sign("●", "Does not hold", "N", "green"),
        "unknown": Sign("○", "Unknown", "?", "grey"),
        "does_not_apply": Sign("–", "Does not apply", "–", "grey"),
    }
)
"""A condition to step back: that it holds is the bad news."""

WAIVED = Sign("▲", "Waived", "W", "yellow")
"""A condition that an executive waived for the next move."""

PATTERN_LEVELS: Mapping[PatternLevel, Sign] = MappingProxyType(
    {
        "strong": Sign("■", "Strong warning", "S", "red"),
        "warning": Sign("▲", "Warning", "W", "yellow"),
        "watch": Sign("△", "Watch", "w", "yellow"),
        "none": Sign("●", "No warning", "N", "green"),
        "not_enough_information": Sign("○", "Not enough information", "?", "grey"),
    }
)
"""How severe the signs of a failure pattern are together."""

PATTERN_SIGNS: Mapping[SignState, Sign] = MappingProxyType(
    {
        "hit": Sign("■", "Shows", "H", "red"),
        "partial": Sign("▲", "Shows in part", "P", "yellow"),
        "clear": Sign("●", "Does not show", "C", "green"),
        "unknown": Sign("○", "Unknown", "?", "grey"),
    }
)
"""One sign of a failure pattern."""
