"""Classes of members and what they mean: named, given terms, given new terms."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.membership.kinds import CLASS_KEYS
from minga_platform.membership.terms import FIRST_TERMS, Terms

_LONGEST_CLASS_NAME = 60
_KEY = re.compile(r"[a-z][a-z_]{1,39}")

CLASS_NAMES: Mapping[str, dict[str, str]] = {
    "worker": {
        "en": "Workers",
        "es": "Trabajadoras y trabajadores",
        "fr": "Travailleuses et travailleurs",
        "ar": "العاملون",
    },
    "producer": {
        "en": "Producers",
        "es": "Productoras y productores",
        "fr": "Productrices et producteurs",
        "ar": "المنتجون",
    },
    "consumer": {
        "en": "Consumers",
        "es": "Consumidoras y consumidores",
        "fr": "Consommatrices et consommateurs",
        "ar": "المستهلكون",
    },
    "contributor": {
        "en": "Contributors",
        "es": "Contribuidoras y contribuidores",
        "fr": "Contributrices et contributeurs",
        "ar": "المساهمون في المشاع",
    },
    "supporter": {"en": "Supporters", "es": "Personas que apoyan", "fr": "Soutiens", "ar": "الداعمون"},
    "community": {"en": "Community", "es": "Comunidad", "fr": "Communauté", "ar": "المجتمع"},
}
"""What the first classes are called until a co-op says otherwise."""


async def add_class(work: Work, *, key: str, name: Mapping[str, str], place: int, terms: Terms | None = None) -> UUID:
    """Add a class with its first terms; the present one's id when the key exists. Nobody's right is asked.

    Refuses: InvalidInput.
    """
    if not _KEY.fullmatch(key):
        raise InvalidInput("key", "key")
    checked = Text.checked(name, field="name", longest=_LONGEST_CLASS_NAME, one_line=True)
    fresh: UUID | None = await work.value(
        """INSERT INTO membership_class (cooperative_id, id, key, name, place, created_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT ON CONSTRAINT membership_class_key_uq DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), key, dict(checked), place, work.now,
    )  # fmt: skip
    if fresh is not None:
        await write_terms(work, fresh, terms or FIRST_TERMS.get(key, Terms()))
        return fresh
    present: UUID = await work.value(
        "SELECT id FROM membership_class WHERE cooperative_id = $1 AND key = $2", work.cooperative_id, key
    )
    return present


async def add_first_classes(work: Work) -> None:
    """The six classes that every co-op begins with."""
    for place, key in enumerate(CLASS_KEYS):
        await add_class(work, key=key, name=CLASS_NAMES[key], place=place)


async def write_terms(
    work: Work, class_id: UUID, terms: Terms, *, effective_at: datetime | None = None, decision_id: UUID | None = None
) -> UUID:
    """Give a class new terms from an instant on, nobody's right being asked; the row's id. Refuses: InvalidInput."""
    terms.checked()
    terms_id = ids.new()
    await work.execute(
        """INSERT INTO class_terms (cooperative_id, id, class_id, effective_at, written_at, rights, rights_from,
               vote_weight, is_open, share_minor, dues_minor, currency, shares_required, instalments, share_ways,
               dues_months, patronage_basis, return_cap_bps, decision_id, by_person_id, system)
           SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, currency, $12, $13, $14, $15, $16, $17, $18, $19, $20
           FROM cooperative WHERE id = $1""",
        work.cooperative_id, terms_id, class_id, effective_at or work.now, work.now, sorted(terms.rights),
        terms.rights_from, terms.vote_weight, terms.is_open, terms.share_minor, terms.dues_minor,
        terms.shares_required, terms.instalments, sorted(terms.share_ways), terms.dues_months, terms.patronage_basis,
        terms.return_cap_bps, decision_id, work.actor.by_person_id, work.actor.system,
    )  # fmt: skip
    return terms_id


@dataclass(frozen=True, slots=True)
class ClassNow:
    """A class and what it means at an instant."""

    class_id: UUID
    key: str
    terms: Terms


async def terms_of(work: Work, class_key: str, at: datetime | None = None) -> ClassNow | None:
    """A class with the terms that hold at an instant (default: now); None where there is no such class."""
    return (await all_terms(work, at)).get(class_key)


async def all_terms(work: Work, at: datetime | None = None) -> dict[str, ClassNow]:
    """Every class by its key, in the order of pages, with the terms that hold at an instant (default: now)."""
    rows = await work.rows(
        f"""SELECT c.key, t.* FROM membership_class c
            JOIN LATERAL ({TERMS_AT}) t ON true
            WHERE c.cooperative_id = $1 ORDER BY c.place, c.key""",
        work.cooperative_id,
        at or work.now,
    )
    return {row["key"]: ClassNow(row["class_id"], row["key"], terms_from(row)) for row in rows}


TERMS_AT = """SELECT * FROM class_terms t WHERE t.cooperative_id = c.cooperative_id AND t.class_id = c.id
    AND t.effective_at <= $2 ORDER BY t.effective_at DESC, t.id DESC LIMIT 1"""
"""The terms of `membership_class c` at `$2`."""


def terms_from(row: Mapping[str, Any]) -> Terms:
    """A row of `class_terms`, read."""
    names = {field.name for field in dataclasses.fields(Terms)}
    return Terms(
        rights=frozenset(row["rights"]),
        share_ways=frozenset(row["share_ways"]),
        **{name: row[name] for name in names - {"rights", "share_ways"}},
    )
