"""Certificates, paid licences and what ends them (invariant 24): through the API, with real orders and payments."""

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from minga_commons.grants import signing
from minga_commons.grants.commands import offers
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over, refund

MINGA = "LicenseRef-Minga-Reciprocity-1.0"
EN = [{"language": "en", "text": "Hand loom"}]


class Commons:
    """A shop whose members share a loom. Ana holds the rights, Ben and Cleo confirm, Olga keeps."""

    def __init__(self, shop: Shop, stall: Stall, members: dict[str, people.Somebody]) -> None:
        self.shop, self.stall, self.members = shop, stall, members

    def by(self, name: str) -> Program:
        return self.shop.by(self.members[name])

    def agent(self, name: str) -> str:
        return ids.encode("agent", self.members[name].agent_id)

    async def loom(self, name: str = "Ana", *, parents: tuple[str, ...] = ()) -> str:
        begun = await self.by(name).wish(
            "startDesign(kind: DESIGN, title: $title)", "... on DesignStarted { id }", title=("[LocalTextInput!]!", EN)
        )
        drafted = await self.by(name).wish(
            'draftRelease(designId: $id, version: "1", licence: $licence, fields: $fields)',
            "... on ReleaseNamed { id }",
            id=("ID!", begun["id"]),
            licence=("String!", MINGA),
            fields=("ReleaseInput", {"parents": list(parents)}),
        )
        done = await self.by(name).wish("publishRelease(id: $id)", "", id=("ID!", drafted["id"]))
        assert done["__typename"] == "ReleaseNamed", done
        made: str = drafted["id"]
        return made

    async def become(self, name: str, status: str = "COOPERATIVE", by: tuple[str, ...] = ("Ben", "Cleo")) -> str:
        claimed = await self.by(name).wish(
            "claimStatus(status: $status, statement: $why)",
            "... on StatusClaimed { id }",
            status=("StatusKey!", status),
            why=("String!", "We are one since 1974."),
        )
        for other in by:
            await self.by(other).wish("attestClaim(id: $id)", "", id=("ID!", claimed["id"]))
        made: str = claimed["id"]
        return made

    async def may(self, name: str, release: str, act: str = "SELL_PRODUCTS") -> dict[str, Any]:
        asked = "query M($r: ID!, $a: LicenceAct!) { mayI(releaseId: $r, act: $a) { answer basis clause grantId royaltyBps advice } }"
        found: dict[str, Any] = (await self.by(name).ask(asked, r=release, a=act))["mayI"]
        return found

    async def certify(self, name: str, release: str) -> dict[str, Any]:
        return await self.by(name).wish(
            "certify(releaseId: $r, acts: [SELL_PRODUCTS])",
            "... on Certified { id } ... on NotByStatus { clause }",
            r=("ID!", release),
        )

    async def certificate(self, grant: str) -> dict[str, Any]:
        asked = "query C($id: ID!) { certificate(id: $id) { holder basis state revokedBecause validUntil file } }"
        found: dict[str, Any] = (await self.shop.visitor().ask(asked, id=grant))["certificate"]
        return found


@pytest.fixture
async def commons(database: Database, worker_database: Database) -> Commons:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")

    async def member(name: str, *roles: str) -> people.Somebody:
        return await people.member(database, worker_database, shop.id, name=name, classes=("producer",), offices=roles)

    members = {name: await member(name) for name in ("Ben", "Cleo", "Dora")}
    members |= {"Olga": await member("Olga", "officer"), "Ana": stall.maker}
    return Commons(shop, stall, members)


async def test_a_confirmed_status_gives_a_certificate_that_anybody_can_check_and_falls_with_it(
    commons: Commons,
) -> None:
    loom = await commons.loom()
    assert await commons.may("Dora", loom) | {"advice": ""} == {
        "answer": "YES_IF", "basis": "ROYALTY", "clause": "§5", "grantId": None, "royaltyBps": 300, "advice": "",
    }  # fmt: skip
    assert (await commons.certify("Dora", loom))["__typename"] == "NotByStatus"
    claim = await commons.become("Dora")
    assert (await commons.may("Dora", loom))["basis"] == "ELIGIBLE"
    made = await commons.certify("Dora", loom)
    assert (await commons.certify("Dora", loom))["id"] == made["id"], "the same again is the same certificate"
    shown = await commons.certificate(made["id"])
    assert (shown["holder"], shown["basis"], shown["state"]) == ("Dora", "ELIGIBLE", "VALID")
    # Whoever knows Ed25519 checks it without us.
    file = json.loads(shown["file"])
    Ed25519PublicKey.from_public_bytes(b64decode(file["public_key"])).verify(
        b64decode(file["signature"]), file["payload"].encode()
    )
    assert json.loads(file["payload"])["predicates"].keys() == {"cooperative"}
    assert signing.read({**file, "payload": file["payload"].replace("Dora", "Eve!")}) is None
    asked = "query K($f: String!) { checkCertificate(file: $f) { signatureHolds keyIsOurs certificate { state } } }"
    told = (await commons.shop.visitor().ask(asked, f=shown["file"]))["checkCertificate"]
    assert told == {"signatureHolds": True, "keyIsOurs": True, "certificate": {"state": "VALID"}}
    # The status proves wrong: nothing new may rest on it, and the certificate falls with it.
    await commons.by("Olga").wish('revokeClaim(id: $id, reason: "It is a private firm.")', "", id=("ID!", claim))
    assert (await commons.may("Dora", loom))["basis"] == "CERTIFICATE", "until the worker has heard of it"
    await work_off(commons)
    assert (await commons.may("Dora", loom))["basis"] == "ROYALTY"
    assert (await commons.certificate(made["id"]))["state"] == "REVOKED"


async def test_a_revoked_certificate_says_so_and_gives_nothing(commons: Commons) -> None:
    loom = await commons.loom()
    given = await commons.by("Ana").wish(
        "giveCertificate(releaseId: $r, acts: [SELL_PRODUCTS], agentId: $who)",
        "... on Certified { id }",
        r=("ID!", loom),
        who=("ID!", commons.agent("Dora")),
    )
    found = await commons.may("Dora", loom)
    assert (found["basis"], found["grantId"]) == ("CERTIFICATE", given["id"])
    await commons.by("Olga").wish('revokeCertificate(id: $id, reason: "A breach.")', "", id=("ID!", given["id"]))
    assert (await commons.may("Dora", loom))["basis"] == "ROYALTY"
    shown = await commons.certificate(given["id"])
    assert (shown["state"], shown["revokedBecause"]) == ("REVOKED", "A breach.")


def written_to(commons: Commons, name: str) -> list[str]:
    """The subjects of what somebody was written to about certificates and licences."""
    subjects = [one.subject for one in commons.shop.letters.sent if f"Hello {name}," in one.text]
    return [one for one in subjects if "certificate" in one or "licence" in one]


async def test_its_holder_is_written_to_when_it_is_given_soon_over_and_revoked(commons: Commons, clock: Clock) -> None:
    loom = await commons.loom()
    give = "giveCertificate(releaseId: $r, acts: [SELL_PRODUCTS], agentId: $who, validUntil: $until)"
    start_of_today = (
        await commons.shop.worker_database_value(
            "SELECT now() + coalesce((SELECT \"offset\" FROM clock_offset), interval '0') FROM cooperative WHERE id = $1"
        )
    ).date()

    async def given(days: int) -> str:
        done = await commons.by("Ana").wish(
            give, "... on Certified { id }", r=("ID!", loom), who=("ID!", commons.agent("Dora")),
            until=("Day", (start_of_today + timedelta(days=days)).isoformat()),
        )  # fmt: skip
        made: str = done["id"]
        return made

    grant = await given(90)
    await work_off(commons)
    assert written_to(commons, "Dora") == ["Your certificate for “Hand loom 1”"]
    letter = commons.shop.letters.sent[-1]
    assert f"/commons/certificates/{grant}" in letter.text
    await commons.shop.sweep("grants.warn")
    await work_off(commons)
    assert len(written_to(commons, "Dora")) == 1, "three months are long"
    await clock.move(timedelta(days=65))
    for _ in range(2):
        await commons.shop.sweep("grants.warn")
        await work_off(commons)
    assert written_to(commons, "Dora")[1:] == ["Your certificate for “Hand loom 1” ends soon"], "once"
    await commons.by("Olga").wish('revokeCertificate(id: $id, reason: "A breach.")', "", id=("ID!", grant))
    await work_off(commons)
    assert written_to(commons, "Dora")[2:] == ["Your certificate for “Hand loom 1” holds no more"]
    assert "The reason: A breach." in commons.shop.letters.sent[-1].text


async def work_off(commons: Commons) -> None:
    """What a worker would do until nothing waits."""
    await commons.shop.worker.drain()


async def bought(commons: Commons, goods: Goods, by: str) -> dict[str, Any]:
    buyer = commons.by(by)
    await fill(buyer, (goods, 1))
    await start(buyer)
    placed = await place(commons.shop, buyer, 50_000)
    order: dict[str, Any] = placed["order"]
    return order


async def test_a_paid_licence_needs_every_holder_ancestors_included_and_is_granted_once_when_paid(
    commons: Commons, superuser: asyncpg.Connection
) -> None:
    loom = await commons.loom("Ben")
    folding = await commons.loom("Ana", parents=(loom,))
    goods = await offer(commons.shop, commons.stall, "Licence for the folding loom", price=50_000)
    offered = await commons.by("Ana").wish(
        "offerLicence(releaseId: $r, variantId: $v, acts: [SELL_PRODUCTS, USE_COMMERCIAL], days: 365)",
        "... on LicenceOffered { id }",
        r=("ID!", folding),
        v=("ID!", goods.variant),
    )
    asked = "query O($r: ID!) { licenceOffers(releaseId: $r) { isAgreed holders { name agreedAt } } }"
    told = (await commons.shop.visitor().ask(asked, r=folding))["licenceOffers"][0]
    assert not told["isAgreed"]
    assert sorted(bool(one["agreedAt"]) for one in told["holders"]) == [False, True]
    assert next(one["name"] for one in told["holders"] if not one["agreedAt"]) == "Ben"
    # No money is taken for a licence that would not be granted: neither basket nor checkout takes it, and its page says so.
    page = "query P($id: ID!) { product(id: $id) { variants { waitsForAgreement } } }"
    cards = "{ listings { nodes { title isWithheld } } }"
    assert (await commons.shop.visitor().ask(cards))["listings"]["nodes"][0] == {
        "title": "Licence for the folding loom",
        "isWithheld": True,
    }
    assert (await commons.shop.visitor().ask(page, id=goods.product))["product"]["variants"] == [
        {"waitsForAgreement": True}
    ]
    add = "addToCart(variantId: $v, quantity: 1)"
    refused = await commons.by("Dora").wish(add, "... on NotOffered { reason }", v=("ID!", goods.variant))
    assert (refused["__typename"], refused["reason"]) == ("NotOffered", "not_agreed")
    # What was sold before the market asked for it waits for who has not agreed.
    flag = "UPDATE variant SET grants_licence = $2 WHERE cooperative_id = $1"
    await superuser.execute(flag, commons.shop.id, False)
    order = await bought(commons, goods, "Dora")
    await fill(commons.by("Ben"), (goods, 1))
    await superuser.execute(flag, commons.shop.id, True)
    cart = await commons.by("Ben").ask("{ cart { groups { stalls { lines { canBeBought notes { kind } } } } } }")
    assert cart["cart"]["groups"][0]["stalls"][0]["lines"] == [
        {"canBeBought": False, "notes": [{"kind": "NOT_AGREED"}]}
    ]
    assert (await commons.by("Ben").wish("startCheckout", ""))["__typename"] == "CartEmpty", (
        "nothing that can be bought"
    )
    await hand_over(commons.shop, commons.stall, order["parts"][0]["id"], 50_000)
    await work_off(commons)
    assert (await commons.may("Dora", folding))["basis"] == "ROYALTY", "paid, and Ben has not agreed"
    assert (await commons.by("Ben").wish("agreeToOffer(id: $id)", "", id=("ID!", offered["id"])))[
        "__typename"
    ] == "Done"
    keyring = commons.shop.program.door.services.keyring
    for _ in range(2):
        await commons.shop.worker_database.run(
            Scope(commons.shop.id), Actor(system="test"), lambda work: offers.grant_what_waited(work, keyring)
        )
    found = await commons.may("Dora", folding)
    assert found["basis"] == "PAID"
    assert (await commons.certificate(found["grantId"]))["basis"] == "PAID"
    assert (await commons.shop.visitor().ask(page, id=goods.product))["product"]["variants"] == [
        {"waitsForAgreement": False}
    ]
    assert not (await commons.shop.visitor().ask(cards))["listings"]["nodes"][0]["isWithheld"]
    assert (await commons.by("Cleo").wish(add, "", v=("ID!", goods.variant)))["__typename"] == "AddedToCart"
    # Where the offer ended nothing is granted, so nothing is sold.
    assert (await commons.by("Ana").wish("closeOffer(id: $id)", "", id=("ID!", offered["id"])))["__typename"] == "Done"
    assert (await commons.by("Cleo").wish(add, "", v=("ID!", goods.variant)))["__typename"] == "NotOffered"
    assert (await commons.shop.visitor().ask(cards))["listings"]["nodes"][0]["isWithheld"]
    # Another form of the same thing is sold, so the thing can be bought.
    plain = await offer(commons.shop, commons.stall, "Plan on paper", price=900)
    await superuser.execute(
        "UPDATE variant SET product_id = $2 WHERE cooperative_id = $1 AND id = $3",
        commons.shop.id, ids.decode("prod", goods.product), ids.decode("var", plain.variant),
    )  # fmt: skip
    assert not (await commons.shop.visitor().ask('{ listings(search: "licence") { nodes { isWithheld } } }'))[
        "listings"
    ]["nodes"][0]["isWithheld"]
    await work_off(commons)
    assert written_to(commons, "Dora") == ["Your licence for “Hand loom 1”"]
    mine = (await commons.by("Dora").ask("{ certificates { id } }"))["certificates"]
    assert len(mine) == 1, "one line, one grant, however often it is looked at"
    assert (await commons.may("Dora", loom))["basis"] == "ROYALTY", "the parent was not bought"
    # The price went back, so the licence ends; what was sold meanwhile is another matter.
    line = order["parts"][0]["lines"][0]["id"]
    await refund(commons.shop, order["id"], (line, None))
    await work_off(commons)
    await commons.shop.sweep("payments.finish_money")
    await work_off(commons)
    assert (await commons.certificate(mine[0]["id"]))["state"] == "REVOKED"
    assert "Its price was paid back." in next(
        one.text for one in commons.shop.letters.sent if "holds no more" in one.subject
    )
    assert (await commons.may("Dora", folding))["basis"] == "ROYALTY"


async def test_a_warning_reaches_who_holds_leave_to_make_it_also_when_that_has_ended(commons: Commons) -> None:
    loom = await commons.loom()
    for name in ("Dora", "Ben"):
        await commons.become(name, by=("Cleo", "Ana"))
    made = await commons.certify("Dora", loom)
    assert (await commons.certify("Ben", loom))["__typename"] == "Certified"
    await commons.by("Ana").wish('revokeCertificate(id: $id, reason: "Sold the workshop.")', "", id=("ID!", made["id"]))
    given = await commons.by("Ana").wish(
        "giveSafetyNotice(releaseId: $id, severity: DANGER, text: $text)",
        "",
        id=("ID!", loom),
        text=("[LocalTextInput!]!", [{"language": "en", "text": "The beam breaks."}]),
    )
    assert given["__typename"] not in ("NotAllowed", "NotFound"), given
    await work_off(commons)
    told = await commons.shop.worker_database_value(
        "SELECT array_agg(g.name ORDER BY g.name) FROM safety_delivery d"
        " JOIN agent g ON g.cooperative_id = d.cooperative_id AND g.id = d.agent_id WHERE d.cooperative_id = $1"
    )
    assert {"Ben", "Dora"} <= set(told), told
