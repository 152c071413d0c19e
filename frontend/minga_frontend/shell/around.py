"""What stands around every page: the co-op, the reader's name, and how much is in the basket."""

from starlette.requests import Request

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.shell.pages import Link, Notice, Place, Shell
from minga_platform.kernel.locale import Text

AROUND = document(__file__, "around.graphql")


async def around(
    request: Request, *, search: str = "", shelf: tuple[Link, ...] = (), notices: tuple[Notice, ...] = ()
) -> Shell:
    """The shell of a page. Asks the API only when the reader carries a session or a basket."""
    cooperative = await here(request)
    viewer = viewer_of(request)
    name, count, links = None, 0, ()
    if viewer.person_id is not None or viewer.visitor_hash is not None:
        data = await ask(request, AROUND)
        name = data["me"]["name"] if data["me"] else None
        count = data["cartCount"]
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
        cart_count=count,
        shelf=shelf,
        account_links=links,
        notices=notices,
        search=search,
        demo=request.app.state.door.services.demo,
    )
