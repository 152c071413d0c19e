"""A page's answer as PDF: `return await printed(request, Sheet(…), "meeting-pack")`."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from minga_platform.kernel.paper import Paper, Sheet

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9-]+")


async def printed(request: Request, sheet: Sheet, name: str, *, public: bool = False) -> Response:
    """The sheet as a file that the browser shows, called `name.pdf` when it is kept. Not stored on the way unless `public`."""
    paper: Paper = request.app.state.door.services.port(Paper)
    called = _NOT_IN_NAMES.sub("-", name.lower()).strip("-") or "sheet"
    return Response(
        await paper.print(sheet),
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{called}.pdf"',
            "cache-control": "public, max-age=60" if public else "no-store",
            "x-content-type-options": "nosniff",
        },
    )
