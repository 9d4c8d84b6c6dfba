"""Writes docs/export-columns.md from the tables' own definitions; a test holds the file to them."""

from collections.abc import Iterable
from pathlib import Path

from readiness.reports import tables
from readiness.reports.csv_files import CRITERIA_COLUMNS, TRACKER_COLUMNS
from readiness.reports.operation_tables import OPERATION_SHEETS
from readiness.reports.tables import Column

TARGET = Path(__file__).resolve().parent.parent / "docs" / "export-columns.md"

HEAD = """# Columns of the exports

Made from a snapshot; the same snapshot always gives the same bytes. Written by
`python -m scripts.export_columns`.

## Rules of the CSV files

- UTF-8 without a byte order mark, comma as separator, lines ended by CR LF, quotes doubled (RFC 4180). A byte order
  mark would become part of the first column's name in most programs; in Excel use the XLSX export, or import the file
  as UTF-8.
- Dates are ISO 8601 (`2026-11-22`), times ISO 8601 in UTC (`2026-11-22T10:42:00Z`), decimals use a point, and whether
  something is so is said with `yes` or `no`.
- An empty cell means unknown or not given. Not assessed is never a number.
- A typed text that begins with `=`, `+`, `-`, `@`, a tab or a line end (or one of the full-width signs ＝＋－＠) has an
  apostrophe put before it, so that no spreadsheet takes it for a formula. NUL and half characters become U+FFFD.

Columns may be added at the end; their names and meanings do not change.
"""

SHEETS: tuple[tuple[str, str, tuple[Column, ...]], ...] = (
    ("Summary", "Fact by fact: verdict, use case, sign-off, warnings, next steps.", tables.PAIRS),
    ("Dimensions", "One row a dimension.", tables.DIMENSIONS),
    ("Criteria", "One row a criterion.", tables.CRITERIA),
    ("Checks", "One row a check.", tables.CHECKS),
    ("Evidence", "One row an item of evidence, withdrawn ones included.", tables.EVIDENCE),
    ("Stress tests", "One row a stress test.", tables.STRESS_TESTS),
    ("Plans", "One row a mitigation or action.", tables.PLANS),
    ("Effort", "What the open plans take, by dimension, and together.", tables.EFFORTS),
    ("People", "One row a person, with the three declarations.", tables.PEOPLE),
    ("Sign-off", "One row a yellow that was signed for.", tables.RISKS),
    ("Reasons", "Why the verdict is what it is, and what else is not green.", tables.REASONS),
    ("Upcoming", "What time alone will change.", tables.UPCOMING),
    ("Workshops", "One row a criterion on the agenda of a closed workshop.", tables.WORKSHOPS),
    ("Workshop rounds", "One row a round that was revealed.", tables.ROUNDS),
    ("About", "Hashes, framework, program, and the gate rule.", tables.PAIRS),
)


def described(columns: Iterable[Column]) -> str:
    """A Markdown table of columns."""
    lines = ["| column | meaning |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| `{column.name}` | {column.about} |" for column in columns)])


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    parts.append("## CSV: one row a criterion\n\n" + described(CRITERIA_COLUMNS))
    parts.append("## CSV for an issue tracker: one row a mitigation or action\n\n" + described(TRACKER_COLUMNS))
    parts.append(
        "## XLSX: one sheet a table\n\nDates and numbers are real ones; times are UTC. Typed text is never a "
        "formula or a link. A text longer than a cell can hold is cut with a note."
    )
    parts += [f"### {name}\n\n{about}\n\n{described(columns)}" for name, about, columns in SHEETS]
    parts.append(
        "## XLSX: the sheets of rollout and run\n\nThey stand before the last sheet, in a snapshot that holds anything "
        "of a rollout: phases, metrics, a decision log, planned stress tests, a project record."
    )
    parts += [f"### {name}\n\n{about}\n\n{described(columns)}" for name, about, columns in OPERATION_SHEETS]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"Written: {TARGET}")
