"""One press of a button that may arrive twice: what it makes has an id of its own, so that it is made once."""

from __future__ import annotations

import hashlib

SHORTEST = 22
"""Letters of what marks a press: less than 128 random bits say nothing, and could be guessed or met by chance."""


def id_by_press(press: str, *of: str) -> str | None:
    """The id of what this press makes (`of`: what and where), however often it arrives; None where nothing marks it."""
    if len(press) < SHORTEST:
        return None
    said = "\n".join((*of, press))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
