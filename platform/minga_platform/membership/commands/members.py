"""Joining and leaving a co-op, and its classes."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.errors import IsMember
from minga_platform.membership.events import MemberJoined, MemberLeft
from minga_platform.membership.models import CLASS_KEYS

_LONGEST_CLASS_NAME = 60
# Whoever likes may support a co-op, buy in it or offer goods; the other classes are given by somebody who may admit.
OPEN_CLASSES = frozenset({"consumer", "supporter", "producer"})

CLASS_NAMES: Mapping[str, dict[str, str]] = {
    "worker": {
        "en": "Workers",
        "es": "Trabajadoras y trabajadores",
        "fr": "Travailleuses et travailleurs",
        "ar": "العاملون",
    },
    "producer": {
        "en": "Producers",
        "es": "Productoras y productores",
        "fr": "Productrices et producteurs",
        "ar": "المنتجون",
    },
    "consumer": {
        "en": "Consumers",
        "es": "Consumidoras y consumidores",
        "fr": "Consommatrices et consommateurs",
        "ar": "المستهلكون",
    },
    "contributor": {
        "en": "Contributors",
        "es": "Contribuidoras y contribuidores",
        "fr": "Contributrices et contributeurs",
        "ar": "المساهمون في المشاع",
    },
    "supporter": {"en": "Supporters", "es": "Personas que apoyan", "fr": "Soutiens", "ar": "الداعمون"},
    "community": {"en": "Community", "es": "Comunidad", "fr": "Communauté", "ar": "المجتمع"},
}
"""What the first classes are called until a co-op says otherwise."""


async def add_class(work: Work, *, key: str, name: Mapping[str, str], place: int) -> UUID:
    """Add a class at the founding; the present one's id when the key exists. Refuses: InvalidInput."""
    checked = Text.checked(name, field="name", longest=_LONGEST_CLASS_NAME, one_line=True)
    fresh: UUID | None = await work.value(
        """INSERT INTO membership_class (cooperative_id, id, key, name, place, created_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT ON CONSTRAINT membership_class_key_uq DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), key, dict(checked), place, work.now,
    )  # fmt: skip
    if fresh is not None:
        return fresh
    present: UUID = await work.value(
        "SELECT id FROM membership_class WHERE cooperative_id = $1 AND key = $2", work.cooperative_id, key
    )
    return present


async def add_first_classes(work: Work) -> None:
    """The six classes that every co-op begins with."""
    for place, key in enumerate(CLASS_KEYS):
        await add_class(work, key=key, name=CLASS_NAMES[key], place=place)


async def agent_for(work: Work, *, person_id: UUID, name: str) -> UUID:
    """The person's agent in this co-op, made at first sight (first order, first membership). Safe to repeat."""
    fresh: UUID | None = await work.value(
        """INSERT INTO agent (cooperative_id, id, kind, person_id, name, created_at) VALUES ($1, $2, 'person', $3, $4, $5)
           ON CONFLICT ON CONSTRAINT agent_person_uq DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), person_id, name, work.now,
    )  # fmt: skip
    if fresh is not None:
        return fresh
    present: UUID = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
    )
    return present


async def my_agent(work: Work, viewer: Viewer) -> UUID:
    """The asker's agent here, made at first sight. Refuses: SignInNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    person_id = viewer.for_person_id or viewer.person_id
    name = await work.value("SELECT name FROM person WHERE id = $1", person_id)
    if name is None:
        raise NotFound
    return await agent_for(work, person_id=person_id, name=name)


async def join(work: Work, viewer: Viewer, *, class_key: str) -> UUID:
    """Join the co-op in a class that is open to everyone; the membership's id.

    Refuses: SignInNeeded, InvalidInput (no such class, or one that somebody must admit to), IsMember. Announces: MemberJoined.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    if class_key not in OPEN_CLASSES:
        raise InvalidInput("class_key", "open_class")
    return await enrol(work, agent_id=await my_agent(work, viewer), class_key=class_key)


async def admit(work: Work, viewer: Viewer, *, agent_id: UUID, class_key: str) -> UUID:
    """Make somebody a member of any class; the membership's id.

    Refuses: as `access.require` for `members.admit`, NotFound, InvalidInput, IsMember. Announces: MemberJoined.
    """
    await access.require(work, viewer, "members.admit")
    return await enrol(work, agent_id=agent_id, class_key=class_key)


async def enrol(work: Work, *, agent_id: UUID, class_key: str) -> UUID:
    """Open a membership, nobody's right being asked (founding, demo, and the commands above).

    Refuses: NotFound, InvalidInput, IsMember. Announces: MemberJoined.
    """
    class_id = await work.value(
        "SELECT id FROM membership_class WHERE cooperative_id = $1 AND key = $2", work.cooperative_id, class_key
    )
    if class_id is None:
        raise InvalidInput("class_key", "class")
    membership_id: UUID | None
    try:
        membership_id = await work.value(
            """INSERT INTO membership (cooperative_id, id, agent_id, class_id, joined_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (cooperative_id, agent_id, class_id) WHERE left_at IS NULL DO NOTHING RETURNING id""",
            work.cooperative_id, ids.new(), agent_id, class_id, work.now,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    if membership_id is None:
        raise IsMember(class_key)
    work.emit(MemberJoined(agent_id=agent_id, class_id=class_id))
    return membership_id


async def leave(work: Work, viewer: Viewer, *, class_key: str) -> None:
    """Leave a class; the row stays readable. Refuses: SignInNeeded, NotFound. Announces: MemberLeft."""
    agent_id = await access.agent_of(work, viewer)
    class_id = await work.value(
        """UPDATE membership m SET left_at = $4 FROM membership_class c
           WHERE c.cooperative_id = m.cooperative_id AND c.id = m.class_id AND m.cooperative_id = $1 AND m.agent_id = $2 AND c.key = $3
             AND m.left_at IS NULL RETURNING m.class_id""",
        work.cooperative_id, agent_id, class_key, work.now,
    )  # fmt: skip
    if class_id is None:
        raise NotFound
    work.emit(MemberLeft(agent_id=agent_id, class_id=class_id))
