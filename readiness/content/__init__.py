"""The only reader of content files: frameworks, cases, stories, stress tests, thresholds; strict, all faults told."""

from readiness.content.frameworks import Frameworks

__all__ = ["Frameworks"]
