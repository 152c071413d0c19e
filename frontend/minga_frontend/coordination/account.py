"""The co-op's own bank account: where buyers transfer what they pay by bank."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import at_desk, page, sections
from minga_frontend.law.words import off
from minga_frontend.shell.deeds import confirmation, do, told, typed
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of, write_iban
from minga_platform.kernel.locale import mark, say

ACCOUNT = document(__file__, "account.graphql")
SET_ACCOUNT = document(__file__, "set_account.graphql")
SET_MOBILE = document(__file__, "set_mobile.graphql")

_MOBILE: Final = told("account.mobile", mark("Noted: the mobile money account."))
_NAMED: Final = told("account.collecting", mark("This account stands on every order by bank transfer from now on."))


async def account(request: Request) -> Response:
    """`/c/<co-op>/coordination/account`. A false number would send everybody's money elsewhere: it asks once more."""
    signed_in(request)
    language = language_of(request)
    data = await ask(request, ACCOUNT)
    if data["standing"] is None or "collecting.edit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    form, back = await typed(request), at_desk(request, "/account")
    now = data["paymentOptions"]["bankAccount"]
    if request.method == "POST" and form["what"] == "mobile":
        wish = {"operator": form["operator"], "holder": form["mobile_holder"], "number": form["mobile_number"]}
        fields = {"holder": "mobile_holder", "number": "mobile_number"}
        if await do(request, SET_MOBILE, wish, form, back=back, fields=fields) is not None:
            return see(request, back, done=_MOBILE)
    elif request.method == "POST":
        holder, number = form.words("holder"), form.words("number")
        if not form.problems and not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(language, mark("Is this the co-op's account?")),
                text=say(
                    language,
                    mark("Buyers send their money there. Please compare every sign with a letter of your bank."),
                ),
                button=say(language, mark("Yes, buyers may pay to it")),
                back=back,
                kind="plain",
                shelf=sections(request, "account"),
                facts=[
                    (say(language, mark("Holder of the account")), holder),
                    (say(language, mark("IBAN")), write_iban(number or "")),
                ],
            )
        if not form.problems and await do(request, SET_ACCOUNT, {"holder": holder, "number": number}, form, back=back):
            return see(request, back, done=_NAMED)
    return await page(
        request,
        "account.html",
        say(language, mark("The co-op's bank account")),
        "account",
        form,
        account=now,
        mobile=data["paymentOptions"]["mobileAccount"],
        off=off(language, data["legalBases"], "MOBILE_MONEY"),
    )


ROUTES = [Route("/c/{cooperative}/coordination/account", account, methods=["GET", "POST"])]
