"""A co-op with stalls, goods and a pickup point, and a program that speaks to it through the door alone."""

import tempfile
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.addresses import PublicAddresses
from minga_infra.duties import all_duties
from minga_infra.files.local_store import LocalStore
from minga_infra.main import join_features
from minga_infra.messages.assemblies import AssemblyLetters
from minga_infra.messages.cases import LettersOfCases
from minga_infra.messages.letters import LettersByMessage
from minga_infra.messages.votes import VoteLetters
from minga_infra.outbound.calling import GuardedCaller
from minga_infra.paper.press import Press
from minga_infra.worker import Worker
from minga_platform.governance.assemblies.ports import AssemblyLetterWriter
from minga_platform.governance.grievances.ports import CaseLetterWriter
from minga_platform.governance.proposals.ports import LetterWriter
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.paper import Paper
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.law import commands as law
from minga_platform.market.payments import flows
from minga_platform.market.payments.collecting import write_collecting_account
from minga_platform.market.payments.commands.payees import BankPayee
from minga_platform.membership.ports import Letters
from minga_platform.rules.statutes import Statutes
from minga_platform.webhooks.ports import Caller
from minga_testing import people

KEY = b"a key of a test, 32 bytes long !"
KEYRING = Keyring(KEY)


class NoCards:
    """A co-op without an account at the card provider."""

    async def account_of(self, _desk: object) -> None:
        return None


class Letterbox:
    """Keeps what was sent, for tests to read; the same message twice is one."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, Message] = {}

    @property
    def sent(self) -> list[Message]:
        return list(self._by_id.values())

    async def send(self, message: Message) -> None:
        self._by_id.setdefault(message.id, message)


def ports(accounts: object | None = None) -> dict[type, Any]:
    """What a test's house is joined with; no cards unless `accounts` says."""
    letters = Letterbox()
    return {
        Keyring: KEYRING,
        flows.ProviderAccounts: accounts or NoCards(),
        flows.Addresses: PublicAddresses("http://localhost:8000", KEYRING),
        Messages: letters,
        Letters: LettersByMessage(letters, "http://localhost:8000"),
        LetterWriter: VoteLetters("http://localhost:8000"),
        AssemblyLetterWriter: AssemblyLetters("http://localhost:8000"),
        CaseLetterWriter: LettersOfCases("http://localhost:8000"),
        Paper: Press(),
        Caller: GuardedCaller(),
    }


@dataclass
class Program:
    """Sends documents through the door as somebody, in one co-op or in none."""

    door: Door
    viewer: Viewer = ANONYMOUS
    cooperative: Cooperative | None = None

    async def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors too."""
        return (await self.door.execute(document, variables, self.viewer, self.cooperative)).read()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        read = await self.answer(document, **variables)
        assert "errors" not in read, read["errors"]
        data: dict[str, Any] = read["data"]
        return data

    async def wish(self, call: str, told: str, /, **variables: Any) -> dict[str, Any]:
        """One mutation: `wish("placeOrder(key: $key …)", "… on PlacedOrder { … }", key=("String!", value))`."""
        head = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
        values = {name: value for name, (_, value) in variables.items()}
        document = f"mutation Wish{f'({head})' if head else ''} {{ done: {call} {{ __typename ... on Refusal {{ code message }} {told} }} }}"
        done: dict[str, Any] = (await self.ask(document, **values))["done"]
        return done

    def as_(self, viewer: Viewer) -> "Program":
        """The same door, another asker."""
        return replace(self, viewer=viewer)

    def visitor(self) -> "Program":
        """Somebody new with a basket of her own."""
        return replace(self, viewer=replace(ANONYMOUS, visitor_hash=digest(new_token())))


@dataclass
class Shop:
    """One co-op's market as programs see it."""

    program: Program
    worker: Worker
    worker_database: Database
    cooperative: Cooperative
    coordinator: people.Somebody
    point: str
    letters: Letterbox
    stalls: dict[str, "Stall"] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.cooperative.id

    async def worker_database_value(self, statement: str) -> Any:
        """A value of this co-op's rows, for what no field tells; `$1` is the co-op."""
        async with self.worker_database.read(Scope(self.id)) as work:
            return await work.value(statement, self.id)

    async def sweep(self, names: str = "") -> None:
        """The sweeps whose names begin so, in this co-op alone: a test does not make the rounds for all co-ops before it."""
        desk_of = self.program.door.services.ports
        for sweep in all_duties().sweeps:
            if sweep.name.startswith(names):
                await sweep.run(Desk(self.worker_database, desk_of, sweep.name, self.id))

    def visitor(self) -> Program:
        """A new visitor of this co-op."""
        return self.program.visitor()

    def by(self, somebody: people.Somebody) -> Program:
        """Somebody's program."""
        return self.program.as_(somebody.viewer)


@dataclass
class Stall:
    """A stall and its maker; `slug` and outside id."""

    slug: str
    id: str
    maker: people.Somebody


def _folder() -> Path:
    """Where a test's pictures go; private, and gone with the process."""
    return Path(tempfile.mkdtemp(dir=_all_folders().name))


@cache
def _all_folders() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="minga-test-files-", ignore_cleanup_errors=True)


USED = ("self_billing", "deposits", "group_purchase")
"""What a shop has its legal basis for from the beginning; tests of the others write theirs down (`buying.may_use`)."""


async def open_shop(
    database: Database,
    worker_database: Database,
    *,
    currency: str = "EUR",
    accounts: object | None = None,
    door: Door | None = None,
    statutes: Statutes | None = None,
    account: bool = True,
) -> Shop:
    """A co-op with a coordinator, a bank account and a pickup point that takes cash, through the commands and the door."""
    join_features()
    joined = ports(accounts)
    services = Services(database, KEYRING, files=LocalStore(_folder()), ports=joined)
    cooperative_id = await people.found(worker_database, currency=currency, statutes=statutes)
    async with database.read(Scope()) as work:
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", cooperative_id)
        cooperative = await cooperatives.by_slug(work, slug)
    assert cooperative is not None
    coordinator = await people.member(
        database,
        worker_database,
        cooperative_id,
        name="Carmen",
        classes=("worker",),
        offices=("coordinator", "treasurer"),
    )
    program = Program(door or Door(services), cooperative=cooperative)
    named = BankPayee.checked(f"Co-op {slug}", "ES7921000813610123456789")

    async def name_account(work: Work) -> None:
        await write_collecting_account(work, coordinator.agent_id, named)

    async def write_bases(work: Work) -> None:
        for feature in USED:
            await law.write_down(work, feature=feature, basis="For a test, as the law asks.")

    if account:
        await worker_database.run(Scope(cooperative_id), Actor(system="test"), name_account)
    await worker_database.run(Scope(cooperative_id), Actor(system="test"), write_bases)
    # Its own co-op's alone: what hundreds of tests before it left behind is nobody's work any more.
    worker = Worker(worker_database, joined, all_duties(), only=cooperative_id)
    done = await program.as_(coordinator.viewer).wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours)",
        "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The old mill"}]),
        address=("String!", "Mill lane 1"),
        hours=("[HoursInput!]!", [{"weekday": 5, "opens": "10:00", "closes": "12:00"}]),
    )
    return Shop(program, worker, worker_database, cooperative, coordinator, done["id"], joined[Messages])


async def open_stall(shop: Shop, name: str) -> Stall:
    """A stall kept by a maker of its own."""
    maker = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name=f"Maker {name}", classes=("producer",)
    )
    done = await shop.by(maker).wish(
        "openStall(name: $name)",
        "... on KeptStall { id slug }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": name}]),
    )
    stall = Stall(done["slug"], done["id"], maker)
    shop.stalls[name] = stall
    return stall


async def move_clock(admin: asyncpg.Connection, interval: str) -> None:
    """Let time pass for the whole database."""
    await admin.execute(
        'INSERT INTO clock_offset (id, "offset") VALUES (true, $1::text::interval) '
        'ON CONFLICT (id) DO UPDATE SET "offset" = clock_offset."offset" + excluded."offset"',
        interval,
    )


def new_key() -> str:
    """A key for a wish."""
    return ids.encode("key", ids.new())


@dataclass
class Goods:
    """Something for sale, by its outside ids."""

    product: str
    slug: str
    variant: str
    stock_item: str


async def offer(
    shop: Shop, stall: Stall, title: str, *, price: int, on_hand: int | None = 100, tax_bps: int = 2100, **variant: Any
) -> Goods:
    """A published product with one variant."""
    maker = shop.by(stall.maker)
    added = await maker.wish(
        "addProduct(stallId: $stall, product: $product)",
        "... on KeptProduct { id slug }",
        stall=("ID!", stall.id),
        product=("ProductInput!", {"title": [{"language": "en", "text": title}], "taxBps": tax_bps}),
    )
    product = added
    form = await maker.wish(
        "addVariant(productId: $product, variant: $variant, onHand: $onHand)",
        "... on KeptProduct { variants { id stockItemId } }",
        product=("ID!", product["id"]),
        variant=("VariantInput!", {"price": {"minor": price, "currency": shop.cooperative.currency}, **variant}),
        onHand=("MinorUnits", on_hand),
    )
    shown = await maker.wish("publishProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", product["id"]))
    assert shown["__typename"] == "KeptProduct", shown
    made = form["variants"][0]
    return Goods(product["id"], product["slug"], made["id"], made["stockItemId"])


PLACED = """... on PlacedOrder { paymentUrl order { id number state total { minor currency } followToken
  payment { state method captured { minor } reference } parts { id state stallName story { total { minor } earning { minor } fee { minor }
  feeTax { minor } tax { minor } } lines { id title story { total { minor } } } } } }
  ... on OutOfStock { available } ... on PriceChanged { old { minor } new { minor } }"""


async def fill(buyer: Program, *things: tuple[Goods, int]) -> None:
    """Put things into the buyer's basket."""
    for goods, quantity in things:
        done = await buyer.wish(
            "addToCart(variantId: $variant, quantity: $quantity)",
            "... on AddedToCart { lineId }",
            variant=("ID!", goods.variant),
            quantity=("MinorUnits!", quantity),
        )
        assert done["__typename"] == "AddedToCart", done


async def start(buyer: Program) -> dict[str, Any]:
    """Start a checkout."""
    return await buyer.wish("startCheckout", "... on CheckoutStarted { heldUntil } ... on OutOfStock { available }")


async def place(
    shop: Shop, buyer: Program, total: int, *, method: str = "PICKUP", key: str | None = None, **more: Any
) -> dict[str, Any]:
    """Place what was started, to be fetched at the shop's pickup point."""
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method, pickupPointId: $point)",
        PLACED,
        key=("String!", key or new_key()),
        total=("MoneyInput!", {"minor": total, "currency": shop.cooperative.currency}),
        contact=("BuyerInput!", more.get("contact", {"name": "Berta", "mail": "berta@example.org"})),
        method=("PaymentMethod!", method),
        point=("ID!", shop.point),
    )
