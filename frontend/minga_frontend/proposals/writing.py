"""Writing a proposal: its kind first, then its words and values; kept as a draft as often as one likes."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.proposals import values, words
from minga_frontend.proposals.views import shelf
from minga_frontend.rules import words as rule_words
from minga_frontend.shell.deeds import do, languages_of, page, told, typed
from minga_frontend.shell.forms import Form, read_number, show_amount, show_moment, show_texts
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

BEGIN = document(__file__, "begin.graphql")
EDIT = document(__file__, "edit.graphql")
SAVE = document(__file__, "save.graphql")
SUBMIT = document(__file__, "submit.graphql")

_SAVED: Final = told("proposals.saved", mark("Your draft is kept. Only you can see it."))
_SUBMITTED: Final = told(
    "proposals.shown", mark("The members can see it now. It needs sponsors before it is discussed.")
)
_ROWS: Final = 8
_NEW_ARTICLES: Final = 2


async def new(request: Request) -> Response:
    """`/c/<co-op>/proposals/new`: what is it about, and what is it called?"""
    signed_in(request)
    form, language = await typed(request), language_of(request)
    if request.method == "POST":
        kind, title = form.choice("kind", words.KINDS), form.words("title")
        if not form.problems:
            wish = {"key": form.key, "kind": kind, "title": [{"language": language, "text": title}]}
            done = await do(request, BEGIN, wish, form)
            if done is not None:
                return see(
                    request,
                    f"/c/{request.path_params['cooperative']}/proposals/{done['proposal']['id']}/edit",
                    rule=form["rule"],
                )
    else:
        form = Form(dict(request.query_params), language=language)
    chosen = form["kind"].upper()
    return await page(
        request,
        "proposals/new.html",
        say(language, mark("Write a proposal")),
        form,
        shelf=shelf(request, "proposals"),
        kinds=[
            {"value": code, "label": say(language, name), "hint": say(language, about)}
            for code, (name, about) in words.KINDS.items()
            if code not in ("ADMISSION", "EXCLUSION", "RECALL") or code == chosen
        ],
        chosen=chosen,
    )


async def edit(request: Request) -> Response:
    """`/c/<co-op>/proposals/<id>/edit`: the draft; kept by a button, and by script while one writes."""
    signed_in(request)
    sent = await typed(request, most_fields=400)
    cooperative = await here(request)
    assert cooperative is not None
    rule_key = sent["rule"] or request.query_params.get("rule", "")
    tried = _tried(sent["value"] or request.query_params.get("value", ""))
    data = await ask(
        request,
        EDIT,
        {
            "id": request.path_params["id"],
            "rule": rule_key or await _first_rule(request),
            "tried": tried or 0,
            "trying": tried is not None,
        },
    )
    draft = data["proposal"]
    if draft is None or not draft["isMine"]:
        raise HTTPException(404)
    if draft["state"] != "DRAFT":
        return see(request, f"/c/{cooperative.slug}/proposals/{draft['id']}")
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        wish = _draft(sent, data, cooperative, languages)
        if sent["autosave"]:
            return await _autosaved(request, sent, draft["id"], wish)
        if not sent.problems:
            done = await do(request, SAVE, {"id": draft["id"], "draft": wish}, sent, fields=_fields(draft))
            if done is not None and sent["then"] == "show":
                done = await do(request, SUBMIT, {"id": draft["id"]}, sent, fields=_fields(draft))
                if done is not None:
                    return see(request, f"/c/{cooperative.slug}/proposals/{draft['id']}", done=_SUBMITTED)
            elif done is not None:
                # What was chosen and typed stays in view, with what it would mean.
                again = f"/c/{cooperative.slug}/proposals/{draft['id']}/edit"
                return see(request, again, done=_SAVED, rule=sent["rule"], value=sent["value"])
    return await _page(request, sent, data, cooperative, languages)


async def _first_rule(request: Request) -> str:
    """The rule that the draft is about already, so that its page can say what holds."""
    asked = await ask(request, EDIT, {"id": request.path_params["id"], "rule": "", "tried": 0, "trying": False})
    found = asked["proposal"]
    return str(found["rules"][0]["key"]) if found and found["rules"] else "market.fee_bps"


def _tried(text: str) -> int | None:
    rate = read_number(text.replace("%", ""), 2) if text.strip() else None
    return rate if rate is not None and 0 <= rate <= 10_000 else None


def _fields(draft: Mapping[str, Any]) -> dict[str, str]:
    fields = {"text": "text", "options": "option-1", "budget_minor": "budget", "stated_at": "stated_at", "form": "text"}
    return fields | {one["key"]: "value" for one in draft["rules"]}


async def _autosaved(request: Request, form: Form, proposal_id: str, wish: dict[str, Any]) -> Response:
    """For the script: what can be kept is kept; what cannot be read yet waits for its writer."""
    if form.problems:
        return JSONResponse({"kept": False}, 422)
    done = await do(request, SAVE, {"id": proposal_id, "draft": wish}, form)
    return JSONResponse({"kept": done is not None}, 200 if done is not None else 422)


def _draft(
    form: Form, data: Mapping[str, Any], cooperative: Cooperative, languages: list[tuple[str, str]]
) -> dict[str, Any]:
    draft = data["proposal"]
    wish: dict[str, Any] = {
        "title": form.texts("title", languages, draft["titles"]),
        "text": form.texts("text", languages, draft["texts"]),
        "measure": form.texts("measure", languages, draft["measures"]),
        "statedAt": _iso(form.moment("stated_at", ZoneInfo(cooperative.zone), needed=False)),
        "reviewOn": _iso(form.day("review_on", needed=False)),
        "isSecret": not form.ticked("open"),
    }
    if form["method"]:
        wish["method"] = form["method"]
    if draft["kind"] == "RULE_CHANGE" and form["rule"] and form["value"].strip():
        wish["rules"] = _rules(form, data)
    if draft["kind"] == "STATUTES_AMENDMENT":
        written = _statutes(form, data, languages[0][0])
        if written != _present(data):
            wish["statutes"] = written
    if form["method"] not in ("", "yes_no", "consent"):
        wish["options"] = _options(form, cooperative, languages[0][0], form["method"] in ("equal-shares", "greedy"))
        if len(wish["options"]) < 2:
            del wish["options"]
    if draft["kind"] == "ELECTION":
        wish["seats"] = form.number("seats", least=1, most=100, needed=False) or 1
    if draft["kind"] == "BUDGET" and form["budget"].strip():
        wish["budgetMinor"] = form.money("budget", cooperative.currency, least=1)
    return wish


def _rules(form: Form, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    rule = next((one for one in data["rules"] if one["key"] == form["rule"]), None)
    if rule is None:
        form.wrong("rule", mark("Please choose one."))
        return []
    return [values.read(form, "value", rule)]


def _statutes(form: Form, data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The whole text anew: what the reader's language says now, and the other languages of each article as they were."""
    present = data["statutes"] or {"titles": [], "articles": []}
    articles = []
    for place in range(len(present["articles"]) + _NEW_ARTICLES):
        old = present["articles"][place] if place < len(present["articles"]) else {"titles": [], "texts": []}
        title, text = form[f"article-{place}-title"].strip(), form[f"article-{place}-text"].strip()
        if title and text:
            articles.append({"title": _in(old["titles"], language, title), "text": _in(old["texts"], language, text)})
    title = form["statutes-title"].strip()
    return {"title": _in(present["titles"], language, title), "articles": articles}


def _present(data: Mapping[str, Any]) -> dict[str, Any]:
    """The statutes that hold, as a wish would write them: who changed nothing yet asks for nothing yet."""
    present = data["statutes"] or {"titles": [], "articles": []}
    return {
        "title": present["titles"],
        "articles": [{"title": one["titles"], "text": one["texts"]} for one in present["articles"]],
    }


def _in(before: list[dict[str, str]], language: str, text: str) -> list[dict[str, str]]:
    """A text in one language. A changed text drops the other languages: they would go on saying what it no longer says."""
    if any(one["language"] == language and one["text"] == text for one in before):
        return [dict(one) for one in before]
    return [{"language": language, "text": text}]


def _options(form: Form, cooperative: Cooperative, language: str, with_costs: bool) -> list[dict[str, Any]]:
    options = []
    for row in range(1, _ROWS + 1):
        label = form[f"option-{row}"].strip()
        if not label:
            continue
        option: dict[str, Any] = {"label": [{"language": language, "text": label}]}
        if with_costs:
            option["costMinor"] = form.money(f"cost-{row}", cooperative.currency, least=1)
        options.append(option)
    return options


async def _page(
    request: Request,
    sent: Form,
    data: Mapping[str, Any],
    cooperative: Cooperative,
    languages: list[tuple[str, str]],
) -> Response:
    draft, language = data["proposal"], language_of(request)
    form = sent if request.method == "POST" else _of(draft, data, cooperative, languages, request.query_params)
    rule = data["rule"]
    chosen = form["rule"] or (rule["key"] if rule and draft["rules"] else "")
    method = form["method"] or draft["method"]
    return await page(
        request,
        "proposals/edit.html",
        draft["title"],
        form,
        shelf=shelf(request, "proposals"),
        draft=draft,
        kind=say(language, words.KINDS[draft["kind"]][0]),
        about=say(language, words.KINDS[draft["kind"]][1]),
        languages=languages,
        rules=[
            ("", "–"),
            *((one["key"], rule_words.name(one["key"], one["explanation"], language)) for one in data["rules"]),
        ],
        rule=_told(rule, language) if rule and chosen == rule["key"] else None,
        trial=data.get("trial") if rule and chosen == rule["key"] else None,
        tried=rule_words.number(_tried(form["value"]) or 0, "basis points", language),
        methods=[
            (code, say(language, words.METHODS[code])) for code in (draft["defaultMethod"], *draft["otherMethods"])
        ],
        method=say(language, words.METHODS[method]),
        takes_options=method not in ("yes_no", "consent"),
        is_budget=method in ("equal-shares", "greedy"),
        statutes=data["statutes"],
        new_articles=range(_NEW_ARTICLES),
        rows=range(1, _ROWS + 1),
        classes=[(one["key"], one["name"]) for one in data["membershipClasses"]],
        autosave=within(request, f"/proposals/{draft['id']}/edit"),
        zone=cooperative.zone,
    )


def _told(rule: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        **rule,
        "name": rule_words.name(rule["key"], rule["explanation"], language),
        "now": rule_words.value(rule["value"], rule["unit"], language),
        "bounds": rule_words.bounds(rule, language),
        "majority": say(language, rule_words.MAJORITIES[rule["majority"]]),
        "options": values.options(rule, language),
    }


def _of(
    draft: Mapping[str, Any],
    data: Mapping[str, Any],
    cooperative: Cooperative,
    languages: list[tuple[str, str]],
    query: Mapping[str, str],
) -> Form:
    """The draft as its form shows it."""
    typed_in = {
        **show_texts("title", draft["titles"]),
        **show_texts("text", draft["texts"]),
        **show_texts("measure", draft["measures"]),
        "method": draft["method"] if draft["method"] != draft["defaultMethod"] else "",
        "open": "" if draft["isSecret"] else "yes",
        "seats": str(draft["seats"]),
        "budget": show_amount(draft["budget"]) if draft["budget"] else "",
        "stated_at": show_moment(draft["statedAt"], ZoneInfo(cooperative.zone)) if draft["statedAt"] else "",
        "review_on": draft["reviewOn"] or "",
        "rule": query.get("rule", ""),
        "value": query.get("value", ""),
    }
    for wish in draft["rules"][:1]:
        typed_in["rule"] = query.get("rule") or wish["key"]
        if typed_in["rule"] == wish["key"]:
            typed_in["value"] = query.get("value") or values.shown(wish["value"], wish["unit"])
    for row, option in enumerate(draft["options"], 1):
        typed_in[f"option-{row}"] = option["label"]
        typed_in[f"cost-{row}"] = show_amount(option["cost"]) if option["cost"] else ""
    if data["statutes"]:
        language = languages[0][0]
        typed_in["statutes-title"] = _said(data["statutes"]["titles"], language)
        for place, article in enumerate(data["statutes"]["articles"]):
            typed_in[f"article-{place}-title"] = _said(article["titles"], language) or article["title"]
            typed_in[f"article-{place}-text"] = _said(article["texts"], language) or article["text"]
    return Form(typed_in, language=languages[0][0])


def _said(texts: list[dict[str, str]], language: str) -> str:
    return next((one["text"] for one in texts if one["language"] == language), texts[0]["text"] if texts else "")


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant is not None else None


ROUTES = [
    Route("/c/{cooperative}/proposals/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/proposals/{id}/edit", edit, methods=["GET", "POST"]),
]
