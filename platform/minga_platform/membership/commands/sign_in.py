"""Signing in and stepping up with a password or a card, in two units with the slow hash between them.

The first unit counts the attempt and finds what to compare with; the second opens the session or records the failure.
A failed attempt is an outcome, not a refusal: it must last.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts, values
from minga_platform.membership.attempts import Limit
from minga_platform.membership.commands import recovery
from minga_platform.membership.commands.accounts import set_password_hash
from minga_platform.membership.commands.sessions import OpenedSession, enter, open_session, prove_session

_SECOND_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """Name or secret is not right; which of them is not said."""


@dataclass(frozen=True, slots=True)
class SecondFactorNeeded:
    """The password is right but short: the passkey is asked for next, with this token, within five minutes."""

    token: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the first unit found; for an unknown name there is nobody, and everything else goes on as usual."""

    limit: Limit
    person_id: UUID | None
    password_hash: str | None
    needs_second: bool = False


async def begin_sign_in(work: Work, viewer: Viewer, *, name: str) -> Candidate:
    """Count the attempt and find the password to compare with. Refuses: TooManyAttempts."""
    person_id = await _person_named(work, name)
    limit = attempts.for_account("sign_in", person_id or _unknown(name))
    await _count(work, viewer, limit)
    # An unknown name asks the same question of a person who does not exist.
    await enter(work, person_id or ids.new())
    row = await work.row(
        "SELECT secret_hash, needs_second FROM credential WHERE person_id = $1 AND kind = 'password'",
        work.scope.person_id,
    )
    return Candidate(limit, person_id, row["secret_hash"] if row else None, bool(row and row["needs_second"]))


async def _person_named(work: Work, name: str) -> UUID | None:
    reading = values.any_name(name)
    found = await work.row(
        "SELECT person_id FROM person_by_identifier($1, $2)",
        reading.kind if reading else "mail",
        reading.value if reading else "",
    )
    return found["person_id"] if found else None


def _unknown(name: str) -> str:
    reading = values.any_name(name)
    return reading.value if reading else name.strip().casefold()[:200]


async def _count(work: Work, viewer: Viewer, limit: Limit) -> None:
    if viewer.address:
        await attempts.count(work, limit, attempts.for_address("sign_in", viewer.address))
    else:
        await attempts.count(work, limit)


async def finish_sign_in(
    work: Work, viewer: Viewer, *, candidate: Candidate, is_right: bool, device: str, fresh_hash: str | None = None
) -> OpenedSession | SecondFactorNeeded | SignInFailed:
    """Open the session when the password was right and still is the person's. Announces: SignedIn."""
    if not is_right or candidate.person_id is None:
        return SignInFailed()
    await enter(work, candidate.person_id)
    still = await work.value(
        "SELECT secret_hash FROM credential WHERE person_id = $1 AND kind = 'password' FOR UPDATE", candidate.person_id
    )
    if still != candidate.password_hash:
        return SignInFailed()
    await attempts.succeeded(work, candidate.limit)
    if fresh_hash is not None:
        await set_password_hash(work, candidate.person_id, fresh_hash, short=candidate.needs_second)
    if candidate.needs_second:
        token = secrets.new_token()
        await work.value(
            "SELECT open_proof($1, $2, NULL, NULL, 'second_factor', $3, $4, $5)",
            ids.new(), candidate.person_id, secrets.digest(token), work.now, work.now + _SECOND_LASTS,
        )  # fmt: skip
        return SecondFactorNeeded(token)
    return await open_session(work, viewer, candidate.person_id, device)


async def begin_step_up(work: Work, viewer: Viewer) -> Candidate:
    """Count the attempt and find the asker's own password. Refuses: SignInNeeded, TooManyAttempts."""
    person_id = access.herself(viewer)
    limit = attempts.for_account("sign_in", person_id)
    await _count(work, viewer, limit)
    stored = await work.value(
        "SELECT secret_hash FROM credential WHERE person_id = $1 AND kind = 'password'", person_id
    )
    return Candidate(limit, person_id, stored)


async def finish_step_up(
    work: Work, viewer: Viewer, *, candidate: Candidate, is_right: bool
) -> Literal["proven", "wrong"]:
    """Note in the session that its person was just proven again."""
    if not is_right:
        return "wrong"
    await attempts.succeeded(work, candidate.limit)
    await prove_session(work, viewer)
    return "proven"


async def sign_in_with_card(
    work: Work, viewer: Viewer, *, number: str, secret: str, device: str = ""
) -> recovery.Recovered | SignInFailed:
    """A printed card signs in once and is replaced. Its secret is random and long, so no slow hash is needed.

    Refuses: TooManyAttempts. Announces: SignedIn, CredentialChanged.
    """
    person_id = await _person_named(work, number)
    limit = attempts.for_account("card", person_id or _unknown(number))
    await _count(work, viewer, limit)
    await enter(work, person_id or ids.new())
    if not await recovery.card_matches(work, person_id or ids.new(), _typed(secret)):
        return SignInFailed()
    assert person_id is not None
    await attempts.succeeded(work, limit)
    return await recovery.use_card(work, viewer, person_id, device)


def _typed(secret: str) -> str:
    # What cannot be a secret is as wrong as a wrong one, and counted alike.
    try:
        return values.card_secret(secret)
    except InvalidInput:
        return ""
