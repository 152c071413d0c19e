"""Who asks: from the tokens of a request to a `Viewer`."""

from minga_infra.http.gate import FindViewer
from minga_platform.kernel import secrets
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.membership import flows


def viewer_finder(database: Database) -> FindViewer:
    """What the gate asks. One statement for who carries a session, none for who does not.

    A token that opens nothing makes a visitor, not a refusal: sessions end, and people keep reading.
    """

    async def find(
        session_token: str | None, cart_token: str | None, language: str, address: str, can_rotate: bool
    ) -> tuple[Viewer, str | None]:
        visitor_hash = secrets.digest(cart_token) if cart_token else None
        if session_token:
            known = await flows.recognise(
                database,
                session_token,
                visitor_hash=visitor_hash,
                language=language,
                address=address,
                can_rotate=can_rotate,
            )
            if known is not None:
                return known.viewer, known.new_token
        return Viewer(visitor_hash=visitor_hash, language=language, address=address), None

    return find
