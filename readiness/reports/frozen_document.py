"""A frozen document with the look-ups that the rows of a report need."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.snapshot import Document, Frozen


class FrozenDocument:
    """One document and what its snapshot found."""

    def __init__(self, document: Document, frozen: Frozen) -> None:
        self.document = document
        self.frozen = frozen
        self.framework = document.framework
        self.assessment = document.assessment
        self.evaluation = frozen.evaluation
        self.day = frozen.evaluation.day
        self.dimension_names: dict[str, str] = {dimension.id: dimension.name for dimension in self.framework.dimensions}

    def name_of(self, criterion_id: str | None) -> str:
        """The name of a criterion, "" for none."""
        if criterion_id is None:
            return ""
        criterion = self.framework.criterion(criterion_id)
        return criterion.name if criterion else criterion_id

    def person_names(self, ids: Iterable[str]) -> str:
        """The names of these people, with commas; ids of nobody are left out."""
        people = (self.assessment.person(person_id) for person_id in ids)
        return ", ".join(person.name for person in people if person is not None)
