"""The loop, told through the API alone: a loom in the commons, an improved one, cloth woven on it by four makers under the
same licence, a refund, and the division that pays all who contributed, to the cent.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from minga_graphql.holders import holder_labels
from minga_infra.database.checks import all_checks
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.ledger import export
from minga_platform.ledger import queries as ledger
from minga_testing.looping import DISTRIBUTION, RECIPROCITY, Loop, open_loop, shares
from minga_testing.plugin import Clock
from minga_testing.programs import program
from minga_testing.shop import Goods, Program, Stall, fill, new_key, offer, open_stall, place, start


def said(text: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": text}]


async def design(program: Program, title: str, licence: str, *parents: str) -> tuple[str, str, dict[str, Any]]:
    """A work with a release: its id, the release's, and what publishing answers."""
    begun = await program.wish(
        "startDesign(kind: DESIGN, title: $title)",
        "... on DesignStarted { id }",
        title=("[LocalTextInput!]!", said(title)),
    )
    draft = await program.wish(
        'draftRelease(designId: $id, version: "1.0", licence: $licence, fields: $fields)',
        "... on ReleaseNamed { id }",
        id=("ID!", begun["id"]),
        licence=("String!", licence),
        fields=("ReleaseInput", {"parents": list(parents)}),
    )
    shown = await program.wish(
        "publishRelease(id: $id)",
        "... on LicenceForbids { parentLicence licence clause }",
        id=("ID!", draft["id"]),
    )
    return begun["id"], draft["id"], shown


async def gave(loop: Loop, name: str, asset: str, minutes: int, kind: str = "DESIGN") -> None:
    """Written down by herself, attested by two others."""
    async with loop.database.read(Scope(loop.shop.id)) as work:
        on = (work.now - timedelta(days=1)).date().isoformat()
    done = await loop.by(name).wish(
        "giveContribution(key: $key, contribution: $gift)",
        "... on ContributionWritten { id }",
        key=("String!", new_key()),
        gift=("ContributionInput!", {"kind": kind, "givenOn": on, "minutes": minutes, "assetId": asset, "cause": ""}),
    )
    assert "id" in done, done
    for other, counts in (("Wim", 0), ("Wanda", 1)):
        attested = await loop.by(other).wish(
            "attestContributions(key: $key, contributionIds: $ids)",
            "... on Attested { recognised }",
            key=("String!", new_key()),
            ids=("[ID!]!", [done["id"]]),
        )
        assert attested["recognised"] == counts, attested


async def cloth_of(loop: Loop, stall: Stall, release: str) -> tuple[Goods, dict[str, Any]]:
    """Cloth at 12.10, made from the release; and what is said of selling it."""
    goods = await offer(loop.shop, stall, "Cloth", price=1210, on_hand=10_000)
    made = await loop.shop.by(stall.maker).wish(
        "setMadeFrom(productId: $product, releaseId: $release)",
        "... on MadeFromSet { origin { basis royaltyBps clause } }",
        product=("ID!", goods.product),
        release=("ID!", release),
    )
    return goods, made["origin"]


async def confirmed_status(loop: Loop, somebody: Program, status: str) -> None:
    claimed = await somebody.wish(
        "claimStatus(status: $status, statement: $statement)",
        "... on StatusClaimed { id }",
        status=("StatusKey!", status),
        statement=("String!", "Eleven weavers own us."),
    )
    assert "id" in claimed, claimed
    for other in ("Wim", "Wanda"):
        done = await loop.by(other).wish("attestClaim(id: $id)", "", id=("ID!", claimed["id"]))
        assert done["__typename"] == "Done", done


async def bought_licence(loop: Loop, seller: Stall, holder: str, firm: Stall, release: str) -> None:
    """The holders of rights sell a licence at the seller's stall; the firm buys it like anything else."""
    paper = await offer(loop.shop, seller, "Licence of the folding loom", price=24_200, on_hand=None)
    offered = await loop.shop.by(seller.maker).wish(
        "offerLicence(releaseId: $release, variantId: $variant, acts: [SELL_PRODUCTS])",
        "... on LicenceOffered { id }",
        release=("ID!", release),
        variant=("ID!", paper.variant),
    )
    assert "id" in offered, offered
    agreed = await loop.by(holder).wish("agreeToOffer(id: $id)", "", id=("ID!", offered["id"]))
    assert agreed["__typename"] not in ("NotAllowed", "NotFound"), agreed
    buyer = loop.shop.by(firm.maker)
    await fill(buyer, (paper, 1))
    await start(buyer)
    order = (await place(loop.shop, buyer, 24_200))["order"]
    for part in order["parts"]:
        await loop.hand_over(part)
    await loop.shop.worker.drain()


async def test_the_loop_closes(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    loop = await open_loop(database, worker_database)
    coop, firm, maker, smith = [await open_stall(loop.shop, name) for name in ("Weavers", "Firm", "Maker", "Smith")]
    loop.members["Smith"] = smith.maker

    # A loom is shared under a licence that asks for reciprocity; two people gave for it, and others stand by it.
    loom, first, shown = await design(loop.by("Ana"), "Hand loom", RECIPROCITY)
    assert shown["__typename"] != "LicenceForbids"
    await gave(loop, "Ana", loom, 300)
    await gave(loop, "Cora", loom, 100, "DOCUMENTATION")
    # The smith's fork improves it, under the same licence.
    folding, release, shown = await design(loop.by("Smith"), "Folding loom", RECIPROCITY, first)
    assert "clause" not in shown, shown
    await gave(loop, "Smith", folding, 200)
    await gave(loop, "Dan", folding, 100, "WORK")

    # Of a work under CC-BY-SA no such fork can be published: the refusal names the clause.
    _, ohloom, _ = await design(loop.by("Ana"), "OHLOOM", "CC-BY-SA-4.0")
    _, _, refused = await design(loop.by("Ana"), "OHLOOM, ours now", RECIPROCITY, ohloom)
    assert (refused["__typename"], refused["parentLicence"]) == ("LicenceForbids", "CC-BY-SA-4.0")
    assert refused["clause"] == "CC BY-SA 4.0 §3(b)(1)"

    # Four who weave on it: a co-op by its status, a firm by a paid licence, a maker for the royalty, the smith for his own part.
    await confirmed_status(loop, loop.shop.by(coop.maker), "COOPERATIVE")
    free, said_of_it = await cloth_of(loop, coop, release)
    assert (said_of_it["basis"], said_of_it["royaltyBps"]) == ("ELIGIBLE", 0)
    await bought_licence(loop, smith, "Ana", firm, release)
    licensed, said_of_it = await cloth_of(loop, firm, release)
    assert (said_of_it["basis"], said_of_it["royaltyBps"]) == ("PAID", 0)
    owing, said_of_it = await cloth_of(loop, maker, release)
    assert (said_of_it["basis"], said_of_it["royaltyBps"], said_of_it["clause"]) == ("ROYALTY", 300, "§5")
    for goods in (free, licensed):
        await loop.sell((goods, 10), total=12_100)
    order = await loop.sell((owing, 101), total=122_210)

    # Each sale keeps its basis; only the third one leaves something: 3 % of 1,010.00.
    sales = await loop.by("Wim").ask(
        "query S($id: ID!) { royaltySales(releaseId: $id) { nodes { stallName basis royalty { minor } clause } }"
        " royaltyPots(releaseId: $id) { due { minor } held { minor } } }",
        id=release,
    )
    assert {one["stallName"]: (one["basis"], one["royalty"]["minor"]) for one in sales["royaltySales"]["nodes"]} == {
        "Weavers": ("ELIGIBLE", 0), "Firm": ("PAID", 0), "Maker": ("ROYALTY", 3030),
    }  # fmt: skip
    assert sales["royaltyPots"] == [{"due": {"minor": 3030}, "held": {"minor": 3030}}]

    # A third of a piece goes back, and its exact part of the royalty with it; then the hold passes.
    await loop.refund(order, 403)
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    done = await loop.keeper.wish(
        'divideRoyalty(key: $key, releaseId: $release, currency: "EUR")',
        f"... on Divided {{ distribution {{ {DISTRIBUTION} }} }}",
        key=("String!", new_key()),
        release=("ID!", release),
    )
    # 30.20 = fund 1.51, upstream 6.04 (300 : 100), own work 22.65 (200 : 100); the cents meet.
    assert done["distribution"]["amount"]["minor"] == 3020
    assert shares(done) == {"(commons)": 151, "Ana": 453, "Cora": 151, "Maker Smith": 1510, "Dan": 755}
    assert sum(shares(done).values()) == 3020

    # Every number leads down to its events, and can be worked out anew.
    events = await loop.by("Dan").ask(
        "query E($id: ID!, $agent: ID) { distributionAgrees(distributionId: $id) distributionClaims(distributionId: $id,"
        " agentId: $agent) { nodes { eventId kind amount points generation } } }",
        id=done["distribution"]["id"],
        agent=loop.agent("Ana"),
    )
    assert events["distributionAgrees"] is True
    [event] = events["distributionClaims"]["nodes"]
    assert (event["kind"], event["amount"], event["points"], event["generation"]) == ("design", 300, 500_000, 1)
    seen = await loop.by("Dan").ask("query C($id: ID!) { contribution(id: $id) { name minutes } }", id=event["eventId"])
    assert seen["contribution"] == [{"name": "Ana", "minutes": 300}]

    # The books: everything sums to zero, every promise holds, and hledger agrees.
    async with worker_database.read(Scope(loop.shop.id)) as work:
        assert sum(account.balance for account in await ledger.accounts(work)) == 0
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])]
    journal = tmp_path / "books.journal"
    async with worker_database.read(Scope(loop.shop.id)) as work:
        labels = await holder_labels(work)
        journal.write_text("".join([piece async for piece in export.hledger(work, zone="UTC", holders=labels)]))
    assert "liabilities:royalties:folding-loom:1.0" in journal.read_text()
    checking = await asyncio.create_subprocess_exec(str(program("hledger")), "-f", str(journal), "check")
    assert await checking.wait() == 0
