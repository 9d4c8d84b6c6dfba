"""What is said about the words of a decision log: which counted as missing, which look alike and are not the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from readiness.domain.wording import count_text
from readiness.imports.cells import Labels, LoggedWords, plain_number
from readiness.imports.text_file import shown

MOST_NOTES = 5
_MAY_BE_MISSING = {"none", "na", "n/a", "nan", "null", "nil", "-", "--", "–"}


def missing_notes(words: Iterable[LoggedWords]) -> list[str]:
    """A note on the words that counted as an empty cell, with how often they stood there."""
    counts: Counter[str] = Counter()
    titles: list[str] = []
    for column in words:
        counts.update(column.missing)
        titles += [column.title] if column.missing else []
    if not counts:
        return []
    said = ", ".join(f"{shown(word)} {count:,}" for word, count in sorted(counts.items()))
    cells = f"{count_text(counts.total(), 'cell')} {'counts' if counts.total() == 1 else 'count'}"
    return [f"{cells} as empty, because programs write these words for what is missing: {said} ({', '.join(titles)})."]


def label_notes(answers: Sequence[Labels]) -> list[str]:
    """Notes on answers that are numbers, and on those that look alike but count as different."""
    notes = []
    for column in answers:
        if column.rewritten is not None:
            notes.append(
                f"All answers are numbers and are compared by their value: {shown(column.rewritten)} counts as "
                f"{shown(column[column.rewritten])}."
            )
            break
    texts = sorted({text for column in answers for text in column.values() if text is not None})
    alike: dict[str, list[str]] = {}
    equal: dict[str, list[str]] = {}
    for text in texts:
        alike.setdefault("".join(text.casefold().split()), []).append(text)
        if (number := plain_number(text, ".")) is not None:
            equal.setdefault(number, []).append(text)
    for group in [group for group in alike.values() if len(group) > 1][:MOST_NOTES]:
        what = "capitals" if len({text.casefold() for text in group}) == 1 else "capitals or blanks"
        said = " and ".join(map(shown, group))
        notes.append(f"{said} differ only in {what}; they count as different answers.")
    for group in [group for group in equal.values() if len(group) > 1][:MOST_NOTES]:
        said = " and ".join(map(shown, group))
        notes.append(
            f"{said} are one number; they count as different answers, because not every answer of the log is a number."
        )
    if doubtful := [text for text in texts if text.casefold() in _MAY_BE_MISSING][:MOST_NOTES]:
        said = " and ".join(map(shown, doubtful))
        notes.append(
            f"{said} {'counts' if len(doubtful) == 1 else 'count'} as an answer; leave the cell empty where it means "
            "that there is none."
        )
    return notes
