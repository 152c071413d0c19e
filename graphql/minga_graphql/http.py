"""The door over HTTP: POST of JSON, at `/graphql` and `/c/<slug>/graphql`."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_graphql.decoding import BadBody, ClientGone, decode, read_limited
from minga_graphql.door import Door
from minga_platform.kernel.viewer import ANONYMOUS, Viewer

_LONGEST_BODY = 128 * 1024


def routes(door: Door) -> list[Route]:
    """The two addresses of the API. Anything but a POST of JSON is refused before its body is read."""

    async def answer(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refused(415, "CONTENT_TYPE", "Send application/json.", request)
        try:
            wish = decode(await read_limited(request.receive, _LONGEST_BODY))
        except BadBody as bad:
            return _refused(bad.status, bad.code, bad.message, request)
        except ClientGone:
            return Response(status_code=400)  # Nobody is left to read it.
        cooperative = None
        if (slug := request.path_params.get("slug")) is not None:
            cooperative = await door.cooperative_named(slug)
            if cooperative is None:
                return _refused(404, "NOT_FOUND", "There is no co-op by that name.", request)
        viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
        given = await door.execute(
            wish.document,
            wish.variables,
            viewer,
            cooperative,
            operation=wish.operation_name,
            reference=getattr(request.state, "reference", ""),
        )
        return Response(given.body, given.status, media_type="application/json")

    return [Route(path, answer, methods=["POST"]) for path in ("/graphql", "/c/{slug}/graphql")]


def _refused(status: int, code: str, message: str, request: Request) -> Response:
    extensions: dict[str, Any] = {"code": code, "reference": getattr(request.state, "reference", "")}
    return Response(
        orjson.dumps({"errors": [{"message": message, "extensions": extensions}]}),
        status,
        media_type="application/json",
    )
