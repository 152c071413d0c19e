"""W6: a ballot is cast, by us and by hand. Voters with sessions, votes that stay open, and each pair of them used once."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from minga_infra.bench.client import Broken, Visit, Wire, post
from minga_platform.governance.ballots import leaves
from minga_platform.governance.ballots.commands.announce import announce
from minga_platform.governance.ballots.judging import Bar
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.locale import Text
from minga_platform.kernel.secrets import digest
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import members

_VOTERS, _VOTES = 300, 80
_PROVEN = datetime(2100, 1, 1, tzinfo=UTC)
_CAST = """mutation Cast($id: ID!) { done: castBallot(electionId: $id, choice: {say: YES}) {
__typename ... on CastBallot { trackingCode privateCode } ... on Refusal { code message } } }"""


@dataclass(frozen=True, slots=True)
class Votes:
    """Tokens of voters' sessions, and votes in which all of them may vote."""

    tokens: tuple[str, ...]
    elections: tuple[UUID, ...]

    def turns(self, first: int) -> Iterator[tuple[str, UUID]]:
        """Each voter in every second vote, once: ours and the limit's are different ones, and alike."""
        return ((token, vote) for vote, token in itertools.product(self.elections[first::2], self.tokens))


async def fill_votes(database: Database, cooperative_id: UUID) -> Votes:
    """Make voters and announce votes. `database`: the worker's login."""
    scope, actor = Scope(cooperative_id), Actor(system="bench")

    async def voters(work: Work) -> list[str]:
        tokens = [secrets.token_urlsafe(32) for _ in range(_VOTERS)]
        for place, token in enumerate(tokens):
            person_id = ids.new()
            await work.execute(
                "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, 'en', $3)",
                person_id, f"Voter {place}", work.now,
            )  # fmt: skip
            await work.execute(
                "INSERT INTO session (id, person_id, token_hash, device, created_at, seen_at, proven_at) VALUES ($1, $2, $3, '', $4, $4, $5)",
                ids.new(), person_id, digest(token), work.now, _PROVEN,
            )  # fmt: skip
            agent_id = await members.agent_for(work, person_id=person_id, name=f"Voter {place}")
            await members.enrol(work, agent_id=agent_id, class_key="worker")
        return tokens

    async def vote(work: Work) -> UUID:
        return await announce(
            work,
            subject_kind="bench",
            subject_id=ids.new(),
            title=Text({"en": "The kiln"}),
            question=Text({"en": "Shall we buy it?"}),
            method="yes_no",
            bar=Bar(),
            record_at=work.now,
            opens_at=work.now,
            closes_at=work.now + timedelta(days=1),
        )

    tokens = await database.run(scope, actor, voters)
    return Votes(tuple(tokens), tuple([await database.run(scope, actor, vote) for _ in range(_VOTES)]))


def visits(votes: Votes, our_port: int, limit_port: int, slug: str) -> tuple[Visit, Visit]:
    """A visit to us, and the same to the limit."""
    mine, theirs = votes.turns(0), votes.turns(1)

    async def cast(wire: Wire) -> None:
        token, vote = next(mine)
        body = orjson.dumps({"query": _CAST, "variables": {"id": ids.encode("elec", vote)}})
        head = (
            f"POST /c/{slug}/graphql HTTP/1.1\r\nHost: 127.0.0.1:{our_port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        _taken(await wire.ask(head.encode() + body))

    async def cast_by_hand(wire: Wire) -> None:
        token, vote = next(theirs)
        _taken(await wire.ask(post(limit_port, "/cast", orjson.dumps({"vote": vote.hex}), token)))

    return cast, cast_by_hand


def _taken(body: bytes) -> None:
    if b"trackingCode" not in body:
        raise Broken(body[:300].decode(errors="replace"))


async def by_hand(conn: asyncpg.Connection, here: UUID, session: bytes, wish: dict[str, Any], now: datetime) -> Any:
    """The limit's answer: who asks, where she stands on the roll, and the ballot, a statement each."""
    vote = UUID(wish["vote"])
    person = await conn.fetchval("SELECT person_id FROM session_by_token($1, $2)", session, now)
    agent = await conn.fetchval("SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", here, person)
    entry = await conn.fetchrow("SELECT class_key, weight FROM box.entries($1, $2)", vote, [agent])
    code, nonce, choice = leaves.new_private_code(), secrets.token_bytes(32), {"say": "yes"}
    token = leaves.token_hash(vote, entry["class_key"], code)
    mark = leaves.leaf(vote, entry["class_key"], entry["weight"], token, 1, choice, nonce)
    taken = await conn.fetchrow(
        "SELECT outcome FROM box.cast_secret($1, $2, $3, $4, $5, 1, $6, $7, $8)",
        vote, agent, entry["class_key"], entry["weight"], token, choice, nonce, mark,
    )  # fmt: skip
    assert taken["outcome"] == "cast", taken["outcome"]
    return {"__typename": "CastBallot", "trackingCode": leaves.tracking_code(mark), "privateCode": code}
