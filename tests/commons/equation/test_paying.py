"""From what is due to what is in hand: set aside together, listed with whole numbers for the bank, confirmed together; and a
fund divided from its page."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.database.checks import all_checks
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_infra.main import join_features
from minga_platform.governance.groups import purse
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.rules.statutes import read
from minga_testing import people
from minga_testing.banking import Booked, camt, explain, take_in, waiting
from minga_testing.looping import Loop, open_loop
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, open_stall
from minga_testing.tampering import broken_without

_STATUTES = {
    "title": {"en": "Of a test"},
    "version": [
        {"rules": {"commons.value_equation": ["weight work 100", "bucket work 100 own points once kinds work"]}}
    ],
}
IBAN = "ES9121000418450200051332"


@pytest.fixture
async def loop(database: Database, worker_database: Database) -> Loop:
    join_features()
    return await open_loop(database, worker_database, statutes=read(_STATUTES))


async def _fill(loop: Loop, fund: AccountName, minor: int) -> None:
    async def command(work: Work) -> None:
        await post(
            work, kind="opening", subject_kind="cooperative", subject_id=work.cooperative_id, key=new_key(),
            moves=[Move(AccountName(AccountKind.CASH_BANK), fund, Money(minor, "EUR"))],
        )  # fmt: skip

    await loop.shop.worker_database.run(Scope(loop.shop.id), Actor(system="test"), command)


async def _divided(loop: Loop, minor: int) -> None:
    done = await loop.keeper.wish(
        'divideFund(key: $key, fund: "mill", amount: $amount, cause: "the mill")', "",
        key=("String!", new_key()), amount=("MoneyInput!", {"minor": minor, "currency": "EUR"}),
    )  # fmt: skip
    assert done["__typename"] == "Divided", done


async def _tell_account(loop: Loop, name: str, stall: str, number: str = IBAN) -> None:
    member = loop.members[name]
    proven = replace(member.viewer, proven_at=datetime.now(UTC) + timedelta(days=400))
    done = await loop.shop.program.as_(proven).wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)", "",
        stall=("ID!", stall), holder=("String!", name), number=("String!", number),
    )  # fmt: skip
    assert done["__typename"] == "ChangedPayee", done


async def _listed(loop: Loop) -> dict[str, Any]:
    return await loop.keeper.wish("exportShares", "... on ExportedShares { text heldPayoutIds unaddressedPayoutIds }")


async def test_what_is_due_goes_to_the_bank_together_and_is_confirmed_together(
    loop: Loop, clock: Clock, admin: asyncpg.Connection
) -> None:
    stalls = {}
    for name in ("Vera", "Olga"):
        stall = await open_stall(loop.shop, name)
        loop.members[name], stalls[name] = stall.maker, stall.id
    for name in ("Vera", "Olga", "Cora"):
        await loop.gift(name, None, 60, kind="work")
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 9000)
    await _divided(loop, 9000)
    wish = "prepareShares(key: $key)"
    told = "... on ChangedShares { payouts { id amount { minor } bankLastFour state } }"
    assert (await loop.keeper.wish(wish, told, key=("String!", new_key())))["__typename"] == "NothingDue"
    for name in ("Vera", "Olga"):
        await _tell_account(loop, name, stalls[name])
    key = new_key()
    prepared = await loop.keeper.wish(wish, told, key=("String!", key))
    # Whose account nobody told is not set aside: she would wait for a transfer that cannot go.
    assert [one["amount"]["minor"] for one in prepared["payouts"]] == [3000, 3000], prepared
    assert await loop.keeper.wish(wish, told, key=("String!", key)) == prepared
    by_hand = await loop.keeper.wish(
        'prepareShare(key: $key, agentId: $agent, currency: "EUR", channel: BANK)',
        "... on ChangedShare { payout { id } }", key=("String!", new_key()), agent=("ID!", loop.agent("Cora")),
    )  # fmt: skip
    first = await _listed(loop)
    rows = list(csv.DictReader(io.StringIO(first["text"])))
    assert [(one["iban"], one["amount"], one["reference"]) for one in rows] == [
        (IBAN, "30.00", one["id"]) for one in prepared["payouts"]
    ]
    assert first["unaddressedPayoutIds"] == [by_hand["payout"]["id"]]
    # An account that is changed between is not sent anything for the hours that the rule names.
    await _tell_account(loop, "Olga", stalls["Olga"], "ES7921000813610123456789")
    second = await _listed(loop)
    assert len(second["heldPayoutIds"]) == 1
    assert "Olga" not in second["text"]
    await clock.move(timedelta(days=30))
    assert "ES7921000813610123456789" in (await _listed(loop))["text"]
    # Whole numbers are shown to nobody who has not just proven who she is.
    stale = await loop.shop.by(loop.shop.coordinator).wish("exportShares", "")
    assert stale["__typename"] == "StepUpNeeded"

    ours = [one["id"] for one in prepared["payouts"]]
    confirmed = await loop.keeper.wish(
        "confirmShares(key: $key, payoutIds: $ids)", "... on ChangedShares { payouts { state } }",
        key=("String!", new_key()), ids=("[ID!]!", ours),
    )  # fmt: skip
    assert [one["state"] for one in confirmed["payouts"]] == ["paid", "paid"]
    # All or none: one that is with her already stops the rest.
    again = await loop.keeper.wish(
        "confirmShares(key: $key, payoutIds: $ids)", "",
        key=("String!", new_key()), ids=("[ID!]!", [by_hand["payout"]["id"], ours[0]]),
    )  # fmt: skip
    assert again["__typename"] == "InvalidTransition"
    assert list(csv.DictReader(io.StringIO((await _listed(loop))["text"]))) == []
    assert not {one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])}


async def test_who_keeps_no_stall_tells_her_own_account_and_nobody_tells_it_for_her(
    loop: Loop, clock: Clock, superuser: asyncpg.Connection
) -> None:
    stall = await open_stall(loop.shop, "Vera")
    loop.members["Vera"] = stall.maker
    for name in ("Vera", "Cora"):
        await loop.gift(name, None, 60, kind="work")
    await superuser.execute(
        "UPDATE identifier SET proven_at = now() WHERE proven_at IS NULL AND value = ANY($1)",
        [one.mail for one in loop.members.values()],
    )
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 4000)
    await _divided(loop, 4000)

    async def tells(viewer: Any, number: str = IBAN) -> dict[str, Any]:
        return await loop.shop.program.as_(viewer).wish(
            "setShareAccount(holder: $holder, number: $number)",
            "... on ToldShareAccount { account { bankHolder bankLastFour ofStall heldUntil } } ... on InvalidInput { field }",
            holder=("String!", "C. Lima"), number=("String!", number),
        )  # fmt: skip

    async def account(name: str) -> Any:
        asked = "{ shareStatement { account { bankLastFour ofStall heldUntil } } }"
        return (await loop.by(name).ask(asked))["shareStatement"]["account"]

    herself = replace(loop.members["Cora"].viewer, proven_at=datetime.now(UTC) + timedelta(days=400))
    helper = replace(
        loop.members["Vera"].viewer, proven_at=herself.proven_at, for_person_id=herself.person_id,
        help_scopes=frozenset({"logs", "lists", "orders"}),
    )  # fmt: skip
    assert (await tells(replace(herself, proven_at=None)))["__typename"] == "StepUpNeeded"
    assert (await tells(helper))["__typename"] == "NotAllowed"
    assert (await tells(herself, "ES9121000418450200051333"))["field"] == "number"
    assert await account("Cora") is None
    # The first account waits for nothing: nobody's money went elsewhere before.
    first = await tells(herself)
    assert first["account"] == {
        "bankHolder": "C. Lima", "bankLastFour": "1332", "ofStall": False, "heldUntil": None,
    }  # fmt: skip
    prepared = await loop.keeper.wish(
        "prepareShares(key: $key)", "... on ChangedShares { payouts { name bankLastFour } }", key=("String!", new_key())
    )
    assert prepared["payouts"] == [{"name": "Cora", "bankLastFour": "1332"}]
    assert f"C. Lima,{IBAN},20.00" in (await _listed(loop))["text"]
    # A changed one is told to her by letter and gets nothing for the hours of the rule.
    await tells(herself, "ES7921000813610123456789")
    assert (await account("Cora"))["heldUntil"] is not None
    held = await _listed(loop)
    assert len(held["heldPayoutIds"]) == 1
    assert "C. Lima" not in held["text"]
    await loop.shop.worker.drain()
    letters = [
        one for one in loop.shop.letters.sent if one.to == loop.members["Cora"].mail and "it ends in" in one.text
    ]
    assert ["1332" in one.text or "6789" in one.text for one in letters] == [True, True]
    assert not any("ES79" in one.text for one in letters)
    await clock.move(timedelta(days=4))
    assert "ES7921000813610123456789" in (await _listed(loop))["text"]

    # A stall's account serves its keeper until she tells one of her own; that one is a change.
    await _tell_account(loop, "Vera", stall.id)
    assert await account("Vera") == {"bankLastFour": "1332", "ofStall": True, "heldUntil": None}
    await loop.shop.worker.drain()
    assert any(one.to == loop.members["Vera"].mail and "it ends in 1332" in one.text for one in loop.shop.letters.sent)
    await tells(replace(loop.members["Vera"].viewer, proven_at=herself.proven_at), "ES7921000813610123456789")
    of_her_own = await account("Vera")
    assert (of_her_own["bankLastFour"], of_her_own["ofStall"]) == ("6789", False)
    assert of_her_own["heldUntil"] is not None
    kept = await loop.shop.worker_database_value(
        "SELECT string_agg(encode(bank_number, 'escape'), ' ') FROM contributor_account WHERE cooperative_id = $1"
    )
    assert "ES79" not in kept, "whole numbers are sealed"


async def test_a_large_share_needs_two_officers_and_a_sepa_order_holds_each_share_once(
    loop: Loop, admin: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    await loop.join("Vera")
    for name in ("Vera", "Cora"):
        await loop.gift(name, None, 60 if name == "Cora" else 600, kind="work")
        viewer = replace(loop.members[name].viewer, proven_at=datetime.now(UTC) + timedelta(days=400))
        await loop.shop.program.as_(viewer).wish(
            "setShareAccount(holder: $holder, number: $number)", "",
            holder=("String!", name), number=("String!", IBAN),
        )  # fmt: skip
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 220_000)
    await _divided(loop, 220_000)
    told = "... on ChangedShares { payouts { id name approvals approvalsNeeded } }"
    prepared = await loop.keeper.wish("prepareShares(key: $key)", told, key=("String!", new_key()))
    large = next(one["id"] for one in prepared["payouts"] if one["name"] == "Vera")
    small = next(one["id"] for one in prepared["payouts"] if one["name"] == "Cora")
    assert {one["name"]: (one["approvals"], one["approvalsNeeded"]) for one in prepared["payouts"]} == {
        "Vera": (1, 2),
        "Cora": (1, 0),
    }

    async def deed(by: Any, name: str, payout: str) -> str:
        wish = f"{name}(key: $key, payoutId: $id)"
        return str((await by.wish(wish, "", key=("String!", new_key()), id=("ID!", payout)))["__typename"])

    async def file(part: int) -> dict[str, Any]:
        return await loop.keeper.wish(
            "shareFile(part: $part)",
            "... on PayoutFile { fileName transfers hasMore text } ... on NothingToSend { unapproved }",
            part=("Int!", part),
        )  # fmt: skip

    first = await file(1)
    assert (first["transfers"], first["hasMore"]) == (1, True)
    assert first["text"].count("<CdtTrfTxInf>") == 1
    assert f"SH{small.removeprefix('share_').upper()}" in first["text"]
    assert ">200.00<" in first["text"]
    assert await file(1) == {**first, "hasMore": True}, "the same bytes again"
    assert (await file(2))["unapproved"] == 1
    assert (await file(3))["__typename"] == "NotFound"
    listed = await loop.keeper.wish("exportShares", "... on ExportedShares { text unapprovedPayoutIds }")
    assert listed["unapprovedPayoutIds"] == [large]
    # One alone is not enough, however often; nobody approves her own; and what is small asks for nobody.
    assert await deed(loop.keeper, "confirmShare", large) == "SecondOfficerNeeded"
    assert await deed(loop.keeper, "approveShare", large) == "ChangedShare"
    assert await deed(loop.keeper, "confirmShare", large) == "SecondOfficerNeeded"
    assert await deed(loop.keeper, "approveShare", small) == "InvalidTransition"
    second = await officer(loop.shop, "Tilda")
    assert await deed(second, "approveShare", large) == "ChangedShare"
    after = await file(2)
    assert (after["transfers"], after["hasMore"]) == (1, False)
    assert ">2000.00<" in after["text"]
    assert small.removeprefix("share_").upper() not in after["text"]
    assert (await file(3))["unapproved"] == 0
    assert await deed(loop.keeper, "confirmShare", large) == "ChangedShare"
    seen = await loop.keeper.ask("{ shareFiles { part transfers } sharePayouts(first: 9) { nodes { name filePart } } }")
    assert seen["shareFiles"] == [{"part": 2, "transfers": 1}, {"part": 1, "transfers": 1}]
    assert {one["name"]: one["filePart"] for one in seen["sharePayouts"]["nodes"]} == {"Vera": 2, "Cora": 1}
    assert not {one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])}
    assert await broken_without(superuser, "share_approval", loop.shop.id) == {
        "A contributor's shares that two officers agree to went out when two had agreed"
    }


async def test_the_banks_statement_says_that_shares_left_and_came_back(loop: Loop, admin: asyncpg.Connection) -> None:
    """What leaves under a share's reference, or an order's of several, needs nobody; the rest is suggested; what returns is due again."""
    await loop.join("Vera")
    names = ("Ana", "Cora", "Dan", "Vera")
    for name in names:
        await loop.gift(name, None, 60, kind="work")
        viewer = replace(loop.members[name].viewer, proven_at=datetime.now(UTC) + timedelta(days=400))
        await loop.shop.program.as_(viewer).wish(
            "setShareAccount(holder: $holder, number: $number)", "", holder=("String!", name), number=("String!", IBAN)
        )
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 12000)
    await _divided(loop, 12000)

    async def prepare() -> dict[str, str]:
        told = await loop.keeper.wish(
            "prepareShares(key: $key)", "... on ChangedShares { payouts { id name } }", key=("String!", new_key())
        )
        return {one["name"]: one["id"] for one in told["payouts"]}

    async def order(part: int) -> str:
        made = await loop.keeper.wish("shareFile(part: $part)", "... on PayoutFile { text }", part=("Int!", part))
        return str(made["text"])

    async def states() -> dict[str, str]:
        seen = await loop.keeper.ask("{ sharePayouts(first: 9) { nodes { id state } } }")
        return {one["id"]: one["state"] for one in seen["sharePayouts"]["nodes"]}

    async def due(name: str) -> int:
        told = (await loop.by(name).ask("{ shareStatement { dues { due { minor } } } }"))["shareStatement"]
        return int(told["dues"][0]["due"]["minor"])

    async def bank(*lines: Booked) -> dict[str, Any]:
        bank.number += 100  # type: ignore[attr-defined]  # each statement is another one
        return await take_in(loop.shop, camt(*lines, opening=bank.number))  # type: ignore[attr-defined]

    bank.number = 0  # type: ignore[attr-defined]
    shares = await prepare()
    sent = await order(1)
    named = {name: f"SH{share.removeprefix('share_').upper()}" for name, share in shares.items()}
    assert all(f"<EndToEndId>{one}</EndToEndId>" in sent for one in named.values())
    # By the SEPA order's reference; by the table's, which a person typed; another amount than is set aside is for a person.
    out = await bank(
        Booked(-3000, "shares", "Ana", end_to_end=named["Ana"]),
        Booked(-3000, f"minga {shares['Cora']}", "Cora"),
        Booked(-2999, "shares", "Dan", end_to_end=named["Dan"]),
    )
    assert (out["certain"], out["waiting"], out["ledger"]["minor"]) == (2, 1, 12_000 - 8999), out
    assert [(await states())[shares[name]] for name in names] == ["paid", "paid", "prepared", "prepared"]
    again = await bank(Booked(-3000, "once more", "Ana", end_to_end=named["Ana"]))
    assert (again["certain"], again["waiting"]) == (0, 1), "one share leaves once"
    # Nothing named: what is set aside and comes to it is suggested, and one click says that it was that.
    await bank(Booked(-3000, "no word", "D."))
    line = (await waiting(loop.shop))[-1]
    assert [(one["kind"], one["label"]) for one in line["suggestions"]] == [("share", "Dan"), ("share", "Vera")]
    assert line["suggestions"][0]["subjectId"] == shares["Dan"]
    too_little = await explain(loop.shop, new_key(), line["id"], ("SHARE", shares["Dan"], 2999))
    assert too_little["__typename"] == "MoreThanLeft"
    done = await explain(loop.shop, new_key(), line["id"], ("SHARE", shares["Dan"], 3000))
    assert done["__typename"] == "ExplainedLine", done
    assert (await states())[shares["Dan"]] == "paid"
    # Her bank sends it back: it is due again and can be set aside anew, and no confirmation of the same money counts again.
    back = await bank(Booked(3000, "account closed", "Ana", end_to_end=named["Ana"], returned=True))
    assert back["certain"] == 1
    assert ((await states())[shares["Ana"]], await due("Ana")) == ("cancelled", 3000)
    # What an officer had confirmed before the statement came is noted, and nothing is booked twice.
    confirmed = await loop.keeper.wish(
        "confirmShare(key: $key, payoutId: $id)", "", key=("String!", new_key()), id=("ID!", shares["Vera"])
    )
    assert confirmed["__typename"] == "ChangedShare"
    assert (await bank(Booked(-3000, "shares", "Vera", end_to_end=named["Vera"])))["certain"] == 1
    # A bank that books an order as one sum names the order.
    await loop.gift("Cora", None, 60, kind="work", back=2)
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 1000)
    await _divided(loop, 1000)
    both = await prepare()
    assert set(both) == {"Ana", "Cora"}
    found = re.search(r"<MsgId>(SF[0-9A-Z]+)</MsgId>", await order(2))
    assert found
    assert (await bank(Booked(-4000, f"{found[1]} 2 transfers", "Bank")))["certain"] == 1
    assert [(await states())[one] for one in both.values()] == ["paid", "paid"]
    assert [await due(name) for name in names] == [0, 0, 0, 0]
    assert not {one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])}


async def officer(shop: Shop, name: str) -> Program:
    """Another treasurer, who just proved who she is."""
    made = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name=name, classes=("worker",),
        offices=("treasurer",),
    )  # fmt: skip
    return shop.by(replace(made, viewer=replace(made.viewer, proven_at=datetime.now(UTC) + timedelta(days=400))))


async def test_a_working_groups_purse_is_not_divided(loop: Loop) -> None:
    await loop.gift("Cora", None, 60, kind="work")
    of_group = purse.purse_of(ids.new())
    await _fill(loop, of_group, 5000)
    refused = await loop.keeper.wish(
        "divideFund(key: $key, fund: $fund, amount: $amount)", "... on InvalidInput { field }",
        key=("String!", new_key()), fund=("String!", of_group.purpose),
        amount=("MoneyInput!", {"minor": 5000, "currency": "EUR"}),
    )  # fmt: skip
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "fund")
    assert (await loop.by("Cora").ask("{ funds { name } }"))["funds"] == []


@pytest.fixture
async def client(loop: Loop) -> AsyncIterator[httpx.AsyncClient]:
    door = loop.shop.program.door
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    app = Protection(
        Gate(
            inner,
            find_viewer=recogniser(door.services),
            hosts=("localhost",),  # type: ignore[arg-type]
            origins=("http://localhost",),  # type: ignore[arg-type]
            proxies=(),  # type: ignore[arg-type]
        ),
        https=False,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as opened:
        yield opened


async def test_a_fund_is_divided_from_its_page_and_shares_are_paid_from_theirs(
    loop: Loop, client: httpx.AsyncClient
) -> None:
    home = f"/c/{loop.shop.cooperative.slug}/commons"

    async def ask(who: str, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        client.cookies.clear()
        token = loop.shop.coordinator.token if who == "keeper" else loop.members[who].token
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{SESSION_COOKIE}={token}"}
        return await client.request(method, path, data=form, headers=headers)

    stall = await open_stall(loop.shop, "Vera")
    loop.members["Vera"] = stall.maker
    await _tell_account(loop, "Vera", stall.id)
    for name in ("Vera", "Cora"):
        await loop.gift(name, None, 60, kind="work")
    await _fill(loop, AccountName(AccountKind.FUND, purpose="mill"), 9000)
    assert f'href="{home}/funds/mill"' in (await ask("Cora", "GET", f"{home}/royalties")).text
    # Who contributed sees what lies in it; who keeps the money divides it.
    seen = (await ask("Cora", "GET", f"{home}/funds/mill")).text
    assert "90.00" in seen
    assert 'name="amount"' not in seen
    assert (await ask("Cora", "GET", f"{home}/funds/nothing")).status_code == 404
    page = (await ask("keeper", "GET", f"{home}/funds/mill")).text
    form = {
        "key": re.findall(r'name="key" value="([^"]+)"', page)[-1],
        "currency": "EUR", "amount": "60", "work": "", "cause": "the mill",
    }  # fmt: skip
    wrong = await ask("keeper", "POST", f"{home}/funds/mill", {**form, "amount": "much"})
    assert wrong.status_code == 422
    asked = await ask("keeper", "POST", f"{home}/funds/mill", form)
    assert "Divide this fund now?" in asked.text
    done = await ask("keeper", "POST", f"{home}/funds/mill", {**form, "confirmed": "yes"})
    assert done.status_code == 303, done.text
    assert "/commons/divisions/dst_" in done.headers["location"]
    division = (await ask("Cora", "GET", done.headers["location"].split("?")[0])).text
    assert 'class="lineage flows"' in division
    assert division.count('<path d="M') >= 3, "from the fund by the rules to two people"
    # And then their shares: for Vera by bank, for Cora as the officer sees fit, since nobody told her account.
    due = (await ask("keeper", "GET", f"{home}/royalties")).text
    assert "the co-op knows none" in due
    assert "Olga" not in due
    assert (await ask("keeper", "POST", f"{home}/shares/prepare-all", {"key": new_key()})).status_code == 303
    waiting = (await ask("keeper", "GET", f"{home}/royalties")).text
    payouts = re.findall(r'name="payout" value="(share_[^"]+)"><button class="plain">All', waiting)
    assert len(payouts) == 1
    assert f'action="{home}/shares/file"' in waiting
    order = await ask("keeper", "POST", f"{home}/shares/file", {"part": "1"})
    assert "pain.001.001.09" in order.text
    assert (await ask("keeper", "POST", f"{home}/shares/file", {"part": "1"})).content == order.content
    assert "SEPA order 1" in (await ask("keeper", "GET", f"{home}/royalties")).text
    listed = await ask("keeper", "POST", f"{home}/shares/list", {})
    assert "attachment" in listed.headers["content-disposition"]
    assert f"{IBAN},30.00,EUR,{payouts[0]}" in listed.text
    sent = await ask("keeper", "POST", f"{home}/shares/confirm-all", {"key": new_key(), "payout": payouts[0]})
    assert sent.status_code == 303
    mine = (await ask("Vera", "GET", f"{home}/share")).text
    assert "By bank it goes to the account of your stall." in mine
    # Without a stall she tells her account on her own page, and only she does.
    cora = (await ask("Cora", "GET", f"{home}/share")).text
    assert "it can be fetched in cash" in cora
    assert f'action="{home}/share/account"' in cora
    assert "share/account" not in (await ask("keeper", "GET", f"{home}/share/{loop.agent('Cora')}")).text
    wrong = await ask("Cora", "POST", f"{home}/share/account", {"holder": "Cora", "number": "ES00 1"})
    assert wrong.status_code == 422
    assert "ES00 1" in wrong.text
    told = await ask("Cora", "POST", f"{home}/share/account", {"holder": "Cora", "number": IBAN})
    assert told.status_code == 303
    page = (await ask("Cora", "GET", f"{home}/share")).text
    assert "Cora … 1332" in page
    assert IBAN not in page
