"""The table of formats, and which of them a file is in: by its content, never by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from minga_platform.governance.counting.formats import abc, blt, debian, pabulib, scottish_csv
from minga_platform.governance.counting.types import Malformed, Sheet


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, whether a text looks like it (cheap, no exceptions), and its parser, which refuses with `Malformed`."""

    name: str
    recognises: Callable[[str], bool]
    parse: Callable[[str], Sheet]


# The first that recognises a text reads it: the more telling come first, `.blt` (numbers) last.
FORMATS: Sequence[Format] = (
    Format("pabulib", pabulib.recognises, pabulib.parse),
    Format("abc", abc.recognises, abc.parse),
    Format("debian", debian.recognises, debian.parse),
    Format("scottish-csv", scottish_csv.recognises, scottish_csv.parse),
    Format("blt", blt.recognises, blt.parse),
)


def as_text(content: bytes) -> str:
    """The text of a file: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252 and Latin-1. Line ends become `\\n`."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Malformed("The file is neither UTF-8, UTF-16 nor Latin text.")


def read(content: bytes, formats: Sequence[Format] = FORMATS) -> Sheet:
    """The ballots in a file. Refuses: Malformed, with the place where it goes wrong.

    Formats of higher features (the board that our own elections publish) join by `formats=(theirs, *FORMATS)`.
    """
    text = as_text(content)
    if not text.strip():
        raise Malformed("The file is empty.")
    for format_ in formats:
        if format_.recognises(text):
            return format_.parse(text)
    raise Malformed("This is no format of ballots that is known here.", 1, 1)
