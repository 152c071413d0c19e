"""Hands the checker out: `/verify/minga_verify.py`, to be kept and run far from here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_infra.verify import bundle


async def download(_request: Request) -> Response:
    """One file, shown to nobody's browser but saved."""
    return Response(
        bundle.text(),
        media_type="text/x-python; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{bundle.FILE_NAME}"',
            "x-content-type-options": "nosniff",
            "cache-control": "public, max-age=3600",
        },
    )


ROUTES = [Route(f"/verify/{bundle.FILE_NAME}", download, methods=["GET"])]
