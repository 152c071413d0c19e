"""The books: every account, every transfer, statements, and the way out to other programs."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.holders import holder_labels
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, StepUpNeeded
from minga_platform.kernel.work import Work
from minga_platform.ledger import chain, export, queries
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.errors import BooksTooLong
from minga_platform.membership import access

ACCOUNT, JOURNAL, TRANSFER, STALL = "acct", "jrnl", "xfer", "stall"
_MOST_EXPORTED = 20_000

strawberry.enum(AccountKind, name="AccountKind", description="What an account of the books is for.")


@strawberry.type(description="An account by what it is.")
class AccountLabel:
    id: strawberry.ID = strawberry.field(description="Its id, `acct_…`.")
    kind: AccountKind = strawberry.field(description="What it is for.")
    holder: str = strawberry.field(description="Whose it is: a stall's address, a till's name; empty: the co-op's.")
    purpose: str = strawberry.field(description="Which of its kind it is; empty where there is one only.")


@strawberry.type(description="An account of the books with its sums.")
class LedgerAccount(AccountLabel):
    debits: Money = strawberry.field(description="All that arrived on its debit side.")
    credits: Money = strawberry.field(description="All that arrived on its credit side.")
    balance: Money = strawberry.field(description="As people say it: what is held, owed or earned is positive.")
    set_aside: Money = strawberry.field(description="Of the balance, what is set aside to leave it.")
    can_be_overdrawn: bool = strawberry.field(description="Whether it may fall below nothing.")


@strawberry.type(description="The sums of a unit of account over all accounts. They meet, or something is broken.")
class UnitSum:
    unit: str = strawberry.field(description="A currency, or a unit of the co-op's own.")
    debits: Money = strawberry.field(description="All debits.")
    credits: Money = strawberry.field(description="All credits.")
    meet: bool = strawberry.field(description="Whether both are the same.")


@strawberry.type(description="A co-op's books.")
class Books:
    accounts: list[LedgerAccount] = strawberry.field(
        description="Every account, by unit, as a balance sheet is read.", metadata=bounds(size=40)
    )
    sums: list[UnitSum] = strawberry.field(description="Per unit, what all accounts sum to.")
    chain_links: MinorUnits = strawberry.field(description="How many rows the audit chain holds.")
    chain_head: str = strawberry.field(description="The hash at its end. Note it down elsewhere: it proves the past.")


@strawberry.type(description="One transfer: an amount that left one account and arrived at another.")
class LedgerTransfer:
    id: strawberry.ID = strawberry.field(description="Its id, `xfer_…`.")
    journal_id: strawberry.ID = strawberry.field(description="The happening it belongs to, `jrnl_…`.")
    kind: str = strawberry.field(description="What happened: `sale`, `refund` …")
    at: datetime = strawberry.field(description="When.")
    debit: AccountLabel = strawberry.field(description="Where it arrived.")
    credit: AccountLabel = strawberry.field(description="What it left.")
    amount: Money = strawberry.field(description="How much.")
    state: str = strawberry.field(description="`posted`, `pending`, `post` (a pending one arrived) or `void`.")
    purpose: str = strawberry.field(description="A word on what for; often empty.")
    order_id: strawberry.ID | None = strawberry.field(description="The order it is about, `ord_…`.")
    order_number: MinorUnits | None = strawberry.field(description="That order's number.")
    order_line_id: strawberry.ID | None = strawberry.field(description="The line of the order, `line_…`.")


@strawberry.type(description="One movement on one of a stall's accounts.")
class StatementLine:
    account: AccountLabel = strawberry.field(description="The account.")
    change: Money = strawberry.field(description="What it changed by, as people say it.")
    balance: Money = strawberry.field(description="What stood there afterwards.")
    transfer: LedgerTransfer = strawberry.field(description="The transfer that did it.")


@strawberry.enum(description="Which program reads the export.")
class BooksFormat(Enum):
    HLEDGER = strawberry.enum_value("hledger", description="A journal for hledger and its kin.")
    CSV = strawberry.enum_value("csv", description="A table with a row per transfer.")


@strawberry.type(description="The books as text.")
class ExportedBooks:
    file_name: str = strawberry.field(description="A name for the file.")
    media_type: str = strawberry.field(description="What kind of file it is.")
    text: str = strawberry.field(description="Its whole content.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The co-op's books, for those who may see them (`books.see`); else null.",
        metadata=bounds(cost=50),
    )
    async def books(self, info: Info[Context, None]) -> Books | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "books.see"):
                return None
            states = await queries.accounts(work)
            labels = await holder_labels(work)
            head = await chain.head(work)
        return Books(
            accounts=[_account(state, labels) for state in states],
            sums=_sums(states),
            chain_links=MinorUnits(head.sequence),
            chain_head=head.hash.hex(),
        )

    @strawberry.field(description="Transfers of all accounts or one, newest first. Needs `books.see`.")
    async def transfers(
        self,
        info: Info[Context, None],
        account_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[LedgerTransfer]:
        context = info.context
        cooperative = context.require_cooperative()
        account = ids.decode(ACCOUNT, account_id) if account_id is not None else None
        page = context.services.cursors.window(ListName("transfers", cooperative.id, (str(account),)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "books.see"):
                raise NotFound
            before = page.after[0] if page.after else None
            rows = await queries.transfers(work, account_id=account, before=before, first=page.limit)
            told = await _Told.of(work, rows)
        return page.connection(rows, node=told.transfer, key=lambda row: (row.id,))

    @strawberry.field(
        description="A stall's statement, oldest first, each line with its balance and its way to the sale. "
        "Needs `earnings.see` for the stall.",
        metadata=bounds(cost=100, size=40),
    )
    async def statement(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[StatementLine]:
        context = info.context
        context.require_cooperative()
        stall = ids.decode(STALL, stall_id)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                raise NotFound
            lines = await queries.statement(work, stall, since=since, until=until)
            told = await _Told.of(work, [line.transfer for line in lines])
        return [told.line(line) for line in lines]


@strawberry.type
class Mutation:
    @mutation(StepUpNeeded, BooksTooLong)
    async def export_books(self, info: Info[Context, None], file_format: BooksFormat) -> ExportedBooks:
        """The whole books as a text for another program. Needs `exports.make`. Long books: `minga books export`."""
        context = info.context
        cooperative = context.require_cooperative()
        # One snapshot, as for a query: the balances asserted at the end belong to the transfers before them.
        async with context.read() as work:
            await access.require(work, context.viewer, "exports.make")
            count = await work.value("SELECT count(*) FROM transfer WHERE cooperative_id = $1", cooperative.id)
            if count > _MOST_EXPORTED:
                raise BooksTooLong(count, _MOST_EXPORTED)
            write = export.hledger if file_format is BooksFormat.HLEDGER else export.as_csv
            pieces = write(work, zone=cooperative.zone, holders=await holder_labels(work))
            text = "".join([piece async for piece in pieces])
        ending, kind = ("journal", "text/plain") if file_format is BooksFormat.HLEDGER else ("csv", "text/csv")
        return ExportedBooks(file_name=f"{cooperative.slug}.{ending}", media_type=kind, text=text)


class _Told:
    """Transfers with what they are about: the orders behind them, and what holders are called."""

    def __init__(self, cooperative_id: UUID, labels: dict[UUID, str], orders: dict[UUID, tuple[UUID, int]]) -> None:
        self._cooperative_id = cooperative_id
        self._labels = labels
        self._orders = orders

    @classmethod
    async def of(cls, work: Work, rows: Sequence[queries.TransferRow]) -> "_Told":
        wanted = {row.seller_order_id for row in rows if row.seller_order_id is not None}
        orders = {}
        if wanted:
            found = await work.rows(
                "SELECT p.id, p.order_id, o.number FROM seller_order p JOIN sale_order o"
                " ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id"
                " WHERE p.cooperative_id = $1 AND p.id = ANY ($2)",
                work.cooperative_id,
                list(wanted),
            )
            orders = {row["id"]: (row["order_id"], row["number"]) for row in found}
        return cls(work.cooperative_id, await holder_labels(work), orders)

    def label(self, name: AccountName, unit: str) -> AccountLabel:
        return AccountLabel(
            id=strawberry.ID(ids.encode(ACCOUNT, name.id_in(self._cooperative_id, unit))),
            kind=name.kind,
            holder=_holder(name.holder_id, self._labels),
            purpose=name.purpose,
        )

    def transfer(self, row: queries.TransferRow) -> LedgerTransfer:
        order = self._orders.get(row.seller_order_id) if row.seller_order_id else None
        return LedgerTransfer(
            id=strawberry.ID(ids.encode(TRANSFER, row.id)),
            journal_id=strawberry.ID(ids.encode(JOURNAL, row.journal_id)),
            kind=row.journal_kind,
            at=row.at,
            debit=self.label(row.debit, row.unit),
            credit=self.label(row.credit, row.unit),
            amount=money_of(row.amount, row.unit),
            state=row.state,
            purpose=row.purpose,
            order_id=strawberry.ID(ids.encode("ord", order[0])) if order else None,
            order_number=MinorUnits(order[1]) if order else None,
            order_line_id=strawberry.ID(ids.encode("line", row.order_line_id)) if row.order_line_id else None,
        )

    def line(self, line: queries.StatementLine) -> StatementLine:
        unit = line.transfer.unit
        return StatementLine(
            account=self.label(line.account, unit),
            change=money_of(line.change, unit),
            balance=money_of(line.balance, unit),
            transfer=self.transfer(line.transfer),
        )


def _holder(holder_id: UUID | None, labels: dict[UUID, str]) -> str:
    return "" if holder_id is None else labels.get(holder_id) or ids.encode("holder", holder_id)


def _account(state: queries.AccountState, labels: dict[UUID, str]) -> LedgerAccount:
    return LedgerAccount(
        id=strawberry.ID(ids.encode(ACCOUNT, state.id)),
        kind=state.kind,
        holder=_holder(state.holder_id, labels),
        purpose=state.purpose,
        debits=money_of(state.debits, state.unit),
        credits=money_of(state.credits, state.unit),
        balance=money_of(state.display, state.unit),
        set_aside=money_of(state.pending, state.unit),
        can_be_overdrawn=state.minimum is None,
    )


def _sums(states: Sequence[queries.AccountState]) -> list[UnitSum]:
    sums = []
    for unit in sorted({state.unit for state in states}):
        debits = sum(state.debits for state in states if state.unit == unit)
        credits_ = sum(state.credits for state in states if state.unit == unit)
        sums.append(
            UnitSum(
                unit=unit,
                debits=money_of(debits, unit),
                credits=money_of(credits_, unit),
                meet=debits == credits_,
            )
        )
    return sums
