"""G23, G24 and G25: a secret ballot under load and death, what can be learnt from it, and what nobody can touch unseen."""

import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from minga_infra.verify import bundle
from minga_platform.governance.ballots import leaves
from minga_platform.governance.ballots.commands import close
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing import people
from minga_testing.clusters import Urls
from minga_testing.plugin import Clock
from minga_testing.polling import CAST, Poll, Voter, open_poll, voters
from minga_testing.shop import Shop, open_shop

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]
SEED = 20261122


@dataclass
class Intruder:
    """Who owns the database: every trigger off, every row hers."""

    conn: asyncpg.Connection
    poll: Poll
    chance: random.Random

    async def unbind(self) -> None:
        for table in (
            "box.ballot",
            "box.roll",
            "box.covered",
            "ballot_checkpoint",
            "election_closed",
            "election_result",
        ):
            await self.conn.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    async def pick(self, *, covered: bool) -> dict[str, Any]:
        """A ballot that a checkpoint covers, or any once the box is closed."""
        only = "AND leaf IN (SELECT leaf FROM box.covered)" if covered else ""
        rows = await self.conn.fetch(
            f"SELECT * FROM box.ballot WHERE election_id = $1 {only} ORDER BY leaf", self.poll.id
        )
        return dict(self.chance.choice(rows))

    def leaf_of(self, row: dict[str, Any]) -> bytes:
        return leaves.leaf(
            self.poll.id,
            row["class_key"],
            row["weight"],
            row["token_hash"],
            row["revision"],
            row["choice"],
            row["nonce"],
        )

    async def alter(self, row: dict[str, Any], *, smart: bool) -> None:
        """Another choice; with `smart` its leaf is made to fit."""
        said = "no" if row["choice"]["say"] == "yes" else "yes"
        row["choice"] = {"say": said}
        leaf = self.leaf_of(row) if smart else row["leaf"]
        await self.conn.execute(
            "UPDATE box.ballot SET choice = $3, leaf = $4 WHERE election_id = $1 AND id = $2",
            self.poll.id, row["id"], row["choice"], leaf,
        )  # fmt: skip
        if smart:  # What the checkpoints covered is made to fit as well.
            await self.conn.execute("UPDATE box.covered SET leaf = $2 WHERE leaf = $1", row["leaf"], leaf)

    async def delete(self, row: dict[str, Any], *, smart: bool) -> None:
        """A ballot gone; with `smart` a voter looks as if she had not come."""
        await self.conn.execute("DELETE FROM box.ballot WHERE election_id = $1 AND id = $2", self.poll.id, row["id"])
        if smart:
            await self.conn.execute("DELETE FROM box.covered WHERE leaf = $1", row["leaf"])
            await self.conn.execute(
                "UPDATE box.roll SET channel = 'none' WHERE id = (SELECT id FROM box.roll WHERE election_id = $1 AND channel = 'web' LIMIT 1)",
                self.poll.id,
            )

    async def insert(self, row: dict[str, Any], *, smart: bool) -> None:
        """One more ballot; with `smart` a voter who stayed away looks as if she had come, and a checkpoint covers it."""
        made = dict(
            row,
            id=uuid4(),
            token_hash=secrets.token_bytes(32),
            revision=1,
            nonce=secrets.token_bytes(32),
            choice={"say": "no"},
        )
        made["leaf"] = self.leaf_of(made)
        await self.conn.execute(
            "INSERT INTO box.ballot (cooperative_id, id, election_id, class_key, weight, token_hash, revision, choice, nonce, leaf) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            made["cooperative_id"], made["id"], self.poll.id, made["class_key"], made["weight"], made["token_hash"], 1,
            made["choice"], made["nonce"], made["leaf"],
        )  # fmt: skip
        if smart:
            await self.conn.execute(
                "UPDATE box.roll SET channel = 'web' WHERE id = (SELECT id FROM box.roll WHERE election_id = $1 AND channel = 'none' LIMIT 1)",
                self.poll.id,
            )
            await self.conn.execute(
                "INSERT INTO box.covered SELECT cooperative_id, election_id, number, $2 FROM box.covered WHERE election_id = $1 LIMIT 1",
                self.poll.id, made["leaf"],
            )  # fmt: skip

    async def mend_roots(self) -> None:
        """Every stored checkpoint rewritten so that it fits what now lies in the box."""
        for row in await self.conn.fetch(
            "SELECT id, number FROM ballot_checkpoint WHERE election_id = $1", self.poll.id
        ):
            kept = await self.conn.fetch(
                "SELECT leaf FROM box.covered WHERE election_id = $1 AND number <= $2", self.poll.id, row["number"]
            )
            await self.conn.execute(
                "UPDATE ballot_checkpoint SET root = $2, leaves = $3 WHERE id = $1",
                row["id"], leaves.root(one["leaf"] for one in kept), len(kept),
            )  # fmt: skip

    async def publish(self, *, is_closed: bool) -> str:
        """Let the program close (if it has not) and count what is there now; the board it publishes."""
        await self.conn.execute("SELECT set_config('app.cooperative', $1, true)", str(self.poll.shop.id))
        if is_closed:
            await self.conn.execute("DELETE FROM election_result WHERE election_id = $1", self.poll.id)
        else:
            await self.conn.execute(
                "INSERT INTO clock_offset (id, \"offset\") VALUES (true, interval '1 day') ON CONFLICT (id) DO UPDATE SET \"offset\" = interval '1 day'"
            )
        work = Work(
            self.conn,
            Scope(self.poll.shop.id),
            Actor(system="intruder"),
            await self.conn.fetchval("SELECT clock_timestamp()"),
        )
        assert await close.close(work, election_id=self.poll.id)
        board: str = await self.conn.fetchval("SELECT board FROM election_result WHERE election_id = $1", self.poll.id)
        return board


def checked(folder: Path, board: str, *roots: str) -> tuple[int, str]:
    """What the checker that people download says: one file, run far from here with nothing but the standard library."""
    place = folder / "board.json"
    place.write_text(board)
    program = folder / bundle.FILE_NAME
    if not program.exists():
        program.write_text(bundle.text())
    noted = [part for root in roots for part in ("--root", root)]
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(place), *noted],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout


async def _connect(url: str) -> asyncpg.Connection:
    """As superuser, with JSON as our program has it: the intruder lets our own program count for her."""
    from minga_platform.kernel.database import _prepare

    conn = await asyncpg.connect(url)
    await _prepare(conn)
    return conn


@pytest.mark.tampers("plays whoever owns the database; each deed is rolled back")
async def test_g25_whatever_is_touched_after_a_checkpoint_is_reported(
    database: Database,
    worker_database: Database,
    database_urls: Urls,
    clock: Clock,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    """Altered, deleted, inserted, as whoever owns the database: before the close and after it; clumsily, with every mark
    made to fit, and with the checkpoints rewritten too, where a root that somebody noted gives it away."""
    each = 100 if pytestconfig.getoption("--reliability") == "full" else 12
    chance = random.Random(SEED)
    poll = await open_poll(database, worker_database, {"worker": 30})
    for voter in poll.voters[:14]:
        await poll.cast(voter, chance.choice(("YES", "NO")))
    await clock.move(timedelta(minutes=11))
    await poll.shop.sweep("ballots")
    for voter in poll.voters[14:22]:
        await poll.cast(voter, chance.choice(("YES", "NO")))
    noted = (
        await poll.by(poll.voters[0]).ask(
            "query R($id: ID!) { election(id: $id) { checkpoints { root number } } }", id=poll.outside
        )
    )["election"]["checkpoints"]
    assert len(noted) == 1
    conn = await _connect(database_urls.superuser)
    intruder = Intruder(conn, poll, chance)
    reported: dict[str, int] = {}
    missed: list[str] = []

    async def attempt(kind: str, way: str, *, is_closed: bool, roots: list[str]) -> None:
        deed: Callable[..., Awaitable[None]] = getattr(intruder, kind)
        transaction = conn.transaction()
        await transaction.start()
        try:
            await intruder.unbind()
            await deed(await intruder.pick(covered=not is_closed), smart=way != "clumsy")
            if way == "rewritten":
                await intruder.mend_roots() if not is_closed else await _mend_closing(conn, poll.id)
            board = await intruder.publish(is_closed=is_closed)
        finally:
            await transaction.rollback()
        code, said = checked(tmp_path, board, *roots)
        if code == 1 and "WRONG" in said:
            reported[kind] = reported.get(kind, 0) + 1
        else:
            missed.append(f"{kind} {way} {'closed' if is_closed else 'open'}: {said}")

    ways = ("clumsy", "fitting", "rewritten")
    for kind in ("alter", "delete", "insert"):
        for number in range(each // 2):
            way = ways[number % 3]
            await attempt(kind, way, is_closed=False, roots=[noted[0]["root"]] if way == "rewritten" else [])
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    board = await poll.board()
    code, said = checked(tmp_path, board, noted[0]["root"])
    assert code == 0, said
    final = json.loads(board)["checkpoints"][-1]["root"]
    for kind in ("alter", "delete", "insert"):
        for number in range(each - each // 2):
            way = ways[number % 3]
            await attempt(kind, way, is_closed=True, roots=[final] if way == "rewritten" else [])
    await conn.close()
    print(f"G25: seed {SEED}; {reported}, missed {len(missed)} of {3 * each}")
    assert not missed, "\n".join(missed[:5])
    assert reported == dict.fromkeys(("alter", "delete", "insert"), each)


async def _mend_closing(conn: asyncpg.Connection, election_id: UUID) -> None:
    """Rewrite the root of the close, in every place where it stands."""
    marks = [row["leaf"] for row in await conn.fetch("SELECT leaf FROM box.ballot WHERE election_id = $1", election_id)]
    for statement in (
        "UPDATE ballot_checkpoint SET root = $2, leaves = $3 WHERE election_id = $1 AND final",
        "UPDATE election_closed SET root = $2, leaves = $3 WHERE election_id = $1",
    ):
        await conn.execute(statement, election_id, leaves.root(marks), len(marks))


@dataclass
class Mortal:
    """A program that forks a process for each deed, to be killed (`minga_testing.mortal`)."""

    process: "subprocess.Popen[str]"
    killed: Counter[str] = field(default_factory=Counter)
    codes: dict[UUID, str] = field(default_factory=dict)

    def do(self, deed: dict[str, Any], kind: str = "random") -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(deed) + "\n")
        self.process.stdin.flush()
        self.killed[kind] += json.loads(self.process.stdout.readline())["signal"] == 9


@contextmanager
def dying(urls: Urls, shop: Shop, log: Path) -> Iterator[Mortal]:
    setting = {
        "app": urls.app,
        "worker": urls.worker,
        "stripe": "http://127.0.0.1:9",
        "slug": shop.cooperative.slug,
        "cooperative": str(shop.id),
    }
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with log.open("w") as noise:
        process = subprocess.Popen(
            [sys.executable, "-m", "minga_testing.mortal", json.dumps(setting)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, text=True, env=environment,
        )  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline() or "{}").get("ready"), log.read_text()[-3000:]
        try:
            yield Mortal(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(120)
            process.stdout.close()


@dataclass
class Model:
    """What should be in the box: each voter's newest choice, and every code that was acknowledged."""

    newest: dict[UUID, tuple[int, str]]
    codes: list[str]

    def note(self, agent_id: UUID, revision: int, said: str, done: dict[str, Any]) -> None:
        self.codes.append(done["trackingCode"])
        if revision > self.newest.get(agent_id, (0, ""))[0]:
            self.newest[agent_id] = (revision, said)

    def tally(self) -> dict[str, int]:
        return dict(Counter(said.lower() for _, said in self.newest.values()))


CAST_DOCUMENT = f"""mutation Cast($election: ID!, $choice: ChoiceInput!, $code: String!, $revision: Int!) {{
  done: castBallot(electionId: $election, choice: $choice, privateCode: $code, revision: $revision) {{
    __typename ... on Refusal {{ code message }} {CAST} }} }}"""


async def test_g23_the_tally_is_what_was_cast(  # noqa: C901 - one crowd, told in the order in which it comes
    database: Database,
    worker_database: Database,
    database_urls: Urls,
    clock: Clock,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    """2,000 voters, 20 % change their ballot, 10 % try without their code, 1,000 forgeries, 200 too late, 20 kills."""
    full = pytestconfig.getoption("--reliability") == "full"
    scale = 1 if full else 10
    size, forgeries, late, kills = 2000 // scale, 1000 // scale, 200 // scale, 20 if full else 3
    chance = random.Random(SEED)
    shop = await open_shop(database, worker_database)
    mortals = [
        await people.member(database, worker_database, shop.id, name=f"Mortal {n}", classes=("worker",))
        for n in range(6)
    ]
    poll = await open_poll(database, worker_database, {"worker": size // 2, "producer": size - size // 2}, shop=shop)
    outsiders = await voters(worker_database, shop.id, 5)  # After the record date.
    model = Model({}, [])
    says = ("YES", "NO", "ABSTAIN")
    gate = asyncio.Semaphore(16)
    counted: Counter[str] = Counter()
    coming = [voter for voter in poll.voters if chance.random() < 0.95]

    async def come(voter: Voter) -> None:
        said, code = chance.choice(says), leaves.new_private_code()
        async with gate:
            copies = await asyncio.gather(
                *(
                    poll.cast(voter, said, privateCode=code, revision=1)
                    for _ in range(2 if chance.random() < 0.1 else 1)
                )
            )
        assert all(one == copies[0] for one in copies)
        assert copies[0]["__typename"] == "CastBallot", copies[0]
        model.note(voter.agent_id, 1, said, copies[0])
        if chance.random() < 0.2:
            order = [2, 3] if chance.random() < 0.5 else [3, 2]
            for revision in order:
                said = chance.choice(says)
                async with gate:
                    done = await poll.cast(voter, said, privateCode=code, revision=revision)
                assert done["__typename"] == "CastBallot", done
                model.note(voter.agent_id, revision, said, done)
            counted["changed"] += 1
        if chance.random() < 0.1:
            async with gate:
                done = await poll.cast(voter, chance.choice(says))
            assert done["__typename"] == "HasVoted", done
            counted["second without code"] += 1

    async def forge(number: int) -> None:
        """Who is not on the roll; a made-up vote; another class; a code that is nobody's or another voter's; a choice that is none."""
        voter, way = chance.choice(coming), number % 6
        async with gate:
            if way == 0:
                done = await poll.cast(chance.choice(outsiders), "YES")
            elif way == 1:
                done = await Poll(shop, ids.new(), []).cast(voter, "YES")
            elif way == 2:
                done = await poll.cast(voter, "YES", classKey="community")
            elif way == 3:
                done = await poll.cast(voter, "YES", privateCode=leaves.new_private_code(), revision=9)
            elif way == 4:
                done = await poll.cast(voter, {"approve": ["yes"]})
            else:
                done = await shop.visitor().wish(
                    "castBallot(electionId: $e, choice: {say: YES})", CAST, e=("ID!", poll.outside)
                )
        counted["forged taken" if done["__typename"] == "CastBallot" else "forged refused"] += 1

    # A process dies at some moment of a cast; its voter, who got no answer, sends the same again. And so does the close.
    with dying(database_urls, shop, tmp_path / "mortal.log") as mortal:
        for number in range(50 * kills):
            if mortal.killed["random"] >= kills - 1:
                break
            somebody = mortals[number % len(mortals)]
            code, said = mortal.codes.setdefault(somebody.agent_id, leaves.new_private_code()), chance.choice(says)
            revision = model.newest.get(somebody.agent_id, (0, ""))[0] + 1
            wish = {"election": poll.outside, "choice": {"say": said}, "code": code, "revision": revision}
            mortal.do(
                {
                    "do": "wish",
                    "token": somebody.token,
                    "document": CAST_DOCUMENT,
                    "variables": wish,
                    "after_ms": chance.uniform(5, 90),
                }
            )
            done = (await shop.by(somebody).ask(CAST_DOCUMENT, **wish))["done"]
            assert done["__typename"] == "CastBallot", done
            model.note(somebody.agent_id, revision, said, done)
        await asyncio.gather(*(come(voter) for voter in coming))
        await asyncio.gather(*(forge(number) for number in range(forgeries)))
        await clock.move(timedelta(minutes=11))
        await shop.sweep("ballots")
        await clock.move(timedelta(hours=2))
        for voter in chance.sample(poll.voters, late):
            done = await poll.cast(voter, "YES")
            counted["late taken" if done["__typename"] == "CastBallot" else "late refused"] += 1
        while mortal.killed["close"] < 1:
            mortal.do({"do": "sweep", "names": "ballots.", "after_ms": chance.uniform(30, 200)}, "close")
            if await poll.outcome() is not None:
                break
    await shop.sweep("ballots")
    board = json.loads(await poll.board())
    outcome = await poll.outcome()
    assert outcome is not None
    numbers = {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]}
    on_board = {leaves.tracking_code(bytes.fromhex(leaf)) for leaf in board["leaves"]}
    missing = [code for code in model.codes if code not in on_board]
    deaths = sum(mortal.killed.values())
    print(
        f"G23: seed {SEED}; {size} voters, {len(coming)} came, {dict(counted)}, {deaths} SIGKILLs {dict(mortal.killed)}; tally {numbers}, "
        f"model {model.tally()}; {len(set(model.codes))} codes acknowledged, {len(missing)} missing; roll {board['took_part']}"
    )
    assert numbers == model.tally()
    assert counted["forged taken"] == counted["late taken"] == 0
    assert counted["forged refused"] == forgeries
    assert counted["late refused"] == late
    assert not missing
    assert board["took_part"]["web"] == len(model.newest) <= sum(part["size"] for part in board["roll"])
    assert len({one["token"] for one in board["ballots"]}) == len(model.newest)
    assert deaths >= min(3, kills), "vacuous"
    agrees, words = checked(tmp_path, json.dumps(board))
    assert agrees == 0, words


# What somebody who reads the whole database may look at, for voters and for ballots: whatever orders rows.
_ROWS = (
    "SELECT xmin::text::bigint AS xmin, ctid::text AS ctid, cmin::text AS cmin, * FROM box.{0} WHERE election_id = $1"
)


@dataclass
class Dump:
    """Both tables as they lie on disk, with everything PostgreSQL keeps beside a row."""

    roll: list[dict[str, Any]]
    ballots: list[dict[str, Any]]

    @classmethod
    async def take(cls, conn: asyncpg.Connection, poll: Poll) -> "Dump":
        roll = [dict(row) for row in await conn.fetch(_ROWS.format("roll"), poll.id)]
        ballots = [dict(row) for row in await conn.fetch(_ROWS.format("ballot"), poll.id)]
        return cls([row for row in roll if row["channel"] == "web"], ballots)


def _place(row: dict[str, Any]) -> tuple[int, int]:
    page, line = row["ctid"].strip("()").split(",")
    return int(page), int(line)


def attacks(dump: Dump, came: list[UUID], truth: dict[UUID, bytes]) -> dict[str, int]:
    """How many voters each attack joins to their own ballot. `came`: the voters in the order in which they voted, as somebody
    may know it from access logs, sessions, outbox, or from sitting beside the door."""
    orders: dict[str, Callable[[dict[str, Any]], Any]] = {
        "ctid": _place, "xmin, ctid": lambda row: (row["xmin"], _place(row)), "id": lambda row: row["id"].bytes,
        "cmin, ctid": lambda row: (int(row["cmin"]), _place(row)),
    }  # fmt: skip
    ballot_orders = orders | {
        "leaf": lambda row: row["leaf"], "token": lambda row: row["token_hash"], "nonce": lambda row: row["nonce"],
    }  # fmt: skip
    voter_orders: dict[str, list[UUID]] = {
        f"roll by {name}": [row["agent_id"] for row in sorted(dump.roll, key=key)] for name, key in orders.items()
    }
    voter_orders["agent's id"] = sorted((row["agent_id"] for row in dump.roll), key=lambda one: one.bytes)
    voter_orders["known order of coming"] = came
    found: dict[str, int] = {}
    for voters_by, people_in_order in voter_orders.items():
        for ballots_by, key in ballot_orders.items():
            lying = [row["leaf"] for row in sorted(dump.ballots, key=key)]
            for way, guess in (("", lying), (" reversed", lying[::-1])):
                found[f"{voters_by} ~ ballots by {ballots_by}{way}"] = sum(
                    truth[agent] == leaf for agent, leaf in zip(people_in_order, guess, strict=False)
                )
    # The same transaction: a guess only where exactly one ballot bears the voter's number.
    by_number: dict[int, list[bytes]] = {}
    for row in dump.ballots:
        by_number.setdefault(row["xmin"], []).append(row["leaf"])
    found["same transaction"] = sum(
        len(by_number.get(row["xmin"], ())) == 1 and by_number[row["xmin"]][0] == truth[row["agent_id"]]
        for row in dump.roll
    )
    return found


async def test_g24_nothing_joins_a_voter_to_her_ballot_after_the_close(
    database: Database, worker_database: Database, database_urls: Urls, superuser: asyncpg.Connection, clock: Clock,
    capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config,
) -> None:  # fmt: skip
    """500 voters; an attacker with the whole database while it is open and after the close, and with every log, the server's
    own included, while its operator logs each statement."""
    size = 500 if pytestconfig.getoption("--reliability") == "full" else 50
    chance = random.Random(SEED)
    shop = await open_shop(database, worker_database)
    poll = await open_poll(database, worker_database, {"worker": size}, shop=shop)
    name = await superuser.fetchval("SELECT current_database()")
    log = _server_log(pytestconfig)
    started = log.stat().st_size if log else 0
    # The harshest operator: everything is logged, for our logins too. Read by new connections.
    await superuser.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
    await superuser.execute(f"ALTER DATABASE {name} SET log_min_duration_statement = 0")
    loud = await Database.connect(database_urls.app, largest=4, application="loud app")
    services = shop.program.door.services
    quiet, services.database = services.database, loud
    coming = chance.sample(poll.voters, size)
    truth: dict[UUID, bytes] = {}
    secrets_told: list[str] = []
    try:
        for place, voter in enumerate(coming):
            done = await poll.cast(voter, chance.choice(("YES", "NO")))
            truth[voter.agent_id] = leaves.read_tracking_code(done["trackingCode"]) or b""
            secrets_told += [done["trackingCode"], done["privateCode"]]
            if place == size // 2:  # Some time passes in between, and a checkpoint is taken.
                await clock.move(timedelta(minutes=11))
                await shop.sweep("ballots")
    finally:
        services.database = quiet
        await loud.close()
        await superuser.execute(f"ALTER DATABASE {name} RESET ALL")
    whole = await superuser.fetch(
        "SELECT leaf, token_hash, nonce, choice FROM box.ballot WHERE election_id = $1", poll.id
    )
    by_code = {bytes(row["leaf"])[: leaves.TRACKED_BYTES]: bytes(row["leaf"]) for row in whole}
    truth = {agent: by_code[code] for agent, code in truth.items()}
    came = [voter.agent_id for voter in coming]
    live = attacks(await Dump.take(superuser, poll), came, truth)
    await clock.move(timedelta(hours=2))
    await shop.sweep("ballots")
    assert await poll.outcome() is not None
    dump = await Dump.take(superuser, poll)
    closed = attacks(dump, came, truth)
    assert len({row["xmin"] for row in (*dump.roll, *dump.ballots)}) == 1, "one number for all"
    found = await _elsewhere(superuser, poll, whole)
    assert not found, found
    bytes_told = [row[name].hex() for row in whole for name in ("token_hash", "nonce")]
    lines = (log.read_bytes()[started:].decode(errors="replace") if log else "") + "".join(capfd.readouterr())
    hits = [one for one in (*secrets_told, *bytes_told) if one in lines]
    said = lines.count('"say"')
    best = max(closed.items(), key=lambda one: one[1])
    print(
        f"G24: seed {SEED}; {size} voters; while open, joined by the worst attack: {max(live.values())} of {size} "
        f"({max(live, key=lambda one: live[one])}); after the close the best of {len(closed)} attacks joins {best[1]} ({best[0]}), "
        f"the mean {sum(closed.values()) / len(closed):.2f}; tokens, codes and nonces in {len(lines)} characters of logs: {len(hits)}; choices: {said}"
    )
    assert live["same transaction"] > size * 0.9, (
        "vacuous: this attack must work while the vote is open, as the page says"
    )
    assert not hits
    assert said == 0
    if log:
        assert "box.cast_secret" in lines, "vacuous: the server logged nothing"
    limit = 5 if size == 500 else 6
    assert best[1] <= limit or best[1] <= _by_chance(size, len(closed)), closed


def _by_chance(_size: int, attempts: int) -> int:
    """What the best of so many blind guesses reaches: matches of two random orders are Poisson with mean 1, whatever the
    size, so the largest of n passes k where n · P(X > k) falls below 1 in 1,000."""
    import math

    k = 5
    while attempts * (1 - sum(math.exp(-1) / math.factorial(n) for n in range(k + 1))) > 0.001:
        k += 1
    return k


def _server_log(config: pytest.Config) -> Path | None:
    from minga_testing.plugin import _CLUSTER

    kept = config.stash.get(_CLUSTER, None)
    return kept.postgres.log if kept is not None and kept.postgres is not None else None


async def _elsewhere(superuser: asyncpg.Connection, poll: Poll, whole: list[asyncpg.Record]) -> list[str]:
    """Rows of any other table, of any schema, that hold a token, a nonce or a leaf; the published board alone may."""
    tables = await superuser.fetch(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
        "AND n.nspname IN ('public', 'box') AND (n.nspname, c.relname) NOT IN (('box', 'ballot'), ('public', 'election_result'))"
    )
    found = []
    sample = whole[:20]
    for table in tables:
        place = f'{table["nspname"]}."{table["relname"]}"'
        marks = [(name, row[name].hex()) for row in sample for name in ("token_hash", "nonce", "leaf")]
        held = await superuser.fetchval(
            f"SELECT array_agg(DISTINCT m) FROM {place} t, unnest($1::text[]) m WHERE strpos(t::text, m) > 0",
            [mark for _, mark in marks],
        )
        found += [f"{place}: {name}" for name, mark in marks if mark in (held or ())]
    # What a voter did leaves no row of hers but her place on the roll: idempotency and outbox know nothing of casting.
    if await superuser.fetchval("SELECT EXISTS (SELECT FROM idempotency WHERE command LIKE '%cast%')"):
        found.append("idempotency")
    if await superuser.fetchval(
        "SELECT EXISTS (SELECT FROM outbox WHERE payload::text LIKE '%' || $1 || '%' AND name NOT LIKE 'Election%')",
        str(poll.id),
    ):
        found.append("outbox")
    return found
