"""Faults that a strict model found in a file, as places and sentences that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

_NAMES = {
    "criteria": "criterion",
    "checks": "check",
    "dimensions": "dimension",
    "profiles": "profile",
    "metrics": "metric",
    "phases": "phase",
    "patterns": "pattern",
    "indicators": "indicator",
    "mappings": "mapping",
    "sources": "source",
    "cases": "case",
    "ratings": "rating",
}
_IDENTITIES = ("id", "key", "measure")
_KEYED = frozenset({"ratings"})
"""Tables whose keys are names that people chose."""

_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field; is it misspelt?",
    "string_type": "must be text in quotation marks",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be an ordinary number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a table of named values",
    "model_type": "must be a table of named values",
    "model_attributes_type": "must be a table of named values",
    "date_type": "must be a date such as 2026-12-31",
    "string_too_short": "must not be empty",
}

_FORMS = {
    r"^[a-z0-9_]+$": "may hold only small letters, digits and underscores",
    r"^[a-z]+\.[a-z0-9_]+$": "must be a dimension, a dot and a name of small letters, digits and underscores",
    r"^[a-z0-9][a-z0-9._-]*$": "may hold only small letters, digits, dots, dashes and underscores",
}
"""What a pattern of an id asks for, in words."""


def visible(text: str) -> str:
    """The text with a sign in place of every control character, so that a message stays on its line."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def place_in(data: Any, location: Sequence[int | str]) -> str:
    """Where in a file a fault lies, in words: "criterion data.source_mapping, check 2, green"."""
    words: list[str] = []
    value = data
    holder = ""
    for step in location:
        if isinstance(step, int):
            value = (
                value[step]
                if isinstance(value, Sequence) and not isinstance(value, str) and step < len(value)
                else None
            )
            identity = next(
                (value[key] for key in _IDENTITIES if isinstance(value.get(key), str))
                if isinstance(value, Mapping)
                else iter(()),
                step + 1,
            )
            noun = _NAMES.get(holder, f"{holder} number" if holder else "number")
            if words and words[-1] == holder:
                words.pop()
            words.append(f"{noun} {identity}")
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
            if holder in _KEYED and words and words[-1] == holder:
                words[-1] = f"{_NAMES[holder]} {step}"
            else:
                words.append(step)
        holder = str(step)
    return visible(", ".join(words))


def faults_of(error: ValidationError, data: Any) -> list[tuple[str, str]]:
    """Every fault of a validation as (place, sentence), in the order of the fields.

    `data` is what was validated: the ids in the places come from it. A place is "" for the whole.
    """
    faults: dict[tuple[str, str], None] = {}
    for detail in error.errors(include_url=False):
        location, branch = _without_branches(detail["loc"])
        said = (
            "must be a number, or a list of a lower and an upper one"
            if branch
            else _sentence(detail["type"], detail["msg"], detail.get("ctx", {}), detail["input"])
        )
        faults[(place_in(data, location), said)] = None
    return list(faults)


def _without_branches(location: Sequence[int | str]) -> tuple[tuple[int | str, ...], bool]:
    """The location without the type names that a union of number and pair adds, and whether there were any."""
    for index, step in enumerate(location):
        if isinstance(step, str) and (step == "float" or step.startswith("tuple[")):
            return tuple(location[:index]), True
    return tuple(location), False


def _sentence(kind: str, message: str, context: Mapping[str, Any], found: Any) -> str:
    if kind in _SENTENCES:
        said = _SENTENCES[kind]
    elif kind == "literal_error":
        said = f"must be one of {context.get('expected', '')}"
    elif kind == "string_pattern_mismatch":
        said = _FORMS.get(context.get("pattern", ""), "must be one line of ordinary text")
    elif kind == "string_too_long":
        said = f"is longer than {context.get('max_length')} letters"
    elif kind == "too_short":
        said = f"needs at least {context.get('min_length')} entry"
    elif kind == "greater_than_equal":
        said = f"must be at least {context.get('ge')}"
    elif kind == "greater_than":
        said = f"must be more than {context.get('gt')}"
    elif kind == "less_than_equal":
        said = f"must be at most {context.get('le')}"
    elif kind == "value_error":
        said = message.removeprefix("Value error, ")
    else:
        said = message[:1].lower() + message[1:]
    if kind in ("missing", "extra_forbidden", "value_error"):
        return said
    return f"{said} (found {_shown(found)})" if _is_plain(found) else said


def _is_plain(found: Any) -> bool:
    return found is None or isinstance(found, str | int | float | bool)


def _shown(found: Any) -> str:
    text = (
        f'"{found}"'
        if isinstance(found, str)
        else "nothing"
        if found is None
        else str(found).lower()
        if isinstance(found, bool)
        else str(found)
    )
    return visible(text if len(text) <= 60 else f"{text[:57]}…")
