"""From rows to what the API tells. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from minga_graphql.catalog.facts import VatStanding
from minga_graphql.context import Context
from minga_graphql.documents import types
from minga_graphql.orders.types import PickupWindow
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.market.documents.billing import Billed
from minga_platform.market.documents.handing import HandLine, Pack, PickList, Run, packs, picks, runs
from minga_platform.market.documents.queries import DocumentRow


def document(row: DocumentRow) -> types.TradeDocument:
    """A document in its own words, whatever language its reader has."""
    kept, unit, about = row.snapshot, row.currency, row.snapshot.get("order")
    mirrored, delivery = kept.get("mirrors"), kept.get("delivery")
    return types.TradeDocument(
        id=strawberry.ID(ids.encode(types.DOCUMENT, row.id)),
        kind=types.DocumentKind(row.kind),
        name=f"{row.series}-{row.number}",
        number=MinorUnits(row.number),
        issued_at=row.issued_at,
        language=row.language,
        order_id=_id("ord", row.order_id),
        order_number=MinorUnits(about["number"]) if about else None,
        ordered_at=datetime.fromisoformat(about["placed_at"]) if about else None,
        stall_id=_id("stall", row.stall_id),
        stall_name=str(kept.get("stall", "")),
        terms=_terms(kept.get("terms")),
        mirrors_id=_id(types.DOCUMENT, row.mirrors_id),
        mirrors=f"{mirrored['series']}-{mirrored['number']}" if mirrored else "",
        cooperative_name=str(kept["cooperative"]["name"]),
        issuer=issuer_of(kept.get("issuer")),
        party_tax_number=str(row.party.get("tax_number", "")),
        party_name=str(row.party.get("name", "")),
        across_table=row.table_stall_id is not None,
        party_address=_address(row.party),
        lines=[_line(line, unit, row.language) for line in kept["lines"]],
        rates=[
            types.DocumentRate(
                part=types.DocumentPart(rate.part),
                tax_bps=rate.tax_bps,
                net=money_of(rate.net_minor, unit),
                tax=money_of(rate.tax_minor, unit),
            )
            for rate in row.rates
        ],
        supplied=_sum(row, ("goods", "royalty")) if row.stall_id else None,
        charged=_sum(row, ("fee",), sign=-1) if row.stall_id else None,
        vat=VatStanding(kept["vat"]) if kept.get("vat") else None,
        delivery=money_of(delivery["total_minor"], unit) if delivery else None,
        net=money_of(row.net_minor, unit),
        tax=money_of(row.tax_minor, unit),
        total=money_of(row.total_minor, unit),
        netted=money_of(kept["netted_minor"], unit) if "netted_minor" in kept else None,
        # Documents that were made before payouts were carried forward do not say so: there was nothing to be.
        brought_forward=money_of(kept.get("brought_minor", 0), unit) if "netted_minor" in kept else None,
        carried_forward=money_of(kept.get("carried_minor", 0), unit) if "netted_minor" in kept else None,
        paid=money_of(kept["paid_minor"], unit) if "paid_minor" in kept else None,
    )


def _terms(kept: dict[str, str] | None) -> types.DocumentTerms | None:
    if kept is None:
        return None
    return types.DocumentTerms(
        due_at=datetime.fromisoformat(kept["due_at"]),
        reference=kept["reference"],
        purchase_order=kept["purchase_order"],
    )


def _sum(row: DocumentRow, parts: tuple[str, ...], *, sign: int = 1) -> types.DocumentSum:
    """What these parts come to; `sign`: −1 where the document takes them off."""
    net = sign * sum(rate.net_minor for rate in row.rates if rate.part in parts)
    tax = sign * sum(rate.tax_minor for rate in row.rates if rate.part in parts)
    return types.DocumentSum(
        net=money_of(net, row.currency), tax=money_of(tax, row.currency), total=money_of(net + tax, row.currency)
    )


def _line(line: dict[str, Any], unit: str, language: str) -> types.DocumentLine:
    billed = "earning_minor" in line
    return types.DocumentLine(
        title=line["title"],
        variant_title=line["variant"],
        stall_name=line["stall"],
        quantity=quantity_of(line["quantity"], line["unit"], language),
        price=money_of(line["price_minor"], unit),
        price_per=MinorUnits(line["price_per"]),
        discount=money_of(line.get("discount_minor", 0), unit),
        tax_bps=line["tax_bps"],
        tax=money_of(line["tax_minor"], unit),
        total=money_of(line["total_minor"], unit),
        order_number=MinorUnits(line["order_number"]) if billed else None,
        fee=money_of(line["fee_minor"], unit) if billed else None,
        fee_tax=money_of(line["fee_tax_minor"], unit) if billed else None,
        royalty=money_of(line["royalty_minor"], unit) if billed else None,
        earning=money_of(line["earning_minor"], unit) if billed else None,
        supply_tax=money_of(line.get("supply_tax_minor", 0), unit) if billed else None,
        supply_tax_bps=_supply_tax_bps(line) if billed else None,
    )


def _supply_tax_bps(line: dict[str, Any]) -> int:
    """Documents that were made before it was kept had tax of hers wherever it came to a cent."""
    return int(line.get("supply_tax_bps", line["tax_bps"] if line.get("supply_tax_minor") else 0))


def issuer_of(kept: dict[str, Any] | None) -> types.Issuer | None:
    """Who issued, as the document keeps it."""
    if kept is None:
        return None
    return types.Issuer(
        name=kept["name"],
        address=kept["address"],
        tax_number=kept.get("tax_number", ""),
        register_number=kept.get("register_number", ""),
    )


def billed_of(kept: Billed | None) -> types.Billed | None:
    """Whom invoices are made out to."""
    return None if kept is None else types.Billed(name=kept.name, address=kept.address, tax_number=kept.tax_number)


def _address(party: dict[str, Any]) -> str:
    """One line: street and town of a delivery, or the address that a stall gives."""
    town = " ".join(text for text in (party.get("postcode"), party.get("town")) if text)
    return ", ".join(str(text) for text in (party.get("street"), town, party.get("address")) if text)


def _id(prefix: str, value: UUID | None) -> strawberry.ID | None:
    return None if value is None else strawberry.ID(ids.encode(prefix, value))


def lists(context: Context, lines: Sequence[HandLine], *, whole: bool) -> types.HandoverLists:
    """All lists from the same lines. `whole`: for the co-op, which may call a buyer; a stall is told her name."""
    unit = lines[0].currency if lines else context.require_cooperative().currency
    return types.HandoverLists(
        picks=[_pick_list(context, one, unit) for one in picks(lines)],
        packs=[_pack(context, one, unit, whole=whole) for one in packs(lines)],
        runs=[_run(context, one, unit) for one in runs(lines)],
        lines=len(lines),
        total=money_of(sum(line.total_minor for line in lines), unit),
        cash=money_of(sum(line.cash_minor for line in lines), unit),
        at_most=any(line.at_most for line in lines),
    )


def _pick_list(context: Context, one: PickList, unit: str) -> types.PickList:
    return types.PickList(
        stall_id=strawberry.ID(ids.encode("stall", one.stall_id)),
        stall_name=one.stall_name,
        items=[
            types.PickItem(
                title=title,
                variant_title=variant_title,
                sku=item.line.sku,
                quantity=quantity_of(item.quantity, item.line.unit, context.language),
                orders=len(item.order_ids),
                total=money_of(item.total_minor, unit),
                at_most=item.at_most,
            )
            for title, variant_title, item in sorted(
                ((*_names(context, item.line), item) for item in one.items), key=lambda named: named[:2]
            )
        ],
        total=money_of(sum(item.total_minor for item in one.items), unit),
        at_most=any(item.at_most for item in one.items),
    )


def _names(context: Context, line: HandLine) -> tuple[str, str]:
    """What a thing is called in the language of whoever picks it: its buyers may have read it in several."""
    if line.container_id is not None:
        return line.title, line.variant_title
    title, form = (
        Text.stored(one).read(context.language, context.home_language) for one in (line.product_title, line.form_title)
    )
    return title, form


def _pack(context: Context, one: Pack, unit: str, *, whole: bool) -> types.PackingList:
    first = one.first
    return types.PackingList(
        order_id=strawberry.ID(ids.encode("ord", first.order_id)),
        order_number=MinorUnits(first.number),
        buyer_name=str(first.contact.get("name", "")),
        buyer_phone=str(first.contact.get("phone", "")) if whole else "",
        place_name=_place(context, first)[0],
        note=first.note if whole else "",
        lines=[
            types.HandoverLine(
                title=line.title,
                variant_title=line.variant_title,
                sku=line.sku,
                product_slug=line.slug,
                stall_name=line.stall_name,
                quantity=quantity_of(line.quantity, line.unit, context.language),
                price=money_of(line.price_minor, unit),
                price_per=MinorUnits(line.price_per),
                total=money_of(line.total_minor, unit),
                is_ready=line.state == "ready",
                at_most=line.at_most,
            )
            for line in one.lines
        ],
        is_ready=one.is_ready,
        total=money_of(one.total_minor, unit),
        cash=money_of(one.cash_minor, unit),
        at_most=one.at_most,
    )


def _run(context: Context, one: Run, unit: str) -> types.RunSheet:
    name, address = _place(context, one.packs[0].first) if one.point_id else ("", "")
    return types.RunSheet(
        point_id=_id("point", one.point_id),
        name=name,
        address=address,
        slot=_slot(one.slot),
        order_ids=[strawberry.ID(ids.encode("ord", pack.first.order_id)) for pack in one.packs],
        lines=sum(len(pack.lines) for pack in one.packs),
        total=money_of(sum(pack.total_minor for pack in one.packs), unit),
        cash=money_of(sum(pack.cash_minor for pack in one.packs), unit),
        at_most=any(pack.at_most for pack in one.packs),
    )


def _slot(kept: dict[str, str] | None) -> PickupWindow | None:
    if kept is None:
        return None
    return PickupWindow(opens=datetime.fromisoformat(kept["opens"]), closes=datetime.fromisoformat(kept["closes"]))


def _place(context: Context, line: HandLine) -> tuple[str, str]:
    place = line.place
    if line.fulfilment == "delivery":
        return f"{place.get('street', '')}, {place.get('postcode', '')} {place.get('town', '')}", ""
    return context.said(place.get("name", {})), str(place.get("address", ""))
