"""What others say and do with a release: reviews, and that they made it."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from minga_commons.registry import completeness, content, listing, rights, shapes
from minga_commons.registry.errors import OwnWork
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound
from minga_platform.kernel.files import NotAPicture
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


async def review(
    work: Work,
    viewer: Viewer,
    *,
    release_id: UUID,
    complete: bool,
    built_it: bool = False,
    missing: Sequence[str] = (),
    text: str = "",
) -> UUID:
    """Say as a peer whether one could make it from its documentation alone; a second review takes the first one's place.

    `missing`: keys of `completeness.CRITERIA`. Refuses: SignInNeeded, NotFound, NotAllowed, OwnWork, InvalidInput.
    """
    right = await rights.seen_release(work, viewer, release_id)
    if right.row["is_mine"] or await _holds(work, release_id, right.agent_id):
        raise OwnWork
    if not set(missing) <= set(completeness.CRITERIA) - {"peers"} or (complete and missing):
        raise InvalidInput("missing", "known")
    said = Text.checked({"en": text or ""}, field="text", longest=4_000, shortest=0).read("en")
    if not complete and not missing and not said:
        raise InvalidInput("text", "required")
    review_id = ids.new()
    await work.execute(
        """INSERT INTO release_review (cooperative_id, id, release_id, agent_id, built_it, complete, missing, text, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, review_id, release_id, right.agent_id, built_it, complete, sorted(set(missing)), said, work.now,
    )  # fmt: skip
    await listing.refresh(work, [right.row["asset_id"]])
    return review_id


async def _holds(work: Work, release_id: UUID, agent_id: UUID) -> bool:
    return bool(
        await work.value(
            "SELECT true FROM release_holder WHERE cooperative_id = $1 AND release_id = $2 AND agent_id = $3",
            work.cooperative_id,
            release_id,
            agent_id,
        )
    )


async def tell_making(
    work: Work,
    viewer: Viewer,
    *,
    release_id: UUID,
    what: str,
    place: str = "",
    url: str | None = None,
    maker: str | None = None,
    mail: str | None = None,
    picture_file_id: UUID | None = None,
    alt: Mapping[str, str] | None = None,
) -> UUID:
    """Tell that somebody made it: the asker herself, or an outside `maker`, whose `mail` serves safety notices alone.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, NotAPicture.
    """
    right = await rights.seen_release(work, viewer, release_id)
    outside = content.line("maker", maker, 120)
    address = content.line("mail", mail, 200)
    if address and (not outside or not _MAIL.fullmatch(address)):
        raise InvalidInput("mail", "mail")
    name = outside or await work.value(
        "SELECT name FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, right.agent_id
    )
    if picture_file_id is not None:
        await _show_picture(work, picture_file_id, right.agent_id)
    making_id = ids.new()
    await work.execute(
        """INSERT INTO making (cooperative_id, id, release_id, agent_id, maker, what, place, url, mail, picture_file_id, alt,
        told_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",
        work.cooperative_id, making_id, release_id, None if outside else right.agent_id, name,
        content.line("what", what, 300, required=True), content.line("place", place, 120),
        content.address("url", url) if url else None, address or None, picture_file_id,
        shapes.texts(300, one_line=True)("alt", alt), right.agent_id, work.now,
    )  # fmt: skip
    await listing.refresh(work, [right.row["asset_id"]])
    return making_id


async def _show_picture(work: Work, file_id: UUID, agent_id: UUID) -> None:
    row = await work.row(
        "SELECT public, uploaded_by, renditions FROM file WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE",
        work.cooperative_id,
        file_id,
    )
    if row is None or not (row["public"] or row["uploaded_by"] == agent_id):
        raise NotFound
    if not row["renditions"]:
        raise NotAPicture
    await work.execute(
        "UPDATE file SET public = true WHERE cooperative_id = $1 AND id = $2 AND NOT public",
        work.cooperative_id,
        file_id,
    )


async def forget_making(work: Work, viewer: Viewer, *, making_id: UUID) -> None:
    """Take such a word back: for who gave it, the maker, the work's maintainers and `commons.keep`.

    Refuses: SignInNeeded, NotFound, NotAllowed.
    """
    agent_id = await access.require(work, viewer, rights.WRITE)
    row = await work.row(
        """SELECT m.agent_id, m.told_by, r.asset_id, EXISTS (SELECT FROM asset_maintainer t
            WHERE t.cooperative_id = m.cooperative_id AND t.asset_id = r.asset_id AND t.agent_id = $3) AS is_mine
        FROM making m JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
        WHERE m.cooperative_id = $1 AND m.id = $2 FOR UPDATE OF m""",
        work.cooperative_id,
        making_id,
        agent_id,
    )
    if row is None:
        raise NotFound
    hers = agent_id in (row["agent_id"], row["told_by"]) or row["is_mine"]
    if not hers and not await access.may(work, viewer, rights.KEEP):
        raise NotAllowed(rights.KEEP)
    await work.execute("DELETE FROM making WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, making_id)
    await listing.refresh(work, [row["asset_id"]])
