"""Who maintains a work, and how the communities behind it want it treated."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.market.showing import LONGEST_SLUG
from minga_frontend.registry.showing import page
from minga_frontend.shell.deeds import confirmation, do, languages_of, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

KEEP = document(__file__, "keep.graphql")
ADD = document(__file__, "add_maintainer.graphql")
REMOVE = document(__file__, "remove_maintainer.graphql")
LABEL = document(__file__, "label.graphql")

_ADDED = told("commons.maintainer_added", mark("She maintains it too, from now on."))
_REMOVED = told("commons.maintainer_removed", mark("She maintains it no longer."))
_LABELLED = told("commons.labelled", mark("The label stands with the work, and “May I?” cites it."))
_UNLABELLED = told("commons.unlabelled", mark("The label is taken off."))


async def keep(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<slug>/keep`: maintainers and labels of a work."""
    signed_in(request)
    data = await ask(request, KEEP, {"slug": request.path_params["slug"][:LONGEST_SLUG]})
    found = data["design"]
    if found is None or not (found["isMine"] or "commons.keep" in data["standing"]["capabilities"]):
        raise HTTPException(404)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form, found, languages)
        if answer is not None:
            return answer
    maintain = {one["agentId"] for one in found["maintainers"]}
    kinds = {one["key"]: one for one in data["communityLabelKinds"]}
    return await page(
        request,
        "keep.html",
        say(language_of(request), mark("Look after “%(tool)s”"), tool=found["title"]),
        form,
        headers={"cache-control": "no-store"},
        design=found,
        me=data["standing"]["agentId"],
        others=[one for one in data["memberNames"] or [] if one["agentId"] not in maintain],
        kinds_of_label=kinds,
        choices=[(key, f"{one['name']}: {one['text']}") for key, one in kinds.items()],
        languages=languages,
        at=_at(request, found),
        back=within(request, f"/commons/designs/{found['slug']}"),
    )


def _at(request: Request, found: dict[str, Any]) -> str:
    return within(request, f"/commons/designs/{found['slug']}/keep")


async def _deed(
    request: Request, form: Form, found: dict[str, Any], languages: list[tuple[str, str]]
) -> Response | None:
    what, language, at = form["what"], language_of(request), _at(request, found)
    if what == "add":
        agent = form.words("agent")
        if form.problems or await do(request, ADD, {"id": found["id"], "agent": agent}, form) is None:
            return None
        return see(request, at, done=_ADDED)
    if what == "remove":
        if not form.confirmed:
            return await confirmation(
                request, form, title=say(language, mark("Shall she maintain it no longer?")),
                text=say(language, mark("She can no longer change it or publish releases. What she published stays, with her name.")),
                button=say(language, mark("No longer")), back=at,
            )  # fmt: skip
        if await do(request, REMOVE, {"id": found["id"], "agent": form["agent"]}, form) is None:
            return None
        return see(request, at, done=_REMOVED)
    if what not in ("label", "unlabel"):
        raise HTTPException(404)
    named = form.words("label")
    kept = [
        {"label": one["label"], "community": one["community"], "source": one["source"], "note": one["notes"]}
        for one in found["labels"]
        if one["label"] != named
    ]
    if what == "label":
        community, note = form.words("community"), form.texts("note", languages)
        kept.append({"label": named, "community": community, "source": form["source"].strip(), "note": note})
    if form.problems or await do(request, LABEL, {"id": found["id"], "labels": kept}, form) is None:
        return None
    return see(request, at, done=_LABELLED if what == "label" else _UNLABELLED)


ROUTES = [Route("/c/{cooperative}/commons/designs/{slug}/keep", keep, methods=["GET", "POST"])]
