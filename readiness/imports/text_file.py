"""Bytes as text: the encoding that a file is in, and where it breaks."""

from __future__ import annotations

import codecs
import hashlib
import io
from dataclasses import dataclass

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.reading_options import ReadingOptions

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes that are read at once."""
LONGEST_NAME = 300
"""Letters in the name of a series or in a cell of words."""
ENCODINGS = ("windows-1252", "iso-8859-15", "utf-16-le", "utf-16-be", "shift_jis", "gb18030")
"""What may be answered where a file is no UTF-8."""

_CHUNK = 1 << 20
_NOT_TEXT = {
    b"PK\x03\x04": "a spreadsheet or a ZIP file; save the sheet as CSV (UTF-8) or unpack it first",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database file; export the table as CSV first",
    b"PAR1": "a Parquet file; export it as CSV first",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save the sheet as CSV (UTF-8)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


@dataclass(frozen=True, slots=True)
class TextFile:
    """Text whose every byte was found to be one of its encoding."""

    data: bytes
    encoding: str
    notes: tuple[str, ...] = ()

    def stream(self) -> io.TextIOWrapper:
        """The text from its beginning, a line at a time, line ends as they are."""
        return io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline="")

    def text(self) -> str:
        """The whole text."""
        return self.data.decode(self.encoding)


def sha256_of(data: bytes) -> str:
    """The SHA-256 of the bytes as they came, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def check_size(data: bytes) -> None:
    """Raises ImportProblem for a file that is empty or larger than 200 MB."""
    if not data:
        raise ImportProblem("The file is empty, so nothing was read.")
    if len(data) > LARGEST_FILE:
        raise ImportProblem(
            f"The file has {len(data) / 1024 / 1024:,.0f} MB, more than the {LARGEST_FILE // 1024 // 1024} MB that are "
            "read at once, so nothing was read. Split it into several files; reading a row twice changes nothing."
        )


def shown(text: object, longest: int = 60) -> str:
    """A piece of a file for a sentence: on one line, without what cannot be shown, cut where it is long."""
    line = legible(str(text), longest)
    return f'"{line}"'


def legible(text: str, longest: int = LONGEST_NAME) -> str:
    """A text on one line, without what cannot be shown or kept, cut where it is long."""
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[: longest + 1])
    return f"{line[:longest]}…" if len(line) > longest else line


def why_no_name(text: str) -> str | None:
    """Why a text cannot name a series, a case or a person; None where it can. The text is never interpreted."""
    if not text.strip():
        return "the name is empty"
    if len(text) > LONGEST_NAME:
        return f"the name {shown(text, 30)} has more than {LONGEST_NAME} letters"
    return why_no_text(text)


def why_no_text(text: str) -> str | None:
    """Why a text cannot be kept as it stands; None where it can."""
    if text.isprintable():
        return None
    for letter in text:
        if "\ud800" <= letter <= "\udfff":
            return f"{shown(text, 30)} holds half a character, which is no text"
        if (letter < " " and letter not in "\t\n\r") or letter == "\x7f":
            return f"{shown(text, 30)} holds a control character"
    return None


def text_file(data: bytes, options: ReadingOptions) -> TextFile:
    """The text of a file: UTF-8 with or without mark, UTF-16 with mark, or the encoding that was answered.

    Raises ImportProblem for what is no text, NeedsAnswer("encoding") for text that is no UTF-8.
    """
    check_size(data)
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise ImportProblem(f"The file is {what}. Nothing was read.")
    notes: list[str] = []
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        encoding = "utf-32"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif options.encoding:
        encoding = _known(options.encoding)
    else:
        encoding = _without_mark(data[:512])
        if encoding != "utf-8":
            notes.append("The file is UTF-16 without a mark at its beginning; it was read as that.")
    _check(data, encoding, asked=options.encoding)
    return TextFile(data, encoding, tuple(notes))


def _known(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        info = None
    if info is None or not info._is_text_encoding or info.name in ("idna", "punycode", "unicode_escape", "undefined"):
        raise ImportProblem(f"The encoding {shown(name)} is not known here. Known ones are {', '.join(ENCODINGS)}.")
    return info.name


def _without_mark(start: bytes) -> str:
    """UTF-16 shows itself where every other byte of Latin text is zero, which no other text has."""
    pairs = len(start) // 2
    if pairs >= 4:
        if start[1::2].count(0) > 0.8 * pairs and start[0::2].count(0) == 0:
            return "utf-16-le"
        if start[0::2].count(0) > 0.8 * pairs and start[1::2].count(0) == 0:
            return "utf-16-be"
    return "utf-8"


def _check(data: bytes, encoding: str, asked: str | None) -> None:
    """Decode a piece at a time, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    line = 1
    for start in range(0, len(data), _CHUNK):
        piece = view[start : start + _CHUNK]
        try:
            text = decoder.decode(piece, start + _CHUNK >= len(data))
        except UnicodeError as fault:
            broken = line + _lines_before(fault)
            said = "UTF-8" if encoding.startswith("utf-8") else encoding
            if asked or not encoding.startswith("utf-8"):
                raise ImportProblem(
                    f"Line {broken} holds bytes that are no {said} text (the file may be cut off or in another "
                    "encoding). Nothing was read."
                ) from None
            raise NeedsAnswer(
                "encoding",
                f"Line {broken} holds bytes that are no {said} text. In which encoding was the file written? "
                "(Saving it again as UTF-8 answers it too.)",
                ENCODINGS,
            ) from None
        if "\0" in text:
            broken = line + text.count("\n", 0, text.index("\0"))
            raise ImportProblem(f"Line {broken} holds a NUL character, so this is no text file. Nothing was read.")
        line += text.count("\n")


def _lines_before(fault: UnicodeError) -> int:
    if isinstance(fault, UnicodeDecodeError):
        return fault.object[: fault.start].count(b"\n")
    return 0
