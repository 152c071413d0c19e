"""How Stripe says no."""

from collections.abc import Mapping
from typing import Any


class StripeRefusal(Exception):
    """An error answer of the API. `stored` tells whether an idempotency key remembers it.

    Stripe stores whatever an endpoint answered once it began to work, failures included, but not refused parameters,
    wrong keys or too many requests (docs.stripe.com/api/idempotent_requests).
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",  # noqa: A002 - Stripe's own word
        code: str | None = None,
        param: str | None = None,
        stored: bool = True,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.stored = stored
        self.error: dict[str, Any] = {"message": message, "type": type}
        if code:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param:
            self.error["param"] = param
        self.error.update(more or {})


def missing_object(noun: str, reference: str, param: str = "id") -> StripeRefusal:
    """There is no such thing under this key; what belongs to another account answers the same."""
    return StripeRefusal(f"No such {noun}: '{reference}'", status=404, code="resource_missing", param=param)


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeRefusal:
    """A parameter that cannot be taken; not remembered under the key."""
    return StripeRefusal(message, code=code, param=param, stored=False)
