"""Beginning a co-op from a page: with a one-time link of the installation's operator, done by the worker.

The app may not found: who can make a tenant could make any number. So the wish is written down, and the worker, which
may, fulfils it; whoever asked becomes its first officer.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.cooperatives import by_slug
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values
from minga_platform.membership.errors import ProofGone
from minga_platform.register import templates
from minga_platform.register.events import FoundingAsked

_LINK_LASTS = timedelta(days=14)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])")
_CURRENCY, _COUNTRY = re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z]{2}")
MOST_OFFICERS = 5


async def open_link(work: Work) -> str:
    """The token of a link, valid once and for fourteen days, with which somebody signed in may found a co-op."""
    token = secrets.new_token()
    await work.value(
        "SELECT open_proof($1, NULL, NULL, NULL, 'founding', $2, $3, $4)",
        ids.new(), secrets.digest(token), work.now, work.now + _LINK_LASTS,
    )  # fmt: skip
    return token


async def ask(
    work: Work,
    viewer: Viewer,
    *,
    token: str,
    name: str,
    slug: str,
    template: str,
    currency: str,
    country: str,
    language: str,
    officers: Sequence[str] = (),
) -> UUID:
    """Use up the link and ask for a co-op; the wish's id. One that was refused (its address was taken) needs no new link.

    Refuses: SignInNeeded, NotAllowed (a helper), InvalidInput (`slug` taken among them), ProofGone. Announces:
    FoundingAsked.
    """
    person_id = access.herself(viewer)
    called = values.line(name, "name", longest=80)
    if templates.template(template) is None:
        raise InvalidInput("template", "choice", ", ".join(templates.KEYS))
    for field, value, pattern in (
        ("slug", slug, _SLUG),
        ("currency", currency, _CURRENCY),
        ("country", country, _COUNTRY),
    ):
        if not pattern.fullmatch(value):
            raise InvalidInput(field, "slug" if field == "slug" else "choice")
    if language not in LANGUAGES:
        raise InvalidInput("language", "choice")
    if len(officers) > MOST_OFFICERS:
        raise InvalidInput("officers", "number", maximum=str(MOST_OFFICERS))
    mails = [values.mail(one, "officers").value for one in officers]
    if await by_slug(work, slug) is not None:
        raise InvalidInput("slug", "taken")
    retried = await work.value(
        "UPDATE founding_wish SET state = 'founded', problem = 'again' WHERE id = (SELECT id FROM founding_wish"
        " WHERE person_id = $1 AND state = 'refused' ORDER BY asked_at LIMIT 1) RETURNING true",
        person_id,
    )
    if (
        not retried
        and await work.row("SELECT * FROM take_proof($1, '{founding}', $2)", secrets.digest(token), work.now) is None
    ):
        raise ProofGone
    wish_id = ids.new()
    await work.execute(
        """INSERT INTO founding_wish (id, person_id, state, name, slug, template, currency, country, language, officers, asked_at)
           VALUES ($1, $2, 'asked', $3, $4, $5, $6, $7, $8, $9, $10)""",
        wish_id, person_id, called, slug, template, currency, country, language, mails, work.now,
    )  # fmt: skip
    work.emit(FoundingAsked(wish_id=wish_id, person_id=person_id))
    return wish_id


async def latest(work: Work, viewer: Viewer) -> Any:
    """The asker's newest wish: `state`, `slug`, `problem`; None without one. Refuses: SignInNeeded, NotAllowed (a helper)."""
    return await work.row(
        "SELECT id, state, name, slug, problem FROM founding_wish WHERE person_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 1",
        access.herself(viewer),
    )


async def decided(work: Work, wish_id: UUID, *, problem: str = "") -> None:
    """The worker founded it, or could not. Other officers' addresses are forgotten."""
    await work.execute(
        "UPDATE founding_wish SET state = $2, problem = $3, decided_at = $4, officers = '{}' WHERE id = $1 AND state = 'asked'",
        wish_id, "refused" if problem else "founded", problem, work.now,
    )  # fmt: skip
