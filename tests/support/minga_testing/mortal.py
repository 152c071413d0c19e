"""A house that may die: a program that imports everything once and then forks a process for each deed, armed to be killed.

Each line of the input is a JSON deed, each line of the output `{"signal": …, "seconds": …}`: 9 is a kill. A fork is there in
milliseconds, so hundreds of kills cost little; the parent has no threads and no connections that a child could inherit.

    {"do": "place", "visitor": hex, "document": …, "variables": {…}}   somebody's wish through the door
    {"do": "wish", "token": …, "document": …, "variables": {…}}        likewise, of somebody signed in
    {"do": "jobs"}                                                     the worker, until nothing is due
    {"do": "sweep"}                                                    the sweeps of payments, or those of "names", then the jobs
with "failpoint": name, or "after_ms": when a parent's hand does it.

    {"do": "live"}                a worker as an installation runs it, until it is killed; answers at once with its `pid`
    {"do": "kill", "pid": …}      kills it

The setting may name a `search`: address and key of a Meilisearch.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.duties import all_duties
from minga_infra.main import join_features
from minga_infra.payments.accounts import CooperativeAccounts
from minga_infra.payments.stripe_provider import StripeProvider
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_infra.worker import Worker
from minga_platform.kernel import failpoints
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.market.catalog.ports import SearchIndex
from minga_platform.market.payments.ports import PaymentProvider
from minga_testing import people
from minga_testing.shop import KEYRING, ports


async def _do(setting: dict[str, Any], deed: dict[str, Any]) -> None:
    provider = StripeProvider(setting["stripe"], timeout_seconds=5.0, retries=0)
    joined = ports(CooperativeAccounts(provider, KEYRING, stand_in=True))
    joined[PaymentProvider] = provider
    if "search" in setting:
        joined[SearchIndex] = MeilisearchIndex(*setting["search"])
    app = await Database.connect(setting["app"], largest=2, application="mortal app")
    if deed["do"] in ("place", "wish"):
        door = Door(Services(app, KEYRING, ports=joined))
        viewer = replace(ANONYMOUS, visitor_hash=bytes.fromhex(deed["visitor"])) if "visitor" in deed else None
        if viewer is None:
            viewer = await people.look_again(app, deed["token"])
        cooperative = await door.cooperative_named(setting["slug"])
        await door.execute(deed["document"], deed["variables"], viewer, cooperative)
    else:
        database = await Database.connect(setting["worker"], largest=4, application="mortal worker")
        if deed["do"] == "live":
            await Worker(database, joined, all_duties()).run()
        if deed["do"] == "sweep":
            for sweep in all_duties().sweeps:
                if sweep.name.startswith(deed.get("names", "payments.")) and sweep.name != "payments.reconcile":
                    await sweep.run(Desk(database, joined, sweep.name, UUID(setting["cooperative"])))
        await Worker(database, joined, all_duties()).drain()


def _child(setting: dict[str, Any], deed: dict[str, Any]) -> None:
    os.dup2(2, 1)  # What a child prints is no answer of the parent.
    if "failpoint" in deed:
        failpoints.arm(deed["failpoint"])
    if "after_ms" in deed:
        threading.Timer(deed["after_ms"] / 1000, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    code = 1
    try:
        asyncio.run(_do(setting, deed))
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    setting = json.loads(sys.argv[1])
    join_features()
    # What the first payment would load, so that a child need not.
    import stripe.v2.core  # noqa: F401

    import minga_infra.payments.stripe_answers
    import minga_infra.payments.stripe_line  # noqa: F401

    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        deed = json.loads(line)
        if deed["do"] == "kill":
            with contextlib.suppress(ProcessLookupError):
                os.kill(deed["pid"], signal.SIGKILL)
            process = deed["pid"]
        else:
            process = os.fork()
        if process == 0:
            _child(setting, deed)
        if deed["do"] == "live":
            print(json.dumps({"pid": process}), flush=True)
            continue
        _, status = os.waitpid(process, 0)
        told = {
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        }
        print(json.dumps(told | {"seconds": round(time.monotonic() - began, 3)}), flush=True)


if __name__ == "__main__":
    main()
