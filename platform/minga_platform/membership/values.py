"""Values of membership that cannot be built wrong: names to sign in with, the words on a recovery card."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Literal

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text

IdentifierKind = Literal["mail", "phone", "card"]

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
# Crockford's base 32: no letter is mistaken for a digit when read from paper.
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
CARD_NUMBER_LENGTH = 8
CARD_SECRET_LENGTH = 24
CODE_LENGTH = 8
_LONGEST_MAIL = 254


@dataclass(frozen=True, slots=True)
class Name:
    """A normalised name to sign in with: the same person writes it in many ways, we keep one."""

    kind: IdentifierKind
    value: str


def mail(text: str, field: str = "mail") -> Name:
    """A mail address; letters' case never tells two people apart. Refuses: InvalidInput, rule `mail_address`."""
    clean = unicodedata.normalize("NFKC", text).strip()
    local, _, domain = clean.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as problem:
        raise InvalidInput(field, "mail_address") from problem
    labels = host.split(".")
    if not _LOCAL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local or len(labels) < 2:
        raise InvalidInput(field, "mail_address")
    value = f"{local.casefold()}@{host}"
    if not all(_LABEL.fullmatch(label) for label in labels) or len(value) > _LONGEST_MAIL or not value.isprintable():
        raise InvalidInput(field, "mail_address")
    return Name("mail", value)


def phone(text: str, field: str = "phone") -> Name:
    """A phone number with its country (E.164): `+34 600 111 222`. Refuses: InvalidInput, rule `phone_number`."""
    digits = re.sub(r"[\s().\-/\u200e\u200f]", "", unicodedata.normalize("NFKC", text))
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not _PHONE.fullmatch(digits):
        raise InvalidInput(field, "phone_number")
    return Name("phone", digits)


def card_number(text: str, field: str = "number") -> Name:
    """The number of a recovery card as somebody types it from paper. Refuses: InvalidInput, rule `card_number`."""
    return Name("card", _from_paper(text, CARD_NUMBER_LENGTH, field, "card_number"))


def card_secret(text: str, field: str = "secret") -> str:
    """The secret of a recovery card as typed from paper. Refuses: InvalidInput, rule `card_secret`."""
    return _from_paper(text, CARD_SECRET_LENGTH, field, "card_secret")


def any_name(text: str) -> Name | None:
    """What somebody typed into "mail, phone or card number"; None where it can be none of them."""
    for reading in (mail, phone, card_number):
        try:
            return reading(text)
        except InvalidInput:
            continue
    return None


def _from_paper(text: str, length: int, field: str, rule: str) -> str:
    value = re.sub(r"[\s\-–.]", "", text).upper().translate(_MISREAD)
    if len(value) != length or any(character not in _CROCKFORD for character in value):
        raise InvalidInput(field, rule)
    return value


def new_card_number() -> str:
    """A fresh number: a name, not a secret; 40 bits keep two from meeting."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(CARD_NUMBER_LENGTH))


def new_card_secret() -> str:
    """120 random bits, to be printed."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(CARD_SECRET_LENGTH))


def in_groups(value: str) -> str:
    """`K7MD2Q9F` → `K7MD-2Q9F`: as it stands on paper."""
    return "-".join(value[start : start + 4] for start in range(0, len(value), 4))


def new_code() -> str:
    """Digits somebody copies from a message."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_LENGTH))


def line(value: str, field: str, *, longest: int, required: bool = True) -> str:
    """One printable line of text, trimmed. Refuses: InvalidInput (rules of `kernel.locale.Text`)."""
    return Text.checked({"en": value}, field=field, longest=longest, shortest=1 if required else 0, one_line=True).read(
        "en"
    )


def text(value: str, field: str, *, longest: int) -> str:
    """Some lines of text, trimmed, perhaps none. Refuses: InvalidInput (rules of `kernel.locale.Text`)."""
    checked = Text.checked({"en": value}, field=field, longest=longest, shortest=0)
    return checked.read("en") if checked else ""


def masked(name: Name) -> str:
    """Enough to recognise one's own address, too little to learn another's: `m…@example.org`, `…222`."""
    if name.kind == "mail":
        local, _, domain = name.value.rpartition("@")
        return f"{local[0]}…@{domain}"
    return f"…{name.value[-3:]}"
