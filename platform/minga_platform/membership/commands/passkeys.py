"""Passkeys (WebAuthn level 3): registering, signing in, stepping up.

The question (challenge) is a one-time proof of which only the hash is kept; the device's answer names it, and whoever
takes the proof first is the only one who has it. The person verifies herself at the device, so a passkey stands alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts, passwords, values
from minga_platform.membership.commands.sessions import OpenedSession, after_change, enter, open_session, prove_session
from minga_platform.membership.errors import PasskeyNeeded, PasskeyNotAccepted, ProofGone, TooManyDevices

_LASTS = timedelta(minutes=5)
_MOST = 20
_LONGEST_ANSWER = 16_384
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Party:
    """Us, as browsers know us: `id` is the host (`localhost`), `origins` are exact (`http://localhost:8000`)."""

    id: str
    name: str
    origins: tuple[str, ...]


async def begin_passkey(work: Work, viewer: Viewer, *, party: Party) -> str:
    """What the browser needs to make a passkey: JSON for `navigator.credentials.create`.

    Refuses: SignInNeeded, StepUpNeeded, TooManyDevices.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    present = await work.rows("SELECT passkey_id FROM credential WHERE person_id = $1 AND kind = 'passkey'", person_id)
    if len(present) >= _MOST:
        raise TooManyDevices(_MOST)
    person = await work.row("SELECT name FROM person WHERE id = $1", person_id)
    if person is None:
        raise NotFound
    address = await work.value(
        "SELECT value FROM identifier WHERE person_id = $1 ORDER BY kind = 'card', created_at LIMIT 1", person_id
    )
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=person_id.bytes,
        user_name=address or person["name"],
        user_display_name=person["name"],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(row["passkey_id"])) for row in present],
    )
    await _ask(work, options.challenge, "passkey_new", person_id)
    return options_to_json(options)


async def add_passkey(work: Work, viewer: Viewer, *, party: Party, answer: str, label: str) -> UUID:
    """Keep the passkey that the device made; its id. Other devices are signed out.

    Refuses: SignInNeeded, StepUpNeeded, ProofGone, PasskeyNotAccepted, TooManyDevices, InvalidInput.
    Announces: CredentialChanged.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    called = values.line(label, "label", longest=_LONGEST_LABEL)
    said, challenge = _read(answer)
    await _take(work, challenge, "passkey_new", person_id)
    try:
        verified = verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise PasskeyNotAccepted from problem
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    if (
        await work.value("SELECT count(*) FROM credential WHERE person_id = $1 AND kind = 'passkey'", person_id)
        >= _MOST
    ):
        raise TooManyDevices(_MOST)
    passkey_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO credential (id, person_id, kind, passkey_id, public_key, sign_count, label, created_at)
               VALUES ($1, $2, 'passkey', $3, $4, $5, $6, $7)""",
            passkey_id, person_id, verified.credential_id, verified.credential_public_key, verified.sign_count, called, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as violation:
        raise PasskeyNotAccepted from violation
    await after_change(work, viewer, person_id, "passkey")
    return passkey_id


async def remove_passkey(work: Work, viewer: Viewer, *, passkey_id: UUID) -> None:
    """Take a passkey away. Other devices are signed out.

    Refuses: SignInNeeded, StepUpNeeded, NotFound, PasskeyNeeded. Announces: CredentialChanged.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    count = await work.execute(
        "DELETE FROM credential WHERE id = $1 AND person_id = $2 AND kind = 'passkey'", passkey_id, person_id
    )
    if count == 0:
        raise NotFound
    leaning = await work.value(
        """SELECT EXISTS (SELECT 1 FROM credential WHERE person_id = $1 AND needs_second)
           AND NOT EXISTS (SELECT 1 FROM credential WHERE person_id = $1 AND kind = 'passkey')""",
        person_id,
    )
    if leaning:
        raise PasskeyNeeded(passwords.LEAST_ALONE)
    await after_change(work, viewer, person_id, "passkey")


async def begin_passkey_sign_in(work: Work, viewer: Viewer, *, party: Party) -> str:
    """What the browser needs to ask for a passkey: JSON for `navigator.credentials.get`. Names nobody: the device knows whose it is.

    Refuses: TooManyAttempts.
    """
    if viewer.address:
        await attempts.count(work, attempts.for_address("passkey", viewer.address))
    return await _question(work, party, "passkey_sign_in", None)


async def begin_passkey_step_up(work: Work, viewer: Viewer, *, party: Party) -> str:
    """The same for proving again who one is. Refuses: SignInNeeded."""
    return await _question(work, party, "passkey_step_up", access.herself(viewer))


async def _question(work: Work, party: Party, purpose: str, person_id: UUID | None) -> str:
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED)
    await _ask(work, options.challenge, purpose, person_id)
    return options_to_json(options)


async def sign_in_with_passkey(
    work: Work, viewer: Viewer, *, party: Party, answer: str, device: str = "", second_factor: str | None = None
) -> OpenedSession:
    """Sign in with a passkey. `second_factor`: the token that a short password gave; the passkey must then be that person's.

    Refuses: ProofGone, PasskeyNotAccepted. Announces: SignedIn.
    """
    said, challenge = _read(answer)
    await _take(work, challenge, "passkey_sign_in", None)
    person_id = await work.value("SELECT person_by_passkey($1)", _passkey_id(said))
    if person_id is None:
        raise PasskeyNotAccepted
    if second_factor is not None:
        taken = await work.row(
            "SELECT * FROM take_proof($1, '{second_factor}', $2)", secrets.digest(second_factor), work.now
        )
        if taken is None or taken["person_id"] != person_id:
            raise ProofGone
    await enter(work, person_id)
    await _verify(work, party, person_id, said, challenge)
    return await open_session(work, viewer, person_id, device)


async def step_up_with_passkey(work: Work, viewer: Viewer, *, party: Party, answer: str) -> None:
    """Prove again who one is. Refuses: SignInNeeded, ProofGone, PasskeyNotAccepted."""
    person_id = access.herself(viewer)
    said, challenge = _read(answer)
    await _take(work, challenge, "passkey_step_up", person_id)
    await _verify(work, party, person_id, said, challenge)
    await prove_session(work, viewer)


async def _verify(work: Work, party: Party, person_id: UUID, said: dict[str, Any], challenge: bytes) -> None:
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    passkey = await work.row(
        "SELECT id, public_key, sign_count FROM credential WHERE passkey_id = $1 AND person_id = $2 FOR UPDATE",
        _passkey_id(said),
        person_id,
    )
    if passkey is None:
        raise PasskeyNotAccepted
    try:
        verified = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=bytes(passkey["public_key"]),
            credential_current_sign_count=passkey["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise PasskeyNotAccepted from problem
    await work.execute(
        "UPDATE credential SET sign_count = $2, used_at = $3 WHERE id = $1",
        passkey["id"],
        verified.new_sign_count,
        work.now,
    )


async def _ask(work: Work, challenge: bytes, purpose: str, person_id: UUID | None) -> None:
    await work.value(
        "SELECT open_proof($1, $2, NULL, NULL, $3, $4, $5, $6)",
        ids.new(), person_id, purpose, hashlib.sha256(challenge).digest(), work.now, work.now + _LASTS,
    )  # fmt: skip


async def _take(work: Work, challenge: bytes, purpose: str, person_id: UUID | None) -> None:
    taken = await work.row(
        "SELECT * FROM take_proof($1, ARRAY[$2::text], $3)", hashlib.sha256(challenge).digest(), purpose, work.now
    )
    if taken is None or taken["person_id"] != person_id:
        raise ProofGone


def _read(answer: str) -> tuple[dict[str, Any], bytes]:
    """The device's answer, and the challenge that it names: it counts only once its proof was taken."""
    from webauthn import base64url_to_bytes

    if len(answer) > _LONGEST_ANSWER:
        raise PasskeyNotAccepted
    try:
        said = orjson.loads(answer)
        client = orjson.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))
        return said, base64url_to_bytes(client["challenge"])
    except (ValueError, KeyError, TypeError) as problem:
        raise PasskeyNotAccepted from problem


def _passkey_id(said: dict[str, Any]) -> bytes:
    from webauthn import base64url_to_bytes

    try:
        return base64url_to_bytes(said["rawId"])
    except (ValueError, KeyError, TypeError) as problem:
        raise PasskeyNotAccepted from problem
