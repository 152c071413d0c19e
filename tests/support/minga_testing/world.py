"""A co-op with one of everything, one person per role, and for every operation values that reach past its gate.

The matrices of the reliability tests (roles, tenants) walk the schema with these.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from minga_graphql.ballots.types import ELECTION
from minga_graphql.payouts import BATCH
from minga_graphql.register.types import APPLICATION, MEMBERSHIP
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_platform.market.catalog.commands import products
from minga_platform.membership.commands.passkeys import Party
from minga_platform.register.commands import admission, applying
from minga_testing import (
    boxing,
    bringing,
    buying,
    confirming,
    crafting,
    cycles,
    disputing,
    giving,
    hearing,
    people,
    producing,
    tilling,
)
from minga_testing.buying import may_use
from minga_testing.polling import announce_in
from minga_testing.rights import COLUMNS, OFFICES
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.workshop import tomorrow

TEXT = [{"language": "en", "text": "Another name"}]
PILE = {"choice": {"say": "YES"}, "times": 1}
MEETING = {"beginsAt": "2100-01-01T10:00:00Z", "endsAt": "2100-01-01T12:00:00Z"}
LOOM = {"place": "Here", "stepMinutes": 60, "longestMinutes": 600}
EVERYBODY = ("visitor", "outsider", *COLUMNS)


@dataclass(frozen=True)
class Bound:
    """An operation that needs a capability. `blind`: what it names is made up, so those who may are told NotFound. `also`: another
    capability that does as well."""

    capability: str
    values: dict[str, Any] = field(default_factory=dict)
    blind: bool = False
    also: str | None = None


@dataclass
class World:
    """A co-op with one of everything, and one person per role."""

    shop: Shop
    stall: Stall
    goods: Goods
    order: dict[str, Any]
    people: dict[str, Program]
    agent: str
    picture: str
    file: str
    election: str = ""
    application: str = ""
    membership: str = ""
    card: str = ""
    draft: str = ""
    talked: str = ""
    spare: str = ""
    comment: str = ""
    amendment: str = ""
    office: str = ""
    term: str = ""
    meeting: str = ""
    item: str = ""
    design: str = ""
    release: str = ""
    shared: str = ""
    shared_slug: str = ""

    cycle: str = ""
    bought: tuple[str, str] = ("", "")
    disputed: str = ""
    tool: str = ""
    unit: str = ""
    booking: str = ""
    produced: producing.Produced = field(default_factory=producing.Produced)
    boxed: boxing.Boxed = field(default_factory=boxing.Boxed)
    brought: bringing.Brought = field(default_factory=bringing.Brought)
    given: giving.Given = field(default_factory=giving.Given)
    confirmed: confirming.Confirmed = field(default_factory=confirming.Confirmed)
    tilled: tilling.Tilled = field(default_factory=tilling.Tilled)
    heard: hearing.Heard = field(default_factory=hearing.Heard)
    friend: Any = field(default=None)
    """The program of the member whom `agent` names, who published the release that is shared."""
    made_to_order: Goods = field(default_factory=lambda: Goods("", "", "", ""))
    """Sold in the cycle alone."""

    def an(self, prefix: str) -> str:
        """An id of nothing."""
        return ids.encode(prefix, ids.new())


async def build(database: Database, worker_database: Database) -> World:
    shop = await open_shop(database, worker_database)
    await may_use(shop, "set_off")
    shop.program.door.services.ports[Party] = Party("localhost", "Minga", ("http://localhost:8000",))
    stall, other = await open_stall(shop, "Weaver"), await open_stall(shop, "Potter")
    goods = await offer(shop, stall, "Scarf", price=1000)
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    made: dict[str, Program] = {
        "visitor": shop.visitor(),
        "keeper": shop.by(stall.maker),
        "maker": shop.by(other.maker),
    }
    made["outsider"] = shop.by(await people.sign_up(database, name="Outsider"))
    for role in OFFICES:
        somebody = await people.member(database, worker_database, shop.id, name=role, offices=(role,))
        made[role] = shop.by(somebody)
    made["member"] = shop.by(
        await people.member(database, worker_database, shop.id, name="Member", classes=("consumer",))
    )
    friend = await people.member(database, worker_database, shop.id, name="Friend", classes=("producer",))
    election = ids.encode(ELECTION, await announce_in(shop))
    world = World(
        shop,
        stall,
        goods,
        order,
        made,
        ids.encode("agent", friend.agent_id),
        *await _picture(shop, stall, goods),
        election,
        *await _register(shop, database, friend),
        *await _proposals(made),
        *await _meeting(made),
        *await _designs(made, shop.by(friend)),
    )
    world.friend = shop.by(friend)
    world.tool, world.unit, world.booking = await _tools(made)
    world.produced = await producing.produce(shop, stall)
    world.boxed = await boxing.in_world(shop, stall, made["member"])
    world.brought = await bringing.in_world(shop, stall)
    world.bought = await buying.in_world(shop, stall)
    world.disputed = await disputing.asked_about(shop, order["id"])
    world.made_to_order = await crafting.to_order(shop, stall)
    await cycles.only_in_cycles(shop, stall, world.made_to_order)
    world.cycle = (await cycles.plan(shop, [(stall, [goods, world.made_to_order])]))["id"]
    async with worker_database.read(Scope()) as work:
        world.given = await giving.give(made["member"], (work.now - timedelta(days=1)).date().isoformat())
    world.confirmed = await confirming.confirm(made["member"], shop.by(friend), world.shared, world.agent)
    world.tilled = await tilling.in_world(shop, stall, goods)
    world.heard = await hearing.in_world(shop, stall, goods, made)
    return world


async def _designs(made: dict[str, Program], friend: Program) -> tuple[str, str, str, str]:
    """The member's work with a draft under no licence that anybody can read; a release that another member published."""

    async def drafted(program: Program, licence: str) -> tuple[str, str, str]:
        begun = await program.wish(
            "startDesign(kind: DESIGN, title: $title)",
            "... on DesignStarted { id slug }",
            title=("[LocalTextInput!]!", TEXT),
        )
        draft = await program.wish(
            'draftRelease(designId: $id, version: "1", licence: $licence)',
            "... on ReleaseNamed { id }",
            id=("ID!", begun["id"]),
            licence=("String!", licence),
        )
        return begun["id"], begun["slug"], draft["id"]

    design, _, release = await drafted(made["member"], "no licence")
    _, slug, shared = await drafted(friend, "CC-BY-SA-4.0")
    await friend.wish("publishRelease(id: $id)", "", id=("ID!", shared))
    return design, release, shared, slug


async def _tools(made: dict[str, Program]) -> tuple[str, str, str]:
    """A loom that the officer keeps, with one unit, which the member has booked."""
    loom = await made["officer"].wish(
        'addTool(slug: "loom", kind: TOOL, name: $name, about: [], terms: $terms)',
        "... on ToolAdded { id }",
        name=("[LocalTextInput!]!", TEXT),
        terms=("ToolTermsInput!", LOOM),
    )
    unit = await made["officer"].wish(
        'addToolUnit(toolId: $id, label: "Left")', "... on ToolUnitAdded { id }", id=("ID!", loom["id"])
    )
    booked = await made["member"].wish(
        "bookTool(key: $key, toolId: $id, startsAt: $starts, endsAt: $ends)",
        "... on ToolBooked { id }",
        key=("String!", new_key()),
        id=("ID!", loom["id"]),
        starts=("Instant!", tomorrow(8).isoformat()),
        ends=("Instant!", tomorrow(9).isoformat()),
    )
    return loom["id"], unit["id"], booked["id"]


async def _meeting(made: dict[str, Program]) -> tuple[str, str, str, str]:
    """An office that the member holds, her term, an assembly that is called, and a point of its agenda."""
    office = await made["officer"].wish(
        'openOffice(officeKey: "keys", name: $name, duties: [], seats: 2, termDays: 30, mostTerms: 0, filledBy: ROTATION)',
        "... on OfficeOpened { id }",
        name=("[LocalTextInput!]!", TEXT),
    )
    one = ("ID!", office["id"])
    await made["member"].wish("standForOffice(officeId: $id)", "", id=one)
    term = await made["officer"].wish("giveNextTurn(officeId: $id)", "... on TermBegun { id }", id=one)
    called = await made["officer"].wish(
        'callAssembly(key: $key, title: $title, about: [], place: "Here", beginsAt: $begins, endsAt: $ends, offers: [])',
        "... on AssemblyCalled { id }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", TEXT),
        begins=("Instant!", MEETING["beginsAt"]),
        ends=("Instant!", MEETING["endsAt"]),
    )
    item = await made["officer"].wish(
        "addAgendaItem(assemblyId: $id, kind: DECISION, title: $title, text: [], minutes: 1)",
        "... on AgendaItemAdded { id }",
        id=("ID!", called["id"]),
        title=("[LocalTextInput!]!", TEXT),
    )
    return office["id"], term["id"], called["id"], item["id"]


async def _proposals(made: dict[str, Program]) -> tuple[str, str, str, str, str]:
    """Of the member: a draft, a proposal under discussion, one that looks for sponsors; a comment and an amendment."""
    changed = "... on ChangedProposal { proposal { id } }"

    async def begun(kind: str) -> str:
        done = await made["member"].wish(
            "beginProposal(key: $key, kind: $kind, title: $title)",
            changed,
            key=("String!", new_key()),
            kind=("ProposalKind!", kind),
            title=("[LocalTextInput!]!", TEXT),
        )
        found: str = done["proposal"]["id"]
        return found

    async def shown() -> str:
        proposal = await begun("FREE")
        await made["member"].wish(
            "saveDraft(id: $id, draft: $draft)", "", id=("ID!", proposal), draft=("DraftInput!", {"text": TEXT})
        )
        await made["member"].wish("submitProposal(id: $id)", "", id=("ID!", proposal))
        return proposal

    draft, talked, spare = await begun("ADMISSION"), await shown(), await shown()
    for sponsor in ("keeper", "maker"):
        await made[sponsor].wish("sponsorProposal(id: $id)", "", id=("ID!", talked))
    await made["member"].wish(
        "commentOnProposal(key: $key, id: $id, text: $text)",
        "",
        key=("String!", new_key()),
        id=("ID!", talked),
        text=("String!", "Hm."),
    )
    await made["keeper"].wish(
        "amendProposal(key: $key, id: $id, text: $text)",
        changed,
        key=("String!", new_key()),
        id=("ID!", talked),
        text=("[LocalTextInput!]", [{"language": "en", "text": "Better"}]),
    )
    asked = "query D($id: ID!) { discussion(proposalId: $id) { comments { id } amendments { id } } }"
    found = (await made["keeper"].ask(asked, id=talked))["discussion"]
    return draft, talked, spare, found["comments"][0]["id"], found["amendments"][0]["id"]


async def _register(shop: Shop, database: Database, friend: people.Somebody) -> tuple[str, str, str]:
    """An open application, a membership, and the code of a member's card."""
    applicant = await people.sign_up(database, name="Applicant")
    wanted = await people.do(database, applicant.viewer, applying.apply, shop.id, class_key="consumer")

    async def command(work: Work) -> tuple[UUID, str]:
        await admission.issue_card(work, friend.agent_id)
        membership: UUID = await work.value(
            "SELECT id FROM membership WHERE cooperative_id = $1 AND agent_id = $2", shop.id, friend.agent_id
        )
        code: str = await work.value("SELECT code FROM member_card WHERE agent_id = $1", friend.agent_id)
        return membership, code

    membership, code = await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return ids.encode(APPLICATION, wanted), ids.encode(MEMBERSHIP, membership), code


async def _picture(shop: Shop, stall: Stall, goods: Goods) -> tuple[str, str]:
    """A picture of the goods, and an uploaded file of the keeper's that is none yet."""
    shown, waiting = ids.new(), ids.new()

    async def command(work: Work) -> UUID:
        for file_id in (shown, waiting):
            await work.execute(
                "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, public, uploaded_by, created_at) "
                "VALUES ($1, $2, $3, 'image/webp', 1, 'scarf', true, $4, $5)",
                work.cooperative_id, file_id, file_id.bytes * 2, stall.maker.agent_id, work.now,
            )  # fmt: skip
        return await products.hang(work, ids.decode(names.PRODUCT, goods.product), shown, {})

    hung = await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return ids.encode(names.PICTURE, hung), ids.encode(names.FILE, waiting)


def bound_mutations(world: World) -> dict[str, Bound]:
    """What needs a capability, with values that reach past the gate."""
    stall, goods, part = world.stall.id, world.goods, world.order["parts"][0]
    euro = {"minor": 1000, "currency": "EUR"}
    order, line = world.order["id"], part["lines"][0]["id"]
    imported = {"stallId": stall, "fileId": world.an(names.FILE)}
    hours = [{"weekday": 1, "opens": "10:00", "closes": "12:00"}]
    return {
        "admit": Bound("members.admit", {"agentId": world.agent, "classKey": "community"}),
        "grantRole": Bound("roles.grant", {"agentId": world.agent, "role": "auditor"}),
        "revokeRole": Bound("roles.grant", {"agentId": world.agent, "role": "treasurer"}, blind=True),
        "openStall": Bound("stall.open", {"name": TEXT}),
        "editStall": Bound("stall.edit", {"id": stall, "expectedVersion": 99, "changes": {"place": "Here"}}),
        "setStallState": Bound("stall.edit", {"id": stall, "state": "OPEN"}),
        "addStallKeeper": Bound("stall.edit", {"stallId": stall, "agentId": world.agent}),
        "removeStallKeeper": Bound("stall.edit", {"stallId": stall, "agentId": world.agent}),
        "setOrderLetters": Bound("stall.edit", {"stallId": stall, "wanted": False}),
        "forgetPictureProblems": Bound("product.edit", {"productId": goods.product}),
        **{
            name: Bound(capability, values, blind=blind)
            for name, (capability, values, blind) in tilling.wishes(
                world.tilled, world.an, stall, part["id"], world.shop.point
            ).items()
        },
        "renameCategory": Bound("categories.edit", {"id": world.an(names.CATEGORY), "name": TEXT}, blind=True),
        **{
            name: Bound(*one)
            for name, one in buying.wishes(world.bought, stall, goods.variant, world.shop.point, world.agent).items()
        },
        **{name: Bound(*one) for name, one in cycles.wishes(world.cycle, stall, goods, world.shop.point).items()},
        **{name: Bound(*one) for name, one in producing.wishes(world.produced, world.shop.point).items()},
        **{name: Bound(*one) for name, one in boxing.wishes(world.boxed, stall).items()},
        **{name: Bound(*one) for name, one in bringing.wishes(world.brought, world.shop.point).items()},
        "setCollectingAccount": Bound("collecting.edit", {"holder": "Valley", "number": "ES9121000418450200051332"}),
        "addCategory": Bound("categories.edit", {"name": TEXT}),
        "addProduct": Bound("product.edit", {"stallId": stall, "product": {"title": TEXT, "taxBps": 2100}}),
        "editProduct": Bound("product.edit", {"id": goods.product, "expectedVersion": 99, "changes": {"title": TEXT}}),
        "publishProduct": Bound("product.edit", {"id": goods.product}),
        "unpublishProduct": Bound("product.edit", {"id": goods.product}),
        "addVariant": Bound("product.edit", {"productId": goods.product, "variant": {"price": euro}}),
        "editVariant": Bound("product.edit", {"id": goods.variant, "expectedVersion": 99, "changes": {"sku": "A"}}),
        "withdrawVariant": Bound("product.edit", {"id": goods.variant}),
        "offerVariant": Bound("product.edit", {"id": goods.variant}),
        "setStock": Bound("product.edit", {"stockItemId": goods.stock_item, "onHand": 50}),
        "adjustStock": Bound("product.edit", {"key": "", "stockItemId": goods.stock_item, "by": 1}),
        "addPicture": Bound("product.edit", {"productId": goods.product, "fileId": world.file}),
        **{name: Bound(*one) for name, one in crafting.wishes(world.an, stall, goods.product, world.picture).items()},
        **{
            name: Bound(capability, values, blind=blind)
            for name, (capability, values, blind) in hearing.wishes(world.an, stall, world.agent).items()
        },
        "removePicture": Bound("product.edit", {"id": world.picture}),
        "orderPictures": Bound("product.edit", {"productId": goods.product, "pictureIds": []}),
        "archiveProduct": Bound("product.edit", {"id": goods.product}),
        "setMadeFrom": Bound("product.edit", {"productId": goods.product, "releaseId": world.shared}),
        "markReady": Bound("orders.fulfil", {"partId": part["id"]}),
        "unmarkReady": Bound("orders.fulfil", {"partId": part["id"]}),
        "handOver": Bound("orders.fulfil", {"key": "", "partId": part["id"]}),
        "sellAtStand": Bound(
            "orders.fulfil",
            {
                "key": "",
                "stallId": stall,
                "lines": [{"variantId": goods.variant, "quantity": 1, "price": euro["minor"]}],
                "received": euro,
                "soldAt": datetime.now(UTC).isoformat(),
                "pickupPointId": world.shop.point,
                "correctsStock": True,
            },
        ),
        "cancelOrder": Bound("orders.cancel", {"key": "", "orderId": order, "reason": "x", "stallId": stall}),
        "declineCancellation": Bound("orders.cancel of all", {"orderId": order}),
        "refundLines": Bound(
            "orders.refund", {"key": "", "orderId": order, "lines": [{"lineId": line}], "reason": "x"}
        ),
        "confirmBankRefund": Bound("till.use", {"key": "", "refundId": world.an("refund")}, blind=True),
        "sendRefundAgain": Bound("orders.refund", {"key": "", "refundId": world.an("refund")}, blind=True),
        "giveRefundByHand": Bound(
            "till.use", {"key": "", "refundId": world.an("refund"), "pickupPointId": world.shop.point}, blind=True
        ),
        "recordBankTransfer": Bound("till.use", {"key": "", "reference": "none", "amount": euro}, blind=True),
        "addPickupPoint": Bound("pickup_points.edit", {"name": TEXT, "address": "Lane 1", "hours": hours}),
        "editPickupPoint": Bound(
            "pickup_points.edit",
            {
                "id": world.shop.point,
                "expectedVersion": 99,
                "name": TEXT,
                "address": "Lane 1",
                "hours": hours,
                "takesCash": True,
                "isOpen": True,
            },
        ),
        "setDeliveryZone": Bound("delivery.edit", {"name": TEXT, "fee": euro, "taxBps": 2100}),
        "preparePayouts": Bound("payouts.make", {"key": "", "channel": "BANK"}),
        "confirmPayouts": Bound("payouts.make", {"key": "", "payoutIds": [world.an("payout")]}, blind=True),
        "approvePayout": Bound("payouts.make", {"key": "", "payoutId": world.an("payout")}, blind=True),
        "returnPayout": Bound("payouts.make", {"key": "", "payoutId": world.an("payout"), "reason": "x"}, blind=True),
        "settleDiscrepancy": Bound(
            "books.post", {"key": "", "discrepancyId": world.an("disc"), "reason": "x"}, blind=True
        ),
        "acceptDispute": Bound("orders.refund", {"key": "", "id": world.an("dispute")}, blind=True),
        "answerDispute": Bound("orders.refund", {"key": "", "id": world.an("dispute"), "evidence": "x"}, blind=True),
        "cancelPayout": Bound("payouts.make", {"key": "", "payoutId": world.an("payout"), "reason": "x"}, blind=True),
        "divideRoyalty": Bound("payouts.make", {"key": "", "releaseId": world.shared, "currency": "EUR"}),
        "divideFund": Bound("payouts.make", {"key": "", "fund": "commons", "amount": euro}),
        "prepareShare": Bound(
            "payouts.make", {"key": "", "agentId": world.agent, "currency": "EUR", "channel": "BANK"}
        ),
        "confirmShare": Bound("payouts.make", {"key": "", "payoutId": world.an("share")}, blind=True),
        "prepareShares": Bound("payouts.make", {"key": ""}),
        "confirmShares": Bound("payouts.make", {"key": "", "payoutIds": [world.an("share")]}, blind=True),
        "exportShares": Bound("payouts.make"),
        "shareFile": Bound("payouts.make", {"part": 1}),
        "approveShare": Bound("payouts.make", {"key": "", "payoutId": world.an("share")}, blind=True),
        "cancelShare": Bound("payouts.make", {"key": "", "payoutId": world.an("share")}, blind=True),
        "connectCardAccount": Bound("payee.edit", {"stallId": stall}, blind=True),
        "checkCardAccount": Bound("earnings.see", {"stallId": stall}),
        "setBankPayee": Bound("payee.edit", {"stallId": stall, "holder": "Ana", "number": "ES9121000418450200051332"}),
        "exportPayoutBatch": Bound("payouts.make", {"batchId": world.an(BATCH)}, blind=True),
        "planImport": Bound("catalog.import", {**imported, "source": "SHOPIFY"}, blind=True),
        "planStallArchive": Bound("catalog.import", imported, blind=True),
        "importStallArchive": Bound("catalog.import", imported, blind=True),
        "importProducts": Bound("catalog.import", {**imported, "source": "SHOPIFY", "taxBps": 2100}, blind=True),
        **{
            name: Bound(capability, values, blind=blind)
            for name, (capability, values, blind) in giving.wishes(world.given, world.an).items()
        },
        **{
            name: Bound(capability, values, blind=blind)
            for name, (capability, values, blind) in confirming.wishes(
                world.confirmed, world.an, world.agent, world.shared
            ).items()
        },
        "castBallot": Bound("ballots.cast", {"electionId": world.election, "choice": {"say": "YES"}}),
        "givePaperBallot": Bound(
            "ballots.tell", {"electionId": world.election, "agentId": world.agent, "classKey": "producer"}
        ),
        "enterPaperBatch": Bound(
            "ballots.tell", {"key": "", "electionId": world.election, "classKey": "producer", "piles": [PILE]}
        ),
        "confirmPaperBatch": Bound("ballots.tell", {"key": "", "id": world.an("batch"), "piles": [PILE]}, blind=True),
        "dropPaperBatch": Bound("ballots.tell", {"id": world.an("batch")}, blind=True),
        "openOffice": Bound(
            "offices.edit",
            {
                "officeKey": "kitchen",
                "name": TEXT,
                "duties": [],
                "seats": 1,
                "termDays": 30,
                "mostTerms": 1,
                "filledBy": "ROTATION",
            },
        ),
        "giveNextTurn": Bound("offices.edit", {"officeId": world.office}),
        "closeOffice": Bound("offices.edit", {"id": world.office}),
        "callAssembly": Bound(
            "assemblies.run",
            {"key": "", "title": TEXT, "about": [], "place": "Here", "offers": [], **MEETING},
        ),
        "replyToAssembly": Bound("proposals.discuss", {"assemblyId": world.meeting, "isComing": True}),
        **{
            name: Bound("assemblies.run", {"id": world.meeting} | more)
            for name, more in (
                ("openAssembly", {"chairId": world.agent, "writerId": world.agent}),
                ("closeAssembly", {}),
            )
        },
        **{
            name: Bound("assemblies.run", {"assemblyId": world.meeting} | more)
            for name, more in (
                ("addAgendaItem", {"kind": "REPORT", "title": TEXT, "text": [], "minutes": 1}),
                ("orderAgenda", {"itemIds": [world.item]}),
                ("checkIn", {"agentId": world.agent}),
                ("adoptMinutes", {"version": 1}),
            )
        },
        "checkOut": Bound("assemblies.run", {"assemblyId": world.meeting, "agentId": world.agent}, blind=True),
        "voteInRoom": Bound("assemblies.run", {"key": "", "itemId": world.item, "minutes": 1}),
        "countHands": Bound("assemblies.run", {"itemId": world.item, "inFavour": 1, "against": 0, "abstain": 0}),
        "noteOutcome": Bound("assemblies.run", {"itemId": world.item, "outcome": "x"}),
        "removeAgendaItem": Bound("assemblies.run", {"id": world.item}),
        "cancelAssembly": Bound("assemblies.run", {"id": world.meeting, "reason": "x"}),
        "beginProposal": Bound("proposals.write", {"key": "", "kind": "FREE", "title": TEXT}),
        "submitProposal": Bound("proposals.write", {"id": world.draft}),
        "copyProposal": Bound("proposals.write", {"key": "", "id": world.talked}),
        "sponsorProposal": Bound("proposals.discuss", {"id": world.talked}),
        "unsponsorProposal": Bound("proposals.discuss", {"id": world.talked}),
        "amendProposal": Bound("proposals.discuss", {"key": "", "id": world.talked, "text": TEXT}),
        "annulProposal": Bound("proposals.facilitate", {"id": world.talked, "reason": "x"}),
        "askCertificate": Bound("proposals.facilitate", {"id": world.talked}),
        "exportBooks": Bound("exports.make", {"fileFormat": "CSV"}),
        "vouch": Bound("members.see_names", {"applicationId": world.application}),
        "decideApplication": Bound("members.admit", {"id": world.application, "admit": False, "reason": "x"}),
        "changeClass": Bound("classes.edit", {"classKey": "community", "terms": {"rights": ["attend"]}}),
        "addClass": Bound("classes.edit", {"classKey": "patron", "name": TEXT, "terms": {"rights": ["attend"]}}),
        "moveMembership": Bound(
            "members.admit", {"key": "", "membershipId": world.membership, "classKey": "community"}
        ),
        "recordSharePayment": Bound("shares.record", {"key": "", "membershipId": world.membership, "amount": euro}),
        "recordShareWork": Bound("shares.record", {"key": "", "membershipId": world.membership, "hours": 1}),
        "recordDues": Bound("shares.record", {"key": "", "membershipId": world.membership, "amount": euro}),
        "repayShares": Bound("payouts.make", {"key": "", "id": world.an("repay")}, blind=True),
        "markSamePerson": Bound("members.admit", {"agentId": world.agent, "sameAsId": world.agent}),
        "nameRepresentative": Bound("members.admit", {"organisationId": world.agent, "agentId": world.agent}),
        "importRegister": Bound("register.import", {"fileId": world.an("file")}, blind=True),
        "exportRegister": Bound("members.see"),
        "delegateVote": Bound("ballots.cast", {"topic": "FREE", "toAgentId": world.an("agent")}, blind=True),
        "endDelegation": Bound("ballots.cast", {"topic": "FREE"}, blind=True),
        "openGrievance": Bound(
            "grievances.open", {"key": "", "text": "x", "wish": "x", "decisionId": world.an("dec")}, blind=True
        ),
        "startDesign": Bound("commons.write", {"kind": "DESIGN", "title": TEXT}),
        "importManifests": Bound("commons.write", {"fileId": world.an("file"), "dryRun": True}, blind=True),
        "importManifestFrom": Bound("commons.write", {"address": "https://git.example/okh.toml", "dryRun": True}),
        "editDesign": Bound("commons.write", {"id": world.design, "expectedVersion": 1, "changes": {}}),
        "addDesignMaintainer": Bound("commons.write", {"designId": world.design, "agentId": world.agent}),
        "removeDesignMaintainer": Bound("commons.write", {"designId": world.design, "agentId": world.agent}),
        "labelDesign": Bound("commons.write", {"designId": world.design, "labels": []}),
        "draftRelease": Bound("commons.write", {"designId": world.design, "version": "9", "licence": "MIT"}),
        "editReleaseDraft": Bound("commons.write", {"id": world.release, "expectedRevision": 1, "changes": {}}),
        "publishRelease": Bound("commons.write", {"id": world.release}),
        "dropReleaseDraft": Bound("commons.write", {"id": world.an("rel")}, blind=True),
        "forkRelease": Bound("commons.write", {"id": world.an("rel"), "title": TEXT}, blind=True),
        "reviewRelease": Bound("commons.write", {"releaseId": world.shared, "complete": True}),
        "tellMaking": Bound("commons.write", {"releaseId": world.shared, "what": "One of them"}),
        "forgetMaking": Bound("commons.write", {"id": world.an("made")}, blind=True),
        "giveSafetyNotice": Bound("commons.keep", {"releaseId": world.shared, "severity": "NOTE", "text": TEXT}),
        "disputeRelease": Bound("commons.write", {"releaseId": world.shared, "claim": "It is mine."}),
        "withdrawRelease": Bound("commons.keep", {"id": world.shared, "because": "It breaks."}),
        "settleReleaseDispute": Bound(
            "commons.keep", {"id": world.an("dsp"), "isUpheld": False, "because": "x"}, blind=True
        ),
        "addTool": Bound("tools.keep", {"slug": "press", "kind": "ROOM", "name": TEXT, "about": [], "terms": LOOM}),
        "editTool": Bound("tools.keep", {"id": world.tool, "name": TEXT, "about": [], "terms": LOOM}),
        "showToolPicture": Bound("tools.keep", {"toolId": world.tool, "fileId": world.file}),
        "addToolUnit": Bound("tools.keep", {"toolId": world.tool, "label": "Right"}),
        "addToolKeeper": Bound("tools.keep", {"toolId": world.tool, "agentId": world.agent}),
        "removeToolKeeper": Bound("tools.keep", {"toolId": world.tool, "agentId": world.agent}),
        "certifySkill": Bound("tools.keep", {"toolId": world.tool, "agentId": world.agent}),
        "revokeSkill": Bound("tools.keep", {"toolId": world.tool, "agentId": world.agent}),
        "bookTool": Bound(
            "tools.book",
            {
                "key": "",
                "toolId": world.tool,
                "unitId": world.unit,
                "startsAt": tomorrow(10).isoformat(),
                "endsAt": tomorrow(11).isoformat(),
            },
        ),
        "blockToolUnit": Bound(
            "tools.keep",
            {"unitId": world.unit, "startsAt": tomorrow(12).isoformat(), "endsAt": tomorrow(13).isoformat()},
        ),
        "reportToolBroken": Bound("tools.book", {"unitId": world.unit, "text": "It squeaks."}),
        "recordToolService": Bound("tools.keep", {"unitId": world.unit, "text": "Oiled."}),
        "retireToolUnit": Bound("tools.keep", {"id": world.unit}),
        "closeTool": Bound("tools.keep", {"id": world.tool}),
        "takeGrievance": Bound("grievances.mediate", {"id": world.an("griev")}, blind=True),
        "foundGroup": Bound(
            "groups.run",
            {"key": "", "name": TEXT, "about": [], "memberIds": [world.agent, world.an("agent")]},
            blind=True,
        ),
        "takeIntoGroup": Bound("ballots.see", {"groupId": world.an("grp"), "agentId": world.agent}, blind=True),
        "leaveGroup": Bound("ballots.see", {"groupId": world.an("grp")}, blind=True),
        "closeGroup": Bound("groups.run", {"key": "", "groupId": world.an("grp")}, blind=True),
        "grantToGroup": Bound(
            "groups.run", {"key": "", "groupId": world.an("grp"), "amount": euro, "reason": "x"}, blind=True
        ),
        "askGroupSpending": Bound(
            "ballots.see",
            {"key": "", "groupId": world.an("grp"), "amount": euro, "purpose": "x", "payee": "x"},
            blind=True,
        ),
        "payGroupSpending": Bound("books.post", {"key": "", "id": world.an("spend")}, blind=True),
    }


def personal_mutations(world: World) -> dict[str, dict[str, Any]]:
    """What everybody signed in does for herself."""
    nothing = {"id": world.an("address")}
    return {
        "setShareAccount": {"holder": "Ana", "number": "ES9121000418450200051332"},
        "renameMe": {"name": "Somebody", "language": "en"},
        "setPassword": {"password": people.GOOD_PASSWORD},
        "addAddress": {"mail": "x"},
        "useStoreCredit": {"amount": {"minor": 0, "currency": "EUR"}},
        "useEarnings": {"stallId": world.an("stall"), "amount": {"minor": 0, "currency": "EUR"}},
        "askAddressLetter": nothing,
        "proveAddress": {**nothing, "code": "1"},
        "removeAddress": nothing,
        "printCard": {},
        "beginPasskey": {},
        "addPasskey": {"answer": "{}", "label": "x"},
        "removePasskey": {"id": world.an("passkey")},
        "beginPasskeyStepUp": {},
        "stepUpWithPasskey": {"answer": "{}"},
        "stepUp": {"password": "wrong wrong wrong"},
        "join": {"classKey": "nonsense"},
        "leave": {"classKey": "nonsense", "organisationId": world.an("agent")},
        "stay": {"classKey": "nonsense", "organisationId": world.an("agent")},
        "applyForMembership": {"classKey": "nonsense"},
        "withdrawApplication": {"id": world.an(APPLICATION)},
        "takeBackVouch": {"applicationId": world.an(APPLICATION)},
        "claimMembership": {},
        "foundCooperative": {
            "token": "none",
            "name": "x",
            "slug": "x-y",
            "template": "multi",
            "currency": "EUR",
            "country": "ES",
            "language": "en",
        },
        "takeShares": {"key": "", "membershipId": world.an(MEMBERSHIP), "sharesTaken": 1},
        **producing.personal(world.an("group")),
        **boxing.personal(world.an, world.shop.point),
        "agreeToSetOff": {"mostBps": 5000},
        "tellBilled": {"billed": None},
        **tilling.personal(world.tilled),
        "endSetOff": {},
        "giveUpShares": {"key": "", "id": world.an("repay")},
        "askMyExport": {},
        # Offices and assemblies: what a member does for herself.
        "standForOffice": {"officeId": world.office},
        "standNoMore": {"officeId": world.office},
        "resignOffice": {"termId": world.an("term")},
        "handOverOffice": {"termId": world.an("term"), "text": "x", "isComplete": False},
        "giveMandate": {"assemblyId": world.meeting, "toId": world.agent},
        "takeBackMandate": {"assemblyId": world.meeting},
        "writeMinutes": {"assemblyId": world.an("meet"), "text": "x", "version": 0},
        "addAction": {"assemblyId": world.an("meet"), "text": "x"},
        "finishAction": {"id": world.an("todo")},
        # Bookings: who booked, or who keeps the tool.
        "cancelToolBooking": {"id": world.an("bkg")},
        "markToolBookingMissed": {"id": world.an("bkg")},
        "signHandover": {"bookingId": world.an("bkg"), "direction": "OUT"},
        "takeToolDeposit": {"key": "", "bookingId": world.an("bkg"), "way": "TILL"},
        "settleToolDeposit": {"key": "", "bookingId": world.an("bkg")},
        "openMyExport": {"id": world.an("export")},
        # Proposals: their authors', and those that everybody may talk about.
        **{
            name: {"id": world.an("mot")}
            for name in ("withdrawProposal", "rebaseProposal", "freezeProposal", "giveNotice")
        },
        "saveDraft": {"id": world.an("mot"), "draft": {}},
        "takeStance": {"id": world.an("mot")},
        "commentOnProposal": {"key": "", "id": world.an("mot"), "text": "x"},
        "removeComment": {"id": world.an("cmt")},
        "answerAmendment": {"id": world.an("amd"), "accept": False},
        "withdrawAmendment": {"id": world.an("amd")},
        "voteOnAmendment": {"id": world.an("amd")},
        # Grievances: of those who are in them, whatever else they may do here.
        **{name: {"id": world.an("griev")} for name in ("withdrawGrievance", "declinePanel")},
        "appealGrievance": {"id": world.an("griev"), "words": "x"},
        "endMediation": {"id": world.an("griev"), "isSettled": True, "text": "x"},
        "proposeFinding": {"key": "", "id": world.an("griev"), "isUpheld": True, "text": "x"},
        "agreeToFinding": {"id": world.an("griev"), "findingId": world.an("find")},
        # Programs that listen: each member's own.
        "addWebhook": {"name": "x", "url": "https://example.org/", "kinds": ["listings.changed"]},
        "changeWebhook": {
            "webhookId": world.an("whk"),
            "name": "x",
            "url": "https://example.org/",
            "kinds": ["stall.opened"],
        },
        "replayWebhook": {"webhookId": world.an("whk"), "deliveryId": world.an("whd")},
        **{
            name: {"webhookId": world.an("whk")}
            for name in ("exchangeWebhookSecret", "tryWebhook", "resumeWebhook", "removeWebhook")
        },
        "acceptOffice": {"token": "none"},
        "makeCalendarLink": {},
        "endCalendarLink": {},
        "agreeToHelp": {"helper": "nobody@example.org"},
        "endHelp": {"id": world.an("agreement")},
        "actFor": {"personId": world.an("person")},
        **crafting.personal(world.an, world.goods.variant),
        **hearing.personal(world.an, world.stall.id),
        "endSession": {"id": world.an("session")},
        "endOtherSessions": {},
        "signOut": {},
        # Last, for good reason.
        "eraseMe": {},
    }


def open_mutations(world: World) -> dict[str, dict[str, Any]]:
    """What a visitor may do, each in her own name: what they name decides, not who asks."""
    return {
        "signUp": {"name": ""},
        "signIn": {"name": "x", "password": "x"},
        "signInWithCard": {"number": "x", "secret": "x"},
        "askSignInLink": {"name": "x"},
        "signInByLink": {"token": "x"},
        "signInAsDemoPerson": {"id": world.an("person")},
        "proveAddressByLink": {"token": "x"},
        "beginPasskeySignIn": {},
        "signInWithPasskey": {"answer": "{}"},
        **producing.public(world.an),
        **bringing.public(world.an),
        **hearing.public(world.an),
        "addToCart": {"variantId": world.an("var"), "quantity": 1},
        "putVoucherInCart": {"amount": {"minor": 1000, "currency": "EUR"}},
        "changeCartLine": {"lineId": world.an("cline"), "quantity": 1},
        "removeCartLine": {"lineId": world.an("cline")},
        "startCheckout": {},
        "placeOrder": {
            "key": "",
            "expectedTotal": {"minor": 1, "currency": "EUR"},
            "contact": {"name": "x", "mail": "x@example.org"},
            "paymentMethod": "PICKUP",
        },
        "placeTogether": {
            "key": "",
            "parts": [
                {"expectedTotal": {"minor": 1, "currency": "EUR"}},
                {"cycleId": world.an("cycle"), "expectedTotal": {"minor": 1, "currency": "EUR"}},
            ],
            "contact": {"name": "x", "mail": "x@example.org"},
            "paymentMethod": "PICKUP",
            "pickupPointId": world.an("point"),
        },
        "askCancellation": {"key": "", "orderId": world.an("ord"), "reason": "x"},
        "applyCode": {"code": "none"},
        "takeCodeAway": {"kind": "discount"},
        "payByCard": {"key": "", "orderId": world.an("ord")},
        "checkPayment": {"orderId": world.an("ord")},
        "appendToOrder": {"key": "", "orderId": world.an("ord"), "expectedTotal": {"minor": 1, "currency": "EUR"}},
        "resumeOrder": {"key": "", "orderId": world.an("ord")},
        "castByLink": {"token": "none", "choice": {"say": "YES"}},
    }


def bound_queries(world: World) -> dict[str, Bound]:
    """Reads that need a capability: for others there is nothing."""
    stall = {"stallId": world.stall.id}
    return {
        "offices": Bound("roles.see"),
        **{
            name: Bound(capability, values)
            for name, (capability, values) in giving.reads(world.given, world.agent).items()
        },
        **{name: Bound(capability, values) for name, (capability, values) in confirming.reads(world.confirmed).items()},
        "openReleaseDisputes": Bound("commons.keep"),
        "members": Bound("members.see"),
        "register": Bound("members.see"),
        "memberNames": Bound("members.see_names", also="members.see"),
        "member": Bound("members.see", {"agentId": world.agent}),
        "memberByCard": Bound("members.see", {"code": world.card}),
        "everyStall": Bound("stall.admit"),
        **{name: Bound(*one) for name, one in crafting.reads(world.stall.id).items()},
        **{name: Bound(*one) for name, one in boxing.reads(world.boxed, world.stall.id).items()},
        **{name: Bound(*one) for name, one in hearing.reads(world.stall.id).items()},
        "stallKeepers": Bound("stall.edit", stall),
        "couldKeepStall": Bound("stall.edit", stall),
        **{
            name: Bound(*one)
            for name, one in tilling.reads(world.tilled, world.an, world.stall.id, world.shop.point).items()
        },
        "sellerOrder": Bound("orders.see", {"id": world.order["parts"][0]["id"]}),
        "keptStall": Bound("stall.see", {"slug": world.stall.slug}),
        "keptProducts": Bound("stall.see", {"stall": world.stall.slug}),
        "keptProduct": Bound("product.edit", {"id": world.goods.product}),
        "order": Bound("orders.see of all", {"id": world.order["id"]}),
        "orders": Bound("orders.see of all"),
        "sellerOrders": Bound("orders.see", stall),
        "payoutRests": Bound("payouts.see"),
        "stallMoney": Bound("earnings.see", stall),
        "cardAccount": Bound("earnings.see", stall),
        "earnings": Bound("earnings.see", stall),
        "payouts": Bound("payouts.see"),
        "stallDocuments": Bound("earnings.see", stall),
        "tradeDocuments": Bound("books.see"),
        "handoverLists": Bound("orders.see", stall),
        **{name: Bound(*one) for name, one in producing.reads(world.produced, world.stall.id).items()},
        **{name: Bound(*one) for name, one in bringing.reads(world.brought, world.stall.id).items()},
        **{name: Bound(*one) for name, one in buying.reads(world.bought, world.stall.id).items()},
        "standGoods": Bound("orders.fulfil", stall),
        "standSales": Bound("orders.see", stall),
        "stallCycles": Bound("orders.see", stall),
        "seasonalProducts": Bound("product.edit", stall),
        "plannableStalls": Bound("cycles.edit"),
        "discrepancies": Bound("books.see"),
        "lapsingOrders": Bound("orders.see of all"),
        "ordersToGiveBack": Bound("orders.see of all"),
        "openPayoutBatches": Bound("payouts.see of all"),
        "stallsOnHold": Bound("payouts.see of all"),
        "disputes": Bound("payouts.see"),
        "dispute": Bound("payouts.see", {"id": world.disputed}),
        "stallDebts": Bound("earnings.see", stall),
        "royaltyPots": Bound("royalties.see"),
        "royaltySales": Bound("royalties.see", {"releaseId": world.shared}),
        "distributions": Bound("royalties.see"),
        "shareStatement": Bound("royalties.see"),
        "equationTrial": Bound(
            "royalties.see",
            {"lines": ["bucket a 100 maintainers"], "since": "2025-01-01T00:00:00Z", "until": "2025-02-01T00:00:00Z"},
        ),
        "funds": Bound("royalties.see"),
        "sharesDue": Bound("payouts.see"),
        "shareFiles": Bound("payouts.see"),
        "sharePayouts": Bound("payouts.see"),
        "books": Bound("books.see"),
        "toolLogbook": Bound("tools.book", {"toolId": world.tool}),
        "transfers": Bound("books.see"),
        "statement": Bound("earnings.see", stall),
        "election": Bound("ballots.see", {"id": world.election}),
        "elections": Bound("ballots.see"),
        "paperOfElection": Bound("ballots.tell", {"electionId": world.election}),
        "assemblies": Bound("ballots.see"),
        "assembly": Bound("ballots.see", {"id": world.meeting}),
        "proposal": Bound("ballots.see", {"id": world.talked}),
        "agenda": Bound("ballots.see"),
        "discussion": Bound("ballots.see", {"proposalId": world.talked}),
        "ballotIsHeld": Bound("ballots.see", {"electionId": world.election, "trackingCode": "none"}),
    }
