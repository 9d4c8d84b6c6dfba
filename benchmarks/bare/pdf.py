"""The least that Typst can make: one line, with the same fonts and the same checks as the full report."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typst

FONTS = Path(__file__).parents[2] / "readiness" / "reports" / "fonts"
TEMPLATE = '#set document(title: "Hello")\n#set text(font: "Noto Sans")\n#sys.inputs.said\n'
_loaded: list[typst.Fonts] = []


def hello(said: str, at: datetime) -> bytes:
    """A tagged PDF that says one line."""
    if not _loaded:
        _loaded.append(
            typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]),
        )
    with tempfile.TemporaryDirectory() as place:
        template = Path(place) / "hello.typ"
        template.write_text(TEMPLATE, encoding="utf-8")
        return bytes(
            typst.compile(
                str(template),
                root=place,
                font_paths=_loaded[0],
                sys_inputs={"said": said},
                pdf_standards=["ua-1"],
                timestamp=int(at.timestamp()),
                format="pdf",
            )
        )


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(hello("Hello", datetime.now(UTC)))
