"""What an answer of Stripe, or the lack of one, means for whoever asked."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import stripe
from stripe import StripeObject

from minga_infra.payments.stripe_reading import Thing
from minga_platform.market.payments.ports import (
    Declined,
    DeclineReason,
    Done,
    Outcome,
    ProviderMisconfigured,
    ProviderMisused,
    Unknown,
    UnknownReason,
)

T = TypeVar("T")

_REASONS = {
    "resource_missing": DeclineReason.NOT_FOUND,
    "not_found": DeclineReason.NOT_FOUND,
    "account_invalid": DeclineReason.NOT_FOUND,
    "balance_insufficient": DeclineReason.BALANCE_SHORT,
    "insufficient_funds": DeclineReason.BALANCE_SHORT,
    "insufficient_capabilities_for_transfer": DeclineReason.SELLER_NOT_READY,
    "transfers_not_allowed": DeclineReason.SELLER_NOT_READY,
    "amount_too_small": DeclineReason.AMOUNT_TOO_SMALL,
    "amount_too_large": DeclineReason.AMOUNT_TOO_LARGE,
    "charge_already_refunded": DeclineReason.NOT_POSSIBLE_NOW,
    "charge_disputed": DeclineReason.NOT_POSSIBLE_NOW,
    "charge_not_refundable": DeclineReason.NOT_POSSIBLE_NOW,
    "payment_intent_unexpected_state": DeclineReason.NOT_POSSIBLE_NOW,
    "invalid_charge_amount": DeclineReason.AMOUNT_TOO_LARGE,
    "currency_not_supported": DeclineReason.CURRENCY_NOT_TAKEN,
}
_MOST_READ = 10_000
_OUR_FAULT = ("parameter_", "url_invalid", "invalid_fields")


async def outcome(call: Awaitable[StripeObject], read: Callable[[Thing], T]) -> Outcome[T]:
    """Wait for a call and say what came of it. Raises ProviderMisconfigured and ProviderMisused."""
    try:
        answer = await call
    except stripe.StripeError as error:
        return _meaning(error)
    return Done(read(answer.to_dict()))


async def first(
    client: stripe.StripeClient,
    address: str,
    filters: Mapping[str, Any],
    fits: Callable[[Thing], bool],
    *,
    newest: int | None = None,
) -> Outcome[Thing]:
    """Walk a list, page by page, until something fits. NOT_FOUND only after its end: a list cut short is Unknown,
    unless it was to be looked for among so many of the `newest` alone.

    Read as plain JSON: the client's own objects cost milliseconds each, and all but one of a list are looked at and dropped.
    """
    read, given = 0, dict(filters)
    try:
        while True:
            page = (await client.raw_request_async("get", address, **given)).data
            for found in page["data"]:
                if fits(found):
                    return Done(found)
            read += len(page["data"])
            if newest is not None and read >= newest:
                return Declined(DeclineReason.NOT_FOUND)
            if read >= _MOST_READ:
                return Unknown(UnknownReason.NO_ANSWER, provider_message="the list is longer than we read")
            if page.get("next_page_url"):
                address, given = page["next_page_url"], {}
            elif page.get("has_more") and page["data"]:
                given["starting_after"] = page["data"][-1]["id"]
            else:
                return Declined(DeclineReason.NOT_FOUND)
    except stripe.StripeError as error:
        return _meaning(error)


def _meaning(error: stripe.StripeError) -> Declined | Unknown:
    status = error.http_status
    code = error.code or (error.error.code if error.error else None)
    message = error.user_message
    if isinstance(error, stripe.APIConnectionError):
        absent = type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout")
        reason = UnknownReason.UNREACHABLE if absent else UnknownReason.NO_ANSWER
        return Unknown(reason, provider_message=type(error.__cause__).__name__)
    if status in (409, 429) or isinstance(error, stripe.RateLimitError):
        return Unknown(UnknownReason.BUSY, provider_message=message)
    if status is None or status >= 500:
        # Stripe says so itself when asking again would only repeat what its key remembers.
        replayed = error.headers is not None and error.headers.get("idempotent-replayed") == "true"
        useless = error.headers is not None and error.headers.get("stripe-should-retry") == "false"
        return Unknown(UnknownReason.PROVIDER_FAULT, settled=replayed or useless, provider_message=message)
    if code in _REASONS:
        return Declined(_REASONS[code], code, message)
    if status == 401 or isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        raise ProviderMisconfigured(message or "the provider does not accept the key") from None
    if status == 404:
        return Declined(DeclineReason.NOT_FOUND, code, message)
    if isinstance(error, stripe.IdempotencyError):
        raise ProviderMisused(f"another wish under a used id: {message}") from None
    if isinstance(error, stripe.InvalidRequestError):
        return _invalid(error, code, message)
    return Declined(DeclineReason.OTHER, code, message)


def _invalid(error: stripe.InvalidRequestError, code: str | None, message: str | None) -> Declined:
    if error.param == "expires_at":
        return Declined(DeclineReason.TOO_LATE, code, message)
    if error.param == "amount" and not (code or "").startswith("parameter_"):
        return Declined(DeclineReason.AMOUNT_TOO_LARGE, code, message)
    if code is not None and code.startswith(_OUR_FAULT):
        raise ProviderMisused(f"{error.param}: {message}") from None
    # Stripe answers many a wrong state without a code, only with a sentence; the sentence is for the log.
    return Declined(DeclineReason.OTHER, code, message)
