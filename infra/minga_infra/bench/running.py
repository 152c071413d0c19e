"""Starts both servers, presses them in turns, and says what came of it.

The two are measured in slices that alternate, on the same rows and in the same minute, because a machine's mood changes
faster than a run ends; a ratio is the median over the pairs. Processor time per visit is told beside the rates: it is
what remains comparable when somebody else uses the machine.
"""

import asyncio
import os
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from minga_infra.bench import client, measuring
from minga_infra.bench.client import Slice
from minga_infra.bench.filling import Filled, fill
from minga_infra.bench.measuring import Statements
from minga_infra.bench.workloads import Workload, workloads
from minga_infra.local import children, home
from minga_infra.local.postgres import Postgres
from minga_infra.local.supervisor import answers, free_port, port_is_free
from minga_platform.kernel.database import Database

_PAIRS = 3
_COUNTED_VISITS = 10
Tell = Callable[[str], None]


class BenchFailed(RuntimeError):
    """Nothing was measured; the text says why."""


@dataclass(slots=True)
class Side:
    """One server under one load. Times in milliseconds; processor time per visit."""

    rate: float
    p50: float
    p95: float
    p99: float
    server_ms: float
    database_ms: float
    errors: list[str]


@dataclass(slots=True)
class Result:
    """One workload at one number of connections."""

    key: str
    title: str
    at_once: int
    aim: int
    ours: Side
    limit: Side
    ratio: float
    """Our rate in percent of the limit's: the median of the pairs."""
    processor_ratio: float
    """The limit's processor time per visit in percent of ours, server and database together."""
    statements: Statements | None
    limit_statements: Statements | None


@dataclass(slots=True)
class Report:
    """A whole run."""

    products: int
    seconds: float
    begun: str
    machine: str
    load: float
    fill_seconds: float
    results: list[Result] = field(default_factory=list)
    memory_mb: float = 0.0
    limit_memory_mb: float = 0.0

    def plain(self) -> dict[str, Any]:
        """For a JSON file."""
        return asdict(self)


@dataclass(slots=True)
class Stand:
    """Both servers and their database, filled and warm."""

    our_port: int
    limit_port: int
    our_pid: int
    limit_pid: int
    database_pid: int | None
    admin_url: str
    log: Path | None
    workloads: list[Workload]


def run(
    folder: Path, *, products: int, seconds: float, at: Iterable[int], only: Iterable[str], tell: Tell = lambda _: None
) -> Report:
    """Measure. `folder`: an empty one for everything that is made. Refuses: BenchFailed, PostgresUnavailable."""
    report = Report(
        products, seconds, datetime.now(UTC).isoformat(timespec="minutes"), _machine(), os.getloadavg()[0], 0.0
    )
    wanted = {one.upper() for one in only}
    with ExitStack() as stack:
        addresses, database_pid, log = stack.enter_context(database_of_its_own(folder, tell))
        begun = time.monotonic()
        filled = uvloop.run(_fill(addresses, products, tell))
        report.fill_seconds = round(time.monotonic() - begun, 1)
        stand = stack.enter_context(_servers(folder, addresses, filled, database_pid, log, tell))
        chosen = [
            one for one in stand.workloads if not wanted or one.key.rstrip("xn") in wanted or one.key.upper() in wanted
        ]
        if not chosen:
            raise BenchFailed(f"There is no workload {', '.join(sorted(wanted))}; there are W1 to W6, W8 and W9.")
        for one in chosen:
            for place, at_once in enumerate(at):
                result = uvloop.run(_measure(stand, one, at_once, seconds, counting=place == 0))
                report.results.append(result)
                tell(row(result))
        report.memory_mb = round(measuring.memory_megabytes(measuring.family(stand.our_pid)), 1)
        report.limit_memory_mb = round(measuring.memory_megabytes(measuring.family(stand.limit_pid)), 1)
    return report


# Setting up -----------------------------------------------------------------------------------------------------------


@contextmanager
def database_of_its_own(folder: Path, tell: Tell) -> Iterator[tuple[dict[str, str], int | None, Path | None]]:
    """The environment that names the database, and what of it can be looked at: its process and its log."""
    from minga_infra.database.prepare import prepare

    if home.has_own_server():
        given = {
            name: os.environ[name]
            for name in ("DATABASE_URL", "DATABASE_ADMIN_URL", "WORKER_DATABASE_URL")
            if name in os.environ
        }
        if len(given) < 3:
            raise BenchFailed("Give DATABASE_URL, WORKER_DATABASE_URL and DATABASE_ADMIN_URL, or none of them.")
        yield given, None, None
        return
    with Postgres(folder / "postgres").running(tell) as server:
        addresses = home.addresses(server)
        asyncio.run(
            prepare(addresses["DATABASE_ADMIN_URL"], addresses["DATABASE_URL"], addresses["WORKER_DATABASE_URL"])
        )
        yield addresses, server.pid, server.log


async def _fill(addresses: dict[str, str], products: int, tell: Tell) -> Filled:
    from minga_infra.main import join_features

    join_features()
    database = await Database.connect(addresses["WORKER_DATABASE_URL"], largest=2, application="minga bench")
    admin = await asyncpg.connect(addresses["DATABASE_ADMIN_URL"])

    async def analyse() -> None:
        await admin.execute("ANALYZE")

    try:
        filled = await fill(
            database,
            products,
            analyse=analyse,
            tell=lambda there: tell(f"  {there} products") if there % 10_000 == 0 else None,
        )
        await admin.execute("VACUUM ANALYZE")
        await admin.execute("CHECKPOINT")
    finally:
        await admin.close()
        await database.close()
    return filled


@contextmanager
def _servers(
    folder: Path, addresses: dict[str, str], filled: Filled, database_pid: int | None, log: Path | None, tell: Tell
) -> Iterator[Stand]:
    our_port, limit_port = free_port(0), free_port(0)
    environment = {
        **os.environ,
        **addresses,
        "MINGA_DATA": str(folder / "data"),
        "MINGA_ENV": "local",
        "MINGA_LOG": "json",
        "MINGA_PUBLIC_URL": f"http://127.0.0.1:{our_port}",
        "MINGA_BENCH_COOPERATIVE": str(filled.cooperative_id),
    }
    commands = {
        "server": ["minga_infra.cli.main", "serve", "--workers", "1", "--port", str(our_port)],
        "limit": ["minga_infra.bench.limit", str(limit_port)],
    }
    with ExitStack() as stack:
        pids = {}
        for name, command in commands.items():
            output = stack.enter_context((folder / f"{name}.log").open("ab"))
            process = children.spawn(
                [sys.executable, "-m", *command], environment=environment, output=output, directory=home.project()
            )
            stack.callback(children.stop, process)
            pids[name] = process.pid
        for port, url in ((our_port, f"http://127.0.0.1:{our_port}/readyz"), (limit_port, "")):
            deadline = time.monotonic() + 60
            while not (answers(url) if url else not port_is_free(port)):
                if time.monotonic() > deadline:
                    raise BenchFailed(f"A server did not come up; see {folder}/*.log")
                time.sleep(0.2)
        tell("  Both servers answer")
        yield Stand(
            our_port, limit_port, pids["server"], pids["limit"], database_pid, addresses["DATABASE_ADMIN_URL"], log,
            workloads(filled, our_port, limit_port),
        )  # fmt: skip


# Measuring ------------------------------------------------------------------------------------------------------------


async def _measure(stand: Stand, one: Workload, at_once: int, seconds: float, *, counting: bool) -> Result:
    sides = (("ours", stand.our_port, stand.our_pid, one.ours), ("limit", stand.limit_port, stand.limit_pid, one.limit))
    for _, port, _, visit in sides:
        warm = await client.press(port, visit, at_once=at_once, seconds=0.5)
        if not warm.visits:
            raise BenchFailed(f"{one.key} was refused: {warm.errors[:1]}")
    slices: dict[str, list[Slice]] = {"ours": [], "limit": []}
    server: dict[str, float] = {"ours": 0.0, "limit": 0.0}
    database = dict(server)
    for pair in range(_PAIRS):
        for name, port, pid, visit in sides if pair % 2 == 0 else sides[::-1]:
            watched = measuring.family(pid)
            behind = [] if stand.database_pid is None else measuring.family(stand.database_pid)
            before = measuring.processor_seconds(watched), measuring.processor_seconds(behind)
            slices[name].append(await client.press(port, visit, at_once=at_once, seconds=seconds / _PAIRS))
            server[name] += measuring.processor_seconds(watched) - before[0]
            database[name] += measuring.processor_seconds(behind) - before[1]
    ours, limit = (_side(slices[name], server[name], database[name]) for name in ("ours", "limit"))
    ratios = [
        100 * mine.rate / by_hand.rate
        for mine, by_hand in zip(slices["ours"], slices["limit"], strict=True)
        if by_hand.rate
    ]
    spent, spent_by_hand = ours.server_ms + ours.database_ms, limit.server_ms + limit.database_ms
    return Result(
        one.key, one.title, at_once, one.aim, ours, limit,
        ratio=round(statistics.median(ratios), 1) if ratios else 0.0,
        processor_ratio=round(100 * spent_by_hand / spent, 1) if spent else 0.0,
        statements=await _count(stand, stand.our_port, one.ours) if counting else None,
        limit_statements=await _count(stand, stand.limit_port, one.limit) if counting else None,
    )  # fmt: skip


def _side(slices: list[Slice], server: float, database: float) -> Side:
    times = sorted(1000 * one for part in slices for one in part.visits)
    visits = max(1, len(times))

    def at(part: float) -> float:
        return round(times[min(len(times) - 1, int(part * len(times)))], 2) if times else 0.0

    return Side(
        rate=round(sum(len(part.visits) for part in slices) / sum(part.seconds for part in slices), 1),
        p50=at(0.50), p95=at(0.95), p99=at(0.99),
        server_ms=round(1000 * server / visits, 3),
        database_ms=round(1000 * database / visits, 3),
        errors=[error for part in slices for error in part.errors][:5],
    )  # fmt: skip


async def _count(stand: Stand, port: int, visit: Callable[[client.Wire], Awaitable[None]]) -> Statements | None:
    """Statements of a visit, read from the log of our own PostgreSQL; somebody else's is not told what to log."""
    if stand.log is None:
        return None
    admin = await asyncpg.connect(stand.admin_url)
    wire = await client.Wire.open(port)
    try:
        await _log_all(admin, "all")
        begun = stand.log.stat().st_size
        for _ in range(_COUNTED_VISITS):
            await visit(wire)
        await _log_all(admin, "none")
        with stand.log.open("rb") as log:
            log.seek(begun)
            return measuring.statements_in(log.read(), _COUNTED_VISITS)
    finally:
        wire.close()
        await admin.close()
        await asyncio.sleep(0.01)


async def _log_all(admin: asyncpg.Connection, which: str) -> None:
    await admin.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
    await admin.execute("SELECT pg_reload_conf()")
    await asyncio.sleep(0.5)


# Telling --------------------------------------------------------------------------------------------------------------

HEAD = (
    "| | at once | req/s | p50 | p95 | p99 ms | limit req/s | p50 | p95 | p99 ms | of the limit | aim | by processor time | "
    "server + database ms | limit | statements (+ around) |\n|---|" + "---:|" * 15
)


def row(one: Result) -> str:
    """A line of the table."""
    ours, limit = one.ours, one.limit
    counted = f"{one.statements.asked:g} (+ {one.statements.around:g})" if one.statements else ""
    broken = f" **{len(ours.errors) + len(limit.errors)} errors**" if ours.errors or limit.errors else ""
    return (
        f"| {one.key} {one.title} | {one.at_once} | {ours.rate:g} | {ours.p50} | {ours.p95} | {ours.p99} | {limit.rate:g} | {limit.p50} | "
        f"{limit.p95} | {limit.p99} | **{one.ratio:.0f} %** | {one.aim} % | {one.processor_ratio:.0f} % | "
        f"{ours.server_ms:.2f} + {ours.database_ms:.2f} | {limit.server_ms:.2f} + {limit.database_ms:.2f} | {counted}{broken} |"
    )


def table(report: Report) -> str:
    """The whole report as Markdown."""
    circumstances = (
        f"{report.products:,} products, {report.seconds:g} s a side and line, {report.begun}, {report.machine}, "
        f"load before {report.load:.1f}; filled in {report.fill_seconds:.0f} s."
    )
    return "\n".join(
        [
            circumstances,
            "",
            HEAD,
            *(row(one) for one in report.results),
            "",
            f"Memory of the worker that answers: {report.memory_mb:.0f} MB; of the limit's: {report.limit_memory_mb:.0f} MB.",
        ]
    )


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
