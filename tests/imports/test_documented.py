"""The examples of the manual are read as it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

from readiness.imports.decisions import open_decisions
from readiness.imports.formats import FORMATS
from readiness.imports.points import ReadingOptions, read_points

TEXT = (Path(__file__).parents[2] / "docs" / "imports.md").read_text("utf-8")
LONG, WIDE, LOG = (block.encode() for block in re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL))
OPTIONS = ReadingOptions(now=datetime(2026, 11, 22, 16, 0, tzinfo=UTC))


def test_every_format_stands_in_the_manual_and_no_other():
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == list(FORMATS)


def test_the_examples_of_points_are_read_whole():
    long, wide = (read_points(data, "auto", OPTIONS) for data in (LONG, WIDE))
    assert [(s.key, s.unit, list(s.value)) for s in long.series] == [
        ("auc", "", [0.91]),
        ("latency_p95", "ms", [129.0]),
    ]
    assert [(s.key, list(s.value)) for s in wide.series] == [("auc", [0.91, 0.905]), ("latency_p95", [129.0, 131.0])]
    assert (long.error_count, wide.error_count) == (0, 0)


def test_the_example_of_a_log_is_read_whole():
    log = open_decisions(LOG, None, OPTIONS)
    assert [row.case for row in log.rows()] == ["claim-1", "claim-2"]
    assert (log.error_count, log.notes) == (0, ())
