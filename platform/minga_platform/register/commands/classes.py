"""Classes of members change: by officers until the members first vote, by decision ever after.

No rule could loosen this: whoever may say what a class is chooses who votes.
"""

from datetime import datetime
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands import classes
from minga_platform.membership.terms import Terms
from minga_platform.register.errors import MembersDecide
from minga_platform.register.ports import JOINED


async def officers_may(work: Work) -> bool:
    """Whether the members have not voted yet, so that officers still set up the classes."""
    return not any([await asked(work) for asked in JOINED.has_voted])


async def change_class(work: Work, viewer: Viewer, *, class_key: str, terms: Terms) -> UUID:
    """An officer gives a class new terms, from now on; the terms' id.

    Refuses: as `access.require` for `classes.edit`, MembersDecide, InvalidInput.
    """
    await access.require(work, viewer, "classes.edit")
    if not await officers_may(work):
        raise MembersDecide
    return await set_terms(work, class_key, terms)


async def set_terms(
    work: Work, class_key: str, terms: Terms, *, effective_at: datetime | None = None, decision_id: UUID | None = None
) -> UUID:
    """New terms of a class, nobody's right being asked: for the effect of a decision; the terms' id. Refuses: InvalidInput."""
    found = await classes.terms_of(work, class_key)
    if found is None:
        raise InvalidInput("class_key", "class")
    return await classes.write_terms(work, found.class_id, terms, effective_at=effective_at, decision_id=decision_id)


async def add_class(work: Work, viewer: Viewer, *, class_key: str, name: dict[str, str], terms: Terms) -> UUID:
    """An officer adds a class before the members first vote; its id.

    Refuses: as `access.require` for `classes.edit`, MembersDecide, InvalidInput.
    """
    await access.require(work, viewer, "classes.edit")
    if not await officers_may(work):
        raise MembersDecide
    if await classes.terms_of(work, class_key) is not None:
        raise InvalidInput("classKey", "taken")
    place: int = await work.value(
        "SELECT coalesce(max(place), -1) + 1 FROM membership_class WHERE cooperative_id = $1", work.cooperative_id
    )
    return await classes.add_class(work, key=class_key, name=name, place=place, terms=terms)
