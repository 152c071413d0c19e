"""What accounts and happenings are called, for people who are not bookkeepers."""

from collections.abc import Mapping
from typing import Any

from minga_platform.kernel.locale import mark, say

ACCOUNTS: Mapping[str, str] = {
    "CASH_STRIPE": mark("At the card provider"),
    "CASH_BANK": mark("At the bank"),
    "CASH_TILL": mark("In a till"),
    "CASH_TRANSIT": mark("Between a till and the bank"),
    "CASH_DIFFERENCE": mark("What counts of a till found missing"),
    "RECEIVABLE": mark("Owed by buyers"),
    "REFUNDS_IN_FLIGHT": mark("On its way back to buyers"),
    "SELLER_HELD": mark("Earned by makers, still held"),
    "SELLER_PAYABLE": mark("Earned by makers, to be paid out"),
    "SELLER_NEGATIVE": mark("Owed back by makers"),
    "FEE_INCOME": mark("The co-op's fees"),
    "VAT_DUE": mark("Tax to hand on"),
    "PAYMENT_COST": mark("What payments cost"),
    "REFUND_COST": mark("Refunds that the co-op bore itself"),
    "COURIER_DUE": mark("Owed by couriers for what was lost or broken"),
    "DISPUTED": mark("Taken back by buyers' banks, not decided yet"),
    "ROYALTIES_DUE": mark("Due to the commons"),
    "ROYALTIES_AHEAD": mark("Divided, then refunded: taken off the next division"),
    "CONTRIBUTOR_PAYABLE": mark("Due to contributors"),
    "DEPOSITS_HELD": mark("Deposits of members"),
    "CONTAINERS_OWED": mark("Deposits on jars and crates that are out"),
    "STORE_CREDIT": mark("Store credit of buyers"),
    "VOUCHER": mark("Gift vouchers"),
    "STORED_SET_ASIDE": mark("Store credit and vouchers given for open orders"),
    "VOUCHERS_GRANTED": mark("Store credit and vouchers given away"),
    "VOUCHERS_LAPSED": mark("Vouchers whose time ran out"),
    "FUND": mark("Set aside"),
    "SHARES_DUE": mark("Shares promised by members, not paid yet"),
    "SHARES_PROMISED": mark("Promised share capital"),
    "SHARE_CAPITAL": mark("Members' shares"),
    "SHARES_TO_REPAY": mark("Shares to pay back"),
    "COLLECTIVE": mark("Everybody's and nobody's: the collective account"),
    "DUES_DUE": mark("Members' dues, not paid yet"),
    "DUES_INCOME": mark("Members' dues"),
    "GROUPS_GRANTED": mark("Granted to working groups"),
    "SHARE_WORK": mark("Work taken for shares"),
    "OPENING": mark("Brought along from before"),
    "SUSPENSE": mark("Not explained yet"),
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        mark("What the co-op has"),
        (
            "CASH_STRIPE",
            "CASH_BANK",
            "CASH_TILL",
            "CASH_TRANSIT",
            "RECEIVABLE",
            "DISPUTED",
            "COURIER_DUE",
            "SELLER_NEGATIVE",
            "ROYALTIES_AHEAD",
            "SHARES_DUE",
            "DUES_DUE",
            "OPENING",
            "SUSPENSE",
        ),
    ),
    (
        mark("Whose it is"),
        (
            "CONTAINERS_OWED",
            "SELLER_HELD",
            "SELLER_PAYABLE",
            "REFUNDS_IN_FLIGHT",
            "VAT_DUE",
            "ROYALTIES_DUE",
            "CONTRIBUTOR_PAYABLE",
            "DEPOSITS_HELD",
            "SHARES_TO_REPAY",
            "SHARE_CAPITAL",
            "SHARES_PROMISED",
            "COLLECTIVE",
            "FUND",
            "FEE_INCOME",
            "DUES_INCOME",
        ),
    ),
    (mark("What it spent"), ("PAYMENT_COST", "REFUND_COST", "CASH_DIFFERENCE", "GROUPS_GRANTED", "SHARE_WORK")),
)
STORY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("maker", mark("Makers"), ("SELLER_HELD", "SELLER_PAYABLE")),
    ("fee", mark("The co-op"), ("FEE_INCOME", "FUND", "COLLECTIVE", "DUES_INCOME")),
    ("delivery", mark("Members' shares"), ("SHARE_CAPITAL", "SHARES_PROMISED", "SHARES_TO_REPAY")),
    ("other", mark("Deposits of members"), ("DEPOSITS_HELD",)),
    ("tax", mark("Tax to hand on"), ("VAT_DUE",)),
    ("commons", mark("Due to the commons"), ("ROYALTIES_DUE", "CONTRIBUTOR_PAYABLE")),
    ("other", mark("On its way back to buyers"), ("REFUNDS_IN_FLIGHT",)),
)
"""Colour, words and accounts of the picture that tells whose money lies here."""
PURPOSES: Mapping[str, str] = {
    "sales": mark("on sales"),
    "invoices": mark("on invoices"),
    "fees": mark("on fees"),
    "market": mark("market"),
    "overpaid": mark("given too much by buyers"),
    "no_show": mark("orders not fetched"),
    "statement": mark("from bank statements"),
    "mobile": mark("mobile money"),
    "worker": mark("as a worker"),
    "producer": mark("as a producer"),
    "consumer": mark("as a consumer"),
    "contributor": mark("as a contributor"),
    "supporter": mark("as a supporter"),
    "community": mark("for the community"),
    "tools": mark("tools"),
    "commons": mark("the commons"),
}
"""What an account is for; of the members' classes those that every co-op has."""
_GROUP = mark("a working group")
_OF_GROUP = "group "
HAPPENINGS: Mapping[str, str] = {
    "sale": mark("Sale"),
    "cash_difference": mark("A count of a till found a difference"),
    "cash_to_bank": mark("Cash brought to the bank"),
    "cash_from_bank": mark("Change fetched from the bank"),
    "cash_arrived": mark("Cash arrived at the bank"),
    "overpaid": mark("A buyer gave too much"),
    "overpaid_returned": mark("What a buyer gave too much went back"),
    "no_show_fee": mark("A fee for an order not fetched"),
    "no_show_fee_paid": mark("The fee for an order not fetched was paid"),
    "no_show_fee_waived": mark("The fee for an order not fetched was let go"),
    "own_till_settled": mark("Kept by a maker out of her own till: she owes it"),
    "statement_parked": mark("From a bank statement, not explained yet"),
    "statement_found": mark("Explained: a line of a bank statement"),
    "seller_debt_paid": mark("A maker paid what she owed"),
    "payout_returned": mark("A payout came back"),
    "invoice_paid": mark("An invoice was paid"),
    "payable": mark("The hold has passed"),
    "payout": mark("Paid to a maker"),
    "netting": mark("Taken off a payout for what the maker owed"),
    "netting_undone": mark("A payout did not go: owed again"),
    "provider_fee": mark("What the payment cost"),
    "refund": mark("Refund promised"),
    "containers_back": mark("Jars and crates came back"),
    "refund_settled": mark("Refund has gone out"),
    "refund_returned": mark("Refund came back"),
    "reversal": mark("Taken back"),
    "dispute": mark("A buyer's bank took a payment back"),
    "dispute_fee": mark("What the dispute cost"),
    "dispute_excess": mark("A buyer's bank took more than the order was"),
    "discrepancy": mark("What did not agree was settled"),
    "discrepancy_settled": mark("What did not agree was settled"),
    "remittance_reversed": mark("Taken back from a maker's card account"),
    "voucher_issued": mark("A voucher was given out"),
    "voucher_lapsed": mark("A voucher's time ran out"),
    "voucher_covered": mark("A bank took back the price of a voucher that was spent"),
    "voucher_uncovered": mark("The bank took back less than the voucher's price"),
    "purchase_set_off_back": mark("What paid an order came back to a stall's earnings"),
    "set_off_cleared": mark("What came back was set off against what a stall owes"),
    "purchase_set_off": mark("An order was paid out of a stall's earnings"),
    "credit_granted": mark("Store credit was given"),
    "set_aside": mark("Store credit or a voucher was given for an order"),
    "set_aside_back": mark("Store credit or a voucher came back from an order"),
    "deposit_taken": mark("A member's deposit"),
    "deposit_settled": mark("A member's deposit went back"),
    "shares_promised": mark("Shares promised"),
    "shares_paid": mark("Paid for shares"),
    "shares_worked": mark("Work taken for shares"),
    "shares_set_off": mark("Taken from sales for shares, as agreed"),
    "shares_brought": mark("Shares brought along from before"),
    "shares_waived": mark("A promise of shares ended"),
    "shares_moved": mark("Shares taken along to another class"),
    "shares_owed_back": mark("A membership ended: shares to pay back"),
    "shares_repaid": mark("Shares paid back"),
    "shares_for_dues": mark("Dues taken from the shares of who left"),
    "shares_given_up": mark("Shares left to the co-op"),
    "dues_raised": mark("Dues"),
    "dues_paid": mark("Dues paid"),
    "dues_set_off": mark("Dues taken from sales, as agreed"),
    "group_grant": mark("Granted to a working group"),
    "group_spending": mark("Spent by a working group"),
    "group_closed": mark("A working group closed: the rest of its purse went back"),
    "royalty_division": mark("A royalty was divided"),
    "fund_division": mark("A fund was divided"),
    "share_paid": mark("Paid to a contributor"),
    "share_returned": mark("A contributor's shares came back"),
    "post": mark("What was set aside has arrived"),
    "void": mark("What was set aside is free again"),
}


def account_name(account: Mapping[str, Any], language: str) -> str:
    """`Earned by makers, still held: aurora-telares`."""
    known = ACCOUNTS[account["kind"]]
    name = say(language, known)
    more = [account["holder"]] if account["holder"] else []
    if account["purpose"]:
        # A group's purse bears its id.
        purpose = _GROUP if account["purpose"].startswith(_OF_GROUP) else PURPOSES.get(account["purpose"])
        more.append(say(language, purpose) if purpose else account["purpose"])
    return f"{name}: {', '.join(more)}" if more else name


def happening(kind: str, language: str) -> str:
    """What a journal's kind means to people; kinds without words stand as they are."""
    known = HAPPENINGS.get(kind)
    return say(language, known) if known else kind.replace("_", " ")
