"""Where results and messages go: data to stdout, messages to stderr, files written whole or not at all."""

from __future__ import annotations

import codecs
import json
import os
import secrets
import shutil
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from readiness.errors import ReadinessError

_PLAIN = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "●": "*",
    "▲": "*",
    "■": "*",
    "○": "*",
}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction overrides: on a terminal they make text read otherwise than it is stored."""


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: signs that a terminal's alphabet lacks become plain ones, the rest stands escaped."""
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    plain = (_PLAIN.get(letter) or letter.encode("ascii", "backslashreplace").decode() for letter in missing)
    return "".join(plain), error.end


codecs.register_error("readiness", _in_plain_letters)


def harmless(text: str) -> str:
    """Text on one line in which no character steers the terminal: typed text cannot move, hide or colour anything."""
    return "".join(
        letter.encode("unicode_escape").decode()
        if unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in _TURNING
        else letter
        for letter in text
    )


def say(text: str) -> None:
    """A message for the person, to stderr. Lines end at newlines; nothing else in it steers the terminal."""
    _lines(sys.stderr, text)


def tell(text: str = "") -> None:
    """A line of the result for a person to read, to stdout."""
    _lines(sys.stdout, text)


def put(content: bytes) -> None:
    """Bytes of the result as they are, to stdout."""
    stream = sys.stdout
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise OutputFailed(f"The result could not be written to the standard output: {_reason(error)}.") from error


def put_json(value: Any) -> None:
    """A result as indented JSON in UTF-8, whatever the terminal's alphabet is."""
    put((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))


def write_file(target: Path, content: bytes) -> None:
    """Write a file whole: an existing one stays as it is until the new one is complete. Raises OutputFailed."""
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)  # a device or a pipe is written to, never replaced
            return
        _replace(target.resolve(), content)
    except OSError as error:
        raise OutputFailed(
            f"{target} could not be written: {_reason(error)}. What was there before is unchanged."
        ) from error


def _replace(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder; name a file in it")
    if not target.parent.is_dir():
        raise FileNotFoundError(0, f"there is no folder {target.parent}")
    part = target.with_name(f".readiness-{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


class OutputFailed(ReadinessError):
    """The result was made but could not be handed over."""


def _lines(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    encoding = stream.encoding or "utf-8"
    shown = "".join(f"{harmless(line)}\n" for line in text.split("\n"))
    try:
        stream.write(shown.encode(encoding, "readiness").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        if stream is sys.stdout:
            raise OutputFailed(f"The result could not be written to the standard output: {_reason(error)}.") from error


def _silence(stream: TextIO) -> None:
    """Let everything that still comes, the interpreter's own last flush included, go nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _reason(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]
