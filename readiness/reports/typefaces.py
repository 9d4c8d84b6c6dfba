"""Which characters a PDF can show: the vendored fonts, and on need the machine's Chinese, Japanese and Korean ones."""

from __future__ import annotations

import bisect
import json
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import typst

VENDORED = Path(__file__).parent / "fonts"
EXTRA_FONTS_VARIABLE = "READINESS_FONTS"
"""Environment variable with folders of further fonts, separated as in PATH."""

VENDORED_FAMILIES: tuple[str, ...] = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Malayalam",
    "Noto Sans Myanmar",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    # Emoji stand before the symbol fonts: otherwise joined sequences (woman + computer) fall apart into symbols.
    "Noto Emoji",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Sans Symbols",
)
"""Families in the order in which a character is looked up."""

CJK_FAMILIES: tuple[str, ...] = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "PingFang TC",
    "Microsoft JhengHei",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
"""Families of the machine that are used where they add characters, best first."""

Ranges = tuple[tuple[int, int], ...]
"""Sorted, disjoint, inclusive ranges of code points."""


@dataclass(frozen=True)
class FontSet:
    """Fonts for one compilation: what Typst is given, the families in order, and what they can draw."""

    fonts: typst.Fonts
    families: tuple[str, ...]
    ranges: Ranges

    def covers(self, codepoint: int) -> bool:
        """Whether some font of the set has a glyph for this character."""
        return contains(self.ranges, codepoint)


def contains(ranges: Ranges, codepoint: int) -> bool:
    """Whether a code point lies in one of the ranges."""
    index = bisect.bisect_right(ranges, (codepoint, 0x110000)) - 1
    return index >= 0 and codepoint <= ranges[index][1]


def union(*several: Ranges) -> Ranges:
    """All code points of several range lists."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(pair for ranges in several for pair in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def intersection(left: Ranges, right: Ranges) -> Ranges:
    """The code points that both range lists hold."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first <= last:
            found.append((first, last))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def font_ranges(path: Path, index: int = 0) -> Ranges:
    """The characters for which a font file (or face `index` of a collection) has a glyph, from its cmap table.

    Returns nothing for a file that cannot be understood: such a font is then not relied upon.
    """
    try:
        with path.open("rb") as file:
            return _cmap_ranges(file, index)
    except (OSError, struct.error, ValueError, IndexError):
        return ()


def _cmap_ranges(file: BinaryIO, index: int) -> Ranges:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    directory = file.read(16 * tables)
    for entry in range(tables):
        tag, _, offset, length = struct.unpack_from(">4sIII", directory, 16 * entry)
        if tag == b"cmap":
            file.seek(offset)
            return _best_subtable(file.read(length))
    return ()


def _best_subtable(cmap: bytes) -> Ranges:
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: dict[int, Ranges] = {}
    for entry in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * entry)
        (form,) = struct.unpack_from(">H", cmap, offset)
        if (platform, encoding) not in {(3, 10), (3, 1), (0, 6), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0)}:
            continue
        if form == 12 and 12 not in found:
            found[12] = _format_12(cmap, offset)
        elif form == 4 and 4 not in found:
            found[4] = _format_4(cmap, offset)
    return found.get(12) or found.get(4, ())


def _format_12(cmap: bytes, offset: int) -> Ranges:
    (groups,) = struct.unpack_from(">I", cmap, offset + 12)
    pairs = []
    for group in range(groups):
        first, last, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * group)
        pairs.append((first + (glyph == 0), last))  # glyph 0 is "missing"
    return union(tuple(pair for pair in pairs if pair[0] <= pair[1]))


def _format_4(cmap: bytes, offset: int) -> Ranges:
    (double,) = struct.unpack_from(">H", cmap, offset + 6)
    count = double // 2
    ends, starts = offset + 14, offset + 16 + double
    deltas, offsets = starts + double, starts + 2 * double
    points: list[tuple[int, int]] = []
    for segment in range(count):
        (last,) = struct.unpack_from(">H", cmap, ends + 2 * segment)
        (first,) = struct.unpack_from(">H", cmap, starts + 2 * segment)
        (delta,) = struct.unpack_from(">H", cmap, deltas + 2 * segment)
        (indirect,) = struct.unpack_from(">H", cmap, offsets + 2 * segment)
        for point in range(first, min(last, 0xFFFE) + 1):
            if indirect == 0:
                glyph = (point + delta) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(">H", cmap, offsets + 2 * segment + indirect + 2 * (point - first))
            if glyph:
                points.append((point, point))
    return union(tuple(points))


_lock = threading.Lock()
_core: FontSet | None = None
_extended: FontSet | None = None


def core_fonts() -> FontSet:
    """The vendored fonts only: the same on every machine."""
    global _core
    with _lock:
        if _core is None:
            fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(VENDORED)])
            ranges = json.loads((VENDORED / "coverage.json").read_text(encoding="ascii"))
            _core = FontSet(fonts, VENDORED_FAMILIES, tuple((first, last) for first, last in ranges))
        return _core


def extended_fonts() -> FontSet:
    """The vendored fonts, those in READINESS_FONTS, and the machine's Chinese, Japanese and Korean ones."""
    global _extended
    core = core_fonts()
    with _lock:
        if _extended is None:
            _extended = _extend(core)
        return _extended


def _extend(core: FontSet) -> FontSet:
    folders = [folder for folder in os.environ.get(EXTRA_FONTS_VARIABLE, "").split(os.pathsep) if Path(folder).is_dir()]
    folders = [folder for folder in folders if folder]
    named = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    # The vendored folder stands first: it wins where the machine has the same family.
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(VENDORED), *folders])
    faces: dict[str, list[tuple[str, int]]] = {}
    for face in fonts.fonts():
        if face.path:
            faces.setdefault(face.family, []).append((face.path, face.index))
    families, ranges = list(core.families), core.ranges
    for family in (*sorted(set(named.families()) - set(core.families)), *CJK_FAMILIES):
        if family in families or family not in faces:
            continue
        # A family draws a character for certain only if each of its faces (weights) has it.
        own: Ranges | None = None
        for path, index in faces[family]:
            face_ranges = font_ranges(Path(path), index)
            own = face_ranges if own is None else intersection(own, face_ranges)
        more = union(ranges, own or ())
        if more != ranges:
            families.append(family)
            ranges = more
    return FontSet(fonts, tuple(families), ranges)
