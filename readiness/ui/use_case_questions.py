"""The four short questions of the use case and the measured questions about the demo, asked alike everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One field with the question that it answers and an example of an answer."""

    field: str
    question: str
    example: str
    required: bool = True

    @property
    def label(self) -> str:
        """The question as a form asks it."""
        return self.question if self.required else f"{self.question} (optional now, shadow asks for it)"


USE_CASE: tuple[Question, ...] = (
    Question("user", "Who will use it?", "Claims handlers in the motor team"),
    Question("decision", "For which decision?", "which claims can be paid without an assessor"),
    Question("value", "What is that worth, and to whom?", "three days less waiting for the customer"),
    Question("measure", "How is the worth measured?", "median days from notice to payment", required=False),
)
"""Without user, decision and value nothing can be ready."""


@dataclass(frozen=True)
class Measured:
    """One measured question about the demo; `whole` where only whole numbers make sense."""

    field: str
    question: str
    whole: bool = True


DEMO: dict[str, tuple[Measured, ...]] = {
    "curated_data": (
        Measured("cases_shown", "Cases shown in the demo"),
        Measured("cases_from_production", "Of these, unfiltered from production"),
    ),
    "no_integration": (
        Measured("interfaces_needed", "Interfaces it will need"),
        Measured("interfaces_used", "Of these, really used in the demo"),
    ),
    "unlimited_attention": (
        Measured("unattended_hours", "Longest run with nobody watching, in hours", whole=False),
        Measured("interventions_per_100", "Times an engineer stepped in, per 100 cases", whole=False),
    ),
    "no_context": (
        Measured("users_intended", "Intended users"),
        Measured("users_tried", "Of these, tried it on their own work"),
        Measured("roles_affected", "Roles whose work changes"),
        Measured("roles_consulted", "Of these, consulted"),
    ),
}
"""By the way in which a demo deceives."""
