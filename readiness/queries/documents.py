"""The document of an initiative as it is now, and the JSON Schema of documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.domain.snapshot import FORMAT, Document
from readiness.settings import PROJECT_ROOT

SCHEMA_FILE = PROJECT_ROOT / "data" / "schema" / "readiness-document-1.json"
"""Where the schema is published."""
WRITE_ANEW = "write it with: python -c 'from readiness.queries.documents import publish_schema; publish_schema()'"


def live_document(context: Context, id: str) -> Document:
    """The document of an initiative as it is now. Raises NotFound."""
    while True:
        assessment, mark = context.store.load_marked(id)
        rollout = context.store.load_rollout(id)
        if context.store.mark(id) == mark:  # both from before a change that somebody makes just now, or both from after
            return context.document(assessment, rollout=rollout)


def document_schema() -> str:
    """The JSON Schema of documents, as text."""
    schema: dict[str, Any] = Document.model_json_schema(mode="validation")
    schema["properties"]["sha256"] = {
        "anyOf": [{"type": "string", "pattern": "^[0-9a-f]{64}$"}, {"type": "null"}],
        "description": "Of a snapshot: SHA-256 over the canonical JSON of everything else in the document.",
        "title": "Sha256",
    }
    schema["required"] = ["format", *schema["required"]]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "description": (
            "An AI initiative with its assessment and the facts of its rollout: as it is now, or frozen as a numbered "
            "snapshot. The points of its metrics and the decisions and drawn cases of its decision log are not in it. "
            "Times carry a time zone. Canonical JSON, over which SHA-256 is taken, is UTF-8 with sorted keys and no "
            "spare white space."
        ),
    }
    schema.pop("title", None)
    schema.pop("description", None)
    return json.dumps(head | schema, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def schema_problems(file: Path = SCHEMA_FILE) -> tuple[str, ...]:
    """What is wrong with the published schema, as `file: what`; empty when it is current."""
    try:
        published = file.read_text(encoding="utf-8")
    except OSError:
        return (f"{file.name}: is missing; {WRITE_ANEW}",)
    if published != document_schema():
        return (f"{file.name}: is not what the program reads; {WRITE_ANEW}",)
    return ()


def publish_schema(file: Path = SCHEMA_FILE) -> None:
    """Write the schema to its place; for whoever changes the document's shape."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(document_schema(), encoding="utf-8")
