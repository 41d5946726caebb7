"""The standard streams: closed, full, or short of letters, they stop no command before its results are written."""

import codecs
import errno
import io
import json
import os
import select
import sys
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TextIO

NEAREST = "mobsim.nearest"
SIGNS = {
    "−": "-", "–": "-", "—": "-", "×": "x", "±": "+/-", "≤": "<=", "≥": ">=", "→": "->", "…": "...", "’": "'", "‘": "'",
    "“": '"', "”": '"', "·": ".", "•": "*", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "Æ": "AE",
    "æ": "ae", "Œ": "OE", "œ": "oe", "ı": "i",
}  # fmt: skip
"""What stands for a sign that has no decomposition into a plain letter and marks."""


class Stream(io.RawIOBase):
    """Write to an open file of the system as long as that can be, and remember what went wrong."""

    def __init__(self, number: int, *, closed: bool = False) -> None:
        self._number = number
        self._closed = closed
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Whether it can be written: that turns out."""
        return True

    def fileno(self) -> int:
        """Return the number that the system knows the file by."""
        return self._number

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return not self._closed and os.isatty(self._number)

    def write(self, content: Any) -> int:
        """Write what can be written, and drop the rest."""
        if self._closed:
            self.error = OSError(errno.EBADF, "it is closed")
        if self.error is None:
            try:
                return os.write(self._number, content)
            except BlockingIOError:
                select.select([], [self._number], [])
                return 0
            except OSError as error:
                self.error = error
        return memoryview(content).nbytes


@contextmanager
def forgiving_streams() -> Generator[None]:
    """Put streams that stop nobody in the place of the standard ones."""
    codecs.register_error(NEAREST, spell_nearest)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _forgiving(sys.stdout, 1), _forgiving(sys.stderr, 2)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = before


def print_json(content: Any) -> None:
    """Print plain data as JSON on standard output, with escapes for letters that its encoding lacks."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(content, indent=1)
    print(text, flush=True)


def what_was_lost() -> str:
    """Say why standard output could not be written, nothing where it could, or where its reader wanted no more."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    error = raw.error if isinstance(raw, Stream) else None
    return "" if error is None or error.errno == errno.EPIPE else error.strerror or str(error)


def spell_nearest(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding lacks with what they all have: letters without their marks, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_nearest, lacking)), error.end


def _nearest(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", SIGNS.get(letter, letter))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain if plain.isascii() and plain.isprintable() and plain else "?"


def _forgiving(stream: TextIO | None, number: int) -> Any:
    """Return a stream that writes where another does; a console that is no plain file only learns to spell."""
    if stream is None:
        _occupy(number)
        return _open(Stream(number, closed=True), "utf-8", at_once=False)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if type(getattr(stream.buffer, "raw", stream.buffer)) is not io.FileIO:
        stream.reconfigure(errors=NEAREST)
        return stream
    return _open(Stream(number), stream.encoding, at_once=stream.line_buffering or stream.write_through)


def _open(stream: Stream, encoding: str, *, at_once: bool) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(stream), encoding, NEAREST, line_buffering=at_once)


def _occupy(number: int) -> None:
    """Let no file that is opened later be taken for a standard stream that is closed."""
    while (taken := os.open(os.devnull, os.O_RDWR)) < number:
        pass
    if taken > number:
        os.close(taken)
