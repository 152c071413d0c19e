"""A feature whose legal basis ended is off: nothing new is done with it, and what was done stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

from minga_platform.kernel.actor import Scope
from minga_testing import people
from minga_testing.buying import may_use
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, fill, new_key, offer, open_stall, start
from minga_testing.till import Till
from minga_testing.trade import HOLD, buy, hand_over, has_told_bank, later, proven_anew
from minga_testing.visiting import visitor


async def end(shop: Shop, feature: str) -> None:
    """An officer ends its basis."""
    officer = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Olga", offices=("officer",)
    )
    done = await shop.by(officer).wish(f"endLegalBasis(feature: {feature})", "... on LegalBasisChanged { isOn }")
    assert done["isOn"] is False, done


async def name(shop: Shop, called: str) -> dict[str, Any]:
    """A kind of packing with a deposit."""
    done: dict[str, Any] = await shop.by(shop.coordinator).wish(
        "addContainer(name: $name, deposit: $deposit)",
        "... on ContainerNamed { id } ... on NoLegalBasis { feature }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": called}]),
        deposit=("MoneyInput!", {"minor": 50, "currency": "EUR"}),
    )
    return done


async def test_without_deposits_nothing_is_sold_or_named_in_a_jar(till: Till) -> None:
    shop = till.shop
    stall = await open_stall(shop, "Bees")
    jar = await name(shop, "Jar")
    honey = await offer(shop, stall, "Honey", price=800, containerId=jar["id"])
    buyer = shop.visitor()
    await fill(buyer, (honey, 1))
    await end(shop, "DEPOSITS")
    again = await name(shop, "Crate")
    assert (again["__typename"], again["feature"]) == ("NoLegalBasis", "deposits")
    [line] = (await buyer.ask("{ cart { groups { stalls { lines { notes { kind } } } } } }"))["cart"]["groups"][0][
        "stalls"
    ][0]["lines"]
    assert [note["kind"] for note in line["notes"]] == ["NO_LEGAL_BASIS"]
    assert (await start(buyer))["__typename"] == "CartEmpty"
    more = await shop.visitor().wish(
        "addToCart(variantId: $v, quantity: 1)",
        "... on NotOffered { reason }",
        v=("ID!", honey.variant),
    )
    assert (more["__typename"], more["reason"]) == ("NotOffered", "no_legal_basis")
    sold = await shop.by(stall.maker).wish(
        "sellAtStand(key: $key, stallId: $stall, lines: $lines, received: $received, soldAt: $at, pickupPointId: $point)",
        "... on NotSoldHere { because }",
        key=("String!", new_key()),
        stall=("ID!", stall.id),
        lines=("[StandLineInput!]!", [{"variantId": honey.variant, "quantity": 1}]),
        received=("MoneyInput!", {"minor": 850, "currency": "EUR"}),
        at=("Instant!", datetime.now(UTC).isoformat()),
        point=("ID", shop.point),
    )
    assert (sold["__typename"], sold["because"]) == ("NotSoldHere", "no_legal_basis")


async def test_without_self_billing_a_maker_is_paid_without_a_document(own_till: Till, clock: Clock) -> None:
    """She sends an invoice of her own: both pages of the money say so."""
    shop = own_till.shop
    stall = await open_stall(shop, "Weaver")
    await has_told_bank(shop, stall)
    await end(shop, "SELF_BILLING")
    _, order = await buy(own_till, (await offer(shop, stall, "Scarf", price=3000), 1), total=3000)
    await hand_over(shop, stall, order["parts"][0]["id"])
    await later(own_till, clock, HOLD)
    officer = await proven_anew(shop)
    batch = await officer.wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
    )
    done = await officer.wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "", key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"])
    )
    assert done["__typename"] == "ChangedPayouts", done
    await shop.worker.drain()
    papers = await shop.by(stall.maker).ask(
        "query D($s: ID!) { stallDocuments(stallId: $s) { nodes { name } } }", s=stall.id
    )
    assert papers["stallDocuments"]["nodes"] == []


async def test_without_its_basis_nothing_is_bought_together_or_set_off(till: Till) -> None:
    shop = till.shop
    stall = await open_stall(shop, "Bees")
    flour = await offer(shop, stall, "Flour", price=100)
    await end(shop, "GROUP_PURCHASE")
    async with shop.worker_database.read(Scope(shop.id)) as work:
        closes = (work.now + timedelta(days=3)).isoformat()
    opened = await shop.by(shop.coordinator).wish(
        "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 10, leastCases: 1, closesAt: $closes)",
        "... on NoLegalBasis { feature }",
        key=("String!", new_key()),
        variant=("ID!", flour.variant),
        point=("ID!", shop.point),
        closes=("Instant!", closes),
    )
    assert (opened["__typename"], opened["feature"]) == ("NoLegalBasis", "group_purchase")
    agreed = await shop.by(stall.maker).wish("agreeToSetOff(mostBps: 5000)", "... on NoLegalBasis { feature }")
    assert (agreed["__typename"], agreed["feature"]) == ("NoLegalBasis", "set_off")


async def test_what_is_off_is_said_where_its_form_would_stand(till: Till) -> None:
    """Nobody fills in a form to read that it cannot be: it says so before, and where the basis is recorded."""
    shop = till.shop
    stall = await open_stall(shop, "Bees")
    base = f"/c/{shop.cooperative.slug}"
    pages = (
        ("DEPOSITS", shop.coordinator, f"{base}/jars", f'action="{base}/jars/name"'),
        ("GROUP_PURCHASE", shop.coordinator, f"{base}/together/new", 'name="supplier"'),
        ("STORE_CREDIT", shop.coordinator, f"{base}/coordination/codes", f'action="{base}/coordination/codes/voucher"'),
        ("MOBILE_MONEY", shop.coordinator, f"{base}/coordination/account", 'name="mobile_number"'),
        ("SET_OFF", stall.maker, f"{base}/membership", 'value="set_off"'),
    )
    for feature, who, path, form in pages:
        await may_use(shop, feature.lower())
        async with visitor(till, who) as reader:
            before = await reader.ask(path)
            assert (before.status_code, form in before.text) == (200, True), (feature, before.text)
            assert f'href="{base}/law"' not in before.text.partition("<main")[2].partition("</main>")[0]
            await end(shop, feature)
            after = await reader.ask(path)
            assert (after.status_code, form in after.text, "not switched on here" in after.text) == (200, False, True)
            assert f'href="{base}/law"' in after.text
    # Terms need no feature, but invoices due later do: the groups stay, and the page says what is off.
    await may_use(shop, "trade_credit")
    async with visitor(till, shop.coordinator) as reader:
        assert "not switched on here" not in (await reader.ask(f"{base}/coordination/trade")).text
        await end(shop, "TRADE_CREDIT")
        assert "not switched on here" in (await reader.ask(f"{base}/coordination/trade")).text
