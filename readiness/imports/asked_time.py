"""The time of a file that holds none inside: what was answered, checked."""

from __future__ import annotations

from datetime import UTC

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.moments import zone_of
from readiness.imports.point_file import why_implausible
from readiness.imports.reading_options import ReadingOptions


def asked_time(options: ReadingOptions, question: str) -> int:
    """The answered time in epoch milliseconds. Raises NeedsAnswer("time") with the question, ImportProblem."""
    time = options.time
    if time is None:
        raise NeedsAnswer("time", question)
    if time.tzinfo is None:
        time = time.replace(tzinfo=zone_of(options.time_zone) if options.time_zone else UTC)
    at = round(time.timestamp() * 1000)
    if reason := why_implausible(at, options.now):
        raise ImportProblem(f"The time that was given cannot be: {reason}. Nothing was read.")
    return at
