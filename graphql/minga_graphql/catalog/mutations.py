"""What makers and coordinators do with stalls and goods. Each answers with the thing as it is now, or says why not."""

# ruff: noqa: A002 - arguments bear the API's words: id, filter

from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.royalties.errors import NotLicensed
from minga_graphql.catalog import present, types
from minga_graphql.catalog.facts import LawProfile
from minga_graphql.catalog.inputs import ContactInput, ProductInput, StallInput, VariantInput, given
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.refusals import name_id
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.files import NotAPicture
from minga_platform.market.catalog import names
from minga_platform.market.catalog.commands import products, stalls, variants
from minga_platform.market.catalog.errors import NothingToSell, NotOneOff, SlugTaken, StallNotOpen, StockHeld, TooMany
from minga_platform.market.catalog.queries import goods
from minga_platform.market.law.errors import FactsMissing, NoLegalBasis

name_id("product_id", names.PRODUCT)
name_id("variant_id", names.VARIANT)
name_id("stock_item_id", names.STOCK_ITEM)
name_id("category_id", names.CATEGORY)


@strawberry.enum(description="Whether a stall sells.")
class StallState(Enum):
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@strawberry.type
class Mutation:
    """Rights: `stall.edit` and `product.edit` for those who keep the stall, `categories.edit` and `stall.admit` for offices."""

    @mutation()
    async def open_stall(
        self,
        info: Info[Context, None],
        name: list[LocalTextInput],
        story: list[LocalTextInput] | None = None,
        place: str = "",
        contact: ContactInput | None = None,
    ) -> types.KeptStall:
        """Open a stall, which the asker then keeps and is paid for. For makers: producers and workers (`stall.open`)."""
        stall_id = await info.context.perform(
            stalls.open_stall,
            name=read_languages(name, "name"),
            story=read_languages(story or [], "story"),
            place=place,
            contact={"name": contact.name, "address": contact.address, "mail": contact.mail} if contact else {},
        )
        return await _stall(info.context, stall_id)

    @mutation(Conflict, SlugTaken, NotAPicture, FactsMissing)
    async def edit_stall(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        expected_version: int,
        changes: StallInput,
    ) -> types.KeptStall:
        """Change what a stall tells (`stall.edit`)."""
        stall_id = await info.context.perform(
            stalls.edit_stall,
            stall_id=ids.decode(names.STALL, id),
            expected_version=expected_version,
            changes=given(changes, info.context.require_cooperative().currency),
        )
        return await _stall(info.context, stall_id)

    @mutation(InvalidTransition)
    async def set_stall_state(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        state: StallState,
    ) -> types.KeptStall:
        """Close a stall or open it again (`stall.edit`); suspend it or end that (`stall.admit`). Orders go on."""
        stall_id = await info.context.perform(
            stalls.set_stall_state, stall_id=ids.decode(names.STALL, id), state=state.value
        )
        return await _stall(info.context, stall_id)

    @mutation()
    async def add_stall_keeper(
        self, info: Info[Context, None], stall_id: strawberry.ID, agent_id: strawberry.ID
    ) -> types.KeptStall:
        """Let another person of the co-op act for the stall (`stall.edit`)."""
        changed = await info.context.perform(
            stalls.add_stall_keeper,
            stall_id=ids.decode(names.STALL, stall_id),
            agent_id=ids.decode("agent", agent_id),
        )
        return await _stall(info.context, changed)

    @mutation(InvalidTransition)
    async def remove_stall_keeper(
        self, info: Info[Context, None], stall_id: strawberry.ID, agent_id: strawberry.ID
    ) -> types.KeptStall:
        """End somebody's keeping of the stall (`stall.edit`); its last keeper stays."""
        changed = await info.context.perform(
            stalls.remove_stall_keeper,
            stall_id=ids.decode(names.STALL, stall_id),
            agent_id=ids.decode("agent", agent_id),
        )
        return await _stall(info.context, changed)

    @mutation()
    async def set_order_letters(
        self, info: Info[Context, None], stall_id: strawberry.ID, wanted: bool
    ) -> types.KeptStall:
        """Whether the asker gets a letter for each order with goods of a stall that she keeps (`stall.edit`)."""
        changed = await info.context.perform(
            stalls.set_order_letters, stall_id=ids.decode(names.STALL, stall_id), wanted=wanted
        )
        return await _stall(info.context, changed)

    @mutation()
    async def forget_picture_problems(self, info: Info[Context, None], product_id: strawberry.ID) -> types.KeptProduct:
        """Put aside what an import told about pictures that could not be fetched (`product.edit`)."""
        changed = await info.context.perform(
            products.forget_picture_problems, product_id=ids.decode(names.PRODUCT, product_id)
        )
        return await _product(info.context, changed)

    @mutation()
    async def rename_category(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        name: list[LocalTextInput],
    ) -> types.Category:
        """Give a shelf another name; its address stays (`categories.edit`)."""
        context = info.context
        category_id = await context.perform(
            products.rename_category, category_id=ids.decode(names.CATEGORY, id), name=read_languages(name, "name")
        )
        async with context.read() as work:
            rows = await goods.categories(work)
        return next(present.category(row, context) for row in rows if row["id"] == category_id)

    @mutation()
    async def set_law_profile(
        self, info: Info[Context, None], id: strawberry.ID, profile: LawProfile | None = None
    ) -> types.Category:
        """Say what kind of goods stand on a shelf, so what the law wants told before one is shown; null: nothing is asked
        (`categories.edit`)."""
        context = info.context
        category_id = await context.perform(
            products.set_law_profile,
            category_id=ids.decode(names.CATEGORY, id),
            law_profile=None if profile is None else profile.value,
        )
        async with context.read() as work:
            rows = await goods.categories(work)
        return next(present.category(row, context) for row in rows if row["id"] == category_id)

    @mutation()
    async def add_category(self, info: Info[Context, None], name: list[LocalTextInput]) -> types.Category:
        """Put up a shelf, behind the others (`categories.edit`)."""
        context = info.context
        category_id = await context.perform(products.add_category, name=read_languages(name, "name"))
        async with context.read() as work:
            rows = await goods.categories(work)
        return next(present.category(row, context) for row in rows if row["id"] == category_id)

    @mutation(StallNotOpen)
    async def add_product(
        self, info: Info[Context, None], stall_id: strawberry.ID, product: ProductInput
    ) -> types.KeptProduct:
        """Write down a product as a draft (`product.edit`); title and tax rate are needed."""
        product_id = await info.context.perform(
            products.add_product,
            stall_id=ids.decode(names.STALL, stall_id),
            fields=given(product, info.context.require_cooperative().currency),
        )
        return await _product(info.context, product_id)

    @mutation(Conflict, SlugTaken, FactsMissing)
    async def edit_product(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        expected_version: int,
        changes: ProductInput,
    ) -> types.KeptProduct:
        """Change what a product tells (`product.edit`). Orders keep what they were placed with."""
        product_id = await info.context.perform(
            products.edit_product,
            product_id=ids.decode(names.PRODUCT, id),
            expected_version=expected_version,
            changes=given(changes, info.context.require_cooperative().currency),
        )
        return await _product(info.context, product_id)

    @mutation(StallNotOpen, NothingToSell, NotLicensed, FactsMissing, NotOneOff)
    async def publish_product(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Show a product to everybody (`product.edit`)."""
        product_id = ids.decode(names.PRODUCT, id)
        return await _product(info.context, await info.context.perform(products.publish_product, product_id=product_id))

    @mutation(InvalidTransition)
    async def unpublish_product(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Take a product down; it stays as a draft (`product.edit`)."""
        product_id = ids.decode(names.PRODUCT, id)
        return await _product(
            info.context, await info.context.perform(products.unpublish_product, product_id=product_id)
        )

    @mutation(InvalidTransition)
    async def archive_product(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Put a product away (`product.edit`)."""
        product_id = ids.decode(names.PRODUCT, id)
        return await _product(info.context, await info.context.perform(products.archive_product, product_id=product_id))

    @mutation(TooMany, NoLegalBasis, FactsMissing)
    async def add_variant(
        self,
        info: Info[Context, None],
        product_id: strawberry.ID,
        variant: VariantInput,
        on_hand: MinorUnits | None = None,
        stock_item_id: strawberry.ID | None = None,
    ) -> types.KeptProduct:
        """Offer a product in one more form (`product.edit`). `onHand`: what is there, in base units; null: made to order.
        Or `stockItemId`: draw from what another variant of the stall draws from."""
        product = ids.decode(names.PRODUCT, product_id)
        await info.context.perform(
            variants.add_variant,
            product_id=product,
            fields=given(variant, info.context.require_cooperative().currency),
            on_hand=on_hand,
            stock_item_id=ids.decode(names.STOCK_ITEM, stock_item_id) if stock_item_id is not None else None,
        )
        return await _product(info.context, product)

    @mutation(Conflict, NoLegalBasis, FactsMissing)
    async def edit_variant(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        expected_version: int,
        changes: VariantInput,
        stock_item_id: strawberry.ID | None = None,
    ) -> types.KeptProduct:
        """Change a form or its price (`product.edit`). Carts are told of it, orders keep theirs."""
        variant_id = await info.context.perform(
            variants.edit_variant,
            variant_id=ids.decode(names.VARIANT, id),
            expected_version=expected_version,
            changes=given(changes, info.context.require_cooperative().currency),
            stock_item_id=ids.decode(names.STOCK_ITEM, stock_item_id) if stock_item_id is not None else None,
        )
        return await _product_of_variant(info.context, variant_id)

    @mutation()
    async def withdraw_variant(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Offer a form no longer (`product.edit`)."""
        variant_id = ids.decode(names.VARIANT, id)
        await info.context.perform(variants.withdraw_variant, variant_id=variant_id)
        return await _product_of_variant(info.context, variant_id)

    @mutation(FactsMissing)
    async def offer_variant(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Offer a withdrawn form again (`product.edit`)."""
        variant_id = ids.decode(names.VARIANT, id)
        await info.context.perform(variants.offer_variant, variant_id=variant_id)
        return await _product_of_variant(info.context, variant_id)

    @mutation(StockHeld)
    async def set_stock(
        self, info: Info[Context, None], stock_item_id: strawberry.ID, on_hand: MinorUnits | None = strawberry.UNSET
    ) -> types.StockItem:
        """Say what is there after counting, in base units; null: made to order from now on (`product.edit`)."""
        if on_hand is strawberry.UNSET:
            raise InvalidInput("onHand", "required")  # Left out is not null: it would make counted goods endless.
        changed = await info.context.perform(
            variants.set_stock, stock_item_id=ids.decode(names.STOCK_ITEM, stock_item_id), on_hand=on_hand
        )
        return await _stock(info.context, changed)

    @mutation(StockHeld)
    async def adjust_stock(
        self, info: Info[Context, None], key: str, stock_item_id: strawberry.ID, by: MinorUnits
    ) -> types.StockItem:
        """More or less by so many base units (`product.edit`)."""
        changed = await info.context.perform(
            variants.adjust_stock, key=key, stock_item_id=ids.decode(names.STOCK_ITEM, stock_item_id), by=by
        )
        return await _stock(info.context, changed)

    @mutation(NotAPicture, TooMany)
    async def add_picture(
        self,
        info: Info[Context, None],
        product_id: strawberry.ID,
        file_id: strawberry.ID,
        alt: list[LocalTextInput] | None = None,
    ) -> types.KeptProduct:
        """Show an uploaded picture with a product (`product.edit`); the picture becomes public."""
        product = ids.decode(names.PRODUCT, product_id)
        await info.context.perform(
            products.add_picture,
            product_id=product,
            file_id=ids.decode(names.FILE, file_id),
            alt=read_languages(alt or [], "alt"),
        )
        return await _product(info.context, product)

    @mutation()
    async def edit_picture(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        alt: list[LocalTextInput] | None = None,
        focus_x: int | None = None,
        focus_y: int | None = None,
    ) -> types.KeptProduct:
        """What a picture shows, in words, and what of it stays in sight when it is cropped, in hundredths from left and top;
        what is not given stays (`product.edit`)."""
        product_id = await info.context.perform(
            products.edit_picture,
            picture_id=ids.decode(names.PICTURE, id),
            alt=None if alt is None else read_languages(alt, "alt"),
            focus_x=focus_x,
            focus_y=focus_y,
        )
        return await _product(info.context, product_id)

    @mutation(FactsMissing)
    async def remove_picture(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct:
        """Take a picture away (`product.edit`)."""
        product_id = await info.context.perform(products.remove_picture, picture_id=ids.decode(names.PICTURE, id))
        return await _product(info.context, product_id)

    @mutation()
    async def order_pictures(
        self,
        info: Info[Context, None],
        product_id: strawberry.ID,
        picture_ids: Annotated[list[strawberry.ID], strawberry.argument(metadata=bounds(most=12))],
    ) -> types.KeptProduct:
        """Put the pictures of a product in order, the first being the card's (`product.edit`)."""
        product = ids.decode(names.PRODUCT, product_id)
        wanted = [ids.decode(names.PICTURE, one) for one in picture_ids]
        await info.context.perform(products.order_pictures, product_id=product, picture_ids=wanted)
        return await _product(info.context, product)


async def _stall(context: Context, stall_id: UUID) -> types.KeptStall:
    async with context.read() as work:
        row = await goods.kept_stall_by_id(work, context.viewer, stall_id)
    if row is None:
        raise NotFound
    return present.kept_stall(row, context)


async def _product(context: Context, product_id: UUID) -> types.KeptProduct:
    async with context.read() as work:
        row = await goods.kept_product(work, context.viewer, product_id)
    if row is None:
        raise NotFound
    return present.kept_product(row, context)


async def _product_of_variant(context: Context, variant_id: UUID) -> types.KeptProduct:
    async with context.read() as work:
        product_id = await goods.product_of_variant(work, variant_id)
    if product_id is None:
        raise NotFound
    return await _product(context, product_id)


async def _stock(context: Context, stock_item_id: UUID) -> types.StockItem:
    async with context.read() as work:
        row = await goods.stock_item(work, stock_item_id)
    if row is None:
        raise NotFound
    return types.StockItem(
        id=strawberry.ID(ids.encode(names.STOCK_ITEM, row["id"])),
        counted=row["counted"],
        on_hand=MinorUnits(row["on_hand"]),
        held=MinorUnits(row["held"]),
    )
