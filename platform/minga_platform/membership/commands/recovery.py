"""Recovery cards: printed, for people without mail or telephone, and for everyone's drawer.

A card has a number, which is a name to sign in with, and a secret that works once. Using it signs in, voids it, and
gives the next one, because a person must never stand without a way back.
"""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values
from minga_platform.membership.commands.sessions import OpenedSession, after_change, open_session

_TRIES = 5


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on the paper, in groups of four; the secret is shown once."""

    number: str
    secret: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """Signed in by card, with the card that replaces it."""

    session: OpenedSession
    card: PrintedCard


async def print_card(work: Work, viewer: Viewer) -> PrintedCard:
    """A fresh card; an older one is void from now on. Other devices are signed out.

    Refuses: SignInNeeded, StepUpNeeded. Announces: CredentialChanged.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    card = await make_card(work, person_id)
    await after_change(work, viewer, person_id, "card")
    return card


async def make_card(work: Work, person_id: UUID) -> PrintedCard:
    """Write a card in the person's scope. The number stays when she has one: it is how she signs in."""
    number = await work.value("SELECT value FROM identifier WHERE person_id = $1 AND kind = 'card'", person_id)
    if number is None:
        number = await _new_number(work, person_id)
    secret = values.new_card_secret()
    await work.execute(
        """INSERT INTO credential (id, person_id, kind, secret_hash, created_at) VALUES ($1, $2, 'card', $3, $4)
           ON CONFLICT (person_id, kind) WHERE kind <> 'passkey'
           DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at, used_at = NULL""",
        ids.new(), person_id, secrets.digest(secret).hex(), work.now,
    )  # fmt: skip
    return PrintedCard(values.in_groups(number), values.in_groups(secret))


async def _new_number(work: Work, person_id: UUID) -> str:
    # A card's number is proven by having been printed for her. Forty bits may meet once in a while: then another one.
    for _ in range(_TRIES):
        number: str | None = await work.value(
            """INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at)
               VALUES ($1, $2, 'card', $3, $4, $4)
               ON CONFLICT (kind, value) WHERE proven_at IS NOT NULL DO NOTHING RETURNING value""",
            ids.new(), person_id, values.new_card_number(), work.now,
        )  # fmt: skip
        if number is not None:
            return number
    raise AssertionError("five fresh numbers were taken: the numbers are not random")


async def card_matches(work: Work, person_id: UUID, secret: str) -> bool:
    """Whether it is the secret of the person's card, in her scope."""
    stored = await work.value(
        "SELECT secret_hash FROM credential WHERE person_id = $1 AND kind = 'card' FOR UPDATE", person_id
    )
    return stored is not None and stored == secrets.digest(secret).hex()


async def use_card(work: Work, viewer: Viewer, person_id: UUID, device: str) -> Recovered:
    """Sign in with a card that was just found right, and replace it. Announces: SignedIn, CredentialChanged."""
    card = await make_card(work, person_id)
    await after_change(work, Viewer(person_id), person_id, "card")
    return Recovered(await open_session(work, viewer, person_id, device), card)
