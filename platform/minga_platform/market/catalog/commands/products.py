"""Products: adding, editing, showing and withdrawing them; their pictures and categories."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, rights, shapes, slugs
from minga_platform.market.catalog.commands import facts, files, one_off
from minga_platform.market.catalog.commands.stalls import write
from minga_platform.market.catalog.errors import NothingToSell, StallNotOpen, TooMany
from minga_platform.market.catalog.ports import JOINED
from minga_platform.market.law.profiles import PROFILES
from minga_platform.membership import access


async def add_product(work: Work, viewer: Viewer, *, stall_id: UUID, fields: Mapping[str, Any]) -> UUID:
    """Write down a product, as a draft that only the stall sees. `fields` as in `shapes.PRODUCT`; title and tax are needed.

    Refuses: SignInNeeded, NotFound, NotAllowed, StallNotOpen (closed), InvalidInput.
    """
    right = await rights.for_stall(work, viewer, stall_id, "product.edit")
    if right.row["state"] == "closed":
        raise StallNotOpen("closed")
    for needed in ("title", "tax_bps"):
        if needed not in fields:
            raise InvalidInput(needed, "required")
    checked = shapes.checked(shapes.PRODUCT, fields)
    await _category(work, checked)
    return await write_down(work, stall_id, checked)


async def write_down(work: Work, stall_id: UUID, fields: Mapping[str, Any], *, address: str = "", **more: Any) -> UUID:
    """The row itself, of checked fields; imports add their own columns. `address`: what its slug is made of instead of its title."""
    product_id = ids.new()
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    slug = await slugs.free(work, "product", address or Text.stored(fields["title"]).read(home), product_id)
    texts = {name: fields.get(name, {}) for name in ("description", "provenance", "materials", "care")}
    row = {**texts, **fields, **more, "slug": slug, "stall_id": stall_id, "state": "draft", "created_at": work.now}
    places = ", ".join(f"${place}" for place in range(3, len(row) + 3))
    try:
        await work.execute(
            f"INSERT INTO product (cooperative_id, id, {', '.join(row)}) VALUES ($1, $2, {places})",
            work.cooperative_id,
            product_id,
            *row.values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise slugs.as_refusal(error, slug) from None
    return product_id


async def edit_product(
    work: Work, viewer: Viewer, *, product_id: UUID, expected_version: int, changes: Mapping[str, Any]
) -> UUID:
    """Change what a product tells. `changes`: fields of `shapes.PRODUCT`, and `slug`; a new title makes a new address.

    Orders keep what they were placed with. Refuses: SignInNeeded, NotFound, NotAllowed, Conflict, InvalidInput, SlugTaken,
    FactsMissing (it is shown, and would no longer tell what the law wants told).
    """
    right = await rights.for_product(work, viewer, product_id)
    if right.row["version"] != expected_version:
        raise Conflict(right.row["version"])
    given = dict(changes)
    slug = given.pop("slug", None)
    fields = shapes.checked(shapes.PRODUCT, given)
    await _category(work, fields)
    async with facts.still_told(work, product_id):
        await change(work, right.row, fields, slug=slug)
    await listing.refresh(work, [product_id])
    return product_id


async def change(work: Work, row: asyncpg.Record, fields: dict[str, Any], *, slug: str | None = None) -> None:
    """Write checked fields to a locked product and move its address; the listing is the caller's to refresh."""
    if slug is not None and slug != row["slug"]:
        fields["slug"] = await slugs.wanted(work, "product", slug, row["id"])
    elif slug is None and "title" in fields and fields["title"] != row["title"]:
        home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
        fields["slug"] = await slugs.free(work, "product", Text.stored(fields["title"]).read(home), row["id"])
    if fields.get("slug", row["slug"]) != row["slug"]:
        await slugs.move(work, "product", row["id"], row["slug"], fields["slug"])
    await write(work, "product", row["id"], fields)


async def publish_product(work: Work, viewer: Viewer, *, product_id: UUID) -> UUID:
    """Show a product to everybody. Once shown, showing again changes nothing.

    Refuses: SignInNeeded, NotFound, NotAllowed, StallNotOpen, NothingToSell, FactsMissing (what the law wants told of goods
    of this shelf), what the commons refuse, NotOneOff.
    """
    right = await rights.for_product(work, viewer, product_id)
    if right.row["stall_state"] != "open":
        raise StallNotOpen(right.row["stall_state"])
    offered = await work.value(
        "SELECT true FROM variant WHERE cooperative_id = $1 AND product_id = $2 AND state = 'offered' LIMIT 1",
        work.cooperative_id,
        product_id,
    )
    if not offered:
        raise NothingToSell
    await facts.require_told(work, product_id)
    if right.row["asks_commons"] and JOINED.commons is not None:
        await JOINED.commons.may_publish(work, product_id)
    if right.row["is_one_off"]:
        await one_off.require_single(work, product_id)
    if right.row["state"] != "published":
        # The day it was first shown stays, so that taking it down and up again is no way to the head of "newest".
        first = right.row["published_at"] or work.now
        await write(work, "product", product_id, {"state": "published", "published_at": first, "sold_at": None})
        await listing.refresh(work, [product_id])
    return product_id


async def unpublish_product(work: Work, viewer: Viewer, *, product_id: UUID) -> UUID:
    """Take a product down; it stays a draft of the stall. Orders placed are untouched. Refuses as `archive_product`."""
    return await _withdraw(work, viewer, product_id, "draft", {"published", "archived"})


async def archive_product(work: Work, viewer: Viewer, *, product_id: UUID) -> UUID:
    """Put a product away. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition."""
    return await _withdraw(work, viewer, product_id, "archived", {"draft", "published"})


async def _withdraw(work: Work, viewer: Viewer, product_id: UUID, state: str, from_states: set[str]) -> UUID:
    right = await rights.for_product(work, viewer, product_id)
    if right.row["state"] == state:
        return product_id
    if right.row["state"] not in from_states:
        raise InvalidTransition(right.row["state"])
    await write(work, "product", product_id, {"state": state, "sold_at": None})
    await listing.refresh(work, [product_id])
    return product_id


async def _category(work: Work, fields: Mapping[str, Any]) -> None:
    if fields.get("category_id") is None:
        return
    known = await work.value(
        "SELECT true FROM category WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, fields["category_id"]
    )
    if not known:
        raise NotFound


async def add_category(work: Work, viewer: Viewer, *, name: Mapping[str, str]) -> UUID:
    """A shelf of the market, behind the others. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput."""
    await access.require(work, viewer, "categories.edit")
    return await write_category(work, name)


async def set_law_profile(work: Work, viewer: Viewer, *, category_id: UUID, law_profile: str | None) -> UUID:
    """Say what kind of goods stand on a shelf, so what the law wants told before one is shown; None: nothing is asked.

    What is shown already stays. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    await access.require(work, viewer, "categories.edit")
    if law_profile is not None and law_profile not in PROFILES:
        raise InvalidInput("lawProfile", "one_of")
    changed = await work.value(
        "UPDATE category SET law_profile = $3 WHERE cooperative_id = $1 AND id = $2 RETURNING id",
        work.cooperative_id, category_id, law_profile,
    )  # fmt: skip
    if changed is None:
        raise NotFound
    return category_id


async def rename_category(work: Work, viewer: Viewer, *, category_id: UUID, name: Mapping[str, str]) -> UUID:
    """Another name for a shelf. Its address stays; its goods are found by the new name at once.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    await access.require(work, viewer, "categories.edit")
    said = shapes.words(60, required=True, one_line=True)("name", name)
    changed = await work.value(
        "UPDATE category SET name = $3 WHERE cooperative_id = $1 AND id = $2 RETURNING id",
        work.cooperative_id,
        category_id,
        said,
    )
    if changed is None:
        raise NotFound
    rows = await work.rows(
        "SELECT id FROM product WHERE cooperative_id = $1 AND category_id = $2 AND state = 'published' ORDER BY id",
        work.cooperative_id,
        category_id,
    )
    await listing.refresh(work, [row["id"] for row in rows])
    return category_id


async def forget_picture_problems(work: Work, viewer: Viewer, *, product_id: UUID) -> UUID:
    """Put aside what an import told about pictures that could not be fetched. Refuses: SignInNeeded, NotFound, NotAllowed."""
    await rights.for_product(work, viewer, product_id)
    await work.execute(
        "UPDATE product SET imported = imported - 'picture_problems' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        product_id,
    )
    return product_id


async def write_category(work: Work, name: Mapping[str, str]) -> UUID:
    """The row itself."""
    said = shapes.words(60, required=True, one_line=True)("name", name)
    category_id = ids.new()
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    slug = await slugs.free(work, "category", Text.stored(said).read(home), category_id)
    try:
        await work.execute(
            """INSERT INTO category (cooperative_id, id, slug, name, position) VALUES ($1, $2, $3, $4,
            (SELECT coalesce(max(position), 0) + 1 FROM category WHERE cooperative_id = $1))""",
            work.cooperative_id,
            category_id,
            slug,
            said,
        )
    except asyncpg.UniqueViolationError as error:
        raise slugs.as_refusal(error, slug) from None
    return category_id


async def add_picture(
    work: Work, viewer: Viewer, *, product_id: UUID, file_id: UUID, alt: Mapping[str, str] | None = None
) -> UUID:
    """Put an uploaded picture behind the others. Refuses: SignInNeeded, NotFound, NotAllowed, NotAPicture, TooMany."""
    right = await rights.for_product(work, viewer, product_id)
    said = shapes.words(200, one_line=True)("alt", alt)
    number = await work.value(
        "SELECT count(*) FROM picture WHERE cooperative_id = $1 AND product_id = $2", work.cooperative_id, product_id
    )
    if number >= shapes.MOST_PICTURES:
        raise TooMany("pictures", shapes.MOST_PICTURES)
    await files.show(work, file_id, right.agent_id)
    picture_id = await hang(work, product_id, file_id, said)
    await listing.refresh(work, [product_id])
    return picture_id


async def hang(
    work: Work, product_id: UUID, file_id: UUID, alt: Mapping[str, str], *, source_url: str | None = None
) -> UUID:
    """The row itself, behind the others."""
    picture_id = ids.new()
    await work.execute(
        """INSERT INTO picture (cooperative_id, id, product_id, file_id, alt, source_url, position) VALUES ($1, $2, $3, $4, $5, $6,
            (SELECT coalesce(max(position), 0) + 1 FROM picture WHERE cooperative_id = $1 AND product_id = $3))""",
        work.cooperative_id, picture_id, product_id, file_id, dict(alt), source_url,
    )  # fmt: skip
    return picture_id


async def remove_picture(work: Work, viewer: Viewer, *, picture_id: UUID) -> UUID:
    """Take a picture away. Refuses: SignInNeeded, NotFound, NotAllowed, FactsMissing (the last one of what is shown with one)."""
    right = await rights.for_picture(work, viewer, picture_id)
    async with facts.still_told(work, right.row["product_id"]):
        await work.execute("DELETE FROM picture WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, picture_id)
    await listing.refresh(work, [right.row["product_id"]])
    product_id: UUID = right.row["product_id"]
    return product_id


async def edit_picture(
    work: Work,
    viewer: Viewer,
    *,
    picture_id: UUID,
    alt: Mapping[str, str] | None = None,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> UUID:
    """What a picture shows, in words, and what of it stays in sight when it is cropped (hundredths from left and top).

    What is not given stays. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    right = await rights.for_picture(work, viewer, picture_id)
    said = shapes.words(200, one_line=True)("alt", alt) if alt is not None else right.row["alt"]
    point = shapes.whole(0, 100)
    await work.execute(
        "UPDATE picture SET alt = $3, focus_x = $4, focus_y = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, picture_id, said,
        right.row["focus_x"] if focus_x is None else point("focus_x", focus_x),
        right.row["focus_y"] if focus_y is None else point("focus_y", focus_y),
    )  # fmt: skip
    await listing.refresh(work, [right.row["product_id"]])
    product_id: UUID = right.row["product_id"]
    return product_id


async def order_pictures(work: Work, viewer: Viewer, *, product_id: UUID, picture_ids: Sequence[UUID]) -> UUID:
    """The order of the pictures, the first being the card's. Refuses: SignInNeeded, NotFound (not all of them), NotAllowed."""
    await rights.for_product(work, viewer, product_id)
    present = await work.rows(
        "SELECT id FROM picture WHERE cooperative_id = $1 AND product_id = $2", work.cooperative_id, product_id
    )
    if {row["id"] for row in present} != set(picture_ids) or len(present) != len(picture_ids):
        raise NotFound
    await work.execute(
        """UPDATE picture SET position = w.position FROM unnest($2::uuid[]) WITH ORDINALITY AS w (id, position)
        WHERE picture.cooperative_id = $1 AND picture.id = w.id""",
        work.cooperative_id,
        list(picture_ids),
    )
    await listing.refresh(work, [product_id])
    return product_id


async def mark_grants_licence(work: Work, variant_id: UUID) -> None:
    """Who buys it gets a licence, so that the commons are asked before it is sold; for the commons' own commands."""
    product_id = await work.value(
        "SELECT p.id FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id "
        "WHERE v.cooperative_id = $1 AND v.id = $2 FOR NO KEY UPDATE OF p",
        work.cooperative_id,
        variant_id,
    )
    await work.execute(
        "UPDATE variant SET grants_licence = true WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        variant_id,
    )
    await listing.refresh(work, [product_id])


async def mark_asks_commons(work: Work, product_id: UUID, *, asks: bool) -> None:
    """Whether the commons are asked before it is shown or sold; for the commons' own commands, on a locked product."""
    await write(work, "product", product_id, {"asks_commons": asks})
    await listing.refresh(work, [product_id])
