"""A snapshot becomes bytes: PDF, spreadsheet, CSV, JSON and Markdown; the same snapshot gives the same bytes."""

from readiness.reports.report import FORMATS, Format, Report, issue_tracker, render

__all__ = ["FORMATS", "Format", "Report", "issue_tracker", "render"]
