"""The API explorer at `/graphql` and `/c/<co-op>/graphql`: a document, its variables, the answer; and every type by name.

It works without script, and what it sends goes through the same door, guards and rights as any program's document.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.shell.deeds import page, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_graphql.door import Door
from minga_platform.kernel.locale import mark, say

TYPE = document(__file__, "type.graphql")
TYPES = document(__file__, "types.graphql")

_LONGEST: Final = 20_000
_EXAMPLE: Final = """query Cards {
  listings(first: 3) {
    nodes { title price { decimal currency } stallName }
    pageInfo { hasNextPage endCursor }
  }
}
"""


async def explore(request: Request) -> Response:
    """The page; with a form that was sent, the answer too."""
    form = await typed(request)
    if request.method == "GET":
        form.values = {"document": _EXAMPLE, "variables": "{}"}
        return await _page(request, form)
    if len(form["document"]) > _LONGEST or len(form["variables"]) > _LONGEST:
        form.wrong("document", mark("This is too long."))
        return await _page(request, form)
    try:
        variables = orjson.loads(form["variables"] or "{}")
    except orjson.JSONDecodeError:
        variables = None
    if not isinstance(variables, dict):
        form.wrong("variables", mark('Variables are a JSON object, such as {"first": 3}.'))
        return await _page(request, form)
    door: Door = request.app.state.door
    answer = await door.execute(
        form["document"],
        variables,
        viewer_of(request),
        await here(request),
        reference=getattr(request.state, "reference", ""),
    )
    shown = orjson.dumps(orjson.loads(answer.body), option=orjson.OPT_INDENT_2).decode()
    return await _page(request, form, answer=shown)


async def _page(request: Request, form: Form, answer: str = "") -> Response:
    name = request.query_params.get("type", "")[:100]
    found: Mapping[str, Any] | None = None
    if name:
        found = (await ask(request, TYPE, {"name": name}))["__type"]
        if found is None:
            raise HTTPException(404)
    types = (await ask(request, TYPES))["__schema"]["types"]
    return await page(
        request,
        "explorer/explorer.html",
        say(language_of(request), mark("For programs")),
        form,
        headers={"cache-control": "no-store"},
        answer=answer,
        found=found,
        types=[one for one in types if not one["name"].startswith("__")],
        written=written,
        named=named,
    )


def written(reference: Mapping[str, Any]) -> str:
    """`[Order!]!` from how introspection tells it."""
    if reference["kind"] == "NON_NULL":
        return f"{written(reference['ofType'])}!"
    if reference["kind"] == "LIST":
        return f"[{written(reference['ofType'])}]"
    return str(reference["name"])


def named(reference: Mapping[str, Any]) -> str:
    """The type at the bottom of a reference."""
    inner = reference
    while inner.get("ofType"):
        inner = inner["ofType"]
    return str(inner["name"])


async def schema(request: Request) -> Response:
    """`/graphql/schema.graphql`: the whole schema as text."""
    door: Door = request.app.state.door
    return PlainTextResponse(door.schema_text, headers={"cache-control": "public, max-age=300"})


ROUTES = [
    Route("/graphql/schema.graphql", schema),
    *(
        Route(path, explore, methods=["GET", "POST"])
        for path in ("/graphql/explorer", "/c/{cooperative}/graphql/explorer")
    ),
    *(Route(path, explore, methods=["GET"]) for path in ("/graphql", "/c/{cooperative}/graphql")),
]
