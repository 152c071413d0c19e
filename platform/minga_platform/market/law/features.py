"""The features that a co-op switches on by recording on what legal basis it uses them. docs/law.md asks the question of each."""

FEATURES = (
    "self_billing",
    "store_credit",
    "mobile_money",
    "deposits",
    "group_purchase",
    "trade_credit",
    "set_off",
)
"""`self_billing`: the co-op writes a maker's invoice in her name. `store_credit`: money kept for later purchases, vouchers.
`mobile_money`: a telecom's wallet as a way to pay. `deposits`: money on jars and crates that comes back. `group_purchase`:
one order at a supplier for many. `trade_credit`: invoices due later. `set_off`: what one owes against what one is owed."""
