"""Steps that must not happen inside a unit of work: a slow hash, and telling who asks before anything else begins."""

from dataclasses import dataclass
from typing import Literal

from minga_platform.kernel import secrets
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, passwords
from minga_platform.membership.commands import accounts, sessions, sign_in
from minga_platform.membership.commands.accounts import SignedUpPerson
from minga_platform.membership.commands.sessions import OpenedSession
from minga_platform.membership.commands.sign_in import SecondFactorNeeded, SignInFailed
from minga_platform.membership.queries import own_words, viewer_by_token


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who asks; `new_token` must replace the one that came, in the cookie."""

    viewer: Viewer
    new_token: str | None = None


async def recognise(
    database: Database, token: str, *, visitor_hash: bytes | None, language: str | None, address: str, can_rotate: bool
) -> Recognised | None:
    """The viewer behind a session's token; None for one that ended or never was.

    One statement in one snapshot, save at most once an hour, when use is noted. `can_rotate`: the caller can hand a new
    token back (a cookie can, a program's bearer token cannot).
    """
    async with database.read(Viewer(visitor_hash=visitor_hash).scope(None)) as work:
        known = await viewer_by_token(
            work, secrets.digest(token), visitor_hash=visitor_hash, language=language, address=address
        )
    if known is None:
        return None
    viewer = known.viewer
    if known.must_rotate and can_rotate:
        new_token = await database.run(viewer.scope(None), viewer.actor, lambda work: sessions.rotate(work, viewer))
        return Recognised(viewer, new_token)
    if known.is_stale:
        await database.run(viewer.scope(None), viewer.actor, lambda work: sessions.touch(work, viewer))
    return Recognised(viewer)


async def sign_up(
    database: Database,
    viewer: Viewer,
    *,
    name: str,
    language: str,
    mail: str | None = None,
    phone: str | None = None,
    with_card: bool = False,
    password: str | None = None,
    device: str = "",
) -> SignedUpPerson:
    """`commands.accounts.sign_up` with the password checked and hashed before.

    Refuses: what the command refuses, PasswordTooShort, PasswordTooCommon, InvalidInput, TooBusy.
    """
    password_hash = None
    if password is not None:
        words = tuple(word for word in (name, mail, phone) if word)
        password_hash = await passwords.hash_of(passwords.checked(password, has_passkey=False, own_words=words))

    async def command(work: Work) -> SignedUpPerson:
        return await accounts.sign_up(
            work,
            viewer,
            name=name,
            language=language,
            mail=mail,
            phone=phone,
            with_card=with_card,
            password_hash=password_hash,
            device=device,
        )

    return await database.run(viewer.scope(None), viewer.actor, command)


async def sign_in_with_password(
    database: Database, viewer: Viewer, *, name: str, password: str, device: str = ""
) -> OpenedSession | SecondFactorNeeded | SignInFailed:
    """Mail, phone or card number, and the password. Known and unknown names do the same work.

    Refuses: TooManyAttempts, TooBusy.
    """
    passwords.pool().require_room()
    candidate = await database.run(
        viewer.scope(None), viewer.actor, lambda work: sign_in.begin_sign_in(work, viewer, name=name)
    )
    is_right = await passwords.matches(candidate.password_hash, password)
    fresh_hash = None
    if is_right and candidate.password_hash is not None and passwords.is_outdated(candidate.password_hash):
        fresh_hash = await passwords.hash_of(passwords.normalised(password))
    return await database.run(
        viewer.scope(None),
        viewer.actor,
        lambda work: sign_in.finish_sign_in(
            work, viewer, candidate=candidate, is_right=is_right, device=device, fresh_hash=fresh_hash
        ),
    )


async def step_up_with_password(database: Database, viewer: Viewer, *, password: str) -> Literal["proven", "wrong"]:
    """Prove again who one is. Refuses: SignInNeeded, TooManyAttempts, TooBusy."""
    access.herself(viewer)
    passwords.pool().require_room()
    candidate = await database.run(viewer.scope(None), viewer.actor, lambda work: sign_in.begin_step_up(work, viewer))
    is_right = await passwords.matches(candidate.password_hash, password)
    return await database.run(
        viewer.scope(None),
        viewer.actor,
        lambda work: sign_in.finish_step_up(work, viewer, candidate=candidate, is_right=is_right),
    )


async def set_password(database: Database, viewer: Viewer, *, password: str) -> None:
    """`commands.accounts.set_password` with the password checked and hashed before.

    Refuses: what the command refuses, PasswordTooShort, PasswordTooCommon, InvalidInput, TooBusy.
    """
    person_id = access.herself(viewer)
    async with database.read(viewer.scope(None), viewer.actor) as work:
        access.stepped_up(work, viewer)
        words = await own_words(work, person_id)
        has_passkey = await accounts.has_passkey(work, person_id)
    normal = passwords.checked(password, has_passkey=has_passkey, own_words=words)
    password_hash = await passwords.hash_of(normal)
    short = passwords.needs_second(normal)

    async def command(work: Work) -> None:
        await accounts.set_password(work, viewer, password_hash=password_hash, short=short)

    await database.run(viewer.scope(None), viewer.actor, command)
