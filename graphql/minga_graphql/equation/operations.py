"""The value equation, divisions and shares in the API."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.equation import queries
from minga_commons.equation.bank_list import bank_list, share_file, share_files
from minga_commons.equation.commands import dividing, paying
from minga_commons.equation.commands.accounts import set_share_account
from minga_commons.equation.errors import NobodyContributed, NothingDue, NothingToDivide, OwnShare
from minga_commons.equation.language import read
from minga_graphql.batches import PayoutFile
from minga_graphql.context import Context
from minga_graphql.equation import types
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, StepUpNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches import files
from minga_platform.market.batches.errors import NothingToSend, NotInEuros
from minga_platform.market.payments.commands.payees import BankPayee, seal
from minga_platform.market.payments.errors import SecondOfficerNeeded, TillTooLow
from minga_platform.membership import access

_MOST = 100
_LONGEST_PERIOD = timedelta(days=366 * 5)


@strawberry.type
class Query:
    @strawberry.field(
        description="Every version of the rules by which income is divided, newest first.",
        metadata=bounds(cost=10, size=4),
    )
    async def equation_versions(self, info: Info[Context, None]) -> list[types.EquationVersion]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.equation_versions(work)
            now = work.now
        holding = next((row["id"] for row in rows if row["effective_at"] <= now), None)
        return [
            types.EquationVersion(
                id=strawberry.ID(ids.encode(types.VERSION, row["id"])),
                equation=types.present_equation(row["lines"], read(row["lines"])),
                effective_at=row["effective_at"],
                set_by=row["set_by"],
                decision_id=strawberry.ID(ids.encode(types.DECISION, row["decision_id"]))
                if row["decision_id"]
                else None,
                holds=row["id"] == holding,
            )
            for row in rows
        ]

    @strawberry.field(
        description="Who would have received what of a past period's royalties by other lines. Null for who is no member and keeps no office.",
        metadata=bounds(cost=200),
    )
    async def equation_trial(
        self,
        info: Info[Context, None],
        lines: list[str],
        since: datetime,
        until: datetime,
        release_id: strawberry.ID | None = None,
    ) -> types.EquationTried | None:
        context = info.context
        context.require_cooperative()
        if since.tzinfo is None or until.tzinfo is None or not timedelta(0) < until - since <= _LONGEST_PERIOD:
            return types.EquationTried(problem="period", trial=None)
        try:
            release = ids.decode("rel", release_id) if release_id is not None else None
        except NotFound:
            return None
        async with context.read() as work:
            if await queries.insider(work, context.viewer) is None:
                return None
            try:
                found = await queries.trial(work, lines=lines, since=since, until=until, release_id=release)
            except InvalidInput as refused:
                return types.EquationTried(problem=refused.rule, trial=None)
        return types.EquationTried(problem=None, trial=types.present_trial(found))

    @strawberry.field(
        description="Divisions of income, newest first, of all or of one release. Null for who is no member and keeps no office.",
        metadata=bounds(cost=20),
    )
    async def distributions(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.Distribution] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(
            ListName("distributions", cooperative.id, (str(release_id),)), first, after
        )
        try:
            release = ids.decode("rel", release_id) if release_id is not None else None
        except NotFound:
            return None
        async with context.read() as work:
            if await queries.insider(work, context.viewer) is None:
                return None
            before = page.after[0] if page.after else None
            rows = await queries.distributions(work, release_id=release, before=before, first=page.first)
            parts = await queries.parts(work, distribution_ids=[row.id for row in rows])
        return page.connection(
            rows, node=lambda row: types.present_distribution(row, parts, context), key=lambda row: (row.id,)
        )

    @strawberry.field(description="One division; null where there is none for this asker.", metadata=bounds(cost=10))
    async def distribution(
        self, info: Info[Context, None], distribution_id: strawberry.ID
    ) -> types.Distribution | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(types.DISTRIBUTION, distribution_id)
        async with context.read() as work:
            if wanted is None or await queries.insider(work, context.viewer) is None:
                return None
            row = await queries.distribution(work, wanted)
            parts = await queries.parts(work, distribution_ids=[wanted])
        return None if row is None else types.present_distribution(row, parts, context)

    @strawberry.field(
        description="Whether a division, worked out anew from what was kept of it, gives the very parts that were paid.",
        metadata=bounds(cost=300),
    )
    async def distribution_agrees(self, info: Info[Context, None], distribution_id: strawberry.ID) -> bool | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(types.DISTRIBUTION, distribution_id)
        async with context.read() as work:
            if wanted is None or await queries.insider(work, context.viewer) is None:
                return None
            if await queries.distribution(work, wanted) is None:
                return None
            return await queries.worked_out_anew(work, wanted)

    @strawberry.field(
        description="The events that counted in a division, of all or of one agent. Null where there is none for this asker.",
        metadata=bounds(cost=20),
    )
    async def distribution_claims(
        self,
        info: Info[Context, None],
        distribution_id: strawberry.ID,
        agent_id: strawberry.ID | None = None,
        bucket: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.DistributionClaim] | None:
        context = info.context
        cooperative = context.require_cooperative()
        shape = (str(distribution_id), str(agent_id), bucket)
        page = context.services.cursors.window(ListName("distribution_claims", cooperative.id, shape), first, after)
        wanted = _decoded(types.DISTRIBUTION, distribution_id)
        agent = _decoded(types.AGENT, agent_id) if agent_id is not None else None
        if wanted is None or (agent_id is not None and agent is None):
            return None
        async with context.read() as work:
            if await queries.insider(work, context.viewer) is None:
                return None
            row = await queries.distribution(work, wanted)
            if row is None:
                return None
            rows = await queries.claims(
                work,
                wanted,
                agent_id=agent,
                bucket=bucket,
                after=(page.after[0], page.after[1]) if page.after else None,
                first=page.first,
            )
        currency = row.currency
        return page.connection(
            rows, node=lambda one: types.present_claim(one, currency), key=lambda one: (one.event_id, one.bucket)
        )

    @strawberry.field(
        description="What lies in the co-op's funds, by name. Null for who is no member and keeps no office.",
        metadata=bounds(cost=10, size=10),
    )
    async def funds(self, info: Info[Context, None]) -> list[types.Fund] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if await queries.insider(work, context.viewer) is None:
                return None
            rows = await queries.funds(work)
        return [types.Fund(name=row.name, held=money_of(row.held_minor, row.currency)) for row in rows]

    @strawberry.field(
        description="What is due to every contributor, by name. Null without `payouts.see`.",
        metadata=bounds(cost=20, size=30),
    )
    async def shares_due(self, info: Info[Context, None]) -> list[types.ShareDue] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "payouts.see"):
                return None
            return [types.present_due(row) for row in await queries.dues(work)]

    @strawberry.field(
        description="Payouts to contributors, newest first. Null without `payouts.see`.", metadata=bounds(cost=10)
    )
    async def share_payouts(
        self,
        info: Info[Context, None],
        state: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.SharePayout] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("share_payouts", cooperative.id, (state,)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "payouts.see"):
                return None
            before = page.after[0] if page.after else None
            rows = await queries.share_payouts(work, agent_id=None, state=state, before=before, first=page.first)
        return page.connection(rows, node=types.present_payout, key=lambda row: (row.id,))

    @strawberry.field(
        description="The newest twenty SEPA orders of shares, without what is in them. Null without `payouts.see`.",
        metadata=bounds(size=5),
    )
    async def share_files(self, info: Info[Context, None]) -> list[types.ShareFile] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "payouts.see"):
                return None
            rows = await share_files(work)
        return [
            types.ShareFile(part=row.part, transfers=MinorUnits(row.transfers), made_at=row.made_at) for row in rows
        ]

    @strawberry.field(
        description="A contributor's statement: the asker's own, or anybody's with `payouts.see`. Null for others.",
        metadata=bounds(cost=50),
    )
    async def share_statement(
        self, info: Info[Context, None], agent_id: strawberry.ID | None = None
    ) -> types.ShareStatement | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            own = await queries.insider(work, context.viewer)
            wanted = own if agent_id is None else _decoded(types.AGENT, agent_id)
            if wanted is None or (wanted != own and not await access.may(work, context.viewer, "payouts.see")):
                return None
            name = await work.value(
                "SELECT name FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, wanted
            )
            if name is None:
                return None
            dues = await queries.dues(work, agent_id=wanted)
            rows = (await queries.distributions(work, agent_id=wanted, before=None, first=_MOST))[:_MOST]
            parts = await queries.parts(work, distribution_ids=[row.id for row in rows], agent_id=wanted)
            paid = (await queries.share_payouts(work, agent_id=wanted, state=None, before=None, first=_MOST))[:_MOST]
            account = await queries.share_account(work, wanted)
        return types.ShareStatement(
            agent_id=strawberry.ID(ids.encode(types.AGENT, wanted)),
            name=name,
            account=None if account is None else types.present_account(account),
            dues=[types.present_due(row) for row in dues],
            distributions=[types.present_distribution(row, parts, context) for row in rows],
            payouts=[types.present_payout(row) for row in paid],
        )


@strawberry.type
class Mutation:
    @mutation(NothingToDivide, NobodyContributed, StepUpNeeded)
    async def divide_royalty(
        self, info: Info[Context, None], key: str, release_id: strawberry.ID, currency: str
    ) -> types.Divided:
        """Divide what is ready of a release's royalties among its contributors, upstream included, by the equation in force.
        Needs `payouts.make`."""
        made = await info.context.perform(
            dividing.divide_royalty, key=key, release_id=ids.decode("rel", release_id), currency=currency
        )
        return types.Divided(distribution=await _distribution(info.context, made))

    @mutation(NothingToDivide, NobodyContributed, StepUpNeeded)
    async def divide_fund(
        self,
        info: Info[Context, None],
        key: str,
        fund: str,
        amount: MoneyInput,
        asset_ids: list[strawberry.ID] | None = None,
        cause: str | None = None,
    ) -> types.Divided:
        """Divide an amount out of a fund among who contributed to some works, to a cause, or to anything. Needs `payouts.make`."""
        made = await info.context.perform(
            dividing.divide_fund,
            key=key,
            fund=fund,
            amount=amount.read(),
            asset_ids=None if asset_ids is None else [ids.decode("ast", one) for one in asset_ids],
            cause=cause,
        )
        return types.Divided(distribution=await _distribution(info.context, made))

    @mutation(StepUpNeeded)
    async def set_share_account(self, info: Info[Context, None], holder: str, number: str) -> types.ToldShareAccount:
        """Say where one's own shares go by bank (IBAN), with or without a stall. A changed account is not sent anything for some
        hours. For oneself alone: no helper, and with a fresh proof."""
        context = info.context
        payee = BankPayee.checked(holder, number)
        agent_id = await context.perform(set_share_account, payee=payee, sealed=seal(context.services.keyring, payee))
        async with context.read() as work:
            account = await queries.share_account(work, agent_id)
        assert account is not None
        return types.ToldShareAccount(account=types.present_account(account))

    @mutation(NothingDue, OwnShare, TillTooLow, StepUpNeeded)
    async def prepare_share(
        self,
        info: Info[Context, None],
        key: str,
        agent_id: strawberry.ID,
        currency: str,
        channel: types.ShareChannel,
        till_id: strawberry.ID | None = None,
    ) -> types.ChangedShare:
        """Set aside all that is due to a contributor, to go by bank or out of a till (a pickup point). Needs `payouts.make`."""
        payout = await info.context.perform(
            paying.prepare_share,
            key=key,
            agent_id=ids.decode(types.AGENT, agent_id),
            currency=currency,
            channel=channel.value,
            till_id=ids.decode("point", till_id) if till_id is not None else None,
        )
        return await _changed(info.context, payout)

    @mutation(NothingDue, OwnShare, StepUpNeeded)
    async def prepare_shares(self, info: Info[Context, None], key: str) -> types.ChangedShares:
        """Set aside all that is due to everybody whose account at a bank is known, the asker excepted. Needs `payouts.make`."""
        return await _all_changed(info.context, await info.context.perform(paying.prepare_shares, key=key))

    @mutation(StepUpNeeded)
    async def export_shares(self, info: Info[Context, None]) -> types.ExportedShares:
        """All that is set aside by bank and not confirmed, as a table with whole bank numbers. Needs `payouts.make`."""
        context, cooperative = info.context, info.context.require_cooperative()
        async with context.read() as work:
            made = await bank_list(work, context.viewer, context.services.keyring)
        return types.ExportedShares(
            file_name=f"{cooperative.slug}-shares.csv",
            media_type="text/csv",
            text=made.text,
            held_payout_ids=[strawberry.ID(ids.encode(types.SHARE, one)) for one in made.held_ids],
            unaddressed_payout_ids=[strawberry.ID(ids.encode(types.SHARE, one)) for one in made.unaddressed_ids],
            unapproved_payout_ids=[strawberry.ID(ids.encode(types.SHARE, one)) for one in made.unapproved_ids],
        )

    @mutation(NothingToSend, NotInEuros, StepUpNeeded)
    async def share_file(self, info: Info[Context, None], part: int) -> PayoutFile:
        """A SEPA order (pain.001) of what is set aside by bank and is in none yet, with whole bank numbers. Asked for again, a part has the
        same bytes; the number after the last makes the next. Needs `payouts.make`."""
        context, cooperative = info.context, info.context.require_cooperative()
        keyring = context.services.keyring

        async def command(work: Work, viewer: Viewer) -> files.PayoutFile:
            return await share_file(work, viewer, keyring, part=part)

        made = await context.perform(command)
        return PayoutFile(
            file_name=f"{cooperative.slug}-shares-{part}.xml",
            media_type="application/xml",
            text=made.text,
            transfers=MinorUnits(made.transfers),
            has_more=made.has_more,
        )

    @mutation(OwnShare, InvalidTransition, StepUpNeeded)
    async def approve_share(self, info: Info[Context, None], key: str, payout_id: strawberry.ID) -> types.ChangedShare:
        """A second officer approves a large payout that was set aside. Needs `payouts.make`."""
        payout = await info.context.perform(paying.approve_share, key=key, payout_id=ids.decode(types.SHARE, payout_id))
        return await _changed(info.context, payout)

    @mutation(OwnShare, TillTooLow, InvalidTransition, SecondOfficerNeeded, StepUpNeeded)
    async def confirm_shares(
        self, info: Info[Context, None], key: str, payout_ids: list[strawberry.ID]
    ) -> types.ChangedShares:
        """All of these are with whom they were for; all or none. Needs `payouts.make`."""
        changed = await info.context.perform(
            paying.confirm_shares, key=key, payout_ids=[ids.decode(types.SHARE, one) for one in payout_ids]
        )
        return await _all_changed(info.context, changed)

    @mutation(OwnShare, TillTooLow, InvalidTransition, SecondOfficerNeeded, StepUpNeeded)
    async def confirm_share(self, info: Info[Context, None], key: str, payout_id: strawberry.ID) -> types.ChangedShare:
        """It is with her. Needs `payouts.make`."""
        payout = await info.context.perform(paying.confirm_share, key=key, payout_id=ids.decode(types.SHARE, payout_id))
        return await _changed(info.context, payout)

    @mutation(OwnShare, InvalidTransition, StepUpNeeded)
    async def cancel_share(self, info: Info[Context, None], key: str, payout_id: strawberry.ID) -> types.ChangedShare:
        """It did not go; what was set aside is due again. Needs `payouts.make`."""
        payout = await info.context.perform(paying.cancel_share, key=key, payout_id=ids.decode(types.SHARE, payout_id))
        return await _changed(info.context, payout)


def _decoded(prefix: str, text: str) -> UUID | None:
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None


async def _distribution(context: Context, distribution_id: UUID) -> types.Distribution:
    async with context.read() as work:
        row = await queries.distribution(work, distribution_id)
        parts = await queries.parts(work, distribution_ids=[distribution_id])
    assert row is not None
    return types.present_distribution(row, parts, context)


async def _changed(context: Context, payout_id: UUID) -> types.ChangedShare:
    async with context.read() as work:
        row = await queries.share_payout(work, payout_id)
    return types.ChangedShare(payout=types.present_payout(row))


async def _all_changed(context: Context, payout_ids: Sequence[UUID]) -> types.ChangedShares:
    async with context.read() as work:
        rows = await queries.share_payouts_by_id(work, payout_ids)
    return types.ChangedShares(payouts=[types.present_payout(row) for row in rows])
