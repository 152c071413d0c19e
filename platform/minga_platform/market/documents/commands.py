"""Making documents: each has one cause and is made once, under a number that is taken while the unit that makes it lasts.

What stands on a document comes from the order's frozen lines, the refund's lines and the books; nothing is computed anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import share_half_up
from minga_platform.kernel.work import Work
from minga_platform.market.documents.issuing import issuer
from minga_platform.market.documents.kinds import KINDS
from minga_platform.market.law import queries as law
from minga_platform.market.orders.spared import AT_SALE

_CAUSES = {
    "invoice": "journal_id",
    "credit_note": "refund_id",
    "self_billing": "payout_id",
    "supply_credit": "refund_id",
}


@dataclass
class _Draft:
    """A document before it has its number. `rates`: (part, rate in basis points) → [net, tax], minor units."""

    kind: str
    cause_id: UUID
    language: str
    currency: str
    party: dict[str, Any]
    order_id: UUID | None = None
    stall_id: UUID | None = None
    mirrors_id: UUID | None = None
    snapshot: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    rates: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def count(self, part: str, tax_bps: int, net_minor: int, tax_minor: int) -> None:
        """Add to what this part of the document has at a rate."""
        if net_minor or tax_minor:
            sums = self.rates.setdefault((part, tax_bps), [0, 0])
            sums[0] += net_minor
            sums[1] += tax_minor


async def invoice_order(work: Work, order_id: UUID) -> list[UUID]:
    """An invoice for each time money came in for this order, or goods of it went on terms; those made now. Safe to repeat.

    Once for a card or a transfer, once for each stall's part that is paid in cash or goes before its money.
    """
    journals = await work.rows(
        """SELECT j.id FROM journal j WHERE j.cooperative_id = $1 AND j.kind = 'sale' AND j.subject_kind = 'order' AND j.subject_id = $2
        AND NOT EXISTS (SELECT FROM trade_document d WHERE d.cooperative_id = $1 AND d.journal_id = j.id) ORDER BY j.id""",
        work.cooperative_id,
        order_id,
    )
    made = [await _issue(work, await _invoice(work, order_id, row["id"])) for row in journals]
    return [one for one in made if one is not None]


async def _invoice(work: Work, order_id: UUID, journal_id: UUID) -> _Draft:
    order = await _order(work, order_id)
    covered = await work.rows(
        "SELECT DISTINCT seller_order_id FROM transfer WHERE cooperative_id = $1 AND journal_id = $2",
        work.cooperative_id,
        journal_id,
    )
    part_ids = [row["seller_order_id"] for row in covered if row["seller_order_id"] is not None]
    draft = _of_order("invoice", journal_id, order)
    spared = {row["order_line_id"]: row for row in await work.rows(_SPARED, work.cooperative_id, journal_id, part_ids)}
    if spared:
        draft.snapshot["spared"] = sorted({str(one) for row in spared.values() for one in row["refunds"]})
    for row in await _lines(work, part_ids):
        off, tax_off = (spared[row["id"]][name] if row["id"] in spared else 0 for name in ("amount", "tax"))
        total, tax = row["total_minor"] - off, row["tax_minor"] - tax_off
        if total or not off:
            draft.lines.append(_line(row, total, tax, row["quantity"] - _taken_off(row, off)))
        draft.count(_part(row), row["tax_bps"], total - tax, tax)
    if len(part_ids) < len(covered):
        _count_delivery(draft, order, order["delivery_minor"], order["delivery_tax_minor"])
    if order["payment_method"] == "invoice":
        draft.snapshot["terms"] = await _terms(work, order_id)
    await _introduce(work, draft)
    return draft


_SPARED = f"""SELECT x.order_line_id, array_agg(r.id) AS refunds, sum(x.amount_minor)::bigint AS amount, sum(x.tax_minor)::bigint AS tax FROM journal j
    JOIN refund r ON r.cooperative_id = j.cooperative_id AND r.order_id = j.subject_id AND {AT_SALE}
    JOIN refund_line x ON x.cooperative_id = r.cooperative_id AND x.refund_id = r.id
    JOIN order_line l ON l.cooperative_id = x.cooperative_id AND l.id = x.order_line_id AND l.seller_order_id = ANY($3)
    WHERE j.cooperative_id = $1 AND j.id = $2 GROUP BY 1"""
"""What the scales took off these parts as they were sold: the invoice is for what is left, and names the refunds that it takes along."""


def _taken_off(row: asyncpg.Record, off_minor: int) -> int:
    """So many base units of a line that `off_minor` of its price is for, when the scales said that there is less."""
    less = row["quantity"] - min(row["packed"] or 0, row["quantity"])
    return share_half_up(less, off_minor, row["packed_off_minor"]) if off_minor else 0


async def _terms(work: Work, order_id: UUID) -> dict[str, str]:
    """By when it is to be paid, under which reference, and what the buyer calls her order."""
    row = await work.row(
        "SELECT due_at, reference, purchase_order FROM payment WHERE cooperative_id = $1 AND order_id = $2",
        work.cooperative_id,
        order_id,
    )
    assert row is not None, "an order that was sold has its payment"
    return {
        "due_at": row["due_at"].isoformat(), "reference": row["reference"], "purchase_order": row["purchase_order"],
    }  # fmt: skip


async def credit_refund(work: Work, refund_id: UUID) -> list[UUID]:
    """A credit note for each invoice that this refund takes something back of; those made now. Safe to repeat.

    None where the invoice is for what was left already: what the scales took off as it was paid.
    A refund that failed on its way and is sent again keeps its credit note: the buyer's right to the money did not change.
    """
    refund = await work.row(
        "SELECT id, order_id, cause FROM refund WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, refund_id
    )
    assert refund is not None, "a refund is never deleted"
    await invoice_order(work, refund["order_id"])
    back = await work.rows(
        """SELECT r.order_line_id, r.amount_minor, r.tax_minor, s.id AS seller_order_id,
            (SELECT coalesce(sum(x.amount_minor), 0)::bigint FROM refund_line x
                JOIN refund w ON w.cooperative_id = x.cooperative_id AND w.id = x.refund_id AND w.cause = 'weight'
                WHERE x.cooperative_id = r.cooperative_id AND x.order_line_id = r.order_line_id) AS weighed_off FROM refund_line r
        LEFT JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id
        LEFT JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE r.cooperative_id = $1 AND r.refund_id = $2 ORDER BY r.id""",
        work.cooperative_id,
        refund_id,
    )
    invoices = await work.rows(
        """SELECT d.id, d.series, d.number, d.issued_at, array_agg(DISTINCT t.seller_order_id) AS covers FROM trade_document d
        JOIN transfer t ON t.cooperative_id = d.cooperative_id AND t.journal_id = d.journal_id
        WHERE d.cooperative_id = $1 AND d.order_id = $2 AND d.kind = 'invoice' AND NOT coalesce(d.snapshot -> 'spared' ? $3, false)
        GROUP BY d.cooperative_id, d.id ORDER BY d.number""",
        work.cooperative_id,
        refund["order_id"],
        str(refund_id),
    )
    order = await _order(work, refund["order_id"])
    made: list[UUID | None] = []
    for invoice in invoices:
        mine = [row for row in back if row["seller_order_id"] in invoice["covers"]]
        if mine:
            made.append(await _issue(work, await _credit(work, refund, order, invoice, mine)))
    return [one for one in made if one is not None]


async def _credit(
    work: Work, refund: asyncpg.Record, order: asyncpg.Record, invoice: asyncpg.Record, back: Sequence[asyncpg.Record]
) -> _Draft:
    draft = _of_order("credit_note", refund["id"], order)
    draft.mirrors_id = invoice["id"]
    draft.snapshot["mirrors"] = {
        "series": invoice["series"], "number": invoice["number"], "issued_at": invoice["issued_at"].isoformat(),
    }  # fmt: skip
    sold = {row["id"]: row for row in await _lines(work, [row["seller_order_id"] for row in back])}
    for row in back:
        if row["order_line_id"] is None:
            _count_delivery(draft, order, row["amount_minor"], row["tax_minor"])
            continue
        line = sold[row["order_line_id"]]
        less = _taken_off(line, row["amount_minor"] if refund["cause"] == "weight" else row["weighed_off"])
        quantity = less if refund["cause"] == "weight" else line["quantity"] - less
        draft.lines.append(_line(line, row["amount_minor"], row["tax_minor"], quantity))
        draft.count(_part(line), line["tax_bps"], row["amount_minor"] - row["tax_minor"], row["tax_minor"])
    await _introduce(work, draft)
    return draft


async def self_bill(work: Work, payout_id: UUID) -> UUID | None:
    """The co-op bills itself in the maker's name for what this payout pays; None when that was done before, or where the co-op has no
    legal basis for it: then the maker sends an invoice of her own. Safe to repeat."""
    payout = await work.row(
        """SELECT p.*, t.name AS stall_name, t.contact, t.trader, a.name AS maker, c.language FROM payout p
        JOIN stall t ON t.cooperative_id = p.cooperative_id AND t.id = p.stall_id
        JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
        JOIN cooperative c ON c.id = p.cooperative_id
        WHERE p.cooperative_id = $1 AND p.id = $2""",
        work.cooperative_id,
        payout_id,
    )
    assert payout is not None, "a payout is never deleted"
    if payout["state"] != "paid" or payout["returned_minor"]:
        # What came back from a purchase was billed when it was earned.
        return None
    if not await law.switched_on(work, "self_billing"):
        return None
    earned = await work.rows(_EARNED, work.cooperative_id, payout_id)
    if not earned:
        # So was what earlier payouts could not carry.
        return None
    draft = _of_stall("self_billing", payout_id, payout)
    draft.snapshot |= {
        "channel": payout["channel"],
        "netted_minor": payout["netted_minor"],
        "brought_minor": payout["brought_minor"],
        "carried_minor": payout["carried_minor"],
        "paid_minor": payout["amount_minor"],
    }
    for row in earned:
        _bill(draft, row)
    await _introduce(work, draft)
    made = await _issue(work, draft)
    # What of it went back while it was on its way is taken back now that there is something to take it back from.
    for row in await work.rows(_TAKEN_BACK, work.cooperative_id, payout_id):
        await credit_supplies(work, row["refund_id"])
    return made


async def credit_supplies(work: Work, refund_id: UUID) -> list[UUID]:
    """A supply credit for each self-billing document that this refund takes something back of; those made now. Safe to repeat.

    A refund that came before the payout lessened the document itself; one that came later made a debt, and this is its paper.
    """
    documents = await work.rows(
        f"""SELECT DISTINCT d.id AS document_id, d.series, d.number, d.issued_at, d.payout_id, d.stall_id, d.currency, t.name AS stall_name,
            t.contact, t.trader, a.name AS maker, c.language
        FROM ({_OWED_AFTER}) o JOIN trade_document d ON d.cooperative_id = $1 AND d.payout_id = o.payout_id
        JOIN stall t ON t.cooperative_id = d.cooperative_id AND t.id = d.stall_id
        JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
        JOIN cooperative c ON c.id = d.cooperative_id ORDER BY d.number""",
        work.cooperative_id, refund_id,
    )  # fmt: skip
    made: list[UUID | None] = []
    for billed in documents:
        draft = _of_stall("supply_credit", refund_id, billed)
        draft.mirrors_id = billed["document_id"]
        draft.snapshot["mirrors"] = {
            "series": billed["series"], "number": billed["number"], "issued_at": billed["issued_at"].isoformat(),
        }  # fmt: skip
        for row in await work.rows(_GIVEN_BACK, work.cooperative_id, refund_id, billed["payout_id"]):
            _bill(draft, row)
        await _introduce(work, draft)
        made.append(await _issue(work, draft))
    return [one for one in made if one is not None]


def _of_stall(kind: str, cause_id: UUID, told: asyncpg.Record) -> _Draft:
    """In a maker's name, as she and her stall are called now."""
    return _Draft(
        kind,
        cause_id,
        told["language"],
        told["currency"],
        {"name": told["maker"]}
        | {name: text for name, text in told["contact"].items() if text}
        | {name: text for name, text in _numbers(told["trader"]).items() if text},
        stall_id=told["stall_id"],
        snapshot={
            "stall": Text.stored(told["stall_name"]).read(told["language"]),
            "vat": told["trader"].get("vat", ""),
        },
    )


def _bill(draft: _Draft, row: asyncpg.Record) -> None:
    """A line in a maker's name: her goods with their tax where she charges it, less what she left to the commons, less the fee."""
    goods_bps = row["tax_bps"] if row["maker_taxed"] else 0
    draft.lines.append(
        _line(row, row["total_minor"], row["tax_minor"])
        | {
            "order_number": row["order_number"],
            "fee_bps": row["fee_bps"],
            "fee_tax_bps": row["fee_tax_bps"],
            "fee_minor": row["fee_minor"],
            "fee_tax_minor": row["fee_tax_minor"],
            "royalty_minor": row["royalty_minor"],
            "earning_minor": row["earning_minor"],
            "supply_tax_minor": row["supply_tax_minor"],
            "supply_tax_bps": goods_bps,
        }
    )
    draft.count("goods", goods_bps, row["total_minor"] - row["tax_minor"], row["supply_tax_minor"])
    draft.count("royalty", 0, -row["royalty_minor"], 0)
    draft.count("fee", row["fee_tax_bps"], -row["fee_minor"], -row["fee_tax_minor"])


# What of a refund fell on a debt of the stall is not taken off here again: it is netted, and stands on the document as that.
# Nor is what somebody else bore of it (`borne_minor`): the maker was paid her share all the same.
_EARNED = """SELECT l.id, l.title, l.variant_title, l.unit, least(l.packed, l.quantity) AS quantity,
        l.price_minor, l.price_per, l.discount_minor, l.tax_bps, l.fee_bps, l.fee_tax_bps,
        s.stall_name, s.maker_taxed, o.number AS order_number, o.id AS order_id,
        (CASE WHEN s.maker_taxed THEN l.tax_minor - coalesce(b.supply_tax, 0) ELSE 0 END)::bigint AS supply_tax_minor,
        (l.total_minor - coalesce(b.amount, 0))::bigint AS total_minor, (l.tax_minor - coalesce(b.tax, 0))::bigint AS tax_minor,
        (l.fee_minor - coalesce(b.fee, 0))::bigint AS fee_minor, (l.fee_tax_minor - coalesce(b.fee_tax, 0))::bigint AS fee_tax_minor,
        (l.royalty_minor - coalesce(b.royalty, 0))::bigint AS royalty_minor,
        (l.earning_minor - coalesce(b.earning, 0))::bigint AS earning_minor
    FROM payout_item i JOIN payout p ON p.cooperative_id = i.cooperative_id AND p.id = i.payout_id
    JOIN seller_order s ON s.cooperative_id = i.cooperative_id AND s.id = i.seller_order_id
    JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
    JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id AND l.container_id IS NULL
    LEFT JOIN LATERAL (SELECT sum(r.amount_minor - r.borne_minor) AS amount, sum(r.tax_minor) AS tax, sum(r.fee_minor) AS fee,
            sum(r.fee_tax_minor) AS fee_tax, sum(r.royalty_minor) AS royalty, sum(r.earning_minor) AS earning,
            sum(r.supply_tax_minor) AS supply_tax FROM refund_line r
        JOIN refund f ON f.cooperative_id = r.cooperative_id AND f.id = r.refund_id AND f.created_at <= p.created_at
        WHERE r.cooperative_id = l.cooperative_id AND r.order_line_id = l.id AND NOT EXISTS (SELECT FROM journal j
            JOIN transfer t ON t.cooperative_id = j.cooperative_id AND t.journal_id = j.id AND t.order_line_id = l.id
            JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id = t.debit_id AND a.kind = 'seller_negative'
            WHERE j.cooperative_id = r.cooperative_id AND j.kind = 'refund' AND j.subject_kind = 'refund' AND j.subject_id = f.id)
        ) b ON true
    WHERE i.cooperative_id = $1 AND i.payout_id = $2 ORDER BY o.number, s.position, l.position"""


_OWED_AFTER = """SELECT DISTINCT i.payout_id, r.order_line_id FROM refund f
    JOIN refund_line r ON r.cooperative_id = f.cooperative_id AND r.refund_id = f.id
    JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id AND l.container_id IS NULL
    JOIN payout_item i ON i.cooperative_id = l.cooperative_id AND i.seller_order_id = l.seller_order_id AND i.live
    JOIN payout p ON p.cooperative_id = i.cooperative_id AND p.id = i.payout_id
    WHERE f.cooperative_id = $1 AND f.id = $2 AND (f.created_at > p.created_at OR EXISTS (SELECT FROM journal j
        JOIN transfer t ON t.cooperative_id = j.cooperative_id AND t.journal_id = j.id AND t.order_line_id = l.id
        JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id = t.debit_id AND a.kind = 'seller_negative'
        WHERE j.cooperative_id = f.cooperative_id AND j.kind = 'refund' AND j.subject_kind = 'refund' AND j.subject_id = f.id))"""
"""What of a refund came too late for the document of its payout (`_EARNED`): as a rule a debt of the stall; where somebody else bore
it, only the fee, which went back to the buyer."""

_TAKEN_BACK = """SELECT DISTINCT f.id AS refund_id FROM payout_item i
    JOIN order_line l ON l.cooperative_id = i.cooperative_id AND l.seller_order_id = i.seller_order_id
    JOIN refund_line r ON r.cooperative_id = l.cooperative_id AND r.order_line_id = l.id
    JOIN refund f ON f.cooperative_id = r.cooperative_id AND f.id = r.refund_id AND f.state = 'settled'
    WHERE i.cooperative_id = $1 AND i.payout_id = $2 ORDER BY 1"""
"""Refunds of what a payout paid, those that have arrived."""

_GIVEN_BACK = f"""SELECT l.id, l.title, l.variant_title, l.unit, least(l.packed, l.quantity) AS quantity,
        l.price_minor, l.price_per, l.discount_minor, l.tax_bps, l.fee_bps, l.fee_tax_bps,
        s.stall_name, s.maker_taxed, o.number AS order_number, r.amount_minor - r.borne_minor AS total_minor, r.tax_minor, r.supply_tax_minor,
        r.fee_minor, r.fee_tax_minor, r.royalty_minor, r.earning_minor
    FROM refund_line r JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id AND l.container_id IS NULL
    JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
    JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
    WHERE r.cooperative_id = $1 AND r.refund_id = $2
        AND l.id IN (SELECT w.order_line_id FROM ({_OWED_AFTER}) w WHERE w.payout_id = $3)
    ORDER BY o.number, s.position, l.position"""


async def _order(work: Work, order_id: UUID) -> asyncpg.Record:
    row = await work.row(
        "SELECT o.*, b.name AS billed_name, b.address AS billed_address, b.tax_number AS billed_number FROM sale_order o "
        "LEFT JOIN billing_party b ON b.cooperative_id = o.cooperative_id AND b.person_id = o.person_id "
        "WHERE o.cooperative_id = $1 AND o.id = $2",
        work.cooperative_id, order_id,
    )  # fmt: skip
    assert row is not None, "an order is never deleted"
    return row


def _buyer(order: asyncpg.Record) -> dict[str, Any]:
    """Who stands on the papers of an order: the business that she buys for, else she herself, at home where it was brought."""
    party = {name: text for name, text in order["contact"].items() if text}
    if order["billed_name"] is not None:
        told = {"name": order["billed_name"], "address": order["billed_address"], "tax_number": order["billed_number"]}
        return party | {name: text for name, text in told.items() if text}
    if order["fulfilment"] == "delivery":
        party |= {name: order["place"].get(name, "") for name in ("street", "postcode", "town")}
    return party


def _of_order(kind: str, cause_id: UUID, order: asyncpg.Record) -> _Draft:
    return _Draft(
        kind,
        cause_id,
        order["language"],
        order["currency"],
        _buyer(order),
        order_id=order["id"],
        snapshot={
            "order": {"number": order["number"], "placed_at": order["placed_at"].isoformat()},
            "method": order["payment_method"],
        },
    )


async def _lines(work: Work, part_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    return await work.rows(
        """SELECT l.id, l.title, l.variant_title, l.unit, l.quantity, l.price_minor, l.price_per, l.discount_minor, l.total_minor, l.tax_bps, l.tax_minor,
            l.container_id, l.packed, l.packed_off_minor, s.stall_name FROM order_line l
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE l.cooperative_id = $1 AND s.id = ANY($2) ORDER BY s.position, l.position""",
        work.cooperative_id,
        list(set(part_ids)),
    )


def _part(row: asyncpg.Record) -> str:
    return "goods" if row["container_id"] is None else "deposit"


def _line(row: asyncpg.Record, total_minor: int, tax_minor: int, quantity: int | None = None) -> dict[str, Any]:
    """A line as a document keeps it: the words and rates of the sale; `total_minor` with its tax. `quantity`: where it is not what
    was ordered, and then what a code took off is what is missing to its price."""
    amount: int = row["quantity"] if quantity is None else quantity
    discount: int = row["discount_minor"]
    if discount and amount != row["quantity"]:
        discount = max(share_half_up(row["price_minor"], amount, row["price_per"]) - total_minor, 0)
    return {
        "line_id": str(row["id"]),
        "stall": row["stall_name"],
        "title": row["title"],
        "variant": row["variant_title"],
        "unit": row["unit"],
        "quantity": amount,
        "price_minor": row["price_minor"],
        "price_per": row["price_per"],
        "discount_minor": discount,
        "tax_bps": row["tax_bps"],
        "total_minor": total_minor,
        "tax_minor": tax_minor,
    }


def _count_delivery(draft: _Draft, order: asyncpg.Record, total_minor: int, tax_minor: int) -> None:
    draft.snapshot["delivery"] = {
        "total_minor": total_minor,
        "tax_bps": order["delivery_tax_bps"],
        "tax_minor": tax_minor,
    }
    draft.count("delivery", order["delivery_tax_bps"], total_minor - tax_minor, tax_minor)


def _numbers(trader: Mapping[str, Any]) -> dict[str, str]:
    """What a maker who is a trader has to tell on papers in her name."""
    return {"tax_number": trader.get("vat_number", ""), "register_number": trader.get("register", "")}


async def _introduce(work: Work, draft: _Draft) -> None:
    """The co-op as it is called at this moment."""
    row = await work.row("SELECT name, country, slug FROM cooperative WHERE id = $1", work.cooperative_id)
    assert row is not None
    draft.snapshot["cooperative"] = {
        "name": Text.stored(row["name"]).read(draft.language),
        "country": row["country"],
        "slug": row["slug"],
    }
    legal = await issuer(work)
    if legal is not None:
        draft.snapshot["issuer"] = legal.plain()


async def _issue(work: Work, draft: _Draft) -> UUID | None:
    """Give the draft its number and write it down; None when its cause has its document already, or there is nothing on it.

    The series' row is the last lock taken, and held until the commit: the next document of the series waits for it, so a
    number that was given back is given to whoever comes next, and two never get the same.
    """
    if not draft.rates:
        return None
    series = KINDS[draft.kind]
    await work.execute(
        "INSERT INTO document_series (cooperative_id, id, series, last) VALUES ($1, $2, $3, 0) ON CONFLICT ON CONSTRAINT document_series_uq DO NOTHING",
        work.cooperative_id, ids.new(), series,
    )  # fmt: skip
    last: int = await work.value(
        "SELECT last FROM document_series WHERE cooperative_id = $1 AND series = $2 FOR UPDATE", work.cooperative_id, series
    )  # fmt: skip
    # Read after the lock: whoever made this document while we waited has committed it.
    if await work.value(
        f"SELECT EXISTS (SELECT FROM trade_document WHERE cooperative_id = $1 AND {_CAUSES[draft.kind]} = $2 "
        "AND mirrors_id IS NOT DISTINCT FROM $3)",
        work.cooperative_id, draft.cause_id, draft.mirrors_id,
    ):  # fmt: skip
        return None
    document_id, issued_at = ids.new(), await work.fresh_now()
    net, tax = (sum(amounts[place] for amounts in draft.rates.values()) for place in (0, 1))
    await work.execute(
        f"INSERT INTO trade_document (cooperative_id, id, kind, series, number, {_CAUSES[draft.kind]}, order_id, stall_id, mirrors_id, language, "
        "currency, net_minor, tax_minor, total_minor, snapshot, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        work.cooperative_id, document_id, draft.kind, series, last + 1, draft.cause_id, draft.order_id, draft.stall_id, draft.mirrors_id,
        draft.language, draft.currency, net, tax, net + tax, _whole(draft), issued_at,
    )  # fmt: skip
    await work.many(
        "INSERT INTO document_rate (cooperative_id, id, document_id, part, tax_bps, net_minor, tax_minor) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [(work.cooperative_id, ids.new(), document_id, *key, *amounts) for key, amounts in draft.rates.items()],
    )
    await work.execute(
        "INSERT INTO document_party (cooperative_id, id, document_id, party, issued_at) VALUES ($1, $2, $3, $4, $5)",
        work.cooperative_id, ids.new(), document_id, draft.party, issued_at,
    )  # fmt: skip
    await work.execute(
        "UPDATE document_series SET last = $3 WHERE cooperative_id = $1 AND series = $2",
        work.cooperative_id,
        series,
        last + 1,
    )
    return document_id


def _whole(draft: _Draft) -> Mapping[str, Any]:
    return draft.snapshot | {"lines": draft.lines}
