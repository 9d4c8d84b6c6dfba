"""Readiness: judges whether an AI initiative can leave the laboratory, and says why."""

__version__ = "0.1.0"
