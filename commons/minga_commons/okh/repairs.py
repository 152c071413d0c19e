"""What was not as the specification wants it, and what we did about it: each repair with its kind, key and reason.

A repair never invents: it respells, takes away what says nothing, or keeps a value as what it is (a `LicenseRef`).
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of repair; the sentence beside each is what reports print."""

    BYTE_ORDER_MARK = "byte_order_mark"
    ENCODING = "encoding"
    CONTROL_CHARACTERS = "control_characters"
    KEY_SPELLING = "key_spelling"
    KEY_OF_THE_OTHER_FORMAT = "key_of_the_other_format"
    KEY_UNUSABLE = "key_unusable"
    DUPLICATE_KEY = "duplicate_key"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    SURROUNDING_SPACE = "surrounding_space"
    NUMBER_AS_TEXT = "number_as_text"
    WORD_AS_BOOLEAN = "word_as_boolean"
    SHAPE = "shape"
    TABLE_AS_LIST = "table_as_list"
    NOT_UNDERSTOOD = "not_understood"
    VERSION_UNSTATED = "version_unstated"
    LICENSOR_UNSTATED = "licensor_unstated"
    LICENCE_GRAMMAR = "licence_grammar"
    LICENCE_SPELLING = "licence_spelling"
    LICENCE_BY_NAME = "licence_by_name"
    LICENCE_BY_ADDRESS = "licence_by_address"
    LICENCE_UNREGISTERED = "licence_unregistered"
    LICENCE_UNSTATED = "licence_unstated"
    LICENCE_TWICE = "licence_twice"
    SELF_FORK = "self_fork"
    LANGUAGE_TAG = "language_tag"
    LANGUAGE_UNKNOWN = "language_unknown"
    READINESS_NAME = "readiness_name"
    ADDRESS_SPELLING = "address_spelling"
    ADDRESS_UNUSABLE = "address_unusable"
    SECRET_IN_ADDRESS = "secret_in_address"  # noqa: S105 - a kind of repair, not a secret
    REPO_FROM_DOCUMENTATION = "repo_from_documentation"
    PATH_SPELLING = "path_spelling"
    PATH_OUTSIDE = "path_outside"
    OKHV_UNSTATED = "okhv_unstated"
    DATE_SPELLING = "date_spelling"


REASONS: dict[Kind, str] = {
    Kind.BYTE_ORDER_MARK: "The file begins with a byte order mark; it was left out.",
    Kind.ENCODING: "The file is UTF-16; it was read as that.",
    Kind.CONTROL_CHARACTERS: "Signs that nobody can see were left out.",
    Kind.KEY_SPELLING: "The key is spelled in another way; it was read as the one that is meant.",
    Kind.KEY_OF_THE_OTHER_FORMAT: "This is what the other format calls it; it was read as this format's key.",
    Kind.KEY_UNUSABLE: "This cannot be a key; what it says was left out.",
    Kind.DUPLICATE_KEY: "The key stands twice; the last was taken, as other readers do.",
    Kind.EMPTY: "The key says nothing; it was left out.",
    Kind.PLACEHOLDER: "This is what the template has in this place; it was left out.",
    Kind.SURROUNDING_SPACE: "Blanks or line ends around the text were left out.",
    Kind.NUMBER_AS_TEXT: "A number stands where text belongs; it was taken as its very digits.",
    Kind.WORD_AS_BOOLEAN: "A word stands where true or false belongs.",
    Kind.SHAPE: "The value has another shape than the specification's; it says the same in the right one.",
    Kind.TABLE_AS_LIST: "A table stands in a list of one; it was taken out.",
    Kind.NOT_UNDERSTOOD: "The value is not of a kind that this key can have; it was kept among the unknown keys.",
    Kind.VERSION_UNSTATED: "The version says that there is none.",
    Kind.LICENSOR_UNSTATED: "Nobody is named as licensor.",
    Kind.LICENCE_GRAMMAR: "This is no SPDX expression. It was kept as a reference (LicenseRef); which licence is meant, a person must say.",
    Kind.LICENCE_SPELLING: "The identifier is spelled in another way than in the SPDX list.",
    Kind.LICENCE_BY_NAME: "The licence is written with its full name, which is the name of exactly this one.",
    Kind.LICENCE_BY_ADDRESS: "The licence is written as the address of exactly this one.",
    Kind.LICENCE_UNREGISTERED: "The identifier is not in the SPDX list; it was kept as a reference (LicenseRef).",
    Kind.LICENCE_UNSTATED: "No licence is stated, and none is assumed.",
    Kind.LICENCE_TWICE: "Two keys state different licences; the one of this format was taken.",
    Kind.SELF_FORK: "It says that it was forked from itself; that was left out.",
    Kind.LANGUAGE_TAG: "The language is not written as a BCP 47 tag.",
    Kind.LANGUAGE_UNKNOWN: "No language is known by this name; it was left out.",
    Kind.READINESS_NAME: "The level is written with its title.",
    Kind.ADDRESS_SPELLING: "The address is written in an unusual way.",
    Kind.ADDRESS_UNUSABLE: "This is no address of the web; it was left out.",
    Kind.SECRET_IN_ADDRESS: "The address held a name or password; they were left out.",
    Kind.REPO_FROM_DOCUMENTATION: "There is no link to the project; the documentation's home stands for it.",
    Kind.PATH_SPELLING: "A path begins at the root of the repository and is written with /.",
    Kind.PATH_OUTSIDE: "The path leads out of the repository; it was left out.",
    Kind.OKHV_UNSTATED: "It does not say which version of Open Know-How it follows.",
    Kind.DATE_SPELLING: "The date is not written as ISO 8601.",
}
assert set(REASONS) == set(Kind)

SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Repair:
    """`key`: where, as a path (`part[2].mass`). `was`, `now`: before and after, shortened; `line` where it is known."""

    kind: Kind
    key: str
    was: str = ""
    now: str = ""
    line: int = 0

    @property
    def top(self) -> str:
        """The key of the manifest in which it happened."""
        return self.key.split(".")[0].split("[")[0]

    @property
    def reason(self) -> str:
        """One sentence for people, in English; pages translate it."""
        return REASONS[self.kind]


class Refused(Exception):
    """A file that is no manifest we can take. `code` for programs, `reason` for people; `line` and `column` from 1, 0 = whole file."""

    def __init__(self, code: str, reason: str, key: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.code, self.reason, self.key, self.line, self.column = code, reason, key, line, column

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


def shortened(value: object) -> str:
    """A value for a report: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
