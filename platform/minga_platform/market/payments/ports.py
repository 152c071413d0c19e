"""What the market needs of a payment provider, in the market's own words.

A flow writes down what it wants, commits, calls one of these, and then writes down the answer. So every call that moves
something carries an id of ours, `attempt`, `refund`, `remittance`, `reversal`, `seller`: the adapter makes the provider's
idempotency key from it and stores it beside the thing at the provider. Two rules follow for who calls:

- Asked again under the same id, the wish must be the same to the last character. Build it from the row alone, its times
  included, never from the clock or from what may have changed since.
- `Unknown` means that it may have happened. Ask again with the same id, or look for it (`find_…`), never with a new id.
- The provider forgets ids after a day. A wish that may have been sent before says so (`maybe_sent`): it is looked for first and
  sent only if it is not there, so asking again is safe at any age. When in doubt it may have been: a kill leaves no count of tries.

No sentence here is shown to people and no name here is a vendor's. References (`page_ref`, `payment_ref`, `charge_ref`,
`remittance_ref`, `account_ref` …) are the provider's and mean nothing to us.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from minga_platform.kernel.money import Money

T = TypeVar("T")


# --- outcomes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The provider has answered; `value` is the thing as it stands there now, which need not be what was wished."""

    value: T


class DeclineReason(StrEnum):
    """Why the provider will not do it. Nothing happened.

    The provider remembers its no under our id as it remembers its yes. So a wish that may succeed later (BALANCE_SHORT,
    SELLER_NOT_READY) is sent again with the next `trial`; never raise it after Unknown.
    """

    NOT_FOUND = "not_found"
    """The provider knows no such thing under this co-op's account."""
    NOT_POSSIBLE_NOW = "not_possible_now"
    """The thing is in a state that does not allow it."""
    TOO_LATE = "too_late"
    """The moment at which the payment page was to close is past or too near (the provider wants 30 minutes to 24 hours)."""
    AMOUNT_TOO_SMALL = "amount_too_small"
    AMOUNT_TOO_LARGE = "amount_too_large"
    """More than the provider takes at once, or than is left to refund, remit or reverse."""
    BALANCE_SHORT = "balance_short"
    """The account that would pay does not hold enough. May pass later."""
    SELLER_NOT_READY = "seller_not_ready"
    """The seller's account may not receive money yet."""
    CURRENCY_NOT_TAKEN = "currency_not_taken"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Declined:
    """A clear no. `provider_code` and `provider_message` are for the log and for the co-op's officer, not for buyers."""

    reason: DeclineReason
    provider_code: str | None = None
    provider_message: str | None = None


class UnknownReason(StrEnum):
    """Why we cannot tell whether it happened."""

    NO_ANSWER = "no_answer"
    """Sent, and no answer in time, or the line broke."""
    UNREACHABLE = "unreachable"
    """At the last try nobody was there; an earlier try of the same call may still have got through."""
    PROVIDER_FAULT = "provider_fault"
    """The provider answered that it failed; it may have failed after the deed."""
    BUSY = "busy"
    """Too many requests, or the first request under this id still runs. Nothing was done by *this* request."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have happened. Ask again under the same id, with growing pauses.

    `settled` is True when the provider has stored its failure under this id and repeats it for as long as it remembers the
    id (a day). `absent` is True when the thing was then looked for and is not there. The provider may still mend its failure
    and bring it about, so money is never sent again under another id on the strength of it: ask again later, `maybe_sent`. A
    payment page that nobody was shown moves no money: another attempt may take its place.
    """

    reason: UnknownReason
    settled: bool = False
    absent: bool = False
    provider_message: str | None = None


Outcome: TypeAlias = Done[T] | Declined | Unknown


class ProviderMisconfigured(Exception):
    """The co-op's key is wrong, revoked, or may not do this. A person must mend it; no retry helps. Text without secrets."""


class ProviderMisused(Exception):
    """We sent something that the provider does not understand, or another wish under a used id: a bug of ours."""


# --- the buyer pays --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as the buyer reads it on the payment page. `amount` is for the whole line, tax included, above or equal 0."""

    title: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentPageWish:
    """A page on which a buyer pays one co-op once.

    `attempt`, `order` and `cooperative` are our public ids. Σ lines must be `total`. `expires_at` lies 30 minutes to 24 hours
    ahead. In `success_url`, `{page_ref}` is replaced by the page's reference when the buyer returns; the return proves nothing.
    """

    attempt: str
    order: str
    cooperative: str
    lines: tuple[PageLine, ...]
    total: Money
    success_url: str
    cancel_url: str
    expires_at: datetime
    language: str
    buyer_email: str | None = None
    captured_later: bool = False
    """The buyer's bank only keeps the money for us; nothing is taken before `capture`."""
    wished_at: datetime | None = None
    """When the attempt was made, hence before the page can have been: looking for it need not go further back."""

    def __post_init__(self) -> None:
        if sum(line.amount.minor for line in self.lines) != self.total.minor:
            raise ValueError("the lines of a payment page must sum to its total")
        if any(line.amount.currency != self.total.currency for line in self.lines):
            raise ValueError("a payment page has one currency")


class PaymentState(StrEnum):
    """Where a payment stands at the provider. Moves only downwards in this list; OPEN may jump to any."""

    OPEN = "open"
    """The page waits for the buyer, who may have been declined and try again."""
    PROCESSING = "processing"
    """The buyer has done her part; the money is not certain yet."""
    AUTHORISED = "authorised"
    """The bank keeps the money for us until `capture_before`; nothing was taken."""
    PAID = "paid"
    FAILED = "failed"
    """The money did not come after all. Final."""
    EXPIRED = "expired"
    """The page closed unpaid. Final."""


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """A payment page and what came of it, as the provider has it now.

    `attempt` and `cooperative` are what we wrote beside it: check them against our row before applying anything.
    `fee` is what the provider kept, in the currency of its settlement; None until known.
    """

    page_ref: str
    attempt: str | None
    order: str | None
    cooperative: str | None
    state: PaymentState
    total: Money
    received: Money
    refunded: Money
    url: str | None = None
    expires_at: datetime | None = None
    payment_ref: str | None = None
    charge_ref: str | None = None
    fee: Money | None = None
    disputed: bool = False
    capture_before: datetime | None = None
    """Of an authorised payment: afterwards the bank keeps the money no longer."""
    decline_code: str | None = None
    """Why the last try was declined (`card_declined`, `expired_card` …), while the page is still open or after it failed."""


@dataclass(frozen=True, slots=True)
class CaptureWish:
    """Take `amount` of an authorised payment, once: what is above it the bank lets go of at the same moment.

    An authorisation is captured or released once whoever asks, so asking again is safe at any age; `trial` only keeps the
    provider from repeating an old failure.
    """

    wish: str
    payment_ref: str
    amount: Money
    trial: int = 1


# --- money goes back -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Send back `amount` of a payment to whoever paid it."""

    refund: str
    cooperative: str
    payment_ref: str
    amount: Money
    trial: int = 1
    maybe_sent: bool = False


class RefundState(StrEnum):
    PENDING = "pending"
    """Accepted; waits for the co-op's balance or for the bank."""
    SUCCEEDED = "succeeded"
    """On its way to the buyer. May still become FAILED, weeks later."""
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RefundSeen:
    refund_ref: str
    refund: str | None
    cooperative: str | None
    state: RefundState
    amount: Money
    payment_ref: str | None
    failure_code: str | None = None


# --- the buyer's bank takes the money back ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DisputeSeen:
    """A dispute as the provider has it now. `state` is one of `disputes.states`; `taken` is all that the bank took so far,
    `returned` all that it gave back, `fee` all that the provider charges for it. `due_at`: until when an answer is taken."""

    dispute_ref: str
    charge_ref: str | None
    payment_ref: str | None
    state: str
    reason: str
    amount: Money
    taken: Money
    returned: Money
    fee: Money
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A picture or PDF that goes along; `file` is our id of it, `kind` what it shows (receipt, messages, handover, other)."""

    file: str
    kind: str
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class EvidenceWish:
    """What the co-op answers to the buyer's bank; sent once and for good. `answer` is our id of it."""

    answer: str
    dispute_ref: str
    text: str
    files: tuple[EvidenceFile, ...] = ()


# --- money to sellers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RemittanceWish:
    """Send `amount` from the co-op's balance to a seller's account.

    With `charge_ref` the money comes out of that charge even before it is available, up to what the charge has left;
    without, out of what is available.
    """

    remittance: str
    cooperative: str
    account_ref: str
    amount: Money
    order: str | None = None
    charge_ref: str | None = None
    trial: int = 1
    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class RemittanceSeen:
    remittance_ref: str
    remittance: str | None
    cooperative: str | None
    account_ref: str
    amount: Money
    reversed: Money
    order: str | None = None


@dataclass(frozen=True, slots=True)
class ReversalWish:
    """Take `amount` of a remittance back from the seller's account; possible only as far as that account holds it."""

    reversal: str
    cooperative: str
    remittance_ref: str
    amount: Money
    trial: int = 1
    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class ReversalSeen:
    reversal_ref: str
    reversal: str | None
    remittance_ref: str
    amount: Money


# --- sellers' accounts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SellerAccountWish:
    """An account at the provider to which a seller of ours can be remitted. `country` is ISO 3166, two capital letters."""

    seller: str
    cooperative: str
    display_name: str
    email: str
    country: str
    maybe_sent: bool = False


class SellerAccountState(StrEnum):
    RESTRICTED = "restricted"
    """The provider wants something from the seller before money can be sent: who she is, to begin with."""
    READY = "ready"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SellerAccountSeen:
    account_ref: str
    seller: str | None
    cooperative: str | None
    state: SellerAccountState
    wanted: tuple[str, ...] = ()
    """What the provider still wants, in its own words."""


@dataclass(frozen=True, slots=True)
class OnboardingLink:
    """A page of the provider on which the seller tells who she is. Works once and for minutes: make it when she clicks."""

    url: str
    expires_at: datetime


class AccountPayoutState(StrEnum):
    PENDING = "pending"
    """On its way to the bank."""
    PAID = "paid"
    """At the bank, which may still send it back for some days."""
    FAILED = "failed"
    """The bank did not take it, or sent it back: the money is in the account again."""


@dataclass(frozen=True, slots=True)
class AccountPayoutWish:
    """Send `amount` of what a seller's account holds on to her bank; possible only as far as it is available."""

    payout: str
    cooperative: str
    account_ref: str
    amount: Money
    trial: int = 1
    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class AccountPayoutSeen:
    payout_ref: str
    payout: str | None
    account_ref: str
    state: AccountPayoutState
    amount: Money
    failure_code: str | None = None


# --- the provider's own books, for the reconciler --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BalanceSeen:
    """By currency; `pending` is not yet available. Either may be negative."""

    available: Mapping[str, Money]
    pending: Mapping[str, Money]


class MovementKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    REMITTANCE = "remittance"
    REVERSAL = "reversal"
    DISPUTE = "dispute"
    PAYOUT = "payout"
    FEE = "fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the provider's statement: `amount` − `fee` = `net`; negative where money leaves the co-op's balance.

    `source_ref` is a charge_ref, refund_ref, remittance_ref … by `kind`.
    """

    movement_ref: str
    kind: MovementKind
    source_ref: str | None
    amount: Money
    fee: Money
    net: Money
    at: datetime
    available_at: datetime


class Subject(StrEnum):
    """What an event is about, hence what to look up."""

    PAGE = "page"
    PAYMENT = "payment"
    REFUND = "refund"
    REMITTANCE = "remittance"
    SELLER_ACCOUNT = "seller_account"
    PAYOUT = "payout"
    DISPUTE = "dispute"
    OTHER = "other"
    """Known to nobody here; store it, do nothing."""


@dataclass(frozen=True, slots=True)
class EventHint:
    """That something happened, and to what. A hint only: look the thing up before believing anything.

    `account_ref` names the seller's account when it happened there, None for the co-op's own. `subject_ref` is the page_ref,
    payment_ref, dispute_ref … to look up: PAYMENT brings a payment_ref also when the event spoke of the charge.
    """

    event_ref: str
    type: str
    at: datetime
    subject: Subject
    subject_ref: str | None
    account_ref: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, newest first. `after` goes into the next call; None at the end."""

    items: tuple[T, ...]
    after: str | None


class WebhookRefusal(StrEnum):
    """Why a message is not believed. All of them answer 400."""

    NO_SIGNATURE = "no_signature"
    BAD_SIGNATURE = "bad_signature"
    TOO_OLD = "too_old"
    FROM_THE_FUTURE = "from_the_future"
    NOT_UNDERSTOOD = "not_understood"


class WebhookRefused(Exception):
    """Raised by `verify_webhook`; nothing of the message may be used."""

    def __init__(self, reason: WebhookRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class WebhookRegistered:
    """Where the provider will call us, and the secret by which we know it. The secret is told once: store it at once."""

    webhook_ref: str
    secret: str = field(repr=False)


# --- the port --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProviderCredentials:
    """A co-op's own account at the provider. Several secrets: one per webhook, and the old one while it is replaced."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)


class Payments(Protocol):
    """One co-op's account at the payment provider.

    Calls raise ProviderMisconfigured and ProviderMisused; everything else is an `Outcome`. None may run inside a unit of
    work. A call ends within its time-out (about half a minute, retries included).
    """

    # The buyer pays.
    async def open_payment_page(self, wish: PaymentPageWish) -> Outcome[PaymentSeen]:
        """Done with state OPEN and a `url`; asked again under the same attempt, the same page as it was made."""
        ...

    async def look_up_page(self, page_ref: str) -> Outcome[PaymentSeen]: ...

    async def look_up_payment(self, payment_ref: str) -> Outcome[PaymentSeen]: ...

    async def find_page(self, attempt: str, *, opened_from: datetime, opened_to: datetime) -> Outcome[PaymentSeen]:
        """Look for the page of an attempt among those opened in that time; Declined(NOT_FOUND) is certain."""
        ...

    async def expire_page(self, page_ref: str) -> Outcome[PaymentSeen]:
        """Close a page so that nobody can pay any more. Done(PAID) or PROCESSING says that the buyer was quicker."""
        ...

    # Of an authorised payment.
    async def capture(self, wish: CaptureWish) -> Outcome[PaymentSeen]:
        """The payment as it stands now: PAID, `received` of it; or what it had become meanwhile, FAILED where it lapsed."""
        ...

    async def release(self, payment_ref: str, *, wish: str, trial: int = 1) -> Outcome[PaymentSeen]:
        """The bank keeps the money no longer. FAILED says so; PAID that it was captured before."""
        ...

    # Money goes back.
    async def refund(self, wish: RefundWish) -> Outcome[RefundSeen]: ...

    async def look_up_refund(self, refund_ref: str) -> Outcome[RefundSeen]: ...

    async def find_refund(self, refund: str, *, payment_ref: str, trial: int = 1) -> Outcome[RefundSeen]: ...

    # The buyer's bank takes the money back.
    async def look_up_dispute(self, dispute_ref: str) -> Outcome[DisputeSeen]: ...

    async def disputes(self, *, since: datetime, after: str | None = None) -> Outcome[Page[DisputeSeen]]:
        """Those opened since, newest first."""
        ...

    async def answer_dispute(self, wish: EvidenceWish) -> Outcome[DisputeSeen]:
        """Hand the answer to the bank; Declined where its time is over or it was answered before."""
        ...

    async def accept_dispute(self, dispute_ref: str, *, answer: str) -> Outcome[DisputeSeen]:
        """Answer nothing, for good: the buyer keeps the money. `answer` is our id of it."""
        ...

    # Money to sellers.
    async def remit(self, wish: RemittanceWish) -> Outcome[RemittanceSeen]: ...

    async def look_up_remittance(self, remittance_ref: str) -> Outcome[RemittanceSeen]: ...

    async def find_remittance(
        self, remittance: str, *, account_ref: str, order: str | None = None, trial: int = 1
    ) -> Outcome[RemittanceSeen]: ...

    async def reverse_remittance(self, wish: ReversalWish) -> Outcome[ReversalSeen]: ...

    async def find_reversal(self, reversal: str, *, remittance_ref: str, trial: int = 1) -> Outcome[ReversalSeen]: ...

    # Sellers' accounts.
    async def create_seller_account(self, wish: SellerAccountWish) -> Outcome[SellerAccountSeen]: ...

    async def look_up_seller_account(self, account_ref: str) -> Outcome[SellerAccountSeen]: ...

    async def find_seller_account(self, seller: str) -> Outcome[SellerAccountSeen]: ...

    async def onboarding_link(
        self, account_ref: str, *, return_url: str, refresh_url: str
    ) -> Outcome[OnboardingLink]: ...

    async def seller_balance(self, account_ref: str) -> Outcome[BalanceSeen]: ...

    async def pay_out_by_hand(self, account_ref: str) -> Outcome[bool]:
        """Have a seller's account paid out when we say so, not by the provider's own calendar. Safe to repeat."""
        ...

    async def pay_out_account(self, wish: AccountPayoutWish) -> Outcome[AccountPayoutSeen]: ...

    async def look_up_account_payout(self, payout_ref: str, *, account_ref: str) -> Outcome[AccountPayoutSeen]: ...

    # The provider's own books.
    async def balance(self) -> Outcome[BalanceSeen]: ...

    async def movements(
        self, *, since: datetime, until: datetime | None = None, after: str | None = None
    ) -> Outcome[Page[Movement]]: ...

    async def events(
        self, *, since: datetime, until: datetime | None = None, after: str | None = None
    ) -> Outcome[Page[EventHint]]:
        """What happened on the co-op's own account; finds the messages that were lost (kept for 30 days).

        What happened on sellers' accounts is not among it: look their accounts up.
        """
        ...

    # Messages from the provider.
    async def register_webhook(self, url: str, *, for_sellers: bool, request: str) -> Outcome[WebhookRegistered]:
        """Ask to be called at `url` about the co-op's own account, or (`for_sellers`) about its sellers' accounts."""
        ...

    def verify_webhook(self, body: bytes, signature: str | None, *, now: datetime) -> EventHint:
        """Check a message by its raw body. Refuses (WebhookRefused) what is unsigned, altered, or ≥ 301 s away from `now`."""
        ...


class PaymentProvider(Protocol):
    """Makes the account of one co-op usable; cheap, holds no connection of its own."""

    page_origin: str
    """Scheme and host of the hosted payment pages, for the `form-action` of the page that leads there."""

    def account(self, credentials: ProviderCredentials) -> Payments: ...

    async def close(self) -> None: ...
