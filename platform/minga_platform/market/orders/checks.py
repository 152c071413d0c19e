"""What must hold among stock, reservations, orders and their lines at any moment; see `ledger/checks.py`."""

from minga_platform.ledger.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "What is held of a stock item is what open reservations hold",
        """
        SELECT s.cooperative_id, s.id, s.held, coalesce(r.quantity, 0) AS reserved FROM stock_item s
        LEFT JOIN (SELECT cooperative_id, stock_item_id, sum(quantity) AS quantity FROM reservation
            WHERE state = 'held' GROUP BY 1, 2) r ON (r.cooperative_id, r.stock_item_id) = (s.cooperative_id, s.id)
        WHERE s.cooperative_id = ANY ($1::uuid[]) AND s.counted AND s.held <> coalesce(r.quantity, 0)
        """,
    ),
    Check(
        "A checkout that ended holds nothing, unless its order still waits for money",
        """
        SELECT r.cooperative_id, r.id, c.state, o.state AS order_state FROM reservation r
        JOIN checkout c ON (c.cooperative_id, c.id) = (r.cooperative_id, r.checkout_id)
        LEFT JOIN sale_order o ON (o.cooperative_id, o.checkout_id) = (c.cooperative_id, c.id)
        WHERE r.cooperative_id = ANY ($1::uuid[]) AND r.state = 'held'
            AND (c.state IN ('lapsed', 'abandoned') OR (c.state = 'placed' AND o.state <> 'awaiting_payment'))
        """,
    ),
    Check(
        "An order's goods are its stalls' totals",
        """
        SELECT o.cooperative_id, o.id, o.goods_minor, sum(s.total_minor) AS stalls FROM sale_order o
        LEFT JOIN seller_order s ON (s.cooperative_id, s.order_id) = (o.cooperative_id, o.id)
        WHERE o.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3 HAVING o.goods_minor <> coalesce(sum(s.total_minor), 0)
        """,
    ),
    Check(
        "An order's tax is its stalls' tax and that of its delivery",
        """
        SELECT o.cooperative_id, o.id, o.tax_minor, o.delivery_tax_minor, sum(s.tax_minor) AS stalls FROM sale_order o
        LEFT JOIN seller_order s ON (s.cooperative_id, s.order_id) = (o.cooperative_id, o.id)
        WHERE o.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2, 3, 4 HAVING o.tax_minor <> coalesce(sum(s.tax_minor), 0) + o.delivery_tax_minor
        """,
    ),
    Check(
        "A stall's part of an order is the sum of its lines, in every amount",
        """
        SELECT s.cooperative_id, s.id FROM seller_order s
        LEFT JOIN order_line l ON (l.cooperative_id, l.seller_order_id) = (s.cooperative_id, s.id)
        WHERE s.cooperative_id = ANY ($1::uuid[])
        GROUP BY s.cooperative_id, s.id, s.total_minor, s.tax_minor, s.fee_minor, s.fee_tax_minor, s.earning_minor,
            s.royalty_minor, s.deposit_minor
        HAVING (s.total_minor, s.tax_minor, s.fee_minor, s.fee_tax_minor, s.earning_minor, s.royalty_minor, s.deposit_minor)
            <> (coalesce(sum(l.total_minor), 0), coalesce(sum(l.tax_minor), 0), coalesce(sum(l.fee_minor), 0),
                coalesce(sum(l.fee_tax_minor), 0), coalesce(sum(l.earning_minor), 0), coalesce(sum(l.royalty_minor), 0),
                coalesce(sum(l.deposit_minor), 0))
        """,
    ),
    Check(
        "The numbers of a co-op's orders have no gap",
        """
        SELECT n.cooperative_id, n.last, count(o.id) AS orders, min(o.number) AS first, max(o.number) AS highest
        FROM order_number n LEFT JOIN sale_order o ON o.cooperative_id = n.cooperative_id
        WHERE n.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2
        HAVING count(o.id) > 0 AND (max(o.number) <> n.last OR max(o.number) - min(o.number) + 1 <> count(o.id))
        """,
    ),
)
