"""Designs of other places brought in by their Open Know-How manifests, and ours given out as such."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.showing import LONGEST_SLUG
from minga_frontend.registry import import_words
from minga_frontend.registry.showing import page
from minga_frontend.shell.deeds import do, named, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

IMPORTS = document(__file__, "imports.graphql")
FROM_FILE = document(__file__, "import_asked.graphql")
FROM_ADDRESS = document(__file__, "import_address.graphql")
REPORT = document(__file__, "import_report.graphql")
MANIFEST = document(__file__, "manifest.graphql")

_FORMATS = {"toml": "TOML", "yml": "YAML", "jsonld": "JSONLD"}
_SECONDS = "2"
_MOST_SHOWN = 100


async def bring(request: Request) -> Response:
    """`/c/<co-op>/commons/import`: a file or an address; with `?file=` the choice what to do with it; and what was brought so far."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        dry_run = form["deed"] != "take"
        if form["file"]:
            done = await do(request, FROM_FILE, {"file": form["file"], "dryRun": dry_run}, form)
        else:
            done = await do(request, FROM_ADDRESS, {"address": form["address"].strip(), "dryRun": dry_run}, form)
        if done is not None:
            return see(request, within(request, f"/commons/import/{done['id']}"))
    else:
        form.values = {name: request.query_params.get(name, "") for name in ("file", "problem", "address")}
    data = await ask(request, IMPORTS)
    if "commons.write" not in (data["standing"] or {"capabilities": []})["capabilities"]:
        raise HTTPException(404)
    return await page(
        request,
        "import.html",
        say(language_of(request), mark("Bring designs in from elsewhere")),
        form,
        current="/commons/import",
        imports=data["manifestImports"],
        here=within(request, "/commons/import"),
    )


async def report(request: Request) -> Response:
    """`/c/<co-op>/commons/import/<import>`: how far it is, what it came to, and every file that needed something."""
    signed_in(request)
    outcome = request.query_params.get("outcome", "").upper()
    kind = request.query_params.get("kind", "")
    after = request.query_params.get("after", "-1")
    data = await ask(
        request,
        REPORT,
        {
            "id": request.path_params["id"][:80],
            "outcome": outcome if outcome in import_words.OUTCOMES else None,
            "kind": kind if kind in import_words.REPAIRS else "",
            "after": int(after) if after.lstrip("-").isdigit() and len(after) < 8 else -1,
        },
    )
    found = data["manifestImport"]
    if found is None:
        raise HTTPException(404)
    items = data["manifestImportItems"]
    path = within(request, f"/commons/import/{found['id']}")
    further = {"outcome": outcome.lower(), "kind": kind, "after": str(items[-1]["position"]) if items else ""}
    running = found["state"] in {"WAITING", "RUNNING"}
    return await page(
        request,
        "import_report.html",
        say(language_of(request), mark("An import of designs")),
        current="/commons/import",
        found=found,
        items=items,
        running=running,
        share=_share(found),
        outcome_words=named(request, import_words.OUTCOMES),
        repair_words=named(request, import_words.REPAIRS),
        reason_words=named(request, import_words.REASONS),
        outcome=outcome,
        kind=kind,
        here=path,
        again=within(request, "/commons/import"),
        next_page=within(request, f"/commons/import/{found['id']}", **{k: v for k, v in further.items() if v})
        if len(items) == _MOST_SHOWN
        else None,
        headers={"refresh": _SECONDS} if running else None,
    )


def _share(found: dict[str, Any]) -> int:
    """How much of it is done, in percent."""
    return 0 if not found["total"] else min(100, int(found["files"]) * 100 // int(found["total"]))


async def give(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<design>/okh.<toml|yml|jsonld>`: the design as a file."""
    written = _FORMATS.get(request.path_params["format"])
    if written is None:
        raise HTTPException(404)
    data = await ask(
        request,
        MANIFEST,
        {
            "slug": request.path_params["slug"][:LONGEST_SLUG],
            "format": written,
            "version": request.query_params.get("version", "")[:60],
            "home": f"{request.url.scheme}://{request.url.netloc}",
        },
    )
    found = data["designManifest"]
    if found is None:
        raise HTTPException(404)
    return Response(
        found["text"],
        media_type=f"{found['mediaType']}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{found["fileName"]}"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-cache",
        },
    )


ROUTES = [
    Route("/c/{cooperative}/commons/import", bring, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/import/{id}", report),
    Route("/c/{cooperative}/commons/designs/{slug}/okh.{format}", give),
]
