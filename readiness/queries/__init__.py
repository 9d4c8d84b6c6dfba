"""Use cases that read: frozen view models for pages, routes and reports."""
