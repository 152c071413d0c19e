"""The pages of a dispute and of what does not agree, without script; and the letters that lead there."""

import re
from datetime import timedelta

from minga_testing.disputing import decide, dispute_newest, disputes_of
from minga_testing.plugin import Clock
from minga_testing.shop import new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import buy, later, rounds
from minga_testing.visiting import visitor


async def test_an_officer_reads_answers_and_sees_how_it_ended(till: Till) -> None:
    """From the desk to the dispute; read once more before it is sent; then it says so."""
    shop = till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    dispute = await dispute_newest(till, reason="product_not_received")
    await till.heard()
    letters = {message.subject for message in shop.letters.sent}
    assert "Order 1: a buyer's bank disputes its payment" in letters
    desk = f"/c/{shop.cooperative.slug}/coordination"
    async with visitor(till, shop.coordinator) as officer:
        page = (await officer.ask(desk)).text
        found = re.search(r'href="([^"]*/coordination/disputes/dispute_[^"]+)"', page)
        assert found
        assert "answer by" in page
        order = re.search(r'href="([^"]*/coordination/orders/ord_[^"]+)"', (await officer.ask(f"{desk}/orders")).text)
        assert order
        disputed = (await officer.ask(order[1])).text
        assert "disputes this payment" in disputed
        assert "Refund these amounts" not in disputed, "the bank has the money"
        assert "No disputes" not in (await officer.ask(f"{desk}/disputes")).text
        here = found[1]
        shown = (await officer.ask(here)).text
        assert "Nothing arrived" in shown
        assert "€24.00" in shown
        empty = await officer.ask(here, {"key": new_key(), "evidence": " "})
        assert empty.status_code == 422
        sure = await officer.ask(here, {"key": new_key(), "evidence": "She signed for it."})
        assert "Send this answer?" in sure.text
        sent = await officer.ask(here, {"key": new_key(), "evidence": "She signed for it.", "confirmed": "yes"})
        assert sent.status_code == 303, sent.text
        await rounds(till)
        after = (await officer.ask(here)).text
        assert "She signed for it." in after
        assert "Answered; the bank decides" in after
        await decide(till, dispute, "won")
        assert "Won: the money is back" in (await officer.ask(here)).text
        decided = (await officer.ask(order[1])).text
        assert "Refund these amounts" in decided
        assert "disputes this payment" not in decided
    assert any(message.subject == "Order 1: the dispute was won" for message in shop.letters.sent)


async def test_an_officer_accepts_it_after_being_asked_once_more(till: Till) -> None:
    """What ends a dispute for good is asked before it is done; then the page says what was done."""
    shop = till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    await dispute_newest(till)
    await till.heard()
    [dispute] = await disputes_of(till)
    here = f"/c/{shop.cooperative.slug}/coordination/disputes/{dispute['id']}"
    async with visitor(till, shop.coordinator) as officer:
        assert "Accept it" in (await officer.ask(here)).text
        sure = await officer.ask(here, {"key": new_key(), "deed": "accept"})
        assert "Accept this dispute?" in sure.text
        done = await officer.ask(here, {"key": new_key(), "deed": "accept", "confirmed": "yes"})
        assert done.status_code == 303, done.text
        await rounds(till)
        after = (await officer.ask(here)).text
        assert "The co-op accepted the dispute" in after
        assert "Lost: the buyer keeps the money" in after
        again = await officer.ask(here, {"key": new_key(), "deed": "accept", "confirmed": "yes"})
        assert again.status_code == 422


async def test_what_does_not_agree_is_settled_on_its_page(own_till: Till, clock: Clock) -> None:
    """The difference, what is known of it, a reason and what is booked; afterwards it stands among what was settled."""
    till, shop = own_till, own_till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    await till.stand_in.ask("balance", key=till.key, currency="eur", amount=-300)
    await later(till, clock, timedelta(hours=1))
    await clock.move(-timedelta(hours=1))  # Her session is fresh again.
    here = f"/c/{shop.cooperative.slug}/coordination/discrepancies"
    async with visitor(till, shop.coordinator) as officer:
        page = (await officer.ask(here)).text
        assert "The card provider moved money that is not in our books" in page
        action = re.search(r'action="([^"]*/discrepancies/disc_[^"]+)">\s*<input[^>]*>\s*<label for="booking-', page)
        assert action
        done = await officer.ask(action[1], {"key": new_key(), "reason": "a fee of March", "booking": "COST"})
        assert done.status_code == 303, done.text
        after = (await officer.ask(here)).text
        assert "a fee of March" in after
        assert "A cost that the card provider took" in after
