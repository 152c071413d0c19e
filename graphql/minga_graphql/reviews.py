"""Reviews as programs see them: what buyers say of what they got, what makers answer, and what two moderators hid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.catalog.present import picture_of
from minga_graphql.catalog.types import Picture
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.files import NotAPicture
from minga_platform.market.catalog import names
from minga_platform.market.orders import links
from minga_platform.market.orders import queries as orders
from minga_platform.market.reviews import commands, errors, queries
from minga_platform.membership import access

REVIEW, HIDING, LINE, ORDER = "rev", "hid", "oline", "ord"


@strawberry.type(description="How many reviews are shown, and their average.")
class ReviewTally:
    reviews: int = strawberry.field(description="How many.")
    average_tenths: int | None = strawberry.field(
        description="The average in tenths of a star (43: 4.3 of 5); null where nobody said anything yet."
    )


@strawberry.type(description="What a buyer says of something that was handed over to her.")
class Review:
    id: strawberry.ID = strawberry.field(description="Its id, `rev_…`.")
    product_title: str = strawberry.field(description="Of what, as it is called now.")
    product_slug: str = strawberry.field(description="The name of that in addresses.")
    stars: int = strawberry.field(description="From 1 to 5.")
    words: str = strawberry.field(description="What she says; perhaps empty.")
    language: str = strawberry.field(description="The language it was written in.")
    shown_name: str = strawberry.field(description="The name she wants to be shown by.")
    picture: Picture | None = strawberry.field(description="A photo of hers.")
    written_at: datetime = strawberry.field(description="When.")
    edited_at: datetime | None = strawberry.field(description="When she last changed it.")
    reply: str | None = strawberry.field(description="What the maker answered.")
    replied_by: str | None = strawberry.field(description="Who answered.")
    replied_at: datetime | None = strawberry.field(description="When.")


@strawberry.type(description="A line of an order that was handed over, and what its buyer said of it.")
class ReviewedLine:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    title: str = strawberry.field(description="What was bought, as it was called then.")
    review: Review | None = strawberry.field(description="What she said; null: nothing yet.")
    editable_until: datetime | None = strawberry.field(description="Until when she may change it.")
    hidden_because: str | None = strawberry.field(description="Why two moderators hid it; null where it is shown.")
    appeal: str | None = strawberry.field(description="What she said against that.")
    stays_hidden: bool | None = strawberry.field(
        description="What a third moderator decided on her appeal; null: nothing yet."
    )


@strawberry.type(description="A review that moderators should look at.")
class ReviewToModerate:
    review: Review = strawberry.field(description="The review.")
    reports: list[str] = strawberry.field(
        description="Why people reported it; who did is not told.", metadata=bounds(size=5)
    )
    hiding_id: strawberry.ID | None = strawberry.field(description="The wish to hide it, `hid_…`.")
    reason: str | None = strawberry.field(description="Why one moderator wants to hide it.")
    is_hidden: bool = strawberry.field(description="Whether two agreed, so that it is not shown.")
    appeal: str | None = strawberry.field(description="What its author says against that.")
    mine_before: bool = strawberry.field(
        description="Whether the asker asked or agreed before, so that somebody else must look now."
    )


@strawberry.type(description="A review was written, changed or answered.")
class ReviewChanged:
    id: strawberry.ID = strawberry.field(description="Its id, `rev_…`.")


@strawberry.type(description="A wish to hide a review, or a decision about one.")
class HidingChanged:
    id: strawberry.ID = strawberry.field(description="Its id, `hid_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="How a product, or all goods of a stall together, are reviewed. Name one of the two.",
        metadata=bounds(cost=2),
    )
    async def review_tally(
        self, info: Info[Context, None], product_id: strawberry.ID | None = None, stall_id: strawberry.ID | None = None
    ) -> ReviewTally | None:
        context = info.context
        context.require_cooperative()
        about = _about(product_id, stall_id)
        if about is None:
            return None
        async with context.read() as work:
            found = await queries.tally(work, product_id=about[0], stall_id=about[1])
        return ReviewTally(reviews=found.reviews, average_tenths=found.average_tenths)

    @strawberry.field(
        description="What buyers say of a product, or of all goods of a stall, newest first. Name one of the two; else null."
    )
    async def reviews(
        self,
        info: Info[Context, None],
        product_id: strawberry.ID | None = None,
        stall_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Review] | None:
        context = info.context
        cooperative = context.require_cooperative()
        about = _about(product_id, stall_id)
        if about is None:
            return None
        page = context.services.cursors.window(ListName("reviews", cooperative.id, (*map(str, about),)), first, after)
        async with context.read() as work:
            rows = await queries.shown(
                work,
                product_id=about[0],
                stall_id=about[1],
                before=page.after[0] if page.after else None,
                limit=page.limit,
            )
        return page.connection(rows, node=lambda row: _review(row, context), key=lambda row: (row["id"],))

    @strawberry.field(
        description="The lines of an order that were handed over, each with its review: for who placed it, or holds its link. None else.",
        metadata=bounds(cost=5, size=5),
    )
    async def reviews_of_order(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[ReviewedLine]:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _decoded(ORDER, order_id)
        if wanted is None:
            return []
        async with context.read() as work:
            follows = token and links.follows(context.services.keyring, cooperative.id, wanted, token)
            if not follows and await orders.own(work, context.viewer, wanted) is None:
                return []
            rows = await queries.of_order(work, wanted)
            until = [row["id"] and await queries.editable_until(work, row["written_at"]) for row in rows]
        return [
            ReviewedLine(
                line_id=strawberry.ID(ids.encode(LINE, row["of_line"])),
                title=row["title"],
                review=_review(row, context) if row["id"] else None,
                editable_until=end,
                hidden_because=row["hidden_because"],
                appeal=row["appeal"] or None,
                stays_hidden=row["is_upheld"],
            )
            for row, end in zip(rows, until, strict=True)
        ]

    @strawberry.field(
        description="What was reported, waits for a second moderator, or was appealed; null without `reviews.moderate`.",
        metadata=bounds(cost=20, size=20),
    )
    async def reviews_to_moderate(self, info: Info[Context, None]) -> list[ReviewToModerate] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.to_moderate(work, context.viewer)
            standing = await access.standing(work, context.viewer)
        if rows is None or standing is None:
            return None
        return [
            ReviewToModerate(
                review=_review(row, context),
                reports=row["reports"],
                hiding_id=strawberry.ID(ids.encode(HIDING, row["hiding_id"])) if row["hiding_id"] else None,
                reason=row["reason"],
                is_hidden=row["hidden_at"] is not None,
                appeal=row["appeal"] or None,
                mine_before=standing.agent_id in (row["asked_by"], row["agreed_by"]),
            )
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation(errors.NotHandedOver, errors.OwnGoods, errors.EditingOver, NotAPicture, InvalidTransition)
    async def review_line(
        self,
        info: Info[Context, None],
        line_id: strawberry.ID,
        stars: int,
        words: str,
        shown_name: str,
        picture_file_id: strawberry.ID | None = None,
        token: str | None = None,
    ) -> ReviewChanged:
        """Say something of a line of an order that was handed over, once; the same again changes it while that is open.

        For who placed the order, or holds its link (`token`)."""
        context = info.context
        line = ids.decode(LINE, line_id)
        made = await context.perform(
            commands.review_line,
            line_id=line,
            stars=stars,
            words=words,
            shown_name=shown_name,
            picture_file_id=None if picture_file_id is None else ids.decode(names.FILE, picture_file_id),
            holds_link=await _holds_link(context, token, queries.order_of_line, line),
        )
        return ReviewChanged(id=strawberry.ID(ids.encode(REVIEW, made)))

    @mutation(errors.AnsweredAlready)
    async def answer_review(self, info: Info[Context, None], id: strawberry.ID, words: str) -> ReviewChanged:  # noqa: A002
        """The maker's one answer (`messages.answer` for the stall)."""
        await info.context.perform(commands.answer_review, review_id=ids.decode(REVIEW, id), words=words)
        return ReviewChanged(id=id)

    @mutation()
    async def report_review(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:  # noqa: A002
        """Tell the moderators that a review should not stand there. For whom the co-op knows."""
        await info.context.perform(commands.report_review, review_id=ids.decode(REVIEW, id), reason=reason)
        return Done()

    @mutation(errors.OwnGoods, InvalidTransition)
    async def ask_to_hide_review(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> HidingChanged:  # noqa: A002
        """Say why a review should be hidden; it is hidden when a second moderator agrees. Needs `reviews.moderate`."""
        made = await info.context.perform(commands.ask_to_hide_review, review_id=ids.decode(REVIEW, id), reason=reason)
        return HidingChanged(id=strawberry.ID(ids.encode(HIDING, made)))

    @mutation(errors.OwnGoods, errors.SecondOneNeeded, InvalidTransition)
    async def agree_to_hide_review(self, info: Info[Context, None], id: strawberry.ID, agrees: bool) -> HidingChanged:  # noqa: A002
        """The second moderator: the review is hidden now, or stays where it is. Needs `reviews.moderate`."""
        await info.context.perform(commands.agree_to_hide_review, hiding_id=ids.decode(HIDING, id), agrees=agrees)
        return HidingChanged(id=id)

    @mutation(InvalidTransition)
    async def appeal_review_hiding(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        words: str,
        token: str | None = None,
    ) -> ReviewChanged:
        """The author of a hidden review says why it should be shown after all; a third moderator decides."""
        context = info.context
        review = ids.decode(REVIEW, id)
        await context.perform(
            commands.appeal_hiding,
            review_id=review,
            words=words,
            holds_link=await _holds_link(context, token, queries.order_of_review, review),
        )
        return ReviewChanged(id=id)

    @mutation(errors.OwnGoods, errors.SecondOneNeeded, InvalidTransition)
    async def decide_review_appeal(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        stays_hidden: bool,
    ) -> HidingChanged:
        """Decide an appeal, as somebody who neither asked nor agreed before. Needs `reviews.moderate`."""
        await info.context.perform(
            commands.decide_hiding_appeal, hiding_id=ids.decode(HIDING, id), stays_hidden=stays_hidden
        )
        return HidingChanged(id=id)


def _review(row: Mapping[str, Any], context: Context) -> Review:
    cooperative = context.require_cooperative()
    return Review(
        id=strawberry.ID(ids.encode(REVIEW, row["id"])),
        product_title=context.said(row["product_title"]),
        product_slug=row["product_slug"],
        stars=row["stars"],
        words=row["words"],
        language=row["language"],
        shown_name=row["shown_name"],
        picture=picture_of(row, cooperative.slug, context),
        written_at=row["written_at"],
        edited_at=row["edited_at"],
        reply=row["reply"],
        replied_by=row["replied_by"],
        replied_at=row["replied_at"],
    )


async def _holds_link(context: Context, token: str | None, order_of: Any, about: UUID) -> bool:
    """Whether the asker holds the link of the order that a line or a review is of."""
    cooperative = context.require_cooperative()
    if not token:
        return False
    async with context.read() as work:
        order_id = await order_of(work, about)
    return order_id is not None and links.follows(context.services.keyring, cooperative.id, order_id, token)


def _about(product_id: str | None, stall_id: str | None) -> tuple[UUID | None, UUID | None] | None:
    if (product_id is None) == (stall_id is None):
        return None
    found = (
        None if product_id is None else _decoded(names.PRODUCT, product_id),
        None if stall_id is None else _decoded(names.STALL, stall_id),
    )
    return None if found == (None, None) else found


def _decoded(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
