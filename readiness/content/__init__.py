"""The only reader of content files: frameworks and public cases, strict, with every problem reported at once."""

from readiness.content.frameworks import Frameworks

__all__ = ["Frameworks"]
