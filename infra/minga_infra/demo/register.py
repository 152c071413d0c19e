"""The demo's register: what its classes mean, shares paid in whole and in part, two organisations, one applicant.

Rights begin with admission here, so that nobody of the demonstration waits for a vote; who still owes parts of her
shares sees them, and the treasurer sees who does.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from minga_infra.founding.found import STATUTES
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import members
from minga_platform.membership.commands.classes import all_terms, write_terms
from minga_platform.membership.terms import FIRST_TERMS, Terms
from minga_platform.register.commands import admission, applying, people, shares
from minga_platform.rules.statutes import Statutes, read

APPLICANT: Final = "nadia"
_ABOUT: Final = "Hago papel con fibras del valle y doy talleres en la escuela. Me gustaría vender con vosotras y echar una mano en el reparto."
_TERMS: Final[Mapping[str, Terms]] = {
    "worker": replace(FIRST_TERMS["worker"], share_minor=2500, shares_required=4, instalments=10),
    "producer": replace(
        FIRST_TERMS["producer"],
        share_minor=2500,
        shares_required=2,
        instalments=10,
        share_ways=frozenset({"money", "sales"}),
    ),
    "consumer": replace(
        FIRST_TERMS["consumer"], share_minor=2500, shares_required=1, instalments=5, dues_minor=600, dues_months=6
    ),
}
_ORGANISATIONS: Final = (
    ("Escuela de Tejido La Urdimbre", "consumer", 4),
    ("Asociación Cultural El Lavadero", "consumer", 1),
)
_PAID: Final = (100, 100, 60, 100, 30, 100, 100, 40, 100, 10)
"""How much of their shares members have paid, in turn, in hundredths: most all of it, some by instalments."""


def statutes() -> Statutes:
    """The house's own statutes, where two members vouch for who wants to join, and two people pay out a hundred euros."""
    whole = tomllib.loads(STATUTES.read_text(encoding="utf-8"))
    whole["version"][0]["rules"] |= {"register.sponsors": 2, "market.payout_two_officers_from": 10_000}
    return read(whole)


async def give_terms(work: Work) -> None:
    """What the classes mean, from the founding on; in the unit in which the first members come."""
    for key, one in (await all_terms(work)).items():
        if key in _TERMS and one.terms != _TERMS[key]:
            await write_terms(work, one.class_id, _TERMS[key])


async def fill(work: Work, persons: Sequence[UUID], *, organisations: bool) -> None:
    """Shares, payments and cards of everybody, and two organisations that people act for. Safe to repeat."""
    if await work.value("SELECT true FROM member_card WHERE cooperative_id = $1 LIMIT 1", work.cooperative_id):
        return
    rows = await work.rows(
        """SELECT m.id, m.agent_id, c.key FROM membership m
           JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.agent_id
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND a.person_id = ANY ($2) ORDER BY array_position($2, a.person_id), c.place""",
        work.cooperative_id,
        list(persons),
    )
    for place, row in enumerate(rows):
        await _hold(work, row["id"], row["agent_id"], row["key"], _PAID[place % len(_PAID)])
    for place, (name, class_key, number) in enumerate(_ORGANISATIONS if organisations else ()):
        organisation = await applying.make_organisation(work, name)
        await people.represent(work, organisation, rows[-1 - place]["agent_id"])
        membership_id = await members.enrol(work, agent_id=organisation, class_key=class_key)
        await _hold(work, membership_id, organisation, class_key, 100, number)


async def _hold(
    work: Work, membership_id: UUID, agent_id: UUID, class_key: str, paid: int, number: int | None = None
) -> None:
    await admission.issue_card(work, agent_id)
    terms = _TERMS.get(class_key)
    if terms is None:
        return
    taken = number or terms.shares_required
    await shares.promise(work, membership_id, shares=taken)
    unit: str = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    await shares.receive(work, membership_id, Money(taken * terms.share_minor * paid // 100, unit))


async def apply(work: Work, applicant: UUID, sponsor: UUID) -> None:
    """Somebody wants to become a producer; one member vouches, one more is needed. Safe to repeat."""
    viewer = Viewer(person_id=applicant, proven_at=work.now)
    if await work.value("SELECT true FROM application WHERE cooperative_id = $1 LIMIT 1", work.cooperative_id):
        return
    wanted = await applying.apply(work, viewer, class_key="producer", about=_ABOUT)
    await applying.vouch(work, Viewer(person_id=sponsor, proven_at=work.now), application_id=wanted)
