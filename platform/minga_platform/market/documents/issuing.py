"""Who issues: the co-op's legal name, address and numbers, as they stand on every document made from then on."""

import re
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

# The shapes of VAT numbers in the Union and its neighbours (European Commission, VIES, read November 2026). Another country's
# number is taken as it is: what we do not know we do not refuse.
_SHAPES = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}", "DK": r"\d{8}",
    "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}",
    "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}", "LV": r"\d{11}",
    "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{12}", "SI": r"\d{8}",
    "SK": r"\d{10}", "XI": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issuer:
    """Lines of text; the name is needed, the rest as the law of the country wants it."""

    name: str
    address: str
    tax_number: str = ""
    register_number: str = ""

    @classmethod
    def checked(cls, *, name: str, address: str, tax_number: str, register_number: str) -> "Issuer":
        """Refuses: InvalidInput for the field that cannot be taken."""
        for field, text, longest, needed in (
            ("name", name, 200, True), ("address", address, 400, True), ("registerNumber", register_number, 120, False),
        ):  # fmt: skip
            if needed and not text.strip():
                raise InvalidInput(field, "required")
            if len(text.strip()) > longest:
                raise InvalidInput(field, "length", maximum=str(longest))
        return cls(name.strip(), address.strip(), checked_tax_number(tax_number), register_number.strip())

    def plain(self) -> dict[str, Any]:
        """As a document keeps it; what is not told is left out."""
        return {name: text for name, text in asdict(self).items() if text}


def checked_tax_number(text: str) -> str:
    """A tax number without blanks, held against the shape of its country where that is known. Refuses: InvalidInput."""
    plain = re.sub(r"[\s.\-]", "", text.upper())
    if len(plain) > 30:
        raise InvalidInput("taxNumber", "length", maximum="30")
    shape = _SHAPES.get(plain[:2])
    if shape is not None and not re.fullmatch(shape, plain[2:]):
        raise InvalidInput("taxNumber", "shape")
    return plain


async def issuer(work: Work) -> Issuer | None:
    """Who issues at this moment; None where nobody has said."""
    row = await work.row(
        "SELECT name, address, tax_number, register_number FROM issuer WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1",
        work.cooperative_id,
    )
    return None if row is None else Issuer(**dict(row))


async def set_issuer(work: Work, viewer: Viewer, *, issuer: Issuer) -> UUID:
    """Say who issues from now on; documents made before keep what they say. Needs `settings.edit`."""
    agent_id = await access.require(work, viewer, "settings.edit")
    made = ids.new()
    await work.execute(
        "INSERT INTO issuer (cooperative_id, id, name, address, tax_number, register_number, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, made, issuer.name, issuer.address, issuer.tax_number, issuer.register_number, agent_id, work.now,
    )  # fmt: skip
    return made
