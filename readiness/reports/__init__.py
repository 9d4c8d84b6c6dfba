"""A snapshot becomes bytes: PDF, spreadsheet, CSV, JSON and Markdown; the same snapshot gives the same bytes."""
