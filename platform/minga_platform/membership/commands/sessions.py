"""Sessions: opened, rotated, seen, ended. A token is 256 random bits, shown once, kept as its hash."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.errors import NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.events import CredentialChanged, SignedIn
from minga_platform.membership.ports import JOINED
from minga_platform.membership.values import line

_GRACE = timedelta(seconds=60)
_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """`token` goes into the cookie or the `Authorization` header; it is never shown again."""

    person_id: UUID
    session_id: UUID
    token: str


async def enter(work: Work, person_id: UUID) -> None:
    """From here on the unit also sees this person's rows: she has just proven who she is, or was just made."""
    await work.value("SELECT set_config('app.person', $1, true)", str(person_id))
    work.scope = replace(work.scope, person_id=person_id)


async def open_session(work: Work, viewer: Viewer, person_id: UUID, device: str) -> OpenedSession:
    """Sign a person in on a device, whose older session (whoever's it was) ends: a token from before is worth nothing.

    The caller has proven who she is and has entered her scope. Announces: SignedIn.
    """
    if viewer.session_id is not None and viewer.person_id is not None:
        await enter(work, viewer.person_id)
        await work.execute(
            "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", viewer.session_id, work.now
        )
        await enter(work, person_id)
    opened = OpenedSession(person_id, ids.new(), secrets.new_token())
    await work.execute(
        """INSERT INTO session (id, person_id, token_hash, device, created_at, seen_at, proven_at)
           VALUES ($1, $2, $3, $4, $5, $5, $5)""",
        opened.session_id,
        person_id,
        secrets.digest(opened.token),
        _device(device),
        work.now,
    )
    for hook in JOINED.after_sign_in:
        await hook(work, person_id, viewer.visitor_hash)
    work.emit(SignedIn(person_id=person_id, visitor=viewer.visitor_hash.hex() if viewer.visitor_hash else None))
    return opened


def _device(text: str) -> str:
    # What a browser says of itself is a hint for its owner, cut and cleaned, never refused.
    printable = "".join(character if character.isprintable() else " " for character in text[:_LONGEST_DEVICE])
    return line(printable, "device", longest=_LONGEST_DEVICE, required=False)


async def sign_out(work: Work, viewer: Viewer) -> None:
    """End the asker's session. Refuses: SignInNeeded."""
    if viewer.person_id is None or viewer.session_id is None:
        raise SignInNeeded
    await enter(work, viewer.person_id)
    await work.execute(
        "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", viewer.session_id, work.now
    )


async def end_session(work: Work, viewer: Viewer, *, session_id: UUID) -> None:
    """Sign another device out. Refuses: SignInNeeded, NotFound."""
    person_id = access.herself(viewer)
    count = await work.execute(
        "UPDATE session SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL",
        session_id,
        person_id,
        work.now,
    )
    if count == 0:
        raise NotFound


async def end_other_sessions(work: Work, viewer: Viewer) -> int:
    """Sign every other device out; how many. Refuses: SignInNeeded."""
    person_id = access.herself(viewer)
    return await work.execute(
        "UPDATE session SET ended_at = $3 WHERE person_id = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL",
        person_id,
        viewer.session_id,
        work.now,
    )


async def rotate(work: Work, viewer: Viewer) -> str | None:
    """A new token for the asker's session; the old one serves for a minute, for requests that are under way.

    None when another request rotated it in between, which then carries the new one.
    """
    if viewer.person_id is None or viewer.session_id is None:
        raise SignInNeeded
    await enter(work, viewer.person_id)
    token = secrets.new_token()
    count = await work.execute(
        """UPDATE session SET previous_hash = token_hash, previous_until = $3, token_hash = $2, must_rotate = false, seen_at = $4
           WHERE id = $1 AND ended_at IS NULL AND must_rotate""",
        viewer.session_id,
        secrets.digest(token),
        work.now + _GRACE,
        work.now,
    )
    return token if count else None


async def touch(work: Work, viewer: Viewer) -> None:
    """Note that the session is in use: fourteen idle days end it. Asked for at most once an hour."""
    if viewer.person_id is None or viewer.session_id is None:
        return
    await enter(work, viewer.person_id)
    await work.execute("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", viewer.session_id, work.now)


async def after_change(work: Work, viewer: Viewer, person_id: UUID, what: str) -> None:
    """A credential changed: other devices are signed out, this one gets a new token with its next request.

    Announces: CredentialChanged.
    """
    await work.execute(
        "UPDATE session SET ended_at = $3 WHERE person_id = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL",
        person_id,
        viewer.session_id,
        work.now,
    )
    await work.execute("UPDATE session SET must_rotate = true WHERE id = $1", viewer.session_id)
    work.emit(CredentialChanged(person_id=person_id, what=what))


async def prove_session(work: Work, viewer: Viewer) -> None:
    """The person just proved again who she is, in this session."""
    await work.execute(
        "UPDATE session SET proven_at = $2 WHERE id = $1 AND ended_at IS NULL", viewer.session_id, work.now
    )
