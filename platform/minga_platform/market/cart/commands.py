"""Putting in, changing, taking out. Nothing is reserved here: a cart is a list of wishes, a checkout holds stock."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.work import Work
from minga_platform.market.cart.errors import CartFull, NotOffered
from minga_platform.market.cart.queries import cart_id
from minga_platform.market.catalog.amounts import Terms, quantity_problem
from minga_platform.market.catalog.errors import QuantityNotSold
from minga_platform.market.catalog.queries.withholding import REASON, withheld
from minga_platform.market.cycles import offering
from minga_platform.market.law import queries as law

_MOST_LINES = 200
LONGEST_NAME, LONGEST_MESSAGE = 80, 400
"""Of whom a gift voucher is for, and of what is written on it: it fits a page that one gives away."""

# One statement on the way in: what the variant is, whether it is sold, and which cart is meant.
_VARIANT = f"""SELECT v.grants_licence, v.container_id, v.unit, v.step, v.least, v.most, v.price_minor, v.price_per, v.draws, p.title,
    p.is_voucher,
    CASE WHEN v.state <> 'offered' THEN 'withdrawn' WHEN p.is_voucher THEN NULL WHEN p.state <> 'published' THEN 'unpublished'
         WHEN st.state <> 'open' THEN 'stall_closed'
         WHEN p.only_in_cycles AND NOT {offering.OPEN_NOW.format(now="$5")} THEN 'not_in_cycle' END AS not_offered,
    (SELECT c.id FROM cart c WHERE c.person_id = $3
        OR ($3::uuid IS NULL AND c.token_hash = $4 AND c.person_id IS NULL)) AS cart_id
FROM variant v
JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
JOIN stall st ON st.cooperative_id = p.cooperative_id AND st.id = p.stall_id
WHERE v.cooperative_id = $1 AND v.id = $2"""


@dataclass(frozen=True, slots=True)
class Added:
    """The line that came to be, and how much of the variant the cart holds now (base units)."""

    line_id: UUID
    quantity: int
    unit: str


async def add(work: Work, *, variant_id: UUID, quantity: int) -> Added:
    """Put a quantity (base units) of a variant of the unit's co-op into the asker's cart; more of the same adds up.

    Needs a scope with a person or a visitor. Refuses: NotFound, NotOffered, QuantityNotSold, CartFull.
    """
    row = await work.row(
        _VARIANT, work.cooperative_id, variant_id, work.scope.person_id, work.scope.visitor_hash, work.now
    )
    if row is None:
        raise NotFound
    if row["not_offered"] or row["is_voucher"]:
        # A voucher has a door of its own, which asks for whom it is.
        raise NotOffered(row["not_offered"] or "unpublished")
    if row["container_id"] is not None and not await law.switched_on(work, "deposits"):
        raise NotOffered("no_legal_basis")
    if row["grants_licence"] and await withheld(work, [variant_id]):
        raise NotOffered(REASON)
    terms = _terms(row)
    _check(terms, quantity)
    cart = row["cart_id"] or await _open(work)
    line = await work.row(
        "INSERT INTO cart_line (id, cart_id, cooperative_id, variant_id, quantity, seen_price_minor, seen_title, added_at) "
        "SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM cart_line WHERE cart_id = (SELECT $2::uuid)) < $9 "
        "ON CONFLICT (cart_id, cooperative_id, variant_id) DO UPDATE SET quantity = cart_line.quantity + excluded.quantity, "
        "seen_price_minor = excluded.seen_price_minor, seen_title = excluded.seen_title RETURNING id, quantity",
        ids.new(), cart, work.cooperative_id, variant_id, quantity, row["price_minor"], _first_words(row["title"]), work.now, _MOST_LINES,
    )  # fmt: skip
    if line is None:
        raise CartFull(_MOST_LINES)
    _check(terms, line["quantity"])
    return Added(line["id"], line["quantity"], terms.unit)


async def put_voucher(work: Work, *, variant_id: UUID, quantity: int, bought_for: str, message: str) -> Added:
    """Put a gift voucher of so many units into the asker's cart, in place of one that is there: sent twice it is one voucher.

    Needs a scope with a person or a visitor. Refuses: NotFound, QuantityNotSold, CartFull, InvalidInput.
    """
    row = await work.row(
        _VARIANT, work.cooperative_id, variant_id, work.scope.person_id, work.scope.visitor_hash, work.now
    )
    if row is None or not row["is_voucher"]:
        raise NotFound
    for field, text, longest in (("boughtFor", bought_for, LONGEST_NAME), ("message", message, LONGEST_MESSAGE)):
        if len(text) > longest:
            raise InvalidInput(field, "length", maximum=str(longest))
        if any(not sign.isprintable() and sign not in "\n\r" for sign in text):
            raise InvalidInput(field, "characters")
    terms = _terms(row)
    _check(terms, quantity)
    cart = row["cart_id"] or await _open(work)
    line_id = await work.value(
        "INSERT INTO cart_line (id, cart_id, cooperative_id, variant_id, quantity, seen_price_minor, seen_title, added_at, gift_for, gift_message) "
        "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $10, $11 WHERE (SELECT count(*) FROM cart_line WHERE cart_id = $2) < $9 "
        "ON CONFLICT (cart_id, cooperative_id, variant_id) DO UPDATE SET quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor, "
        "seen_title = excluded.seen_title, gift_for = excluded.gift_for, gift_message = excluded.gift_message RETURNING id",
        ids.new(), cart, work.cooperative_id, variant_id, quantity, row["price_minor"], _first_words(row["title"]), work.now, _MOST_LINES,
        bought_for.strip(), message.strip(),
    )  # fmt: skip
    if line_id is None:
        raise CartFull(_MOST_LINES)
    return Added(line_id, quantity, terms.unit)


async def change(work: Work, *, line_id: UUID, quantity: int) -> UUID:
    """Set the quantity of a line of the unit's co-op. Refuses: NotFound, NotOffered, QuantityNotSold."""
    mine = await work.row(
        "SELECT l.cart_id, l.variant_id FROM cart_line l WHERE l.id = $1 AND l.cooperative_id = $2 FOR UPDATE",
        line_id,
        work.cooperative_id,
    )
    if mine is None or mine["cart_id"] != await cart_id(work):
        raise NotFound
    row = await work.row(
        _VARIANT, work.cooperative_id, mine["variant_id"], work.scope.person_id, work.scope.visitor_hash, work.now
    )
    if row is None:
        raise NotOffered("withdrawn")
    if row["not_offered"]:
        raise NotOffered(row["not_offered"])
    _check(_terms(row), quantity)
    await work.execute(
        "UPDATE cart_line SET quantity = $2, seen_price_minor = $3, seen_title = $4 WHERE id = $1",
        line_id, quantity, row["price_minor"], _first_words(row["title"]),
    )  # fmt: skip
    return line_id


async def remove(work: Work, *, line_id: UUID) -> UUID:
    """Take a line out; one that is gone already is gone. Refuses: NotFound for a line that never was the asker's."""
    cart = await cart_id(work)
    gone = await work.execute("DELETE FROM cart_line WHERE id = $1 AND cart_id = $2", line_id, cart)
    if not gone:
        raise NotFound
    return line_id


async def acknowledge(work: Work, *, variant_prices: dict[UUID, int]) -> None:
    """The buyer has seen these prices (minor units per variant): they are what changes are told against from now on."""
    cart = await cart_id(work)
    await work.execute(
        "UPDATE cart_line l SET seen_price_minor = seen.price FROM unnest($2::uuid[], $3::bigint[]) AS seen (id, price) "
        "WHERE l.cart_id = $1 AND l.variant_id = seen.id AND l.seen_price_minor <> seen.price",
        cart, list(variant_prices), list(variant_prices.values()),
    )  # fmt: skip


async def merge(work: Work, person_id: UUID, visitor_hash: bytes | None) -> None:
    """On signing in: what the visitor gathered comes into the person's own cart, once.

    The visitor's lines are moved, not copied, so a second merge finds nothing. The token stops opening the cart, for
    whoever finds it later on a shared machine.
    """
    if visitor_hash is None:
        return
    guest = await work.value("SELECT id FROM cart WHERE token_hash = $1 AND person_id IS NULL FOR UPDATE", visitor_hash)
    if guest is None:
        return
    own = await work.value("SELECT id FROM cart WHERE person_id = $1 FOR UPDATE", person_id)
    if own is None:
        await work.execute(
            "UPDATE cart SET person_id = $2, token_hash = $3, touched_at = $4 WHERE id = $1",
            guest, person_id, digest(new_token()), work.now,
        )  # fmt: skip
        return
    await work.execute(
        "INSERT INTO cart_line (id, cart_id, cooperative_id, variant_id, quantity, seen_price_minor, seen_title, added_at, gift_for, gift_message) "
        "SELECT gen_random_uuid(), $1, cooperative_id, variant_id, quantity, seen_price_minor, seen_title, added_at, gift_for, gift_message "
        "FROM cart_line WHERE cart_id = $2 ON CONFLICT (cart_id, cooperative_id, variant_id) "
        "DO UPDATE SET quantity = greatest(cart_line.quantity, excluded.quantity)",
        own, guest,
    )  # fmt: skip
    await work.execute("DELETE FROM cart WHERE id = $1", guest)


async def forget_placed(work: Work, cart: UUID, *, variant_ids: list[UUID]) -> None:
    """Take out of the asker's cart what was ordered just now."""
    await work.execute(
        "DELETE FROM cart_line WHERE cart_id = $1 AND cooperative_id = $2 AND variant_id = ANY($3)",
        cart, work.cooperative_id, variant_ids,
    )  # fmt: skip


async def _open(work: Work) -> UUID:
    """The asker's cart, made now. Two tabs may try at once: the second finds the first one's."""
    person, visitor = work.scope.person_id, work.scope.visitor_hash
    token_hash = digest(new_token()) if person is not None or visitor is None else visitor
    made = await work.value(
        "INSERT INTO cart (id, token_hash, person_id, created_at, touched_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING RETURNING id",
        ids.new(), token_hash, person, work.now,
    )  # fmt: skip
    found = made or await cart_id(work)
    if found is None:
        raise NotFound
    return found


def _terms(row: asyncpg.Record) -> Terms:
    return Terms(
        row["unit"], row["step"], row["least"], row["most"], row["price_minor"], row["price_per"], row["draws"]
    )


def _check(terms: Terms, quantity: int) -> None:
    problem = quantity_problem(terms, quantity)
    if problem is not None:
        raise QuantityNotSold(problem.rule, terms.unit, problem.step, problem.least, problem.most)


def _first_words(title: dict[str, str]) -> str:
    """Only for a line whose product has gone: then this is all that is left of its name."""
    return next(iter(Text.stored(title)), ("", ""))[1][:200]
