"""Certificates: mine, one to show and to check, as PDF and as a signed file; paid licences."""

from datetime import date, datetime

import orjson
import segno
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.grants import words
from minga_frontend.licences.words import ACTS, STATUSES
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import mark, say, write_long_day
from minga_platform.kernel.paper import Code, Heading, Paragraph, Points, Sheet, Table

CERTIFICATES = document(__file__, "certificates.graphql")
CERTIFICATE = document(__file__, "certificate.graphql")
CHECK = document(__file__, "check.graphql")
KEYS = document(__file__, "keys.graphql")
CERTIFY = document(__file__, "certify.graphql")
REVOKE = document(__file__, "revoke.graphql")
PAID = document(__file__, "paid.graphql")
AGREE = document(__file__, "agree.graphql")
RECORD = document(__file__, "record.graphql")
OFFER = document(__file__, "offer.graphql")

_ISSUED = told("grants.issued", mark("Here is your certificate. Anybody can check it at this address."))
_REVOKED = told("grants.revoked", mark("The certificate holds no more."))
_DONE = told("grants.done", mark("Done."))


async def certificates(request: Request) -> Response:
    """`/c/<co-op>/commons/certificates`: one's own; asking for one; checking a file."""
    form = await typed(request)
    checked = None
    if request.method == "POST" and form["what"] == "check":
        checked = (await ask(request, CHECK, {"file": form["file"][:20_000]}))["checkCertificate"]
    elif request.method == "POST":
        signed_in(request)
        wish = {"release": form["work"], "acts": [form["act"]] if form["act"] in ACTS else []}
        done = await do(request, CERTIFY, wish, form)
        if done is not None:
            return see(request, within(request, f"/commons/certificates/{done['id']}"), done=_ISSUED)
    data = await ask(request, CERTIFICATES)
    return await page(
        request,
        "grants/certificates.html",
        say(language_of(request), mark("Certificates")),
        form,
        shelf=shelf(request, "/commons/certificates"),
        headers={"cache-control": "no-store"},
        certificates=data["certificates"],
        checked=checked,
        acts=named(request, ACTS),
        states=named(request, words.STATES),
    )


async def certificate(request: Request) -> Response:
    """`/c/<co-op>/commons/certificates/<id>`: what it says, and whether it holds today. For everybody."""
    form = await typed(request)
    wanted = request.path_params["id"]
    if request.method == "POST":
        signed_in(request)
        reason = form.words("reason")
        if reason is not None and await do(request, REVOKE, {"id": wanted, "reason": reason}, form) is not None:
            return see(request, within(request, f"/commons/certificates/{wanted}"), done=_REVOKED)
    data = await ask(request, CERTIFICATE, {"id": wanted})
    found = data["certificate"]
    if found is None:
        raise HTTPException(404)
    return await page(
        request,
        "grants/certificate.html",
        say(language_of(request), mark("Certificate")),
        form,
        shelf=shelf(request, "/commons/certificates"),
        one=found,
        qr=_drawn(_address(request, wanted)),
        acts=named(request, ACTS),
        statuses=named(request, STATUSES),
        states=named(request, words.STATES),
        bases=named(request, words.BASES),
        may_keep=data["standing"] is not None and "commons.keep" in data["standing"]["capabilities"],
    )


async def file(request: Request) -> Response:
    """`…/<id>.json`: the signed certificate."""
    found = (await ask(request, CERTIFICATE, {"id": request.path_params["id"]}))["certificate"]
    if found is None:
        raise HTTPException(404)
    return Response(
        found["file"] + "\n",
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="certificate-{request.path_params["id"]}.json"'},
    )


async def keys(request: Request) -> Response:
    """`…/certificates/keys.json`: the co-op's public keys, for who checks without us."""
    found = (await ask(request, KEYS))["certificateKeys"]
    body = {"algorithm": "Ed25519", "keys": found}
    return Response(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n", media_type="application/json")


async def paper(request: Request) -> Response:
    """`…/<id>.pdf`: to hang beside the stall."""
    data = await ask(request, CERTIFICATE, {"id": request.path_params["id"]})
    one = data["certificate"]
    if one is None:
        raise HTTPException(404)
    language = language_of(request)
    day = write_long_day
    until = day(_day(one["validUntil"]), language) if one["validUntil"] else say(language, mark("for good"))
    rows = [
        (say(language, mark("Given to")), one["holder"]),
        (say(language, mark("Which work")), f"{one['title']} {one['version']}"),
        (say(language, mark("Licence")), one["licence"]),
        (say(language, mark("Why")), say(language, words.BASES[one["basis"]])),
        (say(language, mark("From")), day(_day(one["validFrom"]), language)),
        (say(language, mark("Until")), until),
    ]
    rest: list[Heading | Points] = []
    if one["statuses"]:
        rest = [
            Heading(say(language, mark("It rests on")), level=2),
            Points(tuple(say(language, STATUSES[each["status"]]) for each in one["statuses"])),
        ]
    sheet = Sheet(
        title=say(language, mark("Certificate")),
        subtitle=one["holder"],
        language=language,
        issuer=data["here"]["name"],
        at=_moment(one["issuedAt"]),
        blocks=(
            *(() if one["state"] == "VALID" else (Heading(say(language, words.STATES[one["state"]])),)),
            Paragraph(say(language, mark("This co-op certifies that its holder may, with the work named here:"))),
            Points(tuple(say(language, ACTS[act]) for act in one["acts"])),
            Table(head=(), rows=tuple(rows), widths=(1, 2)),
            *rest,
            Code(_address(request, one["id"]), say(language, mark("Whether it holds today, anybody can check here."))),
            Paragraph(say(language, mark("This is how we read the licence. It is no legal advice.")), quiet=True),
        ),
    )
    return await printed(request, sheet, f"certificate-{one['id']}")


async def paid(request: Request) -> Response:
    """`/c/<co-op>/commons/paid?work=…`: paid licences for a work, who agreed, and the way to the market."""
    form = await typed(request)
    work = request.query_params.get("work", "")
    if request.method == "POST":
        signed_in(request)
        if await _paid_deed(request, form, work):
            return see(request, within(request, "/commons/paid"), work=work, done=_DONE)
    data = await ask(request, PAID, {"release": work})
    named_work = next((one for one in data["makeableReleases"] if one["releaseId"] == work), None)
    if named_work is None:
        raise HTTPException(404)
    me = data["standing"]["agentId"] if data["standing"] else ""
    return await page(
        request,
        "grants/paid.html",
        say(language_of(request), mark("Paid licences")),
        form,
        shelf=shelf(request, "/commons/may"),
        work=named_work,
        offers=data["licenceOffers"],
        me=me,
        may_write=data["standing"] is not None and "commons.write" in data["standing"]["capabilities"],
        may_keep=data["standing"] is not None and "commons.keep" in data["standing"]["capabilities"],
        acts=named(request, ACTS),
    )


async def _paid_deed(request: Request, form: Form, work: str) -> bool:
    match form["what"]:
        case "agree":
            return await do(request, AGREE, {"id": form["id"]}, form) is not None
        case "record":
            evidence = form.words("evidence") or ""
            told_of = {
                "id": form["id"],
                "release": form["release"],
                "name": form["name"],
                "evidence": evidence,
            }
            return not form.problems and await do(request, RECORD, told_of, form) is not None
        case "offer":
            days = form.number("days", least=1, most=36_600, needed=False)
            acts = [one for one in form.every("acts") if one in ACTS]
            wish = {"release": work, "variant": form["variant"].strip(), "acts": acts, "days": days}
            return not form.problems and await do(request, OFFER, wish, form) is not None
    raise HTTPException(404)


def _address(request: Request, wanted: str) -> str:
    """The whole address, as it stands on paper; without a language, so that each reader gets her own."""
    slug = request.path_params["cooperative"]
    return f"{request.url.scheme}://{request.headers.get('host', '')}/c/{slug}/commons/certificates/{wanted}"


def _drawn(content: str) -> Markup:
    made = segno.make(content, error="m", micro=False)
    return Markup(made.svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="qr"))  # noqa: S704 - drawn by segno from our own address


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


ROUTES = [
    Route("/c/{cooperative}/commons/certificates", certificates, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/certificates/keys.json", keys),
    Route("/c/{cooperative}/commons/certificates/{id}.json", file),
    Route("/c/{cooperative}/commons/certificates/{id}.pdf", paper),
    Route("/c/{cooperative}/commons/certificates/{id}", certificate, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/paid", paid, methods=["GET", "POST"]),
]
