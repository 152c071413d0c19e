"""`python -m minga_infra.local.stripe --port P --data DIR`: run the stand-in until told to stop.

Prints one line when it listens: `stripe stand-in ready url=http://127.0.0.1:P control=http://127.0.0.1:Q`.
"""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from minga_infra.local.stripe.app import StandIn
from minga_infra.local.stripe.store import AlreadyRunning


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="minga_infra.local.stripe", description="A stand-in for Stripe. No money moves."
    )
    parser.add_argument("--port", type=int, default=0, help="where to listen on 127.0.0.1; 0 takes a free port")
    parser.add_argument("--control-port", type=int, default=0, help="a second door, for /_control only")
    parser.add_argument("--data", type=Path, required=True, help="the folder that remembers")
    given = parser.parse_args()
    if os.environ.get("MINGA_ENV") == "production":
        print("the Stripe stand-in does not run with MINGA_ENV=production: its money is not real", file=sys.stderr)
        return 2
    try:
        return asyncio.run(_run(given.data, given.port, given.control_port))
    except (AlreadyRunning, OSError) as trouble:
        print(f"stripe stand-in: {trouble}", file=sys.stderr)
        return 1


async def _run(folder: Path, port: int, control_port: int) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stop.set)
    stand_in = StandIn(folder, port, control_port)
    await stand_in.start()
    print(f"stripe stand-in ready url={stand_in.url} control={stand_in.control_url}", flush=True)
    await stop.wait()
    await stand_in.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
