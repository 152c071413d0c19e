"""What can be seen of several files without opening them, for the page of whatever they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.market.prose import prose

LOOKED = document(__file__, "looked.graphql")

_MOST = 20


async def looks(request: Request, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """For a template that draws them by `files.look(one, shown[one.id])`: `looked`, those of the first twenty of `files` (each
    with a `fileId`, or none) that show something; `shown`, their excerpts as safe markup where they are Markdown."""
    wanted = [one["fileId"] for one in files if one["fileId"]][:_MOST]
    found = (await ask(request, LOOKED, {"ids": wanted}))["keptFiles"] if wanted else []
    looked = [one for one in found if one["sizes"] or one["excerpt"]]
    return {
        "looked": looked,
        "shown": {one["id"]: prose(one["excerpt"]) if one["isMarkdown"] and one["excerpt"] else "" for one in looked},
    }
