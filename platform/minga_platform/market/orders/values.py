"""What a buyer tells about herself: value types that cannot be built wrong."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from minga_platform.kernel.errors import InvalidInput

_MAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s.\x00-\x1f]+(\.[^@\s.\x00-\x1f]+)+")
_PHONE = re.compile(r"\+?[0-9 ()./-]{5,24}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the buyer is, as the order keeps it."""

    name: str
    mail: str = ""
    phone: str = ""

    @classmethod
    def checked(cls, *, name: str, mail: str, phone: str, reachable: bool) -> "Contact":
        """`reachable`: one of mail and phone must be there, since a guest could not be told anything otherwise.

        Refuses: InvalidInput for `name`, `mail`, `phone` or `reach`.
        """
        name, mail, phone = (
            _line("name", name, 120),
            _line("mail", mail, 254, needed=False),
            _line("phone", phone, 25, needed=False),
        )
        if mail and not _MAIL.fullmatch(mail):
            raise InvalidInput("mail", "mail")
        if phone and not (_PHONE.fullmatch(phone) and sum(character.isdigit() for character in phone) >= 5):
            raise InvalidInput("phone", "phone")
        if reachable and not (mail or phone):
            raise InvalidInput("reach", "mail_or_phone")
        return cls(name, mail, phone)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where goods are brought."""

    street: str
    postcode: str
    town: str
    hint: str = ""

    @classmethod
    def checked(cls, *, street: str, postcode: str, town: str, hint: str) -> "Delivery":
        """Refuses: InvalidInput for the field that cannot be taken."""
        return cls(
            _line("street", street, 200),
            _line("postcode", postcode, 16),
            _line("town", town, 120),
            _line("hint", hint, 300, needed=False),
        )

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def _line(field: str, text: str, longest: int, *, needed: bool = True) -> str:
    clean = text.strip()
    if _UNPRINTABLE.search(clean):
        raise InvalidInput(field, "characters")
    if needed and not clean:
        raise InvalidInput(field, "required")
    if len(clean) > longest:
        raise InvalidInput(field, "length", maximum=str(longest))
    return clean
