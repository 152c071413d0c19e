"""What stands around every page: the co-op, the reader's name, and how much is in the basket."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.shell.pages import Link, Notice, Place, Shell, language_of
from minga_platform.kernel.locale import Text, mark, say

AROUND = document(__file__, "around.graphql")

_HOMES: tuple[tuple[str, str, str], ...] = (
    ("ballots.see", "decide", mark("Decide")),
    ("commons.write", "commons", mark("Commons")),
    ("stall.open", "my-stalls", mark("My stalls")),
    ("orders.refund", "coordination", mark("Coordination")),
    ("books.see", "books", mark("The books")),
    ("members.see", "members", mark("Members")),
    ("members.see_names", "membership", mark("My membership")),
    ("roles.grant", "roles", mark("Roles")),
)
"""Capability, page within the co-op, name: the homes that a reader's offices open to her."""


async def around(
    request: Request, *, search: str = "", shelf: tuple[Link, ...] = (), notices: tuple[Notice, ...] = ()
) -> Shell:
    """The shell of a page. Asks the API only when the reader carries a session or a basket."""
    cooperative = await here(request)
    viewer = viewer_of(request)
    name, count, held = None, 0, frozenset[str]()
    acts_for = viewer.for_person_id is not None
    if viewer.person_id is not None or viewer.visitor_hash is not None:
        data = await ask(request, AROUND)
        name = data["me"]["name"] if data["me"] else None
        count = data["cartCount"]
        held = frozenset(data["standing"]["capabilities"]) if data["standing"] else held
    place = None
    if cooperative is not None:
        place = Place(
            slug=cooperative.slug,
            name=Text.stored(cooperative.name).read(viewer.language, cooperative.language),
            accent=cooperative.accent,
            timezone=cooperative.zone,
            language=cooperative.language,
        )
    return Shell(
        place=place,
        person_name=name,
        acts_for=acts_for,
        cart_count=count,
        shelf=_folded([one for one in shelf if one.needs is None or one.needs in held]),
        account_links=_homes(request, held, named=name is not None) if cooperative is not None else (),
        notices=notices,
        search=search,
        demo=request.app.state.door.services.demo,
    )


def _homes(request: Request, held: frozenset[str], *, named: bool) -> tuple[Link, ...]:
    base = f"/c/{request.path_params['cooperative']}"
    prefix = getattr(request.state, "address_language", None)
    # Whoever signed in may have bought something, whatever else she is here; who works here has her work first.
    mine = (("orders", mark("My orders")),) if named else ()
    homes = tuple((path, name) for capability, path, name in _HOMES if capability in held)
    works = not held.isdisjoint(("stall.open", "orders.refund"))
    return tuple(
        Link(
            say(language_of(request), name),
            f"/{prefix}{base}/{path}" if prefix else f"{base}/{path}",
            current=request.url.path.startswith(f"{base}/{path}"),
        )
        for path, name in ((*homes, *mine) if works else (*mine, *homes))
    )


def _folded(links: Sequence[Link]) -> tuple[Link, ...]:
    """A long row in groups: the one where the reader is stands open, every other is one link."""
    opened = {one.group for one in links if one.current}
    shown: list[Link] = []
    for one in links:
        if not one.group or one.group in opened:
            shown.append(one)
        elif all(other.label != one.group for other in shown):
            shown.append(replace(one, label=one.group))
    return tuple(shown)
