"""Every call of the API that the stand-in knows, with the type that the client declares for its parameters."""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.listing import list_things, search_things
from minga_infra.local.stripe.resources import (
    accounts,
    balances,
    checkout,
    disputes,
    files,
    payments,
    payouts,
    refunds,
    transfers,
    webhook_endpoints,
)
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """A checked call. `names` are those in the path; `holder` is the account whose balance is meant."""

    desk: Desk
    params: Params
    names: dict[str, str]
    holder: str


Work = Callable[[Given], Thing]


@dataclass(frozen=True)
class Call:
    method: str
    path: re.Pattern[str]
    shape: str
    work: Work
    for_sellers: bool = False
    """Whether `Stripe-Account` may name a connected account."""


@cache
def shape_named(name: str) -> type:
    """`_transfer_create_params.TransferCreateParams` below `stripe.params`; imported when first needed."""
    module, _, class_name = name.rpartition(".")
    return cast("type", getattr(importlib.import_module(f"stripe.params.{module}"), class_name))


def find(method: str, path: str) -> tuple[Call, dict[str, str]]:
    for call in CALLS:
        if call.method == method and (found := call.path.fullmatch(path)):
            return call, found.groupdict()
    raise StripeRefusal(
        f"Unrecognized request URL ({method}: {path}). The stand-in knows less than Stripe; see docs/payments.md.",
        status=404,
        stored=False,
    )


def _call(method: str, path: str, shape: str, work: Work, *, for_sellers: bool = False) -> Call:
    return Call(method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), shape, work, for_sellers)


def _reader(path: str, shape: str, kind: str, noun: str) -> Call:
    return _call("GET", path + "/{id}", shape, lambda given: given.desk.need(kind, given.names["id"], noun))


def _lister(path: str, shape: str, kind: str) -> Call:
    return _call("GET", path, shape, lambda given: list_things(given.desk, kind, given.params, path))


def _session_items(given: Given) -> Thing:
    items = checkout.line_items(given.desk, given.names["id"])
    limit = given.params.get("limit", 10)
    start = next((place + 1 for place, item in enumerate(items) if item["id"] == given.params.get("starting_after")), 0)
    return {
        "object": "list",
        "data": items[start : start + limit],
        "has_more": len(items) > start + limit,
        "url": f"/v1/checkout/sessions/{given.names['id']}/line_items",
    }


def _events(given: Given) -> Thing:
    types = given.params.pop("types", None)
    given.params.pop("delivery_success", None)
    if types is None:
        return list_things(given.desk, "event", given.params, "/v1/events", holder=given.holder)
    limit = given.params.get("limit", 10)
    fitting: list[Thing] = []
    step = {**given.params, "limit": 100}
    while len(fitting) <= limit:
        answer = list_things(given.desk, "event", step, "/v1/events", holder=given.holder)
        fitting += [event for event in answer["data"] if event["type"] in types]
        if not answer["has_more"]:
            break
        step = {**step, "starting_after": answer["data"][-1]["id"]}
    return {"object": "list", "data": fitting[:limit], "has_more": len(fitting) > limit, "url": "/v1/events"}


def _capture(given: Given) -> Thing:
    captured = payments.capture(given.desk, given.names["id"], given.params)
    refunds.settle_waiting(given.desk)
    return captured


def _reversal(given: Given) -> Thing:
    reversal = given.desk.need("transfer_reversal", given.names["reversal"])
    if reversal["transfer"] != given.names["id"]:
        raise StripeRefusal(
            f"No such transfer reversal: '{given.names['reversal']}'", status=404, code="resource_missing"
        )
    return reversal


def _reversals(given: Given) -> Thing:
    given.desk.need("transfer", given.names["id"])
    return list_things(
        given.desk,
        "transfer_reversal",
        given.params,
        f"/v1/transfers/{given.names['id']}/reversals",
        transfer=given.names["id"],
    )


def _statement_line(given: Given) -> Thing:
    found = given.desk.store.get(given.holder, "balance_transaction", given.names["id"])
    if found is None:
        raise StripeRefusal(f"No such balance transaction: '{given.names['id']}'", status=404, code="resource_missing")
    return _ripened(given.desk, found)


def _statement(given: Given) -> Thing:
    answer = list_things(
        given.desk, "balance_transaction", given.params, "/v1/balance_transactions", holder=given.holder
    )
    answer["data"] = [_ripened(given.desk, line) for line in answer["data"]]
    return answer


def _ripened(desk: Desk, line: Thing) -> Thing:
    """Time alone turns a pending line into an available one."""
    return {**line, "status": "available" if line["available_on"] <= desk.now else "pending"}


def _account(given: Given) -> Thing:
    return accounts.show(
        given.desk.need("v2.core.account", given.names["id"], "account"), given.params.get("include", [])
    )


def _new_account(given: Given) -> Thing:
    return accounts.show(accounts.create(given.desk, given.params), given.params.get("include", []))


def _account_list(given: Given) -> Thing:
    limit = given.params.get("limit", 10)
    asked: Params = {"limit": limit, "closed": given.params.get("closed", False)}
    if given.params.get("page"):
        asked["starting_after"] = given.params["page"]
    found = list_things(given.desk, "v2.core.account", asked, "/v2/core/accounts")
    rows = [accounts.show(account, []) for account in found["data"]]
    next_page = f"/v2/core/accounts?limit={limit}&page={rows[-1]['id']}" if found["has_more"] else None
    return {"data": rows, "next_page_url": next_page, "previous_page_url": None}


def _endpoint_list(given: Given) -> Thing:
    return list_things(given.desk, "webhook_endpoint", given.params, "/v1/webhook_endpoints")


CALLS: tuple[Call, ...] = (
    _call("POST", "/v1/checkout/sessions", "checkout._session_create_params.SessionCreateParams",
          lambda given: checkout.create(given.desk, given.params)),
    _lister("/v1/checkout/sessions", "checkout._session_list_params.SessionListParams", "checkout.session"),
    _reader("/v1/checkout/sessions", "checkout._session_retrieve_params.SessionRetrieveParams", "checkout.session",
            "checkout.session"),
    _call("POST", "/v1/checkout/sessions/{id}/expire", "checkout._session_expire_params.SessionExpireParams",
          lambda given: checkout.expire(given.desk, given.names["id"])),
    _call("GET", "/v1/checkout/sessions/{id}/line_items",
          "checkout._session_line_item_list_params.SessionLineItemListParams", _session_items),
    _call("GET", "/v1/payment_intents/search", "_payment_intent_search_params.PaymentIntentSearchParams",
          lambda given: search_things(given.desk, "payment_intent", given.params, "/v1/payment_intents/search")),
    _lister("/v1/payment_intents", "_payment_intent_list_params.PaymentIntentListParams", "payment_intent"),
    _reader("/v1/payment_intents", "_payment_intent_retrieve_params.PaymentIntentRetrieveParams", "payment_intent",
            "payment_intent"),
    _call("POST", "/v1/payment_intents/{id}/capture", "_payment_intent_capture_params.PaymentIntentCaptureParams",
          _capture),
    _call("POST", "/v1/payment_intents/{id}/cancel", "_payment_intent_cancel_params.PaymentIntentCancelParams",
          lambda given: payments.cancel(given.desk, given.names["id"], given.params)),
    _call("GET", "/v1/charges/search", "_charge_search_params.ChargeSearchParams",
          lambda given: search_things(given.desk, "charge", given.params, "/v1/charges/search")),
    _lister("/v1/charges", "_charge_list_params.ChargeListParams", "charge"),
    _reader("/v1/charges", "_charge_retrieve_params.ChargeRetrieveParams", "charge", "charge"),
    _call("POST", "/v1/refunds", "_refund_create_params.RefundCreateParams",
          lambda given: refunds.create(given.desk, given.params)),
    _lister("/v1/refunds", "_refund_list_params.RefundListParams", "refund"),
    _reader("/v1/refunds", "_refund_retrieve_params.RefundRetrieveParams", "refund", "refund"),
    _call("POST", "/v1/transfers", "_transfer_create_params.TransferCreateParams",
          lambda given: transfers.create(given.desk, given.params)),
    _lister("/v1/transfers", "_transfer_list_params.TransferListParams", "transfer"),
    _reader("/v1/transfers", "_transfer_retrieve_params.TransferRetrieveParams", "transfer", "transfer"),
    _call("POST", "/v1/transfers/{id}/reversals", "_transfer_reversal_create_params.TransferReversalCreateParams",
          lambda given: transfers.reverse(given.desk, given.names["id"], given.params)),
    _call("GET", "/v1/transfers/{id}/reversals", "_transfer_reversal_list_params.TransferReversalListParams",
          _reversals),
    _call("GET", "/v1/transfers/{id}/reversals/{reversal}",
          "_transfer_reversal_retrieve_params.TransferReversalRetrieveParams",
          _reversal),
    _call("GET", "/v1/balance", "_balance_retrieve_params.BalanceRetrieveParams",
          lambda given: balances.show(given.desk, given.holder), for_sellers=True),
    _call("GET", "/v1/balance_transactions", "_balance_transaction_list_params.BalanceTransactionListParams", _statement,
          for_sellers=True),
    _call("GET", "/v1/balance_transactions/{id}",
          "_balance_transaction_retrieve_params.BalanceTransactionRetrieveParams", _statement_line, for_sellers=True),
    _call("GET", "/v1/events", "_event_list_params.EventListParams", _events, for_sellers=True),
    _reader("/v1/events", "_event_retrieve_params.EventRetrieveParams", "event", "event"),
    _lister("/v1/disputes", "_dispute_list_params.DisputeListParams", "dispute"),
    _reader("/v1/disputes", "_dispute_retrieve_params.DisputeRetrieveParams", "dispute", "dispute"),
    _call("POST", "/v1/payouts", "_payout_create_params.PayoutCreateParams",
          lambda given: payouts.create(given.desk, given.holder, given.params), for_sellers=True),
    _call("GET", "/v1/payouts", "_payout_list_params.PayoutListParams",
          lambda given: list_things(given.desk, "payout", given.params, "/v1/payouts", holder=given.holder), for_sellers=True),
    _call("GET", "/v1/payouts/{id}", "_payout_retrieve_params.PayoutRetrieveParams",
          lambda given: payouts.need(given.desk, given.holder, given.names["id"]), for_sellers=True),
    _call("POST", "/v1/balance_settings", "_balance_settings_update_params.BalanceSettingsUpdateParams",
          lambda given: balances.change_settings(given.desk, given.holder, given.params), for_sellers=True),
    _call("POST", "/v1/files", "_file_create_params.FileCreateParams", lambda given: files.create(given.desk, given.params)),
    _lister("/v1/files", "_file_list_params.FileListParams", "file"),
    _reader("/v1/files", "_file_retrieve_params.FileRetrieveParams", "file", "file"),
    _call("POST", "/v1/disputes/{id}", "_dispute_update_params.DisputeUpdateParams",
          lambda given: disputes.answer(given.desk, given.names["id"], given.params)),
    _call("POST", "/v1/disputes/{id}/close", "_dispute_close_params.DisputeCloseParams",
          lambda given: disputes.accept(given.desk, given.names["id"])),
    _call("POST", "/v1/webhook_endpoints", "_webhook_endpoint_create_params.WebhookEndpointCreateParams",
          lambda given: webhook_endpoints.create(given.desk, given.params)),
    _call("GET", "/v1/webhook_endpoints", "_webhook_endpoint_list_params.WebhookEndpointListParams", _endpoint_list),
    _reader("/v1/webhook_endpoints", "_webhook_endpoint_retrieve_params.WebhookEndpointRetrieveParams",
            "webhook_endpoint", "webhook endpoint"),
    _call("POST", "/v1/webhook_endpoints/{id}", "_webhook_endpoint_update_params.WebhookEndpointUpdateParams",
          lambda given: webhook_endpoints.change(given.desk, given.names["id"], given.params)),
    _call("DELETE", "/v1/webhook_endpoints/{id}", "_webhook_endpoint_delete_params.WebhookEndpointDeleteParams",
          lambda given: webhook_endpoints.delete(given.desk, given.names["id"])),
    _call("POST", "/v2/core/accounts", "v2.core._account_create_params.AccountCreateParams", _new_account),
    _call("GET", "/v2/core/accounts", "v2.core._account_list_params.AccountListParams", _account_list),
    _call("GET", "/v2/core/accounts/{id}", "v2.core._account_retrieve_params.AccountRetrieveParams", _account),
    _call("POST", "/v2/core/account_links", "v2.core._account_link_create_params.AccountLinkCreateParams",
          lambda given: accounts.create_link(given.desk, given.params)),
)  # fmt: skip
