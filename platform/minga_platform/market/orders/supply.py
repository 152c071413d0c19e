"""The tax on what a maker supplies to the co-op, where she is registered for VAT (Directive 2006/112/EC, arts. 193, 224).

The co-op sells to the buyer and bills itself in the maker's name, so the goods change hands twice. A maker who is exempt supplies
without tax. One who is registered charges the co-op the tax of the goods, which she hands on to the state; the co-op deducts it from
what it owes on the sale. The price stays what it was, and so does her earning: the tax comes on top of it and is never hers.
"""

from typing import Final

SUPPLY_TAX: Final = """(CASE WHEN s.maker_taxed THEN (SELECT coalesce(sum(k.tax_minor), 0) FROM order_line k WHERE k.cooperative_id = s.cooperative_id
    AND k.seller_order_id = s.id AND k.container_id IS NULL) ELSE 0 END)::bigint"""
"""SQL: what the co-op owes the maker of part `s` (a `seller_order`) beside her earning. Jars and crates are the co-op's own."""

IS_TAXED: Final = """coalesce((SELECT x.trader ->> 'vat' = 'registered' FROM stall x WHERE x.cooperative_id = $1 AND x.id = w.stall_id), false)"""
"""SQL: whether the stall of row `w` says so at the moment of the sale."""
