"""Which tool a file of metric points comes from, told from its bytes and its name."""

from __future__ import annotations

FORMATS: dict[str, str] = {
    "csv": "Plain CSV",
}
"""Every format that can be read, by id, with its name."""
