"""Sharing a work, in steps: what it is, under which licence, what it takes, how it is made, what to beware of, files, and out.

Each step saves what was typed; nothing is shown to others before the last.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.market.showing import LONGEST_SLUG
from minga_frontend.registry import rows, words
from minga_frontend.registry.showing import page
from minga_frontend.shell.deeds import confirmation, do, languages_of, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

WRITING = document(__file__, "writing.graphql", "design.fragments")
MINE = document(__file__, "mine.graphql", "design.fragments")
START = document(__file__, "start.graphql")
EDIT = document(__file__, "edit.graphql")
DRAFT = document(__file__, "draft.graphql")
EDIT_DRAFT = document(__file__, "edit_draft.graphql")
DROP = document(__file__, "drop.graphql")
PUBLISH = document(__file__, "publish.graphql")

STARTED = told("commons.started", mark("Your work is begun. Now say under which licence you share it."))
SAVED = told("commons.saved", mark("Saved. It is still a draft."))
CHANGED = told("commons.changed", mark("What the work tells is changed."))
PUBLISHED = told("commons.published", mark("It is published. Thank you!"))
DROPPED = told("commons.dropped", mark("The draft is thrown away."))

STEPS = (
    ("needs", mark("What it takes")),
    ("steps", mark("How it is made")),
    ("hazards", mark("What to beware of")),
    ("files", mark("Pictures and files")),
    ("publish", mark("Look it over")),
)
_TITLES = dict(STEPS)


async def new(request: Request) -> Response:
    """`/c/<co-op>/commons/new`: what it is."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        kind = form.choice("kind", words.KINDS)
        title = form.texts("title", languages)
        if not form.problems:
            wish = {"kind": kind, "title": title, "fields": _about(form, languages)}
            done = await do(request, START, wish, form)
            if done is not None:
                return see(request, within(request, f"/commons/designs/{done['slug']}/releases/new"), done=STARTED)
    language = language_of(request)
    return await page(
        request,
        "new.html",
        say(language, mark("Share a work")),
        form,
        current="/commons/new",
        languages=languages,
        choices=[
            {"value": code, "label": say(language, name), "hint": say(language, words.KIND_HINTS[code])}
            for code, name in words.KINDS.items()
        ],
        known=sorted(words.term(one, language) for one in words.TERMS),
    )


def _about(form: Form, languages: list[tuple[str, str]], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    known = before or {"summaries": [], "descriptions": []}
    return {
        "summary": form.texts("summary", languages, known["summaries"]),
        "description": form.texts("description", languages, known["descriptions"]),
        "craft": _key(form["craft"], form.language),
        "materials": [_key(one, form.language) for one in form.parted("materials")],
        "techniques": [_key(one, form.language) for one in form.parted("techniques")],
        "tags": form.parted("tags"),
        "originRepo": form["origin-repo"].strip() or None,
        "watchesTags": form.ticked("watches-tags"),
        "heldBy": form["held-by"].strip(),
        "consent": form["consent"].strip(),
    }


def _key(typed_word: str, language: str) -> str:
    """A word that is known in the reader's language is kept by its key, so that everybody finds it by her own."""
    folded = typed_word.strip().casefold()
    return next((key for key in words.TERMS if words.term(key, language).casefold() == folded), folded)


async def _draft(request: Request, version: str | None) -> dict[str, Any]:
    slug = request.path_params["slug"][:LONGEST_SLUG]
    found: dict[str, Any] | None = (await ask(request, WRITING, {"slug": slug, "version": version}))["design"]
    if found is None or not found["isMine"]:
        raise HTTPException(404)
    return found


async def edit(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<slug>/edit`: what the work tells of itself."""
    signed_in(request)
    found = await _draft(request, None)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        title = form.texts("title", languages, found["titles"])
        if not form.problems:
            changes = {**_about(form, languages, found), "title": title}
            wish = {"id": found["id"], "version": form.whole("version"), "changes": changes}
            if await do(request, EDIT, wish, form) is not None:
                return see(request, within(request, f"/commons/designs/{found['slug']}"), done=CHANGED)
    else:
        form = _filled(found, form)
    language = language_of(request)
    return await page(
        request,
        "edit.html",
        say(language, mark("What “%(title)s” tells"), title=found["title"]),
        form,
        design=found,
        languages=languages,
        known=sorted(words.term(one, language) for one in words.TERMS),
        back=within(request, f"/commons/designs/{found['slug']}"),
    )


def _filled(found: Mapping[str, Any], form: Form) -> Form:
    language = form.language
    values = {
        f"{name}-{one['language']}": one["text"]
        for name, texts in (("title", "titles"), ("summary", "summaries"), ("description", "descriptions"))
        for one in found[texts]
    }
    values |= {
        "craft": words.term(found["craft"], language) if found["craft"] else "",
        "materials": ", ".join(words.term(one, language) for one in found["materials"]),
        "techniques": ", ".join(words.term(one, language) for one in found["techniques"]),
        "tags": ", ".join(found["tags"]),
        "origin-repo": found["originRepo"] or "",
        "watches-tags": "yes" if found["watchesTags"] else "",
        "held-by": found["heldBy"],
        "consent": found["consent"],
        "version": str(found["version"]),
    }
    return Form(values, language=language)


async def new_release(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<slug>/releases/new`: the number, the licence, where it comes from."""
    signed_in(request)
    found = await _draft(request, None)
    form = await typed(request)
    language = language_of(request)
    newest = found["release"]
    if request.method == "POST":
        version, licence = form.words("version"), form["other-licence"].strip() or form.words("licence")
        if not form.problems:
            fields = _from_before(newest) if newest and form.ticked("go-on") else {}
            if form["notes"].strip():
                fields["notes"] = [{"language": language, "text": form["notes"].strip()}]
            wish = {"design": found["id"], "version": version, "licence": licence, "fields": fields}
            done = await do(request, DRAFT, wish, form)
            if done is not None:
                return see(request, _at(request, found["slug"], done["version"], "needs"))
    return await page(
        request,
        "new_release.html",
        say(language, mark("A release of “%(title)s”"), title=found["title"]),
        form,
        design=found,
        newest=newest,
        suggested=_next(found["releases"]),
        licences=[
            {"value": key, "label": key.removeprefix("LicenseRef-"), "hint": say(language, sentence)}
            for key, sentence in words.LICENCES
        ],
        back=within(request, f"/commons/designs/{found['slug']}"),
    )


def _from_before(release: Mapping[str, Any]) -> dict[str, Any]:
    """What a new release begins with: what the one before says, which is also its parent."""
    return {
        "parents": [release["id"]] if release["state"] != "DRAFT" else [],
        "parts": [_part(one) for one in release["parts"]],
        "tools": [_part(one) for one in release["tools"]],
        "steps": [
            {"text": one["texts"], "title": one["titles"], "minutes": one["minutes"]} for one in release["steps"]
        ],
        "hazards": [{"severity": one["severity"], "text": one["texts"]} for one in release["hazards"]],
        "noHazards": release["noHazards"],
        "files": [_file(one) for one in release["files"]],
        "pictures": [{"fileId": one["fileId"], "alt": one["alts"], "step": one["step"]} for one in release["pictures"]],
        "technologyLevel": release["technologyLevel"],
        "documentationLevel": release["documentationLevel"],
    }


def _part(one: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: one[name] for name in ("quantity", "unit", "material", "url")}
    return {**kept, "name": one["names"], "note": one["notes"]}


def _file(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("path", "role", "fileId", "url", "repository", "tag", "sha256")}


def _next(releases: list[dict[str, Any]]) -> str:
    """The number after the newest one: 1.9 → 1.10; what is no such number gets nothing put behind it."""
    if not releases:
        return "1.0"
    head, dot, tail = str(releases[0]["version"]).rpartition(".")
    return f"{head}{dot}{int(tail) + 1}" if tail.isdigit() else ""


def _at(request: Request, slug: str, version: str, step: str) -> str:
    return within(request, f"/commons/designs/{slug}/drafts/{quote(version, safe='')}/{step}")


async def step(request: Request) -> Response:
    """`/c/<co-op>/commons/designs/<slug>/drafts/<version>/<step>`: one step of a draft."""
    signed_in(request)
    which = request.path_params.get("step", "needs")
    if which not in _TITLES:
        raise HTTPException(404)
    version = request.path_params["version"][:60]
    found = await _draft(request, version)
    release = found["release"]
    back = within(request, f"/commons/designs/{found['slug']}")
    if release is None or release["state"] != "DRAFT":
        return see(request, back)
    form = await typed(request, most_fields=2_000)
    language = language_of(request)
    if request.method == "POST":
        gone = await _done(request, which, found, form)
        if gone is not None:
            return gone
    names = [name for name, _ in STEPS]
    return await page(
        request,
        "draft.html",
        say(language, _TITLES[which]),
        form,
        which=which,
        design=found,
        release=release,
        labels=[say(language, sentence) for _, sentence in STEPS],
        links=[
            (say(language, sentence), _at(request, found["slug"], version, name), name == which)
            for name, sentence in STEPS
        ],
        number=names.index(which) + 1,
        back=back,
        here=_at(request, found["slug"], version, which),
        rows=lambda prefix, there: rows.count(form, prefix, there),
        said=lambda texts: rows.said(texts, language),
        other=lambda texts: rows.other(texts, language),
        picture_waiting=request.query_params.get("file", "")[:60] if request.query_params.get("as") != "file" else "",
        file_waiting=request.query_params.get("file", "")[:60] if request.query_params.get("as") == "file" else "",
        upload_problem=bool(request.query_params.get("problem")),
        readiness_choices=[("", say(language, mark("Not said")))]
        + [(key.removeprefix("otrl-"), say(language, name)) for key, name in words.READINESS.items()],
    )


async def _done(request: Request, which: str, found: Mapping[str, Any], form: Form) -> Response | None:
    release = found["release"]
    slug, version = found["slug"], release["version"]
    if form["deed"] == "drop":
        if not form.confirmed:
            language = language_of(request)
            return await confirmation(
                request,
                form,
                title=say(language, mark("Throw the draft %(version)s away?"), version=version),
                text=say(language, mark("What you wrote in it is lost. Published releases stay.")),
                button=say(language, mark("Throw it away")),
                back=_at(request, slug, version, which),
            )
        if await do(request, DROP, {"id": release["id"]}, form) is not None:
            return see(request, within(request, "/commons/mine"), done=DROPPED)
        return None
    if which == "publish":
        if await do(request, PUBLISH, {"id": release["id"]}, form) is not None:
            return see(request, within(request, f"/commons/designs/{slug}"), done=PUBLISHED)
        return None
    changes = _changes(which, form, release)
    if form.problems:
        return None
    wish = {"id": release["id"], "revision": form.whole("revision"), "changes": changes}
    if await do(request, EDIT_DRAFT, wish, form, fields=_fields(form, changes)) is None:
        return None
    names = [name for name, _ in STEPS]
    stays = form["deed"] == "more" or which == "files"
    following = which if stays else names[min(names.index(which) + 1, len(names) - 1)]
    return see(request, _at(request, slug, version, following), done=SAVED)


def _fields(form: Form, changes: Mapping[str, Any]) -> dict[str, str]:
    """Where on the page an entry of a list stands: `parts.0.quantity` → `part-2-quantity`, empty rows left out."""
    found: dict[str, str] = {}
    for prefix, listed, key in (("part", "parts", "name"), ("tool", "tools", "name"), ("step", "steps", "text")):
        places = [n for n in range(rows.count(form, prefix, 0)) if form[f"{prefix}-{n}-{key}"].strip()]
        for at, place in enumerate(places):
            for field in ("name", "quantity", "unit", "material", "note", "url", "title", "text", "minutes"):
                found[f"{listed}.{at}.{field}"] = f"{prefix}-{place}-{field}"
    new = len(changes.get("files", ())) - 1
    found |= {f"files.{new}.{field}": field for field in ("path", "url", "role")} | {
        f"files.{new}": "url",
        "files": "path",
    }
    found |= {f"pictures.{len(changes.get('pictures', ())) - 1}.alt": "picture-alt"}
    return found


def _changes(which: str, form: Form, release: Mapping[str, Any]) -> dict[str, Any]:
    if which == "needs":
        return {
            "parts": rows.parts_of(form, "part", release["parts"]),
            "tools": rows.parts_of(form, "tool", release["tools"]),
        }
    if which == "steps":
        return {"steps": rows.steps_of(form, release["steps"])}
    if which == "hazards":
        level = form.number("readiness", least=1, most=6, needed=False)
        hazards = rows.hazards_of(form, release["hazards"])
        return {"hazards": hazards, "noHazards": form.ticked("no-hazards") and not hazards, "technologyLevel": level}
    return _of_files(form, release)


def _of_files(form: Form, release: Mapping[str, Any]) -> dict[str, Any]:
    pictures = [
        {
            "fileId": one["fileId"],
            # Each form on this page brings its own fields alone: what was not asked stays.
            "alt": rows.merged(one["alts"], form.language, form[f"alt-{place}"].strip())
            if f"alt-{place}" in form.values
            else one["alts"],
            "step": one["step"],
        }
        for place, one in enumerate(release["pictures"])
        if not form.ticked(f"drop-picture-{place}")
    ]
    files = [_file(one) for place, one in enumerate(release["files"]) if not form.ticked(f"drop-file-{place}")]
    if form["picture"]:
        where = form["picture-step"]
        pictures.append(
            {
                "fileId": form["picture"],
                "alt": rows.merged([], form.language, form["picture-alt"].strip()),
                "step": int(where) if where.isdigit() else None,
            }
        )
    if form["file"] or form["url"].strip():
        files.append(
            {
                "path": form["path"].strip(),
                "role": form["role"] if form["role"] in words.ROLES else "other",
                "fileId": form["file"] or None,
                "url": form["url"].strip() or None,
            }
        )
    return {"pictures": pictures, "files": files}


async def mine(request: Request) -> Response:
    """`/c/<co-op>/commons/mine`: the asker's works, drafts among them; and disputes that wait for who settles them."""
    signed_in(request)
    after = request.query_params.get("after") or None
    data = await ask(request, MINE, {"after": after})
    language = language_of(request)
    listed = data["myDesigns"]
    more = listed["pageInfo"]
    return await page(
        request,
        "mine.html",
        say(language, mark("My works")),
        current="/commons/mine",
        designs=listed["nodes"],
        disputes=data["openReleaseDisputes"] or [],
        after=within(request, "/commons/mine", after=more["endCursor"]) if more["hasNextPage"] else None,
    )


_DESIGN = "/c/{cooperative}/commons/designs/{slug}"
ROUTES = [
    Route("/c/{cooperative}/commons/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/mine", mine, methods=["GET"]),
    Route(f"{_DESIGN}/edit", edit, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/releases/new", new_release, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/drafts/{{version}}", step, methods=["GET", "POST"]),
    Route(f"{_DESIGN}/drafts/{{version}}/{{step}}", step, methods=["GET", "POST"]),
]
