"""Whom a buyer's invoices are made out to: the business that she buys for, in her own words."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.documents.issuing import checked_tax_number
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Billed:
    """A business as its invoices name it (Directive 2006/112/EC, Art. 226(4) and (5)). Lines of text; the number may be empty."""

    name: str
    address: str
    tax_number: str = ""

    @classmethod
    def checked(cls, *, name: str, address: str, tax_number: str) -> "Billed":
        """Refuses: InvalidInput for the field that cannot be taken."""
        for field, text, longest in (("name", name, 200), ("address", address, 400)):
            if not text.strip():
                raise InvalidInput(field, "required")
            if len(text.strip()) > longest:
                raise InvalidInput(field, "length", maximum=str(longest))
        return cls(name.strip(), address.strip(), checked_tax_number(tax_number))


async def billed(work: Work, person_id: UUID | None) -> Billed | None:
    """Whom somebody's invoices are made out to; None where to herself."""
    row = await work.row(
        "SELECT name, address, tax_number FROM billing_party WHERE cooperative_id = $1 AND person_id = $2",
        work.cooperative_id,
        person_id,
    )
    return None if row is None else Billed(**dict(row))


async def tell_billed(work: Work, viewer: Viewer, *, billed: Billed | None) -> None:
    """From now on the asker's invoices are made out to this business, or (None) to herself. Safe to repeat. Refuses: SignInNeeded,
    NotAllowed (who is not known here)."""
    await access.agent_of(work, viewer)
    person_id = viewer.for_person_id or viewer.person_id
    if billed is None:
        await work.execute(
            "DELETE FROM billing_party WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
        )
        return
    await work.execute(
        "INSERT INTO billing_party (cooperative_id, id, person_id, name, address, tax_number, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT ON CONSTRAINT billing_party_once_uq DO UPDATE SET name = excluded.name, address = excluded.address, "
        "tax_number = excluded.tax_number, told_at = excluded.told_at",
        work.cooperative_id, ids.new(), person_id, billed.name, billed.address, billed.tax_number, work.now,
    )  # fmt: skip
