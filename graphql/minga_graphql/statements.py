"""Statements of the bank or a mobile money operator: taken in once, matched, the rest explained by a person."""

import asyncio
from datetime import date, datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, StepUpNeeded
from minga_platform.kernel.files import FileMissing
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.payments import collecting
from minga_platform.market.statements import explaining, importing, layouts, queries, reading
from minga_platform.market.statements.errors import BalanceDiffers, MoreThanLeft, StatementUnreadable
from minga_platform.membership import access

STATEMENT, LINE, USE, LAYOUT = "stmt", "sline", "suse", "layout"
_SUBJECTS = {
    "payment": "pay", "payout": "payout", "payout_return": "payout", "share": "share", "share_return": "share", "refund": "refund",
    "refund_return": "refund",
    "deposit": "deposit", "seller_debt": "stall", "pair": LINE,
}  # fmt: skip


@strawberry.enum(description="Whose statement it is.")
class StatementChannel(Enum):
    BANK = strawberry.enum_value("bank", description="The co-op's account at its bank.")
    MOBILE = strawberry.enum_value("mobile", description="The co-op's account at a mobile money operator.")


@strawberry.enum(description="What a line of a statement was.")
class LineKind(Enum):
    PAYMENT = strawberry.enum_value("payment", description="Money for an order, whole or in part.")
    PAYOUT = strawberry.enum_value("payout", description="A payout to a maker left.")
    PAYOUT_RETURN = strawberry.enum_value("payout_return", description="A payout came back: it is open again.")
    SHARE = strawberry.enum_value("share", description="A contributor's shares of royalties or funds left.")
    SHARE_RETURN = strawberry.enum_value(
        "share_return", description="A contributor's shares came back: they are due to her again."
    )
    REFUND = strawberry.enum_value("refund", description="A refund to a buyer left.")
    REFUND_RETURN = strawberry.enum_value(
        "refund_return", description="A refund came back: it is to be sent once more."
    )
    DEPOSIT = strawberry.enum_value("deposit", description="Cash that was on its way from or to a till.")
    SELLER_DEBT = strawberry.enum_value("seller_debt", description="A maker paid what her stall owes.")
    BANK_FEE = strawberry.enum_value("bank_fee", description="What the bank takes (or gives back) for its work.")
    SET_ASIDE = strawberry.enum_value("set_aside", description="Nobody knows yet; a note says what was tried.")
    PAIR = strawberry.enum_value("pair", description="Two lines undo each other: money sent back, or sent twice.")


@strawberry.type(description="One reading of a statement.")
class BankStatement:
    id: strawberry.ID = strawberry.field(description="Its id, `stmt_…`.")
    channel: str = strawberry.field(description="`bank` or `mobile`.")
    account: str = strawberry.field(description="The end of the account's number.")
    from_on: date | None = strawberry.field(description="The day of its first line.")
    until_on: date | None = strawberry.field(description="The day of its last line.")
    closing: Money | None = strawberry.field(description="What the bank says is there.")
    ledger: Money = strawberry.field(description="What our books had just after it.")
    lines: MinorUnits = strawberry.field(description="How many lines it had.")
    fresh: MinorUnits = strawberry.field(description="How many of them were new.")
    waiting: MinorUnits = strawberry.field(description="How many of its lines nobody has explained.")
    imported_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="What a line may be.")
class LineSuggestion:
    kind: str = strawberry.field(description="As in `LineKind`, in small letters.")
    subject_id: strawberry.ID = strawberry.field(description="What it may be about.")
    label: str = strawberry.field(description="What a person knows it by.")
    expected: Money = strawberry.field(description="What it still expects.")
    is_named: bool = strawberry.field(description="Whether the line names it.")
    is_noted: bool = strawberry.field(
        description="Whether a person had written it down before: then the line is only noted, and nothing is booked again."
    )


@strawberry.type(description="A part of an order's money that waits for the rest.")
class LinePart:
    id: strawberry.ID = strawberry.field(description="Its id, `suse_…`.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    amount: Money = strawberry.field(description="What is there.")
    expected: Money = strawberry.field(description="What the order costs.")


@strawberry.type(description="A line that waits for a person.")
class BankLine:
    id: strawberry.ID = strawberry.field(description="Its id, `sline_…`.")
    channel: str = strawberry.field(description="`bank` or `mobile`.")
    booked_on: date = strawberry.field(description="The day the bank booked it.")
    amount: Money = strawberry.field(description="Above zero it came in.")
    left: Money = strawberry.field(description="What of it nobody has explained.")
    counterparty: str = strawberry.field(description="From whom or to whom.")
    text: str = strawberry.field(description="What was written with it.")
    is_return: bool = strawberry.field(description="Whether the bank says that it came back.")
    suggestions: list[LineSuggestion] = strawberry.field(description="What it may be.", metadata=bounds(size=4))
    parts: list[LinePart] = strawberry.field(description="Parts that wait for more.", metadata=bounds(size=2))


@strawberry.type(description="How a table of a bank is read.")
class StatementLayout:
    id: strawberry.ID = strawberry.field(description="Its id, `layout_…`.")
    name: str = strawberry.field(description="Its name.")
    channel: str = strawberry.field(description="`bank` or `mobile`.")


@strawberry.type(description="A statement was taken in, or would be.")
class StatementImported:
    dry_run: bool = strawberry.field(description="Whether nothing was changed.")
    lines: MinorUnits = strawberry.field(description="How many lines it has.")
    known: MinorUnits = strawberry.field(description="How many were taken in before.")
    certain: MinorUnits = strawberry.field(description="How many were certain and are booked.")
    waiting: MinorUnits = strawberry.field(description="How many wait for a person.")
    closing: Money | None = strawberry.field(description="What the bank says is there.")
    ledger: Money = strawberry.field(description="What our books have then.")


@strawberry.type(description="A line was explained, whole or in part.")
class ExplainedLine:
    line_id: strawberry.ID = strawberry.field(description="The line, `sline_…`.")


@strawberry.type(description="A layout was kept.")
class KeptLayout:
    id: strawberry.ID = strawberry.field(description="Its id, `layout_…`.")


@strawberry.type(description="The co-op's mobile money account was named or switched off.")
class SetMobileAccount:
    number: str = strawberry.field(description="The number; empty when switched off.")


@strawberry.input(description="Which headings of a table hold what; dates as in `%d.%m.%Y`.")
class LayoutInput:
    date: str = strawberry.field(description="The heading of the booking day.")
    amount: str = strawberry.field(default="", description="The heading of the signed amount.")
    came_in: str = strawberry.field(default="", description="The heading of what came in, where there are two columns.")
    went_out: str = strawberry.field(default="", description="The heading of what went out.")
    text: str = strawberry.field(default="", description="The heading of what was written with it.")
    name: str = strawberry.field(default="", description="The heading of from whom or to whom.")
    reference: str = strawberry.field(default="", description="The heading of the bank's own reference.")
    balance: str = strawberry.field(default="", description="The heading of the balance after each line.")
    delimiter: str = strawberry.field(default=",", description="What stands between cells: `,` `;` `|` or a tabulator.")
    decimal: str = strawberry.field(default=".", description="The decimal mark.")
    date_format: str = strawberry.field(default="%Y-%m-%d", description="How days are written.")
    skip: int = strawberry.field(default=0, description="How many lines stand above the headings.")


@strawberry.input(description="What a part of a line was.")
class LineUseInput:
    kind: LineKind = strawberry.field(description="What it was.")
    amount: MoneyInput = strawberry.field(description="How much of the line.")
    subject_id: strawberry.ID | None = strawberry.field(
        default=None, description="What it is about, from a suggestion."
    )
    reference: str = strawberry.field(default="", description="For an order, instead: its number or its reference.")
    note: str = strawberry.field(default="", description="A word on it.")


@strawberry.type
class Query:
    @strawberry.field(description="Statements that were read, newest first. Null without `till.use` or `books.see`.")
    async def bank_statements(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[BankStatement] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("bank_statements", cooperative.id, ()), first, after)
        async with context.read() as work:
            before = page.after[0] if page.after else None
            rows = await queries.statements(work, context.viewer, before=before, first=page.first)
        return None if rows is None else page.connection(rows, node=_statement, key=lambda row: (row.id,))

    @strawberry.field(
        description="Lines that nobody has explained yet, oldest first, each with what it may be. Null without `till.use` or `books.see`."
    )
    async def waiting_lines(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[BankLine] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("waiting_lines", cooperative.id, ()), first, after)
        async with context.read() as work:
            last = page.after[0] if page.after else None
            rows = await queries.waiting(work, context.viewer, after=last, first=page.first)
        return None if rows is None else page.connection(rows, node=_line, key=lambda row: (row.id,))

    @strawberry.field(
        description="How tables of the co-op's banks are read. Null without `till.use` or `books.see`.",
        metadata=bounds(size=5),
    )
    async def statement_layouts(self, info: Info[Context, None]) -> list[StatementLayout] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await queries.may_see(work, context.viewer):
                return None
            rows = await queries.layouts(work)
        return [
            StatementLayout(
                id=strawberry.ID(ids.encode(LAYOUT, row["id"])), name=row["name"], channel=row["channel"]
            )
            for row in rows
        ]  # fmt: skip


@strawberry.type
class Mutation:
    @mutation(StatementUnreadable, BalanceDiffers)
    async def import_statement(
        self,
        info: Info[Context, None],
        file_id: strawberry.ID,
        channel: StatementChannel,
        layout_id: strawberry.ID | None = None,
        dry_run: bool = True,
    ) -> StatementImported:
        """Take a statement in (CAMT.053, or a table with a layout), or only say what would happen. Needs `till.use`.

        `fileId`: an uploaded file of one's own. What was taken in before is passed over, so the same file twice changes
        nothing and no key is needed.
        """
        context = info.context
        cooperative = context.require_cooperative()
        data, layout = await _file(context, file_id, layout_id)
        statement = await asyncio.to_thread(reading.read, data, currency=cooperative.currency, layout=layout)
        done = await context.perform(
            importing.import_statement,
            channel=channel.value,
            statement=statement,
            dry_run=dry_run,
        )
        return StatementImported(
            dry_run=dry_run,
            lines=MinorUnits(done.lines),
            known=MinorUnits(done.known),
            certain=MinorUnits(done.certain),
            waiting=MinorUnits(done.waiting),
            closing=money_of(done.closing_minor, cooperative.currency) if done.has_closing else None,
            ledger=money_of(done.ledger_minor, cooperative.currency),
        )

    @mutation(NoLegalBasis, StepUpNeeded)
    async def set_mobile_account(
        self, info: Info[Context, None], operator: str, holder: str, number: str
    ) -> SetMobileAccount:
        """Name the co-op's mobile money account, to which buyers send with their order's reference; an empty number switches it off.

        Needs `collecting.edit`.
        """
        account = collecting.MobileAccount.checked(operator, holder, number)
        await info.context.perform(collecting.set_mobile_account, account=account)
        return SetMobileAccount(number=account.number)

    @mutation(MoreThanLeft, InvalidTransition)
    async def explain_line(
        self, info: Info[Context, None], key: str, line_id: strawberry.ID, uses: list[LineUseInput]
    ) -> ExplainedLine:
        """Say what a line was, in one part or several. An order is paid when all of its money is there. Needs `till.use`."""
        context = info.context
        context.require_cooperative()
        told = []
        for one in uses:
            prefix = _SUBJECTS.get(str(one.kind.value))
            subject = None
            if one.subject_id is not None and prefix is not None:
                subject = ids.decode(prefix, one.subject_id)
            elif one.reference and one.kind is LineKind.PAYMENT:
                async with context.read() as work:
                    await access.require(work, context.viewer, "till.use")
                    subject = await queries.payment_named(work, one.reference)
                if subject is None:
                    raise InvalidInput("reference", "choice")
            elif prefix is not None:
                raise InvalidInput("subjectId", "required")
            told.append(explaining.Use(str(one.kind.value), subject, one.amount.read(), one.note))
        await context.perform(explaining.explain_line, key=key, line_id=ids.decode(LINE, line_id), uses=told)
        return ExplainedLine(line_id=line_id)

    @mutation(InvalidTransition)
    async def release_line_part(self, info: Info[Context, None], key: str, use_id: strawberry.ID) -> ExplainedLine:
        """A part of an order's money will not be completed: it is the line's again. Needs `till.use`."""
        line = await info.context.perform(explaining.release_part, key=key, use_id=ids.decode(USE, use_id))
        return ExplainedLine(line_id=strawberry.ID(ids.encode(LINE, line)))

    @mutation(StatementUnreadable)
    async def keep_statement_layout(
        self, info: Info[Context, None], name: str, channel: StatementChannel, layout: LayoutInput
    ) -> KeptLayout:
        """Keep how a bank's tables are read, under a name; the same name again replaces it. Needs `till.use`."""
        plain = {
            "columns": {
                name: getattr(layout, name)
                for name in ("date", "amount", "came_in", "went_out", "text", "name", "reference", "balance")
            },
            "delimiter": layout.delimiter,
            "decimal": layout.decimal,
            "date": layout.date_format,
            "skip": layout.skip,
        }
        kept = await info.context.perform(layouts.keep_layout, name=name, channel=channel.value, layout=plain)
        return KeptLayout(id=strawberry.ID(ids.encode(LAYOUT, kept)))


async def _file(
    context: Context, file_id: strawberry.ID, layout_id: strawberry.ID | None
) -> tuple[bytes, reading.Layout | None]:
    """The bytes of the asker's own upload, and the layout. Refuses: as `access.require`, NotFound, StatementUnreadable."""
    cooperative = context.require_cooperative()
    file = ids.decode("file", file_id)
    wanted = ids.decode(LAYOUT, layout_id) if layout_id is not None else None
    async with context.read() as work:
        agent_id = await access.require(work, context.viewer, "till.use")
        row = await work.row(
            "SELECT sha256, bytes FROM file WHERE cooperative_id = $1 AND id = $2 AND uploaded_by = $3 AND media_type = 'text/csv'",
            cooperative.id,
            file,
            agent_id,
        )
        found = await layouts.layout_of(work, wanted) if wanted is not None else None
    if row is None or context.services.files is None or (wanted is not None and found is None):
        raise NotFound
    if row["bytes"] > reading.MOST_BYTES:
        raise StatementUnreadable("too_large")
    try:
        data = b"".join([chunk async for chunk in context.services.files.get(bytes(row["sha256"]).hex())])
    except FileMissing:
        raise NotFound from None
    return data, found[1] if found is not None else None


def _statement(row: queries.Statement) -> BankStatement:
    return BankStatement(
        id=strawberry.ID(ids.encode(STATEMENT, row.id)),
        channel=row.channel,
        account=row.account,
        from_on=row.from_on,
        until_on=row.until_on,
        closing=money_of(row.closing_minor, row.currency) if row.closing_minor is not None else None,
        ledger=money_of(row.ledger_minor, row.currency),
        lines=MinorUnits(row.lines),
        fresh=MinorUnits(row.fresh),
        waiting=MinorUnits(row.waiting),
        imported_at=row.imported_at,
    )


def _line(row: queries.Waiting) -> BankLine:
    return BankLine(
        id=strawberry.ID(ids.encode(LINE, row.id)),
        channel=row.channel,
        booked_on=row.booked_on,
        amount=money_of(row.amount_minor, row.currency),
        left=money_of(row.left_minor, row.currency),
        counterparty=row.counterparty,
        text=row.text,
        is_return=row.is_return,
        suggestions=[
            LineSuggestion(
                kind=one.kind,
                subject_id=strawberry.ID(ids.encode(_SUBJECTS[one.kind], one.subject_id)),
                label=one.label,
                expected=money_of(one.amount_minor, row.currency),
                is_named=one.is_named,
                is_noted=one.is_noted,
            )
            for one in row.suggestions
        ],
        parts=[
            LinePart(
                id=strawberry.ID(ids.encode(USE, one.id)),
                order_number=MinorUnits(one.order_number),
                amount=money_of(one.amount_minor, row.currency),
                expected=money_of(one.expected_minor, row.currency),
            )
            for one in row.parts
        ],
    )
