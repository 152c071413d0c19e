"""Members who decide: proposals carried from a draft to a certificate, through the door alone, with the clock moved."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, open_shop

CHANGED = (
    "... on ChangedProposal { proposal { id number state version electionId opensAt closesAt effectiveAt decisionId } }"
)


@dataclass
class Parliament:
    """A co-op with members of several classes, a facilitator and two tellers."""

    database: Database
    shop: Shop
    clock: Clock
    members: dict[str, people.Somebody] = field(default_factory=dict)

    async def now(self) -> datetime:
        async with self.database.read(Scope()) as work:
            now: datetime = work.now
            return now

    async def by(self, name: str) -> Program:
        """A member who has just proven who she is."""
        somebody = self.members[name]
        return self.shop.program.as_(replace(somebody.viewer, proven_at=await self.now()))

    async def join(self, name: str, *classes: str, offices: tuple[str, ...] = ()) -> people.Somebody:
        made = await people.member(
            self.database, self.shop.worker_database, self.shop.id, name=name, classes=classes, offices=offices
        )
        self.members[name] = made
        return made

    async def turn(self, **by: float) -> None:
        """Let time pass, and the worker do what has fallen due."""
        if by:
            await self.clock.move(timedelta(**by))
        await self.shop.worker.sweep()
        await self.shop.worker.drain()
        await self.shop.worker.sweep()
        await self.shop.worker.drain()

    async def wish(self, name: str, call: str, told: str = CHANGED, /, **variables: Any) -> dict[str, Any]:
        return await (await self.by(name)).wish(call, told, **variables)

    async def draft(self, name: str, kind: str, title: str, **draft: Any) -> str:
        """A draft with everything it needs; its id."""
        done = await self.wish(
            name,
            "beginProposal(key: $key, kind: $kind, title: $title)",
            key=("String!", new_key()),
            kind=("ProposalKind!", kind),
            title=("[LocalTextInput!]!", [{"language": "en", "text": title}]),
        )
        assert done["__typename"] == "ChangedProposal", done
        proposal: str = done["proposal"]["id"]
        draft.setdefault("text", [{"language": "en", "text": f"{title}: because it is time."}])
        done = await self.wish(
            name, "saveDraft(id: $id, draft: $draft)", id=("ID!", proposal), draft=("DraftInput!", draft)
        )
        assert done["__typename"] == "ChangedProposal", done
        return proposal

    async def act(self, name: str, mutation: str, proposal: str) -> dict[str, Any]:
        """One of the mutations that take a proposal and no more; refusals are returned."""
        return await self.wish(name, f"{mutation}(id: $id)", id=("ID!", proposal))

    async def discuss(self, author: str, proposal: str, *sponsors: str) -> None:
        """Shown, sponsored, and discussed as long as the rules say."""
        assert (await self.act(author, "submitProposal", proposal))["proposal"]["state"] == "SPONSORING"
        done: dict[str, Any] = {}
        for sponsor in sponsors:
            done = await self.act(sponsor, "sponsorProposal", proposal)
            assert done["__typename"] == "ChangedProposal", done
        assert done["proposal"]["state"] == "DISCUSSION", done
        await self.turn(days=7, seconds=1)

    async def announce(self, author: str, proposal: str) -> dict[str, Any]:
        """The text fixed and notice given; the proposal."""
        done = await self.act(author, "freezeProposal", proposal)
        assert done["__typename"] == "ChangedProposal", done
        done = await self.act(author, "giveNotice", proposal)
        assert done["__typename"] == "ChangedProposal", done
        await self.turn()
        told: dict[str, Any] = done["proposal"]
        return told

    async def put_to_vote(self, author: str, kind: str, title: str, *sponsors: str, **draft: Any) -> dict[str, Any]:
        """From nothing to an open vote; the proposal."""
        proposal = await self.draft(author, kind, title, **draft)
        await self.discuss(author, proposal, *sponsors)
        announced = await self.announce(author, proposal)
        await self.turn(days=7, seconds=1)
        return announced

    async def cast(self, name: str, proposal: dict[str, Any], say: str, **more: Any) -> dict[str, Any]:
        """A vote by yes, no or abstain."""
        variables = {"classKey": ("String", more["class_key"])} if "class_key" in more else {}
        extra = ", classKey: $classKey" if variables else ""
        return await self.wish(
            name,
            f"castBallot(electionId: $id, choice: $choice{extra})",
            "... on CastBallot { trackingCode privateCode }",
            id=("ID!", proposal["electionId"]),
            choice=("ChoiceInput!", {"say": say}),
            **variables,
        )

    async def close(self) -> None:
        """The vote runs out and is counted."""
        await self.turn(days=7, seconds=1)

    async def seen(self, name: str, proposal: str, told: str = "state decisionId effectiveAt endedBecause") -> Any:
        program = await self.by(name)
        return (await program.ask(f"query P($id: ID!) {{ proposal(id: $id) {{ {told} }} }}", id=proposal))["proposal"]

    async def talk(self, name: str, proposal: str, told: str) -> Any:
        """What is said and done about a proposal."""
        program = await self.by(name)
        asked = f"query D($id: ID!) {{ discussion(proposalId: $id) {{ {told} }} }}"
        return (await program.ask(asked, id=proposal))["discussion"]

    async def rule(self, key: str) -> Any:
        """What holds now, and the decision behind it."""
        value = "value { number isOn words }"
        history = f"history {{ {value} effectiveAt setBy decisionId holds }}"
        asked = f"query R($key: String!) {{ rule(key: $key) {{ {value} {history} }} }}"
        return (await self.shop.program.ask(asked, key=key))["rule"]


async def convene(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    """Three workers, three producers, two consumers, a facilitator and two tellers."""
    shop = await open_shop(database, worker_database)
    hall = Parliament(database, shop, clock)
    for name, *classes in (
        ("Ana", "worker"), ("Wanda", "worker"), ("Wim", "worker"),
        ("Paola", "producer"), ("Pedro", "producer"), ("Petra", "producer"),
        ("Clara", "consumer"), ("Carlos", "consumer"),
    ):  # fmt: skip
        await hall.join(name, *classes)
    await hall.join("Fatima", offices=("facilitator",))
    for teller in ("Tomas", "Tilda"):
        await hall.join(teller, offices=("teller",))
    return hall
