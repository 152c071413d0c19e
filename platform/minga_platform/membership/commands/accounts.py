"""Accounts: a name and one way to be reached or recovered; addresses and their proof."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts, passwords, values
from minga_platform.membership.commands.recovery import PrintedCard, make_card
from minga_platform.membership.commands.sessions import OpenedSession, after_change, enter, open_session, prove_session
from minga_platform.membership.errors import AddressTaken, ProofGone, TooManyDevices, WayBackNeeded
from minga_platform.membership.events import LetterAsked, SignedUp

LONGEST_NAME = 120
_PROOF_LASTS = timedelta(minutes=30)
_MOST_ADDRESSES = 10
MOST_CODE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class SignedUpPerson:
    """A new account, signed in. `card` is there when one was asked for: it is shown once, to be printed."""

    session: OpenedSession
    card: PrintedCard | None


async def sign_up(
    work: Work,
    viewer: Viewer,
    *,
    name: str,
    language: str,
    mail: str | None = None,
    phone: str | None = None,
    with_card: bool = False,
    password_hash: str | None = None,
    device: str = "",
) -> SignedUpPerson:
    """Make an account and sign it in. The flow of the same name checks and hashes the password before the unit begins.

    An address that another account has proven is accepted like any other, so that nobody learns who has an account: its
    owner gets the letter, and only she can prove it.
    Refuses: InvalidInput, WayBackNeeded, TooManyAttempts. Announces: SignedUp, SignedIn, LetterAsked per address.
    """
    called = values.line(name, "name", longest=LONGEST_NAME)
    if language not in LANGUAGES:
        raise InvalidInput("language", "language")
    names = [values.mail(mail)] if mail else []
    names += [values.phone(phone)] if phone else []
    if not names and not with_card:
        raise WayBackNeeded
    if viewer.address:
        await attempts.count(work, attempts.for_address("sign_up", viewer.address))
    person_id = ids.new()
    previous = viewer.person_id
    await enter(work, person_id)
    await work.execute(
        "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, $3, $4)",
        person_id,
        called,
        language,
        work.now,
    )
    for one in names:
        identifier_id = await _claim(work, person_id, one)
        await _ask_letter(work, person_id, identifier_id, "address")
    if password_hash is not None:
        await set_password_hash(work, person_id, password_hash, short=False)
    card = await make_card(work, person_id) if with_card else None
    work.emit(SignedUp(person_id=person_id))
    assert previous is None or previous != person_id
    return SignedUpPerson(await open_session(work, viewer, person_id, device), card)


async def _claim(work: Work, person_id: UUID, name: values.Name) -> UUID:
    identifier_id = ids.new()
    await work.execute(
        "INSERT INTO identifier (id, person_id, kind, value, created_at) VALUES ($1, $2, $3, $4, $5)",
        identifier_id, person_id, name.kind, name.value, work.now,
    )  # fmt: skip
    return identifier_id


async def _ask_letter(work: Work, person_id: UUID, identifier_id: UUID, purpose: str) -> UUID:
    proof_id = ids.new()
    await work.value(
        "SELECT open_proof($1, $2, $3, NULL, $4, NULL, $5, $6)",
        proof_id,
        person_id,
        identifier_id,
        purpose,
        work.now,
        work.now + _PROOF_LASTS,
    )
    work.emit(LetterAsked(proof_id=proof_id))
    return proof_id


async def rename(work: Work, viewer: Viewer, *, name: str, language: str) -> None:
    """What the person is called and which language letters come in. Refuses: SignInNeeded, InvalidInput."""
    person_id = access.herself(viewer)
    if language not in LANGUAGES:
        raise InvalidInput("language", "language")
    called = values.line(name, "name", longest=LONGEST_NAME)
    await work.execute("UPDATE person SET name = $2, language = $3 WHERE id = $1", person_id, called, language)


async def add_address(work: Work, viewer: Viewer, *, mail: str | None = None, phone: str | None = None) -> UUID:
    """Add a way to be reached and send its proof; the identifier's id. The same address again sends another letter.

    Refuses: SignInNeeded, StepUpNeeded, InvalidInput, TooManyDevices, TooManyAttempts. Announces: LetterAsked.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    if (mail is None) == (phone is None):
        raise InvalidInput("mail", "one_of")
    name = values.mail(mail) if mail is not None else values.phone(phone or "")
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    present = await work.value(
        "SELECT id FROM identifier WHERE person_id = $1 AND kind = $2 AND value = $3", person_id, name.kind, name.value
    )
    if (
        present is None
        and await work.value("SELECT count(*) FROM identifier WHERE person_id = $1", person_id) >= _MOST_ADDRESSES
    ):
        raise TooManyDevices(_MOST_ADDRESSES)
    await attempts.count(work, attempts.for_account("letter", person_id))
    identifier_id: UUID = present or await _claim(work, person_id, name)
    await _ask_letter(work, person_id, identifier_id, "address")
    return identifier_id


async def ask_address_letter(work: Work, viewer: Viewer, *, identifier_id: UUID) -> None:
    """Send the proof of an address of one's own again; to a proven one, a code to step up with.

    Refuses: SignInNeeded, NotFound, TooManyAttempts. Announces: LetterAsked.
    """
    person_id = access.herself(viewer)
    row = await work.row(
        "SELECT proven_at FROM identifier WHERE id = $1 AND person_id = $2 AND kind <> 'card'", identifier_id, person_id
    )
    if row is None:
        raise NotFound
    await attempts.count(work, attempts.for_account("letter", person_id))
    await _ask_letter(work, person_id, identifier_id, "address" if row["proven_at"] is None else "step_up")


async def prove_address_by_link(work: Work, *, token: str) -> UUID:
    """Whoever opens the letter's link proves the address, signed in or not; the identifier's id.

    Refuses: ProofGone, AddressTaken.
    """
    taken = await work.row("SELECT * FROM take_proof($1, '{address}', $2)", secrets.digest(token), work.now)
    if taken is None:
        raise ProofGone
    await enter(work, taken["person_id"])
    await _mark_proven(work, taken["person_id"], taken["identifier_id"])
    proven: UUID = taken["identifier_id"]
    return proven


CodeOutcome = Literal["right", "wrong"]


async def prove_address_by_code(work: Work, viewer: Viewer, *, identifier_id: UUID, code: str) -> CodeOutcome:
    """The code copied from the letter. A wrong one is an outcome, since it must be counted: five and the letter is void.

    The right one also proves the asker for step-up, when the address had been proven before.
    Refuses: SignInNeeded, ProofGone, AddressTaken.
    """
    person_id = access.herself(viewer)
    proof = await work.row(
        """SELECT id, code_hash FROM proof
           WHERE identifier_id = $1 AND person_id = $2 AND purpose IN ('address', 'step_up')
             AND code_hash IS NOT NULL AND used_at IS NULL
             AND attempts < $3
           ORDER BY created_at DESC LIMIT 1 FOR UPDATE""",
        identifier_id,
        person_id,
        MOST_CODE_ATTEMPTS,
    )
    now = await work.fresh_now()
    if proof is None or not await work.value("SELECT expires_at > $2 FROM proof WHERE id = $1", proof["id"], now):
        raise ProofGone
    if bytes(proof["code_hash"]) != code_digest(proof["id"], code):
        await work.execute("UPDATE proof SET attempts = attempts + 1 WHERE id = $1", proof["id"])
        return "wrong"
    await work.execute("UPDATE proof SET used_at = $2 WHERE id = $1", proof["id"], now)
    if await _mark_proven(work, person_id, identifier_id):
        await prove_session(work, viewer)
    return "right"


def code_digest(proof_id: UUID, code: str) -> bytes:
    """What is kept of a code: bound to its proof, blanks ignored."""
    return secrets.digest(f"{proof_id}:{''.join(code.split())}")


async def _mark_proven(work: Work, person_id: UUID, identifier_id: UUID) -> bool:
    """Proven from now on; whether it had been before. Unproven claims of others fall away."""
    row = await work.row(
        "SELECT kind, value, proven_at FROM identifier WHERE id = $1 AND person_id = $2 FOR UPDATE",
        identifier_id,
        person_id,
    )
    if row is None:
        raise ProofGone
    if row["proven_at"] is not None:
        return True
    try:
        await work.execute("UPDATE identifier SET proven_at = $2 WHERE id = $1", identifier_id, work.now)
    except asyncpg.UniqueViolationError as violation:
        raise AddressTaken from violation
    await work.value("SELECT drop_claims($1, $2, $3)", row["kind"], row["value"], person_id)
    return False


async def remove_address(work: Work, viewer: Viewer, *, identifier_id: UUID) -> None:
    """Take an address away, as long as one way back stays. Other devices are signed out.

    Refuses: SignInNeeded, StepUpNeeded, NotFound, WayBackNeeded. Announces: CredentialChanged.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    others = await work.rows("SELECT id, proven_at FROM identifier WHERE person_id = $1", person_id)
    if all(row["id"] != identifier_id for row in others):
        raise NotFound
    was_proven = next(row["proven_at"] for row in others if row["id"] == identifier_id) is not None
    left = [row for row in others if row["id"] != identifier_id]
    # A proven way must not be given up for one that never answered.
    if not left or (was_proven and all(row["proven_at"] is None for row in left)):
        raise WayBackNeeded
    await work.execute(
        "DELETE FROM credential WHERE person_id = $1 AND kind = 'card' AND EXISTS (SELECT 1 FROM identifier WHERE id = $2 AND kind = 'card')",
        person_id,
        identifier_id,
    )
    await work.execute("DELETE FROM identifier WHERE id = $1 AND person_id = $2", identifier_id, person_id)
    await after_change(work, viewer, person_id, "address")


async def ask_sign_in_link(work: Work, viewer: Viewer, *, name: str) -> None:
    """Send a link to sign in with (and then to set a new password), when the name is a proven address of somebody's.

    Answered alike for every name: whether there is an account stays between the address and its owner.
    Refuses: TooManyAttempts. Announces: LetterAsked.
    """
    reading = values.any_name(name)
    found = None
    if reading is not None and reading.kind != "card":
        found = await work.row("SELECT * FROM person_by_identifier($1, $2)", reading.kind, reading.value)
    known = found is not None and found["is_proven"]
    whose = reading.value if reading else name
    limits = [attempts.for_account("letter", found["person_id"] if found is not None and known else whose)]
    if viewer.address:
        limits.append(attempts.for_address("letter", viewer.address))
    await attempts.count(work, *limits)
    # A row is written either way: for a name that nobody has proven it names nobody, and the worker sends nothing.
    proof_id = ids.new()
    await work.value(
        "SELECT open_proof($1, $2, $3, NULL, 'sign_in_link', NULL, $4, $5)",
        proof_id,
        found["person_id"] if found is not None and known else None,
        found["identifier_id"] if found is not None and known else None,
        work.now,
        work.now + _PROOF_LASTS,
    )
    work.emit(LetterAsked(proof_id=proof_id))


async def sign_in_by_link(work: Work, viewer: Viewer, *, token: str, device: str = "") -> OpenedSession:
    """Use the letter's link. The person counts as proven from now, so she may set a new password at once.

    Refuses: ProofGone. Announces: SignedIn.
    """
    taken = await work.row("SELECT * FROM take_proof($1, '{sign_in_link}', $2)", secrets.digest(token), work.now)
    if taken is None or taken["person_id"] is None:
        raise ProofGone
    await enter(work, taken["person_id"])
    return await open_session(work, viewer, taken["person_id"], device)


async def set_password_hash(work: Work, person_id: UUID, password_hash: str, *, short: bool) -> None:
    """Store the one password's hash, in the person's scope."""
    await work.execute(
        """INSERT INTO credential (id, person_id, kind, secret_hash, needs_second, created_at) VALUES ($1, $2, 'password', $3, $4, $5)
           ON CONFLICT (person_id, kind) WHERE kind <> 'passkey'
           DO UPDATE SET secret_hash = excluded.secret_hash, needs_second = excluded.needs_second, created_at = excluded.created_at""",
        ids.new(), person_id, password_hash, short, work.now,
    )  # fmt: skip


async def set_password(work: Work, viewer: Viewer, *, password_hash: str, short: bool) -> None:
    """A new password, in place of the old one if there was one. The flow of the same name checks and hashes it first.

    `short`: it needs a passkey beside it. Other devices are signed out.
    Refuses: SignInNeeded, StepUpNeeded, PasswordTooShort. Announces: CredentialChanged.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    if short and not await has_passkey(work, person_id):
        raise passwords.too_short()
    await set_password_hash(work, person_id, password_hash, short=short)
    await after_change(work, viewer, person_id, "password")


async def has_passkey(work: Work, person_id: UUID) -> bool:
    """Whether the person has one."""
    return bool(
        await work.value(
            "SELECT EXISTS (SELECT 1 FROM credential WHERE person_id = $1 AND kind = 'passkey')", person_id
        )
    )
