"""From a session's token and a basket's token to the viewer of a request."""

from minga_graphql.services import Services
from minga_infra.http.gate import FindViewer
from minga_platform.kernel.secrets import digest
from minga_platform.kernel.viewer import Viewer
from minga_platform.membership.flows import recognise

_LONGEST_TOKEN = 200


def recogniser(services: Services) -> FindViewer:
    """A stranger costs nothing: the database is asked only when a session's token came."""

    async def find(
        session: str | None, cart: str | None, language: str, address: str, can_rotate: bool
    ) -> tuple[Viewer, str | None]:
        visitor_hash = digest(cart) if cart and 20 <= len(cart) <= _LONGEST_TOKEN else None
        if session and len(session) <= _LONGEST_TOKEN:
            known = await recognise(
                services.database,
                session,
                visitor_hash=visitor_hash,
                language=language,
                address=address,
                can_rotate=can_rotate,
            )
            if known is not None:
                return known.viewer, known.new_token
        return Viewer(visitor_hash=visitor_hash, language=language, address=address), None

    return find
