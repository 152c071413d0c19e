"""States and grounds of certificates, subjects of marks."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

STATES: Final[Mapping[str, str]] = {
    "VALID": mark("It holds."),
    "NOT_YET": mark("It does not hold yet."),
    "EXPIRED": mark("It has run out."),
    "REVOKED": mark("It was revoked."),
}
BASES: Final[Mapping[str, str]] = {
    "ELIGIBLE": mark("its holder gives back as the licence asks"),
    "GIVEN": mark("all who hold rights agreed"),
    "PAID": mark("it was bought, and all who hold rights agreed"),
}
SUBJECTS: Final[Mapping[str, str]] = {
    "STALL": mark("a stall"),
    "PRODUCT": mark("a product"),
    "RELEASE": mark("a work of the commons"),
}
