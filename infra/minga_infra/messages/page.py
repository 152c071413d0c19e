"""`/dev/messages`: what would have been sent, on a laptop where nothing carries messages. Never in production."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.messages.views import show
from minga_infra.messages.folder import FolderMessages


def routes(folder: FolderMessages, public_url: str) -> list[Route]:
    """The one page. Links to ourselves in a message can be followed; others stay text."""
    link = re.compile(re.escape(public_url.rstrip("/")) + r"/[^\s<>\"]*")

    async def page(request: Request) -> Response:
        return await show(request, await folder.recent(), link)

    return [Route("/dev/messages", page)]
