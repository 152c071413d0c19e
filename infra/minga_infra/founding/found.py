"""Found a cooperative: one unit in which it comes to be whole, or not at all."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import open_accounts
from minga_platform.membership.commands import classes, members, roles
from minga_platform.register import templates
from minga_platform.rules.commands import adopt_founding
from minga_platform.rules.statutes import Statutes, parse, read

STATUTES = Path(__file__).with_name("statutes_makers.toml")
"""What a co-op starts with when it brings no statutes of its own."""
_ACCOUNTS = (
    AccountName(AccountKind.CASH_STRIPE),
    AccountName(AccountKind.CASH_BANK),
    AccountName(AccountKind.RECEIVABLE),
    AccountName(AccountKind.REFUNDS_IN_FLIGHT),
    AccountName(AccountKind.FEE_INCOME, purpose="sales"),
    AccountName(AccountKind.VAT_DUE, purpose="sales"),
    AccountName(AccountKind.VAT_DUE, purpose="fees"),
    AccountName(AccountKind.PAYMENT_COST),
    AccountName(AccountKind.SUSPENSE),
)
# The zone in which a co-op's days begin, where its country has one that nearly everybody lives in.
_ZONES = {
    "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BO": "America/La_Paz",
    "CH": "Europe/Zurich", "CO": "America/Bogota", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "EG": "Africa/Cairo",
    "ES": "Europe/Madrid", "FR": "Europe/Paris", "GB": "Europe/London", "IE": "Europe/Dublin", "IT": "Europe/Rome",
    "JP": "Asia/Tokyo", "KW": "Asia/Kuwait", "MA": "Africa/Casablanca", "PE": "America/Lima", "PT": "Europe/Lisbon",
    "TN": "Africa/Tunis", "UY": "America/Montevideo",
}  # fmt: skip


class SlugTakenError(Exception):
    """Another co-op stands at this address."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What is known of a co-op at its founding. Empty text means: derive it."""

    name: str
    slug: str = ""
    currency: str = "EUR"
    country: str = "ES"
    language: str = "en"
    zone: str = ""
    accent: str = "clay"
    template: str = ""
    """Which template of statutes; empty for the house's own statutes and the six first classes."""
    officer_id: UUID | None = None
    """A person who becomes an officer at once: she founded it on the page."""
    officer_name: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    """The new co-op, and the token of its first officer's one-time link, shown once."""

    cooperative_id: UUID
    slug: str
    officer_token: str


def slug_of(name: str) -> str:
    """`Tejedoras de Chiloé` → `tejedoras-de-chiloe`. Refuses: InvalidInput, when nothing of the name can stand in an
    address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")
    if len(slug) < 2:
        raise InvalidInput("slug", "required")
    return slug


async def found(worker_database: Database, founding: Founding, statutes: Statutes | None = None) -> Founded:
    """Directory row, classes, rules, accounts and the officer's link, in one unit.

    `worker_database`: the worker's login, which alone may found. Refuses: InvalidInput, InvalidStatutes,
    SlugTakenError.
    """
    register_all()
    chosen = templates.template(founding.template)
    if founding.template and chosen is None:
        raise InvalidInput("template", "choice", ", ".join(templates.KEYS))
    agreed = statutes or _statutes(chosen)
    slug = founding.slug or slug_of(founding.name)
    cooperative_id = ids.new()

    async def command(work: Work) -> str:
        await work.value(
            "SELECT found_cooperative($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            cooperative_id, slug, {founding.language: founding.name}, {}, founding.currency, founding.language,
            [founding.language, *(one for one in ("en", "es", "fr", "ar") if one != founding.language)],
            founding.zone or _ZONES.get(founding.country, "UTC"), founding.country, founding.accent, work.now,
        )  # fmt: skip
        if chosen is None:
            await classes.add_first_classes(work)
        else:
            for place, (key, terms) in enumerate(chosen.classes):
                await classes.add_class(work, key=key, name=classes.CLASS_NAMES[key], place=place, terms=terms)
        await adopt_founding(work, agreed)
        await open_accounts(work, _ACCOUNTS, founding.currency)
        if founding.officer_id is not None:
            agent_id = await members.agent_for(work, person_id=founding.officer_id, name=founding.officer_name)
            await roles.install_role(work, agent_id=agent_id, role="officer")
        return await roles.invite_officer(work)

    try:
        token = await worker_database.run(Scope(cooperative_id), Actor(system="found"), command)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "cooperative_slug_uq":
            raise SlugTakenError(f"Another co-op stands at /c/{slug} already; choose another slug.") from error
        raise
    return Founded(cooperative_id, slug, token)


def _statutes(chosen: templates.Template | None) -> Statutes:
    text = STATUTES.read_text(encoding="utf-8")
    return parse(text) if chosen is None else read(templates.statutes(chosen, tomllib.loads(text)))
