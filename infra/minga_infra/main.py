"""The composition root: the one place that knows every room, fills the ports and puts the house together."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from minga_commons.contributions import queries as contributions
from minga_commons.equation import joining as royalties
from minga_commons.files import keeping
from minga_commons.grants import reaching as licence_holders
from minga_commons.library import hindrances as library
from minga_commons.registry.drafts import sees_file
from minga_commons.royalties import reaching
from minga_frontend import app as pages
from minga_frontend import asking
from minga_frontend.shell.protection import Protection
from minga_graphql import http as api
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.addresses import PublicAddresses
from minga_infra.database.guard import check_login
from minga_infra.duties import all_duties
from minga_infra.files.choosing import file_store
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import away, hooks
from minga_infra.http import exports as export_routes
from minga_infra.http import files as file_routes
from minga_infra.http import uploads as upload_routes
from minga_infra.http.gate import Gate
from minga_infra.http.recognising import recogniser
from minga_infra.logs import set_up_logs
from minga_infra.messages import page as message_pages
from minga_infra.messages.assemblies import AssemblyLetters
from minga_infra.messages.carrying import carriers, folder_of
from minga_infra.messages.cases import LettersOfCases
from minga_infra.messages.letters import LettersByMessage
from minga_infra.messages.votes import VoteLetters
from minga_infra.outbound.calling import GuardedCaller
from minga_infra.paper.press import Press
from minga_infra.payments.accounts import CooperativeAccounts
from minga_infra.payments.stripe_provider import StripeProvider
from minga_infra.rules import register_all
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_infra.settings import Settings, key_of, load
from minga_infra.verify import serving as verify
from minga_infra.worker import Worker
from minga_platform.governance.assemblies import room
from minga_platform.governance.assemblies.ports import AssemblyLetterWriter
from minga_platform.governance.ballots import hindrances as voting
from minga_platform.governance.ballots import ports as ballots
from minga_platform.governance.delegations import lending
from minga_platform.governance.grievances import effects as grievance_effects
from minga_platform.governance.grievances import ports as grievances
from minga_platform.governance.grievances import queries as grievance_queries
from minga_platform.governance.grievances.ports import CaseLetterWriter
from minga_platform.governance.offices import effects as office_effects
from minga_platform.governance.proposals import effects
from minga_platform.governance.proposals.ports import LetterWriter
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore, PictureMaker, PreviewMaker
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.messages import Messages
from minga_platform.kernel.paper import Paper
from minga_platform.market.cart.commands import merge
from minga_platform.market.cashbox import holding as cashbox
from minga_platform.market.catalog.ports import SearchIndex
from minga_platform.market.catalog.rights import stall_keepers
from minga_platform.market.credit import ports as stored_means
from minga_platform.market.cycles import listed as cycles
from minga_platform.market.documents import holding
from minga_platform.market.law import queries as law
from minga_platform.market.orders.what_if import another_fee
from minga_platform.market.payments import flows, hindrances
from minga_platform.market.payments.commands import payouts
from minga_platform.market.payments.ports import PaymentProvider
from minga_platform.market.produce import joining as produce
from minga_platform.market.restrictions import objecting
from minga_platform.market.restrictions import ports as restrictions
from minga_platform.membership.commands.passkeys import Party
from minga_platform.membership.ports import JOINED, Letters
from minga_platform.register import ports as register
from minga_platform.rules.ports import TRIALS
from minga_platform.webhooks.ports import Caller


def join_features() -> None:
    """Fill what lower rooms ask of higher ones. Safe to repeat."""
    register_all()
    effects.join()
    office_effects.join()
    grievance_effects.join()
    royalties.join()
    reaching.join()
    licence_holders.join()
    produce.join()
    cycles.join()
    if sees_file not in keeping.SEES:
        keeping.SEES.append(sees_file)
    ballots.JOINED.mandates = room.mandates
    ballots.JOINED.in_room = room.is_present
    ballots.JOINED.lent = lending.lent_votes
    if another_fee not in TRIALS:
        TRIALS.append(another_fee)
    if contributions.sees_file not in keeping.SEES:
        keeping.SEES.append(contributions.sees_file)
    grievances.JOINED.contested = objecting.contested
    grievances.JOINED.lift = objecting.lift
    restrictions.JOINED.upheld = grievance_queries.any_upheld
    JOINED.stall_keepers = stall_keepers
    if merge not in JOINED.after_sign_in:
        JOINED.after_sign_in.append(merge)
    register.JOINED.stalls_of = hindrances.stalls_of
    register.JOINED.is_till = hindrances.is_till
    register.JOINED.law = law
    stored_means.JOINED.earnings = payouts.spendable
    if hindrances.unsettled not in register.JOINED.hindrances:
        register.JOINED.hindrances.append(hindrances.unsettled)
        register.JOINED.holds.append(hindrances.INVOICED)
        register.JOINED.holds.append(holding.KEPT)
        register.JOINED.holds.append(cashbox.SIGNED)
        register.JOINED.hindrances.append(voting.running)
        register.JOINED.hindrances.append(library.borrowed)
        register.JOINED.has_voted.append(voting.has_voted)


@dataclass
class House:
    """Everything that one process runs on."""

    settings: Settings
    services: Services
    worker: Worker | None
    closers: list[Callable[[], Any]]

    async def close(self) -> None:
        """Let go of the outside, last come first."""
        for close in reversed(self.closers):
            await close()


async def build(settings: Settings, *, inside: bool) -> House:
    """Connect and join. `inside`: run a worker in this process too."""
    join_features()
    keyring = Keyring(key_of(settings))
    pooler = settings.database_pooler == "transaction"
    database = await Database.connect(
        settings.database_url.get_secret_value(), largest=settings.database_connections, pooler=pooler
    )
    closers: list[Callable[[], Any]] = [database.close]
    async with database.pool.acquire() as connection:
        await check_login(connection)
    provider = StripeProvider(settings.stripe_stand_in_url or None)
    closers.append(provider.close)
    ports = make_ports(settings, keyring, provider)
    services = Services(
        database=database,
        keyring=keyring,
        files=file_store(settings),
        ports=ports,
        demo=settings.demo,
    )
    worker = None
    if inside and settings.worker_url:
        worker_database = await Database.connect(
            settings.worker_url, largest=4, pooler=pooler, application="minga worker"
        )
        closers.append(worker_database.close)
        worker = Worker(worker_database, ports, all_duties())
        services.wake_worker = worker.wake
    return House(settings, services, worker, closers)


def make_ports(settings: Settings, keyring: Keyring, provider: PaymentProvider) -> dict[type, Any]:
    """The outside as this installation has it."""
    messages = carriers(settings)
    workshop = PictureWorkshop()
    ports: dict[type, Any] = {
        Keyring: keyring,
        PaymentProvider: provider,
        PictureMaker: workshop,
        PreviewMaker: workshop,
        Paper: Press(),
        Caller: GuardedCaller(),
        FileStore: file_store(settings),
        flows.ProviderAccounts: CooperativeAccounts(provider, keyring, stand_in=bool(settings.stripe_stand_in_url)),
        flows.Addresses: PublicAddresses(settings.public_url, keyring),
        Messages: messages,
        Letters: LettersByMessage(messages, settings.public_url),
        LetterWriter: VoteLetters(settings.public_url),
        AssemblyLetterWriter: AssemblyLetters(settings.public_url),
        CaseLetterWriter: LettersOfCases(settings.public_url),
        Party: Party(urlsplit(settings.public_url).hostname or "localhost", "Minga", tuple(settings.origins)),
    }
    if settings.meilisearch_url:
        ports[SearchIndex] = MeilisearchIndex(settings.meilisearch_url, settings.meilisearch_key.get_secret_value())
    return ports


def application() -> ASGIApp:
    """The whole application, from the environment's settings."""
    settings = load()
    set_up_logs(settings.log_format)
    return assemble(settings)


def assemble(settings: Settings) -> ASGIApp:
    """The application of these settings; it connects when the server starts it."""
    held: dict[str, Any] = {}

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        house = await build(settings, inside=settings.worker_inside)
        door = Door(house.services)
        app.state.door = door
        app.state.house = house
        held["viewer"] = recogniser(house.services)
        app.router.routes.extend(
            [
                *file_routes.routes(door, settings.data / "incoming"),
                *export_routes.routes(door),
                *upload_routes.routes(door, settings.data / "incoming"),
                *api.routes(door),
                *hooks.ROUTES,
                *verify.ROUTES,
                *pages.routes(door),
            ]
        )
        if not settings.production:
            app.router.routes.extend(message_pages.routes(folder_of(settings), settings.public_url))
        running = asyncio.create_task(house.worker.run()) if house.worker else None
        # What is loaded by now stays for good. Unfrozen, the collector walks through all of it every few hundred
        # documents, and each walk holds everybody up for a tenth of a second.
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            if house.worker and running:
                house.worker.stop()
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait_for(running, 10)
            await house.close()

    app = Starlette(
        routes=operation_routes(),
        lifespan=lifespan,
        exception_handlers={
            HTTPException: pages.not_here,
            asking.Unanswered: pages.unanswered,
            Exception: pages.unexpected,
            **away.HANDLERS,
        },
    )

    async def find_viewer(session: str | None, cart: str | None, language: str, address: str, cookie: bool) -> Any:
        return await held["viewer"](session, cart, language, address, cookie)

    gated = Gate(
        app,
        find_viewer=find_viewer,
        hosts=settings.hosts,
        origins=settings.origins,
        proxies=settings.trusted_proxies,
    )
    return Protection(gated, https=settings.public_url.startswith("https://"))


def operation_routes() -> list[BaseRoute]:
    """What operators and their tools ask."""

    async def health(_request: Request) -> Response:
        return Response(b'{"status":"ok"}', media_type="application/json")

    async def ready(request: Request) -> Response:
        database: Database = request.app.state.door.services.database
        try:
            async with asyncio.timeout(2), database.read(Scope()) as work:
                await work.value("SELECT 1")
        except (OSError, TimeoutError, Exception) as problem:  # noqa: BLE001 - whatever it is, we are not ready
            return Response(
                orjson.dumps({"status": "waiting", "for": type(problem).__name__}), 503, media_type="application/json"
            )
        return Response(b'{"status":"ready"}', media_type="application/json")

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", health), Route("/readyz", ready), Route("/metrics", metrics)]


async def run_worker(settings: Settings) -> None:
    """A worker alone, until SIGTERM or Ctrl-C."""
    set_up_logs(settings.log_format)
    join_features()
    keyring = Keyring(key_of(settings))
    database = await Database.connect(
        settings.worker_url, largest=4, pooler=settings.database_pooler == "transaction", application="minga worker"
    )
    provider = StripeProvider(settings.stripe_stand_in_url or None)
    worker = Worker(database, make_ports(settings, keyring, provider), all_duties())
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, worker.stop)
    try:
        await worker.run()
    finally:
        await provider.close()
        await database.close()
