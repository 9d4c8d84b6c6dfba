"""The only reader of content files: frameworks and public cases, strict, with every problem reported at once."""

from readiness.content.cases import load_cases
from readiness.content.check import check
from readiness.content.frameworks import Frameworks

__all__ = ["Frameworks", "check", "load_cases"]
