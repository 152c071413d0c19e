"""The one refusal of an import.

A file that cannot be read as a table at all. A bad row is a `Problem`, not a refusal.
"""

from dataclasses import dataclass
from enum import StrEnum

from minga_platform.kernel.errors import Refusal


class Unreadable(StrEnum):
    """Why nothing at all could be taken from the file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    """A picture, an archive, an .xlsx: nothing that a text editor shows."""
    COLUMNS_MISSING = "columns_missing"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"


@dataclass
class ImportUnreadable(Refusal):
    """`columns` are those missing or doubled; `limit` is the bound passed (bytes, rows or columns)."""

    reason: Unreadable
    columns: tuple[str, ...] = ()
    limit: int | None = None
