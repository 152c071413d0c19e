"""What happens to money between a sale and its payout, as steps that tests put together; all of it through the door."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.ledger import queries as ledger
from minga_platform.market.payments import ports
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, place, start
from minga_testing.till import Till, pay

Sums = dict[tuple[str, str, str], int]

SEEN = """query Seen($id: ID!) { order(id: $id) { id state payment { state captured { minor } refunded { minor } }
  refunds { id state cause amount { minor } }
  parts { id stallId stallName state isPaid story { total { minor } earning { minor } fee { minor } feeTax { minor } tax { minor } }
  lines { id title feeBps price { minor } refunded { minor } story { total { minor } earning { minor } fee { minor } feeTax { minor } tax { minor } } } } } }"""


async def books(shop: Shop) -> Sums:
    """(kind, purpose, holder) → the balance as people say it. Checks on the way that everything sums to zero."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        accounts = await ledger.accounts(work)
    assert sum(account.balance for account in accounts) == 0
    found: Sums = {}
    for account in accounts:
        holder = ids.encode("stall", account.holder_id) if account.holder_id else ""
        found[(account.kind.value, account.purpose, holder)] = account.display
    return found


async def cash(till: Till) -> int:
    """What our books have at the provider, minor units."""
    return (await books(till.shop)).get(("cash_stripe", "", ""), 0)


async def provider_cash(till: Till, unit: str = "EUR") -> int:
    """What the provider says it holds for the co-op, available or not."""
    told = await till.account().balance()
    assert isinstance(told, ports.Done), told
    seen = told.value
    return sum(part[unit].minor for part in (seen.available, seen.pending) if unit in part)


async def order_by_card(
    till: Till, *things: tuple[Goods, int], total: int, buyer: Program | None = None
) -> tuple[Program, dict[str, Any]]:
    """A buyer places an order by card; (the buyer, what placing it answered). Nothing is paid yet."""
    buyer = buyer or till.shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    placed = await place(till.shop, buyer, total, method="CARD")
    assert placed["__typename"] == "PlacedOrder", placed
    return buyer, placed


async def buy(till: Till, *things: tuple[Goods, int], total: int) -> tuple[Program, dict[str, Any]]:
    """A buyer orders and pays by card, and all is heard of it; (the buyer, the order)."""
    buyer, placed = await order_by_card(till, *things, total=total)
    await pay(till, placed["paymentUrl"])
    await till.heard()
    order = await seen(buyer, placed["order"]["id"])
    assert order["state"] == "PLACED", order
    return buyer, order


async def seen(program: Program, order_id: str) -> dict[str, Any]:
    """An order as its buyer sees it."""
    order: dict[str, Any] = (await program.ask(SEEN, id=order_id))["order"]
    return order


def part_of(order: dict[str, Any], stall: Stall) -> dict[str, Any]:
    """The stall's part of an order."""
    found: dict[str, Any] = next(part for part in order["parts"] if part["stallId"] == stall.id)
    return found


async def hand_over(shop: Shop, stall: Stall, part_id: str, cash_minor: int | None = None) -> dict[str, Any]:
    """The stall hands its part over."""
    return await shop.by(stall.maker).wish(
        "handOver(key: $key, partId: $part, cashReceived: $cash)",
        "... on ChangedPart { part { state isPaid } } ... on InvalidTransition { current }",
        key=("String!", new_key()),
        part=("ID!", part_id),
        cash=(
            "MoneyInput",
            None if cash_minor is None else {"minor": cash_minor, "currency": shop.cooperative.currency},
        ),
    )


async def refund(shop: Shop, order_id: str, *lines: tuple[str, int | None], key: str | None = None) -> dict[str, Any]:
    """The coordinator refunds lines: (line, minor units or all that is left)."""
    unit = shop.cooperative.currency
    return await shop.by(shop.coordinator).wish(
        "refundLines(key: $key, orderId: $order, lines: $lines, reason: $reason)",
        "... on ChangedOrder { order { state payment { refunded { minor } } refunds { id state amount { minor } } } } "
        "... on RefundExceedsPortion { remaining { minor } }",
        key=("String!", key or new_key()),
        order=("ID!", order_id),
        lines=(
            "[LineRefundInput!]!",
            [
                {"lineId": line, "amount": None if minor is None else {"minor": minor, "currency": unit}}
                for line, minor in lines
            ],
        ),
        reason=("String!", "a hole in it"),
    )


async def cancel(shop: Shop, order_id: str, stall: Stall | None = None) -> dict[str, Any]:
    """The co-op ends an order, or a stall its own part."""
    return await shop.by(stall.maker if stall else shop.coordinator).wish(
        "cancelOrder(key: $key, orderId: $order, reason: $reason, stallId: $stall)",
        "... on ChangedOrder { order { state } } ... on InvalidTransition { current }",
        key=("String!", new_key()),
        order=("ID!", order_id),
        reason=("String!", "the loom broke"),
        stall=("ID", stall.id if stall else None),
    )


async def proven_anew(shop: Shop) -> Program:
    """The coordinator proves anew who she is: payouts ask for it. Her program."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        now = work.now
    shop.coordinator = replace(shop.coordinator, viewer=replace(shop.coordinator.viewer, proven_at=now))
    return shop.by(shop.coordinator)


async def maker_proven_anew(shop: Shop, stall: Stall) -> Program:
    """A maker proves anew who she is: her payee asks for it. Her program."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        now = work.now
    stall.maker = replace(stall.maker, viewer=replace(stall.maker.viewer, proven_at=now))
    return shop.by(stall.maker)


async def tell_bank(shop: Shop, stall: Stall, number: str = "ES9121000418450200051332", holder: str = "Aurora") -> None:
    """The maker says to which account her money goes by bank."""
    done = await (await maker_proven_anew(shop, stall)).wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)",
        "... on ChangedPayee { bankLastFour }",
        stall=("ID!", stall.id),
        holder=("String!", holder),
        number=("String!", number),
    )
    assert done["__typename"] == "ChangedPayee", done


async def has_told_bank(shop: Shop, stall: Stall) -> None:
    """She has told one; told before, nothing changes."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        known = await work.value(
            "SELECT true FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2 AND bank_number IS NOT NULL",
            shop.id,
            ids.decode("stall", stall.id),
        )
    if not known:
        await tell_bank(shop, stall)


async def begin_card_account(till: Till, stall: Stall) -> str:
    """The maker opens her account at the provider; the address where it asks who she is."""
    maker = await maker_proven_anew(till.shop, stall)
    done = await maker.wish(
        "connectCardAccount(stallId: $stall)", "... on CardAccount { onboardingUrl state }", stall=("ID!", stall.id)
    )
    assert done["__typename"] == "CardAccount", done
    url: str = done["onboardingUrl"]
    return url


async def connect(till: Till, stall: Stall) -> None:
    """The maker opens her account at the provider and tells it who she is."""
    await till.stand_in.click(await begin_card_account(till, stall), "done")
    looked = await till.shop.by(stall.maker).wish(
        "checkCardAccount(stallId: $stall)", "... on CardAccount { state }", stall=("ID!", stall.id)
    )
    assert looked["state"] == "active", looked


async def later(till: Till, clock: Clock, by: timedelta) -> None:
    """Time passes, for us and for the provider; then the rounds are made."""
    await clock.move(by)
    await till.stand_in.ask("clock", advance_seconds=int(by.total_seconds()))
    await rounds(till)


async def rounds(till: Till) -> None:
    """Every job and sweep, and all that the provider has to tell."""
    await till.shop.worker.drain()
    await till.shop.sweep("payments.")
    await till.heard()


HOLD = timedelta(days=7, minutes=1)


async def sold_and_remitted(
    till: Till, clock: Clock, stall: Stall, goods: Goods, price: int
) -> tuple[Program, dict[str, Any]]:
    """One sale of one thing by card, handed over, its hold passed, its earning with the maker; (the buyer, the order)."""
    buyer, order = await buy(till, (goods, 1), total=price)
    assert (await hand_over(till.shop, stall, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
    await later(till, clock, HOLD)
    sums = await books(till.shop)
    assert sums[("seller_payable", "", stall.id)] == 0, "it was to be remitted"
    return buyer, order


async def balance_of(till: Till, stall: Stall, amount: int) -> None:
    """Change what the maker's account at the provider holds, as if she had spent it (below zero) or got it elsewhere."""
    await till.stand_in.ask(
        "balance", key=till.key, currency="eur", amount=amount, account=await account_of(till, stall)
    )


async def account_of(till: Till, stall: Stall) -> str:
    """The maker's account at the provider, as the provider calls it."""
    async with till.shop.worker_database.read(Scope(till.shop.id)) as work:
        found: str = await work.value(
            "SELECT provider_account FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2",
            work.cooperative_id,
            ids.decode("stall", stall.id),
        )
    return found
