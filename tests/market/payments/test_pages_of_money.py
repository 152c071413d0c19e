"""The pages where a maker connects her card account and comes back, and where a batch is fetched for the bank; without script."""

from urllib.parse import urlsplit

from minga_testing.plugin import Clock
from minga_testing.shop import new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import HOLD, buy, hand_over, later
from minga_testing.visiting import visitor


async def test_a_maker_connects_her_card_account_and_comes_back(till: Till) -> None:
    """The page leads out by a link, the provider leads back by the stall's id, and the page knows what was done there."""
    weaver = await open_stall(till.shop, "Weaver")
    here = f"/c/{till.shop.cooperative.slug}/stall/{weaver.slug}/money"
    async with visitor(till, weaver.maker) as maker:
        page = (await maker.ask(here)).text
        assert "You have no card account yet." in page
        leading = await maker.ask(f"{here}/connect", {})
        assert leading.status_code == 200, leading.text
        start = leading.text.index('href="' + till.stand_in.url) + len('href="')
        url = leading.text[start : leading.text.index('"', start)].replace("&amp;", "&")
        back = await till.stand_in.click(url, "done")
        assert back.status_code == 303
        returning = urlsplit(back.headers["location"])
        assert returning.path.endswith(f"/c/{till.shop.cooperative.slug}/money/{weaver.id}")
        landed = await maker.ask(returning.path)
        assert landed.status_code == 303, landed.text
        assert urlsplit(landed.headers["location"]).path.endswith(here)
        assert (
            "Connected: your earnings from cards are sent there." in (await maker.ask(landed.headers["location"])).text
        )
        other = await open_stall(till.shop, "Potter")
        assert (await maker.ask(f"/c/{till.shop.cooperative.slug}/money/{other.id}")).status_code == 404


async def test_a_batch_is_fetched_as_a_file(own_till: Till, clock: Clock) -> None:
    """The coordinator finds the batch on her page and keeps it as a file that no browser shows."""
    till = own_till
    potter = await open_stall(till.shop, "Potter")
    bowl = await offer(till.shop, potter, "Bowl", price=2400)
    maker = till.shop.by(potter.maker)
    noted = await maker.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)",
        "... on ChangedPayee { bankLastFour }",
        stall=("ID!", potter.id),
        holder=("String!", "Potter"),
        number=("String!", "ES9121000418450200051332"),
    )
    assert noted["bankLastFour"] == "1332"
    _, order = await buy(till, (bowl, 1), total=2400)
    await hand_over(till.shop, potter, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    await clock.move(-HOLD)  # What is payable stays so; her session is fresh again.
    async with visitor(till, till.shop.coordinator) as coordinator:
        base = f"/c/{till.shop.cooperative.slug}/coordination/payouts"
        prepared = await coordinator.ask(f"{base}/prepare", {"key": new_key(), "channel": "bank"})
        assert prepared.status_code == 303, prepared.text
        page = (await coordinator.ask(base)).text
        start = page.index("/coordination/batches/") + len("/coordination/batches/")
        batch = page[start : page.index("/", start)]
        file = await coordinator.ask(base.replace("/payouts", f"/batches/{batch}/file"), {"kind": "CSV", "part": "1"})
        assert file.headers["content-type"].startswith("text/csv")
        assert file.headers["content-disposition"].startswith("attachment;")
        assert file.headers["cache-control"] == "no-store"
        assert "Potter,ES9121000418450200051332," in file.text
