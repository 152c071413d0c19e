"""What members give: written down, seen, attested, corrected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.contributions import words
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import NO_NUMBER, Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

LIST = document(__file__, "contributions.graphql", "row.fragments")
PERSON = document(__file__, "person.graphql", "row.fragments")
NEW = document(__file__, "new.graphql")
GIVE = document(__file__, "give.graphql")
CORRECT = document(__file__, "correct.graphql")
TAKE_BACK = document(__file__, "take_back.graphql")
ATTEST = document(__file__, "attest.graphql")
WORD_BACK = document(__file__, "word_back.graphql")
DISPUTE = document(__file__, "dispute.graphql")
SETTLE = document(__file__, "settle.graphql")
ONE = document(__file__, "one.graphql", "row.fragments")
TO_ATTEST = document(__file__, "to_attest.graphql", "row.fragments")
DOCUMENT = document(__file__, "document.graphql")

_GIVEN = told("contributions.given", mark("Thank you. It is written down, and waits for members who stand by it."))
_CORRECTED = told("contributions.corrected", mark("Corrected. Members stand by it anew."))
_GONE = told("contributions.gone", mark("Taken back. It stays to be seen and counts no more."))
_ATTESTED = told("contributions.attested", mark("Your word is given."))
_WEIGHTLESS = told(
    "contributions.weightless",
    mark(
        "Your word is written down. For some of these it has no weight: your own, your household's, or a small ring's."
    ),
)
_SAVED = told("contributions.saved", mark("Saved."))
_PAGE: Final = 30
_MONTHS: Final = 12
_FIELDS: Final = {
    "givenOn": "day", "minutes": "hours", "links": "link", "NOT_GIVEN_YET": "day", "TOO_LONG_AGO": "day", "TIME_TWICE": "hours",
}  # fmt: skip


async def contributions(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions`: everybody's."""
    signed_in(request)
    query = request.query_params
    where = _where(query)
    data = await ask(request, LIST, {"where": where, "first": _PAGE, "after": query.get("after") or None})
    if data["contributions"] is None:
        raise HTTPException(404)
    language = language_of(request)
    info = data["contributions"]["pageInfo"]
    kept = {name: query.get(name, "") for name in _FILTERS}
    return await page(
        request,
        "contributions/contributions.html",
        say(language, mark("What we give")),
        shelf=shelf(request, "/commons/contributions"),
        headers={"cache-control": "no-store"},
        rows=[_row(one, language) for one in data["contributions"]["nodes"]],
        story=story(data["contributionSums"], language),
        givers=[{**one, "time": words.hours(one["minutes"], language)} for one in data["givers"]],
        waiting=data["commonsWaiting"]["toAttest"] if data["commonsWaiting"] else 0,
        gives=data["commonsWaiting"] is not None,
        causes=data["contributionCauses"],
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()],
        kinds=named(request, words.KINDS),
        states={code: say(language, name) for code, (name, _) in words.STATES.items() if code != "NOTHING"},
        kept=kept,
        is_filtered=any(kept.values()),
        me=data["standing"]["agentId"],
        more=within(request, "/commons/contributions", after=info["endCursor"], **kept)
        if info["hasNextPage"]
        else None,
        exports=[
            (label, within(request, f"/commons/contributions.{ending}", **kept))
            for label, ending in (("CSV", "csv"), ("JSON-LD (Valueflows)", "jsonld"))
        ],
    )


_FILTERS: Final = ("who", "kind", "cause", "state", "since", "until")


def _where(query: Mapping[str, str]) -> dict[str, Any]:
    """What the address asks for; what cannot be read is left out, as if nobody had asked."""
    found: dict[str, Any] = {
        "agentId": query.get("who") or None,
        "kind": query.get("kind") if query.get("kind") in words.KINDS else None,
        "cause": query.get("cause", "").strip()[:200] or None,
        "state": query.get("state") if query.get("state") in words.STATES else None,
    }
    for name in ("since", "until"):
        try:
            found[name] = date.fromisoformat(query.get(name, "")).isoformat()
        except ValueError:
            continue
    return {name: value for name, value in found.items() if value is not None}


async def person(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions/of/<agent>`: what one member gave, in words, a picture and a table."""
    signed_in(request)
    agent = request.path_params["agent"]
    where = {"agentId": agent}
    data = await ask(
        request,
        PERSON,
        {"where": where, "agent": agent, "first": _PAGE, "after": request.query_params.get("after") or None},
    )
    found = data["contributions"]
    name = next((one["name"] for one in data["memberNames"] or () if one["agentId"] == agent), None)
    if found is not None and name is None and found["nodes"]:
        name = found["nodes"][0]["name"]  # Who left stays readable in what she gave.
    if found is None or name is None:
        raise HTTPException(404)
    language = language_of(request)
    mine = agent == data["standing"]["agentId"]
    told_of = story(data["contributionSums"], language)
    address = f"/commons/contributions/of/{agent}"
    return await page(
        request,
        "contributions/person.html",
        say(language, mark("What you gave")) if mine else say(language, mark("What %(name)s gave"), name=name),
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        name=name,
        mine=mine,
        rows=[_row(one, language) for one in found["nodes"]],
        story=told_of,
        sentence=words.told(
            [(one["kind"], one["minutes"]) for one in told_of["kinds"] if one["minutes"]][:3], language
        ),
        owed=_owed(data["hoursOwed"], language),
        more=within(request, address, after=found["pageInfo"]["endCursor"])
        if found["pageInfo"]["hasNextPage"]
        else None,
    )


def _owed(found: dict[str, Any] | None, language: str) -> dict[str, Any] | None:
    if found is None or not found["owedMinutes"]:
        return None
    given, waiting, owed = found["givenMinutes"], found["waitingMinutes"], found["owedMinutes"]
    return {
        **found,
        "given": words.hours(given, language),
        "owed": words.hours(owed, language),
        "left": words.hours(max(0, owed - given), language),
        "done": given >= owed,
        "waiting": words.hours(waiting, language) if waiting else "",
        "width": min(1000, given * 1000 // owed),
        "last": (date.fromisoformat(found["until"]) - timedelta(days=1)).isoformat(),
    }


def story(sums: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """Months as columns and kinds as lines, of what counts and of what waits."""
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in sums:
        place = 0 if one["state"] == "RECOGNISED" else 1 if one["state"] == "OPEN" else None
        if place is None:
            continue
        months[one["month"]][place] += one["minutes"]
        kinds[one["kind"]][place] += one["minutes"]
        kinds[one["kind"]][2] += one["count"]
    shown = _months(months)
    tallest = max((sum(months[month]) for month in shown), default=0) or 1
    longest = max((counted + waits for counted, waits, _ in kinds.values()), default=0) or 1
    columns = []
    for place, month in enumerate(shown):
        counted, waits = months[month]
        high, higher = counted * 120 // tallest, (counted + waits) * 120 // tallest
        columns.append({
            "x": place * 52 + 6, "counted": high, "waits": higher - high, "month": month, "label": date.fromisoformat(month).month,
            "time": words.hours(counted, language), "waiting": words.hours(waits, language) if waits else "",
        })  # fmt: skip
    lines = [
        {
            "kind": kind,
            "name": say(language, words.KINDS[kind]),
            "minutes": counted,
            "time": words.hours(counted, language) if counted else "–",
            "waiting": words.hours(waits, language) if waits else "",
            "count": count,
            "width": counted * 1000 // longest,
            "widths": waits * 1000 // longest,
        }
        for kind, (counted, waits, count) in sorted(kinds.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    ]
    total, waiting = sum(one[0] for one in kinds.values()), sum(one[1] for one in kinds.values())
    return {
        "columns": columns,
        "kinds": lines,
        "total": words.hours(total, language),
        "minutes": total,
        "waiting": words.hours(waiting, language) if waiting else "",
        "width": max(1, len(columns)) * 52 + 6,
        "count": sum(one[2] for one in kinds.values()),
    }


def _months(found: Mapping[str, Any]) -> list[str]:
    """The last twelve months up to the newest one, empty ones too: a gap is something to see."""
    if not found:
        return []
    newest, oldest = date.fromisoformat(max(found)), date.fromisoformat(min(found))
    number = min(_MONTHS, (newest.year - oldest.year) * 12 + newest.month - oldest.month + 1)
    months = [newest.year * 12 + newest.month - 1 - back for back in range(number)]
    return [f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in reversed(months)]


def _row(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    name, kind = words.STATES[one["state"]]
    return {
        **one,
        "kind_name": say(language, words.KINDS[one["kind"]]),
        "time": one["quantity"]["display"] if one["quantity"] else words.hours(one["minutes"], language),
        "state_name": say(language, name),
        "state_kind": kind,
        "for": one["assetTitle"] or one["cause"],
    }


async def new(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions/new`: within a minute, on a telephone too."""
    signed_in(request)
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    today = datetime.now(ZoneInfo(cooperative.zone)).date()
    if request.method == "POST":
        wish = _gift(form, today)
        if not form.problems:
            sent = {"key": form.key, "gift": wish, "agent": form["agent"] or None}
            done = await do(request, GIVE, sent, form, fields=_FIELDS)
            if done is not None:
                return see(request, within(request, f"/commons/contributions/{done['id']}"), done=_GIVEN)
    data = await ask(request, NEW)
    if data["standing"] is None:
        raise HTTPException(404)
    language = language_of(request)
    keeps = "commons.keep" in data["standing"]["capabilities"]
    return await page(
        request,
        "contributions/new.html",
        say(language, mark("I gave something")),
        form,
        shelf=shelf(request),
        usual=[
            {**one, "name": say(language, words.KINDS[one["kind"]]), "time": words.hours(one["minutes"], language)}
            for one in data["usualContributions"]
        ],
        causes=data["contributionCauses"],
        files=[(one["id"], one["name"]) for one in data["myFiles"] or ()],
        today=today.isoformat(),
        yesterday=(today - timedelta(days=1)).isoformat(),
        people=[(one["agentId"], one["name"]) for one in data["memberNames"] or ()] if keeps else [],
        **_choices(request),
    )


def _choices(request: Request) -> dict[str, Any]:
    language = language_of(request)
    return {
        "kinds": [
            {"value": code, "label": say(language, name), "hint": say(language, words.HINTS[code])}
            for code, name in words.KINDS.items()
        ],
        "lengths": [{"value": str(minutes), "label": words.hours(minutes, language)} for minutes in (30, 60, 120, 240)],
        "kind_pairs": [(code, say(language, name)) for code, name in words.KINDS.items()],
        "units": [(code, say(language, name)) for code, name in words.UNITS],
    }


def _gift(form: Form, today: date) -> dict[str, Any]:
    """`ContributionInput`, as the form says it; what is wrong stands beside its field."""
    kind = form.choice("kind", words.KINDS)
    wish: dict[str, Any] = {
        "kind": kind, "cause": form["cause"], "note": form["note"], "assetId": form["asset"] or None,
        "links": [form["link"].strip()] if form["link"].strip() else [],
        "fileIds": [form["file"]] if form["file"] else [],
    }  # fmt: skip
    day = {"today": today, "yesterday": today - timedelta(days=1)}.get(form["when"])
    chosen = day if day is not None and not form["day"] else form.day("day", needed=day is None)
    wish["givenOn"] = chosen.isoformat() if chosen else None
    if kind == "MATERIALS":
        wish["quantity"] = form.number("quantity", least=1, most=10**12)
        wish["unit"] = form.choice("unit", [code for code, _ in words.UNITS])
    else:
        wish["minutes"] = words.read_hours(form["hours"]) if form["hours"].strip() else form.whole("length") or None
        if wish["minutes"] is None:
            form.wrong("hours", mark("Please say how long, such as 1:30 or 1.5.") if not form["hours"] else NO_NUMBER)
    return wish


async def to_attest(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions/attest`: what waits for the reader's word."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        chosen = form.every("id")
        if not chosen:
            form.wrong("form", mark("Please tick what you stand by."))
        else:
            done = await do(request, ATTEST, {"key": form.key, "ids": chosen, "note": form["note"]}, form)
            if done is not None:
                sentence = _WEIGHTLESS if done["withoutWeight"] else _ATTESTED
                return see(request, within(request, "/commons/contributions/attest"), done=sentence)
    language = language_of(request)
    rows = (await ask(request, TO_ATTEST))["contributionsToAttest"]
    return await page(
        request,
        "contributions/attest.html",
        say(language, mark("What waits for your word")),
        form,
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        rows=[{**_row(one, language), "note": one["note"], "evidence": one["evidence"]} for one in rows],
    )


async def one(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions/<id>`."""
    signed_in(request)
    form = await typed(request)
    given = request.path_params["id"]
    address = within(request, f"/commons/contributions/{given}")
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    if request.method == "POST":
        answer = await _deed(request, form, given, address)
        if answer is not None:
            return answer
    data = await ask(request, ONE, {"id": given})
    if data["contribution"] is None:
        raise HTTPException(404)
    chain = [_row(each, language) for each in data["contribution"]]
    found = next(each for each in chain if each["id"] == given)
    capabilities = set(data["standing"]["capabilities"])
    keeps = "commons.keep" in capabilities
    voices = data["contributionVoices"] or {"words": [], "disputes": []}
    is_live = found["state"] in ("OPEN", "RECOGNISED", "DISPUTED") and found["correctedById"] is None
    return await page(
        request,
        "contributions/one.html",
        say(language, mark("%(name)s: %(what)s, %(time)s"), name=found["name"], what=found["kind_name"], time=found["time"]),
        form,
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        found=found,
        chain=chain,
        voices={**voices, "words": [
            {**each, "why": say(language, words.FLAGS[each["flag"]]) if each["flag"] else ""} for each in voices["words"]
        ]},
        open_dispute=next((each for each in voices["disputes"] if each["settledAt"] is None), None),
        is_live=is_live,
        may_attest=is_live and "commons.write" in capabilities and not found["isMine"] and not found["isAttestedByMe"],
        may_dispute=is_live and "commons.write" in capabilities and found["state"] != "DISPUTED",
        may_correct=(found["isMine"] or keeps) and found["correctedById"] is None and found["state"] != "NOTHING",
        may_settle=keeps and found["state"] == "DISPUTED" and not found["isMine"],
        **_choices(request),
    )  # fmt: skip


async def _deed(request: Request, form: Form, given: str, address: str) -> Response | None:
    what = form["what"]
    language = language_of(request)
    if what == "attest":
        done = await do(request, ATTEST, {"key": form.key, "ids": [given], "note": form["note"]}, form)
        return (
            see(request, address, done=_WEIGHTLESS if done["withoutWeight"] else _ATTESTED)
            if done is not None
            else None
        )
    if what == "word_back":
        done = await do(request, WORD_BACK, {"id": given}, form)
        return see(request, address, done=_SAVED) if done is not None else None
    if what == "dispute":
        done = await do(request, DISPUTE, {"id": given, "reason": form["reason"]}, form)
        return see(request, address, done=_SAVED) if done is not None else None
    if what == "settle":
        wish = {"id": given, "upheld": form["outcome"] == "upheld", "explanation": form["explanation"]}
        done = await do(request, SETTLE, wish, form)
        return see(request, address, done=_SAVED) if done is not None else None
    if what == "take_back":
        if not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(language, mark("Take it back?")),
                text=say(
                    language, mark("It stays to be seen, with the words of those who stood by it, and counts no more.")
                ),
                button=say(language, mark("Take it back")),
                back=address,
            )
        done = await do(request, TAKE_BACK, {"key": form.key, "id": given}, form)
        return (
            see(request, within(request, f"/commons/contributions/{done['id']}"), done=_GONE)
            if done is not None
            else None
        )
    if what == "correct":
        cooperative = await here(request)
        assert cooperative is not None
        wish = _gift(form, datetime.now(ZoneInfo(cooperative.zone)).date())
        if form.problems:
            return None
        done = await do(request, CORRECT, {"key": form.key, "id": given, "gift": wish}, form, fields=_FIELDS)
        return (
            see(request, within(request, f"/commons/contributions/{done['id']}"), done=_CORRECTED)
            if done is not None
            else None
        )
    raise HTTPException(404)


async def written_out(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions.csv` and `.jsonld`."""
    signed_in(request)
    ending = request.path_params["ending"]
    kinds = {"csv": ("CSV", "text/csv; charset=utf-8"), "jsonld": ("JSON_LD", "application/ld+json")}
    if ending not in kinds:
        raise HTTPException(404)
    code, media_type = kinds[ending]
    query = request.query_params
    data = await ask(request, DOCUMENT, {"format": code, "where": _where(query), "after": query.get("after") or None})
    found = data["contributionsDocument"]
    if found is None:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="contributions.{ending}"', "cache-control": "no-store"}
    if found["endCursor"]:
        address = within(request, f"/commons/contributions.{ending}", after=found["endCursor"], **{
            name: query.get(name, "") for name in _FILTERS
        })  # fmt: skip
        headers["link"] = f'<{address}>; rel="next"'
    return Response(found["text"], media_type=media_type, headers=headers)


ROUTES = [
    Route("/c/{cooperative}/commons/contributions", contributions, methods=["GET"]),
    Route("/c/{cooperative}/commons/contributions.{ending}", written_out, methods=["GET"]),
    Route("/c/{cooperative}/commons/contributions/new", new, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/contributions/attest", to_attest, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/contributions/of/{agent}", person, methods=["GET"]),
    Route("/c/{cooperative}/commons/contributions/{id}", one, methods=["GET", "POST"]),
]
