"""Invariant 3 for share capital: whatever members promise, pay, leave and get back, the sums agree after each posting.

Members' accounts and the collective account together are the co-op's equity, as a model in plain Python has it and as
the books have it from the other side (assets − liabilities − income + expenses); no account falls below its floor.
"""

from uuid import UUID

from anyio.from_thread import start_blocking_portal
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money
from minga_platform.ledger import checks, queries
from minga_platform.ledger.chart import CHART
from minga_platform.register.commands import admission, leaving, shares
from minga_platform.register.errors import MoreThanOwed
from minga_platform.register.queries import electorate
from minga_testing.register import MAKER, Coop, begin

MEMBERS = 3
STEP = st.tuples(
    st.sampled_from(("join", "more", "pay", "pay", "pay", "work", "leave", "repay", "give up")),
    st.integers(0, MEMBERS - 1),
    st.integers(1, 12_000),
)
SHARES = {"share_capital", "shares_promised", "collective"}


class Model:
    """What each member should have, minor units."""

    def __init__(self) -> None:
        self.due = [0] * MEMBERS
        self.paid = [0] * MEMBERS
        self.back: list[list[int]] = [[] for _ in range(MEMBERS)]
        self.member = [False] * MEMBERS
        self.entitled = [False] * MEMBERS
        self.collective = 0

    @property
    def equity(self) -> int:
        # Promised capital is equity against what members still owe.
        return sum(self.paid) + sum(self.due) + self.collective


async def tell(coop: Coop, people, steps) -> None:
    model = Model()
    for what, place, number in steps:
        who = people[place]
        async with coop.work() as work:
            membership: UUID | None = await work.value(
                "SELECT id FROM membership WHERE agent_id = $1 AND left_at IS NULL", who.agent_id
            )
        assert (membership is not None) == model.member[place]
        if what == "join" and membership is None:
            await coop.wish(coop.officer, admission.admit_agent, agent_id=who.agent_id, class_key="maker")
            model.member[place], model.entitled[place] = True, False
            model.due[place] = MAKER.owed_minor
        elif what == "more" and membership is not None:
            count = 1 + number % 3
            await coop.wish(who, shares.take_more, membership_id=membership, shares=count)
            model.due[place] += count * MAKER.share_minor
        elif what == "pay" and membership is not None:
            wish = coop.wish(
                coop.officer,
                shares.record_payment,
                membership_id=membership,
                amount=Money(number, "EUR"),
                channel="bank",
            )
            if number > model.due[place]:
                await refused(wish, MoreThanOwed)
            else:
                await wish
                model.due[place] -= number
                model.paid[place] += number
        elif what == "work" and membership is not None:
            wish = coop.wish(coop.officer, shares.record_work, membership_id=membership, hours=1 + number % 5)
            if not model.due[place]:
                await refused(wish, MoreThanOwed)
            else:
                await wish
                worth = min((1 + number % 5) * 1000, model.due[place])
                model.due[place] -= worth
                model.paid[place] += worth
        elif what == "leave" and membership is not None:
            await coop.wish(who, leaving.give_notice, class_key="maker")
            third, rest = divmod(model.paid[place], 3)
            model.back[place] += [part for part in (third + (rest > 0), third + (rest > 1), third) if part]
            model.due[place] = model.paid[place] = 0
            model.member[place] = model.entitled[place] = False
        elif what in ("repay", "give up") and model.back[place]:
            await hand_back(coop, who, what, model, place)
        if model.member[place] and model.paid[place] >= MAKER.owed_minor:
            model.entitled[place] = True
        await compare(coop, people, model)


async def hand_back(coop: Coop, who, what: str, model: Model, place: int) -> None:
    async with coop.work() as work:
        row = await work.row(
            "SELECT r.id, r.amount_minor FROM repayment r JOIN membership m ON m.id = r.membership_id"
            " WHERE m.agent_id = $1 AND r.paid_at IS NULL ORDER BY r.id LIMIT 1",
            who.agent_id,
        )
    if what == "give up":
        await coop.wish(who, leaving.give_up, repayment_id=row["id"])
        model.collective += row["amount_minor"]
    else:
        # The first part is due at once, the others in a month and in two.
        try:
            await coop.wish(coop.officer, leaving.repay, repayment_id=row["id"])
        except Refusal:
            return
    model.back[place].remove(row["amount_minor"])


async def refused(wish, kind: type[Refusal]) -> None:
    try:
        await wish
    except kind:
        return
    raise AssertionError(f"should have been refused as {kind.__name__}")


async def compare(coop: Coop, people, model: Model) -> None:
    async with coop.work() as work:
        states = await queries.accounts(work)
        voters = {one.agent_id for one in await electorate(work, work.now, ["maker"])}
        weights = {one.weight for one in await electorate(work, work.now, ["maker"])}
        broken = [*await checks.violations(work), *await checks.unlike_chart(work)]
    assert broken == []
    in_equity = sum(s.display for s in states if CHART[s.kind].path.startswith("equity:") and s.kind in SHARES)
    other_side = sum(s.balance for s in states if s.kind not in SHARES)
    assert in_equity == other_side == model.equity
    for state in states:
        floor = CHART[state.kind].minimum
        assert floor is None or state.display >= floor
    for place, who in enumerate(people):
        held = {s.kind.value: s.display for s in states if s.holder_id == who.agent_id}
        assert held.get("share_capital", 0) == model.paid[place]
        assert held.get("shares_due", 0) == held.get("shares_promised", 0) == model.due[place]
        assert held.get("shares_to_repay", 0) == sum(model.back[place])
    # Invariant 1: shares begin rights, and never weigh.
    assert voters == {who.agent_id for place, who in enumerate(people) if model.entitled[place]}
    assert weights <= {1}


async def _world(database: Database, worker: Database):
    coop = await begin(
        database, worker, notice_days=0, repayment_wait_days=0, repayment_instalments=3, work_hour_minor=1000
    )
    return coop, [await coop.person(f"Member {place}") for place in range(MEMBERS)]


def test_members_and_collective_are_the_equity(database_urls, pytestconfig) -> None:
    full = pytestconfig.getoption("--reliability") == "full"
    with start_blocking_portal("asyncio") as portal:
        database = portal.call(Database.connect, database_urls.app)
        worker = portal.call(Database.connect, database_urls.worker)

        async def story(steps) -> None:
            coop, people = await _world(database, worker)
            await tell(coop, people, steps)

        @settings(max_examples=100 if full else 12, deadline=None, phases=[Phase.explicit, Phase.generate])
        @given(steps=st.lists(STEP, min_size=12, max_size=40))
        def any_story(steps) -> None:
            portal.call(story, steps)

        try:
            any_story()
        finally:
            portal.call(database.close)
            portal.call(worker.close)
