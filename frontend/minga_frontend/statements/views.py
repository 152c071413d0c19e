"""What the bank says: a statement is read in with a look beforehand, and lines that nobody could match are explained by a person."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import sections
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form, show_amount
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

STATEMENTS = document(__file__, "statements.graphql")
IMPORT = document(__file__, "import.graphql")
EXPLAIN = document(__file__, "explain.graphql")
RELEASE = document(__file__, "release.graphql")
LAYOUT = document(__file__, "layout.graphql")

_TAKEN_IN: Final = told("statements.taken_in", mark("The statement is read in."))
_EXPLAINED: Final = told("statements.explained", mark("Noted: the line is explained."))
_RELEASED: Final = told("statements.released", mark("That part is open again."))
_KEPT: Final = told("statements.layout", mark("The layout is kept."))
CHANNELS: Final = {"BANK": mark("Bank"), "MOBILE": mark("Mobile money")}
KINDS: Final = {
    "PAYMENT": mark("Money for an order"),
    "PAYOUT": mark("A payout to a maker left"),
    "PAYOUT_RETURN": mark("A payout came back"),
    "SHARE": mark("A contributor's shares left"),
    "SHARE_RETURN": mark("A contributor's shares came back"),
    "REFUND": mark("A refund left"),
    "REFUND_RETURN": mark("Refund came back"),
    "DEPOSIT": mark("Cash from or to a till"),
    "SELLER_DEBT": mark("A maker paid what she owed"),
    "BANK_FEE": mark("The bank's own fee"),
    "SET_ASIDE": mark("Nobody knows yet: set aside"),
    "PAIR": mark("The other half of what came by mistake"),
}
_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")
_SPLITS: Final = 4


async def statements(request: Request, form: Form | None = None, report: dict[str, Any] | None = None) -> Response:
    """`/c/<co-op>/coordination/statements`; `?file=` after an upload shows what would happen."""
    signed_in(request)
    data = await ask(request, STATEMENTS, {"after": request.query_params.get("after")})
    if data["waitingLines"] is None:
        raise HTTPException(404)
    language = language_of(request)
    lines = data["waitingLines"]
    after = lines["pageInfo"]["endCursor"] if lines["pageInfo"]["hasNextPage"] else None
    held = data["standing"]["capabilities"] if data["standing"] else []
    return await page(
        request,
        "statements/statements.html",
        say(language, mark("Bank statements")),
        form,
        shelf=sections(request, "statements"),
        report=report,
        file=request.query_params.get("file", "") or (form["file"] if form is not None else ""),
        read=data["bankStatements"]["nodes"],
        lines=lines["nodes"],
        layouts=[(one["id"], one["name"]) for one in data["statementLayouts"]],
        channels=named(request, CHANNELS),
        kinds={**named(request, KINDS), **{key.lower(): say(language, words) for key, words in KINDS.items()}},
        manual=[(key, say(language, KINDS[key])) for key in ("PAYMENT", "BANK_FEE", "SET_ASIDE")],
        formats=_FORMATS,
        splits=range(_SPLITS),
        show_amount=show_amount,
        may_import="till.use" in held,
        after=within(request, "/coordination/statements", after=after) if after else None,
    )


async def take_in(request: Request) -> Response:
    """`POST …/statements/import`: a look at first, then in earnest."""
    form = await typed(request)
    channel = form.choice("channel", CHANNELS)
    wish = {
        "file": form["file"],
        "channel": channel,
        "layout": form["layout"] or None,
        "dryRun": form["sure"] != "yes",
    }
    if form.problems:
        return await statements(request, form)
    done = await do(request, IMPORT, wish, form, fields={"form": "file"})
    if done is None:
        return await statements(request, form)
    if done["dryRun"]:
        return await statements(request, form, done)
    return see(request, _here(request), done=_TAKEN_IN)


async def explain(request: Request) -> Response:
    """`POST …/statements/explain`: one suggestion with one click, or up to four parts by hand."""
    form, cooperative = await typed(request), await here(request)
    assert cooperative is not None
    line, unit = form["line"], cooperative.currency
    uses: list[dict[str, Any]] = []
    if form["subject"]:
        kind = form.choice("kind", KINDS)
        amount = {"minor": form.whole("minor"), "currency": unit}
        uses.append({"kind": kind, "subjectId": form["subject"], "amount": amount})
    for place in range(_SPLITS):
        name = f"{line}-amount-{place}"
        if not form[name].strip():
            continue
        kind, minor = form.choice(f"{line}-kind-{place}", KINDS), form.money(name, unit, least=1)
        word = form[f"{line}-word-{place}"].strip()
        use: dict[str, Any] = {"kind": kind, "amount": {"minor": minor, "currency": unit}}
        uses.append(use | ({"reference": word} if kind == "PAYMENT" else {"note": word}))
    if not uses:
        form.wrong("form", mark("Please say for at least one part of it what it was."))
    first = f"{line}-word-0"
    fields = {"reference": first, "note": first, "subjectId": first, "MORE_THAN_LEFT": f"{line}-amount-0"}
    wish = {"key": form.key, "line": line, "uses": uses}
    if not form.problems and await do(request, EXPLAIN, wish, form, fields=fields) is not None:
        return see(request, _here(request), done=_EXPLAINED)
    return await statements(request, form)


async def release(request: Request) -> Response:
    """`POST …/statements/release`: a part that waits for the rest of an order's money is open again."""
    form = await typed(request)
    if await do(request, RELEASE, {"key": form.key, "use": form["use"]}, form) is None:
        return await statements(request, form)
    return see(request, _here(request), done=_RELEASED)


async def layout(request: Request) -> Response:
    """`POST …/statements/layout`: how a bank's tables are read."""
    form = await typed(request)
    name, day = form.words("layout-name"), form.words("date")
    channel = form.choice("layout-channel", CHANNELS)
    if not form["amount"].strip() and not (form["came_in"].strip() or form["went_out"].strip()):
        form.wrong("amount", mark("Please name the column of the amount, or those of what came in and went out."))
    if not form.problems:
        told = {
            "date": day, "amount": form["amount"], "cameIn": form["came_in"], "wentOut": form["went_out"], "text": form["text"],
            "name": form["name"], "reference": form["reference"], "balance": form["balance"], "decimal": form["decimal"],
            "delimiter": "\t" if form["delimiter"] == "tab" else form["delimiter"], "dateFormat": form["format"], "skip": form.whole("skip"),
        }  # fmt: skip
        wish = {"name": name, "channel": channel, "layout": told}
        if await do(request, LAYOUT, wish, form) is not None:
            return see(request, _here(request), done=_KEPT)
    return await statements(request, form)


def _here(request: Request) -> str:
    return within(request, "/coordination/statements")


ROUTES = [
    Route("/c/{cooperative}/coordination/statements", statements),
    Route("/c/{cooperative}/coordination/statements/import", take_in, methods=["POST"]),
    Route("/c/{cooperative}/coordination/statements/explain", explain, methods=["POST"]),
    Route("/c/{cooperative}/coordination/statements/release", release, methods=["POST"]),
    Route("/c/{cooperative}/coordination/statements/layout", layout, methods=["POST"]),
]
