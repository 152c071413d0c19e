"""Money from buyers, back to buyers, and on to makers. The ledger is the truth; these rows say where each sum is on its way."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, of_installation, parent
from minga_platform.market.orders.states import PAYMENT_METHODS
from minga_platform.market.payments import states

payment = of_cooperative(
    "payment",
    id_column("order_id"),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("stored_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("provider_intent", sa.Text, nullable=True),
    sa.Column("provider_charge", sa.Text, nullable=True),
    minor("provider_fee_minor", nullable=True),
    instant("created_at"),
    instant("paid_at", nullable=True),
    instant("due_at", nullable=True),
    sa.Column("purchase_order", sa.Text, nullable=False, server_default=""),
    sa.Column("came_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reminders", sa.Integer, nullable=False, server_default="0"),
    instant("reminded_at", nullable=True),
    instant("disputed_at", nullable=True),
    instant("authorised_until", nullable=True),
    instant("lapse_told_at", nullable=True),
    sa.Column("takes_card", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    tables.one_of("method", "method", PAYMENT_METHODS),
    tables.one_of("state", "state", states.PAYMENT_STATES),
    sa.CheckConstraint("amount_minor >= 0", name="amount"),
    sa.CheckConstraint("stored_minor >= 0", name="stored"),
    sa.CheckConstraint("came_minor >= 0", name="came"),
    sa.UniqueConstraint("cooperative_id", "order_id", name="payment_order_uq"),
    sa.UniqueConstraint("cooperative_id", "reference", name="payment_reference_uq"),
    sa.UniqueConstraint("cooperative_id", "provider_intent", name="payment_intent_uq"),
    sa.Index(
        "payment_charge_ix",
        "cooperative_id",
        "provider_charge",
        postgresql_where=sa.text("provider_charge IS NOT NULL"),
    ),
    sa.Index(
        "payment_authorised_ix",
        "cooperative_id",
        "authorised_until",
        postgresql_where=sa.text("state = 'authorised'"),
    ),
)
"""The money of one order that comes from outside; `stored_minor` of the order is paid out of store credit and vouchers
(`market/credit`). `came_minor`: what of it is there and waits for the rest, for nobody asks for that again.
`reference`: what the buyer writes on a bank transfer. `disputed_at`: since when the buyer's bank disputes it;
until that is decided nothing of it goes to makers or back to the buyer. `authorised_until`: so long her bank keeps the money of
a card that is charged at the hand-over; `lapse_told_at`: when officers were told that this ends soon. `takes_card`: to be paid in cash when it is
fetched, or before by a card that is charged at the hand-over (`commands/by_card.py`)."""

card_wish = of_cooperative(
    "card_wish",
    id_column("payment_id"),
    sa.Column("wish", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    instant("created_at"),
    instant("lease_until"),
    instant("ended_at", nullable=True),
    parent("payment"),
    tables.one_of("wish", "wish", states.CARD_WISHES),
    tables.one_of("state", "state", states.CARD_WISH_STATES),
    sa.CheckConstraint("(wish = 'capture') = (amount_minor > 0) AND amount_minor >= 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "payment_id", name="card_wish_once_uq"),
    sa.Index("card_wish_open_ix", "cooperative_id", "lease_until", postgresql_where=sa.text("state = 'requested'")),
)
"""What the provider is to do with an authorised payment: take `amount_minor` of it, or let it go. One for each payment, because
an authorisation is captured once (ADR 0131)."""

collecting_account = of_cooperative(
    "collecting_account",
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    id_column("set_by"),
    instant("set_at"),
    parent("agent", "set_by"),
    append_only=True,
)
"""The co-op's bank account to which buyers transfer (an IBAN, told to every buyer). The newest row holds; the older ones say who
changed it and when, since a false number here would send everybody's money elsewhere."""

mobile_account = of_cooperative(
    "mobile_account",
    sa.Column("operator", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    id_column("set_by"),
    instant("set_at"),
    parent("agent", "set_by"),
    append_only=True,
)
"""The co-op's account at a mobile money operator, to which buyers send what they pay by reference. The newest row holds; one without
a number switches it off."""

portion = of_cooperative(
    "portion",
    id_column("payment_id"),
    id_column("seller_order_id", nullable=True),
    minor("authorised_minor"),
    minor("captured_minor"),
    minor("refunded_minor"),
    id_column("till_id", nullable=True),
    sa.Column("claimed_minor", sa.BigInteger, nullable=False, server_default="0"),
    parent("payment"),
    sa.ForeignKeyConstraint(["cooperative_id", "seller_order_id"], ["seller_order.cooperative_id", "seller_order.id"]),
    sa.CheckConstraint("claimed_minor >= 0 AND claimed_minor + captured_minor <= authorised_minor", name="claimed"),
    sa.CheckConstraint(
        "0 <= refunded_minor AND refunded_minor <= captured_minor AND captured_minor <= authorised_minor", name="bounds"
    ),
    sa.Index(
        "portion_once_uq",
        "cooperative_id",
        "payment_id",
        "seller_order_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
)
"""One seller order's part of a payment; without a seller order it is the co-op's delivery fee. `till_id`: the pickup point or
stall that took its cash; the parts of one order may lie in several tills, and each goes back out of its own. `claimed_minor`: what
the provider was asked to capture and has not confirmed."""

payment_attempt = of_cooperative(
    "payment_attempt",
    id_column("payment_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("provider_page", sa.Text, nullable=True),
    sa.Column("page_url", sa.Text, nullable=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    instant("created_at"),
    instant("lease_until"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
    parent("payment"),
    tables.one_of("state", "state", states.ATTEMPT_STATES),
    sa.Index(
        "payment_attempt_open_ix",
        "cooperative_id",
        "lease_until",
        postgresql_where=sa.text("state IN ('created', 'page_open')"),
    ),
    sa.UniqueConstraint("cooperative_id", "provider_page", name="payment_attempt_page_uq"),
)
"""One try at a card payment. Its id is the provider's idempotency key; whose lease ran out is finished by the worker."""

refund = of_cooperative(
    "refund",
    id_column("payment_id"),
    id_column("order_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("provider_refund", sa.Text, nullable=True),
    sa.Column("trial", sa.Integer, nullable=False, server_default="1"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    id_column("asked_by", nullable=True),
    sa.Column("liable", sa.Text, nullable=False, server_default="maker"),
    sa.Column("goes_to", sa.Text, nullable=False, server_default="source"),
    instant("created_at"),
    instant("lease_until"),
    instant("settled_at", nullable=True),
    parent("payment"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    tables.one_of("state", "state", states.REFUND_STATES),
    tables.one_of("cause", "cause", ("line", "cancellation", "late_money", "dispute", "weight", "return")),
    tables.one_of("liable", "liable", states.LIABLE),
    tables.one_of("goes_to", "goes_to", ("source", "credit", "stored")),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "provider_refund", name="refund_provider_uq"),
    sa.Index(
        "refund_open_ix", "cooperative_id", "lease_until", postgresql_where=sa.text("state IN ('requested', 'pending')")
    ),
    personal=("reason",),
)

refund_back = of_cooperative(
    "refund_back",
    id_column("refund_id"),
    sa.Column("provider_refund", sa.Text, nullable=False),
    instant("came_at"),
    parent("refund"),
    sa.UniqueConstraint("cooperative_id", "provider_refund", name="refund_back_provider_uq"),
    append_only=True,
)
"""What was sent to a buyer's card and came back, by the provider's name for it. Its refund may have been sent again since, or given by
hand: then `refund.provider_refund` is the newer one, or none."""

refund_line = of_cooperative(
    "refund_line",
    id_column("refund_id"),
    id_column("order_line_id", nullable=True),
    minor("amount_minor"),
    minor("tax_minor"),
    minor("fee_minor"),
    minor("fee_tax_minor"),
    minor("earning_minor"),
    sa.Column("royalty_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("borne_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("deposit_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("supply_tax_minor", sa.BigInteger, nullable=False, server_default="0"),
    parent("refund"),
    parent("order_line"),
    sa.CheckConstraint(
        "amount_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + borne_minor + deposit_minor "
        "AND amount_minor > 0",
        name="split",
    ),
    sa.CheckConstraint("supply_tax_minor BETWEEN 0 AND tax_minor", name="supply_tax"),
    sa.Index("refund_line_order_line_ix", "cooperative_id", "order_line_id"),
    append_only=True,
)
"""What one refund takes back of one line, split as the sale was; without a line it is the delivery fee. `earning_minor` comes from
the maker, `borne_minor` is her share where somebody else is liable. `supply_tax_minor`: what of the tax a registered maker charged the co-op,
and gives back; it is no part of `amount_minor`, since the buyer's tax is the co-op's to give back."""

seller_account = of_cooperative(
    "seller_account",
    id_column("stall_id"),
    sa.Column("provider_account", sa.Text, nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("bank_holder", sa.Text, nullable=False, server_default=""),
    sa.Column("bank_number", sa.LargeBinary, nullable=True),
    sa.Column("bank_last_four", sa.Text, nullable=False, server_default=""),
    instant("payee_changed_at", nullable=True),
    sa.Column("had_account_before", sa.Boolean, nullable=False, server_default=sa.false()),
    parent("stall"),
    tables.one_of("state", "state", ("none", "onboarding", "active", "restricted")),
    sa.UniqueConstraint("cooperative_id", "stall_id", name="seller_account_stall_uq"),
    sa.UniqueConstraint("cooperative_id", "provider_account", name="seller_account_provider_uq"),
    personal=("bank_holder", "bank_number", "bank_last_four"),
)
"""How a stall is paid: a connected account, or a bank number (encrypted under the key file), or by hand."""

payout = of_cooperative(
    "payout",
    id_column("stall_id"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    minor("netted_minor"),
    sa.Column("returned_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("brought_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("carried_minor", sa.BigInteger, nullable=False, server_default="0"),
    id_column("batch_id", nullable=True),
    id_column("till_id", nullable=True),
    sa.Column("provider_account", sa.Text, nullable=True),
    sa.Column("provider_transfer", sa.Text, nullable=True),
    minor("reversed_minor"),
    sa.Column("trial", sa.Integer, nullable=False, server_default="1"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
    sa.Column("approvals_needed", sa.SmallInteger, nullable=False, server_default="0"),
    id_column("account_payout_id", nullable=True),
    sa.Column("sent_to_holder", sa.Text, nullable=True),
    sa.Column("sent_to_last_four", sa.Text, nullable=True),
    instant("created_at"),
    instant("lease_until", nullable=True),
    instant("paid_at", nullable=True),
    parent("stall"),
    parent("account_payout"),
    tables.one_of("channel", "channel", ("remittance", "bank", "hand")),
    tables.one_of("state", "state", states.PAYOUT_STATES),
    sa.CheckConstraint(
        "amount_minor >= 0 AND netted_minor >= 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor "
        "AND returned_minor IN (0, amount_minor)",
        name="amounts",
    ),
    sa.UniqueConstraint("cooperative_id", "provider_transfer", name="payout_transfer_uq"),
    sa.Index("payout_stall_ix", "cooperative_id", "stall_id", sa.text("created_at DESC")),
    personal=("sent_to_holder", "sent_to_last_four"),
)
"""Earnings that go to a maker at once. `remittance`: to her connected account; `bank`: in an offline batch; `hand`: in cash.
`netted_minor`: what a negative balance took from it first. `returned_minor`: all of it is what came back from purchases that were paid
out of earnings (`credit/spending.py`); then it has no items. `brought_minor`: what earlier payouts could not carry; `carried_minor`: what
this one cannot, since its way of sending knows only whole units (`rails.py`): it stays payable. Below zero after an earlier one failed
whose rest was paid meanwhile: its earnings are payable again whole, so that rest is taken off. `sent_to_holder`, `sent_to_last_four`: the
account by bank that it was given out for or paid to, kept from then on, since a stall may name another one later; empty before."""

payout_approval = of_cooperative(
    "payout_approval",
    id_column("payout_id"),
    id_column("agent_id"),
    instant("at"),
    parent("payout"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "payout_id", "agent_id", name="payout_approval_once_uq"),
    append_only=True,
)
"""Which officers approved a payout that needs more than one; who prepared it is the first."""

account_payout = of_cooperative(
    "account_payout",
    id_column("stall_id"),
    sa.Column("provider_account", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("brought_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("carried_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("provider_payout", sa.Text, nullable=True),
    sa.Column("trial", sa.Integer, nullable=False, server_default="1"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
    instant("created_at"),
    instant("lease_until"),
    instant("ended_at", nullable=True),
    parent("stall"),
    tables.one_of("state", "state", states.ACCOUNT_PAYOUT_STATES),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "provider_payout", name="account_payout_provider_uq"),
    sa.Index("account_payout_stall_ix", "cooperative_id", "stall_id", "created_at"),
)
"""The second step: what was remitted goes from a maker's account at the provider to her bank, once it is really there. Her own
money by then, so our books do not move; a payout that names one is on its way with it, and is waiting again when it fails.
`brought_minor`, `carried_minor`: as of a payout; what is carried forward rests in her account there."""

payout_item = of_cooperative(
    "payout_item",
    id_column("payout_id"),
    id_column("seller_order_id"),
    minor("amount_minor"),
    sa.Column("live", sa.Boolean, nullable=True),
    parent("payout"),
    sa.ForeignKeyConstraint(["cooperative_id", "seller_order_id"], ["seller_order.cooperative_id", "seller_order.id"]),
    sa.UniqueConstraint("cooperative_id", "seller_order_id", "live", name="payout_item_once_uq"),
    sa.CheckConstraint("live IS NULL OR live", name="live"),
)
"""Which earnings a payout pays. `live` is true, or NULL once its payout failed: so an earning is in one living payout at most."""

reversal = of_cooperative(
    "reversal",
    id_column("payout_id"),
    id_column("refund_id"),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("provider_reversal", sa.Text, nullable=True),
    instant("created_at"),
    parent("payout"),
    parent("refund"),
    tables.one_of("state", "state", ("requested", "done", "declined")),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "refund_id", "payout_id", name="reversal_once_uq"),
)
"""What a refund takes back out of a remittance that had been sent: as much as the seller's account held, fixed before asking."""

webhook_event = of_installation(
    "webhook_event",
    id_column(),
    id_column("cooperative_id"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    instant("received_at"),
    instant("handled_at", nullable=True),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("cooperative_id", "source", "event_id", name="webhook_event_once_uq"),
    sa.Index("webhook_event_waiting_ix", "received_at", postgresql_where=sa.text("handled_at IS NULL")),
    reason="An inbox that takes an event in before anything of it is believed; workers read it across co-ops.",
    app="SELECT, INSERT",
)
"""An event is a hint only: the object is fetched anew and applied by the table of moves."""

discrepancy = of_cooperative(
    "discrepancy",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("facts", JSONB, nullable=False),
    minor("amount_minor", nullable=True),
    sa.Column("currency", sa.Text, nullable=True),
    instant("found_at"),
    id_column("proposed_by", nullable=True),
    sa.Column("booking", sa.Text, nullable=False, server_default="none"),
    instant("resolved_at", nullable=True),
    id_column("resolved_by", nullable=True),
    sa.Column("resolution", sa.Text, nullable=False, server_default=""),
    sa.Index(
        "discrepancy_open_uq",
        "cooperative_id",
        "kind",
        "subject",
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    ),
    tables.one_of("booking", "booking", states.BOOKINGS),
    sa.CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="amount"),
)
"""Something that does not agree and that a person must look at; never mended silently. `amount_minor`: by how much the provider has
more (or less, below zero) than our books. `proposed_by`: who settled a large one first; another person has to agree.

`booking`: what was booked to settle it."""

provider_movement = of_cooperative(
    "provider_movement",
    sa.Column("movement_ref", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source_ref", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    minor("fee_minor"),
    instant("moved_at"),
    sa.UniqueConstraint("cooperative_id", "movement_ref", name="provider_movement_once_uq"),
    sa.Index("provider_movement_source_ix", "cooperative_id", "source_ref"),
    append_only=True,
)
"""A line of the provider's statement that was compared with our books. What we have and no line says is missing there."""

reconciliation = of_cooperative(
    "reconciliation",
    instant("from_at"),
    instant("to_at"),
    sa.Column("after", sa.Text, nullable=True),
    sa.Column("seen", sa.BigInteger, nullable=False, server_default="0"),
    instant("ended_at", nullable=True),
    sa.UniqueConstraint("cooperative_id", name="reconciliation_one_uq"),
)
"""How far the comparison with the provider has come: a window of time, read from its end backwards, page by page; `after` is the
last line that was read, so whoever goes on begins there."""

payment_provider = of_cooperative(
    "payment_provider",
    sa.Column("secret_key", sa.LargeBinary, nullable=True),
    sa.Column("webhook_secret", sa.LargeBinary, nullable=True),
    sa.Column("account", sa.Text, nullable=False, server_default=""),
    instant("changed_at"),
    sa.UniqueConstraint("cooperative_id", name="payment_provider_one_uq"),
)
"""The co-op's own account at the card provider; both secrets are encrypted under the installation's key file."""
