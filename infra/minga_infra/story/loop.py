"""The story itself: a design, those who gave for it, a product, a sale, a royalty, a vote on the fee, and the next sale."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from minga_infra.story.teller import Teller, WentOtherwise, board_file, euros, key, text

LICENCE = "LicenseRef-Minga-Reciprocity-1.0"
_PRICE = 4840
_WORKERS = ("Wanda", "Wim", "Olga")
_PRODUCERS = ("Vera", "Simon", "Paola")
_FEE = 700
_CHANGED = "... on ChangedProposal { proposal { id state electionId decisionId } }"


async def play(teller: Teller, folder: Path) -> Path:
    """From the founding to the next sale; the file of the board on which the fee was decided."""
    await _found(teller)
    loom, release = await _design(teller)
    await _contribute(teller, loom)
    variant = await _product(teller, release)
    await _sell(teller, variant, 10, "The first sale")
    await _divide(teller, release)
    board = await _vote(teller, folder)
    await _sell(teller, variant, 10, "The next sale")
    await _books(teller)
    # The audit chain is written behind, by the worker.
    await teller.later(minutes=2)
    return board


async def _found(teller: Teller) -> None:
    teller.tell("1. The founding")
    for name in _WORKERS:
        await teller.join(name, "worker", *(("coordinator", "treasurer") if name == "Olga" else ()))
    for name in _PRODUCERS:
        await teller.join(name, "producer")
    await teller.join("Ana", "contributor")
    await teller.join("Cora", "contributor")
    await teller.wish(
        "Olga", "addPickupPoint(name: $name, address: $address, hours: $hours)", "",
        name=text("The old mill"), address=("String!", "Mill lane 1"),
        hours=("[HoursInput!]!", [{"weekday": 5, "opens": "10:00", "closes": "12:00"}]),
    )  # fmt: skip
    fee = await _rule(teller)
    teller.tell(
        f"   {teller.cooperative.name['en']}: {len(teller.people)} members in three classes; the fee is {fee / 100:g} %"
    )


async def _design(teller: Teller) -> tuple[str, str]:
    teller.tell("2. A design for the commons")
    begun = await teller.wish(
        "Ana", "startDesign(kind: DESIGN, title: $title)", "... on DesignStarted { id }", title=text("Hand loom")
    )
    draft = await teller.wish(
        "Ana", 'draftRelease(designId: $id, version: "1.0", licence: $licence)', "... on ReleaseNamed { id }",
        id=("ID!", begun["id"]), licence=("String!", LICENCE),
    )  # fmt: skip
    await teller.wish("Ana", "publishRelease(id: $id)", "", id=("ID!", draft["id"]))
    teller.tell(f"   Hand loom 1.0 by Ana, under {LICENCE}: who does not give back owes 3 %")
    return begun["id"], draft["id"]


async def _contribute(teller: Teller, design: str) -> None:
    teller.tell("3. What was given, and who stands by it")
    on = ((await teller.now()) - timedelta(days=1)).date().isoformat()
    for name, kind, minutes in (("Ana", "DESIGN", 300), ("Cora", "DOCUMENTATION", 100)):
        gift = {"kind": kind, "givenOn": on, "minutes": minutes, "assetId": design, "cause": ""}
        given = await teller.wish(
            name, "giveContribution(key: $key, contribution: $gift)", "... on ContributionWritten { id }",
            key=key(), gift=("ContributionInput!", gift),
        )  # fmt: skip
        recognised = 0
        for other in ("Wanda", "Wim"):
            said = await teller.wish(
                other, "attestContributions(key: $key, contributionIds: $ids)", "... on Attested { recognised }",
                key=key(), ids=("[ID!]!", [given["id"]]),
            )  # fmt: skip
            recognised += said["recognised"]
        if recognised != 1:
            raise WentOtherwise(f"{name}'s contribution does not count")
        teller.tell(f"   {name}: {minutes} minutes of {kind.lower()}, attested by Wanda and Wim")


async def _product(teller: Teller, release: str) -> str:
    teller.tell("4. A product made from it")
    stall = await teller.wish("Vera", "openStall(name: $name)", "... on KeptStall { id }", name=text("Vera weaves"))
    product = await teller.wish(
        "Vera", "addProduct(stallId: $stall, product: $product)", "... on KeptProduct { id }",
        stall=("ID!", stall["id"]), product=("ProductInput!", {"title": text("Cloth")[1], "taxBps": 2100}),
    )  # fmt: skip
    form = await teller.wish(
        "Vera", "addVariant(productId: $product, variant: $variant, onHand: 100)", "... on KeptProduct { variants { id } }",
        product=("ID!", product["id"]), variant=("VariantInput!", {"price": {"minor": _PRICE, "currency": "EUR"}}),
    )  # fmt: skip
    made = await teller.wish(
        "Vera", "setMadeFrom(productId: $product, releaseId: $release)",
        "... on MadeFromSet { origin { basis royaltyBps clause } }",
        product=("ID!", product["id"]), release=("ID!", release),
    )  # fmt: skip
    await teller.wish("Vera", "publishProduct(id: $id)", "", id=("ID!", product["id"]))
    origin = made["origin"]
    teller.tell(
        f"   Cloth by Vera at {euros(_PRICE)}; {origin['basis'].lower()} of {origin['royaltyBps'] / 100:g} % by {origin['clause']}"
    )
    return str(form["variants"][0]["id"])


async def _sell(teller: Teller, variant: str, pieces: int, title: str) -> None:
    teller.tell(f"{'5' if title == 'The first sale' else '8'}. {title}")
    buyer, total = teller.visitor(), _PRICE * pieces
    points = await teller.ask("", "{ pickupPoints { id } }")
    await teller.wish(
        buyer, "addToCart(variantId: $variant, quantity: $quantity)", "",
        variant=("ID!", variant), quantity=("MinorUnits!", pieces),
    )  # fmt: skip
    await teller.wish(buyer, "startCheckout", "")
    placed = await teller.wish(
        buyer,
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point)",
        "... on PlacedOrder { order { number parts { id story { total { minor } earning { minor } royalty { minor } fee { minor }"
        " feeTax { minor } tax { minor } } lines { feeBps royaltyBps feeDecisionId basis { basis } } } } }",
        key=key(), total=("MoneyInput!", {"minor": total, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}), point=("ID!", points["pickupPoints"][0]["id"]),
    )  # fmt: skip
    [part] = placed["order"]["parts"]
    await teller.wish(
        "Vera", "handOver(key: $key, partId: $part, cashReceived: $cash)", "",
        key=key(), part=("ID!", part["id"]), cash=("MoneyInput", {"minor": total, "currency": "EUR"}),
    )  # fmt: skip
    story, [line] = {name: amount["minor"] for name, amount in part["story"].items()}, part["lines"]
    if story["total"] != story["earning"] + story["royalty"] + story["fee"] + story["feeTax"] + story["tax"]:
        raise WentOtherwise("the parts of the price are not the price")
    by = " (by decision of the members)" if line["feeDecisionId"] else ""
    teller.tell(f"   Order {placed['order']['number']}: Berta pays {euros(total)}")
    teller.tell(
        f"     Vera {euros(story['earning'])} · the commons {euros(story['royalty'])} ({line['royaltyBps'] / 100:g} %)"
    )
    teller.tell(
        f"     the co-op {euros(story['fee'])} ({line['feeBps'] / 100:g} %{by}), its VAT {euros(story['feeTax'])} · VAT {euros(story['tax'])}"
    )


async def _divide(teller: Teller, release: str) -> None:
    teller.tell("6. The royalty, when nothing can go back any more")
    await teller.later(days=8)
    done = await teller.wish(
        "Olga", 'divideRoyalty(key: $key, releaseId: $release, currency: "EUR")',
        "... on Divided { distribution { id amount { minor } left { minor } equationId parts { name fund amount { minor } } } }",
        key=key(), release=("ID!", release),
    )  # fmt: skip
    divided = done["distribution"]
    for part in divided["parts"]:
        teller.tell(f"     {part['name'] or 'fund ' + part['fund']}: {euros(part['amount']['minor'])}")
    given = sum(part["amount"]["minor"] for part in divided["parts"])
    if given + divided["left"]["minor"] != divided["amount"]["minor"]:
        raise WentOtherwise("the parts of the royalty are not the royalty")
    agrees = await teller.ask("Ana", "query D($id: ID!) { distributionAgrees(distributionId: $id) }", id=divided["id"])
    teller.tell(
        f"   {euros(divided['amount']['minor'])} divided by {divided['equationId']}; worked out anew: "
        + ("the same to the cent" if agrees["distributionAgrees"] else "NOT the same")
    )
    if not agrees["distributionAgrees"]:
        raise WentOtherwise("the division cannot be worked out anew")
    share = await teller.wish(
        "Olga", 'prepareShare(key: $key, agentId: $agent, currency: "EUR", channel: BANK)',
        "... on ChangedShare { payout { id amount { minor } } }", key=key(), agent=("ID!", teller.agents["Ana"]),
    )  # fmt: skip
    await teller.wish(
        "Olga", "confirmShare(key: $key, payoutId: $id)", "", key=key(), id=("ID!", share["payout"]["id"])
    )
    teller.tell(f"   Ana has her {euros(share['payout']['amount']['minor'])} by bank")


async def _vote(teller: Teller, folder: Path) -> Path:
    teller.tell("7. The members vote on the fee")
    begun = await teller.wish(
        "Vera",
        "beginProposal(key: $key, kind: RULE_CHANGE, title: $title)",
        _CHANGED,
        key=key(),
        title=text("A lower fee"),
    )
    proposal = ("ID!", begun["proposal"]["id"])
    draft: dict[str, Any] = {
        "text": text("Sales go well: seven per cent is enough.")[1],
        "rules": [{"key": "market.fee_bps", "number": _FEE}],
    }
    await teller.wish("Vera", "saveDraft(id: $id, draft: $draft)", _CHANGED, id=proposal, draft=("DraftInput!", draft))
    await teller.wish("Vera", "submitProposal(id: $id)", _CHANGED, id=proposal)
    for sponsor in ("Wanda", "Simon"):
        await teller.wish(sponsor, "sponsorProposal(id: $id)", _CHANGED, id=proposal)
    await teller.later(days=7, seconds=1)
    await teller.wish("Vera", "freezeProposal(id: $id)", _CHANGED, id=proposal)
    announced = await teller.wish("Vera", "giveNotice(id: $id)", _CHANGED, id=proposal)
    await teller.later(days=7, seconds=2)
    election = ("ID!", announced["proposal"]["electionId"])
    for name in (*_WORKERS, *_PRODUCERS):
        say = "NO" if name == "Wim" else "YES"
        await teller.wish(
            name, "castBallot(electionId: $id, choice: $choice)", "", id=election, choice=("ChoiceInput!", {"say": say})
        )
    await teller.later(days=7, seconds=2)
    await teller.later(days=8)
    seen = await teller.ask(
        "Vera", "query P($id: ID!, $e: ID!) { proposal(id: $id) { state decisionId } election(id: $e) { outcome { board } } }",
        id=proposal[1], e=election[1],
    )  # fmt: skip
    fee = await _rule(teller)
    if fee != _FEE:
        raise WentOtherwise(f"the fee is {fee}; the proposal is {seen['proposal']['state']}")
    teller.tell(f"   Five for it, one against; decision {seen['proposal']['decisionId']}: the fee is {fee / 100:g} %")
    return board_file(folder, seen["election"]["outcome"]["board"])


async def _books(teller: Teller) -> None:
    teller.tell("9. The books")
    found = await teller.ask(
        "Olga", "{ books { sums { unit debits { minor } meet } accounts { kind holder purpose balance { minor } } } }"
    )
    for account in found["books"]["accounts"]:
        if account["balance"]["minor"]:
            name = " ".join(one for one in (account["kind"].lower(), account["holder"], account["purpose"]) if one)
            teller.tell(f"     {name}: {euros(account['balance']['minor'])}")
    if not all(one["meet"] for one in found["books"]["sums"]):
        raise WentOtherwise("the books do not sum to zero")


async def _rule(teller: Teller) -> int:
    found = await teller.ask("", 'query { rule(key: "market.fee_bps") { value { number } } }')
    return int(found["rule"]["value"]["number"])
