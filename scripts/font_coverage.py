"""Writes readiness/reports/fonts/coverage.json: which characters the vendored fonts can draw, as sorted ranges.

Run after changing a font; a test holds the file to the fonts. Needs fonttools, which the program itself does not.
"""

import json
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "readiness" / "reports" / "fonts"


def ranges(codepoints: set[int]) -> list[tuple[int, int]]:
    """Sorted, disjoint, inclusive ranges that hold exactly these code points."""
    found: list[tuple[int, int]] = []
    for point in sorted(codepoints):
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found


def coverage_text() -> str:
    """What coverage.json must hold for the fonts that are there now."""
    covered: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            covered.update(font.getBestCmap())
    return json.dumps(ranges(covered), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    text = coverage_text()
    (FONTS / "coverage.json").write_text(text, encoding="ascii")
    print(f"{len(json.loads(text))} ranges written to {FONTS / 'coverage.json'}")
